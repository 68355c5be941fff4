"""What was said is recorded, told and swept, whatever is away meanwhile."""
