"""The death of a child or of a parent that the office learned of otherwise than by a notice: noted in the file.

The same rule as for a notice (``births/death.py``), and undone as there.
"""

import uuid
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.births import death
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.births.stopping import Stopped
from fieldvisit.families.person import Person
from fieldvisit.words import Refusal

#: Who told of it, as it is chosen and kept.
SOURCES = ("La famille", "L’état civil", "L’hôpital ou la maternité", "Un médecin", "Un·e collègue ou un partenaire")


def may(session: Session, actor: Actor, person_id: uuid.UUID, today: date) -> bool:
    try:
        death.writable(session, actor, person_id, today)
    except Refusal:
        return False
    return True


def foresee(session: Session, actor: Actor, person_id: uuid.UUID, today: date, now: datetime) -> Stopped:
    """What would stop, by the same rule as when it is declared; nothing of it is kept.

    :raises Refusal: if the person is not open to this actor
    """
    person = death.writable(session, actor, person_id, today)
    if person.deceased_on is not None:
        return Stopped()
    tried = session.begin_nested()
    try:
        return death.stop_all(session, person, today, now)
    finally:
        tried.rollback()


def declare(
    session: Session, actor: Actor, person_id: uuid.UUID, on: date, today: date, now: datetime, source: str = ""
) -> Stopped:
    """A death that the office learned of, by whatever way (``source``, in French); a second time changes nothing.

    :raises Refusal: if the person is not open to this actor, or the day is not possible
    """
    person = death.writable(session, actor, person_id, today)
    if on > today or (person.birth_date and on < person.birth_date):
        raise death.Invalid("La date du décès est entre la naissance et aujourd’hui : vérifiez-la.")
    if person.deceased_on is not None:
        return Stopped()
    notice = Notice(
        kind=Kind.DEATH,
        received_on=today,
        **death.keys(person),
        said={
            "child_last_name": person.last_name,
            "child_first_name": person.first_name,
            "birth_date": person.birth_date.isoformat() if person.birth_date else "",
            "deceased_on": on.isoformat(),
            "source": source,
        },
    )
    return death.carry_out(session, actor, _received(session, notice, person), person, on, today, now, source)


def _received(session: Session, notice: Notice, person: Person) -> Notice:
    """The registrar's notice of this death where it still waits, else this one: what another person's death stopped
    stays with that one's notice, also when both bear the same name."""
    known = session.exec(select(Notice).where(Notice.fingerprint == notice.fingerprint)).one_or_none()
    if known is None:
        return notice
    if known.status == Status.TO_MATCH and known.person_id in (None, person.id):
        return known
    notice.fingerprint = f"{notice.fingerprint}|{notice.id}"
    return notice
