"""« Contacts » of a file as they are drawn: two rows of buttons that never move, then the last ones."""

import reflex as rx

from fieldvisit.families.contact import Means
from fieldvisit.families.contacting import LONGEST
from fieldvisit.pages import theme
from fieldvisit.pages.office.contacts_card import RESULT_BUTTONS, ContactLine, ContactsCard


def contacts() -> rx.Component:
    return rx.cond(
        ContactsCard.visible,
        theme.card(
            rx.el.h2("Contacts"),
            rx.cond(ContactsCard.may_write, _entry()),
            rx.cond(
                ContactsCard.lines.length() > 0,
                rx.el.ul(rx.foreach(ContactsCard.lines, _line), class_name="contact-lines"),
                rx.el.p("Aucun contact noté.", class_name="soft"),
            ),
            class_name="stack",
        ),
    )


def _entry() -> rx.Component:
    means = (
        theme.button(
            one.label,
            on_click=ContactsCard.choose(one.value),
            aria_pressed=rx.cond(ContactsCard.means == one.value, "true", "false"),
            class_name="option",
        )
        for one in Means
    )
    results = (
        theme.button(
            one.label,
            on_click=ContactsCard.log(one.value),
            disabled=~ContactsCard.possible.contains(one.value),
            class_name="option",
        )
        for one in RESULT_BUTTONS
    )
    words = rx.el.textarea(
        default_value=ContactsCard.words,
        on_blur=ContactsCard.write,
        rows=1,
        max_length=LONGEST,
        class_name="textarea contact-words",
        key=ContactsCard.noted,
    )
    return rx.el.div(
        rx.el.p("1. Comment", class_name="label", id="contact-comment"),
        rx.el.div(*means, class_name="row", role="group", aria_labelledby="contact-comment"),
        rx.el.div(
            theme.field("Ce qui a été dit (facultatif)", words),
            rx.cond(
                ContactsCard.readers.length() > 1,
                theme.field(
                    "Lu par",
                    rx.el.select(
                        rx.foreach(ContactsCard.readers, lambda one: rx.el.option(one["label"], value=one["code"])),
                        value=ContactsCard.reader,
                        on_change=ContactsCard.choose_reader,
                        class_name="input",
                    ),
                ),
            ),
            class_name="pair contact-told",
        ),
        rx.el.p("2. Résultat", class_name="label", id="contact-resultat"),
        rx.el.div(*results, class_name="row", role="group", aria_labelledby="contact-resultat"),
        class_name="stack contact-entry",
    )


def _line(one: rx.Var[ContactLine]) -> rx.Component:
    strike = rx.cond(
        ContactsCard.striking == one["id"],
        rx.el.form(
            theme.field("Motif", theme.text_input(name="reason", required=True, max_length=500)),
            theme.button("Barrer ce contact", kind="danger", type="submit"),
            on_submit=ContactsCard.strike,
            class_name="stack",
        ),
        theme.button(
            "Barrer",
            kind="quiet",
            on_click=ContactsCard.ask_strike(one["id"]),
            aria_label="Barrer le contact du " + one["when"],
        ),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(one["means"], class_name=rx.cond(one["struck"], "struck", "strong")),
                " ",
                theme.toned_badge(one["result"], one["tone"]),
            ),
            rx.cond(one["words"] != "", rx.el.p(one["words"], class_name="pre")),
            rx.cond(one["kept"], rx.el.p("Contenu réservé à l’équipe de soin.", class_name="soft small")),
            rx.el.p(one["when"], " – ", one["who"], class_name="soft small tabular"),
            class_name="grow",
        ),
        rx.cond(one["may_strike"], strike),
        class_name="contact-line",
    )
