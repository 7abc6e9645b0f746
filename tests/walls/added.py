"""What the demo county has none of, for every family of the marked one: concern reports, alerts, closing reports, …"""

import uuid
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from fieldvisit.access.account import Account
from fieldvisit.access.exceptional import ExceptionalAccess
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.concerns.report import ConcernEvent, ConcernExtract, ConcernReport
from fieldvisit.due.band import PriorityChoice
from fieldvisit.families.correction import HouseholdChange
from fieldvisit.families.household import Household
from fieldvisit.schedule.parent_visibility import ParentVisibility
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf.closing_report import ClosingReport
from fieldvisit.tisf.order import InterventionOrder

WORDS = "des mots libres, à marquer"


def add(engine: sa.Engine, now: datetime) -> None:
    """Written by an account that nobody of the walk is: nothing of it is anybody's own."""
    with Session(engine.execution_options(writes=True)) as session:
        author = Account(login="ailleurs.partie", name="Partie Ailleurs", role="medecin_pmi", created_at=now)
        session.add(author)
        session.flush()
        for number, family in enumerate(session.exec(select(Household).order_by(Household.id)).all()):
            first, *others = _of(family, author.id, now, number)
            session.add(first)
            session.flush()
            session.add_all(others)
            visit = session.exec(select(Visit).where(Visit.family_id == family.id)).first()
            if visit:
                session.add(
                    ParentVisibility(visit_id=visit.id, said_by=author.id, visible_parent=False, why=WORDS, said_at=now)
                )
            order = session.exec(select(InterventionOrder).where(InterventionOrder.family_id == family.id)).first()
            if order:
                session.add(_report(order, author.id, now))
        session.commit()


def _of(family: Household, author: uuid.UUID, now: datetime, number: int) -> list[SQLModel]:
    long_ago = datetime(2026, 1, 5, tzinfo=UTC)
    report = ConcernReport(
        reference=f"IP-2026-{9000 + number}",
        status="transmise",
        author_id=author,
        family_id=family.id,
        facts=WORDS,
        context=WORDS,
        recipient="crip",
        written_at=now,
        received_at=now,
    )
    return [
        report,
        ConcernEvent(report_id=report.id, account_id=author, at=now, act="transmise", words=WORDS),
        ConcernExtract(report_id=report.id, author_id=author, author_name="Partie Ailleurs", at=now, words=WORDS),
        *(
            UrgentAlert(
                family_id=family.id,
                visit_id=uuid.uuid4(),
                author_id=author,
                rule="A01",
                compartment=compartment,
                text=WORDS,
                raised_at=now - timedelta(minutes=5),
                received_at=now - timedelta(minutes=5),
            )
            for compartment in ("violence", "dossier_mere", "sante_enfant", "observations_vad")
        ),
        PriorityChoice(family_id=family.id, account_id=author, band=1, why=WORDS, made_at=long_ago),
        ExceptionalAccess(
            account_id=author,
            family_id=family.id,
            role="medecin_pmi",
            ground="autre",
            words=WORDS,
            opened_at=long_ago,
            ends_at=long_ago + timedelta(days=1),
        ),
        HouseholdChange(
            family_id=family.id,
            account_id=author,
            field="access_notes",
            before=WORDS,
            after=WORDS,
            found=WORDS,
            applied=True,
            captured_at=long_ago,
            received_at=long_ago,
        ),
    ]


def _report(order: InterventionOrder, author: uuid.UUID, now: datetime) -> ClosingReport:
    return ClosingReport(
        order_id=order.id,
        family_id=order.family_id,
        kind="bilan",
        status="transmis",
        evolution=WORDS,
        family_words=WORDS,
        watch_points=WORDS,
        proposal=WORDS,
        drafted_by=author,
        drafted_at=now,
        changed_by=author,
        changed_at=now,
        signed_by=author,
        signed_at=now,
        sent_at=now,
    )
