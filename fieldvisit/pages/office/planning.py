"""« Planning »: the sector's fortnight by worker and day; a visit is planned, moved or cancelled from here."""

import uuid
from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit import feed
from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.access.permission import Permission, allow, asked_by_the_page
from fieldvisit.access.roles import Reach
from fieldvisit.families import household, search
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, looking
from fieldvisit.pages.office.shell import NEWS_EVERY_MS, Escape, Ticker, said, shell
from fieldvisit.pages.page import Page
from fieldvisit.schedule import planning, record, visit, visit_type
from fieldvisit.schedule.planning import Plan
from fieldvisit.schedule.visit import OPEN, Status, Visit
from fieldvisit.words import Refusal

FORTNIGHT = 14
#: Colour and sign of a status: never colour alone.
TONES = {
    Status.DONE: ("done", "✓"),
    Status.ABSENT: ("warn", "∅"),
    Status.REFUSED: ("warn", "✕"),
    Status.POSTPONED: ("warn", "↷"),
    Status.CANCELLED: ("off", "✕"),
    Status.RUNNING: ("now", "●"),
    Status.ON_THE_WAY: ("now", "→"),
}


class Day(TypedDict):
    iso: str
    name: str
    number: str
    tone: str
    label: str
    holiday: str


class Block(TypedDict):
    id: str
    hour: str
    family: str
    kind: str
    tone: str
    sign: str
    label: str


class Cell(TypedDict):
    key: str
    tone: str
    blocks: list[Block]


class Row(TypedDict):
    worker_id: str
    name: str
    role: str
    cells: list[Cell]


class Received(TypedDict):
    id: str
    family_id: str
    family: str
    author: str
    at: str


class Choice(TypedDict):
    value: str
    label: str


class Opened(TypedDict):
    """The visit in the side panel."""

    id: str
    family_id: str
    family: str
    address: str
    kind: str
    kind_label: str
    day: str
    iso: str
    hour: str
    minutes: str
    worker_id: str
    worker: str
    status: str
    tone: str
    reason: str
    cancel_reason: str
    record_id: str
    changeable: bool


NOTHING: Opened = {
    "id": "",
    "family_id": "",
    "family": "",
    "address": "",
    "kind": "",
    "kind_label": "",
    "day": "",
    "iso": "",
    "hour": "",
    "minutes": "",
    "worker_id": "",
    "worker": "",
    "status": "",
    "tone": "",
    "reason": "",
    "cancel_reason": "",
    "record_id": "",
    "changeable": False,
}


class Planning(PageState):
    AT: ClassVar[str] = "/planning"

    title: str = ""
    days: list[Day] = []
    rows: list[Row] = []
    received: list[Received] = []
    may_write: bool = False
    panel: str = ""
    opened: Opened = NOTHING
    warning: str = ""
    families: list[Choice] = []
    families_said: str = ""
    family: Choice = {"value": "", "label": ""}
    workers: list[Choice] = []
    kinds: list[Choice] = []
    worker: str = ""
    kind: str = ""
    minutes: str = ""
    first_day: str = ""
    last_day: str = ""
    _start: date | None = None
    _heard: tuple[int, int] = (0, 0)

    @rx.event
    @allow("planning_mission")
    def load(self):
        with looking(self) as act:
            self._start = self._start or french.monday(act.today)
            self._show(act)

    @rx.event
    @allow("planning_mission")
    @asked_by_the_page
    def look_again(self):
        with looking(self) as act:
            newest = feed.newest(act.session)
            if newest != self._heard:
                self._show(act)

    @rx.event
    @allow("planning_mission")
    def turn(self, weeks: int):
        with looking(self) as act:
            start = french.monday(act.today) if weeks == 0 else self._start + timedelta(weeks=weeks)
            limit = timedelta(days=800)
            self._start = min(max(start, act.today - limit), act.today + limit)
            self._start = french.monday(self._start)
            self._show(act)

    @rx.event
    @allow("planning_mission")
    def open_visit(self, visit_id: str):
        with looking(self) as act:
            self._open(act, _id(visit_id))
            self.panel, self.warning, self.said = "visit", "", ""

    @rx.event
    @allow("planning_mission", "W")
    def open_new(self):
        self.problem, self.said, self.warning = "", "", ""
        self.panel, self.family, self.families, self.families_said = "new", {"value": "", "label": ""}, [], ""
        self.worker, self.kinds, self.kind, self.minutes = "", [], "", ""

    @rx.event
    @allow("planning_mission")
    def close_panel(self):
        self.panel, self.opened, self.problem, self.warning = "", NOTHING, "", ""

    @rx.event
    @allow("planning_mission", "W")
    def look_for_family(self, words: str):
        with looking(self) as act:
            found = search.search(act.session, act.actor, words, act.today)[:8] if len(words.strip()) > 1 else []
            self.families = [{"value": str(one.id), "label": f"{one.label} – {one.city}"} for one in found]
            self.families_said = "" if found or len(words.strip()) < 2 else "Aucune famille de ce nom dans le secteur."

    @rx.event
    @allow("planning_mission", "W")
    def choose_family(self, family_id: str):
        with looking(self) as act:
            found = household.find(act.session, act.actor, _id(family_id), act.today)
            self.family = {"value": str(found.id), "label": f"{found.label} – {found.city}"}
            self.families = []

    @rx.event
    @allow("planning_mission", "W")
    def change_family(self):
        self.family = {"value": "", "label": ""}

    @rx.event
    @allow("planning_mission", "W")
    def choose_worker(self, worker_id: str):
        with looking(self) as act:
            by_id = {str(one.id): one for one in planning.workers(act.session, act.actor)}
            self.worker = worker_id if worker_id in by_id else ""
            listed = visit_type.plannable(act.actor.role, by_id[self.worker].role) if self.worker else []
            self.kinds = [{"value": one.code, "label": one.label} for one in listed]
            if self.kind not in {one.code for one in listed}:
                self.kind, self.minutes = "", ""

    @rx.event
    @allow("planning_mission", "W")
    def choose_kind(self, kind: str):
        known = visit_type.TYPES.get(kind)
        self.kind, self.minutes = (kind, str(known.duration_min)) if known else ("", "")

    @rx.event
    @allow("planning_mission", "W")
    def plan(self, form: dict):
        with acting(self) as act:
            if not self.family["value"]:
                raise planning.Invalid("Choisissez d’abord la famille.")
            made, warning = planning.plan(
                act.session,
                act.actor,
                _id(self.family["value"]),
                str(form.get("kind", "")),
                _plan(form, self.worker),
                str(form.get("reason", "")),
                act.today,
                act.now,
            )
            act.session.flush()
            self._start = french.monday(made.planned_on) if not self._on_screen(made.planned_on) else self._start
            self._show(act)
            self._open(act, made.id)
            self.panel, self.warning = "visit", warning
            self.said = f"Visite programmée le {french.long(made.planned_on)}."

    @rx.event
    @allow("planning_mission", "W")
    def move(self, form: dict):
        with acting(self) as act:
            when = _plan(form, str(form.get("worker", "")))
            warning = planning.move(act.session, act.actor, _id(self.opened["id"]), when, act.today, act.now)
            act.session.flush()
            self._show(act)
            self._open(act, _id(self.opened["id"]))
            self.warning = warning
            self.said = f"Visite déplacée au {french.long(when.planned_on)}."

    @rx.event
    @allow("planning_mission", "W")
    def cancel(self, form: dict):
        with acting(self) as act:
            reason = str(form.get("cancel_reason", ""))
            planning.cancel(act.session, act.actor, _id(self.opened["id"]), reason, act.today, act.now)
            act.session.flush()
            self._show(act)
            self._open(act, _id(self.opened["id"]))
            self.said = "Visite annulée. La tablette l’apprend à sa prochaine synchronisation."

    def _on_screen(self, day: date) -> bool:
        return self._start <= day < self._start + timedelta(days=FORTNIGHT)

    def _show(self, act: Act) -> None:
        start, today = self._start, act.today
        self._heard = feed.newest(act.session)
        days = [start + timedelta(days=count) for count in range(FORTNIGHT)]
        self.title = french.span(days[0], days[-1])
        self.days = [_day(one, today) for one in days]
        staff = planning.workers(act.session, act.actor)
        if roles.right(act.actor.role, "planning_mission").read is Reach.OWN:
            staff = [one for one in staff if one.id == act.actor.account_id]
        listed = visit.between(act.session, act.actor, days[0], days[-1], today)
        busy = {one.worker_id for one, _ in listed}
        staff = [one for one in staff if one.id in busy or visit_type.plannable(act.actor.role, one.role)]
        self.rows = _rows(act, staff, days, listed)
        self.received = [
            {
                "id": str(one.id),
                "family_id": str(one.family_id),
                "family": label,
                "author": author,
                "at": french.moment(one.received_at),
            }
            for one, label, author in record.unseen(act.session, act.actor, today)
        ]
        self.may_write = roles.right(act.actor.role, "planning_mission").write is not Reach.NONE
        self.workers = [{"value": str(one.id), "label": f"{one.name} – {roles.LABELS[one.role]}"} for one in staff]
        self.first_day, self.last_day = today.isoformat(), (today + planning.FURTHEST).isoformat()
        if self.opened["id"]:
            try:
                self._open(act, _id(self.opened["id"]))
            except Refusal:
                self.panel, self.opened = "", NOTHING

    def _open(self, act: Act, visit_id: uuid.UUID) -> None:
        found = visit.find(act.session, act.actor, visit_id, act.today)
        family = household.find(act.session, act.actor, found.family_id, act.today)
        worker = act.session.get_one(Account, found.worker_id)
        records = record.of_family(act.session, act.actor, family.id, act.today)
        written = next((str(one.id) for one in records if one.visit_id == found.id and not one.corrected_by_id), "")
        reads = roles.right(act.actor.role, "observations_vad").read is not Reach.NONE
        status = Status(found.status)
        self.opened = {
            "id": str(found.id),
            "family_id": str(family.id),
            "family": family.label,
            "address": ", ".join(part for part in (family.address, f"{family.postcode} {family.city}") if part.strip()),
            "kind": found.kind,
            "kind_label": visit_type.shown_to(act.actor.role, found.kind).label,
            "day": french.long(found.planned_on),
            "iso": found.planned_on.isoformat(),
            "hour": french.hour(found.planned_at),
            "minutes": str(found.duration_min),
            "worker_id": str(worker.id),
            "worker": worker.name,
            "status": status.label,
            "tone": TONES.get(status, ("planned", ""))[0],
            "reason": found.reason if reads or found.worker_id == act.actor.account_id else "",
            "cancel_reason": found.cancel_reason,
            "record_id": written,
            "changeable": self.may_write and status in OPEN and status is not Status.RUNNING,
        }


class Unreadable(Refusal):
    sentence = "Cette page n’est plus à jour : rechargez-la."


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError as error:
        raise Unreadable from error


def _plan(form: dict, worker: str) -> Plan:
    try:
        day = date.fromisoformat(str(form.get("day", "")))
    except ValueError as error:
        raise planning.Invalid("Indiquez la date de la visite.") from error
    try:
        hour = time.fromisoformat(str(form["hour"])).replace(tzinfo=None) if form.get("hour") else None
    except ValueError as error:
        raise planning.Invalid("L’heure s’écrit ainsi : 09:30.") from error
    try:
        minutes = int(str(form.get("minutes", "")))
    except ValueError as error:
        raise planning.Invalid("Indiquez la durée en minutes.") from error
    if not worker:
        raise planning.Invalid("Choisissez qui fait la visite.")
    return Plan(day, hour, minutes, _id(worker))


def _tone(day: date, today: date) -> str:
    if day == today:
        return "today"
    return "off" if day.weekday() >= 5 or french.holiday(day) else "open"


def _day(day: date, today: date) -> Day:
    holiday = french.holiday(day)
    label = french.long(day) + (f", férié : {holiday}" if holiday else "")
    name = french.DAYS[day.weekday()][:3]
    return {
        "iso": day.isoformat(),
        "name": name,
        "number": str(day.day),
        "tone": _tone(day, today),
        "label": label,
        "holiday": holiday,
    }


def _rows(act: Act, staff: Iterable[Account], days: list[date], listed: list[tuple[Visit, str]]) -> list[Row]:
    blocks: dict[tuple[uuid.UUID, date], list[Block]] = {}
    for one, family in listed:
        blocks.setdefault((one.worker_id, one.planned_on), []).append(_block(act, one, family))
    return [
        {
            "worker_id": str(worker.id),
            "name": worker.name,
            "role": roles.LABELS[worker.role],
            "cells": [
                {
                    "key": f"{worker.id}{day}",
                    "tone": _tone(day, act.today),
                    "blocks": blocks.get((worker.id, day), []),
                }
                for day in days
            ],
        }
        for worker in staff
    ]


def _block(act: Act, one: Visit, family: str) -> Block:
    kind = visit_type.shown_to(act.actor.role, one.kind)
    status = Status(one.status)
    tone, sign = TONES.get(status, ("planned", ""))
    hour = french.hour(one.planned_at)
    return {
        "id": str(one.id),
        "hour": hour or "–",
        "family": family.removeprefix("Famille "),
        "kind": kind.short,
        "tone": tone,
        "sign": sign,
        "label": f"{french.long(one.planned_on)} {hour}, {family}, {kind.label}, {status.label}",
    }


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Planning du secteur"),
                rx.el.p(Planning.title, class_name="soft", aria_live="polite"),
            ),
            theme.row(
                theme.button(
                    "←", on_click=Planning.turn(-2), aria_label="Quinzaine précédente", class_name="button-icon"
                ),
                theme.button("Aujourd’hui", on_click=Planning.turn(0)),
                theme.button("→", on_click=Planning.turn(2), aria_label="Quinzaine suivante", class_name="button-icon"),
                rx.cond(
                    Planning.may_write,
                    theme.button("Nouvelle visite", kind="primary", on_click=Planning.open_new),
                ),
            ),
            class_name="row-between",
        ),
        rx.cond(Planning.panel == "", said(Planning)),
        rx.cond(Planning.received.length() > 0, _received()),
        _grid(),
        rx.cond(Planning.panel == "visit", _visit_panel()),
        rx.cond(Planning.panel == "new", _new_panel()),
        Ticker.create(every=NEWS_EVERY_MS, on_tick=Planning.look_again.temporal),
        here="/planning",
    )


def _received() -> rx.Component:
    def line(one: Received) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                rx.el.span(one["family"], class_name="strong"),
                rx.el.span(one["author"]),
                rx.el.span(one["at"], class_name="soft small tabular"),
                href="/familles/" + one["family_id"] + "?ecrit=" + one["id"],
                class_name="received-line",
            )
        )

    return theme.card(
        rx.el.h2("Reçues des tablettes, pas encore vues : ", Planning.received.length()),
        rx.el.ul(rx.foreach(Planning.received, line), class_name="received"),
        class_name="stack",
    )


def _grid() -> rx.Component:
    def head(day: Day) -> rx.Component:
        return rx.el.th(
            rx.el.span(day["name"], class_name="small"),
            rx.el.span(day["number"], class_name="strong"),
            rx.el.span(day["label"], class_name="sr-only"),
            scope="col",
            title=day["label"],
            class_name="plan-day plan-" + day["tone"],
        )

    def block(one: Block) -> rx.Component:
        return rx.el.button(
            rx.el.span(one["hour"], " ", one["sign"], class_name="plan-hour tabular"),
            rx.el.span(one["family"], class_name="plan-family"),
            rx.el.span(one["kind"], class_name="plan-kind"),
            type="button",
            on_click=Planning.open_visit(one["id"]),
            aria_label=one["label"],
            class_name="plan-block plan-block-" + one["tone"],
        )

    def cell(one: Cell) -> rx.Component:
        return rx.el.td(rx.foreach(one["blocks"], block), class_name="plan-cell plan-" + one["tone"], key=one["key"])

    def row(one: Row) -> rx.Component:
        return rx.el.tr(
            rx.el.th(
                rx.el.span(one["name"], class_name="strong"),
                rx.el.span(one["role"], class_name="small soft"),
                scope="row",
                class_name="plan-worker",
            ),
            rx.foreach(one["cells"], cell),
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption("Visites par intervenant et par jour", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(rx.el.span("Intervenant"), scope="col", class_name="plan-worker"),
                    rx.foreach(Planning.days, head),
                )
            ),
            rx.el.tbody(rx.foreach(Planning.rows, row)),
            class_name="plan",
        ),
        class_name="plan-scroll",
        tab_index=0,
        role="region",
        aria_label="Planning de la quinzaine",
    )


def _panel(title: rx.Var | str, *children: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Planning.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Planning.close_panel),
        said(Planning),
        rx.cond(Planning.warning != "", theme.notice(Planning.warning, kind="warn")),
        *children,
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _line(label: str, value: rx.Var) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label), rx.el.dd(value, class_name="pre"), class_name="fact"))


def _options(listed: rx.Var[list[Choice]]) -> rx.Component:
    return rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["value"]))


def _date(value: rx.Var | str) -> rx.Component:
    return theme.text_input(
        name="day", type="date", default_value=value, min=Planning.first_day, max=Planning.last_day, required=True
    )


def _visit_panel() -> rx.Component:
    opened = Planning.opened
    move = rx.el.form(
        rx.el.h3("Déplacer"),
        rx.el.div(
            theme.field("Date", _date(opened["iso"])),
            theme.field("Heure", theme.text_input(name="hour", type="time", default_value=opened["hour"])),
            class_name="pair",
        ),
        theme.field(
            "Durée (minutes)",
            theme.text_input(
                name="minutes", type="number", min=5, max=600, step=5, default_value=opened["minutes"], required=True
            ),
        ),
        theme.field(
            "Intervenant",
            rx.el.select(
                _options(Planning.workers), name="worker", default_value=opened["worker_id"], class_name="select"
            ),
        ),
        theme.button("Enregistrer le déplacement", type="submit", kind="primary"),
        on_submit=Planning.move,
        class_name="stack",
        key=opened["id"] + opened["iso"] + opened["hour"] + opened["worker_id"] + opened["minutes"],
    )
    cancel = rx.el.details(
        rx.el.summary("Annuler la visite"),
        rx.el.form(
            theme.field(
                "Motif de l’annulation",
                rx.el.textarea(name="cancel_reason", class_name="textarea", required=True, max_length=2000),
            ),
            theme.button("Annuler cette visite", type="submit", kind="danger"),
            on_submit=Planning.cancel,
            class_name="stack",
        ),
        key="annuler" + opened["id"],
        class_name="fold",
    )
    return _panel(
        opened["family"],
        rx.el.dl(
            _line("Type", opened["kind_label"]),
            _line("Quand", opened["day"] + rx.cond(opened["hour"] != "", " à " + opened["hour"], ", heure à fixer")),
            _line("Durée", opened["minutes"] + " min"),
            _line("Intervenant", opened["worker"]),
            _line("État", opened["status"]),
            _line("Motif", opened["reason"]),
            _line("Motif de l’annulation", opened["cancel_reason"]),
            _line("Adresse", opened["address"]),
            class_name="facts",
        ),
        theme.row(
            theme.link_button("Ouvrir le dossier", href="/familles/" + opened["family_id"]),
            rx.cond(
                opened["record_id"] != "",
                theme.link_button(
                    "Lire la visite",
                    href="/familles/" + opened["family_id"] + "?ecrit=" + opened["record_id"],
                    kind="primary",
                ),
            ),
        ),
        rx.cond(opened["changeable"], rx.fragment(move, cancel)),
    )


def _new_panel() -> rx.Component:
    def found(one: Choice) -> rx.Component:
        return rx.el.li(
            theme.button(one["label"], on_click=Planning.choose_family(one["value"]), class_name="button-wide choice")
        )

    family = rx.cond(
        Planning.family["value"] != "",
        rx.el.div(
            rx.el.p("Famille", class_name="label"),
            theme.row(
                rx.el.p(Planning.family["label"], class_name="grow strong"),
                theme.button("Changer", kind="quiet", on_click=Planning.change_family),
            ),
        ),
        rx.el.div(
            theme.field(
                "Famille",
                theme.text_input(
                    type="search",
                    placeholder="Nom, prénom, commune ou numéro",
                    on_change=Planning.look_for_family.debounce(200),
                    auto_complete="off",
                ),
            ),
            rx.el.p(Planning.families_said, class_name="hint", aria_live="polite"),
            rx.el.ul(rx.foreach(Planning.families, found), class_name="stack-tight"),
            class_name="stack-tight",
        ),
    )
    return _panel(
        "Nouvelle visite",
        family,
        rx.el.form(
            theme.field(
                "Intervenant",
                rx.el.select(
                    rx.el.option("Choisir…", value=""),
                    _options(Planning.workers),
                    name="worker",
                    value=Planning.worker,
                    on_change=Planning.choose_worker,
                    class_name="select",
                    required=True,
                ),
            ),
            theme.field(
                "Type de visite",
                rx.el.select(
                    rx.el.option(rx.cond(Planning.worker == "", "Choisir d’abord l’intervenant", "Choisir…"), value=""),
                    _options(Planning.kinds),
                    name="kind",
                    value=Planning.kind,
                    on_change=Planning.choose_kind,
                    class_name="select",
                    required=True,
                    disabled=Planning.worker == "",
                ),
            ),
            rx.el.div(
                theme.field("Date", _date(Planning.first_day)),
                theme.field("Heure", theme.text_input(name="hour", type="time")),
                class_name="pair",
            ),
            theme.field(
                "Durée (minutes)",
                theme.text_input(
                    name="minutes",
                    type="number",
                    min=5,
                    max=600,
                    step=5,
                    default_value=Planning.minutes,
                    required=True,
                    key="duree" + Planning.kind,
                ),
            ),
            theme.field(
                "Motif", rx.el.textarea(name="reason", class_name="textarea", max_length=2000), "Lu sur la tablette."
            ),
            theme.button("Programmer la visite", type="submit", kind="primary"),
            on_submit=Planning.plan,
            class_name="stack",
        ),
    )


PAGE = Page(
    route="/planning",
    title="Planning – Fieldvisit",
    permission=Permission("planning_mission"),
    component=page,
    on_load=(Desk.arrive, Planning.load),
)
