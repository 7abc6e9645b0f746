"""« À valider »: the sessions that were signed, read by the responsable, validated or sent back to their author."""

from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.pages.office.sessions_card import NOTHING, SessionView, view_of
from fieldvisit.tisf import doubts, hours, reading, session_reach, validating
from fieldvisit.tisf.validating import Waiting


class CheckLine(TypedDict):
    """``made``: when it took place; ``billed``: what it would be billed; ``doubts``: what is unusual about it."""

    id: str
    family: str
    worker: str
    made: str
    billed: str
    doubts: list[str]


class SessionCheck(PageState):
    AT: ClassVar[str] = "/interventions"

    lines: list[CheckLine] = []
    may_validate: bool = False
    opened: SessionView = NOTHING
    _session_id: str = ""

    @rx.event
    @allow("ordres_intervention")
    def load(self):
        with looking(self, by_itself=True) as act:
            self._show(act)

    @rx.event
    @allow("ecrits_tisf")
    def open_one(self, session_id: str):
        with acting(self) as act:
            found = id_of(session_id)
            if found is None or not validating.may_validate(act.actor):
                raise session_reach.NotFound
            told = reading.look(act.session, act.actor, found, act.today, act.now)
            self.opened, self._session_id = view_of(act, *told), session_id

    @rx.event
    @allow("ordres_intervention")
    def close(self):
        self.opened, self._session_id, self.problem = NOTHING, "", ""

    @rx.event
    @allow("validation_seances", "W")
    def validate(self, session_id: str):
        with acting(self) as act:
            held = validating.validate(act.session, act.actor, _id(session_id), act.today, act.now)
            self.opened, self._session_id = NOTHING, ""
            self.said = f"Séance validée : {hours.words(held.minutes_billed or 0)} facturées."
            self._show(act)

    @rx.event
    @allow("validation_seances", "W")
    def validate_opened(self):
        return SessionCheck.validate(self._session_id)

    @rx.event
    @allow("validation_seances", "W")
    def send_back(self, form: dict):
        with acting(self) as act:
            words = str(form.get("words", ""))
            validating.send_back(act.session, act.actor, _id(self._session_id), words, act.today, act.now)
            self.opened, self._session_id = NOTHING, ""
            self.said = "Séance renvoyée : son auteur lit pourquoi sur sa tablette."
            self._show(act)

    def _show(self, act: Act) -> None:
        self.may_validate = validating.may_validate(act.actor)
        self.lines = [_line(one) for one in validating.waiting(act.session, act.actor, act.today)]


def _line(one: Waiting) -> CheckLine:
    return {
        "id": str(one.held.id),
        "family": one.family,
        "worker": one.worker,
        "made": doubts.span(one.held).capitalize() if one.held.started_at and one.held.ended_at else "Non réalisée",
        "billed": f"{hours.words(one.counted.exact)}, {hours.words(one.counted.billed)} à facturer",
        "doubts": [each.sentence for each in one.doubts],
    }


def _id(text: str):
    found = id_of(text)
    if found is None:
        raise session_reach.NotFound
    return found
