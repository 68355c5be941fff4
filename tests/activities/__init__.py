"""Claims about effects."""
