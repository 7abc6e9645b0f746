"""« Familles »: finding a file by whatever a family says of itself, among those open to the reader."""

from datetime import date
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.exceptional import may_ask
from fieldvisit.access.permission import Permission, allow
from fieldvisit.families import merging, opening, search
from fieldvisit.families.person import Person, Role
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, Desk, PageState, looking
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page


class Found(TypedDict):
    id: str
    label: str
    city: str
    address: str
    number: str
    children: str
    why: str


class Families(PageState):
    AT: ClassVar[str] = "/familles"

    found: list[Found] = []
    count: str = ""
    asked: str = ""
    may_open: bool = False
    may_join: bool = False
    may_ask: bool = False

    @rx.event
    @allow("identite_foyer")
    def load(self):
        with looking(self) as act:
            self.may_open = opening.may_open(act.actor)
            self.may_ask = may_ask(act.actor)
            self.may_join = act.actor.role in merging.WHO
            self._search(act)

    @rx.event
    @allow("identite_foyer")
    def look_for(self, words: str):
        with looking(self) as act:
            self.asked = words[:200]
            self._search(act)

    def _search(self, act: Act) -> None:
        found = search.find(act.session, act.actor, self.asked, act.today)
        self.found = [_line(one, act.today) for one in found]
        many = f"{search.MOST} familles au moins : précisez" if len(found) == search.MOST else f"{len(found)} familles"
        if len(found) == search.MOST and not self.asked.strip():
            many = f"Les {search.MOST} premières familles"
        self.count = {0: "", 1: "1 famille"}.get(len(found), many)


def _line(one: search.Found, today: date) -> Found:
    home = one.household
    return {
        "id": str(home.id),
        "label": home.label,
        "city": f"{home.postcode} {home.city}".strip(),
        "address": home.address,
        "number": home.case_number,
        "children": ", ".join(_child(each, today) for each in _children(one.persons)),
        "why": " · ".join(one.why),
    }


def _children(persons: list[Person]) -> list[Person]:
    """The youngest first, twins by first name: the same family always reads the same."""
    found = [each for each in persons if each.role == Role.CHILD]
    return sorted(
        sorted(found, key=lambda one: one.first_name), key=lambda one: one.birth_date or date.min, reverse=True
    )


def _child(person: Person, today: date) -> str:
    if person.deceased_on:
        return f"{person.first_name} (décédé·e)"
    return f"{person.first_name} {french.age(person.birth_date, today)}" if person.birth_date else person.first_name


def _nothing() -> rx.Component:
    return rx.el.div(
        rx.el.p("Aucune famille ouverte à votre compte ne correspond.", class_name="strong"),
        rx.el.p(
            "Essayez le nom seul, le prénom d’un enfant, sa date de naissance (12/03/2026), un téléphone ou la commune."
        ),
        rx.cond(
            Families.may_ask,
            rx.el.p("Un dossier d’un autre secteur : ", rx.el.a("accès exceptionnel", href="/acces-exceptionnel"), "."),
        ),
        class_name="card stack",
    )


def page() -> rx.Component:
    def line(one: Found) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                rx.el.span(
                    rx.el.span(one["label"], class_name="strong"),
                    rx.cond(one["why"] != "", rx.el.span(one["why"], class_name="small soft")),
                    class_name="stack-tight",
                ),
                rx.el.span(one["children"]),
                rx.el.span(
                    rx.el.span(one["address"]), rx.el.span(one["city"], class_name="soft"), class_name="stack-tight"
                ),
                rx.el.span(one["number"], class_name="soft small tabular"),
                href="/familles/" + one["id"],
                class_name="family-line",
            )
        )

    return shell(
        rx.el.div(
            rx.el.h1("Familles"),
            rx.el.div(
                rx.cond(Families.may_join, theme.link_button("Doublons", href="/doublons")),
                rx.cond(
                    Families.may_open, theme.link_button("Nouvelle famille", href="/familles/nouvelle", kind="primary")
                ),
                class_name="row",
            ),
            class_name="row-between",
        ),
        theme.field(
            "Rechercher",
            theme.text_input(
                type="search",
                placeholder="Nom, prénom, date de naissance, téléphone, adresse, numéro de dossier",
                default_value=Families.asked,
                on_change=Families.look_for.debounce(200),
                auto_complete="off",
                auto_focus=True,
            ),
        ),
        rx.el.p(Families.count, class_name="soft", aria_live="polite"),
        said(Families),
        rx.cond(
            Families.found.length() > 0,
            rx.el.ul(rx.foreach(Families.found, line), class_name="families"),
            rx.cond(Families.asked != "", _nothing()),
        ),
        here="/familles",
    )


PAGE = Page(
    route="/familles",
    title="Familles – Fieldvisit",
    permission=Permission("identite_foyer"),
    component=page,
    on_load=(Desk.arrive, Families.load),
)
