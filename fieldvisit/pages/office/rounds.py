"""« Tournées »: a sector's week by worker and day, as it is in force or as a planner prepares it.

This state reads and shows; what is changed by hand is in ``rounds_acts``, what is computed in ``rounds_runs``, what is
compared and published in ``rounds_publish``, what the panel asks in ``rounds_asks``. It is drawn in ``rounds_screen``.
"""

import uuid
from datetime import date, timedelta
from typing import ClassVar

import reflex as rx

from fieldvisit import feed
from fieldvisit.access.permission import allow, asked_by_the_page
from fieldvisit.pages.office import rounds_map as day_map
from fieldvisit.pages.office import rounds_shown as shown
from fieldvisit.pages.office import rounds_words as words
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.planning_opened import Choice, id_of
from fieldvisit.pages.office.planning_sector import LookedAt
from fieldvisit.weekplans import accounts, board, drafts, following, reach, week
from fieldvisit.weekplans.shown import Board, RunView

#: Every day of the week at once; otherwise the number of the one that is looked at.
WHOLE = -1
FURTHEST = timedelta(days=400)


class Rounds(PageState):
    AT: ClassVar[str] = "/tournees"

    title: str = ""
    sectors: list[Choice] = []
    sector: str = ""
    sector_name: str = ""
    heads: list[shown.Head] = []
    lines: list[shown.Line] = []
    ticks: list[shown.Tick] = []
    tray: list[shown.Unplaced] = []
    shares: list[words.Share] = []
    fairness: str = ""
    aside: list[str] = []
    overdue: list[str] = []
    note: str = ""
    note_failed: bool = False
    totals: str = ""
    travel: str = ""
    status: str = ""
    has_draft: bool = False
    draft: bool = True
    mine: bool = False
    may_plan: bool = False
    day: int = WHOLE
    map: day_map.DayMap = day_map.EMPTY
    running: bool = False
    progress: str = ""
    progress_share: str = "0%"
    progress_best: str = ""
    progress_begun: str = ""
    stopping: bool = False
    panel: str = ""
    verdict: str = ""
    verdict_words: str = ""
    _plan: uuid.UUID | None = None
    _version: int = 0
    _monday: date | None = None
    _heard: tuple = ()
    _silent: bool = False
    _seen: Board | None = None

    @rx.event
    @allow("planning_mission")
    async def load(self):
        remembered = (await self.get_state(LookedAt)).sector
        with looking(self) as act:
            self._monday = self._monday or week.monday_of(act.today)
            self.sector = self.sector or remembered
            self._show(act)
        self._settle()

    @rx.event
    @allow("planning_mission")
    async def choose_sector(self, sector_id: str):
        with looking(self) as act:
            self.sector, self.panel, self.said = sector_id, "", ""
            self._show(act)
        self._settle()
        (await self.get_state(LookedAt)).sector = self.sector

    @rx.event
    @allow("planning_mission")
    def turn(self, weeks: int):
        """``weeks``: forward or back; 0: this week."""
        with looking(self) as act:
            now = week.monday_of(act.today)
            monday = now if weeks == 0 else (self._monday or now) + timedelta(weeks=max(-9, min(weeks, 9)))
            self._monday = week.monday_of(min(max(monday, now - FURTHEST), now + FURTHEST))
            self.panel, self.day, self.said, self.draft = "", WHOLE, "", True
            self._show(act)
        self._settle()

    @rx.event
    @allow("planning_mission")
    def show_day(self, day: int):
        with looking(self) as act:
            self.day = day if any(one["day"] == day for one in self.heads) else WHOLE
            self._show(act)

    @rx.event
    @allow("planning_mission")
    def show_draft(self, draft: bool):
        """The draft, or what is in force under it."""
        with looking(self) as act:
            self.draft, self.panel = draft, ""
            self._show(act)

    @rx.event
    @allow("planning_mission")
    @asked_by_the_page
    def look_again(self):
        """What a colleague changed, what a tablet sent, how far a computation is."""
        with looking(self, by_itself=True) as act:
            if self.running and self._plan:
                self._tell(following.view(act.session, self._plan, act.now))
                if not self.running:
                    self._show(act)
            elif self._monday and self._news(act) != self._heard:
                self._show(act)
            elif (late := self._late(act)) != self.overdue:  # half an hour passes without anybody's doing
                self.overdue = late
        self._settle()

    @rx.event
    @allow("planning_mission")
    def close_panel(self):
        self.panel, self.problem, self.verdict, self.verdict_words = "", "", "", ""

    @rx.event
    @allow("planning_mission", "W")
    def open_pins(self):
        self.panel, self.problem, self.said = "pins", "", ""

    @rx.event
    @allow("planning_mission", "W")
    def begin(self):
        """« Préparer à la main »: a draft of one's own; nothing published changes."""
        with acting(self) as act:
            drafts.begin(act.session, act.actor, *self._asked(), act.today, act.now)
            self.draft = True
            self._show_changed(act)

    @rx.event
    @allow("planning_mission", "W")
    def take_over(self):
        with acting(self) as act:
            drafts.take_over(act.session, act.actor, self._plan, act.today, act.now)
            self._show_changed(act)
            self.said = "Ce brouillon est maintenant le vôtre."

    @rx.event
    @allow("planning_mission", "W")
    def give_up(self):
        with acting(self) as act:
            drafts.give_up(act.session, act.actor, self._plan, self._version, act.today, act.now)
            self.panel = ""
            self._show_changed(act)
            self.said = "Brouillon abandonné : rien n’a changé pour les équipes."

    def _asked(self) -> tuple[uuid.UUID, date]:
        """The sector and the Monday on screen.

        :raises reach.NotFound: while nothing is on screen
        """
        sector_id = id_of(self.sector)
        if sector_id is None or self._monday is None:
            raise reach.NotFound
        return sector_id, self._monday

    def _news(self, act: Act) -> tuple:
        """Another one whenever a visit, the draft or its computation is another."""
        draft = following.mark(act.session, id_of(self.sector), self._monday, act.now) if self.sector else ()
        return feed.newest(act.session), draft

    def _settle(self) -> None:
        """A computation whose server stopped: whoever has the week open keeps its last good plan, and reads so."""
        if not self._silent:
            return
        told = self.problem, self.said
        with acting(self) as act:
            drafts.settle(act.session, act.actor, self._plan, act.today, act.now)
            self._show_changed(act)
        self.problem, self.said = self.problem or told[0], told[1]

    def _show_changed(self, act: Act) -> None:
        act.session.flush()
        self.verdict, self.verdict_words = "", ""
        self._show(act)

    def _show(self, act: Act) -> None:
        listed = reach.sectors(act.session, act.actor)
        self.sectors = [{"value": str(one.id), "label": one.name} for one in listed]
        if self.sector not in {one["value"] for one in self.sectors}:
            self.sector = self.sectors[0]["value"] if self.sectors else ""
        self.may_plan = reach.may_plan(act.actor)
        self.overdue = self._late(act)
        self._monday = self._monday or week.monday_of(act.today)
        self.title = week.label(self._monday)
        self._heard = self._news(act)
        if self.sector:
            self._fill(
                board.read(act.session, act.actor, id_of(self.sector), self._monday, act.today, act.now, self.draft)
            )

    @staticmethod
    def _late(act: Act) -> list[str]:
        return [one.sentence for one in accounts.overdue(act.session, act.actor, act.today, act.now)]

    def _fill(self, whole: Board) -> None:
        self._seen, self._plan, self._version = whole, whole.plan_id, whole.version
        self.sector_name, self.status, self.mine, self.note = whole.sector, whole.status, whole.mine, whole.note
        self.note_failed = whole.run is not None and whole.run.failed and whole.note == whole.run.outcome
        self.has_draft = whole.status == "brouillon" or (self.has_draft and not self.draft)
        self.heads, self.lines, self.tray = shown.heads(whole), shown.lines(whole), shown.tray(whole)
        self.ticks, self.travel = shown.ticks(*shown.scale(whole)), whole.travel
        self.shares, self.fairness, self.aside = words.shares(whole), whole.fairness.sentence, list(whole.aside)
        self.totals = words.all_sums(whole)
        if self.day not in {one["day"] for one in self.heads}:
            self.day = WHOLE
        self.map = day_map.of(whole, self.day) if self.day != WHOLE else day_map.EMPTY
        self._tell(whole.run)

    def _tell(self, run: RunView | None) -> None:
        self.running, self._silent = run is not None and run.running, run is not None and run.silent
        if self.running:
            share = min(100.0, run.seconds / run.limit * 100) if run.limit else 0.0
            self.progress, self.progress_share = words.so_far(run), f"{share:.0f}%"
            self.progress_best, self.progress_begun, self.stopping = words.best(run), words.begun(run), run.stopping
