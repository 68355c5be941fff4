"""What people and HR said: recorded first, then told to the workflows; how mentorships begin; one sweeper for both."""
