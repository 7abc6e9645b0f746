"""The household (« foyer ») and its persons: the unit of access."""

# Whoever knows a household keeps its words: the search must not depend on who thinks of it.
from fieldvisit.families import name_key  # noqa: F401
