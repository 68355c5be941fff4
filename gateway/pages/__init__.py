"""Action pages: one address per mail and person; opening it only reads, pressing the button answers."""
