"""The demo county (« Département de démonstration (Ain) »): invented families over real communes.

The same day always gives the same county, dates included; only the argon2 salt changes.
"""

from fieldvisit.demo.county import COUNTY, NotEmpty, build
from fieldvisit.demo.people import PASSWORD, accounts

__all__ = ["COUNTY", "PASSWORD", "NotEmpty", "accounts", "build"]
