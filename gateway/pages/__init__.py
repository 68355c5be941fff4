"""Action pages: one address per mail and person; opening reads, pressing the button answers."""
