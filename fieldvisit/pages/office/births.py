"""« Naissances »: what came in, by what is to be done with it. Drawn in ``births_screen.py``."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit import feed
from fieldvisit.access.permission import allow, asked_by_the_page
from fieldvisit.births import assignment, contacted, death, reach, worklist
from fieldvisit.births.worklist import Tab
from fieldvisit.pages.office import births_rows
from fieldvisit.pages.office.births_rows import Row
from fieldvisit.pages.office.desk import Act, PageState, acting, count_again, looking


class TabView(TypedDict):
    code: str
    label: str
    count: str


#: Beside the lists: files brought in.
FILES = "imports"


class Births(PageState):
    AT: ClassVar[str] = "/naissances"

    tab: str = Tab.TO_ASSIGN
    tabs: list[TabView] = []
    rows: list[Row] = []
    more: bool = False
    proposed: int = 0
    unwritten: list[str] = []
    loaded: bool = False
    _most: int = worklist.AT_ONCE
    _heard: tuple = ()

    @rx.event
    @allow("identite_foyer", "W")
    def load(self):
        with acting(self) as act:
            contacted.catch_up(act.session, act.actor.sectors)
        with looking(self) as act:
            asked = self.router.url.query_parameters
            if "import" in asked:
                self.tab = FILES
            elif not self.loaded:
                counts = worklist.counts(act.session, act.actor)
                self.tab = Tab.TO_MATCH if counts[Tab.TO_MATCH] and not counts[Tab.TO_ASSIGN] else Tab.TO_ASSIGN
            self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    def show_tab(self, code: str):
        self.said = ""
        with looking(self) as act:
            self.tab = code if code == FILES or code in list(Tab) else Tab.TO_ASSIGN
            self._most = worklist.AT_ONCE
            self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    def show_more(self):
        with looking(self) as act:
            self._most = min(self._most + worklist.AT_ONCE, 10 * worklist.AT_ONCE)
            self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    @asked_by_the_page
    def look_again(self):
        with looking(self, by_itself=True) as act:
            if self._news(act) != self._heard:
                self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    async def assign(self, notice_id: str, account_id: str):
        await self._assign([(notice_id, account_id)])

    @rx.event
    @allow("identite_foyer", "W")
    async def assign_other(self, form: dict):
        await self._assign([(str(form.get("notice", "")), str(form.get("account", "")))])

    @rx.event
    @allow("identite_foyer", "W")
    async def assign_all(self):
        await self._assign([(one["id"], one["best"]) for one in self.rows if one["best"]])

    @rx.event
    @allow("identite_foyer", "W")
    async def undo_death(self, form: dict):
        with acting(self) as act:
            child, reason = _id(str(form.get("child", ""))), str(form.get("reason", ""))
            again = death.undo(act.session, act.actor, child, reason, act.today, act.now)
            act.session.flush()
            self._show(act)
            self.said = f"Décès annulé. {again} visite{'s' if again > 1 else ''} à venir de nouveau au planning."
        await count_again(self)

    async def _assign(self, pairs: list[tuple[str, str]]) -> None:
        with acting(self) as act:
            given = [
                assignment.assign(act.session, act.actor, _id(notice_id), _person(account_id), act.today, act.now)
                for notice_id, account_id in pairs
            ]
            act.session.flush()
            said = births_rows.who(given[0]) if len(given) == 1 else f"{len(given)} familles"
            self._show(act)
            self.said = f"{said} : affectation enregistrée. La tablette l’apprend dès qu’elle a du réseau."
        await count_again(self)

    def _news(self, act: Act) -> tuple:
        counts = worklist.counts(act.session, act.actor)
        return (*counts.values(), *feed.newest(act.session))

    def _show(self, act: Act) -> None:
        self._heard = self._news(act)
        counts = worklist.counts(act.session, act.actor)
        self.tabs = [{"code": one, "label": one.label, "count": str(counts[one])} for one in Tab]
        self.tabs = [*self.tabs, {"code": FILES, "label": "Recevoir des avis", "count": ""}]
        lines = []
        if self.tab != FILES:
            lines = worklist.listed(act.session, act.actor, Tab(self.tab), act.today, self._most)
        self.rows = [births_rows.row(one, Tab(self.tab), act.today) for one in lines]
        self.more = bool(lines) and sum(len(one.notices) for one in lines) >= self._most
        self.proposed = sum(bool(one["best"]) for one in self.rows) if self.tab == Tab.TO_ASSIGN else 0
        self.unwritten = [one["id"] for one in self.rows if one["may_write"] and not one["letter"]][:200]
        self.loaded = True


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise reach.NotFound from None


def _person(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise assignment.Invalid from None
