"""The sessions of one order: planned from its pattern or by hand, moved and cancelled by the association."""

import uuid
from typing import ClassVar

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.pages.office import french
from fieldvisit.pages.office import order_lines as lines
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.pages.office.order_file import OrderFile
from fieldvisit.pages.office.order_lines import SessionLine
from fieldvisit.tisf import desk, lists, order_reach, planned, recurrence, series
from fieldvisit.tisf.order import STANDING, InterventionOrder
from fieldvisit.tisf.planned import When

PATTERN, ONE, MOVE = "pattern", "one", "move"
#: How many of the past are shown at once; a year of sessions is a long list.
MOST_PAST = 12
NO_SESSION: SessionLine = {
    **dict.fromkeys(
        ("id", "day", "iso", "hour", "hours", "minutes", "worker", "worker_id", "family", "href", "words"), ""
    ),
    "status": "",
    "tone": "plain",
    "may_change": False,
    "in_series": False,
}


class OrderSessions(PageState):
    AT: ClassVar[str] = "/interventions/"

    coming: list[SessionLine] = []
    past: list[SessionLine] = []
    more_past: int = 0
    may_plan: bool = False
    panel: str = ""
    opened: SessionLine = NO_SESSION
    values: dict[str, str] = {}
    days: list[str] = []
    asks_reason: bool = False
    spoke: bool = False
    first: str = ""
    last: str = ""
    _subject: str = ""

    @rx.event
    @allow("ordres_intervention")
    async def load(self):
        order_id = (await self.get_state(OrderFile))._order_id
        with loading(self, order_id) as act:
            if order_id is not None:
                self._show(act, order_id)

    @rx.event
    @allow("ordres_intervention")
    async def refresh(self):
        """After a step of the order; what was just said stays."""
        order_id = (await self.get_state(OrderFile))._order_id
        with looking(self, by_itself=True) as act:
            if order_id is not None:
                self.spoke = False
                self._show(act, order_id)

    @rx.event
    @allow("validation_seances", "W")
    async def open_pattern(self):
        with looking(self) as act:
            order = await self._order(act)
            told = order.recurrence or {}
            first = max(order.starts_on, act.today)
            self.values = {
                "frequence": told.get("frequence") or "hebdomadaire",
                "heure_debut": told.get("heure_debut") or "09:00",
                "duree_min": str(told.get("duree_min") or 120),
                "premiere_date": told.get("premiere_date") or first.isoformat(),
                "derniere_date": told.get("derniere_date") or "",
                "jours_feries": told.get("jours_feries") or recurrence.SKIP,
                "vacances_scolaires": told.get("vacances_scolaires") or recurrence.KEEP,
                "intervenante": told.get("intervenante") or str(order.usual_worker_id or ""),
                "reason": "",
            }
            self.days = list(told.get("jours") or [])
            self._open(PATTERN)

    @rx.event
    @allow("validation_seances", "W")
    async def open_one(self):
        with looking(self) as act:
            order = await self._order(act)
            day = max(order.starts_on, act.today)
            self.values = {"on": day.isoformat(), "at": "09:00", "minutes": "120", "reason": ""}
            self.values["worker"] = str(order.usual_worker_id or "")
            self._open(ONE)

    @rx.event
    @allow("validation_seances", "W")
    def open_session(self, session_id: str):
        found = next((one for one in self.coming if one["id"] == session_id and one["may_change"]), None)
        if found is not None:
            self.opened = found
            self.values = {"on": found["iso"], "at": found["hour"], "minutes": found["minutes"], "reason": ""}
            self.values["worker"] = found["worker_id"]
            self._open(MOVE)

    @rx.event
    @allow("ordres_intervention")
    def close_panel(self):
        self.panel, self.problem, self.asks_reason, self.opened = "", "", False, NO_SESSION

    @rx.event
    @allow("validation_seances", "W")
    async def plan(self, form: dict):
        told = {name: str(form.get(name, "")) for name in self.values if name != "reason"}
        days = [day for day in recurrence.DAYS if form.get(f"jour_{day}")]
        minutes = told.get("duree_min", "")
        pattern = told | {"jours": days, "duree_min": int(minutes) if minutes.isdecimal() else None}
        self._keep(form)
        self.days = days
        with acting(self) as act:
            order = await self._order(act)
            pattern["exceptions"] = (order.recurrence or {}).get("exceptions") or []
            done = series.plan(act.session, act.actor, order.id, pattern, self.values["reason"], act.today, act.now)
            self._after(act, order.id, f"{_many(done.count)} planifiée{'s' if done.count > 1 else ''}.", done)
        return OrderFile.refresh

    @rx.event
    @allow("validation_seances", "W")
    async def add(self, form: dict):
        self._keep(form)
        with acting(self) as act:
            order = await self._order(act)
            when, why = _when(form), self.values["reason"]
            done = series.add(act.session, act.actor, order.id, when, why, act.today, act.now)
            self._after(act, order.id, "Séance planifiée.", done)
        return OrderFile.refresh

    @rx.event
    @allow("validation_seances", "W")
    async def move(self, form: dict):
        self._keep(form)
        with acting(self) as act:
            order = await self._order(act)
            held, scope, why = await self._held(act, order), _scope(form), self.values["reason"]
            done = series.move(act.session, act.actor, held, scope, _when(form), why, act.today, act.now)
            self._after(act, order.id, f"{_many(done.count)} déplacée{'s' if done.count > 1 else ''}.", done)
        return OrderFile.refresh

    @rx.event
    @allow("validation_seances", "W")
    async def cancel(self, form: dict):
        with acting(self) as act:
            order = await self._order(act)
            held = await self._held(act, order)
            why = str(form.get("why", ""))
            done = series.cancel(act.session, act.actor, held, _scope(form), why, act.today, act.now)
            self._after(act, order.id, f"{_many(done.count)} annulée{'s' if done.count > 1 else ''}.", done)
        return OrderFile.refresh

    def _open(self, panel: str) -> None:
        self.panel, self.problem, self.said, self.asks_reason, self.spoke = panel, "", "", False, True

    def _keep(self, form: dict) -> None:
        """What was typed stays in the panel when it is refused; a warning then asks for a reason."""
        self.values = self.values | {name: str(form.get(name, "")) for name in self.values}
        self.asks_reason = True

    async def _order(self, act: Act) -> InterventionOrder:
        order_id = (await self.get_state(OrderFile))._order_id
        if order_id is None:
            raise order_reach.NotFound
        return order_reach.find(act.session, act.actor, order_id, act.today)

    async def _held(self, act: Act, order: InterventionOrder) -> uuid.UUID:
        held, _ = planned.find(act.session, act.actor, id_of(self.opened["id"]) or uuid.UUID(int=0), act.today)
        if held.order_id != order.id:
            raise planned.NotFound
        return held.id

    def _after(self, act: Act, order_id: uuid.UUID, words: str, done: series.Told) -> None:
        self.panel, self.asks_reason, self.opened = "", False, NO_SESSION
        self.said = " ".join((words, *done.warnings))
        left_out = len(done.refused)
        if left_out:
            self.problem = f"{_many(left_out)} impossible{'s' if left_out > 1 else ''} : {' '.join(done.refused[:3])}"
        self._show(act, order_id)

    def _show(self, act: Act, order_id: uuid.UUID) -> None:
        order = order_reach.find(act.session, act.actor, order_id, act.today)
        self.may_plan = lists.may(act.actor.role, "seance", planned.PLAN) and order.status in STANDING
        self.first, self.last = max(order.starts_on, act.today).isoformat(), order.ends_on.isoformat()
        held = desk.of_order(act.session, act.actor, order_id, act.today)
        coming = [one for one in held if one.visit.planned_on >= act.today]
        past = [one for one in held if one.visit.planned_on < act.today][::-1]
        self.coming = [lines.session_line(one, self.may_plan) for one in coming]
        self.past = [lines.session_line(one, False) for one in past[:MOST_PAST]]
        self.more_past = max(0, len(past) - MOST_PAST)


def _when(form: dict) -> When:
    on, minutes = french.day_from(str(form.get("on", ""))), str(form.get("minutes", ""))
    worker = id_of(str(form.get("worker", "")))
    if on is None or not minutes.isdecimal():
        raise planned.Invalid("Indiquez le jour et la durée de la séance.")
    if worker is None:
        raise planned.Invalid("Choisissez l’intervenante.")
    return When(on, series.hour(str(form.get("at", ""))), int(minutes), worker)


def _scope(form: dict) -> str:
    given = str(form.get("scope", series.Scope.THIS))
    if given not in list(series.Scope):
        raise planned.Invalid("Dites pour quelles séances : celle-ci, les suivantes ou toute la série.")
    return given


def _many(count: int) -> str:
    return f"{count} séance{'s' if count > 1 else ''}"
