"""What a tablet carries that is no family's: a school with its list, the home of a childminder to be visited.

It travels as the documents that the tablet knows, under an id of its own: a ``family`` document with a ``place``,
and visits. Each place has a version, worked out from all it holds; the tablet tells which it has and gets what differs.
"""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.families import household
from fieldvisit.families.person import Person
from fieldvisit.forms import compartments
from fieldvisit.growth.measurement import Measurement
from fieldvisit.growth.striking import HEALTH, standing
from fieldvisit.licences import history as licence_history
from fieldvisit.licences import licence, record, rules
from fieldvisit.licences import visit as licence_visit
from fieldvisit.licences.licence import Licence
from fieldvisit.licences.visit import LicenceVisit
from fieldvisit.schedule import outing_order
from fieldvisit.schools import checks, pupils, sessions
from fieldvisit.schools import history as school_history
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.pupils import SchoolPupil
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.sync import alerts

SCHOOL, LICENCE = "ecole", "agrement"
#: What is not over stays aboard: what was begun out of range is finished there.
OPEN_PAST, DONE_PAST, AHEAD = timedelta(days=60), timedelta(days=7), timedelta(days=15)
#: What a place has of a family's document: nothing, but the screens look there.
_NOTHING = {
    **dict.fromkeys(("case_number", "access_notes", "safety_notes", "languages", "phone_2", "contact_ok"), ""),
    **dict.fromkeys(("lat", "lon")),
    **dict.fromkeys(("interpreter", "may_note", "may_correct"), False),
    **{name: [] for name in ("agreements", "contacts", "contact_readers", "may_agree")},
    "daily_instructions": "",
}


def carried(session: Session, actor: Actor, today: date) -> dict[uuid.UUID, list[dict]]:
    """The documents of each place that this worker goes to, by its id."""
    places = _schools(session, actor, today) | _licences(session, actor, today)
    positions = outing_order.of(session, actor.account_id) if places else {}
    raised = alerts.at_places(session, actor, places) if places else {}
    return {id: _versioned([*_placed(docs, positions), *raised.get(id, ())]) for id, docs in places.items()}


def changed(places: Mapping[uuid.UUID, list[dict]], aboard: Mapping[str, str]) -> list[dict]:
    """The documents of those that the tablet has otherwise, or not at all."""
    return [doc for id, docs in places.items() if aboard.get(str(id)) != docs[0]["body"]["version"] for doc in docs]


def note(session: Session, actor: Actor, docs: list[dict], now: datetime) -> None:
    """Each file that leaves for a tablet is in its own history; what leaves with it of a family's, in that one's."""
    for doc in docs:
        if doc["kind"] == "family" and doc["body"].get("place") == SCHOOL:
            school_history.note(session, actor, uuid.UUID(doc["id"]), school_history.What.SYNCED, now)
            _note_known(session, actor, doc["body"]["persons"], now)
        elif doc["kind"] == "family":
            words = "Emporté sur la tablette"
            licence_history.note(session, actor, uuid.UUID(doc["id"]), licence_history.What.READ, now, words)


def _note_known(session: Session, actor: Actor, listed: list[dict], now: datetime) -> None:
    """The children whose birth and measurements their family's file gave."""
    given = [uuid.UUID(one["id"]) for one in listed if "measurements" in one]
    query = select(Person.id, Person.family_id).join(SchoolPupil, SchoolPupil.person_id == Person.id)
    for person, family in session.exec(query.where(SchoolPupil.id.in_(given)).order_by(Person.id)) if given else ():
        journal.note(session, actor, family, journal.What.SYNC, "bilan à l’école", now, subject_id=person)


def _schools(session: Session, actor: Actor, today: date) -> dict[uuid.UUID, list[dict]]:
    found = [
        one
        for one in sessions.carried(session, actor, today - OPEN_PAST, today + AHEAD)
        if one.status == sessions.Status.READY or one.held_on >= today - DONE_PAST
    ]
    if not found:
        return {}
    ids = [one.id for one in found]
    listed, lines = defaultdict(list), defaultdict(list)
    for one in pupils.of(session, ids):
        listed[one.session_id].append(one)
    for one in checks.of(session, ids):
        lines[one.session_id].append(one)
    names = dict(session.exec(select(Account.id, Account.name)).all())
    linked = [one.person_id for each in listed.values() for one in each if one.person_id]
    known = _known(session, actor, linked, today)
    return {one.id: _school(actor, one, listed[one.id], lines[one.id], names, known) for one in found}


def _known(session: Session, actor: Actor, ids: list[uuid.UUID], today: date) -> dict[uuid.UUID, dict]:
    """What the rules of growth read of the linked children, for who reads their health in their family's own file."""
    if not ids or not sessions.reads_results(actor.role):
        return {}
    found = {
        one.id: {
            "term_weeks": one.term_weeks,
            "term_days": one.term_days,
            "birth_weight_g": one.birth_weight_g,
            "measurements": [],
        }
        for one in session.exec(
            select(Person).where(Person.id.in_(ids), Person.family_id.in_(household.open_to(actor, HEALTH, today)))
        )
    }
    query = select(Measurement).where(Measurement.child_id.in_(list(found)), standing())
    for one in session.exec(query.order_by(Measurement.taken_at)):
        taken = {"kind": one.kind, "value": one.value, "taken_at": _stamp(one.taken_at), "method": one.method}
        found[one.child_id]["measurements"].append(taken | {"doubtful": one.doubtful})
    return found


def _school(
    actor: Actor,
    held: SchoolSession,
    listed: list[SchoolPupil],
    found: list[SchoolCheck],
    names: dict[uuid.UUID, str],
    known: dict[uuid.UUID, dict],
) -> list[dict]:
    place = {
        "id": str(held.id),
        "label": held.school,
        "address": held.address,
        "postcode": held.postcode,
        "city": held.city,
        "phone": held.phone,
        "access_notes": held.words,
        "persons": [
            {
                "id": str(one.id),
                "role": "enfant",
                "first_name": one.first_name,
                "last_name": one.last_name,
                "birth_date": one.birth_date.isoformat(),
                "sex": one.sex or None,
                "classroom": one.classroom,
                "phone": "",
                "deceased_on": None,
            }
            | (known.get(one.person_id) or {})
            for one in listed
        ],
    }
    last = checks.by_pupil(found)
    visit = _visit_doc(held.id, held.id, actor, checks.KIND, held.held_on, held.starts_at, held.duration_min)
    visit["body"] |= {"place": SCHOOL, "status": "realisee" if held.status == sessions.Status.CLOSED else "programmee"}
    docs = [visit]
    for one in listed:
        doc = _visit_doc(one.id, held.id, actor, checks.KIND, held.held_on, None, checks.MINUTES)
        doc["body"] |= {"place": SCHOOL, "child_id": str(one.id), "begins": _of_pupil(held, one)}
        if one.id in last:
            doc["body"] |= {"status": last[one.id].outcome, "record": _custody(last[one.id])}
        docs.append(doc)
    docs += [_record_doc(actor, held.id, one.pupil_id, one, names) for one in last.values()]
    return _whole(place | {"place": SCHOOL}, docs)


def _of_pupil(held: SchoolSession, one: SchoolPupil) -> dict:
    """What the grid asks and the list says already; each stays to be changed."""
    level = one.classroom.casefold().split()[:1]
    known = {"bs_ecole": f"{held.school}, {held.city}"}
    return known | ({"bs_classe": level[0]} if level and level[0] in ("ps", "ms") else {})


def _licences(session: Session, actor: Actor, today: date) -> dict[uuid.UUID, list[dict]]:
    if not licence.judges(actor) or actor.role not in rules.RULES["visit_roles"]:
        return {}
    query = (
        select(LicenceVisit, Licence)
        .join(Licence, Licence.id == LicenceVisit.licence_id)
        .where(
            LicenceVisit.licence_id.in_(licence.open_to(actor)),
            LicenceVisit.worker_id == actor.account_id,
            LicenceVisit.planned_on <= today + AHEAD,
            LicenceVisit.status != licence_visit.Status.CANCELLED,
            sa.or_(
                LicenceVisit.planned_on >= today - DONE_PAST,
                sa.and_(
                    LicenceVisit.status == licence_visit.Status.PLANNED, LicenceVisit.planned_on >= today - OPEN_PAST
                ),
            ),
        )
        .order_by(LicenceVisit.planned_on, LicenceVisit.id)
    )
    visits: dict[uuid.UUID, list[LicenceVisit]] = defaultdict(list)
    files: dict[uuid.UUID, Licence] = {}
    for one, of in session.exec(query):
        visits[of.id].append(one)
        files[of.id] = of
    if not files:
        return {}
    names = dict(session.exec(select(Account.id, Account.name)).all())
    written = defaultdict(list)
    for one in record.of(session, files):
        written[one.licence_visit_id].append(one)
    return {id: _licence(actor, one, visits[id], written, names) for id, one in files.items()}


def _licence(actor: Actor, one: Licence, visits: list[LicenceVisit], written: dict, names: dict) -> list[dict]:
    place = {
        "id": str(one.id),
        "case_number": one.number,
        "label": one.holder,
        "address": one.address,
        "postcode": one.postcode,
        "city": one.city,
        "phone": one.phone,
        "persons": [],
        "place": LICENCE,
    }
    docs = []
    for each in visits:
        doc = _visit_doc(
            each.id, one.id, actor, licence_visit.KIND, each.planned_on, each.planned_at, each.duration_min
        )
        told = [rules.Kind(one.kind).label, rules.About(each.about).label]
        doc["body"] |= {"place": LICENCE, "status": each.status, "reason": " – ".join(told)}
        doc["body"]["begins"] = {"ag_type": one.kind, "ag_objet": each.about}
        if written[each.id]:
            doc["body"] |= {"status": written[each.id][0].outcome, "record": _custody(written[each.id][0])}
        docs.append(doc)
        docs += [_record_doc(actor, one.id, each.id, line, names) for line in written[each.id]]
    return _whole(place, docs)


def _whole(place: dict, docs: list[dict]) -> list[dict]:
    """The place's own document first."""
    return [{"kind": "family", "id": place["id"], "family_id": place["id"], "body": {**_NOTHING, **place}}, *docs]


def _placed(docs: list[dict], positions: dict[tuple[uuid.UUID, date], int]) -> list[dict]:
    """With the place that she gave each in her own order of that day."""
    for doc in docs:
        if doc["kind"] == "visit":
            on = date.fromisoformat(doc["body"]["planned_on"])
            doc["body"]["position"] = positions.get((uuid.UUID(doc["id"]), on))
    return docs


def _versioned(whole: list[dict]) -> list[dict]:
    said = json.dumps(whole, sort_keys=True).encode()
    whole[0]["body"]["version"] = hashlib.sha256(said).hexdigest()[:16]
    return whole


def _visit_doc(id: uuid.UUID, place_id: uuid.UUID, actor: Actor, kind: str, on: date, at, minutes: int) -> dict:
    body = {
        "id": str(id),
        "family_id": str(place_id),
        "kind": kind,
        "planned_on": on.isoformat(),
        "planned_at": at.isoformat("minutes") if at else None,
        "duration_min": minutes,
        "worker_id": str(actor.account_id),
        "worker_name": actor.name,
        "status": "programmee",
        "reason": "",
        "position": None,
        "cancel_reason": "",
        "started_at": None,
        "ended_at": None,
        "record": None,
    }
    return {"kind": "visit", "id": str(id), "family_id": str(place_id), "body": body}


def _custody(one) -> dict:
    return {"id": str(one.id), "digest": one.digest, "custody": "vue" if one.seen_at else "recue"}


def _record_doc(actor: Actor, place_id: uuid.UUID, visit_id: uuid.UUID, one, names: dict) -> dict:
    """As far as this reader's function goes; a field of a newer tablet goes to its author only."""
    own = one.author_id == actor.account_id
    answers, of_children = compartments.readable(
        one.body.get("answers") or {}, one.body.get("child_answers") or {}, actor.role, is_author=own
    )
    body = {
        "id": str(one.id),
        "visit_id": str(visit_id),
        "family_id": str(place_id),
        "kind": one.body.get("kind"),
        "outcome": one.outcome,
        "author_id": str(one.author_id),
        "author_name": names.get(one.author_id, ""),
        "captured_at": _stamp(one.captured_at),
        "received_at": _stamp(one.received_at),
        "corrects": str(one.corrects_id) if one.corrects_id else None,
        "corrected_by": None,
        "attachments": [],
        "body": one.body | {"answers": answers, "child_answers": of_children},
    }
    return {"kind": "record", "id": str(one.id), "family_id": str(place_id), "body": body}


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def aboard(told: object) -> dict[str, str] | None:
    """What a tablet says it has of places: id → version; None from one that knows of none."""
    if not isinstance(told, dict):
        return None
    return {str(id): str(version) for id, version in told.items()}


def may_carry(role: str) -> bool:
    """Whether this role goes to such places at all: the others are not even asked about."""
    return role in sessions.ROLES or roles.right(role, licence.COMPARTMENT).write is roles.Reach.ALL
