"""« Planning »: the sector's fortnight by worker and day; a visit is planned, moved or cancelled from here.

What it shows is drawn in ``planning_screen.py``."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar

import reflex as rx

from fieldvisit import feed
from fieldvisit.access import journal, roles
from fieldvisit.access.permission import allow, asked_by_the_page
from fieldvisit.access.roles import Reach
from fieldvisit.due import criteria, priority
from fieldvisit.families import household, search
from fieldvisit.forms import catalogue
from fieldvisit.pages.office import french
from fieldvisit.pages.office import planning_fortnight as fortnight
from fieldvisit.pages.office.desk import Act, PageState, acting, consulting, looking
from fieldvisit.pages.office.planning_opened import NOTHING, Choice, Opened, Received, id_of, opened, plan_from
from fieldvisit.pages.office.planning_sector import MANY, LookedAt, choices, within
from fieldvisit.schedule import again, planning, record, visit, visit_type
from fieldvisit.words import Refusal


class Planning(PageState):
    AT: ClassVar[str] = "/planning"

    title: str = ""
    sectors: list[Choice] = []
    sector: str = ""
    all_at_once: bool = True
    choose_first: bool = False
    days: list[fortnight.Day] = []
    strips: list[fortnight.Strip] = []
    rows: list[fortnight.Row] = []
    received: list[Received] = []
    may_write: bool = False
    panel: str = ""
    opened: Opened = NOTHING
    warning: str = ""
    families: list[Choice] = []
    families_said: str = ""
    family: Choice = {"value": "", "label": ""}
    workers: list[Choice] = []
    kinds: list[Choice] = []
    worker: str = ""
    kind: str = ""
    minutes: str = ""
    new_day: str = ""
    first_day: str = ""
    last_day: str = ""
    _start: date | None = None
    _heard: tuple[int, int] = (0, 0)
    _again: str = ""

    @rx.event
    @allow("planning_mission")
    async def load(self):
        remembered = (await self.get_state(LookedAt)).sector
        with looking(self) as act:
            self._start = self._start or french.monday(act.today)
            self.sector = self.sector or remembered
            self._show(act)
            asked = self.router.url.query_parameters.get("replanifier", "")
            if asked and asked != self._again:  # once: the page loads again after each cut of the network
                self._again = asked
                self._plan_again(act, id_of(asked))

    @rx.event
    @allow("planning_mission")
    async def choose_sector(self, sector_id: str):
        with looking(self) as act:
            self.sector = sector_id
            self._show(act)
        (await self.get_state(LookedAt)).sector = self.sector

    @rx.event
    @allow("planning_mission")
    @asked_by_the_page
    def look_again(self):
        with looking(self, by_itself=True) as act:
            newest = feed.newest(act.session)
            if self._start and newest != self._heard:
                self._show(act)

    @rx.event
    @allow("planning_mission")
    def turn(self, weeks: int):
        with looking(self) as act:
            monday, limit = french.monday(act.today), timedelta(days=800)
            weeks = min(max(weeks, -1000), 1000)
            start = monday if weeks == 0 else (self._start or monday) + timedelta(weeks=weeks)
            self._start = min(max(start, act.today - limit), act.today + limit)
            self._start = french.monday(self._start)
            self._show(act)

    @rx.event
    @allow("planning_mission")
    def open_visit(self, visit_id: str):
        with consulting(self) as act:
            family_id = self._open(act, id_of(visit_id))
            if self.opened["reason"]:
                seen = id_of(visit_id)
                journal.note(act.session, act.actor, family_id, journal.What.READ, "planning", act.now, subject_id=seen)
            self.panel, self.warning, self.said = "visit", "", ""

    @rx.event
    @allow("planning_mission", "W")
    def open_new(self):
        self.problem, self.said, self.warning = "", "", ""
        self.panel, self.family, self.families, self.families_said = "new", {"value": "", "label": ""}, [], ""
        self.worker, self.kinds, self.kind, self.minutes, self.new_day = "", [], "", "", ""

    @rx.event
    @allow("planning_mission")
    def close_panel(self):
        self.panel, self.opened, self.problem, self.warning = "", NOTHING, "", ""

    @rx.event
    @allow("planning_mission", "W")
    def look_for_family(self, words: str):
        with looking(self) as act:
            found = search.search(act.session, act.actor, words, act.today)[:8] if len(words.strip()) > 1 else []
            bands = priority.bands(act.session, [one.id for one in found])
            self.families = [{"value": str(one.id), "label": _named(one, bands[one.id])} for one in found]
            self.families_said = "" if found or len(words.strip()) < 2 else "Aucune famille de ce nom dans le secteur."

    @rx.event
    @allow("planning_mission", "W")
    def choose_family(self, family_id: str):
        with looking(self) as act:
            found = household.find(act.session, act.actor, id_of(family_id), act.today)
            self.family = {"value": str(found.id), "label": f"{found.label} – {found.city}"}
            self.families = []

    @rx.event
    @allow("planning_mission", "W")
    def change_family(self):
        self.family = {"value": "", "label": ""}

    @rx.event
    @allow("planning_mission", "W")
    def choose_worker(self, worker_id: str):
        with looking(self) as act:
            self._choose_worker(act, worker_id)

    @rx.event
    @allow("planning_mission", "W")
    def choose_kind(self, kind: str):
        known = visit_type.TYPES.get(kind)
        self.kind, self.minutes = (kind, str(known.duration_min)) if known else ("", "")

    @rx.event
    @allow("planning_mission", "W")
    def plan(self, form: dict):
        with acting(self) as act:
            if not self.family["value"]:
                raise planning.Invalid("Choisissez d’abord la famille.")
            made, warning = planning.plan(
                act.session,
                act.actor,
                id_of(self.family["value"]),
                str(form.get("kind", "")),
                plan_from(form, self.worker),
                str(form.get("reason", "")),
                act.today,
                act.now,
            )
            act.session.flush()
            self._start = french.monday(made.planned_on) if not self._on_screen(made.planned_on) else self._start
            self._show(act)
            self._open(act, made.id)
            self.panel, self.warning = "visit", warning
            self.said = f"Visite programmée le {french.long(made.planned_on)}."

    @rx.event
    @allow("planning_mission", "W")
    def move(self, form: dict):
        with acting(self) as act:
            when = plan_from(form, str(form.get("worker", "")))
            warning = planning.move(act.session, act.actor, id_of(self.opened["id"]), when, act.today, act.now)
            act.session.flush()
            self._show(act)
            self._open(act, id_of(self.opened["id"]))
            self.warning = warning
            self.said = f"Visite déplacée au {french.long(when.planned_on)}."

    @rx.event
    @allow("planning_mission", "W")
    def cancel(self, form: dict):
        with acting(self) as act:
            reason = str(form.get("cancel_reason", ""))
            planning.cancel(act.session, act.actor, id_of(self.opened["id"]), reason, act.today, act.now)
            act.session.flush()
            self._show(act)
            self._open(act, id_of(self.opened["id"]))
            self.said = "Visite annulée. La tablette l’apprend à sa prochaine synchronisation."

    def _choose_worker(self, act: Act, worker_id: str) -> None:
        by_id = {str(one.id): one for one in planning.workers(act.session, act.actor)}
        self.worker = worker_id if worker_id in by_id else ""
        listed = visit_type.plannable(act.actor.role, by_id[self.worker].role) if self.worker else []
        listed = [one for one in listed if catalogue.offered(one.code)]
        self.kinds = [{"value": one.code, "label": one.label} for one in listed]
        if self.kind not in {one.code for one in listed}:
            self.kind, self.minutes = "", ""

    def _plan_again(self, act: Act, visit_id: uuid.UUID) -> None:
        """« Replanifier »: the form as the visit was, as far as this reader may know of it; she chooses the day."""
        missed = again.to_plan(act.session, act.actor, act.today, visit_id)
        if not missed:
            raise planning.Invalid("Cette visite a déjà une suite : il n’y a rien à replanifier.")
        [one] = missed
        family = household.find(act.session, act.actor, one.visit.family_id, act.today)
        if self.choose_first:  # her colleagues are those of the family's sector
            self.sector = str(family.sector_id)
            self._show(act)
        self.panel, self.family = "new", {"value": str(family.id), "label": f"{family.label} – {family.city}"}
        self.kind = visit.types_shown(act.session, act.actor, [one.visit], act.today)[one.visit.id].code
        self.minutes = str(one.visit.duration_min)
        self.new_day = one.wished.isoformat() if one.wished else ""
        self._choose_worker(act, str(one.visit.worker_id))

    def _on_screen(self, day: date) -> bool:
        return self._start is not None and self._start <= day < self._start + timedelta(days=fortnight.FORTNIGHT)

    def _show(self, act: Act) -> None:
        self.sectors, self.all_at_once = choices(act), len(act.actor.sectors) <= MANY
        if self.sector not in {one["value"] for one in self.sectors}:
            self.sector = ""
        narrowed = within(act, self.sector)
        self.choose_first = narrowed is None
        self._show_of(narrowed or replace(act, actor=replace(act.actor, sectors=frozenset())), act)

    def _show_of(self, act: Act, whole: Act) -> None:
        """``whole``: the reader with all her sectors, to whom the visit that is open belongs."""
        start = self._start = self._start or french.monday(act.today)
        today = act.today
        self._heard = feed.newest(act.session)
        days = [start + timedelta(days=count) for count in range(fortnight.FORTNIGHT)]
        self.title = french.span(days[0], days[-1])
        self.days = [fortnight.head(one, today) for one in days]
        self.strips = fortnight.strips(act.session, days)
        staff = planning.workers(act.session, act.actor)
        if roles.right(act.actor.role, "planning_mission").read is Reach.OWN:
            staff = [one for one in staff if one.id == act.actor.account_id]
        listed = visit.between(act.session, act.actor, days[0], days[-1], today)
        busy = {one.worker_id for one, _ in listed}
        if whole is not act:  # a colleague of another sector who comes here
            known = {one.id for one in staff}
            every = planning.workers(act.session, whole.actor)
            staff += [one for one in every if one.id in busy and one.id not in known]
        staff = [one for one in staff if one.id in busy or visit_type.plannable(act.actor.role, one.role)]
        self.rows = fortnight.rows(act, staff, days, listed)
        self.received = [
            {
                "id": str(one.id),
                "family_id": str(one.family_id),
                "family": label,
                "author": author,
                "at": french.moment(one.received_at),
            }
            for one, label, author in record.unseen(act.session, act.actor, today)
        ]
        self.may_write = roles.right(act.actor.role, "planning_mission").write is not Reach.NONE
        self.workers = [{"value": str(one.id), "label": f"{one.name} – {roles.LABELS[one.role]}"} for one in staff]
        self.first_day, self.last_day = today.isoformat(), (today + planning.FURTHEST).isoformat()
        if self.opened["id"]:
            try:
                self._open(whole, id_of(self.opened["id"]))
            except Refusal:
                self.panel, self.opened = "", NOTHING

    def _open(self, act: Act, visit_id: uuid.UUID) -> uuid.UUID:
        self.opened = opened(act, visit_id, self.may_write)
        return id_of(self.opened["family_id"])


def _named(family: household.Household, band: int) -> str:
    """Its priority too, where it is not the usual one."""
    told = f" – {criteria.LABELS[band]}" if band != priority.USUAL else ""
    return f"{family.label} – {family.city}{told}"
