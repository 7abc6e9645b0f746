"""Visits: planned, carried out, recorded. Never deleted."""
