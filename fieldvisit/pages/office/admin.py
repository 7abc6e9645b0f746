"""« Comptes »: the technical administrator's page. It shows no family and no visit."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import administration, roles
from fieldvisit.access.permission import Permission, allow
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, looking
from fieldvisit.pages.office.shell import Escape, said, shell
from fieldvisit.pages.page import Page

SECTOR = "sector-"


class AccountLine(TypedDict):
    id: str
    name: str
    login: str
    role: str
    sectors: str
    disabled: str


class SectorLine(TypedDict):
    id: str
    code: str
    name: str
    held: bool


NOBODY: AccountLine = {"id": "", "name": "", "login": "", "role": "", "sectors": "", "disabled": ""}


class Admin(PageState):
    AT: ClassVar[str] = "/admin"

    accounts: list[AccountLine] = []
    sectors: list[SectorLine] = []
    panel: str = ""
    opened: AccountLine = NOBODY

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
            account = administration.enable(act.session, act.actor, _id(self.opened["id"]))
            act.session.flush()
            self._show(act, account.id)
            self.said = f"Le compte de {account.name} est de nouveau actif."

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
        self.accounts = [
            {
                "id": str(one.id),
                "name": one.name,
                "login": one.login,
                "role": roles.LABELS.get(one.role, one.role),
                "sectors": " · ".join(sorted(names[each] for each in held)),
                "disabled": french.moment(one.disabled_at),
            }
            for one, held in accounts
        ]
        held_by = {one.id: held for one, held in accounts}
        self.opened = next((one for one in self.accounts if opened and one["id"] == str(opened)), NOBODY)
        self.sectors = [
            {"id": str(one.id), "code": one.code, "name": one.name, "held": one.id in held_by.get(opened, ())}
            for one in sectors
        ]


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise administration.NotFound from error


def _sectors(form: dict) -> frozenset[uuid.UUID]:
    return frozenset(
        _id(name.removeprefix(SECTOR)) for name, ticked in form.items() if name.startswith(SECTOR) and ticked
    )


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.h1("Comptes"),
            rx.el.div(
                theme.link_button("Communes", href="/communes"),
                theme.button("Nouveau compte", kind="primary", on_click=Admin.open_new),
                class_name="row",
            ),
            class_name="row-between",
        ),
        rx.cond(Admin.panel == "", said(Admin)),
        _accounts(),
        _sector_list(),
        rx.cond(Admin.panel == "new", _new_panel()),
        rx.cond(Admin.panel == "account", _account_panel()),
        here="/admin",
    )


def _head(*titles: str) -> rx.Component:
    return rx.el.thead(rx.el.tr(*(rx.el.th(title, scope="col") for title in titles)))


def _accounts() -> rx.Component:
    def line(one: AccountLine) -> rx.Component:
        return rx.el.tr(
            rx.el.td(rx.el.span(one["name"], class_name="strong")),
            rx.el.td(one["login"]),
            rx.el.td(one["role"]),
            rx.el.td(one["sectors"]),
            rx.el.td(
                rx.cond(
                    one["disabled"] != "",
                    theme.badge("Désactivé", kind="alarm"),
                    theme.badge("Actif", kind="ok"),
                )
            ),
            rx.el.td(
                theme.button(
                    "Gérer", on_click=Admin.open_account(one["id"]), aria_label="Gérer le compte de " + one["name"]
                )
            ),
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption("Comptes", class_name="sr-only"),
            _head("Nom", "Identifiant", "Fonction", "Secteurs", "État", "Action"),
            rx.el.tbody(rx.foreach(Admin.accounts, line)),
            class_name="table",
        ),
        class_name="table-scroll",
        tab_index=0,
        role="region",
        aria_label="Comptes",
    )


def _sector_list() -> rx.Component:
    return theme.card(
        rx.el.h2("Secteurs"),
        rx.el.ul(
            rx.foreach(
                Admin.sectors, lambda one: rx.el.li(rx.el.span(one["code"], class_name="strong"), " – ", one["name"])
            ),
            class_name="stack-tight",
        ),
        rx.el.form(
            theme.field("Code", theme.text_input(name="code", max_length=20, required=True)),
            theme.field("Nom", theme.text_input(name="name", max_length=120, required=True)),
            theme.button("Ajouter le secteur", type="submit"),
            on_submit=Admin.add_sector,
            reset_on_submit=True,
            class_name="sector-form",
        ),
        class_name="stack",
    )


def _panel(title: rx.Var | str, *children: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Admin.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Admin.close_panel),
        said(Admin),
        *children,
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _ticks() -> rx.Component:
    def tick(one: SectorLine) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="checkbox", name=SECTOR + one["id"], default_checked=one["held"]),
            rx.el.span(one["name"]),
            class_name="tick",
            key=Admin.opened["id"] + one["id"],
        )

    return rx.el.fieldset(rx.el.legend("Secteurs", class_name="label"), rx.foreach(Admin.sectors, tick))


def _secret() -> rx.Component:
    return theme.field(
        "Mot de passe",
        theme.text_input(name="secret", type="password", auto_complete="new-password", required=True),
        "12 caractères au moins ; quelques mots sans lien font l’affaire.",
    )


def _new_panel() -> rx.Component:
    return _panel(
        "Nouveau compte",
        rx.el.form(
            theme.field("Prénom et nom", theme.text_input(name="name", required=True, max_length=120)),
            theme.field(
                "Identifiant",
                theme.text_input(
                    name="login", required=True, auto_capitalize="none", auto_complete="off", max_length=40
                ),
                "Par exemple « claire.morel ».",
            ),
            theme.field(
                "Fonction",
                rx.el.select(
                    rx.el.option("Choisir…", value=""),
                    *(rx.el.option(label, value=code) for code, label in roles.LABELS.items()),
                    name="role",
                    class_name="select",
                    required=True,
                ),
            ),
            _ticks(),
            theme.field("Employeur", theme.text_input(name="employer", max_length=120)),
            theme.field("Téléphone", theme.text_input(name="phone", type="tel", max_length=30)),
            _secret(),
            theme.button("Créer le compte", type="submit", kind="primary"),
            on_submit=Admin.create,
            class_name="stack",
        ),
    )


def _account_panel() -> rx.Component:
    opened = Admin.opened
    return _panel(
        opened["name"],
        rx.el.p(opened["login"], " – ", opened["role"], class_name="soft"),
        rx.cond(
            opened["disabled"] != "",
            theme.notice("Désactivé le ", opened["disabled"], kind="warn"),
        ),
        rx.el.form(
            _ticks(),
            theme.button("Enregistrer les secteurs", type="submit"),
            on_submit=Admin.set_sectors,
            class_name="stack",
        ),
        rx.el.form(
            rx.el.h3("Nouveau mot de passe"),
            _secret(),
            theme.button("Changer le mot de passe", type="submit"),
            on_submit=Admin.reset_password,
            reset_on_submit=True,
            class_name="stack",
        ),
        rx.cond(
            opened["disabled"] != "",
            theme.button("Réactiver le compte", on_click=Admin.enable),
            theme.button("Désactiver le compte", kind="danger", on_click=Admin.disable),
        ),
    )


PAGE = Page(
    route="/admin",
    title="Comptes – Fieldvisit",
    permission=Permission("administration", "W"),
    component=page,
    on_load=(Desk.arrive, Admin.load),
)
