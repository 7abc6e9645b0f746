"""Screens: field pages (device store only) and office pages (Reflex state)."""
