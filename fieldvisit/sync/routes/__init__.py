"""The routes of the tablets' door, by what they are about."""
