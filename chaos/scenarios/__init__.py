"""What is tried, a module for each kind of trouble."""
