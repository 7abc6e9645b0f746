"""« Tournées » on screen: what week, what may be done with it, the board, the day's map, and the panels."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import rounds_panels as panels
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.pages.office.rounds_bases import RoundsBases
from fieldvisit.pages.office.rounds_bases_view import bases
from fieldvisit.pages.office.rounds_books import RoundsBooks
from fieldvisit.pages.office.rounds_compare_view import compare_panel
from fieldvisit.pages.office.rounds_compare_view import open_button as compare_button
from fieldvisit.pages.office.rounds_grid import board
from fieldvisit.pages.office.rounds_map_view import day_map
from fieldvisit.pages.office.rounds_repair_view import open_button as repair_button
from fieldvisit.pages.office.rounds_repair_view import repair_panel
from fieldvisit.pages.office.rounds_runs_view import plan_button, progress
from fieldvisit.pages.office.rounds_visit import visit_panel
from fieldvisit.pages.office.rounds_what_if_view import open_button as what_if_button
from fieldvisit.pages.office.rounds_what_if_view import what_if_panel
from fieldvisit.pages.office.shell import NEWS_EVERY_MS, Ticker, said, shell
from fieldvisit.pages.page import Page

#: How often a computation's progress is asked for.
PROGRESS_EVERY_MS = 1000


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Tournées"),
                rx.el.p(Rounds.title, class_name="soft", aria_live="polite"),
            ),
            theme.row(_sector(), _weeks()),
            class_name="row-between",
        ),
        rx.foreach(Rounds.overdue, lambda one: theme.notice(one, kind="alarm", role="alert")),
        rx.cond(Rounds.panel == "", said(Rounds)),
        _acts(),
        rx.cond(Rounds.running, progress()),
        _told(),
        board(),
        _verdict(),
        rx.cond(Rounds.day >= 0, day_map()),
        _panel(),
        rx.cond(
            Rounds.running,
            Ticker.create(every=PROGRESS_EVERY_MS, on_tick=Rounds.look_again.temporal),
            Ticker.create(every=NEWS_EVERY_MS, on_tick=Rounds.look_again.temporal),
        ),
        here="/tournees",
    )


def _panel() -> rx.Component:
    return rx.match(
        Rounds.panel,
        ("visit", visit_panel()),
        ("pins", panels.pins()),
        ("fairness", panels.fairness()),
        ("accounts", panels.books()),
        ("bases", bases()),
        ("compare", compare_panel()),
        ("repair", repair_panel()),
        ("what_if", what_if_panel()),
        rx.fragment(),
    )


def _sector() -> rx.Component:
    return rx.cond(
        Rounds.sectors.length() > 1,
        theme.field(
            "Secteur",
            rx.el.select(
                rx.foreach(Rounds.sectors, lambda one: rx.el.option(one["label"], value=one["value"])),
                value=Rounds.sector,
                on_change=Rounds.choose_sector,
                class_name="select",
            ),
        ),
        rx.el.p(Rounds.sector_name, class_name="strong"),
    )


def _weeks() -> rx.Component:
    return rx.fragment(
        theme.button("←", on_click=Rounds.turn(-1), aria_label="Semaine précédente", class_name="button-icon"),
        theme.button("Cette semaine", on_click=Rounds.turn(0)),
        theme.button("→", on_click=Rounds.turn(1), aria_label="Semaine suivante", class_name="button-icon"),
    )


def _acts() -> rx.Component:
    """What may be done, the next step first."""
    hers = rx.fragment(
        plan_button(),
        compare_button(),
        theme.button("Annuler le dernier geste", on_click=RoundsActs.undo, disabled=Rounds.running),
        theme.button("Verrouiller…", on_click=Rounds.open_pins, disabled=Rounds.running),
        theme.button("Abandonner le brouillon", kind="quiet", on_click=Rounds.give_up, disabled=Rounds.running),
    )
    anothers = rx.fragment(
        theme.button("Reprendre ce brouillon", on_click=Rounds.take_over),
        compare_button(),
    )
    return rx.el.div(
        theme.row(
            _status(),
            rx.cond(
                Rounds.may_plan,
                rx.cond(
                    Rounds.status == "brouillon",
                    rx.cond(Rounds.mine | Rounds.running, hers, anothers),
                    rx.cond(
                        ~Rounds.has_draft,
                        rx.fragment(plan_button(), theme.button("Préparer à la main", on_click=Rounds.begin)),
                    ),
                ),
            ),
            repair_button(),
            what_if_button(),
        ),
        theme.row(
            theme.button("Équité", kind="quiet", on_click=RoundsBooks.open_fairness),
            theme.button("Bilan", kind="quiet", on_click=RoundsBooks.open_accounts),
            theme.button("Départs", kind="quiet", on_click=RoundsBases.open_bases),
            rx.cond(
                Rounds.has_draft,
                rx.cond(
                    Rounds.draft,
                    theme.button("Voir ce qui est publié", kind="quiet", on_click=Rounds.show_draft(False)),
                    theme.button("Revenir au brouillon", kind="quiet", on_click=Rounds.show_draft(True)),
                ),
            ),
        ),
        class_name="row-between rd-acts",
    )


def _status() -> rx.Component:
    return rx.match(
        Rounds.status,
        ("brouillon", theme.badge("Brouillon", kind="warn")),
        ("publie", theme.badge("Publié", kind="ok")),
        theme.badge("Pas encore préparée", kind="plain"),
    )


def _told() -> rx.Component:
    """Who else is here, what the last computation said, and what the plan could not take in."""
    return rx.fragment(
        rx.cond(
            Rounds.note != "",
            rx.cond(
                Rounds.note_failed,
                theme.notice(Rounds.note, kind="warn", role="alert"),
                theme.notice(Rounds.note, role="status"),
            ),
        ),
        rx.el.p(Rounds.totals, " · trajets : ", Rounds.travel, class_name="small tabular rd-totals"),
        rx.cond(
            Rounds.aside.length() > 0,
            rx.el.details(
                rx.el.summary("À savoir sur cette semaine : ", Rounds.aside.length()),
                rx.el.ul(rx.foreach(Rounds.aside, rx.el.li), class_name="stack-tight small"),
                class_name="fold",
            ),
        ),
    )


def _verdict() -> rx.Component:
    """What the server says of the place under the pointer, and why a block went back."""
    return rx.el.div(
        rx.cond(
            (Rounds.verdict_words != "") & (Rounds.panel == ""),
            rx.el.div(
                rx.el.span(Rounds.verdict_words, class_name="grow"),
                rx.cond(
                    Rounds.verdict == "no",
                    theme.button("Compris", kind="quiet", on_click=RoundsActs.leave),
                ),
                class_name="rd-verdict rd-verdict-" + Rounds.verdict,
            ),
        ),
        aria_live="assertive",
    )


PAGE = Page(
    route="/tournees",
    title="Tournées – Fieldvisit",
    permission=Permission("planning_mission"),
    component=page,
    on_load=(Desk.arrive, Rounds.load),
)
