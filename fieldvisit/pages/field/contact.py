"""« Noter un contact » on the tablet: how, what came of it, what was said. Nothing moves at a tap."""

import reflex as rx

from fieldvisit.families.contacting import LONGEST
from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import contact, tap, verb
from fieldvisit.pages.field.shapes import Choice
from fieldvisit.pages.field.visit_pieces import pills

MODULE = "screens/contact.js"


def _choices(options: rx.Var[list[Choice]], act: str, label: str) -> rx.Component:
    def pill(one: rx.Var[Choice]) -> rx.Component:
        return rx.el.button(
            one["label"],
            type="button",
            class_name="pill",
            aria_pressed=one["chosen"],
            disabled=~one["possible"].to(bool),
            on_click=tap(MODULE, act, one["code"]),
        )

    return rx.el.div(rx.foreach(options, pill), class_name="pills", role="group", aria_label=label)


def _typed(label: str, name: str, kind: str) -> rx.Component:
    return theme.field(
        label,
        rx.el.input(
            type=kind,
            class_name="input date",
            default_value=contact[name],
            custom_attrs={"onInput": verb(MODULE, "type", name)},
            auto_complete="off",
        ),
    )


def _words() -> rx.Component:
    return theme.card(
        theme.field(
            "Ce qui a été dit (facultatif)",
            rx.el.textarea(
                default_value=contact["words"],
                max_length=LONGEST,
                rows=4,
                auto_complete="off",
                class_name="textarea",
                custom_attrs={"onInput": verb(MODULE, "type", "words")},
            ),
        ),
        rx.cond(
            contact["readers"].length() > 0,
            rx.fragment(rx.el.h2("Lu par"), pills(contact["readers"], MODULE, "chooseReaders", "Lu par")),
        ),
        class_name="stack",
    )


def _when_and_who() -> rx.Component:
    return theme.card(
        rx.cond(
            contact["who"].length() > 0,
            rx.fragment(
                rx.el.h2("Avec qui (facultatif)"),
                pills(contact["who"], MODULE, "chooseWho", "Avec qui"),
            ),
        ),
        rx.el.div(_typed("Le", "day", "date"), _typed("À", "hour", "time"), class_name="row"),
        class_name="stack",
    )


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.before()),
        rx.el.main(
            bar.grave_warnings(),
            rx.cond(
                contact["family"] == "",
                theme.card(rx.el.p("Aucun contact ne se note ici : ce dossier n’est pas lisible sur la tablette.")),
                rx.fragment(
                    rx.el.div(
                        rx.el.h1(contact["family"]),
                        rx.el.p("Noter un contact", class_name="soft"),
                        class_name="visit-head",
                    ),
                    theme.card(
                        rx.el.h2("Comment"),
                        _choices(contact["means"], "chooseMeans", "Comment"),
                        rx.el.h2("Résultat"),
                        _choices(contact["results"], "chooseResult", "Résultat"),
                        class_name="stack",
                    ),
                    # The fields are made anew when another file is opened or once it was sent.
                    rx.el.div(_words(), _when_and_who(), key=contact["form"], class_name="stack"),
                ),
            ),
            class_name="field-main",
        ),
        rx.el.footer(
            rx.el.p(
                rx.cond(contact["problem"] != "", contact["problem"], contact["saved"]),
                class_name=rx.cond(contact["problem"] != "", "problem grow", "soft grow"),
                role="status",
            ),
            theme.button("Annuler", on_click=tap(MODULE, "undo")),
            theme.button("Enregistrer", kind="primary", on_click=tap(MODULE, "send"), disabled=~contact["changed"]),
            class_name="dock",
        ),
        class_name="screen screen-docked",
    )
