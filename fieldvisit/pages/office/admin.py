"""« Comptes »: the technical administrator's page. It shows no family and no visit."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import administration, connections, roles, second_factor
from fieldvisit.access.permission import allow
from fieldvisit.pages.office import french
from fieldvisit.pages.office.connections import ConnectionLine, EventLine, connection_line, event_lines
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.words import Refusal

SECTOR = "sector-"


class AccountLine(TypedDict):
    id: str
    name: str
    login: str
    role: str
    sectors: str
    connected: str
    factor: bool
    disabled: str


class SectorLine(TypedDict):
    id: str
    code: str
    name: str
    held: bool


NOBODY: AccountLine = {
    "id": "",
    "name": "",
    "login": "",
    "role": "",
    "sectors": "",
    "connected": "",
    "factor": False,
    "disabled": "",
}


class Admin(PageState):
    AT: ClassVar[str] = "/admin"

    accounts: list[AccountLine] = []
    sectors: list[SectorLine] = []
    panel: str = ""
    opened: AccountLine = NOBODY
    connections: list[ConnectionLine] = []
    events: list[EventLine] = []

    @rx.event
    @allow("administration", "W")
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow("administration", "W")
    def open_new(self):
        self.panel, self.opened, self.problem, self.said = "new", NOBODY, "", ""
        self.sectors = [one | {"held": False} for one in self.sectors]

    @rx.event
    @allow("administration", "W")
    def open_account(self, account_id: str):
        with looking(self) as act:
            self.said = ""
            self._show(act, _id(account_id))
            self.panel = "account"

    @rx.event
    @allow("administration", "W")
    def close_panel(self):
        self.panel, self.opened, self.problem = "", NOBODY, ""
        self.connections, self.events = [], []

    @rx.event
    @allow("administration", "W")
    def create(self, form: dict):
        with acting(self) as act:
            made = administration.create(
                act.session,
                act.actor,
                login=str(form.get("login", "")),
                name=str(form.get("name", "")),
                role=str(form.get("role", "")),
                secret=str(form.get("secret", "")),
                sectors=_sectors(form),
                now=act.now,
                employer=str(form.get("employer", "")),
                phone=str(form.get("phone", "")),
            )
            act.session.flush()
            self._show(act, made.id)
            self.panel, self.said = "account", f"Le compte de {made.name} est créé. Transmettez-lui son mot de passe."

    @rx.event
    @allow("administration", "W")
    def set_sectors(self, form: dict):
        with acting(self) as act:
            administration.set_sectors(act.session, act.actor, _id(self.opened["id"]), _sectors(form))
            act.session.flush()
            self._show(act, _id(self.opened["id"]))
            self.said = "Les secteurs sont enregistrés."

    @rx.event
    @allow("administration", "W")
    def reset_password(self, form: dict):
        with acting(self) as act:
            secret = str(form.get("secret", ""))
            account = administration.reset_password(act.session, act.actor, _id(self.opened["id"]), secret, act.now)
            act.session.flush()
            self._show(act, account.id)
            self.said = f"Le mot de passe de {account.name} est changé ; ses sessions sont fermées."

    @rx.event
    @allow("administration", "W")
    def disable(self):
        with acting(self) as act:
            account = administration.disable(act.session, act.actor, _id(self.opened["id"]), act.now)
            act.session.flush()
            self._show(act, account.id)
            self.said = f"Le compte de {account.name} est désactivé : ses sessions sont fermées."

    @rx.event
    @allow("administration", "W")
    def enable(self):
        with acting(self) as act:
            account = administration.enable(act.session, act.actor, _id(self.opened["id"]), act.now)
            act.session.flush()
            self._show(act, account.id)
            self.said = f"Le compte de {account.name} est de nouveau actif."

    @rx.event
    @allow("administration", "W")
    def close_connection(self, session_id: str):
        with acting(self) as act:
            connections.close(act.session, act.actor, _id(session_id, connections.NotFound), act.now)
            act.session.flush()
            self._show(act, _id(self.opened["id"]))
            self.said = "La connexion est fermée."

    @rx.event
    @allow("administration", "W")
    def close_connections(self):
        with acting(self) as act:
            connections.close_all_of(act.session, act.actor, _id(self.opened["id"]), act.now)
            act.session.flush()
            self._show(act, _id(self.opened["id"]))
            self.said = "Toutes ses connexions sont fermées."

    @rx.event
    @allow("administration", "W")
    def reset_factor(self):
        with acting(self) as act:
            second_factor.reset(act.session, act.actor, _id(self.opened["id"]), act.now)
            act.session.flush()
            self._show(act, _id(self.opened["id"]))
            self.said = "Le second facteur est retiré, ses connexions fermées : la personne peut en activer un autre."

    @rx.event
    @allow("administration", "W")
    def add_sector(self, form: dict):
        with acting(self) as act:
            made = administration.add_sector(
                act.session, act.actor, str(form.get("code", "")), str(form.get("name", ""))
            )
            act.session.flush()
            self._show(act)
            self.said = f"Le secteur {made.name} est ajouté."

    def _show(self, act: Act, opened: uuid.UUID | None = None) -> None:
        sectors = administration.all_sectors(act.session, act.actor)
        names = {one.id: one.name for one in sectors}
        accounts = administration.all_accounts(act.session, act.actor)
        connected = connections.of_all(act.session, act.actor, act.now)
        with_factor = second_factor.accounts_with(act.session, act.actor)
        self.accounts = [
            {
                "id": str(one.id),
                "name": one.name,
                "login": one.login,
                "role": roles.LABELS.get(one.role, one.role),
                "sectors": " · ".join(sorted(names[each] for each in held)),
                "connected": _connected(len(connected.get(one.id, ()))),
                "factor": one.id in with_factor,
                "disabled": french.moment(one.disabled_at),
            }
            for one, held in accounts
        ]
        held_by = {one.id: held for one, held in accounts}
        self.opened = next((one for one in self.accounts if opened and one["id"] == str(opened)), NOBODY)
        self.connections = [connection_line(one) for one in connected.get(opened, ())]
        self.events = event_lines(act, opened) if opened else []
        self.sectors = [
            {"id": str(one.id), "code": one.code, "name": one.name, "held": one.id in held_by.get(opened, ())}
            for one in sectors
        ]


def _connected(many: int) -> str:
    return f"{many} connexion{'s' if many > 1 else ''}" if many else ""


def _id(text: str, refusal: type[Refusal] = administration.NotFound) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise refusal from error


def _sectors(form: dict) -> frozenset[uuid.UUID]:
    return frozenset(
        _id(name.removeprefix(SECTOR)) for name, ticked in form.items() if name.startswith(SECTOR) and ticked
    )
