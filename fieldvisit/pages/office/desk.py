"""What every office screen has: who is at the desk, the menu, and how a handler acts.

A handler finds with the actor, calls one verb of a room, and shows. ``acting`` and
``looking`` give it the open transaction; a refusal becomes the sentence on screen.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, TypedDict

import reflex as rx
from sqlmodel import Session

from fieldvisit import db, settings
from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import Permission, allow, asked_by_the_page
from fieldvisit.alerts import worklist
from fieldvisit.births import worklist as notices
from fieldvisit.concerns import reading
from fieldvisit.pages import who
from fieldvisit.schools import checks
from fieldvisit.settling import waiting
from fieldvisit.weekplans import reach
from fieldvisit.words import Refusal

#: Where « Urgences » is: its entry in the menu carries a count, on every page.
URGENT = "/urgences"
#: « Information préoccupante »: at the foot of every page, for whoever may raise one.
CONCERN = "information_preoccupante"
#: The menu, in order; each entry shows for whoever its page would let in.
MENU = (
    ("Aujourd’hui", "/journee", Permission("planning_mission")),
    ("Planning", "/planning", Permission("planning_mission")),
    ("Tournées", "/tournees", Permission("planning_mission")),
    ("À faire", "/a-faire", Permission("planning_mission")),
    ("Calendrier", "/calendrier", Permission("planning_mission")),
    ("Urgences", URGENT, Permission("observations_vad")),
    ("Naissances", "/naissances", Permission("identite_foyer", "W")),
    ("Familles", "/familles", Permission("identite_foyer")),
    ("Interventions", "/interventions", Permission("ordres_intervention")),
    ("Relevés", "/releves", Permission("releves_bilans")),
    ("Bilans à l’école", "/bilans-ecole", Permission("identite_foyer", "W")),
    ("IP reçues", "/crip", Permission(CONCERN)),
    ("Agréments", "/agrements", Permission("agrement_assmat")),
    ("Certificats", "/certificats", Permission("identite_foyer", "W")),
    ("À départager", "/a-departager", Permission("identite_foyer", "W")),
    ("Mis de côté", "/quarantaine", Permission("quarantaine")),
    ("Tablettes", "/tablettes", Permission("tablettes")),
    ("Courbes", "/references", Permission("references_croissance")),
    ("Grilles", "/grilles", Permission("grilles")),
    ("Numéros", "/numeros", Permission("numeros_urgence")),
    ("Seuils", "/seuils", Permission("seuils_alertes")),
    ("Conservation", "/conservation", Permission("conservation")),
    ("Journal", "/journal-acces", Permission("journal_acces")),
    ("Comptes", "/admin", Permission("administration", "W")),
)


#: Pages of which the permission alone does not say who uses them: whoever plans, not whoever is planned.
ONLY = {"/tournees": reach.may_look}
#: How much waits behind an entry of the menu.
COUNTS = {
    "/naissances": notices.waiting,
    "/a-departager": waiting.to_choose,
    "/quarantaine": waiting.set_aside,
    "/bilans-ecole": checks.urgent_waiting,
    "/crip": reading.waiting,
}


class Entry(TypedDict):
    """``count``: what waits there, or nothing."""

    label: str
    href: str
    count: str


class Desk(rx.State):
    """Who is at the desk. Empty until the session was checked."""

    name: str = ""
    role_label: str = ""
    menu: list[Entry] = []
    on_tablet_too: bool = False
    may_raise: bool = False
    told_of_urgent: bool = False
    urgent: int = 0
    _whose: str = ""
    _exceptional: frozenset[uuid.UUID] = frozenset()

    @rx.event
    @allow("session")
    async def arrive(self):
        """First handler of every office page: says who is there, forgets what the other pages had loaded."""
        caller = who.of(self)
        actor = caller.actor
        self.name, self.role_label = actor.name, roles.LABELS[actor.role]
        self.on_tablet_too = actor.role in roles.FIELD
        self.may_raise = Permission(CONCERN, "C").admits(actor)
        self.menu = _entries(actor)
        self.told_of_urgent = URGENT in {entry["href"] for entry in self.menu}
        if self.told_of_urgent:
            self._count_urgent()
        here = self.router.url.path
        for screen in PageState.get_substates():
            if not here.startswith(screen.AT):
                (await self.get_state(screen)).reset()
        shared = await self.get_state(PageState)  # what the last page answered was about that page
        shared.problem, shared.said = "", ""

    @rx.event
    @allow("observations_vad")
    @asked_by_the_page
    def look_for_urgent(self):
        self._count_urgent()

    def _count_urgent(self) -> None:
        with db.reading() as session:
            act = _act(session, self)
            self.urgent, _ = worklist.count(session, act.actor, act.today, act.now, patience())


def _entries(actor: Actor) -> list[Entry]:
    with db.reading() as session:
        return [
            {"label": label, "href": href, "count": _counted(session, actor, href)}
            for label, href, permission in MENU
            if permission.admits(actor) and ONLY.get(href, bool)(actor)
        ]


async def count_again(state: rx.State) -> None:
    """What the menu says is waiting, as it is now; a session that ended changes nothing on screen."""
    if caller := who.of(state):
        desk, menu = await state.get_state(Desk), _entries(caller.actor)
        if menu != desk.menu:
            desk.menu = menu


def _counted(session: Session, actor: Actor, href: str) -> str:
    many = COUNTS[href](session, actor, who.today()) if href in COUNTS else 0
    return str(many) if many else ""


class PageState(rx.State):
    """What one office page shows. ``AT``: where its pages live; anywhere else it is emptied."""

    AT: ClassVar[str] = "/"

    problem: str = ""
    said: str = ""


class Gone(Refusal):
    sentence = "Votre session est terminée : reconnectez-vous."


@dataclass(frozen=True)
class Act:
    """What a handler passes to the rooms."""

    session: Session
    actor: Actor
    now: datetime
    today: date


def patience() -> timedelta:
    """How long an « Urgent » waits for its sector before the county's other doctors see it."""
    return timedelta(minutes=settings.read().urgent_minutes)


def _act(session: Session, state) -> Act:
    caller = who.of(state)
    if caller is None:
        raise Gone
    return Act(session, caller.actor, who.now(), who.today())


@contextmanager
def looking(state, *, by_itself: bool = False) -> Iterator[Act]:
    """A read; a refusal becomes the page's sentence.

    ``by_itself``: the page asks, not the person, who may not have read the last sentence yet: it stays.
    """
    if not by_itself:
        state.problem = ""
    try:
        with db.reading() as session:
            yield _act(session, state)
    except Refusal as refusal:
        state.problem = refusal.sentence


@contextmanager
def loading(state, subject: object, opened=looking) -> Iterator[Act]:
    """What a page shows of ``subject``: emptied first when that is another one, and afterwards when it is refused.

    A page loads again after each cut of the network: of the same subject, what is open and typed stays.
    """
    if state._subject != str(subject or ""):
        state.reset()
    state._subject = ""
    with opened(state) as act:
        yield act
        state._subject = str(subject or "")
    if not state._subject:
        why = state.problem
        state.reset()
        state.problem = why


@contextmanager
def consulting(state) -> Iterator[Act]:
    """A read that leaves its line in the journal: committed whole when the block ends, or rolled back with a sentence
    on screen. What is open exceptionally is open here, and is not in :func:`acting`."""
    state.problem, state.said = "", ""
    try:
        with db.writing() as session:
            yield _act(session, state)
    except Refusal as refusal:
        state.problem = refusal.sentence


@contextmanager
def acting(state) -> Iterator[Act]:
    """A write: as :func:`consulting`, but whatever rule it meets, nothing is open to it for some hours only."""
    with consulting(state) as act:
        yield replace(act, actor=act.actor.to_write())
