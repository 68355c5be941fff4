"""The console, where operators and coordinators see their organisation's mentorships and step in."""
