"""« Enrôler une tablette »: a code for one worker, its square for the camera, and what became of the last codes."""

import uuid
from typing import ClassVar, TypedDict
from urllib.parse import urlsplit

import reflex as rx
import segno

from fieldvisit import settings
from fieldvisit.access import invitations
from fieldvisit.access.invitations import Invitation, Standing
from fieldvisit.access.permission import Permission, allow, asked_by_the_page
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.tablets import Tablets
from fieldvisit.pages.who import PARIS

#: Names that only this computer knows.
OWN_NAMES = ("localhost", "127.0.0.1", "::1")
COLOURS = {Standing.OPEN: "sea", Standing.USED: "ok"}


class Person(TypedDict):
    id: str
    name: str


class CodeLine(TypedDict):
    id: str
    worker: str
    made: str
    state: str
    kind: str
    open: bool


class Shown(TypedDict):
    """``square``: an SVG picture as an address. Shown once: nobody can read the code anywhere afterwards."""

    id: str
    worker: str
    code: str
    square: str
    address: str
    until: str
    near: bool


NONE: Shown = {"id": "", "worker": "", "code": "", "square": "", "address": "", "until": "", "near": False}


class Enrolments(PageState):
    AT: ClassVar[str] = "/tablettes"

    may: bool = False
    panel: bool = False
    people: list[Person] = []
    codes: list[CodeLine] = []
    shown: Shown = NONE

    @rx.event
    @allow("tablettes")
    def load(self):
        with looking(self) as act:
            self.may = Permission("tablettes", "W").admits(act.actor)
            if self.may:
                self._show(act)

    @rx.event
    @allow("tablettes", "W")
    def open(self):
        with looking(self) as act:
            self.said, self.shown, self.panel = "", NONE, True
            self.people = [{"id": str(one.id), "name": one.name} for one in invitations.workers(act.session, act.actor)]

    @rx.event
    @allow("tablettes")
    def close(self):
        self.panel, self.shown, self.problem, self.said = False, NONE, "", ""

    @rx.event
    @allow("tablettes", "W")
    def make(self, form: dict):
        with acting(self) as act:
            worker = _id(str(form.get("worker", "")), invitations.Invalid)
            made, code = invitations.make(act.session, act.actor, worker, str(form.get("name", "")), act.now)
            address = f"{_origin(str(self.router.url.origin))}/terrain#/enroler/{code}"
            name = next((one["name"] for one in self.people if one["id"] == str(worker)), "")
            self.shown = {
                "id": str(made.id),
                "worker": name,
                "code": invitations.spelt(code),
                "square": segno.make(address, error="m").svg_data_uri(scale=6, border=3),
                "address": address.partition("#")[0],
                "until": f"{made.expires_at.astimezone(PARIS):%H:%M}",
                "near": urlsplit(address).hostname in OWN_NAMES,
            }
            self._show(act)

    @rx.event
    @allow("tablettes", "W")
    def cancel(self, invitation_id: str):
        with acting(self) as act:
            one = invitations.cancel(act.session, act.actor, _id(invitation_id, invitations.NotFound), act.now)
            if str(one.id) == self.shown["id"]:
                self.shown = NONE
            act.session.flush()
            self._show(act)
            if one.standing(act.now) is Standing.CANCELLED:
                self.said = "Le code est annulé : il n’ouvre plus rien."

    @rx.event
    @allow("tablettes", "W")
    @asked_by_the_page
    def look_again(self):
        """While a code is on screen: was it used, is it over?"""
        if not self.shown["id"]:
            return None
        with looking(self, by_itself=True) as act:
            one = act.session.get(Invitation, uuid.UUID(self.shown["id"]))
            standing = one.standing(act.now) if one else Standing.EXPIRED
            if standing is Standing.OPEN:
                return None
            worker, self.shown = self.shown["worker"], NONE
            if standing is Standing.USED:
                self.said = f"C’est fait : la tablette est enrôlée pour {worker}."
            else:
                self.problem = "Ce code n’est plus bon : faites-en un autre."
            self._show(act)
        return Tablets.load if self.said else None

    def _show(self, act: Act) -> None:
        act.session.flush()
        self.codes = [_line(*one, act.now) for one in invitations.latest(act.session, act.actor)]


def _line(one: Invitation, worker: str, maker: str, tablet: str, now) -> CodeLine:
    standing = one.standing(now)
    state = {
        Standing.OPEN: f"En attente jusqu’à {one.expires_at.astimezone(PARIS):%H:%M}",
        Standing.USED: f"Utilisé le {french.moment(one.used_at)} – {tablet or 'tablette sans nom'}",
        Standing.CANCELLED: f"Annulé le {french.moment(one.cancelled_at)}",
        Standing.EXPIRED: "Expiré sans avoir servi",
    }[standing]
    return {
        "id": str(one.id),
        "worker": worker,
        "made": f"{french.moment(one.made_at)}, par {maker}",
        "state": state,
        "kind": COLOURS.get(standing, ""),
        "open": standing is Standing.OPEN,
    }


def _origin(here: str) -> str:
    """Where a tablet reaches this county: the address of this very page if tablets can open it, else a public one."""
    known = settings.read().origins
    if here in known and here.startswith("https://"):
        return here
    public = [one for one in known if one.startswith("https://")]
    return public[0] if public else here if here in known else known[0]


def _id(text: str, refusal: type[Exception]) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise refusal from error
