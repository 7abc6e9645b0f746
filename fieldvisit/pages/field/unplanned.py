"""Adding what was not planned: a visit, a weigh-only visit, a phone contact."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import tap, unplanned, verb
from fieldvisit.pages.field.shapes import Found, Kind


def family_button(found: rx.Var[Found], module: str, act: str) -> rx.Component:
    return rx.el.li(
        theme.button(
            rx.el.span(
                rx.el.span(found["label"], class_name="strong"),
                rx.el.br(),
                rx.el.span(found["detail"], class_name="soft small"),
            ),
            class_name="button-wide button-left",
            on_click=tap(module, act, found["id"]),
        )
    )


def find_family(module: str, act: str) -> rx.Component:
    """The families aboard, found by name, first name or town; a tap calls this act with the family's id."""
    return rx.fragment(
        theme.field(
            "Quelle famille ?",
            theme.text_input(
                type="search",
                default_value=unplanned["query"],
                auto_complete="off",
                placeholder="Nom, prénom ou commune",
                custom_attrs={"onInput": verb("screens/unplanned.js", "search")},
            ),
        ),
        rx.cond(unplanned["none"] != "", rx.el.p(unplanned["none"], class_name="card soft")),
        rx.el.ul(
            rx.foreach(unplanned["families"], lambda found: family_button(found, module, act)), class_name="stack"
        ),
    )


def _kind(kind: rx.Var[Kind]) -> rx.Component:
    return rx.el.li(
        theme.button(
            rx.el.span(kind["label"], class_name="strong"),
            rx.el.span(kind["detail"], class_name="soft small"),
            class_name="button-wide button-left button-split",
            on_click=tap("screens/unplanned.js", "start", kind["code"]),
        )
    )


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.back()),
        rx.el.main(
            rx.el.h1("Ajouter"),
            rx.cond(
                unplanned["family_id"] == "",
                find_family("screens/unplanned.js", "pickFamily"),
                rx.fragment(
                    rx.el.div(
                        rx.el.h2(unplanned["family"]),
                        theme.button(
                            "Changer de famille", kind="quiet", on_click=tap("screens/unplanned.js", "pickFamily", "")
                        ),
                        class_name="row-between",
                    ),
                    rx.el.ul(rx.foreach(unplanned["kinds"], _kind), class_name="stack"),
                ),
            ),
            class_name="field-main",
        ),
        class_name="screen",
    )
