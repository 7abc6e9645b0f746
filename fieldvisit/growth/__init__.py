"""Measurements of a child, their plausibility and the WHO references."""
