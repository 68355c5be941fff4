"""What Rapport costs compared with plain Temporal, measured on this machine: `python -m bench [SECTION …]`."""
