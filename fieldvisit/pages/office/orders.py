"""« Interventions »: the orders that this reader may open; the week of the association; capacity and what waits."""

from datetime import timedelta
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.families import household, search
from fieldvisit.pages.office import french
from fieldvisit.pages.office import order_lines as lines
from fieldvisit.pages.office.desk import Act, PageState, looking
from fieldvisit.pages.office.order_lines import OrderLine, SessionLine
from fieldvisit.tisf import capacity, desk, hours, lists, order_reach, ordering, orders
from fieldvisit.tisf.orders import Group

ORDERS, WEEK, CAPACITY = "ordres", "semaine", "capacite"
MOST_FAMILIES = 8


class Tab(TypedDict):
    code: str
    label: str
    count: int


class DayCell(TypedDict):
    day: str
    away: str
    today: bool
    sessions: list[SessionLine]


class WorkerWeek(TypedDict):
    name: str
    hours: str
    days: list[DayCell]


class WaitLine(TypedDict):
    href: str
    family: str
    number: str
    words: str


class SectorLine(TypedDict):
    name: str
    offered: str
    planned: str
    granted: str
    free: str
    short: bool
    wanted: str
    waiting: list[WaitLine]


class Family(TypedDict):
    href: str
    label: str
    place: str


class Interventions(PageState):
    AT: ClassVar[str] = "/interventions"

    view: str = ORDERS
    tabs: list[Tab] = []
    group: str = Group.OPEN.value
    words: str = ""
    listed: list[OrderLine] = []
    loaded: bool = False
    may_draft: bool = False
    sees_week: bool = False
    panel: bool = False
    families: list[Family] = []
    asked: str = ""
    monday: str = ""
    week_title: str = ""
    week: list[WorkerWeek] = []
    overdue: list[SessionLine] = []
    not_done: list[SessionLine] = []
    sectors: list[SectorLine] = []

    @rx.event
    @allow("ordres_intervention")
    def load(self):
        with looking(self) as act:
            self.may_draft = ordering.may_draft(act.actor.role)
            self.sees_week = act.actor.role not in order_reach.WORKERS
            self._show(act)

    @rx.event
    @allow("ordres_intervention")
    def show(self, view: str):
        with looking(self) as act:
            self.view = view if self.sees_week and view in (WEEK, CAPACITY) else ORDERS
            self._show(act)

    @rx.event
    @allow("ordres_intervention")
    def choose(self, group: str):
        with looking(self) as act:
            self.group = group if group in list(Group) else Group.OPEN.value
            self._show(act)

    @rx.event
    @allow("ordres_intervention")
    def look_for(self, words: str):
        with looking(self) as act:
            self.words = words[:80]
            self._show(act)

    @rx.event
    @allow("ordres_intervention")
    def turn(self, weeks: int):
        with looking(self) as act:
            at = french.day_from(self.monday) or french.monday(act.today)
            self.monday = (at + timedelta(weeks=max(-8, min(8, weeks)))).isoformat() if weeks else ""
            self._show(act)

    @rx.event
    @allow("ordres_intervention", "W")
    def open_new(self):
        self.panel, self.problem, self.asked, self.families = True, "", "", []

    @rx.event
    @allow("ordres_intervention", "W")
    def close_panel(self):
        self.panel, self.problem = False, ""

    @rx.event
    @allow("ordres_intervention", "W")
    def find_family(self, form: dict):
        """Of those that this actor may write an order for."""
        with looking(self) as act:
            self.asked = str(form.get("words", ""))[:80]
            found = search.search(act.session, act.actor, self.asked, act.today) if self.asked.strip() else []
            ids = {one.id for one in found}
            opened = household.open_to(act.actor, order_reach.ORDERS, act.today, write=True)
            writable = set(act.session.exec(opened.where(household.Household.id.in_(ids)))) if ids else set()
            self.families = [
                {
                    "href": f"/interventions/nouveau?famille={one.id}",
                    "label": one.label,
                    "place": f"{one.city} – {one.case_number}",
                }
                for one in found
                if one.id in writable
            ][:MOST_FAMILIES]
            if not self.families:
                self.problem = "Aucune famille suivie à ce nom : vérifiez l’écriture, ou ouvrez d’abord son dossier."

    def _show(self, act: Act) -> None:
        found = orders.counts(act.session, act.actor, act.today)
        self.tabs = [{"code": one.value, "label": one.label, "count": found[one]} for one in Group]
        if self.view == ORDERS:
            told = orders.listed(act.session, act.actor, act.today, self.group, self.words)
            self.listed = [lines.line(act.actor, one) for one in told]
        elif self.view == WEEK:
            self._show_week(act)
        else:
            self.sectors = [_sector(act, one) for one in capacity.by_sector(act.session, act.actor, act.today)]
        self.loaded = True

    def _show_week(self, act: Act) -> None:
        monday = french.monday(french.day_from(self.monday) or act.today)
        self.monday = monday.isoformat()
        self.week_title = french.span(monday, monday + timedelta(days=6))
        plans = lists.may(act.actor.role, "seance", "planifier")

        def cell(one: desk.Week, count: int) -> DayCell:
            day = monday + timedelta(days=count)
            held = [lines.session_line(each, plans) for each in one.days[count]]
            title = f"{french.DAYS[day.weekday()].capitalize()} {french.ordinal(day)}"
            return {"day": title, "away": one.away[count], "today": day == act.today, "sessions": held}

        self.week = [
            {
                "name": one.name,
                "hours": hours.words(one.minutes),
                "days": [cell(one, count) for count in range(7) if count < 5 or one.days[count]],
            }
            for one in desk.week(act.session, act.actor, monday, act.today)
        ]
        self.overdue = [lines.session_line(one, False) for one in desk.overdue(act.session, act.actor, act.today)]
        self.not_done = [
            lines.session_line(one, False) | {"words": why}
            for one, why in desk.not_done(act.session, act.actor, act.today)
        ]


def _sector(act: Act, one: capacity.OfSector) -> SectorLine:
    free = one.offered - one.granted
    return {
        "name": one.name,
        "offered": lines.told_hours(one.offered),
        "planned": lines.told_hours(one.planned),
        "granted": lines.told_hours(one.granted),
        "free": lines.told_hours(free),
        "short": free < one.wanted,
        "wanted": lines.told_hours(one.wanted),
        "waiting": [
            {
                "href": f"/interventions/{each.order.id}",
                "family": each.family,
                "number": each.order.number,
                "words": f"{lines.told_hours(capacity.per_week(each.order))} par semaine, transmis {_since(act, each)}",
            }
            for each in one.waiting
        ],
    }


def _since(act: Act, one: capacity.Waiting) -> str:
    days = (act.today - one.since).days
    return "aujourd’hui" if days <= 0 else f"il y a {days} jour{'s' if days > 1 else ''}"
