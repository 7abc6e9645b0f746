"""What is said of one order's month: the family's signature, or why there is none; the county's answer once closed.

A signature is on paper and attests presence and hours. Where the family signs each session, none is asked here.
"""

import uuid
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.statements import keeping, reach
from fieldvisit.statements.entries import Book
from fieldvisit.statements.timesheet import Answer, Status, Timesheet, TimesheetOrder
from fieldvisit.tisf import order_reach
from fieldvisit.words import Refusal, sound

LONGEST_NAME, LONGEST_WORDS = 120, 1000


class Invalid(Refusal):
    sentence = "Cette signature ne peut pas être notée ainsi."


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas cet acte sur un relevé."


def of_sheet(session: Session, sheet: Timesheet | None) -> dict[uuid.UUID, TimesheetOrder]:
    """By order."""
    if sheet is None:
        return {}
    query = select(TimesheetOrder).where(TimesheetOrder.timesheet_id == sheet.id)
    return {one.order_id: one for one in session.exec(query)}


def sign(
    session: Session,
    actor: Actor,
    book: Book,
    month: date,
    order_id: uuid.UUID,
    *,
    signed_by: str,
    signed_on: date | None,
    unsigned_reason: str,
    today: date,
    now: datetime,
) -> TimesheetOrder:
    """The paper came back signed, or will not.

    :raises Refusal: without a name and a day, or a reason; in a closed month
    """
    if not reach.may(actor, reach.SIGN):
        raise NotAllowed
    if actor.role == order_reach.RESPONSIBLE:
        reach.hers(session, actor, book)
    held = keeping.standing(session, book, month, today)
    lines = [line for line in held.lines if line.order_id == order_id]
    if reach.only_own(actor):
        order_reach.find(session, actor, order_id, today)
    if not lines:
        raise reach.NotFound
    sheet = keeping.row(session, book, month)
    name, why = sound(signed_by).strip(), sound(unsigned_reason).strip()
    if bool(name) == bool(why):
        raise Invalid("Écrivez qui a signé, ou pourquoi la signature manque : l’un des deux.")
    if len(name) > LONGEST_NAME or len(why) > LONGEST_NAME:
        raise Invalid(f"{LONGEST_NAME} caractères au plus.")
    if name and (signed_on is None or not month <= signed_on <= today):
        raise Invalid("Indiquez le jour de la signature, du premier jour du mois à aujourd’hui.")
    said = _row(session, sheet, order_id, lines[0].family_id)
    said.signed_by, said.signed_on, said.unsigned_reason = name, signed_on if name else None, why
    said.signed_minutes = sum(line.minutes_exact for line in lines) if name else None
    said.recorded_by, said.recorded_at = actor.account_id, now
    session.add(said)
    journal.note(session, actor, said.family_id, What.WRITE, keeping.SCREEN, now, subject_id=sheet.id)
    return said


def answer(
    session: Session,
    actor: Actor,
    sheet: Timesheet,
    order_id: uuid.UUID,
    to: Answer,
    words: str,
    today: date,
    now: datetime,
) -> TimesheetOrder:
    """The county accepts an order's month, or contests it: its sessions are then corrected, and told as corrections.

    :raises Refusal: if the order is not open to this actor, or a contest says no reason
    """
    if not reach.may(actor, reach.ACCEPT if to is Answer.ACCEPTED else reach.CONTEST):
        raise NotAllowed
    order = order_reach.find(session, actor, order_id, today)
    if sheet.status != Status.CLOSED:
        raise Invalid("Ce relevé n’est pas encore clos par l’association.")
    lines = [line for line in keeping.closed_lines(session, sheet) if line.order_id == order_id]
    if not lines:
        raise reach.NotFound
    said = sound(words).strip()[:LONGEST_WORDS]
    if to is Answer.CONTESTED and not said:
        raise Invalid("Écrivez ce qui est contesté : le ou la responsable le lira.")
    one = _row(session, sheet, order.id, order.family_id)
    one.answer, one.answer_words, one.answered_by, one.answered_at = to.value, said, actor.account_id, now
    session.add(one)
    journal.note(session, actor, order.family_id, What.WRITE, keeping.SCREEN, now, subject_id=sheet.id)
    return one


def _row(session: Session, sheet: Timesheet, order_id: uuid.UUID, family_id: uuid.UUID) -> TimesheetOrder:
    query = select(TimesheetOrder).where(TimesheetOrder.timesheet_id == sheet.id, TimesheetOrder.order_id == order_id)
    found = session.exec(query).one_or_none()
    return found or TimesheetOrder(timesheet_id=sheet.id, order_id=order_id, family_id=family_id)
