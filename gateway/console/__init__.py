"""The console: what operators and coordinators see of their organisation's mentorships, and how they step in."""
