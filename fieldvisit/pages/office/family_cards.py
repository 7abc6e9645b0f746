"""The cards of a family file's first section: the household, its persons, what they agreed to, its visits."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office import household_form
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_lines import AgreementLine, PersonLine, PregnancyLine, ReadLine, VisitLine
from fieldvisit.pages.office.person_death import PersonDeath
from fieldvisit.pages.office.person_form import PersonForm
from fieldvisit.pages.office.pregnancy_form import PregnancyForm


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
        class_name="stack",
    )


def persons() -> rx.Component:
    def line(one: rx.Var[PersonLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(
                    rx.el.span(one["name"], class_name=rx.cond(one["deceased"], "soft", "strong")),
                    rx.el.span(
                        " – ",
                        one["role"],
                        rx.cond(one["age"] != "", ", " + one["age"], ""),
                        class_name=rx.cond(one["deceased"], "soft", ""),
                    ),
                ),
                rx.cond(one["phone"] != "", rx.el.p(one["phone"], class_name="tabular")),
                rx.cond(one["facts"] != "", rx.el.p(one["facts"], class_name="soft small")),
                rx.cond(one["health"] != "", rx.el.p(one["health"], class_name="soft small")),
                rx.cond(
                    one["copy"] != "",
                    theme.link_button(
                        "Copie pour ce parent (PDF)", href=one["copy"], kind="quiet", target="_blank", rel="noopener"
                    ),
                ),
                class_name="grow",
            ),
            rx.cond(
                PersonForm.may_write,
                theme.button(
                    "Corriger",
                    on_click=[PersonForm.edit(one["id"]), PersonDeath.open(one["id"])],
                    aria_label="Corriger " + one["name"],
                ),
            ),
            class_name="person-line",
        )

    return theme.card(
        rx.el.div(
            rx.el.h2("Personnes"),
            rx.cond(
                PersonForm.may_write,
                theme.button("Ajouter", on_click=PersonForm.add, aria_label="Ajouter une personne"),
            ),
            class_name="row-between",
        ),
        rx.el.ul(rx.foreach(FamilyFile.persons, line), class_name="person-lines"),
        _set_aside(),
        class_name="stack",
    )


def _set_aside() -> rx.Component:
    def line(one: rx.Var[PersonLine]) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["name"], class_name="grow struck"),
            rx.cond(
                PersonForm.may_write,
                theme.button("Remettre", on_click=PersonForm.put_back(one["id"]), aria_label="Remettre " + one["name"]),
            ),
            class_name="person-line",
        )

    return rx.cond(
        FamilyFile.set_aside.length() > 0,
        rx.el.details(
            rx.el.summary("Saisies par erreur (", FamilyFile.set_aside.length(), ")"),
            rx.el.ul(rx.foreach(FamilyFile.set_aside, line), class_name="person-lines"),
            class_name="fold",
        ),
    )


def pregnancies() -> rx.Component:
    def line(one: rx.Var[PregnancyLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.cond(one["term"] != "", rx.el.p(one["term"], class_name="strong")),
                rx.el.p(one["words"], class_name=rx.cond(one["open"], "", "soft small")),
                class_name="grow",
            ),
            rx.cond(
                PregnancyForm.may_write,
                theme.button(
                    "Corriger",
                    on_click=PregnancyForm.edit(one["id"]),
                    aria_label="Corriger la grossesse : " + one["words"],
                ),
            ),
            class_name="person-line",
        )

    return rx.cond(
        (FamilyFile.pregnancies.length() > 0) | PregnancyForm.may_write,
        theme.card(
            rx.el.div(
                rx.el.h2("Grossesses"),
                rx.cond(
                    PregnancyForm.may_write,
                    theme.button("Déclarer", on_click=PregnancyForm.add, aria_label="Déclarer une grossesse"),
                ),
                class_name="row-between",
            ),
            rx.cond(
                FamilyFile.pregnancies.length() > 0,
                rx.el.ul(rx.foreach(FamilyFile.pregnancies, line), class_name="person-lines"),
                rx.el.p("Aucune grossesse notée.", class_name="soft"),
            ),
            class_name="stack",
        ),
    )


def agreements() -> rx.Component:
    def line(one: AgreementLine) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["kind"], class_name="grow"),
            theme.toned_badge(one["status"], one["tone"]),
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
        theme.card(
            rx.el.h2("Dernières consultations"),
            rx.el.ul(rx.foreach(FamilyFile.reads, line), class_name="stack"),
            class_name="stack",
        ),
    )
