"""« Urgences »: what a worker met at home that cannot wait, until a named person closes it with a reason."""
