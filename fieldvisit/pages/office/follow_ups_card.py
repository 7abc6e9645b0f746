"""« Suivis réguliers » of a file: those that a colleague set, with their rhythm; set and stopped here."""

import uuid
from datetime import timedelta
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import roles
from fieldvisit.access.permission import allow
from fieldvisit.access.roles import Reach
from fieldvisit.due import follow_ups, rhythm, rules
from fieldvisit.due.follow_ups import Asked, Shown
from fieldvisit.due.rhythm import Unit
from fieldvisit.families import fact, members
from fieldvisit.families.fact import Fact, Kind
from fieldvisit.forms import catalogue
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking
from fieldvisit.pages.office.due_card import DueCard
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import family_of, id_of
from fieldvisit.schedule import visit_type

USUAL = "vad_suivi"
BOXES = {
    "starts_on": Fact("Première visite", Kind.DAY, required=True),
    "every": Fact("Tous les / toutes les", Kind.WHOLE, least=1, most=31, required=True),
    "unit": Fact("Rythme", Kind.ONE_OF, among={one.value: one.label for one in Unit}, required=True),
    "times": Fact("Nombre de visites", Kind.WHOLE, least=1, most=rhythm.MOST_TIMES),
    "until": Fact("Ou jusqu’au", Kind.DAY),
    "reason": Fact("Motif", most=follow_ups.LONGEST_REASON, empty=""),
}


class FollowUpLine(TypedDict):
    id: str
    label: str
    told: str
    running: bool


class Choice(TypedDict):
    code: str
    label: str


class FollowUpsCard(PageState):
    AT: ClassVar[str] = "/familles/"

    lines: list[FollowUpLine] = []
    may_write: bool = False
    opened: bool = False
    stopping: str = ""
    kind: str = USUAL
    kinds: list[Choice] = []
    trades: list[Choice] = []
    children: list[Choice] = []
    values: dict[str, str] = {}
    _subject: str = ""

    @rx.event
    @allow("planning_mission")
    async def load(self):
        subject = (await self.get_state(FamilyFile))._family_id
        with loading(self, subject) as act:
            self._show(act, await family_of(self))

    @rx.event
    @allow("planning_mission", "W")
    async def add(self):
        with looking(self) as act:
            people = members.children(act.session, await family_of(self))
            self.children = [{"code": str(one.id), "label": members.name_of(one)} for one in people]
            first = act.today + timedelta(days=7)
            first += timedelta(days=7 - first.weekday() if first.weekday() > 4 else 0)  # not on a weekend
            self.values = dict.fromkeys(BOXES, "") | {"starts_on": first.isoformat(), "every": "1", "times": "6"}
            self.values["unit"] = Unit.WEEK.value
            self.kinds = [
                {"code": one.code, "label": one.label}
                for one in visit_type.TYPES.values()
                if one.plain and visit_type.shown_to(act.actor.role, one.code) is one and catalogue.offered(one.code)
            ]
            self.opened, self.problem = True, ""
            self._choose(USUAL)

    @rx.event
    @allow("planning_mission", "W")
    def choose(self, kind: str):
        self._choose(kind)

    @rx.event
    @allow("planning_mission")
    def close(self):
        self.opened, self.stopping, self.problem = False, "", ""

    @rx.event
    @allow("planning_mission", "W")
    async def save(self, form: dict):
        with acting(self) as act:
            family_id = await family_of(self)
            follow_ups.set_up(act.session, act.actor, family_id, self._asked(form), act.today, act.now)
            self._show(act, family_id)
            self.opened = False
        return None if self.opened else [DueCard.load, FamilyFile.tell("Suivi programmé : ses visites sont à faire.")]

    @rx.event
    @allow("planning_mission", "W")
    def ask_to_stop(self, follow_up_id: str):
        self.stopping = follow_up_id

    @rx.event
    @allow("planning_mission", "W")
    async def stop(self):
        with acting(self) as act:
            follow_ups.stop(act.session, act.actor, id_of(self.stopping), act.today, act.now)
            self._show(act, await family_of(self))
            self.stopping = ""
        return None if self.stopping else [DueCard.load, FamilyFile.tell("Suivi arrêté. Ce qui a été fait reste.")]

    def _asked(self, form: dict) -> Asked:
        # A form made by hand may lack a box: that is an empty one.
        given = fact.read(BOXES, dict.fromkeys(BOXES, "") | form)
        until, starts_on = given["until"], given["starts_on"]
        # A day that was typed says more than the number that stood there.
        times = None if until else given["times"]
        rule = rhythm.rule_of(given["every"], given["unit"], starts_on, times=times, until=until)
        child = id_of(str(form.get("child", "")))
        return Asked(self.kind, str(form.get("trade", "")), rule, starts_on, given["reason"], child)

    def _choose(self, kind: str) -> None:
        known = visit_type.TYPES.get(kind)
        self.kind = known.code if known else ""
        first = known and rules.RULES[rules.follow_up(kind)].roles if known and known.plain else ()
        self.trades = [{"code": role, "label": roles.LABELS[role]} for role in sorted(first, key=_usual)]

    def _show(self, act: Act, family_id: uuid.UUID) -> None:
        self.may_write = roles.right(act.actor.role, "planning_mission").write is Reach.ALL
        told = follow_ups.of_family(act.session, act.actor, family_id, act.today)
        names = {one.id: one.first_name for one in members.children(act.session, family_id)}
        self.lines = [_line(one, names.get(one.follow_up.person_id, "")) for one in told]


def _usual(role: str) -> tuple:
    return role != "puericultrice", roles.LABELS[role]


def _line(one: Shown, about: str) -> FollowUpLine:
    kept = one.follow_up
    parts = [one.words, f"à partir du {french.short(kept.starts_on)}", roles.LABELS.get(kept.trade, "")]
    parts += [f"arrêté le {french.short(kept.ended_on)}"] if kept.ended_on else []
    parts += [kept.reason] if kept.reason else []
    return {
        "id": str(kept.id),
        "label": one.kind.label + (f" – {about}" if about else ""),
        "told": " · ".join(part for part in parts if part),
        "running": kept.ended_on is None,
    }
