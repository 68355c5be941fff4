"""Data types that cross a boundary: frozen values, names and failures; no I/O."""
