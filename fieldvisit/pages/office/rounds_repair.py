"""« Réparer… »: what happened, told in a few taps; the draft that answers, with what it moves and what that costs.

The search runs beside the server, so the handler works in the background: the panel says so, and may be closed.
"""

import uuid
from datetime import date
from typing import TypedDict

import reflex as rx

from fieldvisit import db
from fieldvisit.access.permission import allow
from fieldvisit.pages import who
from fieldvisit.pages.office import french
from fieldvisit.pages.office import rounds_words as words
from fieldvisit.pages.office.desk import Act, Gone, looking
from fieldvisit.pages.office.planning_opened import Choice, id_of
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.weekplans import comparing, events, reach, repairing
from fieldvisit.weekplans.repairing import Absent, Event, Ill, Snow, Urgent
from fieldvisit.words import Refusal

KINDS = ("ill", "urgent", "absent", "snow")
FIELDS = ("worker", "first", "last", "since", "job", "away", "commune", "day")
#: From when on somebody who falls ill during the day is missed: every half hour.
HOURS = tuple(range(8 * 60 + 30, 18 * 60, 30))
#: As many things may happen at once as a panel can show.
MOST = 8


class Unsaid(Refusal):
    """What the form still lacks."""


class Happened(TypedDict):
    key: str
    sentence: str


class Step(TypedDict):
    """``tone``, ``label``: whether it moves, comes in or loses its place."""

    tone: str
    label: str
    family: str
    sentence: str
    price: str


class Moved(TypedDict):
    name: str
    moves: list[Step]


class RoundsRepair(Rounds):
    """``told``: each field of the form as it was last chosen; ``happened``: what was added so far."""

    happening: str = "ill"
    told: dict[str, str] = {}
    happened: list[Happened] = []
    repair_visits: list[Choice] = []
    repair_stands: list[Choice] = []
    repair_communes: list[Choice] = []
    repair_hours: list[Choice] = []
    repairing: bool = False
    repaired: str = ""
    repair_failed: bool = False
    repair_moves: list[Moved] = []
    _events: list[dict] = []

    @rx.event
    @allow("planning_mission", "W")
    def open_repair(self):
        with looking(self) as act:
            sector_id, _ = self._asked()
            reach.sector(act.session, act.actor, sector_id, write=True)
            self.repair_communes = [
                {"value": insee, "label": city} for insee, city in repairing.communes(act.session, act.actor, sector_id)
            ]
            self.repair_stands = words.named(self._seen)
            self.repair_visits = words.waiting(self._seen) + self.repair_stands
            self.repair_hours = [{"value": str(at), "label": f"dès {at // 60} h {at % 60:02}"} for at in HOURS]
            day = next((str(one["day"]) for one in self.heads if not one["past"]), "0")
            self.told = dict.fromkeys(FIELDS, "") | {"first": day, "last": day, "day": day}
            self.happening, self.happened, self._events = "ill", [], []
            self.repaired, self.repair_moves, self.repairing = "", [], False
            self.panel, self.said = "repair", ""

    @rx.event
    @allow("planning_mission", "W")
    def choose_happening(self, kind: str):
        if kind in KINDS:
            self.happening, self.problem = kind, ""

    @rx.event
    @allow("planning_mission", "W")
    def tell(self, name: str, value: str):
        if name in FIELDS and str(value).isprintable():
            self.told = {**self.told, name: str(value)}
            if name == "first" and self.told.get("last", "") < str(value):
                self.told = {**self.told, "last": str(value)}
            self.problem = ""

    @rx.event
    @allow("planning_mission", "W")
    def add_happened(self):
        """One more thing that happened; the form is then free for the next."""
        self.problem = ""
        try:
            self._add()
        except Refusal as refusal:
            self.problem = refusal.sentence

    @rx.event
    @allow("planning_mission", "W")
    def forget_happened(self, key: str):
        kept = [at for at, one in enumerate(self.happened) if one["key"] != key]
        self._events = [self._events[at] for at in kept]
        self.happened = [self.happened[at] for at in kept]

    @rx.event(background=True)
    @allow("planning_mission", "W")
    async def repair(self):
        async with self:
            if self.repairing:
                return
            self.problem = ""
            try:
                asked = self._to_repair()
            except Refusal as refusal:
                self.problem = refusal.sentence
                return
            self.repairing, self.repaired, self.repair_moves = True, "", []
        plan_id, problem = None, "La réparation n’a pas abouti : rien n’a été changé. Recommencez."
        try:
            plan_id = await rx.run_in_thread(lambda: repairing.repair(*asked))
            problem = ""
        except Refusal as refusal:
            problem = refusal.sentence
        finally:
            async with self:
                self.repairing, self.problem = False, problem
                if plan_id is not None:
                    self._answer(plan_id, asked[2:4])

    def _to_repair(self) -> tuple:
        """What the verb asks for. :raises Refusal: if nothing happened yet, or the session is over"""
        caller = who.of(self)
        if caller is None:
            raise Gone
        if self._begun() or not self._events:
            self._add()
        return (
            db.engine(),
            caller.actor,
            *self._asked(),
            [events.kept(dict(one)) for one in self._events],
            who.today(),
            who.now(),
        )

    def _answer(self, plan_id: uuid.UUID, asked: tuple[uuid.UUID, date]) -> None:
        """Shown only where the week that was repaired is still on screen."""
        if (id_of(self.sector), self._monday) != asked:
            self.said = "La réparation est prête : elle vous attend dans le brouillon de cette semaine-là."
            return
        with looking(self) as act:
            self.draft, self.happened, self._events = True, [], []
            self.told = {**self.told, "worker": "", "job": "", "away": "", "commune": ""}
            self._show(act)
            self._say(act, plan_id)

    def _say(self, act: Act, plan_id: uuid.UUID) -> None:
        found = comparing.compare(act.session, act.actor, plan_id, act.today, act.now)
        self.repaired, self.repair_failed = self.note, not self.note.startswith(repairing.PROPOSED)
        self.repair_moves = [{"name": one.name, "moves": [_step(each) for each in one.moves]} for one in found.workers]

    def _begun(self) -> bool:
        """Whether the form says something that was not added yet."""
        name = {"ill": "worker", "urgent": "job", "absent": "away", "snow": "commune"}[self.happening]
        return bool(self.told.get(name))

    def _add(self) -> None:
        if len(self._events) >= MOST:
            raise Unsaid(f"Pas plus de {MOST} événements à la fois : réparez d’abord ceux-ci.")
        event, sentence = self._event()
        if (kept := events.written(event)) not in self._events:
            self._events = [*self._events, kept]
            self.happened = [*self.happened, {"key": uuid.uuid4().hex, "sentence": sentence}]
        self.told = {**self.told, "worker": "", "job": "", "away": "", "commune": "", "since": ""}

    def _event(self) -> tuple[Event, str]:
        """What the form says, and the same in words. :raises Unsaid: where it lacks something"""
        told = self.told
        match self.happening:
            case "ill":
                name = _label([{"value": one["worker"], "label": one["name"]} for one in self.lines], told, "worker")
                first, last = self._day("first"), self._day("last")
                since = told.get("since", "")
                if not name:
                    raise Unsaid("Choisissez qui est malade.")
                if last < first:
                    raise Unsaid("Le dernier jour vient avant le premier : corrigez l’un des deux.")
                minutes = int(since) if since.isdecimal() and int(since) in HOURS else None
                days = french.DAYS[first] if first == last else f"de {french.DAYS[first]} à {french.DAYS[last]}"
                hour = "" if minutes is None else f" dès {minutes // 60} h {minutes % 60:02}"
                return Ill(id_of(told["worker"]), first, last, minutes), f"{name} malade {days}{hour}"
            case "urgent":
                if not (name := _label(self.repair_visits, told, "job")):
                    raise Unsaid("Choisissez la visite urgente.")
                return Urgent(id_of(told["job"])), f"Urgente : {name}"
            case "absent":
                if not (name := _label(self.repair_stands, told, "away")):
                    raise Unsaid("Choisissez la visite où la famille ne sera pas là.")
                day = words.find(self._seen, told["away"]).day
                return Absent(id_of(told["away"]), day), f"Famille absente : {name}"
            case _:
                if not (name := _label(self.repair_communes, told, "commune")):
                    raise Unsaid("Choisissez la commune où l’on ne roule pas.")
                day = self._day("day")
                return Snow(told["commune"], day), f"Neige à {name} {french.DAYS[day]}"

    def _day(self, name: str) -> int:
        told = self.told.get(name, "")
        if told not in {str(one["day"]) for one in self.heads}:
            raise Unsaid("Choisissez un jour de cette semaine.")
        return int(told)


def _label(listed: list[Choice], told: dict[str, str], name: str) -> str:
    """What the chosen value is called on screen; nothing for what was not offered."""
    return next((one["label"] for one in listed if one["value"] == told.get(name, "")), "")


def _step(one: comparing.Move) -> Step:
    return {
        "tone": str(one.kind),
        "label": comparing.Kind(one.kind).label,
        "family": one.family,
        "sentence": one.sentence,
        "price": one.price,
    }
