"""Screenshots for the documentation, taken with Chromium from a separate local stack: `make pictures`."""
