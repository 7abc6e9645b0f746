"""What a tablet may carry of some families, as documents of the protocol: filtered before they are built.

Each function reads its rows for all the families at once.
"""

import uuid
from collections import defaultdict
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.roles import Reach
from fieldvisit.alerts import raised
from fieldvisit.families import household
from fieldvisit.families.file import AT_DOOR, OPPOSITION
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy, Role, agreed
from fieldvisit.forms import compartments
from fieldvisit.growth import striking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import albums, carnets, family_file, growth, orders, sessions

IDENTITY, PLANNING, CHILD, MOTHER, VISIT = (
    "identite_foyer",
    "planning_mission",
    "sante_enfant",
    "dossier_mere",
    "observations_vad",
)
SESSIONS = frozenset(code for code, one in visit_type.TYPES.items() if one.session)
#: Records aboard: the last ones of each family, and those of the round.
LAST_RECORDS = 5
ROUND_PAST = timedelta(days=7)

_FAMILY = ("case_number", "label", "address", "postcode", "city", "lat", "lon", "access_notes", "phone", "phone_2")
_BIRTH = ("term_weeks", "term_days", "birth_weight_g", "birth_length_cm", "birth_head_cm", "multiple")
#: What a colleague's tablet gets of a record, besides its answers; a field of a newer tablet goes to its author only.
_WRITTEN = ("visit_id", "family_id", "kind", "planned", "planned_on", "planned_at", "duration_min", "outcome")
_WRITTEN += ("started_at", "ended_at", "forms", "children", "agreement", "notes", "outcome_detail", "corrects")
_WRITTEN += ("correction_reason", "sources", "settled", "signed_at", "photo_agreement")
_LIFE = ("in_care", "living_place")


class Shown:
    """What this reader may see of these families today, compartment by compartment."""

    def __init__(self, session: Session, actor: Actor, families: set[uuid.UUID], today: date):
        self.session, self.actor, self.today = session, actor, today
        self._families = families
        self._open: dict[str, set] = {}

    def open(self, compartment: str) -> set[uuid.UUID]:
        if compartment not in self._open:
            if roles.right(self.actor.role, compartment).read is Reach.NONE or not self._families:
                self._open[compartment] = set()
            else:
                query = household.open_to(self.actor, compartment, self.today)
                self._open[compartment] = set(self.session.exec(query.where(Household.id.in_(self._families))))
        return self._open[compartment]

    def shared_only(self, compartment: str) -> bool:
        """« * » in the county's table: only what is expressly shared, or one's own."""
        return roles.right(self.actor.role, compartment).read is not Reach.ALL


def families(shown: Shown, wanted: set[uuid.UUID]) -> list[dict]:
    """``family`` documents. Who has only a shared right sees what is needed at the door, and no health item."""
    session, wanted = shown.session, wanted & shown.open(IDENTITY)
    if not wanted:
        return []
    persons = _by_family(session, Person, wanted, Person.id)
    agreements = _by_family(session, Agreement, wanted, Agreement.collected_at)
    measured = wanted & shown.open(CHILD)
    lines = defaultdict(list)
    if measured:
        query = select(Measurement).where(Measurement.family_id.in_(measured), Measurement.superseded_by_id.is_(None))
        for line in session.exec(query.order_by(Measurement.taken_at)):
            lines[line.child_id].append(line)
    strikes = striking.told(session, measured) if measured else {}
    copied = carnets.of(session, measured)
    contacts = family_file.contacts(session, shown.actor, wanted, shown.today, stamp)
    may_note = family_file.may_note(shown.actor.role)
    pregnancies = _by_family(session, Pregnancy, wanted & shown.open(MOTHER), Pregnancy.id)
    goals = orders.shared_goals(shown, wanted)
    found = session.exec(select(Household).where(Household.id.in_(wanted)).order_by(Household.id))
    docs = []
    for family in found:
        shared = shown.shared_only(IDENTITY)
        body = _family(family, shared) | may_note | {"contacts": contacts.get(family.id, [])}
        if shared and not agreed(agreements[family.id], "accord_partage_tisf", shown.today):
            body["daily_instructions"] = ""
        body["persons"] = [
            _person(person, shared, lines[person.id] if family.id in measured else None, strikes)
            | (copied[person.id] if family.id in measured and person.role == Role.CHILD else {})
            for person in persons[family.id]
            if person.set_aside_at is None
        ]
        body["may_note"] = family.id in measured and roles.right(shown.actor.role, CHILD).write is not Reach.NONE
        body["may_correct"] = roles.right(shown.actor.role, IDENTITY).write is not Reach.NONE
        everything = family.id in shown.open(VISIT)
        kinds = AT_DOOR if shared else AT_DOOR | {OPPOSITION}
        body["agreements"] = [
            _agreement(each, shared) for each in agreements[family.id] if everything or each.kind in kinds
        ]
        if goals.get(family.id):
            body["goals"] = goals[family.id]
        if family.id in shown.open(MOTHER):
            body["pregnancies"] = [_pregnancy(each) for each in pregnancies[family.id]]
        docs.append(_doc("family", family.id, family.id, body))
    return docs


def _by_family(session: Session, table, families: set, order) -> dict:
    found = defaultdict(list)
    if families:
        for row in session.exec(select(table).where(table.family_id.in_(families)).order_by(order)):
            found[row.family_id].append(row)
    return found


def _family(family: Household, shared: bool) -> dict:
    body = {"id": str(family.id)} | {name: getattr(family, name) for name in _FAMILY}
    body["languages"], body["interpreter"] = family.languages, family.interpreter
    body["safety_notes"] = "" if shared else family.safety_notes
    body["contact_ok"] = family.contact_ok
    body["daily_instructions"] = family.daily_instructions
    return body


def _person(person: Person, shared: bool, lines: list | None, strikes: dict) -> dict:
    body = {
        "id": str(person.id),
        "role": person.role,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "birth_date": _said(person.birth_date) if not shared or person.role == Role.CHILD else None,
        "sex": None if shared else person.sex,
        "phone": person.phone,
        "deceased_on": _said(person.deceased_on),
    }
    if not shared:
        body |= family_file.of_person(person, lines is not None and person.role == Role.CHILD)
    if lines is not None and person.role in (Role.MOTHER, Role.FATHER):
        body["height_cm"] = person.height_cm
    if lines is not None and person.role == Role.CHILD:
        body |= {name: getattr(person, name) for name in (*_BIRTH, *_LIFE)} | {"disability": person.disability_words}
        body["measurements"] = [growth.measurement(line, strikes.get(line.id, ()), stamp) for line in lines]
    return body


def _agreement(agreement: Agreement, shared: bool) -> dict:
    body = {
        "kind": agreement.kind,
        "status": agreement.standing,
        "mode": agreement.mode,
        "person_id": _said(agreement.person_id),
        "collected_at": stamp(agreement.last_word_at),  # a tablet takes the last one at its word
        "expires_on": _said(agreement.expires_on),
    }
    return body if shared else body | family_file.of_agreement(agreement, stamp)


def _pregnancy(pregnancy: Pregnancy) -> dict:
    return {
        "id": str(pregnancy.id),
        "mother_id": str(pregnancy.mother_id),
        "due_date": _said(pregnancy.due_date),
        "parity": pregnancy.parity,
        "gravidity": pregnancy.gravidity,
        "multiple": pregnancy.multiple,
        "maternity": pregnancy.maternity,
        "ended_on": _said(pregnancy.ended_on),
    } | family_file.of_pregnancy(pregnancy)


def records_aboard(shown: Shown, families: set[uuid.UUID]):
    """Query of the record ids that travel with these families: the last ones in force, and those of the round."""
    rank = sa.func.row_number().over(
        partition_by=VisitRecord.family_id, order_by=(sa.desc(VisitRecord.received_at), sa.desc(VisitRecord.id))
    )
    ranked = (
        sa.select(VisitRecord.id.label("id"), rank.label("rank"))
        .where(VisitRecord.family_id.in_(families), VisitRecord.corrected_by_id.is_(None))
        .subquery()
    )
    of_the_round = (
        sa.select(VisitRecord.id)
        .join(Visit, Visit.id == VisitRecord.visit_id)
        .where(VisitRecord.family_id.in_(families), Visit.planned_on >= shown.today - ROUND_PAST)
    )
    return sa.union(sa.select(ranked.c.id).where(ranked.c.rank <= LAST_RECORDS), of_the_round)


def records(shown: Shown, wanted) -> list[dict]:
    """``record`` documents, each with only the answers that this reader may see. ``wanted``: ids or a query."""
    opened = shown.open(VISIT)
    if not opened:
        return []
    query = (
        select(VisitRecord, Visit.kind, Account.name)
        .join(Visit, Visit.id == VisitRecord.visit_id)
        .join(Account, Account.id == VisitRecord.author_id)
        .where(VisitRecord.id.in_(wanted), VisitRecord.family_id.in_(opened))
        .order_by(VisitRecord.id)
    )
    docs, found = [], shown.session.exec(query).all()
    pictures = albums.of(shown, (record for record, _, _ in found))
    for record, kind, author in found:
        own = record.author_id == shown.actor.account_id
        body = {
            "id": str(record.id),
            "visit_id": str(record.visit_id),
            "family_id": str(record.family_id),
            "kind": kind,
            "outcome": record.outcome,
            "author_id": str(record.author_id),
            "author_name": author,
            "captured_at": stamp(record.captured_at),
            "received_at": stamp(record.received_at),
            "corrects": _said(record.corrects_id),
            "corrected_by": _said(record.corrected_by_id),
            "attachments": albums.as_documents(pictures[record.id], stamp),
            "body": _readable(record.body, shown.actor.role, own),
        }
        docs.append(_doc("record", record.id, record.family_id, body))
    return docs


def _readable(body: dict, role: str, own: bool) -> dict:
    answers, of_children = compartments.readable(
        body.get("answers") or {}, body.get("child_answers") or {}, role, is_author=own
    )
    written = body if own else {name: body[name] for name in _WRITTEN if name in body}
    told = None if own else raised.of_body(body)
    if told is not None:
        seen = raised.readable(told, role, is_author=own)
        written["alerts"] = {"version": raised.version_of(body), "raised": seen}
    return written | {"answers": answers, "child_answers": of_children}


def visits(shown: Shown, wanted) -> list[dict]:
    """``visit`` documents. Whoever sees only her own planning gets no visit that was never hers."""
    opened = shown.open(PLANNING)
    if not opened:
        return []
    query = (
        select(Visit, Account.name, VisitRecord.id, VisitRecord.digest, VisitRecord.seen_at)
        .join(Account, Account.id == Visit.worker_id)
        .outerjoin(VisitRecord, sa.and_(VisitRecord.visit_id == Visit.id, VisitRecord.corrected_by_id.is_(None)))
        .where(wanted, Visit.family_id.in_(opened))
        .order_by(Visit.id)
    )
    me, shared = shown.actor.account_id, shown.shared_only(PLANNING)
    recorded = shown.open(VISIT)
    docs, found = [], shown.session.exec(query).all()
    beside = sessions.beside(shown, [visit for visit, *_ in found if visit.kind in SESSIONS])
    for visit, worker, record, digest, seen_at in found:
        hers = visit.worker_id == me
        if shared and not hers and str(me) not in visit.former_workers:
            continue
        body = {
            "id": str(visit.id),
            "family_id": str(visit.family_id),
            "kind": visit.kind,
            "planned_on": visit.planned_on.isoformat(),
            "planned_at": visit.planned_at.isoformat("minutes") if visit.planned_at else None,
            "duration_min": visit.duration_min,
            "worker_id": str(visit.worker_id),
            "worker_name": worker,
            "status": visit.status,
            "reason": "" if shared else visit.reason,
            "position": visit.position,
            "cancel_reason": "" if shared and not hers else visit.cancel_reason,
            "started_at": stamp(visit.started_at),
            "ended_at": stamp(visit.ended_at),
            "record": None,
        }
        if record and visit.family_id in recorded:
            body["record"] = {"id": str(record), "digest": digest, "custody": "vue" if seen_at else "recue"}
        body |= beside.get(visit.id, {})
        docs.append(_doc("visit", visit.id, visit.family_id, body))
    return docs


def visits_aboard(shown: Shown, families: set[uuid.UUID]):
    """Condition of the visits that travel with these families: from a week ago on, and those of the records aboard."""
    recorded = sa.select(VisitRecord.visit_id).where(VisitRecord.id.in_(records_aboard(shown, families)))
    recent = Visit.planned_on >= shown.today - ROUND_PAST
    wanted = [recent, Visit.id.in_(recorded)]
    if orders.works_there(shown.actor.role):
        wanted.append(Visit.id.in_(sessions.recorded(shown, families, ROUND_PAST)))
    return sa.and_(Visit.family_id.in_(families), sa.or_(*wanted))


def _doc(kind: str, id, family_id, body: dict) -> dict:
    return {"kind": kind, "id": str(id), "family_id": _said(family_id), "body": body}


def _said(value) -> str | None:
    return None if value is None else str(value)


def stamp(instant) -> str | None:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z") if instant else None
