"""What was found of one pupil, signed on a tablet: closed for ever, a correction is a line linked to the old one."""

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Actor
from fieldvisit.db import Record, instant
from fieldvisit.schools import sessions
from fieldvisit.schools.pupils import SchoolPupil
from fieldvisit.words import Choice, Refusal

#: The code of the county's activity, and of its grid.
KIND = "bsem"
#: How long a check usually takes, in minutes.
MINUTES = 20
DONE, ABSENT, REFUSED, POSTPONED = "realisee", "absente", "refusee", "reportee"


class Standing(Choice):
    """Where a pupil stands in the session."""

    TO_SEE = "a_voir", "À voir"
    DONE = "vu", "Vu"
    AGAIN = "a_revoir", "À revoir"
    ABSENT = "absent", "Absent"
    REFUSED = "refus", "Refus"


_OF_OUTCOME = {DONE: Standing.DONE, ABSENT: Standing.ABSENT, REFUSED: Standing.REFUSED, POSTPONED: Standing.AGAIN}


class SchoolCheck(Record, table=True):
    """``body``: the signed content as the tablet sent it; ``urgent``: an « Urgent » was on screen.

    ``filed_id``: the visit record of the child's own file, when the pupil is linked.
    """

    __tablename__ = "school_check"

    session_id: uuid.UUID = Field(foreign_key="school_session.id", index=True)
    pupil_id: uuid.UUID = Field(foreign_key="school_pupil.id", index=True)
    author_id: uuid.UUID = Field(foreign_key="account.id")
    device_id: uuid.UUID | None = Field(default=None, foreign_key="device.id")
    outcome: str
    body: dict = Field(sa_type=sa.JSON)
    digest: str
    captured_at: datetime = instant(nullable=False)
    received_at: datetime = instant(nullable=False)
    corrects_id: uuid.UUID | None = Field(default=None, foreign_key="school_check.id")
    corrected_by_id: uuid.UUID | None = None
    urgent: bool = False
    seen_at: datetime | None = instant()
    seen_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    filed_id: uuid.UUID | None = None


class NotFound(Refusal):
    sentence = "Ce bilan n’existe pas ou ne vous est pas ouvert."


def of(session: Session, session_ids: Iterable[uuid.UUID]) -> list[SchoolCheck]:
    """In force, newest first."""
    query = select(SchoolCheck).where(
        SchoolCheck.session_id.in_(list(session_ids)), SchoolCheck.corrected_by_id.is_(None)
    )
    return list(session.exec(query.order_by(sa.desc(SchoolCheck.received_at), sa.desc(SchoolCheck.id))))


def by_pupil(checks: Iterable[SchoolCheck]) -> dict[uuid.UUID, SchoolCheck]:
    """The one that counts of each: a check made before one that says « absent », then the newest."""
    found: dict[uuid.UUID, SchoolCheck] = {}
    for one in checks:
        known = found.get(one.pupil_id)
        if known is None or (known.outcome != DONE and one.outcome == DONE):
            found[one.pupil_id] = one
    return found


def find(session: Session, actor: Actor, check_id: uuid.UUID) -> tuple[SchoolCheck, SchoolPupil]:
    """:raises NotFound: if it is not open to this actor: who reads results, or its author"""
    query = (
        select(SchoolCheck, SchoolPupil)
        .join(SchoolPupil, SchoolPupil.id == SchoolCheck.pupil_id)
        .where(SchoolCheck.id == check_id, SchoolCheck.session_id.in_(sessions.open_to(actor)))
    )
    found = session.exec(query).one_or_none()
    if found is None or not (sessions.reads_results(actor.role) or found[0].author_id == actor.account_id):
        raise NotFound
    return found


def standing(check: SchoolCheck | None, *, results: bool = True) -> Standing:
    """« À revoir » when it was put off, or says that the child has to be looked at again.

    ``results``: for who reads what was found; to the others a check that was made reads « Vu », whatever it found.
    """
    if check is None:
        return Standing.TO_SEE
    found = _OF_OUTCOME.get(check.outcome, Standing.TO_SEE)
    again = results and found is Standing.DONE and said(check, "bs_conclusion") == "recontrole"
    return Standing.AGAIN if again else found


def said(check: SchoolCheck, item: str):
    """What was answered to an item; None where it was not."""
    given = (check.body.get("child_answers") or {}).get(str(check.pupil_id)) or {}
    answer = given.get(item)
    return answer.get("v") if isinstance(answer, dict) and "special" not in answer else None


def count(
    pupils: Iterable[SchoolPupil], checks: dict[uuid.UUID, SchoolCheck], *, results: bool = True
) -> Counter[Standing]:
    return Counter(standing(checks.get(one.id), results=results) for one in pupils)


def referrals(checks: Iterable[SchoolCheck]) -> Counter[str]:
    """How often each reason of referral was ticked, by its code; a child counts once for each."""
    found: Counter[str] = Counter()
    for one in checks:
        reasons = said(one, "bs_orient")
        found.update(set(reasons) if isinstance(reasons, list) else ())
    return found


def see(session: Session, actor: Actor, check: SchoolCheck, now: datetime) -> None:
    """« Vu par l’équipe »: the first opening by another account than its author's."""
    if check.seen_at is None and check.author_id != actor.account_id:
        check.seen_at, check.seen_by = now, actor.account_id
        session.add(check)


def urgent_waiting(session: Session, actor: Actor, today=None) -> int:
    """« Urgent » that nobody but its author has opened: what the menu counts."""
    if not sessions.reads_results(actor.role):
        return 0
    query = (
        select(sa.func.count())
        .select_from(SchoolCheck)
        .where(
            SchoolCheck.urgent.is_(True),
            SchoolCheck.seen_at.is_(None),
            SchoolCheck.corrected_by_id.is_(None),
            SchoolCheck.author_id != actor.account_id,
            SchoolCheck.session_id.in_(sessions.open_to(actor)),
        )
    )
    return session.exec(query).one()
