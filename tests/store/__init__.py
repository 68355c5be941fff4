"""What Postgres itself vouches for, before real Postgres."""
