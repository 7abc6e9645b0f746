"""The panel of one visit on the board: what it is, and moving it without a mouse."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.pages.office.rounds_asks import RoundsAsks
from fieldvisit.pages.office.rounds_fields import panel
from fieldvisit.pages.office.rounds_why_view import why


def visit_panel() -> rx.Component:
    one = RoundsAsks.opened
    return panel(
        one["family"],
        rx.el.p(
            rx.el.span(one["band_label"], class_name="rd-band rd-b" + one["band"]),
            " ",
            one["kind"],
            " · ",
            one["minutes"],
        ),
        rx.el.dl(
            _line("Quand", one["when"]),
            _line("Échéance", one["due"]),
            _line("Commune", one["city"]),
            _line("À deux avec", one["other"]),
            _line("Fixée", one["fixed"]),
            class_name="facts",
        ),
        rx.cond(
            RoundsAsks.reasons.length() > 0,
            _listed("Pourquoi cette priorité", RoundsAsks.reasons),
        ),
        why(),
        rx.cond(Rounds.mine & (one["fixed"] == ""), rx.fragment(_pins(), _move())),
        theme.link_button("Ouvrir le dossier", href="/familles/" + one["family_id"]),
    )


def _line(label: str, value: rx.Var) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label), rx.el.dd(value), class_name="fact"))


def _listed(title: rx.Var | str, lines: rx.Var[list[str]]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(title),
        rx.el.ul(rx.foreach(lines, lambda one: rx.el.li(one)), class_name="rd-why"),
        class_name="stack-tight",
    )


def _pins() -> rx.Component:
    one = RoundsAsks.opened
    return rx.cond(
        one["placed"],
        theme.row(
            rx.cond(
                one["pinned"],
                theme.button("Déverrouiller", on_click=RoundsAsks.unpin_open),
                rx.fragment(
                    theme.button("Verrouiller à ce jour", on_click=RoundsAsks.pin_open(False)),
                    theme.button("Verrouiller à cette heure", on_click=RoundsAsks.pin_open(True)),
                ),
            ),
            theme.button("Retirer du plan", kind="quiet", on_click=RoundsAsks.take_out_open),
        ),
    )


def _move() -> rx.Component:
    job = RoundsAsks.opened["job"]

    def worker(one) -> rx.Component:
        return rx.el.option(one["name"], value=one["worker"])

    def day(one) -> rx.Component:
        return rx.el.option(one["name"], value=one["day"].to_string())

    return rx.el.div(
        rx.el.h3("Déplacer vers…"),
        theme.field(
            "Professionnel·le",
            rx.el.select(
                rx.el.option("Choisir…", value=""),
                rx.foreach(Rounds.lines, worker),
                value=RoundsActs.goal_worker,
                on_change=lambda value: RoundsActs.aim(job, value, RoundsActs.goal_day),
                class_name="select",
            ),
        ),
        rx.el.div(
            theme.field(
                "Jour",
                rx.el.select(
                    rx.el.option("Choisir…", value=""),
                    rx.foreach(Rounds.heads, day),
                    value=RoundsActs.goal_day,
                    on_change=lambda value: RoundsActs.aim(job, RoundsActs.goal_worker, value),
                    class_name="select",
                ),
            ),
            theme.field(
                "Moment",
                rx.el.select(
                    rx.foreach(RoundsActs.goal_places, lambda one: rx.el.option(one["label"], value=one["value"])),
                    value=RoundsActs.goal_place,
                    on_change=RoundsActs.aim_at,
                    class_name="select",
                    disabled=RoundsActs.goal_places.length() == 0,
                ),
            ),
            class_name="pair",
        ),
        rx.el.div(
            rx.cond(
                RoundsActs.goal_verdict != "",
                rx.cond(
                    RoundsActs.goal_allowed,
                    theme.notice(
                        RoundsActs.goal_verdict,
                        rx.el.ul(rx.foreach(RoundsActs.goal_hours, lambda one: rx.el.li(one)), class_name="small"),
                        kind="ok",
                    ),
                    theme.notice(RoundsActs.goal_verdict, kind="alarm"),
                ),
            ),
            aria_live="polite",
        ),
        theme.button("Déplacer ici", kind="primary", on_click=RoundsActs.go, disabled=~RoundsActs.goal_allowed),
        class_name="stack rd-move",
    )
