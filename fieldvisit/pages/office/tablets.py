"""« Tablettes »: where each is, what it still holds, and withdrawing one that was lost or given back."""

import uuid
from datetime import datetime
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit import settings
from fieldvisit.access import tablets
from fieldvisit.access.device import Leaving
from fieldvisit.access.permission import Permission, allow
from fieldvisit.access.tablets import Seen
from fieldvisit.pages import theme
from fieldvisit.pages.office import french, tablet_clock
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, looking
from fieldvisit.pages.office.shell import Escape, said, shell
from fieldvisit.pages.page import Page

ALL, SILENT, WAITING, WITHDRAWN = "", "silent", "waiting", "withdrawn"
FILTERS = (
    (ALL, "Toutes"),
    (SILENT, "Muettes depuis plus de 3 jours"),
    (WAITING, "Avec du travail à bord"),
    (WITHDRAWN, "Retirées"),
)


class TabletLine(TypedDict):
    """``state``: the sentence that counts first, in the colour ``kind``; ``facts``: what else is worth knowing."""

    id: str
    name: str
    label: str
    workers: str
    heard: str
    heard_at: str
    waiting: list[str]
    version: str
    old: bool
    storage: str
    kept: str
    facts: list[str]
    state: str
    kind: str
    withdrawn: str
    lost: bool


NONE: TabletLine = {
    "id": "",
    "name": "",
    "label": "",
    "workers": "",
    "heard": "",
    "heard_at": "",
    "waiting": [],
    "version": "",
    "old": False,
    "storage": "",
    "kept": "",
    "facts": [],
    "state": "",
    "kind": "",
    "withdrawn": "",
    "lost": False,
}


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
        self.lines = [_line(one, act.now) for one in groups.get(self.chosen, seen)]
        self.keeps = Permission("tablettes", "W").admits(act.actor)


def _line(one: Seen, now: datetime) -> TabletLine:
    device = one.device
    state, kind = _state(one, now)
    lost = device.revoked_because != Leaving.RETURNED
    return {
        "id": str(device.id),
        "name": one.name,
        "label": device.label if device.name else "",
        "workers": ", ".join(one.workers),
        "heard": french.ago(device.last_contact_at, now),
        "heard_at": french.moment(device.last_contact_at),
        "waiting": _waiting(one),
        "version": device.app_version,
        "old": _number(device.app_version) < _number(settings.VERSION),
        "storage": _storage(device),
        "kept": {True: "Stockage durable", False: "Stockage non garanti", None: ""}[device.storage_kept],
        "facts": _facts(device),
        "state": state,
        "kind": kind,
        "withdrawn": french.moment(device.revoked_at),
        "lost": lost,
    }


def _state(one: Seen, now: datetime) -> tuple[str, str]:
    device = one.device
    if device.revoked_at is not None:
        why = Leaving(device.revoked_because).label if device.revoked_because else "Retirée"
        done = f"effacée le {french.moment(device.wiped_at)}" if device.wiped_at else "pas encore effacée"
        return f"{why} – {done}", "alarm" if device.wiped_at is None else ""
    if one.is_silent(now):
        return ("Muette avec du travail à bord", "alarm") if one.waiting else ("Muette", "warn")
    return ("Du travail à bord", "sea") if one.waiting else ("À jour", "ok")


def _waiting(one: Seen) -> list[str]:
    counted = (
        (one.device.unsent, "envoi signé", "envois signés"),
        (one.device.drafts, "brouillon", "brouillons"),
        (one.device.pictures, "image", "images"),
    )
    return [f"{count} {several if count > 1 else single}" for count, single, several in counted if count]


def _storage(device) -> str:
    if device.storage_used is None or not device.storage_quota:
        return ""
    left = max(0, device.storage_quota - device.storage_used)
    return f"{french.weight(device.storage_used)} utilisés, {french.weight(left)} libres"


def _facts(device) -> list[str]:
    facts = []
    if device.vanished_at:
        facts.append(f"Magasin retrouvé vide le {french.moment(device.vanished_at)}")
    if abs(device.clock_offset_s) >= tablet_clock.WORTH:
        way = "avance" if device.clock_offset_s > 0 else "retarde"
        facts.append(f"Son horloge {way} de {french.lasting(abs(device.clock_offset_s))}")
    return facts


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))  # « ² » is a digit to isdigit


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise tablets.NotFound from error


def page() -> rx.Component:
    return shell(
        rx.el.h1("Tablettes"),
        rx.cond(~Tablets.panel, said(Tablets)),
        rx.el.div(
            rx.foreach(
                Tablets.choices,
                lambda one: rx.el.button(
                    one["label"],
                    " ",
                    rx.el.span(one["count"], class_name="badge"),
                    type="button",
                    class_name="pill",
                    aria_pressed=Tablets.chosen == one["code"],
                    on_click=Tablets.choose(one["code"]),
                ),
            ),
            class_name="row",
            role="group",
            aria_label="Quelles tablettes",
        ),
        rx.cond(
            Tablets.lines.length() > 0,
            _table(),
            rx.el.p("Aucune tablette ici.", class_name="card soft"),
        ),
        rx.cond(Tablets.panel, _panel()),
        here="/tablettes",
    )


def _table() -> rx.Component:
    titles = ("Tablette", "Enrôlée pour", "Dernier contact", "Encore à bord", "Appareil", "État")
    return rx.el.div(
        rx.el.table(
            rx.el.caption("Tablettes, celles qui menacent une perte d’abord", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    *(rx.el.th(title, scope="col") for title in titles),
                    rx.cond(Tablets.keeps, rx.el.th("Action", scope="col")),
                )
            ),
            rx.el.tbody(rx.foreach(Tablets.lines, _row)),
            class_name="table",
        ),
        class_name="table-scroll",
        tab_index=0,
        role="region",
        aria_label="Tablettes",
    )


def _row(one: rx.Var[TabletLine]) -> rx.Component:
    def small(text: rx.Var[str]) -> rx.Component:
        return rx.cond(text != "", rx.el.p(text, class_name="soft small"))

    return rx.el.tr(
        rx.el.td(rx.el.p(one["name"], class_name="strong"), small(one["label"])),
        rx.el.td(one["workers"]),
        rx.el.td(rx.el.p(one["heard"], class_name="nowrap"), rx.el.p(one["heard_at"], class_name="soft small nowrap")),
        rx.el.td(
            rx.cond(
                one["waiting"].length() > 0,
                rx.el.ul(rx.foreach(one["waiting"], lambda text: rx.el.li(text, class_name="nowrap"))),
                rx.el.span("Rien", class_name="soft"),
            )
        ),
        rx.el.td(
            rx.el.p(
                "Version ",
                one["version"],
                rx.cond(one["old"], rx.el.span(" – plus ancienne que le bureau", class_name="soft")),
            ),
            small(one["storage"]),
            small(one["kept"]),
            rx.foreach(one["facts"], lambda text: rx.el.p(text, class_name="small strong")),
        ),
        rx.el.td(rx.el.span(one["state"], class_name="badge badge-" + one["kind"].to(str))),
        rx.cond(
            Tablets.keeps,
            rx.el.td(
                theme.button("Gérer", on_click=Tablets.open(one["id"]), aria_label="Gérer la tablette " + one["name"])
            ),
        ),
        key=one["id"],
    )


def _panel() -> rx.Component:
    opened = Tablets.opened
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(opened["name"], id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Tablets.close, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Tablets.close),
        said(Tablets),
        rx.el.p(opened["workers"], class_name="soft"),
        rx.el.form(
            theme.field(
                "Nom au bureau",
                theme.text_input(
                    name="name", default_value=opened["name"], max_length=tablets.LONGEST_NAME, required=True
                ),
                "Par exemple « Tablette 7 – Bourg ».",
            ),
            theme.button("Renommer", type="submit"),
            on_submit=Tablets.rename,
            class_name="stack",
            key=opened["id"],
        ),
        rx.cond(opened["withdrawn"] != "", _withdrawn(opened), _withdraw()),
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _withdraw() -> rx.Component:
    return rx.el.section(
        rx.el.h3("Retirer du service"),
        rx.el.p(
            "À son prochain contact, la tablette efface les dossiers qu’elle porte. "
            "Ce qui y était signé part quand même."
        ),
        theme.button(
            Leaving.LOST.label, kind="danger", class_name="button-wide", on_click=Tablets.withdraw(Leaving.LOST.value)
        ),
        rx.el.p(
            "Ce qu’elle enverra désormais sera conservé à part, et relu avant d’être versé.", class_name="soft small"
        ),
        theme.button(
            Leaving.RETURNED.label, class_name="button-wide", on_click=Tablets.withdraw(Leaving.RETURNED.value)
        ),
        rx.el.p("Ce qu’elle porte encore sera reçu normalement.", class_name="soft small"),
        class_name="stack",
    )


def _withdrawn(opened: rx.Var[TabletLine]) -> rx.Component:
    return rx.el.section(
        theme.notice(
            rx.el.p("Retirée le ", opened["withdrawn"], class_name="strong"),
            rx.el.p(opened["state"]),
            rx.cond(
                opened["lost"],
                rx.el.p("Ce qu’elle envoie est conservé à part."),
                rx.el.p("Ce qu’elle porte encore est reçu normalement."),
            ),
            kind="warn",
        ),
        theme.button("Remettre en service", class_name="button-wide", on_click=Tablets.restore),
        rx.el.p("On pourra de nouveau s’y connecter ; les dossiers seront rechargés.", class_name="soft small"),
        class_name="stack",
    )


PAGE = Page(
    route="/tablettes",
    title="Tablettes – Fieldvisit",
    permission=Permission("tablettes"),
    component=page,
    on_load=(Desk.arrive, Tablets.load),
)
