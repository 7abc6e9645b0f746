"""« À rapprocher »: the families that a notice may speak of, side by side with what it says; a person decides."""

from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import journal
from fieldvisit.access.permission import allow
from fieldvisit.births import deciding
from fieldvisit.births.checking import Said
from fieldvisit.births.deciding import Choice, Waiting
from fieldvisit.births.notice import Kind
from fieldvisit.families import household, members
from fieldvisit.families.person import Person, Role
from fieldvisit.pages.office import births_rows, french
from fieldvisit.pages.office.births import Births, _id
from fieldvisit.pages.office.desk import Act, PageState, acting, count_again, looking
from fieldvisit.words import french_date


class Fact(TypedDict):
    label: str
    value: str


class Child(TypedDict):
    id: str
    name: str
    words: str


class Family(TypedDict):
    """One that may be meant; of another sector, only that it exists. ``children``: born on that day."""

    id: str
    title: str
    facts: list[Fact]
    why: str
    against: str
    certain: bool
    open: bool
    moved: bool
    children: list[Child]


class BirthsMatch(PageState):
    AT: ClassVar[str] = "/naissances"

    notice_id: str = ""
    title: str = ""
    kind: str = ""
    facts: list[Fact] = []
    remarks: list[str] = []
    families: list[Family] = []
    children: list[Child] = []
    may_open: bool = False
    is_death: bool = False

    @rx.event
    @allow("identite_foyer", "W")
    def open_one(self, notice_id: str):
        with acting(self) as act:
            found = deciding.read(act.session, act.actor, _id(notice_id), act.today, act.now)
            self._show(act, found)
            shown = {one.candidate.household.id for one in found.choices if one.open}
            for family_id in shown | {one.family_id for one in found.children}:
                journal.note(
                    act.session, act.actor, family_id, journal.What.READ, "avis", act.now, subject_id=found.notice.id
                )

    @rx.event
    @allow("identite_foyer", "W")
    def close_panel(self):
        self.reset()

    @rx.event
    @allow("identite_foyer", "W")
    async def attach(self, family_id: str, child_id: str, moved: bool):
        with acting(self) as act:
            deciding.attach(
                act.session,
                act.actor,
                _id(self.notice_id),
                _id(family_id),
                act.today,
                act.now,
                child_id=_id(child_id) if child_id else None,
                moved=moved,
            )
        return await self._done("Avis rapproché : la famille attend d’être affectée.")

    @rx.event
    @allow("identite_foyer", "W")
    async def open_new(self):
        with acting(self) as act:
            deciding.open_new(act.session, act.actor, _id(self.notice_id), act.today, act.now)
        return await self._done("Nouveau dossier ouvert : la famille attend d’être affectée.")

    @rx.event
    @allow("identite_foyer", "W")
    async def settle(self, form: dict):
        with acting(self) as act:
            reason = str(form.get("reason", ""))
            deciding.settle(act.session, act.actor, _id(self.notice_id), reason, act.today, act.now)
        return await self._done("Avis classé avec son motif.")

    @rx.event
    @allow("identite_foyer", "W")
    async def recognise(self, person_id: str):
        with acting(self) as act:
            done = deciding.recognise(act.session, act.actor, _id(self.notice_id), _id(person_id), act.today, act.now)
            said = f"{len(done.visits)} visite(s) annulée(s), rappels et courriers arrêtés." if done.visits else ""
            said = " ".join(filter(None, ("Décès enregistré.", said, *done.warn)))
        return await self._done(said if self.problem == "" else "")

    async def _done(self, said: str):
        """Back to the list; a refusal stays in the panel."""
        await count_again(self)
        if self.problem:
            return None
        self.reset()
        births = await self.get_state(Births)
        with looking(births) as act:
            births._show(act)
        births.said = said
        return None

    def _show(self, act: Act, found: Waiting) -> None:
        notice = found.notice
        self.notice_id, self.kind = str(notice.id), Kind(notice.kind).label
        self.title, self.remarks = births_rows.who([notice]), list(notice.remarks)
        self.facts = _facts(found.said)
        self.is_death = notice.kind == Kind.DEATH
        self.may_open = not self.is_death and not found.said.place.outside
        self.families = [_family(one, found.said) for one in found.choices]
        homes = {
            one.family_id: household.find(act.session, act.actor, one.family_id, act.today) for one in found.children
        }
        self.children = [_child(one, homes[one.family_id].label) for one in found.children]


def _facts(said: Said) -> list[Fact]:
    mother = (
        f"{said.text('mother_first_name')} {said.text('mother_birth_name') or said.text('mother_last_name')}".strip()
    )
    given = (
        ("Né·e le", _day(said, "birth_date")),
        ("Décédé·e le", _day(said, "deceased_on")),
        ("Terme prévu", _day(said, "due_date")),
        ("Mère", mother),
        ("Mère née le", _day(said, "mother_birth_date")),
        ("Autre parent", f"{said.text('parent2_first_name')} {said.text('parent2_last_name')}".strip()),
        (
            "Adresse",
            ", ".join(filter(None, (said.text("address"), f"{said.text('postcode')} {said.text('city')}".strip()))),
        ),
        ("Téléphone", said.text("phone")),
        ("Reçu le", french.short(said.received_on)),
    )
    return [{"label": label, "value": value} for label, value in given if value]


def _day(said: Said, code: str) -> str:
    return french_date(said.day(code)) if said.day(code) else ""


def _family(one: Choice, said: Said) -> Family:
    home = one.candidate.household
    why = ", ".join(one.candidate.why)
    if not one.open:
        return {
            "id": str(home.id),
            "title": f"Un dossier du secteur « {one.sector} »",
            "facts": [],
            "why": why,
            "against": "",
            "certain": one.candidate.certain,
            "open": False,
            "moved": one.moved,
            "children": [],
        }
    here = one.candidate.born_on(said.day("birth_date")) if said.kind == Kind.BIRTH else []
    return {
        "id": str(home.id),
        "title": f"{home.label} – {home.case_number}",
        "facts": [
            *(_person_fact(each) for each in one.candidate.people),
            {"label": "Adresse", "value": f"{home.address}, {home.postcode} {home.city}".strip(", ")},
            {"label": "Téléphone", "value": home.phone},
            {"label": "Secteur", "value": one.sector},
        ],
        "why": why,
        "against": ", ".join(one.candidate.against),
        "certain": one.candidate.certain,
        "open": True,
        "moved": one.moved,
        "children": [_child(each, "") for each in here],
    }


def _person_fact(one: Person) -> Fact:
    word = {Role.MOTHER: "née", Role.FATHER: "né"}.get(one.role, "né·e")
    born = f", {word} le {french_date(one.birth_date)}" if one.birth_date else ""
    died = " (décédé·e)" if one.deceased_on else ""
    return {"label": Role(one.role).label, "value": f"{members.name_of(one)}{born}{died}"}


def _child(one: Person, family: str) -> Child:
    born = f"né·e le {french_date(one.birth_date)}" if one.birth_date else ""
    words = ", ".join(filter(None, (born, family, "décès déjà noté" if one.deceased_on else "")))
    return {"id": str(one.id), "name": members.name_of(one), "words": words}
