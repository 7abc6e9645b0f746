"""Rounds of a sector’s week: drafts, who holds them, what is pinned and published: between rounds/ and the board."""
