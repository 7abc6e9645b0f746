"""Searching the journal of accesses by person, family and date, for whoever may; looking in it is journaled, too.

The DPO and the medical head read all of it, a coordinator that of her sectors, a doctor that of the families followed;
the administrator reads none of it.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.access.roles import Reach
from fieldvisit.families import household
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household
from fieldvisit.families.name_key import NameKey
from fieldvisit.words import Refusal, fold

SCREEN, EXTRACT = "journal_acces", "journal_extrait"
MOST = 100
#: Who sees « Dernières consultations » in a file (domain §1.6: the coordinator and the DPO only).
SEES_WHO_READ = frozenset({"coordinatrice", "dpo"})
#: Whose readings an extract leaves out: that they read would tell that a concern report exists.
NOT_TOLD = frozenset({"crip"})


class NotAllowed(Refusal):
    sentence = "Le journal de ce dossier ne vous est pas ouvert."


class Unknown(Refusal):
    sentence = "Aucun dossier ne porte ce numéro."


@dataclass(frozen=True)
class Asked:
    """``family``: a file number or the words of a name; ``person``: words of a name or a login."""

    person: str = ""
    family: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Seen:
    """``family``: « Famille Benali » for whoever may read who they are, "" for others; ``case_number`` always."""

    event: AccessEvent
    name: str
    case_number: str
    family: str


def search(session: Session, actor: Actor, asked: Asked, today: date) -> list[Seen]:
    """The newest first; one more than :data:`MOST` when there are more. Whoever shows them calls :func:`note`."""
    query = (
        select(AccessEvent, Account.name, Household, household.opened(actor, "identite_foyer", today))
        .join(Account, Account.id == AccessEvent.account_id)
        .join(Household, Household.id == AccessEvent.family_id)
        .where(opened(actor, today))
        .order_by(sa.desc(AccessEvent.at), sa.desc(AccessEvent.id))
        .limit(MOST + 1)
    )
    if asked.person.strip():
        query = query.where(AccessEvent.account_id.in_(_accounts(session, asked.person)))
    if asked.family.strip():
        query = query.where(_named(asked.family))
    if asked.since:
        query = query.where(AccessEvent.at >= datetime.combine(asked.since, time(), PARIS))
    if asked.until:
        query = query.where(AccessEvent.at < datetime.combine(asked.until + timedelta(days=1), time(), PARIS))
    return [
        Seen(event, name, home.case_number, home.label if known else "")
        for event, name, home, known in session.exec(query)
    ]


def note(session: Session, actor: Actor, families: Collection[uuid.UUID], now: datetime) -> None:
    """That this reader looked into these families' journal: once a day each."""
    morning = datetime.combine(now.astimezone(PARIS).date(), time(), PARIS)
    noted = select(AccessEvent.family_id).where(
        AccessEvent.account_id == actor.account_id, AccessEvent.at >= morning, AccessEvent.screen == SCREEN
    )
    for family_id in set(families) - set(session.exec(noted)):
        journal.note(session, actor, family_id, What.READ, SCREEN, now)


def may_extract(actor: Actor) -> bool:
    return roles.right(actor.role, "journal_acces").read is Reach.ALL


def extract(
    session: Session, actor: Actor, case_number: str, since: date, until: date, now: datetime
) -> tuple[Household, list[tuple[AccessEvent, str]]]:
    """All accesses to one file in a period, as a parent may ask for them, the oldest first; journaled.

    :raises NotAllowed: if this actor does not answer such a request
    :raises Unknown: if no file bears the number
    """
    if not may_extract(actor):
        raise NotAllowed
    home = session.exec(select(Household).where(Household.case_number == case_number.strip())).first()
    if home is None:
        raise Unknown
    query = (
        select(AccessEvent, Account.name)
        .join(Account, Account.id == AccessEvent.account_id)
        .where(
            AccessEvent.family_id.in_(household.with_merged(session, home.id)),
            AccessEvent.at >= datetime.combine(since, time(), PARIS),
            AccessEvent.at < datetime.combine(until + timedelta(days=1), time(), PARIS),
            AccessEvent.role.not_in(NOT_TOLD),
        )
        .order_by(AccessEvent.at, AccessEvent.id)
    )
    found = list(session.exec(query))
    journal.note(session, actor, home.id, What.EXPORT, EXTRACT, now)
    return home, found


def opened(actor: Actor, today: date):
    """Condition on the households whose journal this actor reads, those joined to them included."""
    if roles.right(actor.role, "journal_acces").read is Reach.ALL:
        return sa.true()
    here = household.open_to(actor, "journal_acces", today)
    return sa.or_(Household.id.in_(here), Household.merged_into.in_(here))


def _accounts(session: Session, words: str) -> list[uuid.UUID]:
    asked = fold(words).split()
    known = session.exec(select(Account.id, Account.name, Account.login))
    return [id for id, name, login in known if all(word in fold(f"{name} {login}") for word in asked)]


def _named(text: str):
    """The number of the file, or every word of a name of the household's."""
    words = [
        sa.exists().where(NameKey.family_id == Household.id, NameKey.kind == "nom", NameKey.word == word)
        for word in fold(text).split()
        if word != "famille"
    ]
    number = Household.case_number == text.strip()
    return sa.or_(number, sa.and_(*words)) if words else number
