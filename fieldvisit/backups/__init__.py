"""Encrypted copies of everything, taken while the service runs, and put back. See ``docs/backups.md``."""
