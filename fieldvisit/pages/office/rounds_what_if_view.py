"""The panel « Et si… »: one worker more or less, and the week before and after in a small table."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_fields import options, panel, workers
from fieldvisit.pages.office.rounds_what_if import Beside, RoundsWhatIf


def open_button() -> rx.Component:
    """Of a draft: what is in force is not computed."""
    return rx.cond(
        Rounds.may_plan & (Rounds.status == "brouillon"),
        theme.button("Et si…", kind="quiet", on_click=RoundsWhatIf.open_what_if, disabled=Rounds.running),
    )


def what_if_panel() -> rx.Component:
    return panel(
        "Et si…",
        rx.el.p("La semaine recalculée avec une personne de plus ou de moins. Rien n’est écrit."),
        theme.field(
            "Une personne de plus",
            rx.el.select(
                rx.el.option("Choisir une profession…", value=""),
                options(RoundsWhatIf.if_roles),
                value=RoundsWhatIf.if_more,
                on_change=RoundsWhatIf.one_more,
                name="more",
                class_name="select",
            ),
        ),
        theme.field(
            "ou une personne de moins",
            rx.el.select(
                rx.el.option("Choisir qui…", value=""),
                workers(),
                value=RoundsWhatIf.if_less,
                on_change=RoundsWhatIf.one_less,
                name="less",
                class_name="select",
            ),
        ),
        theme.button(
            "Calculer",
            kind="primary",
            on_click=RoundsWhatIf.what_if,
            disabled=RoundsWhatIf.if_computing | ((RoundsWhatIf.if_more == "") & (RoundsWhatIf.if_less == "")),
        ),
        rx.el.div(
            rx.cond(
                RoundsWhatIf.if_computing,
                rx.el.div(
                    rx.el.p("Calcul en cours : une dizaine de secondes. Vous pouvez fermer, il continue."),
                    rx.el.div(
                        rx.el.i(class_name="rd-timed"),
                        class_name="rd-progress rd-progress-alone",
                        aria_hidden=True,
                    ),
                    class_name="stack-tight",
                ),
            ),
            rx.cond(RoundsWhatIf.if_said != "", _found()),
            aria_live="polite",
        ),
    )


def _found() -> rx.Component:
    def line(one: Beside) -> rx.Component:
        return rx.el.tr(
            rx.el.th(one["name"], scope="row"),
            rx.el.td(one["before"], class_name="tabular"),
            rx.el.td(one["after"], class_name="tabular strong"),
        )

    return rx.el.div(
        rx.el.p(RoundsWhatIf.if_said, class_name="strong"),
        rx.el.table(
            rx.el.caption("La semaine avant et après", class_name="sr-only"),
            rx.el.thead(rx.el.tr(*[rx.el.th(one, scope="col") for one in ("", "Avant", "Après")])),
            rx.el.tbody(rx.foreach(RoundsWhatIf.if_rows, line)),
            class_name="table rd-table",
        ),
        class_name="stack",
    )
