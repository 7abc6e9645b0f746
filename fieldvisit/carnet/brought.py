"""What a certificate brings to the child’s file: measurements, the exam that it was filled in at, the doctor’s link.

A correction strikes out what the version before had brought; nothing is deleted.
"""

import uuid
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.carnet import templates
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Exam, Source
from fieldvisit.carnet.problem import Problem, Verdict
from fieldvisit.carnet.reach import ADDRESSEES, HEALTH
from fieldvisit.families import age
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.growth import plausibility, striking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind as Task

SOURCE = "certificat"
#: A certificate says no hour; midday is the same civil day everywhere in Europe.
MIDDAY = time(12, 0)
#: Below this a child is measured lying down.
STANDING_FROM_MONTHS = 24
#: How long the sector’s doctors may open the file of a family that agreed to the link, to take it up.
LINK_LASTS = timedelta(days=90)


def measures(kind: str, answers: dict) -> list[tuple[str, str, float]]:
    """(field code, kind of measurement, value) of what was measured."""
    return [
        (field["code"], field["measure"], answers[field["code"]])
        for field in templates.fields(kind)
        if "measure" in field and field["code"] in answers
    ]


def unusual(session: Session, kind: str, answers: dict, child: Person, on: date) -> list[Problem]:
    """Measurements that cannot be, or that are to be confirmed, by the rules of a visit’s."""
    known = child.model_dump(mode="json") | {"measurements": _earlier(session, child.id)}
    found = []
    for code, measure, value in measures(kind, answers):
        said = plausibility.check_measure(measure, value, child=known, on=on, method=_method(measure, child, on))
        if said["verdict"] != "ok":
            found.append(Problem(code, Verdict(said["verdict"]), said["sentence"].replace(_DOUBTFUL, "Confirmez-la.")))
    return found


_DOUBTFUL = "Confirmez la mesure, ou marquez-la « Douteuse »."


def _earlier(session: Session, child_id: uuid.UUID) -> list[dict]:
    query = select(Measurement).where(
        Measurement.child_id == child_id, striking.standing(), Measurement.source != SOURCE
    )
    return [
        {"kind": one.kind, "value": one.value, "taken_at": one.taken_at.isoformat(), "doubtful": one.doubtful}
        | {"method": one.method}
        for one in session.exec(query)
    ]


def _method(measure: str, child: Person, on: date) -> str:
    if measure != "taille" or child.birth_date is None:
        return ""
    return "couche" if age.months(child.birth_date, on) < STANDING_FROM_MONTHS else "debout"


def bring(
    session: Session,
    actor: Actor,
    made: Certificate,
    child: Person,
    before: Certificate | None,
    now: datetime,
    today: date,
) -> None:
    """Write what this version brings, in place of what the one before had brought."""
    replaced = _supersede(session, before.id, made.id) if before is not None else []
    taken_at = datetime.combine(made.examined_on, MIDDAY, age.PARIS)
    for _, measure, value in measures(made.kind, made.answers):
        session.add(
            Measurement(
                family_id=made.family_id,
                child_id=made.child_id,
                taken_at=taken_at,
                kind=measure,
                value=value,
                method=_method(measure, child, made.examined_on),
                confirmed=True,
                entered_by=actor.account_id,
                source=SOURCE,
                source_id=made.id,
            )
        )
    session.flush()
    striking.carry(session, replaced, session.exec(select(Measurement).where(Measurement.source_id == made.id)))
    _note_exam(session, actor, made, before, now)
    _link(session, made, child, now, today)


def _note_exam(session: Session, actor: Actor, made: Certificate, before: Certificate | None, now: datetime) -> None:
    """The exam itself, made by the doctor who filled it in; one that was noted already is left as it is."""
    code = templates.exam_of(made.kind)
    if before is not None and (before.examined_on, before.doctor, before.place) != (
        made.examined_on,
        made.doctor,
        made.place,
    ):
        _strike_exam(session, actor, before, now, "Certificat corrigé")
    known = select(Exam.id).where(Exam.child_id == made.child_id, Exam.code == code, Exam.struck_at.is_(None))
    if session.exec(known).first() is not None:
        return
    session.add(
        Exam(
            family_id=made.family_id,
            child_id=made.child_id,
            source=Source.CERTIFICATE,
            noted_by=actor.account_id,
            noted_at=now,
            code=code,
            done_on=made.examined_on,
            doctor=made.doctor,
            place=made.place,
        )
    )
    session.flush()


def _strike_exam(session: Session, actor: Actor, brought_by: Certificate, now: datetime, why: str) -> None:
    query = select(Exam).where(
        Exam.child_id == brought_by.child_id,
        Exam.code == templates.exam_of(brought_by.kind),
        Exam.source == Source.CERTIFICATE,
        Exam.done_on == brought_by.examined_on,
        Exam.struck_at.is_(None),
    )
    for exam in session.exec(query):
        exam.struck_by, exam.struck_at, exam.struck_why = actor.account_id, now, why
        session.add(exam)
    session.flush()


def _supersede(session: Session, before: uuid.UUID, by: uuid.UUID) -> list[Measurement]:
    query = select(Measurement).where(Measurement.source_id == before, Measurement.superseded_by_id.is_(None))
    lines = list(session.exec(query))
    for line in lines:
        line.superseded_by_id = by
        session.add(line)
    return lines


def take_back(session: Session, actor: Actor, struck: Certificate, now: datetime, why: str, today: date) -> None:
    """What a certificate noted by mistake had brought no longer counts."""
    _supersede(session, struck.id, struck.id)
    if struck.examined_on is not None:
        _strike_exam(session, actor, struck, now, why)
    tasks.cancel_of(session, source=_source(struck), why=why, now=now)
    _close_file(session, struck, today)


def _source(certificate: Certificate) -> str:
    """One task for one certificate, however often it is corrected."""
    return f"certificate:{certificate.child_id}:{certificate.kind}"


def _link(session: Session, made: Certificate, child: Person, now: datetime, today: date) -> None:
    """« Lien avec le médecin de PMI après accord des parents »: a task, and the file open to the sector’s doctors."""
    if not made.doctor_link:
        tasks.cancel_of(session, source=_source(made), why="Certificat corrigé : pas de lien demandé.", now=now)
        _close_file(session, made, today)
        return
    home = session.get_one(Household, made.family_id)
    tasks.open_task(
        session,
        sector_id=home.sector_id,
        kind=Task.DOCTOR_LINK,
        label=f"{made.kind} de {child.first_name} {child.last_name} : lien avec le médecin de PMI",
        note=made.about,
        source=_source(made),
        now=now,
        family_id=made.family_id,
        person_id=made.child_id,
        compartment=HEALTH,
        role="medecin_pmi",
        created_by=made.entered_by,
    )
    for doctor in _doctors(session, home.sector_id):
        if not _follows(session, doctor, made.family_id, today):
            session.add(
                CareRelationship(
                    account_id=doctor,
                    family_id=made.family_id,
                    reason=Reason.REFERRED,
                    since=today,
                    until=today + LINK_LASTS,
                )
            )


def _close_file(session: Session, certificate: Certificate, today: date) -> None:
    """The file closes to the doctors to whom a link that was an error had opened it; another certificate may ask."""
    others = select(Certificate.id).where(
        Certificate.family_id == certificate.family_id,
        Certificate.id != certificate.id,
        Certificate.doctor_link,
        Certificate.replaced_by.is_(None),
        Certificate.struck_at.is_(None),
    )
    if session.exec(others.limit(1)).first() is not None:
        return
    opened = select(CareRelationship).where(
        CareRelationship.family_id == certificate.family_id,
        CareRelationship.reason == Reason.REFERRED,
        CareRelationship.until >= today,
    )
    for one in session.exec(opened):
        one.until = today - timedelta(days=1)
        session.add(one)


def _doctors(session: Session, sector_id: uuid.UUID) -> list[uuid.UUID]:
    query = (
        select(Account.id)
        .join(AccountSector, AccountSector.account_id == Account.id)
        .where(AccountSector.sector_id == sector_id, Account.role.in_(ADDRESSEES), Account.disabled_at.is_(None))
    )
    return list(session.exec(query))


def _follows(session: Session, account_id: uuid.UUID, family_id: uuid.UUID, today: date) -> bool:
    query = select(CareRelationship.id).where(
        CareRelationship.account_id == account_id,
        CareRelationship.family_id == family_id,
        CareRelationship.since <= today,
        (CareRelationship.until.is_(None)) | (CareRelationship.until >= today),
    )
    return session.exec(query).first() is not None
