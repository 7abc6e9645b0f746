"""The tablet's screens. Nothing here triggers a server event."""
