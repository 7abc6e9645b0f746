"""« Aujourd’hui »: the day's rounds as they are made, what arrived, what is awaited, what is to be planned again.

What it shows is drawn in ``day_screen.py``; a sector's day is read once for all who look (``day_shared.py``)."""

import asyncio
import uuid
from datetime import datetime, timedelta
from typing import ClassVar

import reflex as rx

from fieldvisit.access import roles
from fieldvisit.access.permission import allow, asked_by_the_page
from fieldvisit.access.roles import Reach
from fieldvisit.pages import who
from fieldvisit.pages.office import day_view as view
from fieldvisit.pages.office import french
from fieldvisit.pages.office.day_shared import Sheet, shared
from fieldvisit.pages.office.day_view import Count, Line, Round
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.schedule import again, day, look, visit
from fieldvisit.weekplans import accounts

#: The lists below the rounds are each reader's own: they are read less often than the rounds.
LISTS_EVERY = timedelta(seconds=10)


class Today(PageState):
    AT: ClassVar[str] = "/journee"

    title: str = ""
    iso: str = ""
    at: str = ""
    rounds: list[Round] = []
    counts: list[Count] = []
    idle: str = ""
    arrived: list[Line] = []
    arrived_title: str = ""
    more_arrived: bool = False
    awaited: list[Line] = []
    to_plan: list[Line] = []
    overdue: list[str] = []
    plans: bool = False
    shares: bool = False
    loaded: bool = False
    _sectors: frozenset[uuid.UUID] = frozenset()
    _shown: tuple[int, str] = (0, "")
    _listed: tuple[int, str] = (0, "")
    _listed_at: datetime | None = None
    _arrived: list[uuid.UUID] = []

    @rx.event
    @allow("planning_mission")
    async def load(self):
        with looking(self) as act:
            self._sectors = act.actor.sectors
            sheets = await asyncio.to_thread(_sheets, self._sectors)
            await self._show(act, sheets)
            await self._list(act)
            self.loaded = True

    @rx.event
    @allow("planning_mission")
    @asked_by_the_page
    async def look_again(self):
        """Nearly always nothing changed, and then nothing is asked of the database."""
        sheets = await asyncio.to_thread(_sheets, self._sectors)
        mark, now = _mark(sheets), who.now()
        lists = mark != self._listed and (self._listed_at is None or now - self._listed_at >= LISTS_EVERY)
        if mark == self._shown and not lists:
            return
        with looking(self, by_itself=True) as act:
            self._sectors = act.actor.sectors
            if mark != self._shown:
                await self._show(act, sheets)
            if lists:
                await self._list(act)

    @rx.event
    @allow("planning_mission")
    async def seen(self):
        """« Vu »: what is on screen, and not what came in since."""
        with acting(self) as act:
            look.seen(act.session, act.actor, self._arrived, act.today, act.now)
            act.session.flush()
            await self._list(act)

    async def _show(self, act: Act, sheets: list[Sheet]) -> None:
        days = [one.day for one in sheets]
        seen = await asyncio.to_thread(day.shown_to, act.session, act.actor, days, act.today)
        own = roles.right(act.actor.role, "planning_mission").read is Reach.OWN
        rounds, idle, counts = view.rounds(seen, act.now)
        self.title, self.iso = french.long(act.today).capitalize(), act.today.isoformat()
        self.at = f"{act.now.astimezone(who.PARIS):%H:%M}"
        self.rounds, self.counts, self.idle = rounds, counts, "" if own else idle
        self.awaited = view.awaited(seen, act.now)
        self.overdue = [one.sentence for one in accounts.overdue(act.session, act.actor, act.today, act.now)]
        self._shown = _mark(sheets)

    async def _list(self, act: Act) -> None:
        self.plans = roles.right(act.actor.role, "planning_mission").write is not Reach.NONE
        self.shares = roles.right(act.actor.role, "planning_mission").read is Reach.ALL
        found = await asyncio.to_thread(look.arrived, act.session, act.actor, act.today, act.now)
        self.arrived, self._arrived = view.arrivals(found, act.now), [one.id for one in found]
        self.more_arrived = len(found) == look.MOST
        self.arrived_title = view.several(len(found), "visite reçue") if found else "Aucune visite reçue"
        missed = await asyncio.to_thread(again.to_plan, act.session, act.actor, act.today) if self.plans else []
        kinds = visit.types_shown(act.session, act.actor, [one.visit for one in missed], act.today)
        self.to_plan = view.to_plan(missed, kinds)
        self._listed, self._listed_at = self._shown, act.now


def _sheets(sectors: frozenset[uuid.UUID]) -> list[Sheet]:
    return [shared.of(sector) for sector in sorted(sectors)]


def _mark(sheets: list[Sheet]) -> tuple[int, str]:
    """What the screen depends on: the days, and the minute, since a visit becomes late without anybody acting."""
    return hash(tuple(one.fingerprint for one in sheets)), f"{who.now():%Y%m%d%H%M}"
