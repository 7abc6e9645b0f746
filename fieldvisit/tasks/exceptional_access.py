"""Asking for an exceptional access to a file, ending it, and who is told (domain §1.2).

Nothing of the file is told before it is open: not that it exists, nor in which sector it is.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from fieldvisit.access import care, journal, roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.access.exceptional import LASTS, LONGEST, SHORTEST, ExceptionalAccess, Ground, in_force, may_ask
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.families import consulted, household, members
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import SECTOR_IS_CARE, Household
from fieldvisit.families.person import Person
from fieldvisit.tasks import reach, tasks
from fieldvisit.tasks.task import Kind
from fieldvisit.words import Refusal, fold, sound

SCREEN = "acces_exceptionnel"
#: What a care relationship would open; the rest of a file is planned and organised by the whole sector.
CLINICAL = ("dossier_mere", "sante_enfant", "observations_vad")
#: Who ends another person's: whoever organises the sector, and the head of the service.
HEAD = "medecin_responsable"
MOST_SHOWN = 100


class NotAllowed(Refusal):
    sentence = "Votre fonction n’ouvre pas d’accès exceptionnel : adressez-vous à la coordinatrice du secteur."


class Unknown(Refusal):
    sentence = "Aucun dossier ne correspond : vérifiez le numéro, ou le nom, le prénom et la date de naissance."


class Open(Refusal):
    sentence = "Ce dossier vous est déjà ouvert : cherchez-le dans « Familles »."


class Invalid(Refusal):
    sentence = "Choisissez le motif, et écrivez-le."


class NotFound(Refusal):
    sentence = "Cet accès n’existe pas, ou n’est pas à vous de le refermer."


@dataclass(frozen=True)
class Asked:
    """Which file: by its id (from a page that refused it), its number, or a person's names and birth date."""

    family_id: uuid.UUID | None = None
    case_number: str = ""
    names: str = ""
    born: date | None = None


@dataclass(frozen=True)
class Listed:
    """``family``: "" for whoever may not read who they are; ``ended_by``: "" if it ended by itself or has not yet."""

    access: ExceptionalAccess
    name: str
    case_number: str
    family: str
    ended_by: str
    may_end: bool


def closed_to(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> bool:
    """Whether something that this actor's role reads in a file is closed to her in this one."""
    read = [place for place in CLINICAL if roles.right(actor.role, place).read is not Reach.NONE]
    return may_ask(actor) and not all(household.is_open(session, actor, family_id, place, today) for place in read)


def ask(session: Session, actor: Actor, asked: Asked, ground: str, words: str, now: datetime) -> ExceptionalAccess:
    """Open the file for 24 hours from ``now``; journaled with its reason, told to whoever answers for the family.

    :raises Refusal: with what to change; the same words for a file that does not exist and for one nobody may open
    """
    if not may_ask(actor):
        raise NotAllowed
    words = " ".join(sound(words).split())
    if ground not in list(Ground):
        raise Invalid("Choisissez le motif dans la liste.")
    if not SHORTEST <= len(words) <= LONGEST:
        raise Invalid(f"Écrivez pourquoi, en {SHORTEST} à {LONGEST} caractères : c’est gardé au journal.")
    home = _found(session, asked)
    if home is None or home.eliminated_at or (home.archived_at and actor.role != HEAD):
        raise Unknown
    if not closed_to(session, actor, home.id, now.astimezone(PARIS).date()):
        raise Open
    made = ExceptionalAccess(
        account_id=actor.account_id,
        role=actor.role,
        family_id=home.id,
        ground=ground,
        words=words,
        opened_at=now,
        ends_at=now + LASTS,
    )
    session.add(made)
    session.flush()
    why = f"accès exceptionnel – {Ground(ground).label} : {words}"
    journal.note(session, actor, home.id, What.READ, SCREEN, now, subject_id=made.id, reason=why)
    if home.archived_at is None:  # nobody follows an archived family: the journal alone tells
        _tell(session, actor, home, made)
    return made


def end(session: Session, actor: Actor, access_id: uuid.UUID, now: datetime) -> ExceptionalAccess:
    """Close it before its time; a second time changes nothing.

    :raises NotFound: if it is neither hers nor of a file that she answers for
    """
    found = session.get(ExceptionalAccess, access_id)
    if found is None or not _may_end(session, actor, found, now):
        raise NotFound
    if found.stands(now):
        found.ended_at, found.ended_by = now, actor.account_id
        session.add(found)
        journal.note(session, actor, found.family_id, What.WRITE, SCREEN, now, subject_id=found.id, reason="refermé")
    return found


def standing(session: Session, actor: Actor, now: datetime) -> list[tuple[ExceptionalAccess, Household]]:
    """This actor's own that are open at this instant, those that end first before the others."""
    query = (
        select(ExceptionalAccess, Household)
        .join(Household, Household.id == ExceptionalAccess.family_id)
        .where(ExceptionalAccess.account_id == actor.account_id, in_force(now))
        .order_by(ExceptionalAccess.ends_at, ExceptionalAccess.id)
    )
    return list(session.exec(query))


def listed(session: Session, actor: Actor, now: datetime) -> list[Listed]:
    """The newest first, as far as this actor reads the journal of accesses."""
    if roles.right(actor.role, "journal_acces").read is Reach.NONE:
        return []
    reader, ender = aliased(Account), aliased(Account)
    today = now.astimezone(PARIS).date()
    query = (
        select(ExceptionalAccess, reader.name, Household, ender.name, household.opened(actor, "identite_foyer", today))
        .join(Household, Household.id == ExceptionalAccess.family_id)
        .join(reader, reader.id == ExceptionalAccess.account_id)
        .outerjoin(ender, ender.id == ExceptionalAccess.ended_by)
        .where(consulted.opened(actor, today))
        .order_by(sa.desc(ExceptionalAccess.opened_at), sa.desc(ExceptionalAccess.id))
        .limit(MOST_SHOWN)
    )
    return [
        Listed(
            one,
            name,
            home.case_number,
            home.label if known else "",
            ended_by or "",
            one.stands(now) and _may_end(session, actor, one, now),
        )
        for one, name, home, ended_by, known in session.exec(query)
    ]


def _may_end(session: Session, actor: Actor, one: ExceptionalAccess, now: datetime) -> bool:
    if one.account_id == actor.account_id or actor.role == HEAD:
        return True
    today = now.astimezone(PARIS).date()
    # Only of her own sectors: not what was opened to her, too, for some hours.
    return (
        actor.role in SECTOR_IS_CARE
        and one.family_id not in actor.exceptional
        and household.is_open(session, actor, one.family_id, "journal_acces", today)
    )


def _found(session: Session, asked: Asked) -> Household | None:
    """The one file that is meant, or None; of several that bear the same names and birth date, none."""
    which = select(Household)
    if asked.family_id is not None:
        which = which.where(Household.id == household.standing_for(session, asked.family_id))
    elif asked.case_number.strip():
        which = which.where(Household.case_number == asked.case_number.strip())
    elif asked.names.strip() and asked.born is not None:
        born = select(Person).where(Person.birth_date == asked.born, Person.set_aside_at.is_(None))
        said = sorted(fold(asked.names).split())
        which = which.where(
            Household.id.in_(
                {one.family_id for one in session.exec(born) if sorted(fold(members.name_of(one)).split()) == said}
            )
        )
    else:
        raise Invalid("Écrivez le numéro du dossier, ou les nom et prénom d’une personne et sa date de naissance.")
    found = {household.standing_for(session, home.id) for home in session.exec(which)}
    return session.get(Household, found.pop()) if len(found) == 1 else None


def _tell(session: Session, actor: Actor, home: Household, made: ExceptionalAccess) -> None:
    """A line in « À faire » for who follows the family longest, and for whoever organises its sector. Never why."""
    today = made.opened_at.astimezone(PARIS).date()
    until = f"{made.ends_at.astimezone(PARIS):%d/%m à %H:%M}"
    follow = (
        select(Account.id, Account.role)
        .join(CareRelationship, CareRelationship.account_id == Account.id)
        .where(
            CareRelationship.family_id == home.id,
            CareRelationship.reason == Reason.ASSIGNED,
            care.in_force(today),
            Account.disabled_at.is_(None),
            Account.id != actor.account_id,
        )
        .order_by(CareRelationship.since, Account.name)
    )
    told = [(id, "") for id, role in session.exec(follow) if roles.right(role, reach.PLANNING).read is Reach.ALL][:1]
    organise = _of_sector(session, home, SECTOR_IS_CARE)
    if len(organise) > 1:
        told.append((None, organise[0][1]))
    else:
        told += [(id, "") for id, _ in organise or _of_sector(session, home, {HEAD})]
    for account_id, role in told:
        tasks.open_task(
            session,
            sector_id=home.sector_id,
            kind=Kind.ACCESS,
            label=f"Accès exceptionnel : {actor.name} ({roles.LABELS[actor.role]})",
            note=f"Ouvert jusqu’au {until}, en lecture. Le motif est au journal des accès.",
            source=f"exceptional_access:{made.id}:{account_id or role}",
            now=made.opened_at,
            family_id=home.id,
            role=role,
            assigned_to=account_id,
            due_on=today,
        )


def _of_sector(session: Session, home: Household, of_roles) -> list[tuple[uuid.UUID, str]]:
    query = (
        select(Account.id, Account.role)
        .join(AccountSector, AccountSector.account_id == Account.id)
        .where(AccountSector.sector_id == home.sector_id, Account.role.in_(of_roles), Account.disabled_at.is_(None))
    )
    return list(session.exec(query))
