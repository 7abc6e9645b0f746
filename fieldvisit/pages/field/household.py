"""Correcting a family's file from the tablet: phones, address, what one must know at the door."""

import reflex as rx

from fieldvisit.families.correction import FIELDS
from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import household, tap, verb
from fieldvisit.pages.field.shapes import Option, SentCorrection
from fieldvisit.pages.field.visit_pieces import pills

MODULE = "screens/household.js"
#: How the keyboard comes up.
KEYBOARDS = {"phone": "tel", "phone_2": "tel", "postcode": "numeric"}
LONG = {"access_notes", "safety_notes"}


def _text(name: str) -> rx.Component:
    rule = FIELDS[name]
    common = {
        "default_value": household["values"][name],
        "max_length": rule.longest,
        "auto_complete": "off",
        "custom_attrs": {"onInput": verb(MODULE, "type", name)},
    }
    if name in LONG:
        return theme.field(rule.label, rx.el.textarea(rows=3, class_name="textarea", **common))
    return theme.field(rule.label, theme.text_input(input_mode=KEYBOARDS.get(name, "text"), **common))


def _choice(name: str, options: rx.Var[list[Option]], act: str) -> rx.Component:
    label = FIELDS[name].label
    return rx.el.div(
        rx.el.span(label, class_name="field-label"), pills(options, MODULE, act, label), class_name="field"
    )


def sent_line(one: rx.Var[SentCorrection]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one["text"], class_name="pre grow"),
            rx.el.span(one["state"], class_name="badge badge-" + one["kind"]),
            class_name="row-between",
        ),
        rx.cond(one["sentence"] != "", rx.el.p(one["sentence"], class_name="soft")),
    )


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.before()),
        rx.el.main(
            bar.grave_warnings(),
            rx.cond(
                household["family"] == "",
                theme.card(rx.el.p("Ce dossier n’est pas lisible sur la tablette. Retournez à la tournée.")),
                rx.fragment(
                    rx.el.div(
                        rx.el.h1(household["family"]),
                        rx.el.p("Corriger le foyer", class_name="soft"),
                        class_name="visit-head",
                    ),
                    # The fields are made anew when another file is opened or once it was sent.
                    rx.el.div(
                        theme.card(
                            rx.el.h2("Joindre"),
                            rx.el.div(_text("phone"), _text("phone_2"), class_name="pair"),
                            _choice("contact_ok", household["contact"], "chooseContact"),
                            rx.el.div(
                                _text("languages"),
                                _choice("interpreter", household["interpreter"], "chooseInterpreter"),
                                class_name="pair",
                            ),
                            class_name="stack",
                        ),
                        theme.card(
                            rx.el.h2("Venir"),
                            _text("address"),
                            rx.el.div(_text("postcode"), _text("city"), class_name="pair"),
                            _text("access_notes"),
                            _text("safety_notes"),
                            class_name="stack",
                        ),
                        key=household["form"],
                        class_name="stack",
                    ),
                    rx.cond(
                        household["sent"].length() > 0,
                        theme.card(
                            rx.el.h2("Corrections de cette tablette"),
                            rx.el.ul(rx.foreach(household["sent"], sent_line), class_name="stack"),
                            class_name="stack",
                        ),
                    ),
                ),
            ),
            class_name="field-main",
        ),
        rx.el.footer(
            # Always there, so that nothing moves when the first letter is typed.
            rx.el.p(
                rx.cond(
                    household["problem"] != "",
                    household["problem"],
                    rx.cond(household["changed"] != "", household["changed"] + " – " + household["saved"], ""),
                ),
                class_name=rx.cond(household["problem"] != "", "problem grow", "soft grow"),
                role="status",
            ),
            theme.button("Annuler", on_click=tap(MODULE, "undo"), disabled=household["changed"] == ""),
            theme.button(
                "Enregistrer", kind="primary", on_click=tap(MODULE, "send"), disabled=household["changed"] == ""
            ),
            class_name="dock",
        ),
        class_name="screen screen-docked",
    )
