"""How long tests wait for what must come: as good as for ever, for a machine may be slow or busy."""

PATIENCE = 60.0  # seconds
