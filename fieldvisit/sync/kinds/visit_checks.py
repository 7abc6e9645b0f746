"""What is asked of a visit record before it is in force: the author's right, its answers, the place it takes."""

import uuid

from sqlmodel import Session, select

from fieldvisit.access import roles, secrecy
from fieldvisit.access.account import Account
from fieldvisit.access.roles import Reach
from fieldvisit.forms import checking, compartments
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Diverged, Refused
from fieldvisit.sync.kinds.known import Known


def check_worker(session: Session, arrival: Arrival, visit: Visit | None, known: Known) -> None:
    """The visit is or was theirs, and the file open to them today or on the day the office had planned."""
    sent, author = arrival.envelope, arrival.actor
    if sent.family_id is None:
        raise Refused
    hers = visit is None or visit.worker_id == author.account_id or str(author.account_id) in visit.former_workers
    if not hers:
        name = session.exec(select(Account.name).where(Account.id == visit.worker_id)).one()
        raise Refused(f"Cette visite est confiée à {name} : l’envoi est conservé à part, prévenez le service.")
    if not known.open:
        raise Refused


def check_compartments(role: str, body: dict) -> None:
    answers, of_children = body.get("answers"), body.get("child_answers")
    used = set(map(compartments.of, answers)) if isinstance(answers, dict) else set()
    for given in of_children.values() if isinstance(of_children, dict) else ():
        used |= set(map(compartments.of, given)) if isinstance(given, dict) else set()
    for compartment in used:
        if roles.right(role, secrecy.whole(compartment)).write is Reach.NONE:
            raise Refused("Votre fonction ne permet pas d’écrire ces réponses : l’envoi est conservé à part.")


def check_answers(arrival: Arrival, known: Known) -> None:
    agreed = known.agreement
    family = {
        "persons": [
            {
                "id": str(person.id),
                "role": person.role,
                "birth_date": person.birth_date and person.birth_date.isoformat(),
                "sex": person.sex,
                "term_weeks": person.term_weeks,
                "term_days": person.term_days,
            }
            for person in known.persons
        ],
        "agreements": [
            {
                "kind": agreed.kind,
                "status": agreed.status,
                "expires_on": agreed.expires_on and agreed.expires_on.isoformat(),
            }
        ]
        if agreed and agreed.withdrawn_at is None
        else [],
    }
    context = {"on": arrival.today.isoformat(), "role": arrival.actor.role, "family": family}
    found = checking.check(arrival.body, None, context)
    if found:
        raise shape.Invalid(reasons=[shape.Reason(each.item, each.child, each.sentence) for each in found])


def check_place(
    session: Session, visit: Visit | None, known: Known, corrects: uuid.UUID | None, author_id: uuid.UUID
) -> VisitRecord | None:
    """The record that this one corrects, or None for the first one.

    :raises Refused: if it corrects another visit's record, or someone else's
    :raises Diverged: if the visit has a record that this one was not made from
    """
    if corrects is not None:
        old = session.exec(select(VisitRecord).where(VisitRecord.id == corrects).with_for_update()).one_or_none()
        if old is None:
            raise shape.Invalid("L’écrit à corriger n’est pas connu du bureau ; la correction est conservée.")
        if visit is None or old.visit_id != visit.id:
            raise Refused("Cette correction concerne une autre visite : elle est conservée à part.")
        if old.author_id != author_id:
            # Who corrects it carries all its answers on: a colleague's tablet has only those that she may read.
            raise Refused("Seul son auteur corrige un écrit : l’envoi est conservé à part, prévenez le service.")
        if old.corrected_by_id is not None:
            raise Diverged("Cet écrit a déjà été corrigé. Les deux sont conservés ; une personne du service choisira.")
        return old
    if known.recorded:
        raise Diverged("Cette visite a déjà un écrit. Les deux sont conservés ; une personne du service choisira.")
    return None
