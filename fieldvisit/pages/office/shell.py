"""The office's frame: demo banner, menu, what the page says, and the two clocks."""

import reflex as rx
from reflex.vars import VarData
from reflex.vars.function import FunctionStringVar

from fieldvisit import settings
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import URGENT, Desk, Entry, PageState

WATCH = "$/public" + rx.asset("watch.js", shared=True)
#: How soon the office sees what a tablet sent.
NEWS_EVERY_MS = 3000
BADGE_EVERY_MS = 5000


def _function(name: str) -> FunctionStringVar:
    return FunctionStringVar.create(name, _var_data=VarData(imports={WATCH: [rx.ImportVar(tag=name)]}))


log_out, skip_menu, toggle_menu = _function("logOut"), _function("skipMenu"), _function("toggleMenu")


class Ticker(rx.Component):
    """Calls ``on_tick`` while the page is looked at."""

    library = WATCH
    tag = "Ticker"
    every: rx.Var[int]
    on_tick: rx.EventHandler[rx.event.no_args_event_spec]


class SessionWatch(rx.Component):
    library = WATCH
    tag = "SessionWatch"


class Escape(rx.Component):
    """Calls ``on_escape`` when the Escape key is pressed anywhere."""

    library = WATCH
    tag = "Escape"
    on_escape: rx.EventHandler[rx.event.no_args_event_spec]


def shell(*children: rx.Component, here: str) -> rx.Component:
    def entry(item: Entry) -> rx.Component:
        return rx.el.a(
            item["label"],
            rx.cond(item["count"] != "", rx.el.span(item["count"], class_name="menu-count tabular")),
            rx.cond(
                (item["href"] == URGENT) & (Desk.urgent > 0),
                rx.el.span(Desk.urgent, class_name="menu-badge tabular", aria_label=f"{Desk.urgent} en attente"),
            ),
            href=item["href"],
            aria_current=rx.cond(item["href"] == here, "page", "false"),
        )

    return rx.fragment(
        theme.demo_banner() if settings.read().demo else rx.fragment(),
        rx.el.div(
            rx.el.header(
                rx.el.button("Aller au contenu", type="button", on_click=skip_menu, class_name="skip-link"),
                rx.el.div("Fieldvisit", class_name="office-brand"),
                _menu_button(),
                rx.el.div(
                    rx.el.nav(
                        rx.foreach(Desk.menu, entry),
                        rx.cond(
                            Desk.on_tablet_too,
                            rx.fragment(
                                rx.el.a("Ma tournée", href="/terrain"),
                                rx.el.a("Mes brouillons", href="/terrain#/brouillons"),
                            ),
                        ),
                        aria_label="Menu",
                        class_name="office-menu",
                    ),
                    rx.el.div(
                        rx.cond(
                            Desk.may_raise,
                            rx.el.a("Information préoccupante", href="/inquietude", class_name="office-concern"),
                        ),
                        rx.el.p(Desk.name, class_name="strong"),
                        rx.el.p(Desk.role_label, class_name="small"),
                        rx.el.a("Mes connexions", href="/mes-connexions", class_name="office-own"),
                        rx.el.button("Se déconnecter", type="button", on_click=log_out),
                        class_name="office-who",
                    ),
                    id="menu",
                    class_name="office-places",
                ),
                class_name="office-nav",
            ),
            rx.el.main(*children, id="contenu", tab_index=-1, class_name="office-main"),
            class_name="office",
        ),
        SessionWatch.create(),
        rx.cond(Desk.told_of_urgent, Ticker.create(every=BADGE_EVERY_MS, on_tick=Desk.look_for_urgent)),
    )


def _menu_button() -> rx.Component:
    """On a narrow screen the menu is behind it, so that a page begins near the top; what is urgent shows on it."""
    return rx.el.button(
        "Menu",
        rx.cond(
            Desk.urgent > 0,
            rx.el.span(Desk.urgent, class_name="menu-badge tabular", aria_label=f"{Desk.urgent} en attente"),
        ),
        type="button",
        aria_expanded="false",
        aria_controls="menu",
        on_click=toggle_menu,
        id="menu-button",
        class_name="office-menu-button",
    )


def said(state: type[PageState]) -> rx.Component:
    """What the last act answered; always there, so that a screen reader hears it and nothing moves."""
    return rx.el.div(
        rx.cond(state.problem != "", theme.notice(state.problem, kind="alarm")),
        rx.cond(state.said != "", theme.notice(state.said, kind="ok")),
        aria_live="polite",
        class_name="said",
    )
