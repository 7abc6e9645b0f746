"""« Mes connexions »: everybody's own open sessions, what was done to her account, and her password."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit import settings
from fieldvisit.access import account_event, connections, own_password
from fieldvisit.access.account import Account
from fieldvisit.access.account_event import Happened
from fieldvisit.access.connections import Connection
from fieldvisit.access.permission import allow
from fieldvisit.pages import who
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, Gone, PageState, acting, looking
from fieldvisit.words import Refusal


class ConnectionLine(TypedDict):
    id: str
    browser: str
    opened: str
    used: str
    here: bool


class EventLine(TypedDict):
    key: str
    at: str
    what: str
    by: str


class Connections(PageState):
    AT: ClassVar[str] = "/mes-connexions"

    lines: list[ConnectionLine] = []
    events: list[EventLine] = []
    others: bool = False
    has_password: bool = True

    @rx.event
    @allow("session")
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow("session")
    def close(self, session_id: str):
        with acting(self) as act:
            connections.close_mine(act.session, act.actor, _id(session_id), act.now)
            act.session.flush()
            self._show(act)
            self.said = "La connexion est fermée."

    @rx.event
    @allow("session")
    def close_others(self):
        with acting(self) as act:
            many = connections.close_my_others(act.session, act.actor, here(self), act.now)
            act.session.flush()
            self._show(act)
            self.said = "Toutes vos autres connexions sont fermées." if many else "Il n’y en avait pas d’autre."

    @rx.event
    @allow("session")
    def change_password(self, form: dict):
        former, fresh, again = (str(form.get(name, "")) for name in ("former", "fresh", "again"))
        if not proved(self, former):
            return
        with acting(self) as act:
            own_password.change(act.session, act.actor, here(self), fresh, again, act.now)
            act.session.flush()
            self._show(act)
            self.said = "Votre mot de passe est changé ; vos autres connexions sont fermées."

    def _show(self, act: Act) -> None:
        mine, kept = connections.mine(act.session, act.actor, act.now), here(self)
        self.lines = [connection_line(one, kept) for one in mine]
        self.others = any(one.id != kept for one in mine)
        self.events = event_lines(act, act.actor.account_id)
        self.has_password = bool(act.session.get_one(Account, act.actor.account_id).password_hash)


def connection_line(one: Connection, here: uuid.UUID | None = None) -> ConnectionLine:
    labels = {provider.code: provider.label for provider in settings.read().providers}
    by = f", par {labels.get(one.provider, 'un fournisseur national')}" if one.provider else ""
    return {
        "id": str(one.id),
        "browser": one.browser,
        "opened": f"Ouverte le {french.moment(one.opened_at)}{by}",
        "used": f"Utilisée le {french.moment(one.last_seen_at)}",
        "here": one.id == here,
    }


def event_lines(act: Act, account_id: uuid.UUID) -> list[EventLine]:
    """What happened to one account's ways in; who did it, where that was not its holder."""
    return [
        {
            "key": str(one.id),
            "at": french.moment(one.at),
            "what": Happened(one.what).label,
            "by": "" if one.by_id == account_id else f"par {name}",
        }
        for one, name in account_event.latest(act.session, account_id)
    ]


def here(state) -> uuid.UUID:
    """The session that this page is open in."""
    caller = who.of(state)
    if caller is None:
        raise Gone
    return caller.session_id


def proved(state, secret: str) -> bool:
    """Whether it is she who sits there, by her password; else the sentence is on screen. Before any transaction."""
    caller = who.of(state)
    try:
        if caller is None:
            raise Gone
        own_password.prove(caller.actor, secret, str(state.router.session.client_ip or ""), who.now())
    except Refusal as refusal:
        state.problem, state.said = refusal.sentence, ""
        return False
    return True


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise connections.NotFound from error
