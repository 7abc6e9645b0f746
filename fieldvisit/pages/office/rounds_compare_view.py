"""The panel « Comparer et publier »: what changes, what publishing does and for whom, then the list by worker."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_compare import Count, RoundsCompare
from fieldvisit.pages.office.rounds_fields import panel
from fieldvisit.pages.office.rounds_publish import NOTHING, RoundsPublish
from fieldvisit.pages.office.rounds_repair import Moved, Step
from fieldvisit.weekplans.publishing import LONGEST_REASON


def open_button() -> rx.Component:
    """For whoever holds the draft the step before the tablets; for colleagues, to read."""
    return theme.button(
        rx.cond(Rounds.mine | Rounds.running, "Comparer et publier…", "Comparer…"),
        on_click=RoundsCompare.open_compare,
        disabled=Rounds.running,
    )


def compare_panel() -> rx.Component:
    return panel(
        rx.cond(Rounds.mine, "Comparer et publier", "Comparer"),
        rx.cond(
            RoundsCompare.compared,
            rx.el.div(_sums(), rx.cond(Rounds.mine, _publish()), _list(), class_name="stack"),
        ),
    )


def _sums() -> rx.Component:
    def count(one: Count) -> rx.Component:
        return rx.el.span(one["words"], class_name="rd-tone rd-tone-" + one["tone"])

    return rx.el.div(
        rx.el.p("Par rapport à ce qui est publié :"),
        rx.cond(
            RoundsCompare.compare_counts.length() > 0,
            rx.el.p(rx.foreach(RoundsCompare.compare_counts, count), class_name="rd-counts"),
            rx.el.p("Rien ne change.", class_name="strong"),
        ),
        rx.cond(RoundsCompare.compare_same != "", rx.el.p(RoundsCompare.compare_same, class_name="small soft")),
        class_name="stack-tight",
    )


def _publish() -> rx.Component:
    return rx.el.form(
        rx.cond(
            RoundsCompare.compare_goes_to != "",
            rx.el.p(
                "Publier inscrit ces visites au planning. Les tablettes les reçoivent à leur prochain contact : ",
                rx.el.span(RoundsCompare.compare_goes_to, class_name="strong"),
                ". Une visite en cours n’est pas touchée.",
            ),
            rx.el.p("Publier marque la semaine comme publiée, sans rien changer pour les équipes."),
        ),
        rx.cond(
            RoundsCompare.compare_tells != "",
            rx.el.p(
                rx.el.span(RoundsCompare.compare_tells, class_name="strong"),
                " Fieldvisit ne leur écrit pas.",
            ),
        ),
        rx.cond(
            RoundsCompare.compare_removes,
            theme.field(
                "Pourquoi des visites sont retirées",
                rx.el.textarea(
                    name="reason",
                    default_value=RoundsPublish.reason,
                    rows=2,
                    max_length=LONGEST_REASON,
                    class_name="textarea",
                ),
                "Ce motif reste dans le dossier de la famille.",
            ),
        ),
        rx.el.div(
            rx.cond(
                RoundsCompare.refused.length() > 0,
                theme.notice(
                    rx.el.p(NOTHING, class_name="strong"),
                    rx.el.ul(rx.foreach(RoundsCompare.refused, rx.el.li), class_name="stack-tight"),
                    kind="alarm",
                ),
            ),
            aria_live="assertive",
        ),
        theme.button("Publier", type="submit", kind="primary"),
        on_submit=RoundsPublish.publish,
        class_name="stack rd-publish",
    )


def _list() -> rx.Component:
    def step(one: Step) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["label"], class_name="rd-tone rd-tone-" + one["tone"]),
            rx.el.span(one["family"], class_name="strong"),
            rx.el.span(one["sentence"]),
            rx.cond(one["price"] != "", rx.el.span(one["price"], class_name="small soft")),
            class_name="rd-change",
        )

    def worker(one: Moved) -> rx.Component:
        return rx.el.div(rx.el.h3(one["name"]), rx.el.ul(rx.foreach(one["moves"], step)))

    return rx.fragment(
        rx.foreach(RoundsCompare.compare_moves, worker),
        rx.cond(
            RoundsCompare.compare_priced,
            rx.el.p(
                "Déplacer une visite publiée est compté comme de la route : le calcul ne le fait que s’il y gagne.",
                class_name="small soft",
            ),
        ),
    )
