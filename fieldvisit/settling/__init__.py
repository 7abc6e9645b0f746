"""Where a person decides: two writings of one thing, and what was set aside. Nothing that was not chosen is removed."""
