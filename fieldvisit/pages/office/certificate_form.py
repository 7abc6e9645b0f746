"""A certificate as it is read, and its form: the sections of the paper, large targets, what is wrong beside its box."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.certificate_entry import (
    AnswerLine,
    CertificateEntry,
    FieldLine,
    OptionLine,
    SectionLine,
)
from fieldvisit.pages.office.certificates_state import Certificates


def opened() -> rx.Component:
    entry = CertificateEntry
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2(entry.title, " – ", entry.child),
                rx.foreach(entry.facts, lambda fact: rx.el.p(fact, class_name="soft small")),
            ),
            rx.el.div(
                theme.toned_badge(entry.state, entry.tone),
                theme.link_button("Dossier", href=entry.family, kind="quiet"),
                theme.button("Fermer", on_click=[CertificateEntry.close, Certificates.show_again]),
                class_name="row",
            ),
            class_name="row-between",
        ),
        rx.cond(entry.writing, _form(), _read()),
        class_name="card stack",
        aria_label="Certificat",
    )


def _read() -> rx.Component:
    entry = CertificateEntry

    def answer(one: rx.Var[AnswerLine]) -> rx.Component:
        return rx.el.div(
            rx.el.dt(one["section"], " – ", one["question"]),
            rx.el.dd(one["answer"], class_name="strong pre"),
            class_name="answer",
        )

    return rx.fragment(
        rx.cond(
            entry.missing.length() > 0,
            theme.notice(
                rx.el.p("Réponses à demander au médecin :", class_name="strong"),
                rx.el.ul(rx.foreach(entry.missing, lambda one: rx.el.li(one))),
                kind="warn",
            ),
        ),
        rx.cond(
            entry.answers.length() > 0,
            rx.el.dl(rx.foreach(entry.answers, answer), class_name="answers"),
            rx.el.p("Rien n’est encore saisi de ce certificat.", class_name="soft"),
        ),
        rx.foreach(entry.former, lambda one: rx.el.p("Version précédente : ", one, class_name="soft small")),
        rx.cond(
            entry.may_write,
            rx.el.div(
                theme.button(rx.cond(entry.correction, "Corriger", "Saisir"), on_click=CertificateEntry.correct),
                rx.el.details(
                    rx.el.summary("Noté par erreur ?"),
                    rx.el.form(
                        theme.field("Pourquoi ?", theme.text_input(name="why", max_length=200, auto_complete="off")),
                        theme.button("Rayer ce certificat", kind="danger", type="submit"),
                        on_submit=[CertificateEntry.strike, Certificates.show_again],
                        class_name="stack",
                    ),
                    class_name="fold",
                ),
                class_name="stack",
            ),
        ),
    )


def _form() -> rx.Component:
    entry = CertificateEntry
    return rx.el.form(
        rx.el.div(
            theme.field(
                "Date de l’examen",
                rx.el.input(type="date", name="examined_on", class_name="input", default_value=entry.examined_on),
            ),
            theme.field(
                "Médecin",
                theme.text_input(name="doctor", default_value=entry.doctor, max_length=200, auto_complete="off"),
            ),
            theme.field(
                "Lieu", theme.text_input(name="place", default_value=entry.place, max_length=200, auto_complete="off")
            ),
            class_name="carnet-exam-fields",
        ),
        rx.cond(entry.day_problem != "", rx.el.p(entry.day_problem, class_name="problem", role="alert")),
        rx.el.p(
            "* Demandé pour que le certificat soit complet. Un certificat incomplet s’enregistre aussi.",
            class_name="soft small",
        ),
        rx.foreach(entry.sections, _section),
        rx.cond(
            entry.correction,
            theme.field(
                "Pourquoi cette correction ?", theme.text_input(name="reason", max_length=200, auto_complete="off")
            ),
        ),
        rx.el.div(
            rx.cond(
                entry.to_confirm,
                rx.el.label(
                    rx.el.input(type="checkbox", name="confirmed", value="oui"),
                    "Je confirme les valeurs inhabituelles",
                    class_name="tick",
                ),
            ),
            rx.el.div(
                theme.button("Annuler", on_click=[CertificateEntry.close, Certificates.show_again]),
                theme.button("Enregistrer", kind="primary", type="submit"),
                class_name="row",
            ),
            class_name="certificate-dock row",
        ),
        on_submit=CertificateEntry.save,
        key=entry.form.to(str),
        class_name="stack",
    )


def _section(section: rx.Var[SectionLine]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(section["title"]),
        rx.el.div(rx.foreach(section["fields"].to(list[FieldLine]), _field), class_name="certificate-fields"),
        class_name="certificate-section",
    )


def _field(field: rx.Var[FieldLine]) -> rx.Component:
    wide = rx.cond(field["type"] == "text", "field certificate-wide", "field")
    return rx.el.div(
        rx.match(
            field["type"],
            ("bool", _yes_no(field)),
            ("code", _labelled(field, _select(field))),
            (
                "text",
                _labelled(
                    field,
                    rx.el.textarea(
                        name=field["code"],
                        default_value=field["value"],
                        rows="3",
                        max_length=4000,
                        class_name="textarea",
                    ),
                ),
            ),
            _labelled(
                field,
                rx.el.input(
                    name=field["code"],
                    default_value=field["value"],
                    input_mode="decimal",
                    max_length=20,
                    auto_complete="off",
                    class_name="input",
                ),
            ),
        ),
        rx.cond(field["only"] != "", rx.el.span(field["only"], class_name="hint")),
        rx.cond(field["problem"] != "", rx.el.p(field["problem"], class_name="problem", role="alert")),
        class_name=wide,
    )


def _label(field: rx.Var[FieldLine]) -> rx.Component:
    return rx.el.span(field["label"], rx.cond(field["required"], " *", ""), class_name="field-label")


def _labelled(field: rx.Var[FieldLine], control: rx.Component) -> rx.Component:
    return rx.el.label(_label(field), control, class_name="field")


def _select(field: rx.Var[FieldLine]) -> rx.Component:
    return rx.el.select(
        rx.el.option("–", value=""),
        rx.foreach(field["options"].to(list[OptionLine]), lambda one: rx.el.option(one["label"], value=one["code"])),
        name=field["code"],
        default_value=field["value"],
        class_name="input",
    )


def _yes_no(field: rx.Var[FieldLine]) -> rx.Component:
    def pill(code: str, label: str) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="radio", name=field["code"], value=code, default_checked=field["value"] == code),
            label,
            class_name="pill-radio",
        )

    return rx.el.div(
        _label(field),
        rx.el.div(
            pill("oui", "Oui"), pill("non", "Non"), pill("", "–"), class_name="pills", role="radiogroup",
            aria_label=field["label"],
        ),
        class_name="field",
    )  # fmt: skip
