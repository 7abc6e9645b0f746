"""What leaves the house on paper: plain data handed in by the rooms, set by typst without network."""
