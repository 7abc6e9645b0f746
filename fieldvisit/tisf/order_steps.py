"""The steps of an order (« circuits »): which there are, who may make them now, and what each leaves in the history."""

import uuid
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.tisf import lists, order_reach, ordering
from fieldvisit.tisf.order import InterventionOrder, Status
from fieldvisit.words import Choice, Refusal, sound

LONGEST_WORDS = 1000


class Act(Choice):
    """The circuits' own words, and what the button says."""

    SEND = "valider et transmettre", "Valider et transmettre"
    OPEN = "ouvrir (CAF, MSA, mutuelle)", "Ouvrir : le financeur est d’accord"
    ACCEPT = "accepter", "Accepter"
    REFUSE = "refuser", "Refuser"
    START = "démarrer", "Démarrer"
    SUSPEND = "suspendre", "Suspendre"
    RESUME = "reprendre", "Reprendre"
    ASK = "demander une prolongation", "Demander une prolongation"
    EXTEND = "prolonger", "Prolonger"
    STOP = "interrompre", "Interrompre"
    END = "terminer", "Terminer"


#: The circuits name « En cours » only, where an extended order, or one whose family gives up before the first session,
#: would otherwise have no way out.
ALSO = {
    Act.SUSPEND: {Status.EXTENDED},
    Act.ASK: {Status.EXTENDED},
    Act.EXTEND: {Status.EXTENDED},
    Act.STOP: {Status.EXTENDED, Status.ACCEPTED, Status.SUSPENDED},
}


class NotYours(Refusal):
    sentence = "Cette étape n’est pas de votre fonction."


class NotNow(Refusal):
    sentence = "Cette étape n’est plus possible : rechargez la page."


class Invalid(Refusal):
    sentence = "Cette étape est incomplète."


def offered(actor: Actor, order: InterventionOrder) -> list[Act]:
    """The steps that this actor may make now; « démarrer » makes itself, with the first validated session."""
    return [one for one in Act if one is not Act.START and _may(actor, order, one)]


def _may(actor: Actor, order: InterventionOrder, act: Act) -> bool:
    return not why_not(actor, order, act)


def why_not(actor: Actor, order: InterventionOrder, act: Act) -> Refusal | None:
    if not lists.may(actor.role, "ordre", act):
        names = ", ".join(roles.LABELS[one] for one in sorted(lists.who("ordre", act)))
        return NotYours(f"« {act.label} » revient à : {names}.")
    if order.status not in _from(act):
        return NotNow(f"Cet ordre est « {Status(order.status).label} » : cette étape n’est plus possible.")
    own = order.funder in lists.ASSOCIATION
    if (act is Act.OPEN and not own) or (act is Act.SEND and own):
        return NotNow("L’association ouvre les ordres CAF, MSA et mutuelle ; les autres sont validés au Département.")
    if act is Act.SEND and order.drafted_by == actor.account_id and actor.role != "referent_ase":
        return NotYours("Vous avez écrit cet ordre : une autre personne le valide.")
    return None


def _from(act: Act) -> set[str]:
    return {one.before for one in lists.CIRCUITS if one.of == "ordre" and one.act == act} | ALSO.get(act, set())


def held(session: Session, actor: Actor, order_id: uuid.UUID, act: Act, today: date) -> InterventionOrder:
    """The order, locked.

    :raises Refusal: if it is not open to this actor, or this step is not hers, or not of now
    """
    order = order_reach.find(session, actor, order_id, today, write=True, lock=True)
    refused = why_not(actor, order, act)
    if refused:
        raise refused
    return order


def to(
    session: Session, actor: Actor, order: InterventionOrder, act: Act, after: str, now: datetime, words: str = ""
) -> None:
    """The step is made: its line in the history, in the same transaction."""
    before, order.status = order.status, Status(after).value
    session.add(order)
    ordering.note(session, actor, order, act.value, before, order.status, now, words)
    session.flush()


def why_of(told: str, sentence: str) -> str:
    words = words_of(told)
    if not words:
        raise Invalid(sentence)
    return words


def words_of(told: str, longest: int = LONGEST_WORDS) -> str:
    words = sound(str(told or "")).strip()
    if len(words) > longest:
        raise Invalid(f"Ce mot est trop long : {longest} caractères au plus.")
    return words
