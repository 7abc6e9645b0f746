"""« Nouvelle famille »: a file opened by hand, without a notice; one that exists already is shown instead.

What it shows is drawn in ``new_family_screen.py``."""

from typing import ClassVar, TypedDict

import reflex as rx
from sqlmodel import select

from fieldvisit.access import roles
from fieldvisit.access.account import Sector
from fieldvisit.access.permission import allow
from fieldvisit.families import fact, opening
from fieldvisit.families.household import Household
from fieldvisit.families.members import PERSON
from fieldvisit.families.opening import HOME, Known, New
from fieldvisit.families.person import Role
from fieldvisit.pages.office import address_box
from fieldvisit.pages.office.address_box import Suggested
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking
from fieldvisit.pages.office.family_open import changed, id_of
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind

#: The persons that the form has room for; the others are added in the file.
ADULTS, CHILDREN = ("a", "b"), ("c", "d")
OF_ADULT = ("role", "last_name", "first_name", "birth_date", "phone")
OF_CHILD = ("last_name", "first_name", "birth_date", "sex")
ADULT_ROLES = {one.value: one.label for one in Role if one is not Role.CHILD}


class SectorChoice(TypedDict):
    id: str
    name: str


class NewFamily(PageState):
    AT: ClassVar[str] = "/familles/nouvelle"

    may_open: bool = False
    may_follow: bool = False
    sectors: list[SectorChoice] = []
    values: dict[str, str] = {}
    known_id: str = ""
    known: bool = False
    suggested: list[Suggested] = []
    takes: int = 0
    _here: dict[str, str] = {}
    _subject: str = ""

    @rx.event
    @allow("identite_foyer", "W")
    def load(self):
        again = self._subject != ""
        with loading(self, "nouvelle") as act:
            self.may_open = opening.may_open(act.actor)
            self.may_follow = act.actor.role in roles.FIELD
            found = act.session.exec(select(Sector).where(Sector.id.in_(act.actor.sectors)).order_by(Sector.name))
            self.sectors = [{"id": str(one.id), "name": one.name} for one in found]
            self.values = self.values if again else blank()

    @rx.event
    @allow("identite_foyer", "W")
    def say_place(self, name: str, words: str):
        """Where the addresses that are proposed are looked for first."""
        if name in ("postcode", "city"):
            self._here = self._here | {name: words[: address_box.LONGEST]}

    @rx.event
    @allow("identite_foyer", "W")
    def look_for_address(self, typed: str):
        with looking(self, by_itself=True) as act:
            here = self._here.get("postcode", ""), self._here.get("city", "")
            self.suggested = address_box.suggested(act, typed, *here) if self.may_open else []

    @rx.event
    @allow("identite_foyer", "W")
    def take_address(self, label: str):
        if said := address_box.taken(self.suggested, label):
            self._here = {name: said[name] for name in ("postcode", "city")}
            self.values, self.suggested, self.takes = self.values | said, [], self.takes + 1

    @rx.event
    @allow("identite_foyer", "W")
    def open_file(self, form: dict):
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        self.values = self.values | {name: typed[name] for name in self.values if name in typed}
        self.known, self.known_id = False, ""
        made = None
        with acting(self) as act:
            try:
                new = _read(typed)
                follows, sure = typed.get("follows") == "oui", typed.get("sure") == "oui"
                home = opening.open_by_hand(act.session, act.actor, new, act.today, act.now, follows=follows, sure=sure)
            except Known as refusal:
                self.known, self.known_id = True, str(refusal.family_id or "")
                raise
            if not (follows and self.may_follow):
                _to_assign(act, home)
            changed(act, home.id)
            made = home.id
        return rx.redirect(f"/familles/{made}") if made else None


def _to_assign(act: Act, home: Household) -> None:
    """Nobody follows it yet: somebody has to be chosen."""
    tasks.open_task(
        act.session,
        sector_id=home.sector_id,
        kind=Kind.ASSIGN,
        label=f"Affecter : {home.label}",
        source=f"household:{home.id}",
        now=act.now,
        family_id=home.id,
    )


def blank() -> dict[str, str]:
    names = ["label", *HOME]
    names += [f"{who}_{name}" for who in ADULTS for name in OF_ADULT]
    names += [f"{who}_{name}" for who in CHILDREN for name in OF_CHILD]
    roles_ = {"a_role": Role.MOTHER.value, "b_role": Role.FATHER.value}
    return {name: "" for name in names} | roles_ | {"languages": "français"}


def _read(typed: dict[str, str]) -> New:
    """:raises fieldvisit.families.fact.Invalid: naming the box that cannot be read"""
    people = []
    for who in (*ADULTS, *CHILDREN):
        boxes = {name: typed.get(f"{who}_{name}", "").strip() for name in (OF_ADULT if who in ADULTS else OF_CHILD)}
        if any(value for name, value in boxes.items() if name != "role"):
            people.append(fact.read(PERSON, {"role": Role.CHILD.value} | boxes))
    sector = id_of(typed.get("sector", ""))
    if sector is None:
        raise fact.Invalid("Choisissez le secteur.")
    label = typed.get("label", "").strip()
    if not label and people:
        label = f"Famille {people[0]['last_name']}"
    return New(label, sector, {name: typed.get(name, "") for name in HOME}, people)
