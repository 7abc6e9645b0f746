"""What the paper round of one worker-day says (« tournée papier », when a tablet fails), as far as the reader may know.

Paper is left lying about, at the family's too: no free note, no answer but what was to follow, nothing of a visit's
motive, and a type that not everybody may know is a plain visit. What was written by hand is typed in afterwards.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, Actor, Sector
from fieldvisit.access.roles import Reach
from fieldvisit.families import age, file, household
from fieldvisit.families.file import File
from fieldvisit.families.person import Person, Role
from fieldvisit.forms import catalogue, compartments
from fieldvisit.growth import striking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule import record, visit_type
from fieldvisit.schedule import visit as visits
from fieldvisit.schedule.visit import OPEN, Status, Visit
from fieldvisit.words import Refusal, french, french_date

#: What may be said of the last visit's answers.
FOLLOWING = "suite"
MEASURES = {"poids": ("Poids", "g"), "taille": ("Taille", "cm"), "pc": ("PC", "cm")}
ORDER = (Role.MOTHER, Role.FATHER, Role.COPARENT, Role.CHILD, Role.OTHER)


class Nothing(Refusal):
    sentence = "Aucune visite de cette personne ce jour-là que vous puissiez imprimer."


@dataclass(frozen=True)
class Call:
    """One visit, all in words. ``children``: those to be measured; none when the worker measures nobody."""

    visit_id: uuid.UUID
    family_id: uuid.UUID
    hour: str
    minutes: str
    kind: str
    outcome: str
    family: str
    number: str
    address: str
    phone: str
    access: str
    safety: str
    language: str
    persons: tuple[str, ...]
    last: str
    children: tuple[str, ...]


@dataclass(frozen=True)
class RoundSheet:
    worker: str
    role: str
    on: date
    sector: str
    printed_by: str
    printed_at: datetime
    calls: tuple[Call, ...]


def read(session: Session, actor: Actor, worker_id: uuid.UUID, on: date, today: date, now: datetime) -> RoundSheet:
    """:raises Nothing: if there is no visit that this reader may see"""
    query = select(Visit).where(
        Visit.worker_id == worker_id,
        Visit.planned_on == on,
        Visit.status != Status.CANCELLED,
        visits.visible_to(actor, today),
    )
    made = sorted(session.exec(query), key=_place)
    worker = session.get(Account, worker_id)
    if not made or worker is None:
        raise Nothing
    measures = roles.right(worker.role, "sante_enfant").write is not Reach.NONE
    sectors = session.exec(
        select(Sector.name)
        .where(Sector.id.in_(select(household.Household.sector_id).where(_of(made))))
        .order_by(Sector.name)
    )
    return RoundSheet(
        worker.name,
        roles.LABELS[worker.role],
        on,
        ", ".join(sectors),
        actor.name,
        now,
        tuple(_call(session, actor, one, measures, today) for one in made),
    )


def note(session: Session, actor: Actor, sheet: RoundSheet, now: datetime) -> None:
    """One line of the access journal for each family on the sheet."""
    for call in sheet.calls:
        journal.note(
            session, actor, call.family_id, journal.What.PRINT, "tournee_papier", now, subject_id=call.visit_id
        )


def _of(made: list[Visit]):
    return household.Household.id.in_({one.family_id for one in made})


def _place(one: Visit) -> tuple:
    hour = one.planned_at.isoformat() if one.planned_at else "99"
    return one.position is None, one.position or 0, hour, str(one.id)


def _call(session: Session, actor: Actor, one: Visit, measures: bool, today: date) -> Call:
    kind = visit_type.shown_to(actor.role, one.kind)
    status = Status(one.status)
    fixed = {
        "visit_id": one.id,
        "family_id": one.family_id,
        "hour": f"{one.planned_at:%H:%M}" if one.planned_at else "",
        "minutes": f"{one.duration_min} min",
        "kind": visit_type.DISCREET.label if kind.compartment else kind.label,
        "outcome": "" if status in OPEN else status.label,
    }
    try:
        opened = file.read(session, actor, one.family_id, today)
    except household.NotFound:
        number = session.get_one(household.Household, one.family_id).case_number
        return Call(
            **fixed, family=f"Dossier {number}", number=number, **dict.fromkeys(_CLOSED, ""), persons=(), children=()
        )
    home = opened.household
    children = [each for each in opened.persons if each.role == Role.CHILD and not each.deceased_on]
    return Call(
        **fixed,
        family=home.label,
        number=home.case_number,
        address=", ".join(part for part in (home.address, f"{home.postcode} {home.city}".strip()) if part),
        phone=" · ".join(part for part in (home.phone, home.phone_2) if part),
        access=home.access_notes,
        safety="" if opened.door_only else home.safety_notes,
        language=f"Interprète : {home.languages}" if home.interpreter else "",
        persons=tuple(_persons(opened, one.planned_on)),
        last=_last(session, actor, one, opened, today),
        children=tuple(each.first_name for each in children) if measures else (),
    )


_CLOSED = ("address", "phone", "access", "safety", "language", "last")


def _persons(opened: File, on: date) -> list[str]:
    alive = [one for one in opened.persons if not one.deceased_on]
    known = {role: at for at, role in enumerate(ORDER)}
    alive.sort(key=lambda one: (known.get(one.role, len(ORDER)), one.birth_date or date.min))
    return [_person(one, opened.door_only, on) for one in alive]


def _person(one: Person, door_only: bool, on: date) -> str:
    child = one.role == Role.CHILD
    said = one.first_name if child else f"{Role(one.role).label} : {one.first_name}"
    if one.birth_date is None or (door_only and not child):
        return said
    return f"{said}, {_age(one.birth_date, on)}"


def _age(born: date, on: date) -> str:
    days = age.days(born, on)
    if days < 0:
        return "à naître"
    if days < 31:
        return f"{days} j"
    months = age.months(born, on)
    return f"{max(months, 1)} mois" if months < 36 else f"{months // 12} ans"


def _last(session: Session, actor: Actor, one: Visit, opened: File, today: date) -> str:
    """The last visit in a line: when, by whom, how it ended, what was to follow, the last measures."""
    past = [
        each
        for each in record.of_family(session, actor, one.family_id, today)
        if each.corrected_by_id is None and each.visit_id != one.id
    ]
    parts = []
    if past:
        author = session.get_one(Account, past[0].author_id).name
        parts.append(f"{french_date(past[0].captured_at.date())}, {author}, {Status(past[0].outcome).label.lower()}")
        own = past[0].author_id == actor.account_id
        following = _following(past[0].body, actor.role, own)
        parts += [f"suite : {following}"] if following else []
    parts += _measured(session, opened) if opened.sees_children else []
    return " ; ".join(parts)


def _following(body: dict, role: str, own: bool) -> str:
    if not compartments.may_read(compartments.of(FOLLOWING), role, own):
        return ""
    try:
        item = catalogue.grid_for(str(body.get("kind", "")), body.get("forms"))["items"].get(FOLLOWING)
    except Refusal:
        return ""
    given = (body.get("answers") or {}).get(FOLLOWING)
    code = given.get("v") if isinstance(given, dict) else None
    options = {each["code"]: each["libelle"] for each in (item or {}).get("options") or []}
    return options.get(code, "") if isinstance(code, str) else ""


def _measured(session: Session, opened: File) -> list[str]:
    names = {one.id: one.first_name for one in opened.persons if one.role == Role.CHILD and not one.deceased_on}
    query = (
        select(Measurement)
        .where(
            Measurement.family_id == opened.household.id,
            Measurement.kind.in_(MEASURES),
            striking.standing(),
            Measurement.doubtful.is_(False),
        )
        .order_by(sa.desc(Measurement.taken_at), sa.desc(Measurement.id))
    )
    newest: dict[uuid.UUID, dict[str, Measurement]] = {}
    for one in session.exec(query):
        if one.child_id in names:
            newest.setdefault(one.child_id, {}).setdefault(one.kind, one)
    said = []
    for child, by_kind in newest.items():
        last = max(each.taken_at for each in by_kind.values()).date()
        values = ", ".join(
            f"{MEASURES[kind][0]} {french(by_kind[kind].value)} {MEASURES[kind][1]}"
            for kind in MEASURES
            if kind in by_kind
        )
        said.append(f"{names[child]} le {french_date(last)} : {values}")
    return said
