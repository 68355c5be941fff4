"""One file per durable process; see schemas/ids.py for the task queue and the ids."""
