"""What is installed, before an empty environment."""
