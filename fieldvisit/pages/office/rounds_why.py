"""Why a visit waits or stands where it does, asked once its panel is open; a way in is taken by one tap."""

from typing import TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.pages.office.desk import Act, acting, looking
from fieldvisit.pages.office.planning_opened import id_of
from fieldvisit.pages.office.rounds_asks import RoundsAsks
from fieldvisit.weekplans import asking
from fieldvisit.weekplans.asking import Way


class WayIn(TypedDict):
    """``possible``: whether one tap takes it; otherwise it is for the coordinator to arrange first."""

    key: str
    sentence: str
    price: str
    possible: bool


class RoundsWhy(RoundsAsks):
    """``why_of``: the visit that this is about. Without a draft nothing is asked: there is no plan to weigh."""

    why_of: str = ""
    why: list[str] = []
    ways: list[WayIn] = []
    _ways: list[Way] = []

    @rx.event
    @allow("planning_mission")
    def ask(self):
        """Of the visit whose panel is open."""
        job, placed = self.opened["job"], self.opened["placed"]
        self.why_of, self.why, self.ways, self._ways = job, [], [], []
        if self._plan is None or not job or self.opened["fixed"]:
            return
        with looking(self, by_itself=True) as act:
            if placed:
                self.why = list(asking.why_here(act.session, act.actor, self._plan, id_of(job), act.today, act.now))
            else:
                self._wait(act, job)

    def _wait(self, act: Act, job: str) -> None:
        found = asking.why_waiting(act.session, act.actor, self._plan, id_of(job), act.today, act.now)
        self.why, self._ways = [found.sentence], list(found.ways)
        self.ways = [
            {"key": str(at), "sentence": one.sentence, "price": one.price, "possible": one.possible}
            for at, one in enumerate(found.ways)
        ]

    @rx.event
    @allow("planning_mission", "W")
    def take_way(self, key: str):
        """The panel closes, so that the board shows it; a refusal stays beside the ways."""
        with acting(self) as act:
            way = next((one for at, one in enumerate(self._ways) if str(at) == key), None)
            if way is None or self.why_of != self.opened["job"]:
                raise asking.Gone
            asking.take_way(act.session, act.actor, self._plan, self._version, way, act.today, act.now)
            self._show_changed(act)
            self.said = "Visite placée." + (" Ce qu’elle repousse est « sans place »." if way.out else "")
        if not self.problem:
            self.panel, self.why_of, self.why, self.ways, self._ways = "", "", [], [], []
