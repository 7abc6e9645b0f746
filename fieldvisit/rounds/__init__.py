"""Rounds: a sector's week of visits given to workers, days and hours; explained, checked and repaired.

The room knows no table: it plans a ``Problem`` made of plain dataclasses, so a page, a command and a test call the
same solver. Times are whole seconds from Monday 00:00 local time; an hour of the day is seconds from midnight.
"""
