"""« Agréments »: the licences of childminders and foster carers, and what is due for them. Apart from every family.

One file of them is ``licence_file.py``."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx
from sqlmodel import select

from fieldvisit.access.account import Sector
from fieldvisit.access.permission import Permission, allow
from fieldvisit.licences import due, licence, request
from fieldvisit.licences.due import Standing
from fieldvisit.licences.licence import State
from fieldvisit.pages.office import licence_lines as lines
from fieldvisit.pages.office.desk import Act, PageState, acting, looking

TO_DO, ALL, ASKED, STANDING, OVER = "", "tous", "demandes", "valides", "finis"
FILTERS = (
    (TO_DO, "À faire"),
    (ASKED, "Demandes en cours"),
    (STANDING, "En cours de validité"),
    (OVER, "Échus ou finis"),
    (ALL, "Tous"),
)
MOST = 200


class Filter(TypedDict):
    code: str
    label: str
    count: int


class Licences(PageState):
    AT: ClassVar[str] = "/agrements"

    shown: list[lines.LicenceLine] = []
    filters: list[Filter] = []
    chosen: str = TO_DO
    asked: str = ""
    count: str = ""
    loaded: bool = False
    may_write: bool = False
    panel: bool = False
    sectors: list[lines.Choice] = []
    today: str = ""

    @rx.event
    @allow("agrement_assmat")
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow("agrement_assmat")
    def choose(self, code: str):
        with looking(self) as act:
            self.chosen = code
            self._show(act)

    @rx.event
    @allow("agrement_assmat")
    def look_for(self, words: str):
        with looking(self) as act:
            self.asked = words[:100]
            self._show(act)

    @rx.event
    @allow("agrement_assmat", "W")
    def open_new(self):
        self.panel, self.problem, self.said = True, "", ""

    @rx.event
    @allow("agrement_assmat")
    def close_panel(self):
        self.panel, self.problem = False, ""

    @rx.event
    @allow("agrement_assmat", "W")
    def open_file(self, form: dict):
        made = None
        with acting(self) as act:
            made = request.open_file(
                act.session,
                act.actor,
                sector_id=_id(str(form.get("sector", ""))),
                kind=str(form.get("kind", "")),
                last_name=str(form.get("last_name", "")),
                first_name=str(form.get("first_name", "")),
                birth_date=lines.day_or_none(form.get("birth_date"), "la date de naissance"),
                contact={name: str(form.get(name, "")) for name in ("address", "postcode", "city", "phone", "email")},
                received_on=lines.day_of(form.get("received_on"), "le jour où la demande a été reçue"),
                capacity=lines.number(form.get("capacity"), "Le nombre d’enfants"),
                ages=str(form.get("ages", "")),
                today=act.today,
                now=act.now,
            )
        if made is not None:
            self.panel = False
            return rx.redirect(f"/agrements/{made.id}")

    def _show(self, act: Act) -> None:
        today = act.today
        every = [(one, lines.shown_due(one, act.actor, today)) for one in due.files(act.session, act.actor)]
        groups = {code: [one for one in every if _belongs(*one, code, today)] for code, _ in FILTERS}
        self.filters = [{"code": code, "label": label, "count": len(groups[code])} for code, label in FILTERS]
        words = self.asked.casefold().split()
        found = [one for one in groups.get(self.chosen, every) if all(word in _text(one[0]) for word in words)]
        if self.chosen == TO_DO:
            order = list(Standing)
            found.sort(key=lambda one: (order.index(one[1][0].standing), one[1][0].on))
        self.shown = [lines.licence_line(file, listed, today) for file, listed in found[:MOST]]
        self.count = {0: "Aucun dossier", 1: "1 dossier"}.get(len(found), f"{len(found)} dossiers")
        self.may_write = Permission("agrement_assmat", "W").admits(act.actor)
        query = select(Sector).where(Sector.id.in_(act.actor.sectors)).order_by(Sector.name)
        self.sectors = [{"value": str(one.id), "label": one.name} for one in act.session.exec(query)]
        self.today, self.loaded = today.isoformat(), True


def _belongs(file: due.File, listed: list[due.Due], code: str, today) -> bool:
    state = licence.state(file.licence, today)
    if code == TO_DO:
        return any(one.standing is not Standing.AHEAD for one in listed)
    if code == ASKED:
        return file.waiting is not None
    if code == STANDING:
        return state in (State.GRANTED, State.SUSPENDED)
    return code == ALL or state not in (State.GRANTED, State.SUSPENDED, State.ASKED)


def _text(file: due.File) -> str:
    one = file.licence
    return f"{one.last_name} {one.first_name} {one.number} {one.city} {one.postcode}".casefold()


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise licence.NotFound from error
