"""« IP reçues »: the reports that one reads; for the CRIP, their way to the outcome within three months."""

import uuid
from datetime import date
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import Permission, allow
from fieldvisit.concerns import evaluating, history, reach, reading
from fieldvisit.concerns.lists import COURT, OUTCOMES, OVER, Recipient, Status
from fieldvisit.concerns.report import Act as Done
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.exports import concern_pdf
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, count_again, looking
from fieldvisit.pages.office.unit_screen import page
from fieldvisit.pages.page import Page

HERE = "/crip"
ASKED = "information_preoccupante"
UNHEARD: list[Status] = [Status.SENT, Status.ACKNOWLEDGED]


class Line(TypedDict):
    id: str
    reference: str
    children: str
    received: str
    status: str
    tone: str
    due: str
    due_tone: str
    danger: bool


class Fact(TypedDict):
    label: str
    value: str


class Paper(TypedDict):
    id: str
    name: str


class Opened(TypedDict):
    id: str
    reference: str
    status: str
    due: str
    danger: bool
    court: bool
    facts: str
    context: str


NOTHING: Opened = {
    "id": "", "reference": "", "status": "", "due": "", "danger": False, "court": False, "facts": "", "context": "",
}  # fmt: skip


class Unit(PageState):
    AT: ClassVar[str] = HERE

    lines: list[Line] = []
    over: bool = False
    whole: bool = False
    count: str = ""
    opened: Opened = NOTHING
    said_of: list[Fact] = []
    quotes: list[Fact] = []
    extracts: list[Fact] = []
    papers: list[Paper] = []
    mails: list[str] = []
    gaps: list[str] = []
    past: list[Fact] = []
    may: list[str] = []
    outcomes: list[str] = []
    form: int = 0

    @rx.event
    @allow(ASKED)
    def load(self):
        with looking(self) as act:
            self._list(act)

    @rx.event
    @allow(ASKED)
    def show_over(self, over: bool):
        with looking(self) as act:
            self.over = over
            self._list(act)

    @rx.event
    @allow(ASKED)
    def open(self, report_id: str):
        with acting(self) as act:  # a reading is written down
            self._open(act, _id(report_id))

    @rx.event
    @allow(ASKED)
    def close(self):
        self.opened, self.problem, self.said = NOTHING, "", ""
        self.said_of = self.quotes = self.extracts = self.past = []
        self.papers, self.mails, self.gaps = [], [], []

    @rx.event
    @allow(ASKED, "W")
    async def acknowledge(self):
        self._do(evaluating.acknowledge, "Accusé de réception donné : son auteur le voit.")
        await count_again(self)

    @rx.event
    @allow(ASKED, "W")
    def evaluate(self, form: dict):
        self._do(evaluating.begin, "Évaluation commencée.", str(form.get("who", "")))

    @rx.event
    @allow(ASKED, "W")
    async def conclude(self, form: dict):
        words = (str(form.get("outcome", "")), str(form.get("words", "")))
        self._do(evaluating.conclude, "Suites enregistrées.", *words)
        await count_again(self)

    @rx.event
    @allow(ASKED, "W")
    def file(self, form: dict):
        self._do(evaluating.close, "Information classée.", str(form.get("words", "")))

    @rx.event
    @allow(ASKED, "W")
    def attach_extract(self, form: dict):
        self._do(evaluating.attach_extract, "Extrait joint.", str(form.get("words", "")))

    def _do(self, verb, sentence: str, *words: str) -> None:
        with acting(self) as act:
            report_id = _id(self.opened["id"])
            verb(act.session, act.actor, report_id, *words, act.today, act.now)
            act.session.flush()
            self._list(act)
            self._show(act, reading.opened(act.session, reading.find(act.session, act.actor, report_id, act.today)))
            self.said = sentence

    def _list(self, act: Act) -> None:
        found = reading.listed(act.session, act.actor, act.today, over=self.over)
        self.whole = act.actor.role in reach.COUNTY
        self.lines = [_line(one, act.today) for one in found]
        self.count = {0: "Aucune information", 1: "1 information"}.get(len(found), f"{len(found)} informations")

    def _open(self, act: Act, report_id: uuid.UUID) -> None:
        self._show(act, reading.read(act.session, act.actor, report_id, act.today, act.now))

    def _show(self, act: Act, opened: reading.Opened) -> None:
        report, self.form = opened.report, self.form + 1
        self.opened = {
            "id": str(report.id),
            "reference": report.reference,
            "status": Status(report.status).label,
            "due": _due(report, act.today)[0],
            "danger": bool(report.danger),
            "court": report.recipient == Recipient.PROSECUTOR,
            "facts": report.facts,
            "context": report.context,
        }
        self.said_of = [{"label": label, "value": value} for label, value in concern_pdf.said(report)]
        self.quotes = [
            {"label": " – ".join(filter(None, (one["who"], one["when"]))) or "Qui : non dit", "value": one["words"]}
            for one in report.quotes
        ]
        self.extracts = [
            {"label": f"{one.author_name}, {french.moment(one.at)}", "value": one.words} for one in opened.extracts
        ]
        self.papers = [{"id": str(id), "name": name} for id, name, _ in opened.pieces]
        self.mails = [_mail(one) for one in opened.mails]
        self.gaps = list(report.gaps)
        self.past = [
            {"label": f"{french.moment(event.at)} {name}".strip(), "value": _told(event)}
            for event, name in history.of(act.session, report.id)
        ]
        self.may = _may(act, report)
        early = report.status in UNHEARD
        self.outcomes = [COURT] if early else list(OUTCOMES)


def _may(act: Act, report: ConcernReport) -> list[str]:
    """Which acts this reader has on it now."""
    found = []
    if act.actor.role in reach.DOCTORS and report.status not in OVER:
        found.append("extract")
    if act.actor.role not in reach.COUNTY:
        return found
    acts = {
        Status.SENT: ["acknowledge", "conclude"],
        Status.ACKNOWLEDGED: ["evaluate", "conclude", "file"],
        Status.EVALUATING: ["conclude", "evaluate", "file"],
        Status.EVALUATED: ["file"],
    }
    return found + acts.get(Status(report.status), [])


def _line(one: ConcernReport, today: date) -> Line:
    due, tone = _due(one, today)
    return {
        "id": str(one.id),
        "reference": one.reference,
        "children": ", ".join(child["name"] for child in one.children) or "Enfant non nommé",
        "received": f"Reçue le {french.moment(one.received_at)}",
        "status": Status(one.status).label,
        "tone": "warn" if one.status == Status.SENT else "plain",
        "due": due,
        "due_tone": tone,
        "danger": bool(one.danger),
    }


def _due(one: ConcernReport, today: date) -> tuple[str, str]:
    """The deadline of the evaluation in words, and its colour."""
    if one.status in OVER or one.due_on is None:
        return "", "plain"
    late, left = evaluating.late(one, today), (one.due_on - today).days
    if late:
        return f"En retard de {late} jour{'s' if late > 1 else ''} (3 mois le {french.short(one.due_on)})", "alarm"
    return f"À évaluer avant le {french.short(one.due_on)}", "warn" if left <= 15 else "plain"


def _mail(one) -> str:
    to = "Procureur" if one.recipient == Recipient.PROSECUTOR else "CRIP"
    if one.sent_at:
        return f"Courriel {to} : envoyé le {french.moment(one.sent_at)}"
    return f"Courriel {to} : pas encore envoyé. {one.problem}".strip()


def _told(event) -> str:
    words = event.words if event.act in (Done.EVALUATING, Done.EVALUATED, Done.CLOSED, Done.ATTACHED) else ""
    return " : ".join(filter(None, (Done(event.act).label, words)))


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise reach.NotFound from error


PAGE = Page(
    route=HERE,
    title="IP reçues – Fieldvisit",
    permission=Permission(ASKED),
    component=lambda: page(Unit),
    on_load=(Desk.arrive, Unit.load),
)
