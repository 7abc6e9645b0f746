"""The cards of a family file: the household, its persons, what they agreed to, its visits, who read it."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office import household_form
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_lines import AgreementLine, PersonLine, ReadLine, VisitLine


def identity() -> rx.Component:
    return theme.card(
        rx.el.div(rx.el.h2("Foyer"), household_form.edit_button(), class_name="row-between"),
        rx.el.dl(
            rx.foreach(
                FamilyFile.facts,
                lambda one: rx.el.div(
                    rx.el.dt(one["label"]), rx.el.dd(one["value"], class_name="pre"), class_name="fact"
                ),
            ),
            class_name="facts",
        ),
        household_form.history(),
        class_name="stack",
    )


def persons() -> rx.Component:
    def line(one: PersonLine) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.span(one["name"], class_name="strong"),
                rx.el.span(" – ", one["role"], rx.cond(one["age"] != "", ", " + one["age"], "")),
            ),
            rx.cond(one["phone"] != "", rx.el.p(one["phone"], class_name="tabular")),
            rx.cond(one["health"] != "", rx.el.p(one["health"], class_name="soft small")),
        )

    return theme.card(
        rx.el.h2("Personnes"),
        rx.el.ul(rx.foreach(FamilyFile.persons, line), class_name="stack"),
        rx.cond(
            FamilyFile.pregnancies.length() > 0,
            rx.el.div(
                rx.el.h3("Grossesses"),
                rx.el.ul(rx.foreach(FamilyFile.pregnancies, lambda one: rx.el.li(one))),
            ),
        ),
        class_name="stack",
    )


def agreements() -> rx.Component:
    def line(one: AgreementLine) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["kind"], class_name="grow"),
            theme.toned_badge(one["status"], one["tone"]),
            rx.el.span(one["when"], class_name="soft small tabular"),
            class_name="row",
        )

    return rx.cond(
        FamilyFile.agreements.length() > 0,
        theme.card(
            rx.el.h2("Accords"),
            rx.el.ul(rx.foreach(FamilyFile.agreements, line), class_name="stack-tight"),
            class_name="stack",
        ),
    )


def visits() -> rx.Component:
    def line(one: VisitLine) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["day"], class_name="tabular visit-day"),
            rx.el.span(
                rx.el.span(one["kind"], class_name="strong"),
                rx.el.span(" – ", one["worker"], class_name="soft"),
                rx.cond(one["custody"] != "", rx.el.span(" – ", one["custody"], class_name="soft small")),
                class_name="grow",
            ),
            theme.toned_badge(one["status"], one["tone"]),
            rx.cond(
                one["record_id"] != "",
                theme.button(
                    rx.cond(one["corrected"], "Lire (corrigée)", "Lire"),
                    on_click=FamilyFile.open_record(one["record_id"]),
                    aria_label="Lire la visite du " + one["day"],
                ),
            ),
            class_name="visit-line",
        )

    return theme.card(
        rx.el.h2("Visites"),
        rx.cond(
            FamilyFile.visits.length() > 0,
            rx.el.ul(rx.foreach(FamilyFile.visits, line), class_name="visit-lines"),
            rx.el.p("Aucune visite que vous puissiez voir.", class_name="soft"),
        ),
        class_name="stack",
    )


def journal() -> rx.Component:
    def line(one: ReadLine) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["at"], class_name="soft small tabular"),
            rx.el.span(one["name"], " – ", one["what"]),
            class_name="stack-tight",
            title=one["role"],
        )

    return rx.cond(
        FamilyFile.sees_journal,
        rx.el.details(
            rx.el.summary("Dernières consultations"),
            rx.el.ul(rx.foreach(FamilyFile.reads, line), class_name="stack"),
            class_name="card fold",
        ),
    )
