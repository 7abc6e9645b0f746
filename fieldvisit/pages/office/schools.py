"""« Bilans à l’école »: the sessions at the sector’s schools, those to come first; one of them: ``school_session``."""

import uuid
from typing import ClassVar

import reflex as rx
from sqlmodel import select

from fieldvisit.access.account import Account, Sector
from fieldvisit.access.permission import allow
from fieldvisit.pages.office import french
from fieldvisit.pages.office import school_lines as lines
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.school_lines import Choice, SessionLine
from fieldvisit.schedule import planning
from fieldvisit.schedule.planning import Plan
from fieldvisit.schools import checks, pupils, sessions
from fieldvisit.schools.sessions import Status

MOST = 100


class Schools(PageState):
    AT: ClassVar[str] = "/bilans-ecole"

    coming: list[SessionLine] = []
    past: list[SessionLine] = []
    loaded: bool = False
    may_write: bool = False
    panel: bool = False
    sectors: list[Choice] = []
    workers: list[Choice] = []
    today: str = ""

    @rx.event
    @allow("identite_foyer", "W")
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    def open_new(self):
        self.panel, self.problem, self.said = True, "", ""

    @rx.event
    @allow("identite_foyer", "W")
    def close_panel(self):
        self.panel, self.problem = False, ""

    @rx.event
    @allow("identite_foyer", "W")
    def prepare(self, form: dict):
        made = None
        with acting(self) as act:
            sector_id, fields = person_or_none(form.get("sector")), team_of(form)
            made, _ = sessions.prepare(act.session, act.actor, sector_id, fields, act.today, act.now)
        if made is not None:
            self.panel = False
            return rx.redirect(f"/bilans-ecole/{made.id}")

    def _show(self, act: Act) -> None:
        every = sessions.listed(act.session, act.actor)[:MOST]
        ids = [one.id for one in every]
        listed, found = grouped(pupils.of(act.session, ids)), grouped(checks.of(act.session, ids))
        names = dict(act.session.exec(select(Account.id, Account.name)).all())
        reads = sessions.reads_results(act.actor.role)

        def line(one) -> SessionLine:
            return lines.session_line(one, listed.get(one.id, []), checks.by_pupil(found.get(one.id, [])), names, reads)

        coming = [one for one in every if one.status == Status.READY]
        self.coming = [line(one) for one in sorted(coming, key=lambda one: (one.held_on, one.school))]
        self.past = [line(one) for one in every if one.status != Status.READY]
        self.may_write = sessions.may_prepare(act.actor.role)
        self.sectors, self.workers = choices(act)
        self.today, self.loaded = act.today.isoformat(), True


def grouped(rows: list) -> dict[uuid.UUID, list]:
    found: dict[uuid.UUID, list] = {}
    for one in rows:
        found.setdefault(one.session_id, []).append(one)
    return found


def choices(act: Act) -> tuple[list[Choice], list[Choice]]:
    """The actor's sectors, and who makes checks there."""
    query = select(Sector).where(Sector.id.in_(act.actor.sectors)).order_by(Sector.name)
    sectors = [{"value": str(one.id), "label": one.name} for one in act.session.exec(query)]
    able = sessions.workers(act.session, act.actor) if sessions.may_prepare(act.actor.role) else []
    return sectors, [{"value": str(one.id), "label": one.name} for one in able]


def team_of(form: dict) -> dict:
    who = {name: person_or_none(form.get(name)) for name in ("worker_id", "second_id")}
    return lines.fields_of(form) | who


def overlaps(act: Act, fields: dict, moved: uuid.UUID | None = None) -> str:
    """Another visit of theirs at that hour: said, never refused."""
    told = []
    for one in filter(None, (fields["worker_id"], fields["second_id"])):
        worker = act.session.get(Account, one)
        when = Plan(fields["held_on"], fields["starts_at"], fields["duration_min"], one)
        told.append(planning.overlap(act.session, worker, when, moved) if worker else "")
    return " ".join(filter(None, told))


def person_or_none(text: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text)) if text else None
    except ValueError:
        return None


def said_day(fields: dict) -> str:
    return french.long(fields["held_on"])
