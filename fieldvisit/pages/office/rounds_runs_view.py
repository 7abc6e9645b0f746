"""« Planifier la semaine », with how long it may search; the computation that goes on, and how to stop it."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_runs import LENGTHS, RoundsRuns


def plan_button() -> rx.Component:
    return rx.el.div(
        theme.button(
            rx.cond(RoundsRuns.starting, "Le calcul démarre…", "Planifier la semaine"),
            kind="primary",
            on_click=RoundsRuns.plan_week,
            disabled=RoundsRuns.starting | Rounds.running,
        ),
        rx.el.select(
            *[rx.el.option(label, value=seconds) for seconds, label in LENGTHS.items()],
            value=RoundsRuns.seconds,
            on_change=RoundsRuns.choose_seconds,
            disabled=RoundsRuns.starting | Rounds.running,
            aria_label="Temps de calcul",
            class_name="select rd-seconds",
        ),
        class_name="rd-plan",
    )


def progress() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(rx.el.span("Calcul en cours", class_name="strong"), ", ", Rounds.progress_begun, role="status"),
            rx.el.p(Rounds.progress, class_name="tabular"),
            rx.el.p(Rounds.progress_best, class_name="small soft tabular"),
            class_name="rd-running-words",
        ),
        rx.el.div(rx.el.i(style={"width": Rounds.progress_share}), class_name="rd-progress", aria_hidden=True),
        rx.cond(
            Rounds.may_plan,
            theme.button(
                rx.cond(Rounds.stopping, "Le meilleur plan est gardé…", "Arrêter et garder"),
                on_click=RoundsRuns.stop,
                disabled=Rounds.stopping,
            ),
        ),
        class_name="rd-running",
    )
