"""An approved list is carried out by a second person. Each line is judged again first: what changed is set aside."""

import uuid
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.families.household import Household
from fieldvisit.retention import archiving, erasing, listing, proposing
from fieldvisit.retention.disposal_list import Act, DisposalLine, DisposalList, Outcome
from fieldvisit.retention.durations import Durations
from fieldvisit.words import Refusal

#: Who carries it out: neither of the service that decides, nor able to read who the families are.
EXECUTES = frozenset({"dpo"})


class NotAllowed(Refusal):
    sentence = "Une liste approuvée par le ou la médecin responsable est exécutée par le ou la DPO."


class NotApproved(Refusal):
    sentence = "Cette liste n’est pas approuvée, ou a déjà été exécutée ou abandonnée."


class SamePerson(Refusal):
    sentence = "Qui a approuvé la liste ne l’exécute pas : demandez à une autre personne."


def execute(
    session: Session, actor: Actor, list_id: uuid.UUID, kept: Durations, today: date, now: datetime
) -> DisposalList:
    """What the list says, line by line, in one transaction; the pictures' bytes go after it (:mod:`erasing`).

    :raises Refusal: if this actor may not, it is the one who approved, or there is nothing to carry out
    """
    if actor.role not in EXECUTES:
        raise NotAllowed
    found = listing.find(session, actor, list_id)
    if not found.open or found.approved_at is None:
        raise NotApproved
    if actor.account_id in (found.approved_by, found.made_by):
        raise SamePerson
    for line in listing.lines_of(session, found.id):
        _carry_out(session, actor, found, line, kept, today, now)
    found.executed_at, found.executed_by = now, actor.account_id
    session.add(found)
    session.flush()
    return found


def _carry_out(
    session: Session, actor: Actor, whole: DisposalList, line: DisposalLine, kept: Durations, today: date, now: datetime
) -> None:
    home = session.get_one(Household, line.family_id, with_for_update=True)
    line.done_at = now
    session.add(line)
    if line.act != Act.KEEP:
        _, judged = proposing.whole(session, home.id, kept, today, now)
        if line.act not in judged.acts:
            line.outcome, line.said = Outcome.SKIPPED.value, judged.said
            return
    line.outcome = Outcome.DONE.value
    told = Act(line.act)
    reason = f"liste {whole.number} : {told.label.lower()}"
    journal.note(session, actor, home.id, What.WRITE, listing.SCREEN, now, subject_id=whole.id, reason=reason)
    if told is Act.ARCHIVE:
        archiving.archive(session, home, now)
    elif told is Act.ELIMINATE:
        erasing.erase(session, home.id, now)
