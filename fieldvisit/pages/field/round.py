"""« Ma tournée »: the worker's days, stop by stop, from the device store alone."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar, elsewhere, own_key
from fieldvisit.pages.field.hooks import chosen_day, link, round_, tap
from fieldvisit.pages.field.shapes import Day, Stop


def _day(day: rx.Var[Day]) -> rx.Component:
    return rx.el.button(
        rx.el.span(day["short"], class_name="day-name"),
        rx.el.span(day["count"], class_name="day-count"),
        type="button",
        class_name="day",
        aria_pressed=day["chosen"],
        aria_current=rx.cond(day["today"], "date", "false"),
        on_click=tap("screens/round.js", "pickDay", day["date"]),
    )


def _line(text: rx.Var[str], css: str = "") -> rx.Component:
    return rx.cond(text != "", rx.el.p(text, class_name=theme.classes("pre", css)))


def _stop(stop: rx.Var[Stop]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(stop["time"], class_name="stop-time tabular"),
            rx.el.p(stop["duration"], class_name="soft small tabular"),
            class_name="stop-when",
        ),
        rx.el.div(
            rx.el.button(
                rx.el.span(stop["family"], class_name="stop-family"),
                rx.el.span(stop["kind"], class_name="stop-kind"),
                type="button",
                class_name="stop-open",
                on_click=tap("screens/visit.js", "openVisit", stop["visit_id"]),
            ),
            rx.el.div(
                _status(stop["status"], stop["status_kind"]),
                rx.cond(stop["custody"] != "", _status(stop["custody"], stop["custody_kind"])),
                rx.cond(stop["urgent"] != "", _status(stop["urgent"], stop["urgent_kind"])),
                rx.cond(stop["language"] != "", theme.badge(stop["language"])),
                class_name="row",
            ),
            rx.cond(
                stop["returned"] != "",
                theme.notice("Renvoyée par la responsable : ", stop["returned"], kind="alarm", class_name="pre"),
            ),
            _line(stop["reason"]),
            _line(stop["access"], "soft"),
            rx.cond(stop["safety"] != "", theme.notice(stop["safety"], kind="warn")),
            rx.cond(
                stop["paused"],
                theme.button(
                    "Reprendre l’entretien",
                    kind="primary",
                    on_click=tap("screens/visit.js", "openVisit", stop["visit_id"]),
                ),
            ),
            rx.el.div(
                rx.cond(
                    stop["map_href"] != "",
                    theme.link_button("Itinéraire – ", stop["address"], href=stop["map_href"], class_name="stop-map"),
                    rx.el.p(stop["address"]),
                ),
                rx.cond(
                    stop["phone"] != "", theme.link_button(stop["phone"], href=stop["phone_href"], class_name="tabular")
                ),
                rx.cond(
                    stop["family_id"] != "",
                    theme.button(
                        "Dossier",
                        on_click=tap("screens/dossier.js", "openDossier", stop["family_id"]),
                        aria_label="Dossier " + stop["family"].to(str),
                    ),
                ),
                class_name="row",
            ),
            rx.cond(
                round_["reordering"],
                rx.el.div(
                    theme.button(
                        "Plus tôt",
                        disabled=stop["first"],
                        on_click=tap("screens/round.js", "moveStop", stop["visit_id"], -1),
                    ),
                    theme.button(
                        "Plus tard",
                        disabled=stop["last"],
                        on_click=tap("screens/round.js", "moveStop", stop["visit_id"], 1),
                    ),
                    class_name="row",
                ),
            ),
            class_name="stack stop-body",
        ),
        class_name="card stop",
        custom_attrs={"data-visit": stop["visit_id"]},
    )


def _status(label: rx.Var[str], kind: rx.Var[str]) -> rx.Component:
    return rx.el.span(label, class_name="badge badge-" + kind.to(str))


@rx.memo
def day_in_view() -> rx.Component:
    """Shows nothing: its hook scrolls the row of days."""
    return rx.el.span(chosen_day, hidden=True)


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(rx.el.p("Ma tournée", class_name="bar-title")),
        rx.el.main(
            bar.warnings(),
            own_key.offer(),
            elsewhere.waiting(),
            rx.el.nav(rx.foreach(round_["days"], _day), class_name="days", aria_label="Jours"),
            day_in_view(),
            rx.el.div(
                rx.el.h1(round_["title"]),
                rx.el.div(
                    theme.button(
                        "À faire",
                        rx.cond(round_["to_do"] > 0, rx.el.span(round_["to_do"], class_name="todo-count")),
                        on_click=tap("screens/to_do.js", "openToDo"),
                    ),
                    rx.cond(
                        round_["has_hours"],
                        theme.button("Mes heures", on_click=tap("screens/session_week.js", "openWeek")),
                    ),
                    rx.cond(
                        round_["movable"],
                        theme.button(
                            rx.cond(round_["reordering"], "Terminé", "Changer l’ordre"),
                            on_click=tap("screens/round.js", "toggleReordering"),
                            aria_pressed=round_["reordering"],
                        ),
                    ),
                    rx.cond(
                        round_["addable"],
                        theme.button("Ajouter", kind="primary", on_click=tap("screens/unplanned.js", "open")),
                    ),
                    class_name="row",
                ),
                class_name="row-between",
            ),
            rx.cond(round_["empty"] != "", rx.el.p(round_["empty"], class_name="card soft")),
            rx.el.ol(rx.foreach(round_["stops"], _stop), class_name="stack"),
            rx.el.div(
                rx.el.p(
                    rx.el.span(class_name=rx.cond(link["aboard_kind"] == "ok", "dot dot-ok", "dot")),
                    " ",
                    link["aboard"],
                    class_name="aboard",
                ),
                theme.button("Ouvrir un dossier", on_click=tap("screens/unplanned.js", "openFiles")),
                class_name="row-between",
            ),
            class_name="field-main",
        ),
        class_name="screen",
    )
