"""Referrals (« orientations »): what a visit proposed, what the family said, and what became of each."""
