"""« À faire »: what is left to do in the sector, by tab; one tap plans the visit. It is drawn in ``todo_screen.py``."""

from typing import ClassVar, TypedDict

import reflex as rx
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import roles
from fieldvisit.access.account import Sector
from fieldvisit.access.permission import Permission, allow
from fieldvisit.access.roles import Reach
from fieldvisit.alerts import worklist as urgences
from fieldvisit.due import shown, worklist
from fieldvisit.due.listed import GROUPS
from fieldvisit.due.rules import RULES
from fieldvisit.due.worklist import Asked, Line, Sort, Tab
from fieldvisit.pages.office import desk, todo_acts, todo_lines, todo_opened
from fieldvisit.pages.office.desk import Act, PageState, acting, looking, patience
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.pages.office.todo_lines import Row
from fieldvisit.pages.office.todo_opened import NOTHING, Opened, Option
from fieldvisit.schedule import planning

BIRTHS = "/naissances"
#: Whoever has more sectors than this begins with one of them: a county's list is nobody's.
MANY = 4
#: How many weeks « Cette semaine » may look ahead.
WEEKS = {"1": "Cette semaine", "2": "D’ici deux semaines", "4": "D’ici quatre semaines"}


class TabShown(TypedDict):
    code: str
    label: str
    count: str
    current: bool


class ToDo(PageState):
    AT: ClassVar[str] = "/a-faire"

    tabs: list[TabShown] = []
    tab: str = Tab.WEEK
    rows: list[Row] = []
    more: bool = False
    number: int = 0
    loaded: bool = False
    filtered: bool = False
    alerts: str = ""
    sectors: list[Option] = []
    workers: list[Option] = []
    trades: list[Option] = []
    sector: str = ""
    worker: str = ""
    trade: str = ""
    band: str = ""
    weeks: str = "1"
    sort: str = ""
    sorted: bool = False
    planned: bool = False
    opened: Opened = NOTHING
    people: list[Option] = []
    warning: str = ""
    _begun: bool = False
    _told: list[Line] = []

    @rx.event
    @allow("planning_mission")
    def load(self):
        with looking(self) as act:
            if not self._begun:
                self._begin(act)
            self._show(act)
        self._note()

    @rx.event
    @allow("planning_mission")
    def choose_tab(self, code: str):
        self.tab, self.number, self.said = code if code in list(Tab) else Tab.WEEK, 0, ""
        self._again()

    @rx.event
    @allow("planning_mission")
    def choose(self, name: str, value: str):
        if name in ("sector", "worker", "trade", "band", "sort", "weeks"):
            setattr(self, name, value)
            self.number = 0
            self._again()

    @rx.event
    @allow("planning_mission")
    def show_planned(self, planned: bool):
        self.planned, self.number = planned, 0
        self._again()

    @rx.event
    @allow("planning_mission")
    def show_all(self):
        self.sector = self.worker = self.trade = self.band = ""
        self.number = 0
        self._again()

    @rx.event
    @allow("planning_mission")
    def turn(self, pages: int):
        self.number = max(0, self.number + (1 if pages > 0 else -1))
        self._again()

    @rx.event
    @allow("planning_mission")
    def open_line(self, key: str):
        with acting(self) as act:
            self.opened, self.people = todo_opened.opened(act, todo_opened.key_from(key))
            self.warning = ""
            todo_acts.note_opening(act, self.opened)

    @rx.event
    @allow("planning_mission")
    def close_panel(self):
        self.opened, self.people, self.problem, self.warning = NOTHING, [], "", ""

    @rx.event
    @allow("planning_mission", "W")
    def plan(self, form: dict):
        with acting(self) as act:
            self.said, self.warning = todo_acts.plan(act, self.opened["key"], form)
            self._done(act)

    @rx.event
    @allow("planning_mission", "W")
    def decide(self, form: dict):
        with acting(self) as act:
            self.said = todo_acts.decide(act, self.opened["key"], form)
            self._done(act)

    @rx.event
    @allow("ordres_intervention", "W")
    def take_up(self):
        """The request becomes a draft, filled as far as it goes, opened at once."""
        order_id = None
        with acting(self) as act:
            order_id = todo_acts.take_up(act, self.opened["key"])
        return rx.redirect(f"/interventions/{order_id}") if order_id else None

    @rx.event
    @allow("planning_mission")
    def close_task(self, form: dict):
        with acting(self) as act:
            self.said = todo_acts.close_task(act, self.opened["key"], form)
            self._done(act)

    @rx.event
    @allow("planning_mission", "W")
    def lead(self, form: dict):
        with acting(self) as act:
            self.said = todo_acts.lead(act, self.opened["key"], form)
            self._done(act)

    @rx.event
    @allow("planning_mission", "W")
    def rank(self, form: dict):
        with acting(self) as act:
            self.said = todo_acts.rank(act, self.opened["family_id"], form)
            self._done(act)

    @rx.event
    @allow("planning_mission", "W")
    def resume(self):
        with acting(self) as act:
            self.said = todo_acts.resume(act, self.opened["family_id"])
            self._done(act)

    def _done(self, act: Act) -> None:
        """What was done is no longer in the list, or stands elsewhere in it."""
        act.session.flush()
        self.opened, self.people = NOTHING, []
        self._show(act)

    def _again(self) -> None:
        with looking(self) as act:
            self._show(act)
        self._note()

    def _begin(self, act: Act) -> None:
        """Whoever goes into homes begins with her own families; who organises, with everybody's."""
        self._begun = True
        if len(act.actor.sectors) > MANY:
            self.sector = str(min(_sectors(act), key=lambda one: one.name).id)
        tab = self.router.url.query_parameters.get("onglet", "")
        self.tab = tab if tab in list(Tab) else Tab.WEEK
        visits = act.actor.role in roles.FIELD and _organises(act)
        self.worker = str(act.actor.account_id) if visits else ""
        self.sorted = all(worklist.knows(act.actor, *groups) for groups in GROUPS.values())
        self.sort = Sort.VISITS if self.sorted else ""

    def _asked(self, act: Act) -> Asked:
        sector = id_of(self.sector)
        return Asked(
            tab=Tab(self.tab),
            sectors=frozenset([sector]) if sector else act.actor.sectors,
            worker=id_of(self.worker),
            band=int(self.band) if self.band in ("1", "2", "3", "4") else None,
            trade=self.trade if self.trade in roles.LABELS else "",
            sort=Sort(self.sort) if self.sort in list(Sort) else None,
            weeks=int(self.weeks) if self.weeks in WEEKS else 1,
            planned=self.planned,
            page=self.number,
        )

    def _show(self, act: Act) -> None:
        asked = self._asked(act)
        counted = worklist.counts(act.session, act.actor, asked, act.today)
        if asked.tab not in counted:
            self.tab = Tab.WEEK
            asked = self._asked(act)
        page = worklist.page(act.session, act.actor, asked, act.today)
        births = BIRTHS if any(href == BIRTHS and asks.admits(act.actor) for _, href, asks in desk.MENU) else ""
        self.rows = [todo_lines.row(one, act.actor, act.today, births) for one in page.lines]
        self.more, self.loaded = page.more, True
        self.filtered = bool(self.sector or self.worker or self.trade or self.band)
        self.tabs = [_tab(one, many, one == asked.tab) for one, many in counted.items()]
        self._offer(act)
        self._told = [one for one in page.lines if one.reasons]

    def _offer(self, act: Act) -> None:
        """The choices of the filters, and how many « Urgences » wait, for whoever opens that page."""
        named = _sectors(act)
        self.sectors = [{"value": str(one.id), "label": one.name} for one in named] if len(named) > 1 else []
        organises = _organises(act)
        staff = planning.workers(act.session, act.actor) if organises else []
        self.workers = [{"value": str(one.id), "label": one.name} for one in staff]
        known = dict.fromkeys(rule.trade for rule in RULES.values()) if organises else ()
        self.trades = [{"value": one, "label": roles.LABELS[one]} for one in known if one in roles.LABELS]
        self.alerts = ""
        if Permission("observations_vad").admits(act.actor):
            many, _ = urgences.count(act.session, act.actor, act.today, act.now, patience())
            self.alerts = str(many) if many else ""

    def _note(self) -> None:
        """Why a family has its priority is read here: it is journaled before the page leaves the server."""
        if not self._told or self.problem:
            return
        with looking(self, by_itself=True) as act:
            families = shown.unnoted(act.session, act.actor, self._told, act.now)
        if families:
            with db.writing() as session:
                shown.note(session, act.actor, families, act.now)


def _sectors(act: Act) -> list[Sector]:
    query = select(Sector).where(Sector.id.in_(act.actor.sectors)).order_by(Sector.name)
    return list(act.session.exec(query))


def _organises(act: Act) -> bool:
    """Whether she sees more than what is hers, so that filters are of use."""
    return roles.right(act.actor.role, "planning_mission").read is Reach.ALL


def _tab(tab: Tab, many: int, current: bool) -> TabShown:
    count = f"{worklist.COUNTED}+" if many > worklist.COUNTED else str(many)
    return {"code": tab.value, "label": tab.label, "count": count, "current": current}
