"""« Planifier la semaine » and « Arrêter et garder »: the search runs beside the server, the page follows it.

Begun in the background, since a county's road server may be asked first. Progress, the end and a failure are read from
the database by ``Rounds.look_again``, so that a colleague's page, and one that was reloaded, tell the same.
"""

import uuid
from datetime import date, datetime
from typing import NamedTuple

import reflex as rx
from sqlalchemy import Engine

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.pages import who
from fieldvisit.pages.office.desk import Gone, acting, looking
from fieldvisit.pages.office.planning_opened import id_of
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.weekplans import drafts, runs
from fieldvisit.words import Refusal

#: How long a search may take, in words; half a minute is what the week was measured at (docs/rounds.md).
LENGTHS = {"10": "10 s", "30": "30 s", "60": "1 min", "120": "2 min"}
USUAL = "30"


class Asked(NamedTuple):
    """``plan_id``: the draft on screen, None where there is none yet."""

    engine: Engine
    actor: Actor
    sector_id: uuid.UUID
    monday: date
    plan_id: uuid.UUID | None
    version: int
    seconds: int
    today: date
    now: datetime


class RoundsRuns(Rounds):
    seconds: str = USUAL
    starting: bool = False

    @rx.event
    @allow("planning_mission", "W")
    def choose_seconds(self, seconds: str):
        if str(seconds) in LENGTHS:
            self.seconds = str(seconds)

    @rx.event(background=True)
    @allow("planning_mission", "W")
    async def plan_week(self):
        async with self:
            if self.starting:
                return
            self.problem, self.said = "", ""
            try:
                asked = self._to_plan()
            except Refusal as refusal:
                self.problem = refusal.sentence
                return
            self.starting = True
        problem = "Le calcul n’a pas démarré : rien n’a changé. Recommencez."
        try:
            await rx.run_in_thread(lambda: start(asked))
            problem = ""
        except Refusal as refusal:
            problem = refusal.sentence
        finally:
            async with self:
                self.starting = False
                self._begun(asked, problem)

    def _to_plan(self) -> Asked:
        """:raises Refusal: if nothing is on screen, or the session is over"""
        caller = who.of(self)
        if caller is None:
            raise Gone
        actor, when = caller.actor.to_write(), (who.today(), who.now())
        return Asked(db.engine(), actor, *self._asked(), self._plan, self._version, int(self.seconds), *when)

    def _begun(self, asked: Asked, problem: str) -> None:
        """The board as it is now, also after a refusal: who else plans it is then read there."""
        if (id_of(self.sector), self._monday) == asked[2:4]:
            with looking(self) as act:
                self.draft, self.panel = True, ""
                self._show(act)
        self.problem = problem or self.problem

    @rx.event
    @allow("planning_mission", "W")
    def stop(self):
        """« Arrêter et garder »: whoever may plan the sector."""
        with acting(self) as act:
            runs.stop(act.session, act.actor, self._plan, act.now)
            self.stopping = True


def start(asked: Asked) -> uuid.UUID:
    """The run; a week without a draft gets one first.

    :raises Refusal: if the week is not hers to plan now
    """
    plan_id, version = asked.plan_id, asked.version
    if plan_id is None:
        with db.writing(asked.engine) as session:
            given = asked.sector_id, asked.monday, asked.today, asked.now
            plan_id, version = drafts.begin(session, asked.actor, *given), 1
    return runs.start(asked.engine, asked.actor, plan_id, version, asked.seconds, asked.today, asked.now)
