"""Which statements an actor reads: of an association its own, of the county those of the families open to it."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.roles import Reach
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.statements.entries import Book
from fieldvisit.tisf import lists
from fieldvisit.tisf.order import InterventionOrder, Status
from fieldvisit.tisf.order_reach import ASSOCIATION, RESPONSIBLE, WORKERS
from fieldvisit.words import Refusal

PLACE = "releves_bilans"
ESTABLISH, SEND, SIGN = "établir", "transmettre", "faire signer"
ACCEPT, CONTEST = "accepter", "contester"


class NotFound(Refusal):
    sentence = "Ce relevé n’existe pas ou ne vous est pas ouvert."


class NotAllowed(Refusal):
    sentence = "Le relevé est validé et clos par le ou la responsable de l’association."


def may(actor: Actor, act: str) -> bool:
    return lists.may(actor.role, "releve", act)


def books(session: Session, actor: Actor, today: date) -> list[Book]:
    """Those with an order that was sent once, by service."""
    if roles.right(actor.role, PLACE).read is Reach.NONE:
        return []
    query = (
        select(InterventionOrder.service, Household.sector_id)
        .join(Household, Household.id == InterventionOrder.family_id)
        .where(Household.sector_id.in_(actor.sectors), InterventionOrder.status.not_in((Status.DRAFT, Status.SENT)))
        .distinct()
        .order_by(InterventionOrder.service, Household.sector_id)
    )
    if actor.role in ASSOCIATION:
        query = query.where(InterventionOrder.service == _employer(session, actor))
    if actor.role != RESPONSIBLE:
        query = query.where(InterventionOrder.family_id.in_(household.open_to(actor, PLACE, today)))
    return [Book(service, sector_id) for service, sector_id in session.exec(query)]


def find(session: Session, actor: Actor, service: str, sector_id: uuid.UUID, today: date) -> Book:
    """:raises NotFound: if nothing of it is open to this actor"""
    for book in books(session, actor, today):
        if book == Book(service, sector_id):
            return book
    raise NotFound


def hers(session: Session, actor: Actor, book: Book) -> Book:
    """The book, if this responsable keeps it.

    :raises Refusal: if she does not
    """
    if not may(actor, ESTABLISH):
        raise NotAllowed
    if book.sector_id not in actor.sectors or book.service != _employer(session, actor):
        raise NotFound
    return book


def families(session: Session, actor: Actor, family_ids: set[uuid.UUID], today: date) -> set[uuid.UUID]:
    """Of these families, those whose lines this actor reads. A responsable reads what her service bills, whole."""
    if actor.role == RESPONSIBLE or not family_ids:
        return family_ids
    return set(session.exec(household.open_to(actor, PLACE, today).where(Household.id.in_(family_ids))))


def only_own(actor: Actor) -> bool:
    """Whether she reads the lines of her own sessions alone."""
    return actor.role in WORKERS


def _employer(session: Session, actor: Actor) -> str | None:
    query = select(Account.employer).where(Account.id == actor.account_id, sa.func.length(Account.employer) > 0)
    return session.exec(query).one_or_none()
