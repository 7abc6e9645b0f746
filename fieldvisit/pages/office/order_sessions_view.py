"""The sessions of an order as they are drawn, and the panels that plan, move and cancel them."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.order_file import OrderFile
from fieldvisit.pages.office.order_lines import SessionLine
from fieldvisit.pages.office.order_sessions import MOVE, ONE, PATTERN, OrderSessions
from fieldvisit.pages.office.shell import Escape, said
from fieldvisit.tisf import recurrence
from fieldvisit.tisf.series import Scope


def sessions_card() -> rx.Component:
    return theme.card(
        rx.el.div(
            rx.el.h2("Séances"),
            rx.cond(
                OrderSessions.may_plan,
                theme.row(
                    theme.button("Planifier les séances", kind="primary", on_click=OrderSessions.open_pattern),
                    theme.button("Ajouter une séance", on_click=OrderSessions.open_one),
                ),
            ),
            class_name="row-between",
        ),
        rx.cond((OrderSessions.panel == "") & OrderSessions.spoke, said(OrderSessions)),
        rx.el.h3("À venir ", rx.el.span(OrderSessions.coming.length(), class_name="badge badge-plain tabular")),
        rx.cond(
            OrderSessions.coming.length() > 0,
            rx.el.ul(rx.foreach(OrderSessions.coming, _line), class_name="sessions"),
            rx.el.p("Aucune séance planifiée.", class_name="soft"),
        ),
        rx.cond(
            OrderSessions.past.length() > 0,
            rx.fragment(
                rx.el.h3("Passées"),
                rx.el.ul(rx.foreach(OrderSessions.past, _line), class_name="sessions"),
                rx.cond(
                    OrderSessions.more_past > 0,
                    rx.el.p("et ", OrderSessions.more_past, " plus anciennes", class_name="soft small"),
                ),
            ),
        ),
        class_name="stack",
    )


def _line(one: rx.Var[SessionLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one["day"]),
            rx.el.p(one["hour"], one["hours"], class_name="small soft tabular"),
        ),
        rx.el.div(
            rx.el.p(one["worker"]),
            rx.cond(one["words"] != "", rx.el.p(one["words"], class_name="small soft pre")),
        ),
        theme.toned_badge(one["status"], one["tone"]),
        rx.cond(
            one["may_change"],
            theme.button(
                "Changer",
                on_click=OrderSessions.open_session(one["id"]),
                aria_label="Changer la séance du " + one["day"],
            ),
            rx.el.span(),
        ),
        class_name="session-line",
        key=one["id"],
    )


def panels() -> rx.Component:
    return rx.fragment(
        rx.cond(OrderSessions.panel == PATTERN, _panel("Planifier les séances", _pattern())),
        rx.cond(OrderSessions.panel == ONE, _panel("Ajouter une séance", _one())),
        rx.cond(OrderSessions.panel == MOVE, _panel(OrderSessions.opened["day"], _move())),
    )


def _panel(title, *children: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=OrderSessions.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=OrderSessions.close_panel),
        *children,
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _text(name: str, **props) -> rx.Component:
    return theme.text_input(name=name, default_value=OrderSessions.values[name], auto_complete="off", **props)


def _worker(name: str) -> rx.Component:
    drawn = rx.foreach(OrderFile.workers, lambda one: rx.el.option(one["label"], value=one["value"]))
    select = rx.el.select(
        rx.el.option("Choisir…", value=""),
        drawn,
        name=name,
        default_value=OrderSessions.values[name],
        class_name="select",
    )
    return theme.field("Intervenante", select)


def _choice(name: str) -> rx.Component:
    told = recurrence.lists.PATTERN[name]
    drawn = [rx.el.option(one["libelle"], value=one["code"]) for one in told["options"]]
    select = rx.el.select(*drawn, name=name, default_value=OrderSessions.values[name], class_name="select")
    return theme.field(told["libelle"], select)


def _reason() -> rx.Component:
    """Asked once something was said that does not refuse."""
    return rx.cond(
        OrderSessions.asks_reason & (OrderSessions.problem != ""),
        theme.field(
            "Planifier malgré tout, parce que…",
            rx.el.textarea(name="reason", default_value=OrderSessions.values["reason"], class_name="textarea"),
            "Seulement pour un avertissement. Reste dans l’historique de l’ordre.",
        ),
    )


def _when() -> rx.Component:
    return rx.fragment(
        theme.field("Date", _text("on", type="date", min=OrderSessions.first, max=OrderSessions.last, required=True)),
        rx.el.div(
            theme.field("Heure", _text("at", type="time", required=True)),
            theme.field("Durée (minutes)", _text("minutes", type="number", min=15, max=600, step=5, required=True)),
            class_name="pair",
        ),
        _worker("worker"),
    )


def _pattern() -> rx.Component:
    def day(code: str) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="checkbox", name=f"jour_{code}", default_checked=OrderSessions.days.contains(code)),
            rx.el.span(recurrence.DAY_NAMES[code]),
            class_name="tick",
        )

    return rx.el.form(
        _choice("frequence"),
        rx.el.fieldset(
            rx.el.legend("Jours", class_name="label"),
            rx.el.div(*(day(code) for code in recurrence.DAYS), class_name="order-days"),
        ),
        rx.el.div(
            theme.field("Heure de début", _text("heure_debut", type="time", required=True)),
            theme.field("Durée (minutes)", _text("duree_min", type="number", min=15, max=600, step=5, required=True)),
            class_name="pair",
        ),
        rx.el.div(
            theme.field("Première séance", _text("premiere_date", type="date", required=True)),
            theme.field("Dernière séance", _text("derniere_date", type="date"), "Sinon, la fin de l’ordre."),
            class_name="pair",
        ),
        rx.el.div(_choice("jours_feries"), _choice("vacances_scolaires"), class_name="pair"),
        _worker("intervenante"),
        said(OrderSessions),
        _reason(),
        theme.button("Planifier", type="submit", kind="primary"),
        on_submit=OrderSessions.plan,
        class_name="stack",
    )


def _one() -> rx.Component:
    return rx.el.form(
        _when(),
        said(OrderSessions),
        _reason(),
        theme.button("Planifier cette séance", type="submit", kind="primary"),
        on_submit=OrderSessions.add,
        class_name="stack",
    )


def _scopes() -> rx.Component:
    """Only a session of the series asks which of them."""

    def scope(one: Scope) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="radio", name="scope", value=one.value, default_checked=one is Scope.THIS),
            rx.el.span(one.label),
            class_name="tick",
        )

    return rx.cond(
        OrderSessions.opened["in_series"],
        rx.el.fieldset(
            rx.el.legend("Pour", class_name="label"), *(scope(one) for one in Scope), class_name="stack-tight"
        ),
    )


def _move() -> rx.Component:
    return rx.el.div(
        rx.el.form(
            _when(),
            _scopes(),
            said(OrderSessions),
            _reason(),
            theme.button("Enregistrer", type="submit", kind="primary"),
            on_submit=OrderSessions.move,
            class_name="stack",
        ),
        rx.el.details(
            rx.el.summary("Annuler"),
            rx.el.form(
                _scopes(),
                theme.field("Pourquoi ?", theme.text_input(name="why", max_length=500, required=True)),
                theme.button("Annuler la séance", type="submit", kind="danger"),
                on_submit=OrderSessions.cancel,
                class_name="stack",
            ),
            class_name="fold",
        ),
        key=OrderSessions.opened["id"],
        class_name="stack",
    )
