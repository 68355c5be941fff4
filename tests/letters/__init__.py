"""Claims about what we say: links, wording, rendering and message bytes."""
