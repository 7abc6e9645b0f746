"""The household (« foyer ») and its persons: the unit of access."""
