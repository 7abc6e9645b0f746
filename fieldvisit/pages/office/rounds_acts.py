"""What a planner changes by hand on the board: a block moved, put back into the tray, pinned; the change undone.

While a block is carried the server only judges; what it says when the block is let go is what stands.
"""

from collections.abc import Callable

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.pages.office import rounds_words as words
from fieldvisit.pages.office.desk import Act, acting, looking
from fieldvisit.pages.office.planning_opened import Choice, id_of
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.weekplans import editing, verdicts
from fieldvisit.weekplans.verdicts import Change, Out, Put, Verdict


class RoundsActs(Rounds):
    """``goal_…``: where the panel's « Déplacer vers… » points."""

    goal_worker: str = ""
    goal_day: str = ""
    goal_place: str = ""
    goal_places: list[Choice] = []
    goal_verdict: str = ""
    goal_allowed: bool = False
    goal_hours: list[str] = []
    _goal_job: str = ""

    @rx.event
    @allow("planning_mission", "W")
    def over(self, job: str, worker: str, day: int, position: int):
        """The block is held over that place."""
        if not self.mine:
            return
        with looking(self, by_itself=True) as act:
            found = self._judge(act, Put(id_of(job), id_of(worker), day, position))
            self.verdict, self.verdict_words = ("ok" if found.allowed else "no"), words.verdict(found)

    @rx.event
    @allow("planning_mission", "W")
    def leave(self):
        self.verdict, self.verdict_words = "", ""

    @rx.event
    @allow("planning_mission", "W")
    def put(self, job: str, worker: str, day: int, position: int):
        self._change(lambda: Put(id_of(job), id_of(worker), day, position), "Visite déplacée.")

    @rx.event
    @allow("planning_mission", "W")
    def take_out(self, job: str):
        self._change(lambda: Out(id_of(job)), "Visite remise « sans place ».")

    def _change(self, made: Callable[[], Change], said: str) -> None:
        self.verdict, self.verdict_words = "", ""
        with acting(self) as act:
            editing.apply(act.session, act.actor, self._plan, self._version, made(), act.today, act.now)
            self._show_changed(act)
            self.said = said
        if self.problem and not self.panel:  # the block is back where it was: why is said where she looks
            self.verdict, self.verdict_words, self.problem = "no", self.problem, ""

    def _judge(self, act: Act, change: Change) -> Verdict:
        return verdicts.judge(act.session, act.actor, self._plan, change, act.today, act.now)

    @rx.event
    @allow("planning_mission", "W")
    def aim(self, job: str, worker: str, day: str):
        self._aim(job, worker, day)

    def _aim(self, job: str, worker: str, day: str) -> None:
        """« Déplacer vers… »: whose day; the last place of it until another is chosen."""
        self._goal_job, self.goal_worker, self.goal_day = job, worker, day
        self.goal_places = words.places(self.lines, job, worker, day)
        self.goal_place = self.goal_places[-1]["value"] if self.goal_places else ""
        self._weigh()

    @rx.event
    @allow("planning_mission", "W")
    def aim_at(self, place: str):
        self.goal_place = place
        self._weigh()

    def _goal(self) -> Put:
        return Put(id_of(self._goal_job), id_of(self.goal_worker), int(self.goal_day), int(self.goal_place))

    def _weigh(self) -> None:
        self.goal_verdict, self.goal_allowed, self.goal_hours = "", False, []
        if not (self.goal_worker and self.goal_day.isdecimal() and self.goal_place.isdecimal()):
            return
        with looking(self) as act:
            found = self._judge(act, self._goal())
            self.goal_allowed, self.goal_verdict = found.allowed, words.verdict(found)
            self.goal_hours = words.new_hours(found) if found.allowed else []

    @rx.event
    @allow("planning_mission", "W")
    def go(self):
        if self.goal_allowed:
            self._change(self._goal, "Visite déplacée.")
            self.goal_verdict, self.goal_allowed, self.goal_hours = "", False, []
            if not self.problem:
                self.panel = ""

    def _pin(self, job: str, hour: bool) -> None:
        self._lock(lambda *call: editing.pin(*call[:4], id_of(job), *call[4:], hour=hour), "Visite verrouillée.")

    def _unpin(self, job: str) -> None:
        self._lock(lambda *call: editing.unpin(*call[:4], id_of(job), *call[4:]), "Visite déverrouillée.")

    @rx.event
    @allow("planning_mission", "W")
    def pin_day(self, worker: str, day: int, pinned: bool):
        act, said = (
            (editing.pin_day, "Journée verrouillée.") if pinned else (editing.unpin_day, "Journée déverrouillée.")
        )
        self._lock(lambda *call: act(*call[:4], id_of(worker), day, *call[4:]), said)

    @rx.event
    @allow("planning_mission", "W")
    def pin_before(self, form: dict):
        """« Verrouiller tout avant »: a day and an hour."""
        day, hour = str(form.get("day", "")), str(form.get("hour", ""))
        minutes = words.minutes_of(hour)
        if not day.isdecimal() or minutes is None:
            self.problem = "Indiquez le jour et l’heure, par exemple 12:00."
            return
        said = "Tout ce qui précède est verrouillé."
        self._lock(lambda *call: editing.pin_before(*call[:4], int(day), minutes, *call[4:]), said)

    @rx.event
    @allow("planning_mission", "W")
    def unpin_all(self):
        self._lock(editing.unpin_all, "Plus rien n’est verrouillé.")

    @rx.event
    @allow("planning_mission", "W")
    def undo(self):
        self._lock(editing.undo, "Dernier changement annulé.")

    def _lock(self, verb: Callable[..., int], said: str) -> None:
        with acting(self) as act:
            verb(act.session, act.actor, self._plan, self._version, act.today, act.now)
            self._show_changed(act)
            self.said = said
