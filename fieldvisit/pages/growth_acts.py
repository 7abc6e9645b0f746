"""What one does beside a child's growth chart: strike a measure, hide those that are struck, copy the carnet's line."""

from collections.abc import Callable

import reflex as rx

from fieldvisit.offline.modules import js_fn
from fieldvisit.pages import theme
from fieldvisit.pages.growth_shapes import Growth

CHOICES = "growth/choices.js"
#: What a tap on « Rayer » calls, given a measure's id and « rayer » or « retablir ».
Strike = Callable[[rx.Var[str], rx.Var[str]], object]


def does(name: str, *arguments):
    """A change of how the chart is looked at: nothing reaches the server."""
    return js_fn(CHOICES, name).partial(*arguments)


def strike_button(one: rx.Var, said: rx.Var[str], strike: Strike | None) -> rx.Component:
    if strike is None:
        return rx.fragment()
    return rx.cond(
        one["act"] != "",
        theme.button(
            rx.cond(one["act"] == "rayer", "Rayer…", "Rétablir…"),
            aria_label=rx.cond(one["act"] == "rayer", "Rayer : ", "Rétablir : ") + said,
            on_click=strike(one["id"], one["act"]),
            class_name="growth-strike",
        ),
    )


def struck_pill(growth: rx.Var[Growth]) -> rx.Component:
    return rx.cond(
        growth["struck"] > 0,
        rx.el.div(
            rx.el.button(
                "Mesures rayées",
                type="button",
                class_name="pill",
                aria_pressed=~growth["struck_hidden"],
                on_click=does("toggleStruck", growth["child_id"]),
            ),
            class_name="pills growth-pills",
        ),
    )


def carnet_text(growth: rx.Var[Growth]) -> rx.Component:
    """The line that one copies into the carnet de santé."""
    carnet = growth["carnet"]
    return rx.cond(
        carnet["shown"],
        rx.el.div(
            rx.el.label(
                rx.el.span("À recopier dans le carnet de santé", class_name="strong"),
                rx.el.textarea(
                    carnet["text"],
                    value=carnet["text"],
                    read_only=True,
                    rows="2",
                    class_name="textarea",
                    auto_complete="off",
                ),
                class_name="grow",
            ),
            theme.button(
                "Copier",
                custom_attrs={
                    "onClick": js_fn("growth/copying.js", "copyText").partial(growth["child_id"], carnet["text"])
                },
            ),
            rx.el.p(carnet["said"], role="status", class_name="small growth-copied"),
            rx.cond(carnet["left"] != "", rx.el.p(carnet["left"], class_name="small growth-copied")),
            class_name="growth-carnet",
        ),
    )
