"""« Aujourd’hui » on screen: counts, one line for each worker's round, and the three lists below."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office.day import Today
from fieldvisit.pages.office.day_view import Chip, Count, Line, Round
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.shell import NEWS_EVERY_MS, Ticker, said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Aujourd’hui"),
                rx.el.p(Today.title, rx.cond(Today.at != "", ", à jour à " + Today.at, ""), class_name="soft tabular"),
            ),
            theme.link_button("Planning", href="/planning"),
            class_name="row-between",
        ),
        rx.foreach(Today.overdue, lambda one: theme.notice(one, kind="alarm", role="alert")),
        said(Today),
        rx.cond(
            Today.loaded,
            rx.fragment(
                _counts(),
                _rounds(),
                rx.el.div(rx.cond(Today.shares, _arrived()), _awaited(), class_name="day-lists"),
                rx.cond(Today.plans & (Today.to_plan.length() > 0), _to_plan()),
            ),
        ),
        Ticker.create(every=NEWS_EVERY_MS, on_tick=Today.look_again.temporal),
        here="/journee",
    )


def _counts() -> rx.Component:
    def one(count: Count) -> rx.Component:
        return rx.el.li(
            rx.el.span(count["number"], class_name="day-number tabular"),
            rx.el.span(count["label"]),
            class_name="day-count day-" + count["tone"],
        )

    return rx.el.ul(
        rx.foreach(Today.counts, one), class_name="day-counts", aria_label="Visites du jour", aria_live="polite"
    )


def _rounds() -> rx.Component:
    def chip(one: Chip) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                rx.el.span(
                    rx.el.span(one["hour"], class_name="strong tabular"),
                    rx.el.span(rx.cond(one["sign"] != "", one["sign"] + " ", ""), one["state"], class_name="day-state"),
                    class_name="day-chip-head",
                ),
                rx.el.span(one["family"], class_name="day-family"),
                rx.el.span(rx.cond(one["since"] != "", one["since"], one["kind"]), class_name="day-kind"),
                href=one["href"],
                aria_label=one["label"],
                class_name="day-chip day-" + one["tone"],
            ),
            key=one["id"],
        )

    def line(one: Round) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.h2(one["name"], class_name="day-worker-name"),
                rx.el.p(one["role"], class_name="small soft"),
                rx.el.p(one["contact"], class_name=rx.cond(one["heard"], "small day-heard", "small day-silent")),
                theme.link_button(
                    "Imprimer",
                    href="/api/tournee.pdf?personne=" + one["worker_id"] + "&jour=" + Today.iso,
                    target="_blank",
                    rel="noopener",
                    aria_label="Imprimer la tournée de " + one["name"],
                    class_name="day-print",
                ),
                class_name="day-worker",
            ),
            rx.el.ol(rx.foreach(one["chips"], chip), class_name="day-chips"),
            key=one["worker_id"],
            class_name="day-round",
        )

    return rx.el.section(
        rx.cond(
            Today.rounds.length() > 0,
            rx.el.ul(rx.foreach(Today.rounds, line), class_name="day-rounds"),
            theme.card(rx.el.p("Aucune visite n’est prévue aujourd’hui.", class_name="soft")),
        ),
        rx.cond(Today.idle != "", rx.el.p("Sans visite aujourd’hui : ", Today.idle, class_name="soft small day-idle")),
        aria_label="Tournées du jour",
    )


def _list(lines: rx.Var[list[Line]], act: str = "") -> rx.Component:
    """``act``: the words of a button on each line; without it the line itself is the link."""

    def words(one: Line) -> rx.Component:
        return rx.fragment(
            rx.el.span(one["title"], class_name="strong"),
            rx.el.span(one["words"]),
            rx.cond(one["detail"] != "", rx.el.span(one["detail"], class_name="soft small tabular")),
        )

    def line(one: Line) -> rx.Component:
        if act:
            link = theme.link_button(act, href=one["href"], aria_label=act + " : " + one["title"])
            return rx.el.li(rx.el.div(words(one), class_name="day-words grow"), link, class_name="day-line row")
        return rx.el.li(
            rx.cond(
                one["href"] != "",
                rx.el.a(words(one), href=one["href"], class_name="day-words day-link"),
                rx.el.div(words(one), class_name="day-words"),
            ),
            class_name="day-line",
        )

    return rx.el.ul(rx.foreach(lines, line), class_name="day-list")


def _arrived() -> rx.Component:
    return theme.card(
        rx.el.div(
            rx.el.div(
                rx.el.h2("Reçues depuis votre dernier passage"),
                rx.el.p(Today.arrived_title, class_name="soft", aria_live="polite"),
            ),
            rx.cond(Today.arrived.length() > 0, theme.button("Vu", kind="primary", on_click=Today.seen)),
            class_name="row-between day-card-head",
        ),
        _list(Today.arrived),
        rx.cond(
            Today.more_arrived,
            rx.el.p("D’autres sont arrivées : elles viendront après « Vu ».", class_name="soft small"),
        ),
        class_name="stack",
    )


def _awaited() -> rx.Component:
    return theme.card(
        rx.el.div(
            rx.el.div(
                rx.el.h2("Encore sur les tablettes"),
                rx.el.p(
                    "Ce que les tablettes ont dit à leur dernier contact, et les écrits attendus.", class_name="soft"
                ),
            ),
            class_name="row-between day-card-head",
        ),
        rx.cond(
            Today.awaited.length() > 0, _list(Today.awaited), rx.el.p("Rien : tout ce qui était attendu est arrivé.")
        ),
        class_name="stack",
    )


def _to_plan() -> rx.Component:
    return theme.card(
        rx.el.h2("À replanifier"),
        rx.el.p("Absentes et reportées du dernier mois, sans autre visite prévue.", class_name="soft"),
        _list(Today.to_plan, act="Replanifier"),
        class_name="stack",
    )


PAGE = Page(
    route="/journee",
    title="Aujourd’hui – Fieldvisit",
    permission=Permission("planning_mission"),
    component=page,
    on_load=(Desk.arrive, Today.load),
)
