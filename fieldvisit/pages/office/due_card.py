"""« À faire » of a file: what is late, due, coming and done, each decided of in place."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, TypedDict

import reflex as rx
from sqlmodel import select

from fieldvisit.access import roles
from fieldvisit.access.permission import allow
from fieldvisit.due import decisions, listed_items, listing, reach, reading
from fieldvisit.due.decision import Choose
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.reading import DueLine, Standing
from fieldvisit.families import fact
from fieldvisit.families.fact import Fact, Kind
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, consulting
from fieldvisit.pages.office.family_open import family_of, id_of
from fieldvisit.schedule.visit import Visit

TONES = {
    Standing.LATE: "alarm",
    Standing.TODO: "warn",
    Standing.TO_CHECK: "warn",
    Standing.PLANNED: "sea",
    Standing.DONE: "ok",
}
#: The parts of the card, in order: title and what stands there. What asks nothing today is folded.
PARTS = (
    ("En retard", (Standing.LATE,)),
    ("À faire", (Standing.TODO, Standing.TO_CHECK)),
    ("Programmé", (Standing.PLANNED,)),
    ("À venir", (Standing.COMING,)),
    ("Fait, refusé ou clos", (Standing.DONE, Standing.REFUSED, Standing.NOT_APPLICABLE, Standing.CLOSED)),
)
FOLDED = ("À venir", "Fait, refusé ou clos")
#: Which need a day, and what the day is called.
DAYS = {Choose.DONE: "Fait le", Choose.POSTPONED: "Reporté au"}
ON = {"on": Fact("Jour", Kind.DAY)}


class Line(TypedDict):
    id: str
    label: str
    about: str
    when: str
    status: str
    tone: str
    who: str
    may_decide: bool


class Part(TypedDict):
    title: str
    lines: list[Line]
    folded: bool


class DueCard(PageState):
    AT: ClassVar[str] = "/familles/"

    parts: list[Part] = []
    loaded: bool = False
    opened: str = ""
    title: str = ""
    choice: str = ""
    ended: bool = False
    today: str = ""

    @rx.event
    @allow("planning_mission")
    async def load(self):
        self.reset()
        with consulting(self) as act:
            family_id = await family_of(self)
            listing.refresh(act.session, [family_id], act.today)
            self._show(act, family_id)

    @rx.event
    @allow("planning_mission")
    async def open_one(self, item_id: str):
        with acting(self) as act:
            found = reading.find(act.session, act.actor, id_of(item_id), act.today, write=True)
            if found.family_id != await family_of(self):
                raise reading.NotFound
            self.title = listed_items.label(act.actor.role, found.code)
            self.opened, self.today = item_id, act.today.isoformat()
            self.ended = found.state != State.OPEN
            self.choice = Choose.RESUMED.value if self.ended else Choose.DONE.value

    @rx.event
    @allow("planning_mission")
    def choose(self, choice: str):
        self.choice = choice

    @rx.event
    @allow("planning_mission")
    def close(self):
        self.opened, self.problem = "", ""

    @rx.event
    @allow("planning_mission")
    async def decide(self, form: dict):
        if not self.opened:
            return
        with acting(self) as act:
            on, reason = fact.read(ON, form).get("on"), str(form.get("reason", ""))
            item_id = id_of(self.opened)
            decisions.decide(act.session, act.actor, item_id, self.choice, on, reason, act.today, act.now)
            self._show(act, await family_of(self))
            self.opened, self.said = "", "C’est noté."

    def _show(self, act: Act, family_id) -> None:
        told = reading.of_family(act.session, act.actor, family_id, act.today)
        mine = reach.visible(act.actor, act.today, write=True)
        writable = set(act.session.exec(select(DueItem.id).where(DueItem.family_id == family_id, mine)))
        wanted = [one.item.visit_id for one in told if one.item.visit_id]
        days = dict(act.session.exec(select(Visit.id, Visit.planned_on).where(Visit.id.in_(wanted))).all())
        self.parts = [
            {
                "title": f"{title} ({len(lines)})",
                "lines": lines,
                "folded": title in FOLDED,
            }
            for title, standings in PARTS
            if (lines := _lines(act.actor.role, told, standings, writable, days))
        ]
        self.loaded = True


def _lines(role: str, told: Iterable[DueLine], standings: tuple, writable: set, days: dict) -> list[Line]:
    found = [one for one in told if one.standing in standings]
    if Standing.DONE in standings:
        found.sort(key=lambda one: one.item.done_on or one.item.due_on, reverse=True)
    return [_line(role, one, one.item.id in writable, days.get(one.item.visit_id)) for one in found]


def _line(role: str, one: DueLine, may_decide: bool, visit_on: date | None) -> Line:
    item = one.item
    trade = roles.LABELS.get(one.rule.trade, "").removesuffix(" de PMI")
    return {
        "id": str(item.id),
        "label": listed_items.label(role, item.code),
        "about": one.about,
        "when": _when(item, one.standing, visit_on),
        "status": one.standing.label,
        "tone": TONES.get(one.standing, ""),
        "who": one.worker or trade,
        "may_decide": may_decide and one.standing is not Standing.CLOSED,
    }


def _when(item: DueItem, standing: Standing, visit_on: date | None) -> str:
    if standing in (Standing.DONE, Standing.REFUSED, Standing.NOT_APPLICABLE, Standing.CLOSED):
        return f"le {french.short(item.done_on)}" if item.done_on else ""
    if standing is Standing.PLANNED and visit_on:
        return f"visite le {french.short(visit_on)}, pour le {french.short(item.due_on)}"
    if standing is Standing.COMING:
        return _span(item.opens_on, item.due_on)
    return f"pour le {french.short(item.due_on)}"


def _span(first: date, last: date) -> str:
    return f"le {french.short(first)}" if first == last else f"du {french.short(first)} au {french.short(last)}"
