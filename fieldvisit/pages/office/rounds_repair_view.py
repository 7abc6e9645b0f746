"""The panel « Réparer… »: what happened, the answer and its price."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_fields import options, panel, workers
from fieldvisit.pages.office.rounds_repair import Happened, Moved, RoundsRepair, Step

KINDS = (
    ("ill", "Quelqu’un est malade"),
    ("urgent", "Une visite urgente"),
    ("absent", "Une famille absente"),
    ("snow", "Neige, route coupée"),
)


def repair_panel() -> rx.Component:
    return panel(
        "Réparer",
        rx.cond(RoundsRepair.repaired != "", _answer(), _asked()),
    )


def open_button() -> rx.Component:
    """Wherever she may change the week: on what is published too, of which the repair makes a draft."""
    return rx.cond(
        Rounds.may_plan & ((Rounds.status != "brouillon") | Rounds.mine),
        theme.button("Réparer…", on_click=RoundsRepair.open_repair, disabled=Rounds.running),
    )


def _asked() -> rx.Component:
    return rx.el.div(
        rx.el.p("Qu’est-il arrivé ?", class_name="strong", id="rd-happened"),
        rx.el.div(
            *[_kind(*one) for one in KINDS],
            role="group",
            aria_labelledby="rd-happened",
            class_name="rd-kinds",
        ),
        rx.match(
            RoundsRepair.happening,
            ("urgent", _select("job", "Visite", RoundsRepair.repair_visits)),
            ("absent", _select("away", "Visite", RoundsRepair.repair_stands)),
            ("snow", _snow()),
            _ill(),
        ),
        theme.button("Ajouter autre chose", on_click=RoundsRepair.add_happened, disabled=RoundsRepair.repairing),
        rx.cond(
            RoundsRepair.happened.length() > 0,
            rx.el.ul(rx.foreach(RoundsRepair.happened, _told), class_name="rd-told"),
        ),
        theme.button(
            rx.cond(RoundsRepair.repairing, "Recherche du plus petit changement…", "Réparer"),
            kind="primary",
            on_click=RoundsRepair.repair,
            disabled=RoundsRepair.repairing,
        ),
        rx.el.p(
            "Le résultat est un brouillon : rien n’est publié. Ce qui est verrouillé ne bouge pas. "
            "L’absence est notée au calendrier à la publication.",
            class_name="small soft",
        ),
        class_name="stack",
    )


def _kind(kind: str, label: str) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        on_click=RoundsRepair.choose_happening(kind),
        aria_pressed=rx.cond(RoundsRepair.happening == kind, "true", "false"),
        class_name="rd-tab",
    )


def _field(name: str, label: str, *listed: rx.Component) -> rx.Component:
    return theme.field(
        label,
        rx.el.select(
            *listed,
            value=RoundsRepair.told[name],
            on_change=lambda value: RoundsRepair.tell(name, value),
            name=name,
            class_name="select",
        ),
    )


def _select(name: str, label: str, listed: rx.Var) -> rx.Component:
    return _field(name, label, rx.el.option("Choisir…", value=""), options(listed))


def _days(name: str, label: str) -> rx.Component:
    def day(one) -> rx.Component:
        return rx.el.option(one["name"], value=one["day"].to_string(), disabled=one["past"])

    return _field(name, label, rx.foreach(Rounds.heads, day))


def _ill() -> rx.Component:
    return rx.fragment(
        _field("worker", "Qui", rx.el.option("Choisir…", value=""), workers()),
        rx.el.div(_days("first", "Du"), _days("last", "Au"), class_name="pair"),
        _field(
            "since", "Le premier jour", rx.el.option("toute la journée", value=""), options(RoundsRepair.repair_hours)
        ),
    )


def _snow() -> rx.Component:
    return rx.el.div(
        _select("commune", "Commune", RoundsRepair.repair_communes), _days("day", "Jour"), class_name="pair"
    )


def _told(one: Happened) -> rx.Component:
    return rx.el.li(
        rx.el.span(one["sentence"], class_name="grow"),
        theme.button(
            "Retirer",
            kind="quiet",
            on_click=RoundsRepair.forget_happened(one["key"]),
            disabled=RoundsRepair.repairing,
            aria_label="Retirer : " + one["sentence"],
        ),
        key=one["key"],
    )


def _answer() -> rx.Component:
    def step(one: Step) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["label"], class_name="rd-tone rd-tone-" + one["tone"]),
            rx.el.span(one["family"], class_name="strong"),
            rx.el.span(one["sentence"]),
            rx.cond(one["price"] != "", rx.el.span(one["price"], class_name="small soft")),
            class_name="rd-change",
        )

    def worker(one: Moved) -> rx.Component:
        return rx.el.div(
            rx.el.h3(one["name"]),
            rx.el.ul(rx.foreach(one["moves"], step)),
        )

    return rx.el.div(
        rx.cond(
            RoundsRepair.repair_failed,
            theme.notice(RoundsRepair.repaired, kind="alarm", role="alert"),
            theme.notice(RoundsRepair.repaired, kind="ok", role="status"),
        ),
        theme.row(
            theme.button("Voir le brouillon", kind="primary", on_click=Rounds.close_panel, auto_focus=True),
            theme.button("Autre chose est arrivé", on_click=RoundsRepair.open_repair),
        ),
        rx.el.p("Par rapport à ce qui est publié :", class_name="strong"),
        rx.cond(
            RoundsRepair.repair_moves.length() > 0,
            rx.foreach(RoundsRepair.repair_moves, worker),
            rx.el.p("Rien ne change de ce qui est publié."),
        ),
        class_name="stack",
    )
