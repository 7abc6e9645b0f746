"""« Carnet de santé » in the family’s file: vaccines, exams, certificates, and copying a page where one reads it."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.carnet_lines import (
    CertificateLine,
    ChildChoice,
    ExamLine,
    PendingLine,
    Pill,
    StruckLine,
    VaccineLine,
)
from fieldvisit.pages.office.carnet_state import CarnetCard


def _box(label: str, name: str, kind: str = "text", **props) -> rx.Component:
    def tell(words):
        return CarnetCard.say(name, words)

    # Before the tap that follows it is handled.
    props |= {"on_change": tell} if kind == "date" else {"on_blur": tell}
    return theme.field(
        label,
        rx.el.input(
            type=kind, class_name="input", default_value=getattr(CarnetCard, name), auto_complete="off", **props
        ),
    )


def _pill(pill: rx.Var[Pill]) -> rx.Component:
    return rx.el.button(
        pill["label"],
        type="button",
        class_name="pill rank rank-" + pill["state"].to(str),
        aria_pressed=pill["state"] != "",
        aria_label=pill["said"],
        disabled=~CarnetCard.may_note,
        on_click=CarnetCard.tap_dose(pill["vaccine"], pill["rank"], pill["id"], pill["said"]),
    )


def _badge(one) -> rx.Component:
    return rx.cond(one["standing"] != "", theme.toned_badge(one["standing"], one["tone"]))


def _vaccine(one: rx.Var[VaccineLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.h4(one["label"]), _badge(one), class_name="carnet-name"),
        rx.el.div(
            rx.el.div(rx.foreach(one["pills"], _pill), class_name="pills", role="group", aria_label=one["label"]),
            rx.cond(one["words"] != "", rx.el.p(one["words"], class_name="soft small")),
            class_name="stack-tight",
        ),
        class_name="carnet-row",
    )


def _exam(one: rx.Var[ExamLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.h4(one["label"]), _badge(one), class_name="carnet-name"),
        rx.el.div(
            rx.cond(
                CarnetCard.may_note,
                rx.el.button(
                    rx.match(one["state"], ("noted", "Noté"), ("new", "À enregistrer"), "Noter"),
                    type="button",
                    class_name="pill rank rank-" + one["state"].to(str),
                    aria_pressed=one["state"] != "",
                    aria_label="Examen : " + one["label"].to(str),
                    on_click=CarnetCard.tap_exam(one["code"], one["id"], one["label"]),
                ),
            ),
            rx.el.p(one["words"], class_name="soft small"),
            class_name="row",
        ),
        class_name="carnet-row",
    )


def _certificate(one: rx.Var[CertificateLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(one["kind"], class_name="strong"),
            rx.el.span(" – ", one["words"], class_name="soft"),
            class_name="grow",
        ),
        theme.toned_badge(one["state"], one["tone"]),
        rx.cond(
            one["href"] != "",
            theme.link_button("Ouvrir", href=one["href"], aria_label="Ouvrir : " + one["kind"].to(str)),
        ),
        class_name="visit-line",
    )


def _pending(one: rx.Var[PendingLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(one["text"], class_name="strong grow"),
            rx.cond(
                one["dose"],
                rx.el.label(
                    rx.el.span("Lot", class_name="soft"),
                    rx.el.input(
                        class_name="input",
                        default_value=one["lot"],
                        max_length=60,
                        auto_complete="off",
                        on_blur=lambda words: CarnetCard.say_lot(one["key"], words),
                    ),
                    class_name="carnet-lot",
                ),
            ),
            theme.button(
                "Retirer", on_click=CarnetCard.remove(one["key"]), aria_label="Retirer " + one["text"].to(str)
            ),
            class_name="row",
        ),
        rx.cond(one["problem"] != "", rx.el.p(one["problem"], class_name=one["tone"])),
        key=one["key"],
        class_name="carnet-pending",
    )


def _waiting() -> rx.Component:
    return rx.cond(
        CarnetCard.pending.length() > 0,
        rx.el.div(
            rx.el.h3("À enregistrer"),
            rx.el.ul(rx.foreach(CarnetCard.pending, _pending)),
            rx.el.div(
                theme.button("Tout retirer", on_click=CarnetCard.cancel),
                rx.cond(
                    CarnetCard.to_confirm,
                    theme.button("Confirmer et enregistrer", kind="primary", on_click=CarnetCard.confirm),
                    theme.button("Enregistrer", kind="primary", on_click=CarnetCard.save),
                ),
                class_name="row",
            ),
            class_name="carnet-waiting stack",
        ),
    )


def _striking() -> rx.Component:
    return rx.cond(
        CarnetCard.striking["id"] != "",
        rx.el.form(
            rx.el.h3("Rayer cette ligne ?"),
            rx.el.p(CarnetCard.striking["text"], class_name="strong"),
            theme.field(
                "Pourquoi ? La ligne reste lisible, avec votre nom et ce motif.",
                theme.text_input(name="why", max_length=200, auto_complete="off", auto_focus=True),
            ),
            rx.el.div(
                theme.button("Ne pas rayer", on_click=CarnetCard.leave_line),
                theme.button("Rayer la ligne", kind="danger", type="submit"),
                class_name="row",
            ),
            on_submit=CarnetCard.strike,
            class_name="carnet-waiting stack",
        ),
    )


def _struck(one: rx.Var[StruckLine]) -> rx.Component:
    return rx.el.li(rx.el.p(one["text"], class_name="carnet-struck"), rx.el.p(one["why"], class_name="soft small"))


def _children() -> rx.Component:
    def child(one: rx.Var[ChildChoice]) -> rx.Component:
        return rx.el.button(
            one["label"],
            type="button",
            class_name="pill",
            aria_pressed=one["chosen"],
            on_click=CarnetCard.choose_child(one["id"]),
        )

    return rx.cond(
        CarnetCard.children.length() > 0,
        rx.el.div(rx.foreach(CarnetCard.children, child), class_name="pills", role="group", aria_label="Enfant"),
    )


def _health() -> rx.Component:
    return rx.fragment(
        rx.el.h3("Vaccins"),
        rx.cond(
            CarnetCard.may_note,
            rx.el.div(
                _box("Date des doses recopiées", "day", "date"),
                _box("Faites par (facultatif)", "given_by", max_length=200),
                class_name="pair",
            ),
        ),
        rx.el.ul(rx.foreach(CarnetCard.vaccines, _vaccine)),
        rx.el.h3("Examens faits par un médecin"),
        rx.cond(
            CarnetCard.may_note,
            rx.el.div(
                _box("Date de l’examen", "exam_day", "date"),
                _box("Médecin", "doctor", max_length=200),
                _box("Lieu (facultatif)", "place", max_length=200),
                class_name="carnet-exam-fields",
            ),
        ),
        rx.el.ul(rx.foreach(CarnetCard.exams, _exam)),
    )


def card() -> rx.Component:
    return rx.cond(
        (CarnetCard.child != "") & (CarnetCard.sees | CarnetCard.may_receive),
        theme.card(
            rx.el.div(
                rx.el.h2("Carnet de santé – ", CarnetCard.child),
                rx.cond(
                    CarnetCard.may_receive,
                    theme.link_button("Certificat reçu", href="/certificats?enfant=" + CarnetCard.child_id),
                ),
                class_name="row-between",
            ),
            _children(),
            rx.cond(CarnetCard.sees, rx.el.div(_health(), key=CarnetCard.form.to(str), class_name="stack")),
            _striking(),
            _waiting(),
            rx.cond(
                CarnetCard.certificates.length() > 0,
                rx.fragment(
                    rx.el.h3("Certificats"),
                    rx.el.ul(rx.foreach(CarnetCard.certificates, _certificate), class_name="visit-lines"),
                ),
            ),
            rx.cond(
                CarnetCard.struck.length() > 0,
                rx.el.details(
                    rx.el.summary("Lignes rayées (", CarnetCard.struck.length(), ")"),
                    rx.el.ul(rx.foreach(CarnetCard.struck, _struck), class_name="stack"),
                    class_name="fold",
                ),
            ),
            class_name="stack carnet",
        ),
    )
