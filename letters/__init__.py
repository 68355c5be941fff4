"""What we say: a folder per letter, its wording by language, rendering, message bytes and signed links; no sending."""
