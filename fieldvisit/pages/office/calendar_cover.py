"""« Familles à confier »: an absent colleague's families given to a stand-in for the days of the absence.

What it shows is drawn in ``calendar_cover_view.py``."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.calendars import absence
from fieldvisit.calendars.absence import Absence
from fieldvisit.due import covering
from fieldvisit.families.household import SECTOR_IS_CARE
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.family_open import id_of

NOBODY = uuid.UUID(int=0)


class Waiting(TypedDict):
    id: str
    who: str
    days: str
    left: str


class Taker(TypedDict):
    id: str
    label: str


class Row(TypedDict):
    """``stand_in``: who covers it, or ""."""

    id: str
    family: str
    city: str
    stand_in: str


class CalendarCover(PageState):
    AT: ClassVar[str] = "/calendrier"

    waiting: list[Waiting] = []
    mine: list[str] = []
    chosen: str = ""
    who: str = ""
    days: str = ""
    takers: list[Taker] = []
    rows: list[Row] = []
    covered: int = 0
    may_cover: bool = False

    @rx.event
    @allow("planning_mission")
    def load(self):
        with looking(self, by_itself=True) as act:
            self._list(act)

    @rx.event
    @allow("planning_mission", "W")
    def open(self, absence_id: str):
        with looking(self) as act:
            self.said = ""
            self._open(act, id_of(absence_id) or NOBODY)

    @rx.event
    @allow("planning_mission", "W")
    def give(self, form: dict):
        with acting(self) as act:
            chosen = id_of(self.chosen) or NOBODY
            ids = [id for row in self.rows if form.get(f"f_{row['id']}") and (id := id_of(row["id"]))]
            taker = id_of(str(form.get("taker", ""))) or NOBODY
            given = covering.give(act.session, act.actor, chosen, taker, ids, act.today, act.now)
            act.session.flush()
            self._open(act, chosen)
            self._list(act)
            name = act.session.get_one(Account, taker).name
            self.said = f"{_families(given)} à {name}, {self.days}." if given else f"Déjà confiées à {name}."

    @rx.event
    @allow("planning_mission", "W")
    def take_back(self, family_id: str):
        with acting(self) as act:
            chosen = id_of(self.chosen) or NOBODY
            covering.take_back(act.session, act.actor, chosen, [id_of(family_id) or NOBODY], act.today, act.now)
            act.session.flush()
            self._open(act, chosen)
            self._list(act)
            self.said = "Cette famille n’est plus confiée."

    @rx.event
    @allow("planning_mission")
    def close(self):
        self.chosen, self.rows, self.takers, self.problem = "", [], [], ""

    def _list(self, act: Act) -> None:
        self.may_cover = act.actor.role in SECTOR_IS_CARE
        self.waiting = [
            {
                "id": str(gone.id),
                "who": account.name,
                "days": absence.days(gone),
                "left": f"{left} sur {many}" if left < many else _families(many, ""),
            }
            for gone, account, many, left in covering.to_cover(act.session, act.actor, act.today)
        ]
        self.mine = [
            f"{name}, {absence.days(gone)} : {_families(many, '')}"
            for name, gone, many in covering.of_stand_in(act.session, act.actor, act.today)
        ]

    def _open(self, act: Act, absence_id: uuid.UUID) -> None:
        followed = covering.followed(act.session, act.actor, absence_id, act.today)
        gone = act.session.get_one(Absence, absence_id)
        self.chosen, self.days = str(absence_id), absence.days(gone)
        self.who = act.session.get_one(Account, gone.account_id).name
        self.takers = [
            {
                "id": str(one.account.id),
                "label": f"{one.account.name} – {roles.LABELS[one.account.role]}" + (" (absente)" if one.away else ""),
            }
            for one in covering.stand_ins(act.session, act.actor, absence_id, act.today)
        ]
        self.rows = [
            {
                "id": str(one.family.id),
                "family": one.family.label,
                "city": one.family.city,
                "stand_in": one.stand_in.name if one.stand_in else "",
            }
            for one in followed
        ]
        self.covered = sum(one.stand_in is not None for one in followed)


def _families(many: int, act: str = " confiée") -> str:
    return f"1 famille{act}" if many == 1 else f"{many} familles{act and act + 's'}"
