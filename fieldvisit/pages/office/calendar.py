"""« Calendrier »: the team's days, one's own absences and agenda; hours and absences of others for who plans.

What it shows is drawn in ``calendar_screen.py`` and ``calendar_panels.py``."""

import uuid
from datetime import date, timedelta
from typing import ClassVar

import reflex as rx

from fieldvisit import settings
from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.calendars import absence, subscription, team, working
from fieldvisit.due import covering
from fieldvisit.pages.office import calendar_lines as lines
from fieldvisit.pages.office import french
from fieldvisit.pages.office import planning_fortnight as fortnight
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.schedule import handing, planning, visit
from fieldvisit.schedule.planning import Plan
from fieldvisit.words import Refusal

MONTH = 35
FURTHEST = timedelta(days=800)


class Calendar(PageState):
    AT: ClassVar[str] = "/calendrier"

    title: str = ""
    month: bool = False
    days: list[fortnight.Day] = []
    strips: list[fortnight.Strip] = []
    rows: list[fortnight.Row] = []
    school_said: str = ""
    may_plan: bool = False
    mine: list[lines.AbsenceLine] = []
    to_give: list[lines.Given] = []
    loaded: bool = False
    panel: str = ""
    people: list[lines.Choice] = []
    chosen: str = ""
    who: str = ""
    may_set: bool = False
    theirs: list[lines.AbsenceLine] = []
    patterns: list[lines.PatternLine] = []
    hours: list[lines.HoursLine] = []
    two_weeks: bool = False
    today: str = ""
    agenda: str = ""
    agenda_said: str = ""
    _start: date | None = None

    @rx.event
    @allow("planning_mission")
    def load(self):
        with looking(self) as act:
            self._start = self._start or french.monday(act.today)
            self.agenda = ""  # shown once
            self._show(act)

    @rx.event
    @allow("planning_mission")
    def turn(self, steps: int):
        with looking(self) as act:
            monday = french.monday(act.today)
            weeks = min(max(steps, -100), 100) * (4 if self.month else 2)
            start = monday if steps == 0 else (self._start or monday) + timedelta(weeks=weeks)
            self._start = french.monday(min(max(start, act.today - FURTHEST), act.today + FURTHEST))
            self._show(act)

    @rx.event
    @allow("planning_mission")
    def by_month(self, month: bool):
        with looking(self) as act:
            self.month = month
            self._show(act)

    @rx.event
    @allow("planning_mission")
    def open_absence(self):
        with looking(self) as act:
            self.said, self.panel, self.chosen = "", "absence", str(act.actor.account_id)

    @rx.event
    @allow("planning_mission")
    def open_worker(self, account_id: str):
        with looking(self) as act:
            self._open(act, _id(account_id))
            self.said, self.panel = "", "worker"

    @rx.event
    @allow("planning_mission")
    def close_panel(self):
        self.panel, self.problem, self.theirs, self.patterns, self.hours, self.who = "", "", [], [], [], ""

    @rx.event
    @allow("planning_mission")
    def note_absence(self, form: dict):
        with acting(self) as act:
            first = lines.day_of(form.get("first_on"), "le premier jour")
            last = lines.day_of(form.get("last_on") or form.get("first_on"), "le dernier jour")
            entered, said = absence.enter(
                act.session,
                act.actor,
                _id(str(form.get("who") or act.actor.account_id)),
                first,
                last,
                str(form.get("half", "")),
                str(form.get("why", "")),
                str(form.get("note", "")),
                act.today,
                act.now,
            )
            act.session.flush()
            self._show(act)
            self.panel, self.said = "", f"Absence notée {absence.days(entered)}. {said}{self._still_planned(entered)}"

    @rx.event
    @allow("planning_mission")
    def cancel_absence(self, absence_id: str):
        with acting(self) as act:
            cancelled = absence.cancel(act.session, act.actor, _id(absence_id), act.now)
            ended = covering.absence_cancelled(act.session, act.actor, cancelled, act.today, act.now)
            act.session.flush()
            self._show(act)
            if self.panel == "worker":
                self._open(act, cancelled.account_id)
            self.said = f"Absence annulée ({absence.days(cancelled)}).{lines.no_longer_covered(ended)}"

    @rx.event
    @allow("planning_mission", "W")
    def choose_weeks(self, two: bool):
        self.two_weeks = two

    @rx.event
    @allow("planning_mission", "W")
    def save_hours(self, form: dict):
        with acting(self) as act:
            since = lines.day_of(form.get("since"), "à partir de quel jour")
            worker = _id(self.chosen)
            week, week_b = lines.typed_week(form, "a"), lines.typed_week(form, "b") if self.two_weeks else {}
            working.save(act.session, act.actor, worker, since, 2 if self.two_weeks else 1, week, week_b)
            act.session.flush()
            self._show(act)
            self._open(act, worker)
            self.said = f"Horaires enregistrés à partir du {french.short(since)}."

    @rx.event
    @allow("planning_mission", "W")
    def give(self, visit_id: str, worker_id: str):
        with acting(self) as act:
            one = visit.find(act.session, act.actor, _id(visit_id), act.today)
            when = Plan(one.planned_on, one.planned_at, one.duration_min, _id(worker_id))
            warning = planning.move(act.session, act.actor, one.id, when, act.today, act.now)
            act.session.flush()
            self._show(act)
            name = act.session.get_one(Account, when.worker_id).name
            self.said = f"Visite confiée à {name}. {warning}".strip()

    @rx.event
    @allow("planning_mission")
    def make_agenda(self):
        with acting(self) as act:
            secret = subscription.make(act.session, act.actor, act.now)
            act.session.flush()
            self._show(act)
            self.agenda = f"{_here(self.router.headers.origin)}/api/agenda/{secret}.ics"

    @rx.event
    @allow("planning_mission")
    def end_agenda(self):
        with acting(self) as act:
            subscription.end(act.session, act.actor, act.now)
            act.session.flush()
            self._show(act)
            self.agenda, self.said = "", "L’adresse de votre agenda ne répond plus."

    def _show(self, act: Act) -> None:
        many = MONTH if self.month else fortnight.FORTNIGHT
        start = self._start = self._start or french.monday(act.today)
        days = [start + timedelta(days=count) for count in range(many)]
        self.title, self.today = french.span(days[0], days[-1]), act.today.isoformat()
        self.days = [fortnight.head(one, act.today) for one in days]
        self.strips = fortnight.strips(act.session, days)
        self.school_said = lines.school_said(act)
        members = team.members(act.session, act.actor)
        mine, planned = act.actor.account_id, team.planned_by(act.session, act.actor)
        self.rows = fortnight.rows(act, sorted(members, key=lambda one: one.id != mine), days, [])
        self.may_plan = bool(planned)
        self.people = lines.choices([one for one in members if one.id == mine or one.id in planned], str(mine))
        ahead = act.today + absence.MOST_AHEAD
        self.mine = [lines.absence_line(one) for one in absence.standing(act.session, [mine], act.today, ahead)]
        concerned = [*(planned - {mine}), mine]
        touched = handing.during_absences(act.session, act.actor, concerned, act.today)
        self.to_give = [lines.given(one) for one in touched]
        self.loaded = True
        self._show_agenda(act)

    def _show_agenda(self, act: Act) -> None:
        known = subscription.of(act.session, act.actor)
        self.agenda_said = ""
        if known:
            read = f"lue pour la dernière fois {french.ago(known.read_at, act.now)}" if known.read_at else "jamais lue"
            self.agenda_said = f"Adresse créée le {french.moment(known.made_at)}, {read}."

    def _open(self, act: Act, account_id: uuid.UUID) -> None:
        """One's own absences and hours, or for who plans those of the team."""
        planned = team.planned_by(act.session, act.actor)
        if account_id != act.actor.account_id and account_id not in planned:
            raise absence.NotAllowed
        account = act.session.get_one(Account, account_id)
        ahead = act.today + absence.MOST_AHEAD
        patterns = working.between(act.session, [account_id], act.today, act.today + absence.MOST_AHEAD)
        now = working.on(patterns.get(account_id, ()), act.today)
        self.chosen, self.who, self.may_set = str(account_id), account.name, account_id in planned
        listed = absence.standing(act.session, [account_id], act.today, ahead)
        self.theirs = [lines.absence_line(one) for one in listed]
        self.patterns = [lines.pattern_line(one) for one in patterns.get(account_id, ())]
        self.hours = lines.hours_lines(now)
        self.two_weeks = bool(now and now.every == 2)

    def _still_planned(self, entered: absence.Absence) -> str:
        if not self.to_give:
            return ""
        return " Des visites sont programmées pendant des absences : voyez « Visites à confier », rien n’est déplacé."


def _here(origin: str) -> str:
    """The address that this browser uses, if it is one of ours."""
    known = settings.read().origins
    return origin if origin in known else (known[0] if known else "")


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Unreadable from error


class Unreadable(Refusal):
    sentence = "Cette page n’est plus à jour : rechargez-la."
