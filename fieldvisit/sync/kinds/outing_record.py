"""What was written of a pupil at school, or in the home of a childminder: it goes to its own file, to no family's.

Two writings of one pupil or one visit are both kept and both shown: there is nothing to choose between.
"""

import uuid

from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.alerts import lifting, raised
from fieldvisit.forms import checking, county_rules
from fieldvisit.licences import history as licence_history
from fieldvisit.licences import record
from fieldvisit.licences import visit as licence_visit
from fieldvisit.licences.licence import Licence
from fieldvisit.licences.record import LicenceRecord
from fieldvisit.licences.rules import About
from fieldvisit.licences.visit import LicenceVisit
from fieldvisit.schools import checks
from fieldvisit.schools import history as school_history
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.pupils import SchoolPupil
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.sync import filing, place_alerts, shape
from fieldvisit.sync.kinds import outing, urgent
from fieldvisit.sync.kinds.arrival import Arrival, Refused, free_id
from fieldvisit.sync.kinds.visit_checks import check_compartments
from fieldvisit.sync.kinds.visit_told import PARIS, Told, read
from fieldvisit.words import french_date

_KINDS = (checks.KIND, licence_visit.KIND)
CANCELLED = "Le service avait annulé cette visite ; votre compte rendu est conservé et fait foi."
GIVEN = "Cette visite avait été confiée à {name} ; votre compte rendu est conservé et fait foi."
OFFICE = "Le service avait déjà noté cette visite : ce qu’il a écrit est gardé, votre compte rendu est à côté."
SECOND = "Un autre compte rendu existe déjà : les deux sont conservés."


def concerns(session: Session, arrival: Arrival) -> bool:
    """Whether it is of a place. A health check of a family's own child is a visit like any other."""
    kind = arrival.body.get("kind")
    return kind in _KINDS and outing.find(session, arrival.envelope.family_id) is not None


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refusal: if it is not theirs, or against the rules"""
    _checked(session, arrival)


def apply(session: Session, arrival: Arrival) -> str:
    """Write it into its file.

    :raises Invalid: with one reason for each answer against the rules
    :raises Refused: if the place is not theirs
    """
    place, told = _checked(session, arrival)
    if isinstance(place, SchoolSession):
        return _school(session, arrival, place, told)
    return _licence(session, arrival, place, told)


def _checked(session: Session, arrival: Arrival) -> tuple[SchoolSession | Licence, Told]:
    place = outing.find(session, arrival.envelope.family_id)
    told = read(arrival)
    if isinstance(place, SchoolSession) is not (told.kind == checks.KIND):
        raise Refused("Cet envoi n’est pas du lieu qu’il annonce : il est conservé à part.")
    if not arrival.accepted:
        outing.check_author(arrival, place)
        check_compartments(arrival.actor.role, told.body)
    persons = [_as_person(_pupil(session, place, told))] if isinstance(place, SchoolSession) else []
    context = {"on": arrival.today.isoformat(), "role": arrival.actor.role, "family": {"persons": persons}}
    found = checking.check(arrival.body, None, context)
    if found:
        raise shape.Invalid(reasons=[shape.Reason(each.item, each.child, each.sentence) for each in found])
    return place, told


def _school(session: Session, arrival: Arrival, held: SchoolSession, told: Told) -> str:
    pupil = _pupil(session, held, told)
    known = select(SchoolCheck).where(SchoolCheck.pupil_id == pupil.id, SchoolCheck.corrected_by_id.is_(None))
    before = list(session.exec(known.with_for_update()))
    made = SchoolCheck(session_id=held.id, pupil_id=pupil.id, **_row(session, SchoolCheck, arrival, told))
    second = _put_in_force(session, made, before)
    filing.file(session, made, pupil, arrival.actor, arrival.now)
    if made.filed_id is None:
        _raise_missing(session, arrival, held.id, pupil.id)
    _lift(session, arrival, held.id, made, before, [_as_person(pupil)])
    what = school_history.What.URGENT if made.urgent else school_history.What.CHECKED
    school_history.note(session, arrival.actor, held.id, what, arrival.now, pupil.name)
    return SECOND if second else ""


def _licence(session: Session, arrival: Arrival, one: Licence, told: Told) -> str:
    visit = session.exec(select(LicenceVisit).where(LicenceVisit.id == told.visit_id).with_for_update()).one_or_none()
    if visit is None or visit.licence_id != one.id:
        raise Refused("Cette visite n’est pas celle de ce dossier d’agrément : l’envoi est conservé à part.")
    known = select(LicenceRecord).where(
        LicenceRecord.licence_visit_id == visit.id, LicenceRecord.corrected_by_id.is_(None)
    )
    before = list(session.exec(known.with_for_update()))
    made = LicenceRecord(licence_id=one.id, licence_visit_id=visit.id, **_row(session, LicenceRecord, arrival, told))
    second = _put_in_force(session, made, before)
    sentence = SECOND if second else ""
    if visit.status == licence_visit.Status.CANCELLED:
        sentence = CANCELLED
    elif visit.worker_id != arrival.actor.account_id:
        sentence = GIVEN.format(name=session.get_one(Account, visit.worker_id).name)
    every = select(LicenceRecord).where(LicenceRecord.licence_visit_id == visit.id, LicenceRecord.id != made.id)
    if _bears_on(visit, made, list(session.exec(every)), told, arrival):
        sentence = OFFICE
    session.add(visit)
    said = f"{About(visit.about).label}, le {french_date(told.taken_at.astimezone(PARIS).date())}"
    made_now = told.outcome == checks.DONE and sentence != OFFICE
    what = licence_history.What.VISITED if made_now else licence_history.What.WRITTEN
    licence_history.note(session, arrival.actor, one.id, what, arrival.now, said)
    _raise_missing(session, arrival, one.id, visit.id)
    _lift(session, arrival, one.id, made, before, [])
    return sentence


def _raise_missing(session: Session, arrival: Arrival, place_id: uuid.UUID, visit_id: uuid.UUID) -> None:
    """What it tells of urgent and no line of the tablet had told."""
    listed = arrival.body.get("urgent")
    states = urgent.said(listed[: urgent.MOST_ALERTS], arrival.now) if isinstance(listed, list) else []
    met = place_alerts.Met(place_id, visit_id, arrival.envelope.id, None, arrival.actor)
    place_alerts.raise_missing(session, met, states, arrival.now)


def _lift(
    session: Session,
    arrival: Arrival,
    place_id: uuid.UUID,
    made: SchoolCheck | LicenceRecord,
    before: list,
    persons: list[dict],
) -> None:
    """What the corrected one raised and nothing in force raises any more, though its tablet repeats it."""
    old = next((one for one in before if one.id == made.corrects_id), None)
    if old is None:
        return
    standing = [made.body, *(one.body for one in before if one.id != old.id)]
    day, rules = old.captured_at.date().isoformat(), county_rules.at(session, raised.version_of(old.body))
    lifted = lifting.gone(old.body, standing, lambda: persons, day, arrival.now, rules)
    met = place_alerts.Met(place_id, _of(made), made.id, None, arrival.actor)
    place_alerts.lift(session, met, lifted, arrival.now)
    if lifted:
        keys = {(one.rule, one.child_key) for one in lifted}
        repeated = urgent.said((made.body.get("urgent") or [])[: urgent.MOST_ALERTS], arrival.now)
        made.urgent = any(one.withdrawn_at is None and (one.rule, one.child_key) not in keys for one in repeated)
        session.add(made)


def _bears_on(visit: LicenceVisit, made: LicenceRecord, others: list, told: Told, arrival: Arrival) -> bool:
    """What the visit becomes by this record. True: the office had noted it otherwise, and its words stay."""
    stands, proposed = (visit.opinion, visit.words), record.proposed(made)
    known = {one.id: record.proposed(one) for one in others if one.outcome == checks.DONE}
    its_own = made.corrects_id in known and known[made.corrects_id] == stands
    if told.outcome != checks.DONE:
        if its_own and visit.status == licence_visit.Status.DONE:  # she signed for a visit that was not made
            visit.status, visit.made_on = licence_visit.Status.PLANNED, None
            visit.opinion = visit.words = ""
        return False
    if visit.status != licence_visit.Status.DONE or its_own:
        visit.status, visit.made_on = licence_visit.Status.DONE, told.taken_at.astimezone(PARIS).date()
        visit.worker_id = arrival.actor.account_id
        visit.opinion, visit.words = proposed
        return False
    if stands in known.values():
        return False
    if visit.opinion == proposed[0] and visit.words in ("", proposed[1]):
        visit.words = proposed[1]
        return False
    return True


def _row(session: Session, table: type[SchoolCheck | LicenceRecord], arrival: Arrival, told: Told) -> dict:
    sent, author = arrival.envelope, arrival.actor
    listed = told.body.get("urgent")
    urgent = any(isinstance(one, dict) and not one.get("withdrawn_at") for one in listed or ())
    return {
        "id": free_id(session, table, arrival),
        "author_id": author.account_id,
        "device_id": author.device_id,
        "outcome": told.outcome,
        "body": told.body,
        "digest": sent.digest,
        "captured_at": sent.captured_at,
        "received_at": arrival.now,
        "corrects_id": told.corrects,
        "urgent": urgent,
    }


def _put_in_force(session: Session, made: SchoolCheck | LicenceRecord, before: list) -> bool:
    """Whether it stands beside another that it does not correct.

    :raises Invalid: if what it corrects is not known
    :raises Refused: if that is a colleague's
    """
    if made.corrects_id is not None:
        old = session.get(type(made), made.corrects_id)
        if old is None:
            raise shape.Invalid("L’écrit à corriger n’est pas connu du bureau ; la correction est conservée.")
        if _of(old) != _of(made):
            raise Refused("Cette correction est d’un autre élève ou d’une autre visite : l’envoi est conservé à part.")
        if old.author_id != made.author_id:
            raise Refused("Seul son auteur corrige un écrit : l’envoi est conservé à part, prévenez le service.")
        session.add(made)
        session.flush()
        if old.corrected_by_id is None:
            old.corrected_by_id = made.id
            session.add(old)
        return any(one.id != old.id for one in before)
    session.add(made)
    session.flush()
    return bool(before)


def _of(one: SchoolCheck | LicenceRecord) -> uuid.UUID:
    """The pupil, or the visit for a licence, that it tells of."""
    return one.pupil_id if isinstance(one, SchoolCheck) else one.licence_visit_id


def _pupil(session: Session, held: SchoolSession, told: Told) -> SchoolPupil:
    """The pupil is the visit. One taken off the list meanwhile was seen all the same."""
    pupil = session.get(SchoolPupil, told.visit_id)
    if pupil is None or pupil.session_id != held.id:
        raise Refused("Cet élève n’est pas de cette séance : l’envoi est conservé à part.")
    return pupil


def _as_person(one: SchoolPupil) -> dict:
    return {
        "id": str(one.id),
        "role": "enfant",
        "birth_date": one.birth_date.isoformat(),
        "sex": one.sex or None,
        "term_weeks": None,
        "term_days": None,
    }
