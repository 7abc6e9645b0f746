"""The page « Dossier »."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import household_form, record_pictures
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_cards import agreements, identity, journal, persons, visits
from fieldvisit.pages.office.record_card import record
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(
                rx.el.h1(FamilyFile.label),
                rx.el.p(FamilyFile.number, class_name="soft tabular"),
            ),
            theme.link_button("← Familles", href="/familles", kind="quiet"),
            class_name="row-between",
        ),
        said(FamilyFile),
        rx.cond(
            FamilyFile.label != "",
            rx.el.div(
                rx.el.div(
                    identity(),
                    persons(),
                    agreements(),
                    journal(),
                    class_name="stack file-side",
                ),
                rx.el.div(
                    rx.cond(FamilyFile.opened["id"] != "", record()),
                    visits(),
                    class_name="stack file-main",
                ),
                class_name="file",
            ),
        ),
        rx.cond(FamilyFile.viewed["id"] != "", record_pictures.viewer()),
        household_form.panel(),
        here="/familles",
    )


PAGE = Page(
    route="/familles/[family_id]",
    title="Dossier – Fieldvisit",
    permission=Permission("identite_foyer"),
    component=page,
    on_load=(Desk.arrive, FamilyFile.load, household_form.HouseholdForm.load),
)
