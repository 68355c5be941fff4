"""Letters: a folder per letter with its wording by language; rendering, message bytes and signed links; no sending."""
