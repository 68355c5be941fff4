"""The pictures of the manual, taken of a local stack of its own by Chromium: `make pictures`."""
