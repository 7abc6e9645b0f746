"""What was said and done with a family, as its file on the tablet shows it: contacts, the timeline, what left here."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import dossier, tap
from fieldvisit.pages.field.shapes import ContactRow, Moment, SentNote

MODULE = "screens/dossier.js"


def _contact(one: rx.Var[ContactRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(one["title"], class_name=rx.cond(one["struck"], "struck", "strong")),
                " ",
                theme.toned_badge(one["result"], one["kind"]),
                " ",
                rx.cond(one["waiting"], theme.badge("À envoyer", kind="warn")),
            ),
            rx.cond(
                one["words"] != "",
                rx.el.p(one["words"], class_name=rx.cond(one["kept"], "soft small", "pre")),
            ),
            rx.el.p(one["told"], class_name="soft small tabular"),
            class_name="grow stack-tight",
        ),
        class_name="contact-line",
    )


def contacts() -> rx.Component:
    return theme.card(
        rx.cond(
            dossier["contacts"].length() > 0,
            rx.el.ul(rx.foreach(dossier["contacts"], _contact), class_name="contact-lines"),
            rx.el.p("Aucun contact noté.", class_name="soft"),
        ),
    )


def _moment(one: rx.Var[Moment]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one["when"], class_name="soft small tabular moment-when"),
        rx.el.div(
            rx.el.p(rx.el.span(one["title"], class_name="strong"), class_name="moment-title"),
            rx.cond(one["words"] != "", rx.el.p(one["words"], class_name="pre")),
            rx.cond(one["who"] != "", rx.el.p(one["who"], class_name="soft small")),
            class_name="grow",
        ),
        rx.cond(
            one["visit"] != "",
            theme.button(
                "Lire",
                on_click=tap("screens/visit.js", "openVisit", one["visit"]),
                aria_label="Lire : " + one["title"].to(str) + " du " + one["when"].to(str),
            ),
        ),
        class_name="moment",
    )


def timeline() -> rx.Component:
    return theme.card(
        rx.el.ol(rx.foreach(dossier["timeline"], _moment)),
        more(),
        class_name="stack",
    )


def _sent_line(one: rx.Var[SentNote]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one["text"], class_name="pre grow"),
            rx.el.span(one["state"], class_name="badge badge-" + one["kind"].to(str)),
            rx.cond(
                one["again"],
                theme.button("Reprendre", on_click=tap(MODULE, "takeUp", one["what"], one["key"])),
            ),
            class_name="row-between",
        ),
        rx.cond(one["sentence"] != "", rx.el.p(one["sentence"], class_name="soft")),
    )


def sent() -> rx.Component:
    """What was noted here and is not simply there: it waits, or the office has something to say of it."""
    return rx.cond(
        dossier["sent"].length() > 0,
        theme.card(
            rx.el.h2("Noté sur cette tablette"),
            rx.el.ul(rx.foreach(dossier["sent"], _sent_line), class_name="stack"),
            class_name="stack",
        ),
    )


def more() -> rx.Component:
    return rx.cond(
        dossier["more"] != "",
        theme.button(dossier["more"], class_name="button-wide", on_click=tap(MODULE, "showAll")),
    )
