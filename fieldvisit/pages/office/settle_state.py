"""The state behind « À départager »: what waits, what is open, which side was picked."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import journal
from fieldvisit.access.permission import allow, asked_by_the_page
from fieldvisit.families import correction
from fieldvisit.pages.office import french, settle_views
from fieldvisit.pages.office.desk import Act, PageState, acting, count_again, looking
from fieldvisit.pages.office.settle_views import FOYER, LISTED, OVERTAKEN, ROUND, VISIT, Gone
from fieldvisit.pages.office.sides import NO_SIDE, Decided, Row, SideView, keyring
from fieldvisit.schedule import overtaken
from fieldvisit.settling import choosing, listed, orders, visits
from fieldvisit.settling.choosing import Choice

SIDES = ("a", "b")


class Item(TypedDict):
    id: str
    kind: str
    title: str
    detail: str
    when: str


class Opened(TypedDict):
    """``apart``: why both cannot become one; ``two``: whether they may stay as two visits; ``notice``: to know of."""

    id: str
    kind: str
    title: str
    left: SideView
    right: SideView
    apart: str
    two: bool
    reserved: int
    in_force: str
    notice: str


NOTHING: Opened = {
    "id": "",
    "kind": "",
    "title": "",
    "left": NO_SIDE,
    "right": NO_SIDE,
    "apart": "",
    "two": False,
    "reserved": 0,
    "in_force": "",
    "notice": "",
}


class Settle(PageState):
    AT: ClassVar[str] = "/a-departager"

    items: list[Item] = []
    opened: Opened = NOTHING
    differ: list[Row] = []
    alone: list[Row] = []
    same: list[Row] = []
    left_to_pick: int = 0
    reason: str = ""
    decided: list[Decided] = []

    @rx.event
    @allow("identite_foyer", "W")
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    @asked_by_the_page
    async def look_again(self):
        with looking(self, by_itself=True) as act:
            items = settle_views.items(act)
            if items != self.items:
                self.items = items
        await count_again(self)

    @rx.event
    @allow("identite_foyer", "W")
    def open(self, kind: str, item_id: str):
        self.said = ""
        with acting(self) as act:
            self._open(act, kind, _id(item_id))

    @rx.event
    @allow("identite_foyer", "W")
    def close(self):
        self._close()

    @rx.event
    @allow("identite_foyer", "W")
    def pick(self, key: str, side: str):
        if side in SIDES:
            self._pick({one["key"]: side for one in self.differ if one["key"] == key})

    @rx.event
    @allow("identite_foyer", "W")
    def pick_all(self, side: str):
        if side in SIDES:
            self._pick({one["key"]: side for one in self.differ})

    @rx.event
    @allow("identite_foyer", "W")
    def say_why(self, words: str):
        self.reason = words[:2000]

    @rx.event
    @allow("identite_foyer", "W")
    def settle(self):
        with acting(self) as act:
            self._settle(act, {one["key"]: one["pick"] for one in self.differ if one["pick"]})
            self._done(act, "C’est enregistré. Les deux versions restent lisibles dans le dossier.")
        return Settle.look_again

    @rx.event
    @allow("identite_foyer", "W")
    def keep_two(self):
        with acting(self) as act:
            self._settle(act, None)
            self._done(act, "Les deux écrits sont gardés, chacun comme une visite.")
        return Settle.look_again

    @rx.event
    @allow("identite_foyer", "W")
    def acknowledge(self):
        with acting(self) as act:
            overtaken.acknowledge(act.session, act.actor, _id(self.opened["id"]), act.now, act.today)
            self._done(act, "C’est noté.")
        return Settle.look_again

    def _open(self, act: Act, kind: str, item_id: uuid.UUID) -> None:
        self._close()
        if kind == VISIT:
            pair = visits.look(act.session, keyring(), act.actor, item_id, act.now, act.today, french.moment)
            found = settle_views.pair_words(pair, act.actor)
        elif kind == FOYER:
            found = settle_views.foyer_words(act, item_id)
            change = act.session.get_one(correction.HouseholdChange, item_id)
            journal.note(act.session, act.actor, change.family_id, journal.What.READ, "departager", act.now)
        elif kind == ROUND:
            found = settle_views.order_words(act, item_id)
        elif kind == LISTED:
            found = settle_views.listed_words(act, item_id)
        elif kind == OVERTAKEN:
            found = settle_views.overtaken_words(act, item_id)
        else:
            raise Gone
        rows = found.pop("rows")
        self.opened = {**NOTHING, **found, "id": str(item_id), "kind": kind}
        self.differ = [one for one in rows if one["state"] in ("differe", "info")]
        self.alone = [one for one in rows if one["state"] in SIDES]
        self.same = [one for one in rows if one["state"] == "meme"]
        self._count()

    def _settle(self, act: Act, picks: dict[str, str] | None) -> None:
        """``picks`` as two lists: only a visit has several fields."""
        kind, item_id = self.opened["kind"], _id(self.opened["id"])
        if kind == VISIT:
            choice = Choice(_id(self.opened["in_force"]), picks, self.reason)
            choosing.settle(act.session, keyring(), act.actor, item_id, choice, act.now, act.today)
            return
        if not picks:
            raise choosing.merging.NotChosen
        take = "b" in picks.values()
        if kind == FOYER:
            correction.settle(act.session, act.actor, item_id, take, self.reason, act.now, act.today)
        elif kind == LISTED:
            listed.settle(act.session, keyring(), act.actor, item_id, take, self.reason, act.now, act.today)
        elif kind == ROUND:
            orders.settle(act.session, keyring(), act.actor, item_id, take, self.reason, act.now, act.today)
        else:
            raise Gone

    def _pick(self, picks: dict[str, str]) -> None:
        self.differ = [{**one, "pick": picks.get(one["key"], one["pick"])} for one in self.differ]
        self._count()

    def _count(self) -> None:
        self.left_to_pick = sum(1 for one in self.differ if one["state"] == "differe" and not one["pick"])

    def _done(self, act: Act, said: str) -> None:
        act.session.flush()
        self._close()
        self._show(act)
        self.said = said

    def _close(self) -> None:
        self.opened, self.differ, self.alone, self.same = NOTHING, [], [], []
        self.left_to_pick, self.reason = 0, ""

    def _show(self, act: Act) -> None:
        self.items = settle_views.items(act)
        self.decided = settle_views.decided(act)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Gone from error
