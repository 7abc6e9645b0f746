"""An agreement that a worker noted on her tablet: given, refused or withdrawn. It acts from its receipt on."""

from dataclasses import replace

from sqlmodel import Session, select

from fieldvisit.families import agreeing, taking_back
from fieldvisit.families.agreeing import OPPOSITION, Status
from fieldvisit.families.fact import Invalid
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, last_word
from fieldvisit.schedule import visit
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Refused, free_id, may_write
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind as TaskKind

#: A row bears the id of the envelope: sent twice, it is one word of the family.
CHAINED = False
WORDS = (Status.GIVEN, Status.REFUSED, Status.WITHDRAWN)
AT_HOME = "accord_vad"


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if this author may not note this kind of agreement of this family"""
    family_id, kind = arrival.envelope.family_id, arrival.body.get("kind")
    if family_id is None:
        raise Refused
    place = agreeing.place_of(kind) if isinstance(kind, str) else agreeing.place_of("")
    if not arrival.accepted and not may_write(session, arrival.actor, family_id, place, arrival.today):
        raise Refused


def apply(session: Session, arrival: Arrival) -> str:
    """Note what the family said, or take back what it had agreed to.

    :raises Invalid: naming what cannot be noted like this
    :raises Refused: if this author may not note it
    :raises Diverged: if another agreement bears its id, unless it is taken back: that always holds
    :return: the agreement that stands though an earlier one was taken back, or the visits that are still planned though
        the family no longer wants any, or nothing
    """
    reader = shape.Reader(arrival.body, arrival.now)
    kind, status = reader.code("kind", agreeing.KINDS), reader.code("status", WORDS)
    back = status == Status.WITHDRAWN
    at = reader.instant("at", "L’accord", optional=back, checked=not back)
    person_id = reader.uuid("person_id", optional=back)
    mode = reader.text("mode", optional=True) or agreeing.MODES[0]
    words = reader.text("words", optional=True)
    expires_on = reader.day("expires_on", "L’échéance", optional=True, checked=False)
    reader.done()
    check_right(session, arrival)
    sent, now = arrival.envelope, arrival.now
    # A withdrawal holds whatever the tablet's clock says.
    at = now if at is None or back and not shape.plausible(at, now) else min(at, now)
    if back:
        taking_back.take_back(
            session,
            arrival.actor,
            sent.family_id,
            kind,
            at,
            now,
            said_by=person_id,
            why=words,
            agreement_id=free_id(session, Agreement, replace(arrival, accepted=True)),
        )
        if (standing := _later(session, arrival, kind)) is not None:
            return _ask_office(session, arrival, standing)
        return _planned(session, arrival) if kind == AT_HOME else ""
    try:
        agreeing.write(
            session,
            arrival.actor,
            sent.family_id,
            kind,
            status,
            at,
            now,
            person_id=person_id,
            mode=mode,
            scope=words,
            expires_on=expires_on,
            agreement_id=free_id(session, Agreement, arrival),
        )
    except Invalid as refusal:
        raise shape.Invalid(refusal.sentence) from refusal
    unwanted = (kind, status) in {(AT_HOME, Status.REFUSED), (OPPOSITION, Status.GIVEN)}
    return _planned(session, arrival) if unwanted else ""


def _later(session: Session, arrival: Arrival, kind: str) -> Agreement | None:
    """What stands though it was just taken back: an agreement given after that hour, if the tablet's clock is right."""
    query = select(Agreement).where(Agreement.family_id == arrival.envelope.family_id, Agreement.kind == kind)
    last = last_word(session.exec(query).all(), kind)
    return last if last is not None and last.standing == Status.GIVEN else None


def _ask_office(session: Session, arrival: Arrival, standing: Agreement) -> str:
    """Somebody asks the family which of the two is its last word."""
    home = session.get_one(Household, standing.family_id)
    given = standing.collected_at.astimezone(agreeing.PARIS)
    when = f"{given:%d/%m/%Y à %H:%M}"
    tasks.open_task(
        session,
        sector_id=home.sector_id,
        family_id=home.id,
        kind=TaskKind.OTHER,
        label=f"Retrait à vérifier, un accord du {when} reste noté ({agreeing.SHORT[standing.kind]}) : {home.label}",
        source=f"retrait:{arrival.envelope.id}",
        compartment=agreeing.place_of(standing.kind),
        due_on=arrival.today,
        now=arrival.now,
    )
    return f"Un accord noté plus tard, le {when}, tient toujours : si la famille le retire aussi, notez-le de nouveau."


def _planned(session: Session, arrival: Arrival) -> str:
    """Visits stay in the planning until somebody calls them off."""
    listed = visit.of_family(session, arrival.actor, arrival.envelope.family_id, arrival.today)
    many = sum(one.status in visit.OPEN and one.planned_on >= arrival.today for one in listed)
    if many > 1:
        return f"{many} visites restent au planning : prévenez le service s’il faut les annuler."
    return "Une visite reste au planning : prévenez le service s’il faut l’annuler." if many else ""
