"""The board's quieter panels: pins, fairness, accounts."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.pages.office.rounds_books import Account, RoundsBooks
from fieldvisit.pages.office.rounds_fields import days, panel
from fieldvisit.pages.office.rounds_words import Share


def pins() -> rx.Component:
    return panel(
        "Verrouiller",
        rx.el.p("Ce qui est verrouillé ne bouge plus, ni par un calcul, ni par une réparation."),
        rx.el.form(
            rx.el.div(
                days("day", "Tout avant le"),
                theme.field("à", theme.text_input(name="hour", type="time", default_value="12:00", required=True)),
                class_name="pair",
            ),
            theme.button("Verrouiller tout avant", type="submit", kind="primary"),
            on_submit=RoundsActs.pin_before,
            class_name="stack",
        ),
        theme.button("Tout déverrouiller", on_click=RoundsActs.unpin_all),
        rx.el.p(
            "Une visite se verrouille depuis son panneau, une journée par le cadenas sous ses visites.",
            class_name="small soft",
        ),
    )


def _table(caption: str, heads: list[str], rows: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr-only"),
            rx.el.thead(rx.el.tr(*[rx.el.th(one, scope="col") for one in heads])),
            rx.el.tbody(rows),
            class_name="table rd-table",
        ),
        class_name="rd-table-scroll",
        tab_index=0,
        role="region",
        aria_label=caption,
    )


def fairness() -> rx.Component:
    def line(one: Share) -> rx.Component:
        cells = [rx.el.td(one[name], class_name="tabular") for name in ("visits", "driving", "contact", "share")]
        return rx.el.tr(rx.el.th(one["name"], scope="row"), *cells)

    heads = ["Qui", "Visites", "Route", "Auprès des familles", "Temps pris"]
    return panel(
        "Équité de la semaine",
        rx.el.p(Rounds.fairness),
        _table("Part de chacun·e", heads, rx.foreach(Rounds.shares, line)),
    )


def books() -> rx.Component:
    def line(one: Account) -> rx.Component:
        cells = [rx.el.td(one[name], class_name="tabular") for name in ("visits", "way", "contact", "claim")]
        return rx.el.tr(rx.el.th(one["name"], scope="row"), *cells)

    return panel(
        "Bilan de la semaine",
        _table(
            "Fait et prévu",
            ["Qui", "Visites", "Route", "En visite", "Frais"],
            rx.foreach(RoundsBooks.accounts, line),
        ),
        rx.el.p(RoundsBooks.accounts_source, class_name="small soft"),
    )
