"""« Tablettes »: which are heard and which are silent, and withdrawing one that was lost or given back."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import tablets
from fieldvisit.access.permission import Permission, allow
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.tablet_line import NONE, TabletLine, line

ALL, SILENT, WAITING, WITHDRAWN = "", "silent", "waiting", "withdrawn"
FILTERS = (
    (ALL, "Toutes"),
    (SILENT, "Muettes depuis plus de 3 jours"),
    (WAITING, "Avec du travail à bord"),
    (WITHDRAWN, "Retirées"),
)


class Choice(TypedDict):
    code: str
    label: str
    count: int


class Tablets(PageState):
    AT: ClassVar[str] = "/tablettes"

    lines: list[TabletLine] = []
    choices: list[Choice] = []
    chosen: str = ALL
    opened: TabletLine = NONE
    panel: bool = False
    keeps: bool = False

    @rx.event
    @allow("tablettes")
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow("tablettes")
    def choose(self, code: str):
        with looking(self) as act:
            self.said, self.chosen = "", code
            self._show(act)

    @rx.event
    @allow("tablettes", "W")
    def open(self, device_id: str):
        self.said, self.problem = "", ""
        self.opened = next((one for one in self.lines if one["id"] == device_id), NONE)
        self.panel = self.opened["id"] != ""

    @rx.event
    @allow("tablettes")
    def close(self):
        self.panel, self.opened, self.problem = False, NONE, ""

    @rx.event
    @allow("tablettes", "W")
    def rename(self, form: dict):
        with acting(self) as act:
            device = tablets.rename(act.session, act.actor, _id(self.opened["id"]), str(form.get("name", "")))
            self._after(act, f"La tablette s’appelle désormais « {device.name} ».")

    @rx.event
    @allow("tablettes", "W")
    def withdraw(self, because: str):
        with acting(self) as act:
            tablets.withdraw(act.session, act.actor, _id(self.opened["id"]), because, act.now)
            self._after(act, "La tablette est retirée : elle effacera ses dossiers à son prochain contact.")

    @rx.event
    @allow("tablettes", "W")
    def restore(self):
        with acting(self) as act:
            tablets.restore(act.session, act.actor, _id(self.opened["id"]))
            self._after(act, "La tablette est remise en service : on peut de nouveau s’y connecter.")

    def _after(self, act: Act, sentence: str) -> None:
        act.session.flush()
        self._show(act)
        self.opened = next((one for one in self.lines if one["id"] == self.opened["id"]), self.opened)
        self.said = sentence

    def _show(self, act: Act) -> None:
        seen = tablets.all_for(act.session, act.actor, act.now)
        groups = {
            ALL: seen,
            SILENT: [one for one in seen if one.is_silent(act.now)],
            WAITING: [one for one in seen if one.waiting],
            WITHDRAWN: [one for one in seen if one.device.revoked_at],
        }
        self.choices = [{"code": code, "label": label, "count": len(groups[code])} for code, label in FILTERS]
        self.lines = [line(one, act.now) for one in groups.get(self.chosen, seen)]
        self.keeps = Permission("tablettes", "W").admits(act.actor)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise tablets.NotFound from error
