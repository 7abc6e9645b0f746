"""Access proved: a county where every word of every family bears a mark, and everything that tells anything is asked.

``county.py`` marks, ``expected.py`` says from the county's own table who may read what, ``walk.py`` goes everywhere.
"""
