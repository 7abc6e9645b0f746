"""« Familles »: finding a file by name, first name, town or number, among those open to the reader."""

from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import Permission, allow
from fieldvisit.families import opening, search
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Act, Desk, PageState, looking
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page


class Found(TypedDict):
    id: str
    label: str
    city: str
    address: str
    number: str


class Families(PageState):
    AT: ClassVar[str] = "/familles"

    found: list[Found] = []
    count: str = ""
    asked: str = ""
    may_open: bool = False

    @rx.event
    @allow("identite_foyer")
    def load(self):
        with looking(self) as act:
            self.may_open = opening.may_open(act.actor)
            self._search(act)

    @rx.event
    @allow("identite_foyer")
    def look_for(self, words: str):
        with looking(self) as act:
            self.asked = words[:200]
            self._search(act)

    def _search(self, act: Act) -> None:
        found = search.search(act.session, act.actor, self.asked, act.today)
        self.found = [
            {
                "id": str(one.id),
                "label": one.label,
                "city": f"{one.postcode} {one.city}",
                "address": one.address,
                "number": one.case_number,
            }
            for one in found
        ]
        many = f"Les {search.MOST} premières familles" if len(found) == search.MOST else f"{len(found)} familles"
        self.count = {0: "Aucune famille", 1: "1 famille"}.get(len(found), many)


def page() -> rx.Component:
    def line(one: Found) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                rx.el.span(one["label"], class_name="strong"),
                rx.el.span(one["address"]),
                rx.el.span(one["city"]),
                rx.el.span(one["number"], class_name="soft small tabular"),
                href="/familles/" + one["id"],
                class_name="family-line",
            )
        )

    return shell(
        rx.el.div(
            rx.el.h1("Familles"),
            rx.cond(
                Families.may_open, theme.link_button("Nouvelle famille", href="/familles/nouvelle", kind="primary")
            ),
            class_name="row-between",
        ),
        theme.field(
            "Rechercher",
            theme.text_input(
                type="search",
                placeholder="Nom, prénom d’un parent ou d’un enfant, commune, numéro de dossier",
                default_value=Families.asked,
                on_change=Families.look_for.debounce(200),
                auto_complete="off",
                auto_focus=True,
            ),
        ),
        rx.el.p(Families.count, class_name="soft", aria_live="polite"),
        said(Families),
        rx.el.ul(rx.foreach(Families.found, line), class_name="families"),
        here="/familles",
    )


PAGE = Page(
    route="/familles",
    title="Familles – Fieldvisit",
    permission=Permission("identite_foyer"),
    component=page,
    on_load=(Desk.arrive, Families.load),
)
