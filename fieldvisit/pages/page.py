"""What every page declares: its address, its title and who may open it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import reflex as rx

from fieldvisit.access.permission import Permission


@dataclass(frozen=True)
class Page:
    """``permission`` is what its handlers ask too: the HTML of a page is public and holds nothing private.

    ``nav``: the label of its entry in the office's menu, if it has one.
    """

    route: str
    title: str
    permission: Permission
    component: Callable[[], rx.Component]
    on_load: Sequence = field(default_factory=tuple)
    nav: str = ""
