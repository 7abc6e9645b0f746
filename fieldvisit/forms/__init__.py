"""Grids as data: versions, conditions, answers, alerts."""
