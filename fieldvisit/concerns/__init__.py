"""« Information préoccupante » (IP): a child who may be in danger, told to the county's unit (CRIP), at once."""
