"""« Courrier d’offre de service »: to which families it goes, and what remains of it in their files.

It tells nothing but that the service exists: whoever opens it at home learns neither of a pregnancy nor of a motive.
Nobody is written to after a death, an opposition, or against « contact : non ».
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor, Sector
from fieldvisit.access.journal import What
from fieldvisit.births import beginning, contacted, reach
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.families import agreeing, household
from fieldvisit.families.contact import Contact, Means, Result
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy, Role, last_word
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind as TaskKind
from fieldvisit.tasks.task import Outcome, Task
from fieldvisit.words import Refusal

#: Written in one go; more of them would not fit a printer either.
MOST = 200
SENT_FOR = (Status.TO_ASSIGN, Status.ASSIGNED, Status.CONTACTED)


class Nothing(Refusal):
    sentence = "Aucun de ces avis n’attend de courrier : la famille est opposée, un décès est noté, ou il est traité."


class TooMany(Refusal):
    sentence = f"Imprimez {MOST} courriers au plus à la fois."


@dataclass(frozen=True)
class Addressee:
    """One family, by its notices; ``worker`` follows it, ``phone`` is hers."""

    family_id: uuid.UUID
    notice_ids: tuple[uuid.UUID, ...]
    names: str
    lines: tuple[str, ...]
    sector: str
    worker: str
    phone: str


def addressees(session: Session, actor: Actor, notice_ids: Collection[uuid.UUID], today: date) -> list[Addressee]:
    """The families of these notices to which a letter may go, each once, by commune.

    :raises Refusal: if there is none, or too many were asked for
    """
    if len(notice_ids) > MOST:
        raise TooMany
    query = select(Notice).where(
        Notice.id.in_(notice_ids),
        reach.visible(actor),
        Notice.status.in_(SENT_FOR),
        Notice.family_id.in_(household.open_to(actor, "identite_foyer", today)),
    )
    by_family: dict[uuid.UUID, list[Notice]] = {}
    for one in session.exec(query):
        if _is_awaited(session, one):
            by_family.setdefault(one.family_id, []).append(one)
    homes = session.exec(select(Household).where(Household.id.in_(by_family)).order_by(Household.postcode)).all()
    found = [_addressee(session, home, by_family[home.id]) for home in homes if _may_write(session, home)]
    if not found:
        raise Nothing
    return found


def note(session: Session, actor: Actor, letters: list[Addressee], today: date, now: datetime) -> None:
    """Each letter in its file, its journal and its task: printed again on the same day it is the same letter."""
    for one in letters:
        notices = session.exec(select(Notice).where(Notice.id.in_(one.notice_ids))).all()
        journal.note(session, actor, one.family_id, What.PRINT, "courrier", now, subject_id=notices[0].id)
        if not _sent_today(session, one, now):
            session.add(
                Contact(
                    family_id=one.family_id,
                    at=now,
                    means=Means.LETTER,
                    result=Result.SENT,
                    words="Courrier d’offre de service",
                    account_id=actor.account_id,
                    noted_at=now,
                )
            )
        sources = [beginning.source(each, TaskKind.LETTER) for each in notices]
        for task in session.exec(select(Task).where(Task.source.in_(sources), Task.closed_at.is_(None))):
            tasks.close(session, actor, task.id, Outcome.DONE, "", now)
        contacted.contacted(session, one.family_id, now)


def _is_awaited(session: Session, notice: Notice) -> bool:
    """The child lives, or the pregnancy goes on."""
    if notice.kind == Kind.BIRTH:
        child = session.get(Person, notice.person_id)
        return child is not None and child.deceased_on is None and child.set_aside_at is None
    pregnancy = session.get(Pregnancy, notice.pregnancy_id) if notice.pregnancy_id else None
    return pregnancy is not None and pregnancy.ended_on is None


def _may_write(session: Session, home: Household) -> bool:
    agreements = session.exec(select(Agreement).where(Agreement.family_id == home.id)).all()
    opposition = last_word(agreements, agreeing.OPPOSITION)
    opposed = opposition is not None and opposition.standing == "Accordé"
    return bool(home.address or home.city) and home.contact_ok != "non" and not opposed


def _addressee(session: Session, home: Household, notices: list[Notice]) -> Addressee:
    people = session.exec(
        select(Person).where(
            Person.family_id == home.id,
            Person.role.in_((Role.MOTHER, Role.FATHER, Role.COPARENT)),
            Person.deceased_on.is_(None),
            Person.set_aside_at.is_(None),
        )
    ).all()
    order = [Role.MOTHER, Role.FATHER, Role.COPARENT]
    # A declared pregnancy is the mother's alone.
    alone = all(one.kind == Kind.PREGNANCY for one in notices)
    named = sorted(
        (one for one in people if not alone or one.role == Role.MOTHER), key=lambda one: order.index(one.role)
    )
    worker = next((session.get(Account, one.assigned_to) for one in notices if one.assigned_to), None)
    return Addressee(
        home.id,
        tuple(one.id for one in notices),
        " et ".join(f"{one.first_name} {one.last_name}".strip() for one in named[:2]) or home.label,
        tuple(filter(None, (home.address, f"{home.postcode} {home.city}".strip()))),
        session.get_one(Sector, home.sector_id).name,
        worker.name if worker else "",
        worker.phone if worker else "",
    )


def _sent_today(session: Session, one: Addressee, now: datetime) -> bool:
    query = select(Contact.at).where(
        Contact.family_id == one.family_id, Contact.means == Means.LETTER, Contact.result == Result.SENT
    )
    return any(at.date() == now.date() for at in session.exec(query))
