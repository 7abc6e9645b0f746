"""Where rounds begin: of a sector, or of one worker who leaves from home. Kept by whoever plans the sector."""

import uuid
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import AccountSector, Actor
from fieldvisit.places import geocode
from fieldvisit.places.geocode import Sure
from fieldvisit.weekplans import reach
from fieldvisit.weekplans.plan import RoundBase
from fieldvisit.words import Refusal, sound

LONGEST = 200


class NotFound(Refusal):
    sentence = "Cette adresse n’est pas dans le fichier du département : vérifiez la rue, le code postal et la commune."


class NotOfSector(Refusal):
    sentence = "Cette personne n’intervient pas dans ce secteur."


class Together(Refusal):
    sentence = "Une collègue règle ce même départ en ce moment : relisez-le, puis recommencez."


class Kept(NamedTuple):
    """``label``: as the board says it, of a home its commune; ``sure``: how near the address was found."""

    label: str
    sure: Sure


def of_sector(session: Session, actor: Actor, sector_id: uuid.UUID) -> list[RoundBase]:
    """The sector's own first, then those of its workers."""
    reach.sector(session, actor, sector_id)
    here = select(AccountSector.account_id).where(AccountSector.sector_id == sector_id)
    query = select(RoundBase).where(sa.or_(RoundBase.sector_id == sector_id, RoundBase.account_id.in_(here)))
    return list(session.exec(query.order_by(RoundBase.sector_id.is_(None), RoundBase.label)))


def keep(
    session: Session,
    actor: Actor,
    sector_id: uuid.UUID,
    worker: uuid.UUID | None,
    address: str,
    postcode: str,
    city: str,
    from_home: bool = False,
) -> Kept:
    """The sector's, or ``worker``'s own, in place of the one there was. Of a home only the commune is shown.

    :raises Refusal: if the sector is not hers to plan, or the address is not found
    """
    reach.sector(session, actor, sector_id, write=True)
    if worker is not None and session.get(AccountSector, (worker, sector_id)) is None:
        raise NotOfSector
    found = geocode.locate(session, sound(address)[:LONGEST], sound(postcode)[:LONGEST], sound(city)[:LONGEST])
    if found is None:
        raise NotFound
    owner = RoundBase.account_id == worker if worker else RoundBase.sector_id == sector_id
    row = session.exec(select(RoundBase).where(owner)).one_or_none() or RoundBase(label="", lat=0, lon=0)
    row.account_id, row.sector_id = worker, None if worker else sector_id
    row.from_home = from_home and worker is not None
    row.label = sound(city).strip() if row.from_home else found.label
    row.lat, row.lon = found.lat, found.lon
    try:
        with session.begin_nested():
            session.add(row)
    except sa.exc.IntegrityError as error:
        raise Together from error
    return Kept(row.label, found.sure)


def forget(session: Session, actor: Actor, sector_id: uuid.UUID, worker: uuid.UUID) -> None:
    """She leaves from the sector's base again."""
    reach.sector(session, actor, sector_id, write=True)
    if session.get(AccountSector, (worker, sector_id)) is None:
        raise NotOfSector
    session.execute(sa.delete(RoundBase).where(RoundBase.account_id == worker))
