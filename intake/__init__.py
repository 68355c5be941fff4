"""What people and HR said: saved first, then sent to the workflows; how mentorships start; a sweeper for both."""
