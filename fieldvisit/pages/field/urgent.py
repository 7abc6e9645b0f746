"""« Urgent »: the panel that says at once what to do and whom to call, and the banner that stays until it is done."""

import reflex as rx

from fieldvisit.pages import theme, why
from fieldvisit.pages.field import bar, hooks
from fieldvisit.pages.field.hooks import tap, urgent
from fieldvisit.pages.field.shapes import Contact, Note, UrgentAlert, UsefulNumber, Why

MODULE = "screens/urgent.js"


def _contact(contact: rx.Var[Contact]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            contact["href"] != "",
            rx.el.a(
                rx.el.span(contact["call"], class_name="urgent-number tabular"),
                rx.el.span(contact["name"]),
                href=contact["href"],
                class_name="urgent-call",
            ),
            rx.el.p(contact["name"], class_name="urgent-call urgent-named"),
        ),
        rx.el.button(
            contact["label"],
            type="button",
            class_name="pill urgent-did",
            aria_pressed=contact["done"],
            aria_label=contact["what"],
            on_click=tap(MODULE, "did", contact["alert"], contact["what"]),
        ),
        class_name="urgent-contact",
    )


def _act(note: rx.Var[Note]) -> rx.Component:
    return rx.el.li(rx.el.span(note["when"], class_name="badge tabular"), rx.el.span(note["text"]), class_name="row")


def _alert(alert: rx.Var[UrgentAlert]) -> rx.Component:
    return rx.el.section(
        rx.el.p(
            rx.cond(alert["about"] != "", rx.fragment(alert["about"], " : ")), alert["text"], class_name="urgent-what"
        ),
        rx.el.p(alert["action"], class_name="urgent-action"),
        why.opened(alert["why"].to(Why)),
        rx.el.ul(rx.foreach(alert["contacts"], _contact), class_name="stack"),
        rx.cond(
            alert["contacts"].length() == 0,
            theme.button("C’est fait", on_click=tap(MODULE, "did", alert["key"], "C’est fait")),
        ),
        rx.cond(alert["done"].length() > 0, rx.el.ul(rx.foreach(alert["done"], _act), class_name="stack-tight")),
        rx.el.p(alert["state"], class_name="small soft"),
        class_name="stack urgent-alert",
    )


def _useful() -> rx.Component:
    def number(one: rx.Var[UsefulNumber]) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                rx.el.span(one["call"], class_name="strong tabular nowrap"),
                rx.el.span(one["name"]),
                href=one["href"],
                class_name="urgent-useful",
            )
        )

    return rx.el.details(
        rx.el.summary("Autres numéros utiles"),
        rx.el.ul(rx.foreach(urgent["useful"], number), class_name="urgent-numbers"),
        class_name="fold",
    )


@rx.memo
def panel_keys() -> rx.Component:
    """Shows nothing: its hook holds keys and focus while the panel is there."""
    return rx.el.span(hooks.panel_keys, hidden=True)


@rx.memo
def panel() -> rx.Component:
    """Over the whole screen. What was confided is told in neutral words until she asks: somebody may be looking."""
    return rx.el.div(
        panel_keys(),
        rx.el.header(
            rx.el.h2(rx.cond(urgent["discreet"], "À reprendre", urgent["title"]), id="urgent-title"),
            rx.cond(urgent["can_hide"], theme.button("Masquer le détail", on_click=tap(MODULE, "conceal"))),
            bar.hide("Masquer l’écran"),
            class_name="urgent-head",
        ),
        rx.el.div(
            rx.foreach(urgent["alerts"], _alert),
            rx.cond(
                urgent["hidden"] != "",
                rx.el.section(
                    rx.el.p(urgent["hidden"]),
                    theme.button("Je suis seule : ouvrir", on_click=tap(MODULE, "reveal")),
                    class_name="stack urgent-alert",
                ),
            ),
            rx.cond(urgent["useful"].length() > 0, _useful()),
            rx.cond(urgent["failed"] != "", theme.notice(urgent["failed"], kind="warn", role="alert")),
            id="urgent-text",
            class_name="urgent-body",
        ),
        rx.el.footer(
            theme.button(urgent["close_label"], class_name="grow", on_click=tap(MODULE, "closePanel")),
            class_name="urgent-foot",
        ),
        role="alertdialog",
        aria_modal="true",
        aria_labelledby="urgent-title",
        aria_describedby="urgent-text",
        tab_index=-1,
        class_name=rx.cond(urgent["discreet"], "urgent-panel urgent-discreet", "urgent-panel"),
    )


@rx.memo
def banner() -> rx.Component:
    """On the visit for as long as there is something to tell: red while nothing is done, and only then."""
    return rx.cond(
        urgent["banner"] != "",
        rx.el.div(
            rx.el.div(
                rx.el.p(urgent["banner"], class_name="strong"),
                rx.cond(urgent["banner_detail"] != "", rx.el.p(urgent["banner_detail"], class_name="small")),
            ),
            theme.button("Ouvrir", on_click=tap(MODULE, "openPanel")),
            class_name="urgent-banner urgent-banner-" + urgent["banner_kind"].to(str),
            role="status",
        ),
    )
