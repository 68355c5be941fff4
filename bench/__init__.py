"""What Rapport costs beside the bare engine, measured on this machine: `python -m bench [SECTION …]`."""
