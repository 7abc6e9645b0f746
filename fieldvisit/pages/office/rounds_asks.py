"""The panel of one visit: what it is, why it comes first, where it may go."""

from collections.abc import Callable
from typing import TypedDict

import reflex as rx

from fieldvisit.access import journal
from fieldvisit.access.permission import allow
from fieldvisit.pages.office import rounds_shown as shown
from fieldvisit.pages.office import rounds_words as words
from fieldvisit.pages.office.desk import acting
from fieldvisit.pages.office.planning_opened import id_of
from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.weekplans.shown import Card, Waiting
from fieldvisit.weekplans.verdicts import Out

#: What the journal says was looked at.
SCREEN = "tournees"


class Opened(TypedDict):
    job: str
    family_id: str
    family: str
    kind: str
    city: str
    band: str
    band_label: str
    when: str
    due: str
    minutes: str
    other: str
    fixed: str
    placed: bool
    pinned: bool
    worker: str
    day: str


NOTHING: Opened = {
    "job": "",
    "family_id": "",
    "family": "",
    "kind": "",
    "city": "",
    "band": "",
    "band_label": "",
    "when": "",
    "due": "",
    "minutes": "",
    "other": "",
    "fixed": "",
    "placed": False,
    "pinned": False,
    "worker": "",
    "day": "",
}


class RoundsAsks(RoundsActs):
    opened: Opened = NOTHING
    reasons: list[str] = []

    @rx.event
    @allow("planning_mission")
    def open(self, job: str):
        with acting(self) as act:
            found = words.find(self._seen, job)
            self.opened, self.reasons = _opened(found, self._seen), list(found.reasons)
            self.panel = "visit"
            seen, family_id = found.job, found.family_id
            if family_id:
                what = journal.What.READ
                journal.note(act.session, act.actor, family_id, what, SCREEN, act.now, subject_id=seen)
        if self.panel == "visit" and self.mine:
            self._aim(job, self.opened["worker"], self.opened["day"])

    @rx.event
    @allow("planning_mission", "W")
    def pin_open(self, hour: bool):
        self._with_open(lambda: self._pin(self.opened["job"], hour))

    @rx.event
    @allow("planning_mission", "W")
    def unpin_open(self):
        self._with_open(lambda: self._unpin(self.opened["job"]))

    @rx.event
    @allow("planning_mission", "W")
    def take_out_open(self):
        self._with_open(lambda: self._change(lambda: Out(id_of(self.opened["job"])), "Visite remise « sans place »."))

    def _with_open(self, act: Callable[[], None]) -> None:
        """The panel closes once it is done, so that the board shows it; a refusal stays in the panel."""
        act()
        if not self.problem:
            self.panel = ""


def _opened(found: Card | Waiting, whole) -> Opened:
    placed = isinstance(found, Card)
    return {
        "job": str(found.job),
        "family_id": str(found.family_id or ""),
        "family": found.family,
        "kind": found.kind_label,
        "city": found.city + (" (adresse approchée)" if found.approximate else ""),
        "band": str(found.band),
        "band_label": found.band_label,
        "when": words.moment(found, whole) if placed else found.was and f"Sans place ({found.was})" or "Sans place",
        "due": ", ".join(filter(None, [found.due, found.wish])),
        "minutes": shown.lasting(found.minutes),
        "other": found.other if placed else "",
        "fixed": found.fixed if placed else "",
        "placed": placed,
        "pinned": placed and found.pinned,
        "worker": str(found.worker) if placed else "",
        "day": str(found.day) if placed else "",
    }
