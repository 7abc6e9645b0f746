"""The blank screen of the « mode discret »: a clock, as a tablet at rest shows, and one place to hold a finger on."""

import reflex as rx

from fieldvisit.pages.field import hooks
from fieldvisit.pages.field.hooks import verb

MODULE = "screens/discreet.js"
HOLD, LET_GO = ("holdBegins", "holdEnds")


@rx.memo
def curtain() -> rx.Component:
    """It says nothing of anybody; nothing but a finger held down lifts it."""
    return rx.el.main(
        rx.el.p(hooks.clock["time"], class_name="curtain-time tabular"),
        rx.el.p(hooks.clock["day"], class_name="curtain-day"),
        rx.el.button(
            "Maintenir",
            type="button",
            class_name="curtain-hold",
            aria_label="Maintenir pour reprendre",
            custom_attrs={
                "onPointerDown": verb(MODULE, HOLD),
                "onPointerUp": verb(MODULE, LET_GO),
                "onPointerLeave": verb(MODULE, LET_GO),
                "onPointerCancel": verb(MODULE, LET_GO),
                "onKeyDown": verb(MODULE, HOLD),
                "onKeyUp": verb(MODULE, LET_GO),
            },
        ),
        class_name="curtain",
    )
