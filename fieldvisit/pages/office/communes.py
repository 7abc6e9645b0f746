"""« Communes »: which sector each commune of the county belongs to; the technical administrator attaches them."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import administration
from fieldvisit.access.permission import Permission, allow
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, looking
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page
from fieldvisit.places import commune

HERE = "/communes"
NONE = "aucun"


class Line(TypedDict):
    insee: str
    name: str
    postcode: str
    sector: str


class SectorChoice(TypedDict):
    id: str
    name: str


class Communes(PageState):
    AT: ClassVar[str] = HERE

    found: list[Line] = []
    sectors: list[SectorChoice] = []
    asked: str = ""
    orphans: bool = False
    count: str = ""
    rejected: list[str] = []

    @rx.event
    @allow("administration", "W")
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow("administration", "W")
    def look_for(self, words: str):
        with looking(self) as act:
            self.asked = words[:100]
            self._show(act)

    @rx.event
    @allow("administration", "W")
    def only_orphans(self, on: bool):
        with looking(self) as act:
            self.orphans = on
            self._show(act)

    @rx.event
    @allow("administration", "W")
    def attach(self, insee: str, sector_id: str):
        with acting(self) as act:
            one = commune.attach(act.session, act.actor, insee, _id(sector_id))
            self._show(act)
            name = next((each["name"] for each in self.sectors if each["id"] == sector_id), "")
            self.said = f"{one.name} : {name}." if name else f"{one.name} n’a plus de secteur."

    @rx.event
    @allow("administration", "W")
    def bring_in(self, form: dict):
        """A list pasted whole: « insee;nom;code_postal;secteur »."""
        text = form.get("lines")
        with acting(self) as act:
            if not isinstance(text, str):
                raise commune.NotCommunes
            brought = commune.bring_in(act.session, act.actor, text.encode())
            self.rejected = [f"Ligne {number} : {reason}" for number, _, reason in brought.bad]
            self._show(act)
            self.said = f"{brought.written} communes lues, {len(brought.bad)} lignes refusées."

    def _show(self, act: Act) -> None:
        sectors = administration.all_sectors(act.session, act.actor)
        self.sectors = [{"id": str(one.id), "name": one.name} for one in sectors]
        found = commune.found(act.session, act.actor, self.asked, orphans=self.orphans)
        self.found = [
            {
                "insee": one.insee,
                "name": one.name,
                "postcode": one.postcode,
                "sector": str(one.sector_id) if one.sector_id else NONE,
            }
            for one in found
        ]
        many = {0: "Aucune commune", 1: "1 commune"}.get(len(found), f"{len(found)} communes")
        self.count = "Les 100 premières communes" if len(found) == 100 else many


def _id(text: str) -> uuid.UUID | None:
    try:
        return None if text == NONE else uuid.UUID(text)
    except ValueError as error:
        raise commune.NotFound from error


def page() -> rx.Component:
    def line(one: rx.Var[Line]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(one["name"], class_name="strong"),
            rx.el.td(one["postcode"], class_name="tabular"),
            rx.el.td(one["insee"], class_name="tabular soft"),
            rx.el.td(
                rx.el.select(
                    rx.el.option("Aucun secteur", value=NONE),
                    rx.foreach(Communes.sectors, lambda each: rx.el.option(each["name"], value=each["id"])),
                    value=one["sector"],
                    on_change=lambda chosen: Communes.attach(one["insee"], chosen),
                    aria_label="Secteur de " + one["name"],
                    class_name="input",
                )
            ),
            key=one["insee"],
        )

    return shell(
        rx.el.div(
            rx.el.h1("Communes"), theme.link_button("Comptes et secteurs", href="/admin"), class_name="row-between"
        ),
        said(Communes),
        theme.field(
            "Rechercher",
            theme.text_input(
                type="search",
                placeholder="Nom ou code postal",
                default_value=Communes.asked,
                on_change=Communes.look_for.debounce(200),
                auto_complete="off",
            ),
        ),
        rx.el.label(
            rx.el.input(type="checkbox", checked=Communes.orphans, on_change=Communes.only_orphans),
            rx.el.span("Seulement celles qui n’ont pas de secteur"),
            class_name="tick",
        ),
        rx.el.p(Communes.count, class_name="soft", aria_live="polite"),
        rx.cond(
            Communes.found.length() > 0,
            rx.el.div(
                rx.el.table(
                    rx.el.thead(
                        rx.el.tr(
                            *(rx.el.th(each, scope="col") for each in ("Commune", "Code postal", "INSEE", "Secteur"))
                        )
                    ),
                    rx.el.tbody(rx.foreach(Communes.found, line)),
                    class_name="table",
                ),
                class_name="table-scroll",
                tab_index=0,
                role="region",
                aria_label="Communes",
            ),
        ),
        _import(),
        here="/admin",
    )


def _import() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Coller une liste de communes"),
        rx.el.form(
            theme.field(
                "Une ligne par commune",
                rx.el.textarea(
                    name="lines", rows=6, class_name="textarea", placeholder=";".join(commune.COLUMNS), required=True
                ),
                "La première ligne est « insee;nom;code_postal;secteur » ; le secteur par son code ou son nom.",
            ),
            theme.button("Lire cette liste", kind="primary", type="submit"),
            on_submit=Communes.bring_in,
            class_name="stack",
        ),
        rx.cond(
            Communes.rejected.length() > 0,
            rx.el.ul(rx.foreach(Communes.rejected, lambda words: rx.el.li(words)), class_name="stack-tight"),
        ),
        class_name="card fold",
    )


PAGE = Page(
    route=HERE,
    title="Communes – Fieldvisit",
    permission=Permission("administration", "W"),
    component=page,
    on_load=(Desk.arrive, Communes.load),
)
