"""The page « Dossier »: its sections by tab, each loaded when it is looked at."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import (
    agreements_view,
    due_view,
    family_access,
    family_cards,
    family_doubles,
    family_history,
    follow_ups_view,
    household_form,
    orders_card,
    person_form,
    pregnancy_form,
    record_pictures,
    referrals_view,
    sessions_view,
    supports_view,
)
from fieldvisit.pages.office.agreements_card import AgreementsCard
from fieldvisit.pages.office.carnet_state import CarnetCard
from fieldvisit.pages.office.contacts_card import ContactsCard
from fieldvisit.pages.office.contacts_view import contacts
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.due_card import DueCard
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_health import health
from fieldvisit.pages.office.family_history import FamilyHistory
from fieldvisit.pages.office.follow_ups_card import FollowUpsCard
from fieldvisit.pages.office.growth_state import GrowthCard
from fieldvisit.pages.office.person_form import PersonForm
from fieldvisit.pages.office.pregnancy_form import PregnancyForm
from fieldvisit.pages.office.record_card import record
from fieldvisit.pages.office.referrals_card import ReferralsCard
from fieldvisit.pages.office.sessions_card import SessionsCard
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.office.supports_card import SupportsCard
from fieldvisit.pages.office.timeline_card import Timeline, timeline_card
from fieldvisit.pages.page import Page


def essential() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            family_cards.identity(),
            family_cards.persons(),
            family_cards.pregnancies(),
            supports_view.supports_card(),
            orders_card.orders_card(),
            family_cards.agreements(),
            class_name="stack file-side",
        ),
        rx.el.div(
            rx.cond(FamilyFile.opened["id"] != "", record()),
            contacts(),
            family_cards.visits(),
            class_name="stack file-main",
        ),
        class_name="file",
    )


def log() -> rx.Component:
    return rx.el.div(household_form.history(), family_history.history(), family_cards.journal(), class_name="stack")


def to_do() -> rx.Component:
    return rx.el.div(
        due_view.due_card(), referrals_view.referrals_card(), follow_ups_view.follow_ups_card(), class_name="stack"
    )


#: Code, label, what is drawn, what is loaded when it is opened, and for whom.
SECTIONS = (
    ("essentiel", "Essentiel", essential, (), True),
    ("a-faire", "À faire", to_do, (DueCard.load, ReferralsCard.load, FollowUpsCard.load), FamilyFile.sees_due),
    ("sante", "Santé de l’enfant", health, (GrowthCard.load, CarnetCard.load), FamilyFile.sees_children),
    ("interventions", "Interventions", sessions_view.interventions, (SessionsCard.load,), FamilyFile.sees_help),
    ("chronologie", "Chronologie", timeline_card, (Timeline.load,), True),
    ("accords", "Accords", agreements_view.agreements, (AgreementsCard.load,), True),
    ("journal", "Journal", log, (FamilyHistory.load,), FamilyFile.sees_whole),
)


def tabs() -> rx.Component:
    def tab(code: str, label: str, _, loads: tuple, shown) -> rx.Component:
        late = rx.el.span(
            FamilyFile.late, rx.el.span(" en retard", class_name="tab-words"), class_name="badge badge-alarm tabular"
        )
        button = rx.el.button(
            label,
            rx.cond(FamilyFile.late > 0, late) if code == "a-faire" else None,
            type="button",
            role="tab",
            id=f"onglet-{code}",
            aria_selected=rx.cond(FamilyFile.tab == code, "true", "false"),
            aria_controls=f"section-{code}",
            on_click=[FamilyFile.show_tab(code), *loads],
            class_name="tab",
        )
        return button if shown is True else rx.cond(shown, button)

    return rx.el.div(*(tab(*one) for one in SECTIONS), role="tablist", aria_label="Dossier", class_name="tabs")


def sections() -> rx.Component:
    return rx.fragment(
        *(
            rx.cond(
                FamilyFile.tab == code,
                rx.el.div(draw(), role="tabpanel", id=f"section-{code}", aria_labelledby=f"onglet-{code}"),
            )
            for code, _, draw, _, _ in SECTIONS
        )
    )


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(
                rx.el.h1(FamilyFile.label),
                rx.el.p(FamilyFile.number, class_name="soft tabular"),
            ),
            rx.el.div(said(FamilyFile), class_name="grow"),
            rx.cond(
                Desk.may_raise,
                theme.link_button("Information préoccupante", href=FamilyFile.concern_href, kind="quiet"),
            ),
            theme.link_button("← Familles", href="/familles", kind="quiet", class_name="nowrap"),
            class_name="file-head",
        ),
        family_access.line(),
        rx.cond(
            FamilyFile.opposed != "",
            theme.notice(
                "La famille s’oppose au suivi de PMI depuis le ",
                FamilyFile.opposed,
                " : rien ne lui est proposé tant qu’elle ne lève pas son opposition.",
                kind="alarm",
            ),
        ),
        rx.cond(FamilyFile.label != "", rx.fragment(family_doubles.line(), tabs(), sections())),
        rx.cond(FamilyFile.viewed["id"] != "", record_pictures.viewer()),
        household_form.panel(),
        person_form.panel(),
        pregnancy_form.panel(),
        supports_view.panel(),
        agreements_view.panel(),
        due_view.panel(),
        follow_ups_view.panel(),
        referrals_view.panel(),
        sessions_view.panel(),
        here="/familles",
    )


PAGE = Page(
    route="/familles/[family_id]",
    title="Dossier – Fieldvisit",
    permission=Permission("identite_foyer"),
    component=page,
    on_load=(
        Desk.arrive,
        FamilyFile.load,
        family_access.FamilyAccess.load,
        family_doubles.FamilyDoubles.load,
        household_form.HouseholdForm.load,
        PersonForm.load,
        PregnancyForm.load,
        SupportsCard.load,
        orders_card.OrdersCard.load,
        ContactsCard.load,
    ),
)
