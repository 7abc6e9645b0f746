"""Writes the intervention orders of the demo county, their history, and the sessions of their patterns around today."""

import uuid
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from fieldvisit.access.account import Account
from fieldvisit.access.care import GRACE, CareRelationship, Reason
from fieldvisit.demo import chance, clock, session_notes
from fieldvisit.demo.households import Settled
from fieldvisit.demo.order_table import ORDERS, Pattern, Told
from fieldvisit.demo.people import ASSOCIATION
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import lists
from fieldvisit.tisf.goal import InterventionGoal, State
from fieldvisit.tisf.order import STANDING, InterventionOrder, OrderEvent, Status
from fieldvisit.tisf.session import InterventionSession

#: How far ahead sessions are planned.
AHEAD = timedelta(weeks=4)
DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
RESPONSIBLE = "patricia.lemoine"
#: What happened before a status, in order: act of the circuits, status reached, whether by the association.
PATH = (
    ("valider et transmettre", Status.SENT, False),
    ("accepter", Status.ACCEPTED, True),
    ("démarrer", Status.RUNNING, True),
)
LAST = {
    Status.SUSPENDED: ("suspendre", True),
    Status.EXTENDED: ("prolonger", False),
    Status.STOPPED: ("interrompre", True),
}


def keep(
    session: Session, by_name: dict[str, Settled], accounts: dict[str, uuid.UUID], new_id: chance.Ids, today: date
) -> None:
    session.flush()
    for number, told in enumerate(ORDERS, start=1):
        _Order(session, accounts, new_id, today, by_name[told.home], told, number).keep()


class _Order:
    def __init__(self, session, accounts, new_id, today, family: Settled, told: Told, number: int):
        self.session, self.accounts, self.new_id, self.today = session, accounts, new_id, today
        self.family, self.told, self.number = family, told, number
        self.first, self.last = today - timedelta(days=told.begun), today + timedelta(days=told.left)
        self.drafted = clock.instant(self.first - timedelta(days=12), time(10, 5 + number))

    def keep(self) -> None:
        self.order = self._row()
        self.session.add(self.order)
        self.session.flush()
        for rank, (text, indicator) in enumerate(self.told.goals, start=1):
            running = self.told.begun > 0 and rank == 1
            self._add(
                InterventionGoal,
                rank=rank,
                text=text,
                indicator=indicator,
                state=State.RUNNING if running else State.NOT_BEGUN,
                state_on=self.today - timedelta(days=7) if running else None,
            )
        self._history()
        self._care()
        if self.told.worker and self.told.pattern:
            self._sessions(self.told.pattern)

    def _add(self, table, **values) -> None:
        common = {"id": self.new_id(), "order_id": self.order.id, "family_id": self.family.household.id}
        self.session.add(table(**common, **values))

    def _row(self) -> InterventionOrder:
        told, own = self.told, self.told.funder in lists.ASSOCIATION
        referent = self.session.get_one(Account, self.accounts[told.drafted])
        checked = told.validated and told.status is not Status.DRAFT
        return InterventionOrder(
            id=self.new_id(),
            family_id=self.family.household.id,
            number=f"OI-{self.drafted.year}-{self.number:05}",
            frame=told.frame,
            funder=told.funder,
            motive=told.motive,
            level=told.level,
            starts_on=self.first,
            ends_on=self.last,
            minutes_granted=told.hours * 60,
            minutes_per_week=told.pattern and len(told.pattern.days) * told.pattern.minutes // told.pattern.every,
            recurrence=told.pattern and self._recurrence(told.pattern),
            referent_id=referent.id,
            referent=f"{referent.name}, {referent.phone}",
            service=ASSOCIATION,
            contribution_scheme="qf" if told.cents else "gratuit",
            income_ratio=480 + told.cents if told.cents else None,
            contribution_cents=told.cents or None,
            contribution_from=self.first if told.cents else None,
            safety_notes=told.safety,
            daily_notes=self.family.household.daily_instructions,
            review_on=self.first + (self.last - self.first) / 2,
            status=told.status,
            funder_reference=f"{told.funder.upper()}01-{self.first.year}-{4200 + self.number}" if own else "",
            usual_worker_id=self.accounts.get(told.worker),
            drafted_by=referent.id,
            drafted_at=self.drafted,
            validated_by=self.accounts[told.validated] if checked else None,
            validated_at=self.drafted + timedelta(days=2) if checked else None,
            signature_each=told.signature_each,
        )

    def _recurrence(self, pattern: Pattern) -> dict:
        return {
            "frequence": "quinzaine" if pattern.every == 2 else "hebdomadaire",
            "jours": [DAYS[day] for day in pattern.days],
            "heure_debut": pattern.at,
            "duree_min": pattern.minutes,
            "premiere_date": self.first.isoformat(),
            "derniere_date": None,
            "jours_feries": "sauter",
            "vacances_scolaires": "maintenir",
            "exceptions": [],
            "intervenante": str(self.accounts[self.told.worker]) if self.told.worker else None,
        }

    def _history(self) -> None:
        told, at = self.told, self.drafted
        self._event("rédiger", "", Status.DRAFT, told.drafted, at)
        reached, own = Status.DRAFT, told.funder in lists.ASSOCIATION
        if own:
            at += timedelta(days=3)
            self._event("ouvrir (CAF, MSA, mutuelle)", reached, Status.ACCEPTED, RESPONSIBLE, at)
            reached = Status.ACCEPTED
        begun = told.status not in (Status.DRAFT, Status.SENT, Status.ACCEPTED, Status.REFUSED)
        for act, status, of_service in PATH[2:] if own else PATH:
            wanted = told.status is not Status.DRAFT and (
                status is Status.SENT
                or (status is Status.ACCEPTED and told.status is not Status.REFUSED and told.status is not Status.SENT)
                or (status is Status.RUNNING and begun)
            )
            if wanted:
                at += timedelta(days=2)
                self._event(act, reached, status, RESPONSIBLE if of_service else told.validated, at)
                reached = status
        if told.status is Status.REFUSED:
            self._event("refuser", reached, Status.REFUSED, RESPONSIBLE, at + timedelta(days=1), told.words)
        elif told.status in LAST:
            act, of_service = LAST[told.status]
            late = clock.instant(self.today - timedelta(days=4), time(16, 20))
            who = RESPONSIBLE if of_service else told.validated
            self._event(act, reached, told.status, who, late, told.words)

    def _event(self, act: str, before: str, after: str, login: str, at: datetime, words: str = "") -> None:
        values = {"act": act, "from_status": before, "to_status": after, "words": words}
        self._add(OrderEvent, at=at, account_id=self.accounts[login], **values)

    def _care(self) -> None:
        """From the day it was sent, the association's responsable and the named worker carry the file."""
        if self.told.status in (Status.DRAFT, Status.REFUSED) and self.told.drafted != RESPONSIBLE:
            return
        since = self.drafted.date() + timedelta(days=2)
        # What is over opens the file for its grace only.
        ended = self.today if self.told.status is Status.STOPPED else self.last
        for login in filter(None, (RESPONSIBLE, self.told.worker)):
            self.session.add(
                CareRelationship(
                    id=self.new_id(),
                    account_id=self.accounts[login],
                    family_id=self.family.household.id,
                    reason=Reason.ORDER,
                    since=since,
                    until=ended + GRACE,
                )
            )

    def _sessions(self, pattern: Pattern) -> None:
        listed = [(day, day) for day in self._days(pattern) if clock.is_working(day)]
        if self.told.status in STANDING and self.told.begun > 0 and self.today not in dict(listed):
            listed.append((self.today, None))  # whoever opens the demo finds a round today
        for on, from_series in sorted(listed):
            visit = self._visit(pattern, on)
            held = InterventionSession(
                id=self.new_id(),
                family_id=visit.family_id,
                visit_id=visit.id,
                order_id=self.order.id,
                from_series=from_series,
            )
            self.session.add(visit)
            self.session.flush()
            self.session.add(held)
            self.session.flush()
            if on < self.today:
                by = self.accounts[RESPONSIBLE]
                session_notes.tell(self.session, self.order, held, visit, self.new_id, self.today, by)

    def _days(self, pattern: Pattern) -> list[date]:
        until = min(self.last, self.today + AHEAD)
        monday = clock.monday(self.first)
        every = (self.first + timedelta(days=count) for count in range((until - self.first).days + 1))
        return [day for day in every if day.weekday() in pattern.days and (day - monday).days // 7 % pattern.every == 0]

    def _visit(self, pattern: Pattern, on: date) -> Visit:
        return Visit(
            id=self.new_id(),
            family_id=self.family.household.id,
            kind=f"seance_{self.told.frame}",
            planned_on=on,
            planned_at=time.fromisoformat(pattern.at),
            duration_min=pattern.minutes,
            worker_id=self.accounts[self.told.worker],
            created_at=self.drafted + timedelta(days=5),
            created_by=self.accounts[RESPONSIBLE],
        )
