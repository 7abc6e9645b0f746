"""« Chronologie » of a family: what the reader may see of it, from the pregnancy on, in one list.

Each source is read once for the whole family, and asks its own room who may see it.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import select

from fieldvisit.access.account import Account
from fieldvisit.births.notice import Kind as NoticeKind
from fieldvisit.births.notice import Notice
from fieldvisit.carnet import calendar, certificates
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.certificate import Kind as CertificateKind
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.due import decisions, listed_items
from fieldvisit.due.decision import Choose
from fieldvisit.due.rules import RULES
from fieldvisit.families import agreeing, contacting, correction, expecting, fact_change, members, supporting, supports
from fieldvisit.families.contact import Means, Result
from fieldvisit.families.file import File
from fieldvisit.families.person import Role
from fieldvisit.pages.office import family_history, french
from fieldvisit.pages.office.desk import Act
from fieldvisit.pages.who import PARIS
from fieldvisit.schedule import record, visit
from fieldvisit.schedule.visit import Status
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Outcome
from fieldvisit.words import Choice


class Sort(Choice):
    BIRTH = "naissance", "Naissance"
    VISIT = "visite", "Visites"
    CONTACT = "contact", "Contacts"
    HEALTH = "sante", "Santé"
    AGREEMENT = "accord", "Accords"
    SUPPORT = "dispositif", "Dispositifs"
    DECISION = "decision", "Décisions"
    TASK = "tache", "Tâches closes"
    CORRECTION = "correction", "Corrections"


@dataclass(frozen=True)
class Moment:
    """``at``: in the county's time, midnight when only the day is known; ``who``: an account, or nobody."""

    at: datetime
    sort: Sort
    title: str
    words: str = ""
    who: uuid.UUID | str | None = None
    record_id: str = ""
    timed: bool = False


def moments(act: Act, opened: File) -> list[Moment]:
    """Everything that this reader may know of the family, the newest first; authors by name."""
    found: list[Moment] = []
    for source in (
        _births,
        _notices,
        _visits,
        _contacts,
        _health,
        _agreements,
        _supports,
        _decisions,
        _tasks,
        _corrections,
    ):
        found += source(act, opened)
    ids = {one.who for one in found if isinstance(one.who, uuid.UUID)}
    names = dict(act.session.exec(select(Account.id, Account.name).where(Account.id.in_(ids))).all()) if ids else {}
    named = [_with(one, names.get(one.who, one.who or "")) for one in found]
    return sorted(named, key=lambda one: one.at, reverse=True)


def _with(one: Moment, who: str) -> Moment:
    return Moment(one.at, one.sort, one.title, one.words, who, one.record_id, one.timed)


def _on(day: date, sort: Sort, title: str, words: str = "", who=None) -> Moment:
    return Moment(datetime.combine(day, time(), PARIS), sort, title, words, who)


def _at(instant: datetime, sort: Sort, title: str, words: str = "", who=None) -> Moment:
    return Moment(instant.astimezone(PARIS), sort, title, words, who, timed=True)


def _births(act: Act, opened: File) -> Iterator[Moment]:
    names = {one.id: members.name_of(one) for one in opened.persons}
    for one in (one for one in opened.persons if one.role == Role.CHILD):
        if one.birth_date:
            place = f"à {one.birth_place}" if one.birth_place and not opened.door_only else ""
            yield _on(one.birth_date, Sort.BIRTH, f"Naissance de {one.first_name or members.name_of(one)}", place)
        if one.discharged_on and not opened.door_only:
            yield _on(one.discharged_on, Sort.BIRTH, f"{one.first_name} : sortie de maternité")
        if one.in_care_since and opened.sees_children:
            yield _on(one.in_care_since, Sort.BIRTH, f"{one.first_name} : accueil confié", one.living_place)
    for one in opened.persons:
        if one.deceased_on:
            yield _on(one.deceased_on, Sort.BIRTH, f"Décès de {members.name_of(one)}")
    for one in opened.pregnancies:
        who = names.get(one.mother_id, "")
        if one.declared_on:
            term = f"terme prévu le {french.short(one.due_date)}" if one.due_date else ""
            yield _on(one.declared_on, Sort.BIRTH, f"Grossesse déclarée – {who}", term)
        if one.ended_on:
            outcome = expecting.FACTS["outcome"].words(one.outcome) if one.outcome else ""
            yield _on(one.ended_on, Sort.BIRTH, f"Fin de grossesse – {who}", outcome)


def _notices(act: Act, opened: File) -> Iterator[Moment]:
    if opened.door_only:
        return
    for one in act.session.exec(select(Notice).where(Notice.family_id == opened.household.id)):
        if one.kind == NoticeKind.PREGNANCY and not opened.sees_mother:
            continue
        yield _on(one.received_on, Sort.BIRTH, f"{NoticeKind(one.kind).label} : reçu")


def _visits(act: Act, opened: File) -> Iterator[Moment]:
    family_id = opened.household.id
    written = record.in_force(act.session, act.actor, family_id, act.today)
    planned = visit.of_family(act.session, act.actor, family_id, act.today)
    kinds = visit.types_shown(act.session, act.actor, planned, act.today)
    for one in planned:
        hour = one.planned_at
        at = datetime.combine(one.planned_on, hour or time(), PARIS)
        words = f"{Status(one.status).label}{f' : {one.cancel_reason}' if one.cancel_reason else ''}"
        record_id = str(written.get(one.id, ""))
        yield Moment(at, Sort.VISIT, kinds[one.id].label, words, one.worker_id, record_id, timed=hour is not None)


def _contacts(act: Act, opened: File) -> Iterator[Moment]:
    for told in contacting.of_family(act.session, act.actor, opened.household.id, act.today, 500):
        one = told.contact
        title = f"{Means(one.means).label} – {Result(one.result).label.lower()}"
        words = "Contenu réservé à l’équipe de soin." if told.kept_from_reader else told.words
        yield _at(one.at, Sort.CONTACT, title, words, told.who)


def _health(act: Act, opened: File) -> Iterator[Moment]:
    if not opened.sees_children:
        return
    family_id = opened.household.id
    names = {one.id: one.first_name for one in (*opened.persons, *opened.set_aside)}
    exams, vaccines = calendar.exams(), calendar.vaccines()
    for one in act.session.exec(select(Exam).where(Exam.family_id == family_id, Exam.struck_at.is_(None))):
        label = exams[one.code].label if one.code in exams else one.code
        title = f"Examen : {label[:1].lower()}{label[1:]} – {names.get(one.child_id, '')}"
        yield _on(one.done_on, Sort.HEALTH, title, one.doctor, one.noted_by)
    doses: dict[tuple, list[str]] = {}
    for one in act.session.exec(select(Dose).where(Dose.family_id == family_id, Dose.struck_at.is_(None))):
        known = vaccines.get(one.vaccine)
        given = f"{known.short if known else one.vaccine} {one.rank}"
        doses.setdefault((one.given_on, one.child_id, one.noted_by), []).append(given)
    for (day, child, who), given in doses.items():
        yield _on(day, Sort.HEALTH, f"Vaccins – {names.get(child, '')}", ", ".join(sorted(given)), who)
    received = select(Certificate).where(Certificate.family_id == family_id, certificates.standing())
    for one in act.session.exec(received):
        title = f"{CertificateKind(one.kind).label} reçu – {names.get(one.child_id, '')}"
        words = f"examen du {french.short(one.examined_on)}" if one.examined_on else ""
        yield _on(one.received_on, Sort.HEALTH, title, words, one.noted_by)


def _agreements(act: Act, opened: File) -> Iterator[Moment]:
    if opened.door_only:
        return
    for one in opened.agreements:
        label = agreeing.SHORT.get(one.kind, one.kind)
        opposed = one.kind == agreeing.OPPOSITION
        given = "enregistrée" if opposed else one.status.lower()
        yield _at(one.collected_at, Sort.AGREEMENT, f"{label} : {given}", one.scope, one.collected_by)
        if one.withdrawn_at:
            back = "levée" if opposed else "retiré"
            yield _at(one.withdrawn_at, Sort.AGREEMENT, f"{label} : {back}", one.withdrawn_why, one.withdrawn_by)


def _supports(act: Act, opened: File) -> Iterator[Moment]:
    for one in supporting.of_family(act.session, act.actor, opened.household.id, act.today):
        label = supports.kinds()[one.code].label
        yield _on(one.started_on, Sort.SUPPORT, f"{label} : début", one.referent, one.noted_by)
        if one.ended_on:
            yield _on(one.ended_on, Sort.SUPPORT, f"{label} : fin")


def _decisions(act: Act, opened: File) -> Iterator[Moment]:
    if opened.door_only:
        return
    for one, who in decisions.of_family(act.session, act.actor, opened.household.id, act.today):
        role = act.actor.role
        label = listed_items.label(role, one.code) if one.code in RULES else one.code
        reason = "" if listed_items.is_discreet(role, one.code) else one.reason
        choice = Choose(one.choice).label.lower() + (f" ({french.short(one.on)})" if one.on else "")
        yield _at(one.made_at, Sort.DECISION, f"{label} : {choice}", reason, who)


def _tasks(act: Act, opened: File) -> Iterator[Moment]:
    if opened.door_only:
        return
    for one in tasks.closed_of(act.session, act.actor, opened.household.id, act.today):
        title = f"{one.label} – {Outcome(one.outcome).label.lower()}"
        yield _at(one.closed_at, Sort.TASK, title, one.closing_note, one.closed_by)


def _corrections(act: Act, opened: File) -> Iterator[Moment]:
    family_id = opened.household.id
    readable = family_history.places(act.session, act.actor, family_id, act.today)
    if not readable:
        return
    for one, who in fact_change.history(act.session, family_id, readable):
        yield _at(one.at, Sort.CORRECTION, family_history.what(one), family_history.words(one), who)
    for one, who in correction.history(act.session, family_id, 200):
        label = correction.FIELDS[one.field].label
        words = f"{correction.words(one.field, one.found)} → {correction.words(one.field, one.after)}"
        yield _at(one.received_at, Sort.CORRECTION, label, words, who)
