"""A family's list as a reader may see it, each line with its rule and how it stands today."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.due import reach
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.rules import RULES, Rule
from fieldvisit.families.person import Person, Pregnancy
from fieldvisit.families.support import Support
from fieldvisit.words import Choice, Refusal


class Standing(Choice):
    """How a line stands on a given day."""

    LATE = "en_retard", "En retard"
    TODO = "a_faire", "À faire"
    TO_CHECK = "a_verifier", "À vérifier"
    PLANNED = "programme", "Programmé"
    COMING = "a_venir", "À venir"
    DONE = "fait", "Fait"
    REFUSED = "refuse", "Refusé"
    NOT_APPLICABLE = "sans_objet", "Sans objet"
    CLOSED = "clos", "Clos"


_ENDED = {
    State.DONE: Standing.DONE,
    State.REFUSED: Standing.REFUSED,
    State.NOT_APPLICABLE: Standing.NOT_APPLICABLE,
    State.CLOSED: Standing.CLOSED,
}


class NotFound(Refusal):
    sentence = "Cette échéance n’existe plus ou ne vous est pas ouverte : la page montre la liste d’aujourd’hui."


@dataclass(frozen=True)
class DueLine:
    """``about``: first name of whom it concerns, empty for the whole family; ``worker``: who has it, if anyone."""

    item: DueItem
    rule: Rule
    standing: Standing
    about: str
    worker: str


def standing(item: DueItem, today: date) -> Standing:
    """How it stands on this day. Without a line of the carnet nobody knows whether a vaccine is late."""
    if item.state != State.OPEN:
        return _ENDED[State(item.state)]
    if item.visit_id is not None:
        return Standing.PLANNED
    if today < item.opens_on:
        return Standing.COMING
    rule = RULES.get(item.code)
    if rule and (rule.to_check or (rule.carnet_seen and rule.late and item.late_on is None)):
        return Standing.TO_CHECK
    return Standing.LATE if item.late_on and today > item.late_on else Standing.TODO


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[DueLine]:
    """What is due, was done or decided of this family, as far as this reader may know, by day.

    Opening the file is journaled by whoever shows it.
    """
    query = (
        select(DueItem, Account.name)
        .outerjoin(Account, Account.id == DueItem.worker_id)
        .where(DueItem.family_id == family_id, reach.visible(actor, today))
        .order_by(DueItem.due_on, DueItem.code, DueItem.occurrence)
        .execution_options(populate_existing=True)
    )
    names = _names(session, family_id)
    return [
        DueLine(item, RULES[item.code], standing(item, today), names.get(item.subject_id, ""), worker or "")
        for item, worker in session.exec(query)
    ]


def find(session: Session, actor: Actor, item_id: uuid.UUID, today: date, *, write: bool = False) -> DueItem:
    """:raises NotFound: if it is not listed any more, or not open to this actor"""
    query = (
        select(DueItem)
        .where(DueItem.id == item_id, reach.visible(actor, today, write=write))
        .execution_options(populate_existing=True)
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def _names(session: Session, family_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """The first name behind each subject: a person, the mother of a pregnancy, the child of a support."""
    first = dict(session.exec(select(Person.id, Person.first_name).where(Person.family_id == family_id)).all())
    named = dict(first)
    for column in (Pregnancy.mother_id, Support.person_id, FollowUp.person_id):
        table = column.class_
        for subject_id, person_id in session.exec(select(table.id, column).where(table.family_id == family_id)):
            named[subject_id] = first.get(person_id, "")
    return named
