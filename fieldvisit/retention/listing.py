"""A disposal list is made, given its visa, and approved by the head of the service: no line without her decision."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.families.household import Household
from fieldvisit.retention import proposing
from fieldvisit.retention.disposal_list import Act, DisposalLine, DisposalList
from fieldvisit.retention.durations import Durations
from fieldvisit.words import Refusal, sound

SCREEN = "conservation"
#: Who proposes, decides of each line and approves: whoever heads the service that made the files (CSP L2112-1).
DECIDES = frozenset({"medecin_responsable"})
LONGEST = 300


class NotAllowed(Refusal):
    sentence = "Seul·e le ou la médecin responsable établit et approuve une liste d’élimination."


class NotFound(Refusal):
    sentence = "Cette liste n’existe pas, ou a déjà été exécutée ou abandonnée."


class Invalid(Refusal):
    sentence = "Choisissez pour chaque dossier : éliminer, archiver ou conserver."


class NoVisa(Refusal):
    sentence = (
        "Sans le visa des Archives départementales, rien ne s’élimine : écrivez sa référence, sa date et qui l’a donné."
    )


@dataclass(frozen=True)
class Chosen:
    act: str
    reason: str = ""


def reads(actor: Actor) -> bool:
    return roles.right(actor.role, proposing.ASKED).read is not Reach.NONE


def make(
    session: Session,
    actor: Actor,
    chosen: Mapping[uuid.UUID, Chosen],
    kept: Durations,
    today: date,
    now: datetime,
) -> DisposalList:
    """A list of what a person chose, line by line; nothing is done yet.

    :raises Refusal: if this actor may not, a file may not go this way today, or one is kept without a reason
    """
    if actor.role not in DECIDES:
        raise NotAllowed
    if not chosen:
        raise Invalid("Choisissez au moins un dossier.")
    offered = {one.home.id: one for one in proposing.proposals(session, actor, kept, today, now)}
    made = DisposalList(number=_number(session, today), made_at=now, made_by=actor.account_id)
    session.add(made)
    session.flush()
    for family_id, choice in chosen.items():
        one = offered.get(family_id)
        if one is None or choice.act not in one.acts:
            raise Invalid("Un dossier a changé depuis : relisez la liste, puis recommencez.")
        reason = " ".join(sound(choice.reason).split())[:LONGEST]
        if choice.act == Act.KEEP and not reason:
            raise Invalid("Écrivez pourquoi le dossier est conservé.")
        first, last = one.known.extremes
        line = DisposalLine(
            list_id=made.id,
            family_id=family_id,
            act=choice.act,
            reason=reason,
            rule=one.rule,
            nature=one.known.nature,
            first_on=first,
            last_on=last,
            documents=one.known.documents,
        )
        session.add(line)
        journal.note(session, actor, family_id, What.WRITE, SCREEN, now, subject_id=made.id, reason=_why(choice.act))
    session.flush()
    return made


def give_visa(
    session: Session, actor: Actor, list_id: uuid.UUID, reference: str, name: str, on: date | None, today: date
) -> DisposalList:
    """The visa of the Archives départementales, as their paper says it.

    :raises Refusal: if this actor may not, the list was approved already, or something of it is missing
    """
    found = _waiting(session, actor, list_id)
    reference, name = (" ".join(sound(text).split())[:LONGEST] for text in (reference, name))
    if not reference or not name or on is None or on > today:
        raise NoVisa("Écrivez la référence du visa, sa date (au plus tard aujourd’hui) et qui l’a donné.")
    found.visa_reference, found.visa_name, found.visa_on = reference, name, on
    session.add(found)
    return found


def approve(session: Session, actor: Actor, list_id: uuid.UUID, now: datetime) -> DisposalList:
    """:raises Refusal: if this actor may not, or something would be eliminated without a visa"""
    found = _waiting(session, actor, list_id)
    lines = lines_of(session, found.id)
    if any(one.act == Act.ELIMINATE for one in lines) and not found.visa_reference:
        raise NoVisa
    found.approved_at, found.approved_by = now, actor.account_id
    session.add(found)
    for one in lines:
        journal.note(
            session, actor, one.family_id, What.WRITE, SCREEN, now, subject_id=found.id, reason="liste approuvée"
        )
    return found


def drop(session: Session, actor: Actor, list_id: uuid.UUID, now: datetime) -> DisposalList:
    """Give it up before it is carried out, approved or not: its files are proposed anew."""
    if actor.role not in DECIDES:
        raise NotAllowed
    found = find(session, actor, list_id)
    if not found.open:
        raise NotFound
    found.dropped_at, found.dropped_by = now, actor.account_id
    session.add(found)
    return found


def find(session: Session, actor: Actor, list_id: uuid.UUID | None, *, lock: bool = True) -> DisposalList:
    """:raises NotFound: if there is none, or it is not open to this actor"""
    query = select(DisposalList).where(DisposalList.id == list_id, _open_to(actor))
    found = session.exec(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFound
    return found


def lists(session: Session, actor: Actor, most: int = 30) -> list[DisposalList]:
    """The newest first, as far as this actor answers for them."""
    query = select(DisposalList).where(_open_to(actor)).order_by(sa.desc(DisposalList.made_at)).limit(most)
    return list(session.exec(query))


def lines_of(session: Session, list_id: uuid.UUID) -> list[DisposalLine]:
    query = select(DisposalLine).where(DisposalLine.list_id == list_id)
    return list(session.exec(query.order_by(DisposalLine.act, DisposalLine.first_on, DisposalLine.id)))


def _open_to(actor: Actor):
    """Of whoever knows the families those of her sectors, whole; of the DPO every one, by its numbers."""
    if not reads(actor):
        return sa.false()
    if not proposing.knows_families(actor):
        return sa.true()
    elsewhere = (
        sa.exists()
        .where(DisposalLine.list_id == DisposalList.id, DisposalLine.family_id == Household.id)
        .where(Household.sector_id.not_in(actor.sectors))
    )
    return ~elsewhere


def _waiting(session: Session, actor: Actor, list_id: uuid.UUID) -> DisposalList:
    if actor.role not in DECIDES:
        raise NotAllowed
    found = find(session, actor, list_id)
    if not found.open or found.approved_at is not None:
        raise NotFound("Cette liste est déjà approuvée, exécutée ou abandonnée.")
    return found


def _number(session: Session, today: date) -> str:
    """« 2026-003 »: the next of the year."""
    begins = f"{today.year}-"
    last = session.exec(select(sa.func.max(DisposalList.number)).where(DisposalList.number.startswith(begins))).one()
    return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:03}"


def _why(act: str) -> str:
    return f"liste d’élimination : {Act(act).label.lower()}"
