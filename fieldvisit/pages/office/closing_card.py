"""« Bilans » of an order’s page: what was sent or waits, the draft kept at each touch, signed and sent from here.

Drawn in ``closing_view.py``.
"""

import uuid
from datetime import datetime
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.exports import closing_pdf
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.pages.office.order_file import OrderFile
from fieldvisit.pages.office.order_lines import Fact
from fieldvisit.tisf import closing, closing_reach, counting, order_reach
from fieldvisit.tisf.closing_report import ClosingReport, Kind, Status
from fieldvisit.tisf.order import InterventionOrder

NO_TEXTS = dict.fromkeys((*closing.TEXTS, "family_read_on"), "")
TONES = {Status.DRAFT: "warn", Status.SIGNED: "sea", Status.SENT: "ok"}


class ReportLine(TypedDict):
    """``may_send``: signed, and this reader's to send; ``draft``: still written."""

    id: str
    title: str
    words: str
    status: str
    tone: str
    href: str
    draft: bool
    may_send: bool


class GoalLine(TypedDict):
    id: str
    text: str
    state: str
    words: str


class ClosingCard(PageState):
    AT: ClassVar[str] = "/interventions/"

    reports: list[ReportLine] = []
    may_write: bool = False
    may_sign: bool = False
    may_step: bool = False
    may_end: bool = False
    end_label: str = ""
    due: bool = False
    draft_id: str = ""
    title: str = ""
    is_end: bool = False
    typed: dict[str, str] = NO_TEXTS
    goals: list[GoalLine] = []
    facts: list[Fact] = []
    kept: str = ""
    today: str = ""
    form: int = 0
    spoke: bool = False
    _seen: datetime | None = None
    _subject: str = ""

    @rx.event
    @allow("ordres_intervention")
    async def load(self):
        order_id = (await self.get_state(OrderFile))._order_id
        with loading(self, order_id) as act:
            if order_id is not None:
                self._show(act, order_id)

    @rx.event
    @allow("ordres_intervention")
    async def refresh(self):
        """After a step of the order; what was just said stays."""
        order_id = (await self.get_state(OrderFile))._order_id
        with looking(self, by_itself=True) as act:
            if order_id is not None:
                self.spoke = False
                self._show(act, order_id)

    @rx.event
    @allow("releves_bilans", "W")
    async def begin(self, kind: str):
        """The draft of this kind, begun or taken up again."""
        order_id = (await self.get_state(OrderFile))._order_id
        self.spoke = True
        with acting(self) as act:
            if order_id is None:
                raise closing_reach.NotFound
            self._open(act, closing.begin(act.session, act.actor, order_id, kind, act.today, act.now))
            self._show(act, order_id)

    @rx.event
    @allow("releves_bilans", "W")
    def write(self, name: str, value: str):
        """One field, as it is typed."""
        if not self.draft_id:
            return
        self.spoke = True
        if name in NO_TEXTS:
            self.typed = {**self.typed, name: str(value)}
        with acting(self) as act:
            draft = closing.keep(
                *(act.session, act.actor, id_of(self.draft_id), str(name), str(value), self._seen),
                *(act.today, act.now),
            )
            self._seen = draft.changed_at
            self.kept = f"Brouillon gardé à {french.hour(act.now.astimezone(french.PARIS).time())}"

    @rx.event
    @allow("releves_bilans", "W")
    def leave(self):
        """The draft stays as it is."""
        self.draft_id, self.problem = "", ""

    @rx.event
    @allow("releves_bilans", "W")
    def sign(self):
        self.spoke = True
        with acting(self) as act:
            signed = closing.sign(act.session, act.actor, id_of(self.draft_id), act.today, act.now)
            self.draft_id = ""
            self._show(act, signed.order_id)
            self.said = "Signé. Il reste à le transmettre."

    @rx.event
    @allow("releves_bilans", "W")
    def send(self, report_id: str):
        self.spoke = True
        with acting(self) as act:
            sent = closing.send(act.session, act.actor, id_of(report_id), act.today, act.now)
            to = closing.prescriber(act.session, act.session.get_one(InterventionOrder, sent.order_id))
            self._show(act, sent.order_id)
            self.said = f"Transmis à {to.name}." if to else "Transmis à la coordination du secteur."

    def _show(self, act: Act, order_id: uuid.UUID) -> None:
        found = closing_reach.of_order(act.session, act.actor, order_id, act.today)
        order = order_reach.find(act.session, act.actor, order_id, act.today)
        role = act.actor.role
        self.reports = [_line(act, one) for one in found]
        self.may_write = closing_reach.may(role, closing_reach.WRITE)
        self.may_sign = closing_reach.may(role, closing_reach.SIGN)
        self.may_step = self.may_write and order.status in closing.TOLD[Kind.STEP]
        self.may_end = self.may_write and order.status in closing.TOLD[Kind.END]
        begun = any(one.kind == Kind.END and one.status == Status.DRAFT for one in found)
        signed = closing.is_signed(act.session, order)
        self.end_label = (
            "Continuer le bilan de fin" if begun else "Corriger le bilan signé" if signed else "Écrire le bilan de fin"
        )
        told = counting.of_order(act.session, order.id)
        self.due = self.may_write and closing.step_due(act.session, order, told, act.today)
        self.today = act.today.isoformat()

    def _open(self, act: Act, draft: ClosingReport) -> None:
        order = act.session.get_one(InterventionOrder, draft.order_id)
        self.form += 1
        self.draft_id, self._seen, self.kept = str(draft.id), draft.changed_at, ""
        self.title, self.is_end = _title(draft), draft.kind == Kind.END
        self.typed = {name: getattr(draft, name) for name in closing.TEXTS}
        self.typed["family_read_on"] = draft.family_read_on.isoformat() if draft.family_read_on else ""
        self.goals = [
            {"id": one["goal_id"], "text": one["text"], "state": one["state"], "words": one["words"]}
            for one in draft.goals
        ]
        told = closing_pdf.said(order, closing.figures(act.session, order))
        self.facts = [{"label": label, "value": value} for label, value in told]


def _title(one: ClosingReport) -> str:
    return Kind(one.kind).label + (f", version {one.version}" if one.version > 1 else "")


def _line(act: Act, one: ClosingReport) -> ReportLine:
    by = act.session.get_one(Account, one.signed_by or one.changed_by).name
    when = french.moment(one.signed_at or one.changed_at)
    sent = f", transmis le {french.moment(one.sent_at)}" if one.sent_at else ""
    return {
        "id": str(one.id),
        "title": _title(one),
        "words": f"{'Signé par' if one.signed_at else 'Écrit par'} {by} le {when}{sent}",
        "status": Status(one.status).label,
        "tone": TONES[Status(one.status)],
        "href": f"/api/bilans/{one.id}.pdf",
        "draft": one.status == Status.DRAFT,
        "may_send": one.status == Status.SIGNED and closing_reach.may(act.actor.role, closing_reach.SEND),
    }
