"""What a handler, a page or a route asks of whoever calls it. Saying nothing means: nobody."""

from dataclasses import dataclass

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach

#: « C »: create, without reading again afterwards; whoever writes may do that too.
WAYS = ("R", "W", "C")


@dataclass(frozen=True)
class Permission:
    """``compartment``: one of the county's classes of data, or « public », or « session » (any account)."""

    compartment: str
    way: str = "R"

    def __post_init__(self):
        if self.compartment not in {"public", "session"} and (
            self.compartment not in roles.COMPARTMENTS or self.way not in WAYS
        ):
            raise ValueError(f"no such permission: {self.compartment} {self.way}")

    def admits(self, actor: Actor | None) -> bool:
        """Whether this caller may try; what the rows of that compartment show is asked again in each query."""
        if self.compartment == "public":
            return True
        if actor is None:
            return False
        if self.compartment == "session":
            return True
        right = roles.right(actor.role, self.compartment)
        if self.way == "C" and right.send:
            return True
        return (right.read if self.way == "R" else right.write) is not Reach.NONE


PUBLIC = Permission("public")
SESSION = Permission("session")


def allow(compartment: str, way: str = "R"):
    """Declare what a route or an event handler asks: ``@allow("planning_mission", "W")``, ``@allow("session")``."""
    permission = Permission(compartment, way)

    def declare(function):
        function.__permission__ = permission
        return function

    return declare


def asked_by_the_page(function):
    """Declare a handler that a page calls by itself: it must not keep an unattended session alive."""
    function.__by_itself__ = True
    return function


def of(function) -> Permission | None:
    return getattr(function, "__permission__", None)
