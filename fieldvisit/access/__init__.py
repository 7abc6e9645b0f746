"""Who acts, what they may open, and the trace of what was opened."""
