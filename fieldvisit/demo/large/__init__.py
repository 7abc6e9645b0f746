"""A whole invented county: 7,000 births a year over six years, its workers, and what they noted of these families.

To see how the app stands at its real size: ``fieldvisit demo --county``. The same day, size and seed give the same one.
"""

from fieldvisit.demo.large.building import HOUSEHOLDS, build

__all__ = ["HOUSEHOLDS", "build"]
