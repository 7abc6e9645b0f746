"""The visit in the planning's side panel, and what its forms say."""

import uuid
from datetime import date, time
from typing import TypedDict

from fieldvisit.access.account import Account
from fieldvisit.families import household
from fieldvisit.pages.office import french
from fieldvisit.pages.office import planning_fortnight as fortnight
from fieldvisit.pages.office.desk import Act
from fieldvisit.schedule import planning, record, visit
from fieldvisit.schedule.planning import Plan
from fieldvisit.schedule.visit import OPEN, Status
from fieldvisit.words import Refusal


class Received(TypedDict):
    id: str
    family_id: str
    family: str
    author: str
    at: str


class Choice(TypedDict):
    value: str
    label: str


class Opened(TypedDict):
    """The visit in the side panel."""

    id: str
    family_id: str
    family: str
    address: str
    kind_label: str
    day: str
    iso: str
    hour: str
    minutes: str
    worker_id: str
    worker: str
    status: str
    tone: str
    reason: str
    cancel_reason: str
    record_id: str
    changeable: bool


NOTHING: Opened = {
    "id": "",
    "family_id": "",
    "family": "",
    "address": "",
    "kind_label": "",
    "day": "",
    "iso": "",
    "hour": "",
    "minutes": "",
    "worker_id": "",
    "worker": "",
    "status": "",
    "tone": "",
    "reason": "",
    "cancel_reason": "",
    "record_id": "",
    "changeable": False,
}


def opened(act: Act, visit_id: uuid.UUID, may_write: bool) -> Opened:
    """:raises fieldvisit.schedule.visit.NotFound: if it is not open to this reader"""
    found = visit.find(act.session, act.actor, visit_id, act.today)
    family = household.find(act.session, act.actor, found.family_id, act.today)
    worker = act.session.get_one(Account, found.worker_id)
    records = record.of_family(act.session, act.actor, family.id, act.today)
    written = next((str(one.id) for one in records if one.visit_id == found.id and not one.corrected_by_id), "")
    kinds = visit.types_shown(act.session, act.actor, [found], act.today)
    reads = household.is_open(act.session, act.actor, family.id, "observations_vad", act.today)
    status = Status(found.status)
    return {
        "id": str(found.id),
        "family_id": str(family.id),
        "family": family.label,
        "address": ", ".join(part for part in (family.address, f"{family.postcode} {family.city}") if part.strip()),
        "kind_label": kinds[found.id].label,
        "day": french.long(found.planned_on),
        "iso": found.planned_on.isoformat(),
        "hour": french.hour(found.planned_at),
        "minutes": str(found.duration_min),
        "worker_id": str(worker.id),
        "worker": worker.name,
        "status": status.label,
        "tone": fortnight.TONES.get(status, ("planned", ""))[0],
        "reason": found.reason if reads else "",
        "cancel_reason": found.cancel_reason,
        "record_id": written,
        "changeable": may_write and status in OPEN and status is not Status.RUNNING,
    }


class Unreadable(Refusal):
    sentence = "Cette page n’est plus à jour : rechargez-la."


def id_of(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError as error:
        raise Unreadable from error


def plan_from(form: dict, worker: str) -> Plan:
    try:
        day = date.fromisoformat(str(form.get("day", "")))
    except ValueError as error:
        raise planning.Invalid("Indiquez la date de la visite.") from error
    try:
        hour = time.fromisoformat(str(form["hour"])).replace(tzinfo=None) if form.get("hour") else None
    except ValueError as error:
        raise planning.Invalid("L’heure s’écrit ainsi : 09:30.") from error
    try:
        minutes = int(str(form.get("minutes", "")))
    except ValueError as error:
        raise planning.Invalid("Indiquez la durée en minutes.") from error
    if not worker:
        raise planning.Invalid("Choisissez qui fait la visite.")
    return Plan(day, hour, minutes, id_of(worker))
