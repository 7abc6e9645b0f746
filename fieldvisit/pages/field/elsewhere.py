"""« Brouillons sur une autre tablette »: what was begun elsewhere and may be gone on with here."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import elsewhere, looking, tap
from fieldvisit.pages.field.shapes import Elsewhere


def _entry(one: rx.Var[Elsewhere]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h2(one["family"]),
            rx.el.p(one["kind"], class_name="strong"),
            rx.el.p(one["where"], " · ", one["when"], class_name="soft"),
            rx.cond(one["beside"] != "", rx.el.p(one["beside"])),
            class_name="stack-tight grow",
        ),
        theme.button(
            rx.cond(one["busy"], "Un instant…", one["action"]),
            kind="primary",
            on_click=tap("screens/elsewhere_list.js", "continueHere", one["key"]),
            aria_label=one["action"].to(str) + " : " + one["family"].to(str),
        ),
        class_name="card row-between",
    )


@rx.memo
def _looked() -> rx.Component:
    """Shows nothing: its hook asks for the list."""
    return rx.el.span(looking, hidden=True)


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.back()),
        rx.el.main(
            rx.el.h1("Brouillons sur une autre tablette"),
            rx.el.p(
                "Personne d’autre que vous ne peut les ouvrir. Celui que vous continuez ici se ferme là-bas.",
                class_name="soft",
            ),
            _looked(),
            rx.cond(
                elsewhere["problem"] != "",
                theme.notice(elsewhere["problem"], kind="alarm", role="alert"),
                rx.fragment(),
            ),
            rx.cond(elsewhere["empty"] != "", rx.el.p(elsewhere["empty"], class_name="card soft", role="status")),
            rx.el.ul(rx.foreach(elsewhere["entries"], _entry), class_name="stack"),
            class_name="field-main",
        ),
        class_name="screen",
    )


@rx.memo
def waiting() -> rx.Component:
    """On « Ma tournée »: drafts that wait elsewhere."""
    return rx.cond(
        elsewhere["waiting"] != "",
        theme.notice(
            rx.el.p(elsewhere["waiting"]),
            theme.button("Voir", on_click=tap("screens/view.js", "go", "brouillons")),
            class_name="row-between",
        ),
    )
