"""« Relevés »: the months of the association, what each bills per order and per worker, validated then closed."""

import uuid
from datetime import date
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.account import Sector
from fieldvisit.access.journal import What
from fieldvisit.access.permission import allow
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.pages.office.statements_lines import GroupLine, by_order, by_worker, told
from fieldvisit.statements import keeping, months, reach, reading, signing
from fieldvisit.statements.entries import Book
from fieldvisit.statements.timesheet import Answer, Status
from fieldvisit.tisf import hours

HERE = "/releves"
PLACE = reach.PLACE
TONES = {Status.DRAFT: "plain", Status.ESTABLISHED: "warn", Status.CLOSED: "ok"}


class MonthLine(TypedDict):
    key: str
    month: str
    service: str
    status: str
    tone: str


class Statements(PageState):
    AT: ClassVar[str] = HERE

    months: list[MonthLine] = []
    key: str = ""
    title: str = ""
    status: str = ""
    tone: str = ""
    facts: list[str] = []
    sums: str = ""
    blocked: str = ""
    waiting: int = 0
    groups: list[GroupLine] = []
    workers: list[GroupLine] = []
    view: str = "orders"
    may_validate: bool = False
    may_close: bool = False
    may_sign: bool = False
    may_answer: bool = False
    refused: str = ""
    pdf: str = ""
    csv: str = ""

    @rx.event
    @allow(PLACE)
    def load(self):
        with looking(self, by_itself=True) as act:
            self._list(act)

    @rx.event
    @allow(PLACE)
    def open_one(self, key: str):
        with acting(self) as act:
            self._open(act, key, What.READ)

    @rx.event
    @allow(PLACE)
    def close(self):
        self.reset()
        return Statements.load

    @rx.event
    @allow(PLACE)
    def show(self, view: str):
        self.view = view

    @rx.event
    @allow(PLACE, "W")
    def validate(self):
        with acting(self) as act:
            book, month = _named(act, self.key)
            keeping.validate(act.session, act.actor, book, month, act.today, act.now)
            self._open(act, self.key)
            self.said = f"Relevé {months.of_name(month)} validé. Relisez-le, puis closez le mois."

    @rx.event
    @allow(PLACE, "W")
    def close_month(self):
        with acting(self) as act:
            book, month = _named(act, self.key)
            keeping.close(act.session, act.actor, book, month, act.today, act.now)
            act.session.flush()
            self._open(act, self.key)
            self.said = f"Mois {months.of_name(month)} clos : ce qui change ensuite paraît dans le relevé suivant."

    @rx.event
    @allow(PLACE, "W")
    def sign(self, form: dict):
        with acting(self) as act:
            book, month = _named(act, self.key)
            signing.sign(
                act.session, act.actor, book, month, _order(form),
                signed_by=str(form.get("signed_by", "")),
                signed_on=french.day_from(str(form.get("signed_on", ""))),
                unsigned_reason=str(form.get("unsigned_reason", "")),
                today=act.today, now=act.now,
            )  # fmt: skip
            self._open(act, self.key)
            self.said = "Signature notée."
        self._say_there(form)

    @rx.event
    @allow(PLACE, "W")
    def accept(self, order: str):
        self._answer({"order": order}, Answer.ACCEPTED, "Heures acceptées.")

    @rx.event
    @allow(PLACE, "W")
    def contest(self, form: dict):
        self._answer(form, Answer.CONTESTED, "Contestation envoyée au ou à la responsable.")

    def _answer(self, form: dict, to: Answer, said: str) -> None:
        with acting(self) as act:
            book, month = _named(act, self.key)
            sheet = keeping.sheet_of(act.session, book, month)
            if sheet is None:
                raise reach.NotFound
            words = str(form.get("words", ""))
            signing.answer(act.session, act.actor, sheet, _order(form), to, words, act.today, act.now)
            self._open(act, self.key)
            self.said = said
        self._say_there(form)

    def _say_there(self, form: dict) -> None:
        """A refusal is read where the form is: the top of a long month is out of sight."""
        self.refused = str(form.get("order", "")) if self.problem else ""

    def _list(self, act: Act) -> None:
        found = reading.listed(act.session, act.actor, act.today)
        sectors = {book.sector_id: act.session.get_one(Sector, book.sector_id).name for book, _, _ in found}
        self.months = [
            {
                "key": _key(book, month),
                "month": months.name(month).capitalize(),
                "service": f"{book.service} – {sectors[book.sector_id]}",
                "status": status.label,
                "tone": TONES[status],
            }
            for book, month, status in found
        ]

    def _open(self, act: Act, key: str, what: What | None = None) -> None:
        book, month = _named(act, key)
        found = reading.look(act.session, act.actor, book, month, act.today)
        if what is not None:
            reading.note(act.session, act.actor, found, what, act.now)
        keeps, closed = reach.may(act.actor, reach.ESTABLISH), found.status is Status.CLOSED
        self.refused = ""
        self.key, self.title = key, f"{months.name(month).capitalize()} – {book.service}, {found.sector}"
        self.status, self.tone = found.status.label, TONES[found.status]
        self.facts, self.sums = _facts(found), told(found.sums)
        self.blocked, self.waiting = ("" if closed or not keeps else found.blocked), found.waiting
        self.may_validate = keeps and found.status is Status.DRAFT and not found.blocked and bool(found.rows)
        self.may_close = keeps and found.status is Status.ESTABLISHED and not found.blocked
        self.may_sign = reach.may(act.actor, reach.SIGN) and not closed
        self.may_answer = reach.may(act.actor, reach.ACCEPT) and closed
        self.groups, self.workers = by_order(found), by_worker(found)
        self.pdf = f"/api/releves/{found.sheet.id}.pdf" if found.sheet else ""
        self.csv = f"/api/releves/{found.sheet.id}.csv" if found.sheet else ""
        self._list(act)


def _facts(found: reading.Statement) -> list[str]:
    said = []
    if found.stale:
        said.append(keeping.Changed.sentence)
    if found.validated_by and found.sheet.validated_at:
        said.append(f"Validé par {found.validated_by} le {french.short(hours.day(found.sheet.validated_at))}.")
    if found.closed_by and found.sheet.closed_at:
        said.append(f"Clos par {found.closed_by} le {french.short(hours.day(found.sheet.closed_at))}.")
    corrected = sum(one.correction for one in found.rows)
    if corrected:
        said.append("Une correction d’un mois clos." if corrected == 1 else f"{corrected} corrections de mois clos.")
    return said


def _key(book: Book, month: date) -> str:
    return f"{month:%Y-%m}|{book.sector_id}|{book.service}"


def _named(act: Act, key: str) -> tuple[Book, date]:
    """:raises reach.NotFound: if nothing of it is open to who asks"""
    month, _, rest = key.partition("|")
    sector, _, service = rest.partition("|")
    day, sector_id = months.read(month), id_of(sector)
    if day is None or sector_id is None:
        raise reach.NotFound
    return reach.find(act.session, act.actor, service, sector_id, act.today), day


def _order(form: dict) -> uuid.UUID:
    found = id_of(str(form.get("order", "")))
    if found is None:
        raise reach.NotFound
    return found
