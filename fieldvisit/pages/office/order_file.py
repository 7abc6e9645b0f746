"""One intervention order: what is written of it, its steps for whoever makes them, its history.

Its form is drawn in ``order_form.py``, its sessions are ``order_sessions.py``.
"""

import uuid
from typing import ClassVar

import reflex as rx
from sqlmodel import select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.journal import What
from fieldvisit.access.permission import allow
from fieldvisit.families.household import Household
from fieldvisit.pages.office import french
from fieldvisit.pages.office import order_lines as lines
from fieldvisit.pages.office.desk import Act, PageState, acting, consulting, loading, looking
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.pages.office.order_form import goals_of, told_of, typed
from fieldvisit.pages.office.order_lines import Bar, Event, Fact, Option
from fieldvisit.tisf import (
    counting,
    lists,
    order_reach,
    order_steps,
    order_warnings,
    ordering,
    planned,
    requests,
    steps,
)
from fieldvisit.tisf.goal import State
from fieldvisit.tisf.order import InterventionOrder, Status
from fieldvisit.tisf.order_steps import Act as Step
from fieldvisit.words import Refusal

NEW = "nouveau"
#: Steps that ask for nothing, and what each of the others asks for in its panel.
AT_ONCE = (Step.SEND,)


class Unknown(Refusal):
    sentence = "Cette étape n’existe pas."


class StepLine(Option):
    """``value``: the act; ``label``: what the button says."""


class OrderFile(PageState):
    AT: ClassVar[str] = "/interventions/"

    order_id: str = ""
    family: str = ""
    family_href: str = ""
    number: str = ""
    status: str = ""
    tone: str = "plain"
    facts: list[Fact] = []
    goals: list[dict[str, str]] = []
    warnings: list[str] = []
    bar: Bar = lines.NO_BAR
    steps: list[StepLine] = []
    history: list[Event] = []
    may_change: bool = False
    editing: bool = False
    panel: str = ""
    panel_title: str = ""
    values: dict[str, str] = {}
    typed_goals: list[dict[str, str]] = []
    funders: list[Option] = []
    motives: list[Option] = []
    services: list[Option] = []
    referents: list[Option] = []
    workers: list[Option] = []
    _order_id: uuid.UUID | None = None
    _family_id: uuid.UUID | None = None
    _subject: str = ""

    @rx.event
    @allow("ordres_intervention")
    def load(self):
        asked = self.router.url.path.rstrip("/").rsplit("/", 1)[-1]
        if asked == NEW:
            family = str(self.router.url.query_parameters.get("famille", ""))
            with loading(self, f"{NEW}:{family}") as act:
                if not self.editing:
                    self._begin(act, id_of(family))
            return
        with loading(self, asked, consulting) as act:
            found = order_reach.find(act.session, act.actor, id_of(asked), act.today)
            journal.note(
                act.session, act.actor, found.family_id, What.READ, ordering.SCREEN, act.now, subject_id=found.id
            )
            self._show(act, found)

    @rx.event
    @allow("ordres_intervention")
    def refresh(self):
        """After its sessions changed; what was just said stays."""
        with looking(self, by_itself=True) as act:
            self._show(act, self._order(act))

    @rx.event
    @allow("ordres_intervention", "W")
    def edit(self):
        with looking(self) as act:
            order = self._order(act)
            self.values = typed(order)
            told = ordering.goals_of(act.session, order.id)
            self._goals([{"text": one.text, "indicator": one.indicator} for one in told])
            self._choices(act, order.family_id)
            self.editing = True

    @rx.event
    @allow("ordres_intervention")
    def leave(self):
        if self._order_id is None:
            return rx.redirect("/interventions")
        self.editing, self.problem = False, ""
        return None

    @rx.event
    @allow("ordres_intervention", "W")
    def save(self, form: dict):
        made = None
        # What was typed stays on screen when it is refused.
        self.values = self.values | {name: str(value) for name, value in form.items()}
        with acting(self) as act:
            told, goals = told_of(form), goals_of(form)
            if self._order_id is None:
                if self._family_id is None:
                    raise order_reach.NotFound
                made = ordering.draft(act.session, act.actor, self._family_id, told, goals, act.today, act.now)
            else:
                order = ordering.change(act.session, act.actor, self._order_id, told, goals, act.today, act.now)
                self._show(act, order)
                self.editing, self.said = False, "Ordre enregistré."
        return rx.redirect(f"/interventions/{made.id}") if made is not None else None

    @rx.event
    @allow("ordres_intervention", "W")
    def step(self, act_code: str):
        """Made at once, or asked for in the panel."""
        if act_code in AT_ONCE:
            return self._make(Step(act_code), {})
        if act_code in list(Step):
            self.panel, self.panel_title = act_code, Step(act_code).label
            self.problem = self.said = ""
        return None

    @rx.event
    @allow("ordres_intervention", "W")
    def make(self, form: dict):
        if self.panel in list(Step):
            self._make(Step(self.panel), form)

    @rx.event
    @allow("ordres_intervention")
    def close_panel(self):
        self.panel, self.problem = "", ""

    def _make(self, step: Step, form: dict) -> None:
        with acting(self) as act:
            order = _made(act, self._order(act).id, step, form)
            self._show(act, order)
            self.panel = ""
            self.said = f"Enregistré : l’ordre est « {Status(order.status).label} »."

    def _begin(self, act: Act, family_id: uuid.UUID | None) -> None:
        if family_id is None:
            raise order_reach.NotFound
        told = requests.prefilled(act.session, act.actor, family_id, act.today)
        self._family_id, self._order_id, self.order_id = family_id, None, ""
        self._head(act, family_id)
        self.number, self.status = "Nouvel ordre", ""
        self.values = {name: _text(value) for name, value in told.items()}
        self._goals([])
        self._choices(act, family_id)
        self.editing = True

    def _order(self, act: Act) -> InterventionOrder:
        if self._order_id is None:
            raise order_reach.NotFound
        return order_reach.find(act.session, act.actor, self._order_id, act.today)

    def _head(self, act: Act, family_id: uuid.UUID) -> None:
        self.family = act.session.get_one(Household, family_id).label
        self.family_href = f"/familles/{family_id}"

    def _goals(self, told: list[dict[str, str]]) -> None:
        empty = {"text": "", "indicator": ""}
        self.typed_goals = [*told, *[empty] * (5 - len(told))]

    def _choices(self, act: Act, family_id: uuid.UUID) -> None:
        known = ordering.funders_for(act.actor.role)
        self.funders = lines.options({code: lists.FUNDERS[code] for code in known})
        self.motives = [
            {"value": code, "label": f"{one.theme or 'Département'} : {one.label}"}
            for code, one in sorted(lists.MOTIVES.items(), key=lambda each: each[1].of_caf)
            if one.of_caf or "dep_pmi" in known
        ]
        sector = act.session.get_one(Household, family_id).sector_id
        self.services = [{"value": one, "label": one} for one in ordering.services(act.session, [sector])]
        able = lists.who("ordre", ordering.DRAFT)
        here = select(AccountSector.account_id).where(AccountSector.sector_id == sector)
        query = select(Account).where(Account.role.in_(able), Account.disabled_at.is_(None), Account.id.in_(here))
        self.referents = [
            {"value": str(one.id), "label": one.name} for one in act.session.exec(query.order_by(Account.name))
        ]

    def _show(self, act: Act, order: InterventionOrder) -> None:
        self._order_id, self._family_id, self.order_id = order.id, order.family_id, str(order.id)
        self._head(act, order.family_id)
        self.number, self.status = order.number, Status(order.status).label
        self.tone = lines.TONES[Status(order.status)]
        worker = act.session.get(Account, order.usual_worker_id) if order.usual_worker_id else None
        self.facts = lines.facts(act.actor, order, worker.name if worker else "")
        self.goals = [
            {"rank": str(one.rank), "text": one.text, "indicator": one.indicator, "state": State(one.state).label}
            for one in ordering.goals_of(act.session, order.id)
        ]
        told = counting.of_order(act.session, order.id)
        self.bar = lines.bar(order.minutes_granted, told)
        self.warnings = [one.label for one in order_warnings.of(order, told, act.today)]
        self.steps = [{"value": one.value, "label": one.label} for one in order_steps.offered(act.actor, order)]
        self.may_change = ordering.may_change(act.actor, order)
        self.values = {
            "ends_on": order.ends_on.isoformat(),
            "hours": f"{order.minutes_granted / 60:g}".replace(".", ","),
            "worker": _text(worker and worker.id),
        }
        self.workers = [{"value": str(one.id), "label": one.name} for one in planned.able(act.session, order)]
        self.history = [
            {"day": french.moment(one.at), "who": who, "act": one.act.capitalize(), "words": _words(act, one)}
            for one, who in ordering.history(act.session, order.id)
        ]


def _made(act: Act, order_id: uuid.UUID, step: Step, form: dict) -> InterventionOrder:
    s, actor, day, now = act.session, act.actor, act.today, act.now
    words = str(form.get("words", ""))
    workers = [one for name in ("worker", "worker_2") if (one := id_of(str(form.get(name, ""))))]
    until, granted = french.day_from(str(form.get("ends_on", ""))), str(form.get("hours", ""))
    made = {
        Step.SEND: lambda: steps.send(s, actor, order_id, day, now),
        Step.OPEN: lambda: steps.open_own(s, actor, order_id, words, workers, day, now),
        Step.ACCEPT: lambda: steps.accept(s, actor, order_id, workers, day, now),
        Step.REFUSE: lambda: steps.refuse(s, actor, order_id, words, day, now),
        Step.SUSPEND: lambda: steps.suspend(s, actor, order_id, words, day, now),
        Step.RESUME: lambda: steps.resume(s, actor, order_id, words, day, now),
        Step.ASK: lambda: steps.ask_extension(s, actor, order_id, until, granted, words, day, now),
        Step.EXTEND: lambda: steps.extend(s, actor, order_id, until, granted, words, day, now),
        Step.STOP: lambda: steps.stop(s, actor, order_id, words, day, now),
        Step.END: lambda: steps.end(s, actor, order_id, day, now),
    }.get(step)
    if made is None:
        raise Unknown
    return made()


def _words(act: Act, one) -> str:
    """What a colleague of the county wrote of an order is hers to read; a family worker reads that it was made."""
    return "" if act.actor.role in order_reach.WORKERS else one.words


def _text(value: object) -> str:
    return "" if value is None else str(value)
