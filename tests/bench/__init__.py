"""What the bench relies on."""
