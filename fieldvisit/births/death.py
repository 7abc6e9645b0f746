"""« Avis de décès »: what was planned for the child ends at once, everywhere, in one transaction.

The civil registrar sends the death of a child under six (CSP R2112-21). A second notice changes nothing; an error is
undone with its reason, and everything that is still to come is back.
"""

import uuid
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.births import beginning, clock, matching, stopping
from fieldvisit.births.attaching import Work
from fieldvisit.births.checking import Said
from fieldvisit.births.columns import fold
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.births.stopping import Stopped
from fieldvisit.due import listing
from fieldvisit.families import decision, fact_change, household, members
from fieldvisit.families.fact import Fact
from fieldvisit.families.fact import Kind as FactKind
from fieldvisit.families.fact_change import About
from fieldvisit.families.person import Person, Role
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind as TaskKind
from fieldvisit.words import Refusal, french_date

_FACTS = {"deceased_on": Fact("Décédé·e le", FactKind.DAY)}


class Invalid(Refusal):
    sentence = "Ce décès ne peut pas être enregistré ainsi."


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas d’enregistrer un décès dans ce dossier."


class NotFound(Refusal):
    sentence = "Cet enfant n’est pas dans un dossier qui vous est ouvert."


class Nothing(Refusal):
    sentence = "Aucun décès n’est enregistré pour cet enfant."


def declare(session: Session, actor: Actor, person_id: uuid.UUID, on: date, today: date, now: datetime) -> Stopped:
    """A death that the office learned of, by whatever way; a second time changes nothing.

    :raises Refusal: if the child is not open to this actor, or the day is not possible
    """
    child = _writable(session, actor, person_id, today)
    if on > today or (child.birth_date and on < child.birth_date):
        raise Invalid("La date du décès est entre la naissance et aujourd’hui : vérifiez-la.")
    if child.deceased_on is not None:
        return Stopped()
    notice = Notice(
        kind=Kind.DEATH,
        received_on=today,
        **_keys(child),
        said={
            "child_last_name": child.last_name,
            "child_first_name": child.first_name,
            "birth_date": child.birth_date.isoformat() if child.birth_date else "",
            "deceased_on": on.isoformat(),
        },
    )
    known = session.exec(select(Notice).where(Notice.fingerprint == notice.fingerprint)).one_or_none()
    return _carry_out(session, actor, known or notice, child, on, today, now)


def of_notice(work: Work, notice: Notice, said: Said) -> Stopped | None:
    """The child that the notice names, if there is no doubt; else a person looks, before everything else."""
    found = [child for child in named(work, said) if _is_sure(said, child)]
    if len(found) != 1:
        notice.status = Status.TO_MATCH
        why = "Enfant inconnu du service." if not found else "Plusieurs enfants possibles."
        notice.remarks = [*notice.remarks, why]
        work.session.add(notice)
        return None
    return _carry_out(work.session, work.actor, notice, found[0], said.day("deceased_on"), work.today, work.now)


def of_person(work: Work, notice: Notice, child: Person) -> Stopped:
    """A person recognised the child that the notice speaks of."""
    on = date.fromisoformat(notice.said["deceased_on"])
    return _carry_out(work.session, work.actor, notice, child, on, work.today, work.now)


def waiting_for(work: Work, notice: Notice, said: Said) -> None:
    """The notice of a birth came after the one of the death: it is carried out now."""
    query = select(Notice).where(Notice.kind == Kind.DEATH, Notice.status == Status.TO_MATCH)
    key = _key(said.text("child_last_name"), said.text("child_first_name"))
    child = work.session.get_one(Person, notice.person_id)
    for one in work.session.exec(query.where(Notice.subject_key == key)):
        if one.said.get("birth_date") == said.values["birth_date"] and child.deceased_on is None:
            of_person(work, one, child)


def named(work: Work, said: Said) -> list[Person]:
    """The children of that day and name, or nearly."""
    born, first, last = said.day("birth_date"), said.text("child_first_name"), said.text("child_last_name")
    query = (
        select(Person)
        .join(household.Household, household.Household.id == Person.family_id)
        .where(
            Person.role == Role.CHILD,
            Person.birth_date == born,
            Person.set_aside_at.is_(None),
            household.Household.merged_into.is_(None),
        )
    )
    return [
        one
        for one in work.session.exec(query)
        if matching.alike(first, one.first_name) and matching.alike(last, one.last_name)
    ]


def undo(session: Session, actor: Actor, person_id: uuid.UUID, reason: str, today: date, now: datetime) -> int:
    """It was an error: the child lives; what is still to come is planned again.

    :return: how many visits are back
    :raises Refusal: if there was none, it is not open to this actor, or no reason is given
    """
    child = _writable(session, actor, person_id, today)
    reason = decision.reason_from(reason)
    if child.deceased_on is None:
        raise Nothing
    _write(session, actor, child, None, now, reason)
    again = 0
    for notice in session.exec(select(Notice).where(Notice.kind == Kind.DEATH, Notice.person_id == child.id)):
        again += stopping.resume(session, notice.undo, today)
        # Were it declared once more, it would be a notice of its own.
        notice.fingerprint, notice.subject_key = f"{notice.fingerprint}|{notice.id}", f"{notice.subject_key}|annulé"
        notice.status, notice.settled_why, notice.undo = Status.SETTLED, f"Annulé, erreur : {reason}", {}
        session.add(notice)
    tasks.cancel_of(session, source=_check_source(child), why=f"Décès annulé : {reason}", now=now)
    session.flush()
    listing.refresh(session, [child.family_id], today)
    return again


def _carry_out(
    session: Session, actor: Actor, notice: Notice, child: Person, on: date, today: date, now: datetime
) -> Stopped:
    session.exec(select(Person.id).where(Person.id == child.id).with_for_update()).all()
    session.refresh(child)
    notice.family_id, notice.person_id = child.family_id, child.id
    notice.sector_id = session.get_one(household.Household, child.family_id).sector_id
    notice.status, notice.settled_why = Status.SETTLED, "Visites, rappels et courriers arrêtés"
    session.add(notice)
    if child.deceased_on is not None:
        notice.settled_why = f"Décès déjà connu ({french_date(child.deceased_on)})"
        return Stopped()
    _write(session, actor, child, on, now, "")
    done = stopping.stop(session, child, today, now)
    notice.undo = done.as_kept()
    _surviving_twin(session, actor, done, today, now)
    _ask_of_kept_visits(session, child, done, today, now)
    session.flush()
    listing.refresh(session, [child.family_id], today)
    return done


def _write(session: Session, actor: Actor, child: Person, on: date | None, now: datetime, reason: str) -> None:
    changes = {"deceased_on": on}
    fact_change.write(session, actor, child, About.PERSON, members.name_of(child), _FACTS, changes, {}, now, reason)
    journal.note(session, actor, child.family_id, What.WRITE, "deces", now, subject_id=child.id)


def _surviving_twin(session: Session, actor: Actor, done: Stopped, today: date, now: datetime) -> None:
    """The family is still to be given to somebody: what was opened in the name of one twin goes on for the other."""
    for notice_id, _ in done.notices:
        gone = session.get_one(Notice, uuid.UUID(notice_id))
        for other in beginning.together(session, gone):
            if other.id != gone.id and other.status == Status.TO_ASSIGN:
                beginning.begin(session, actor, other, now)


def _ask_of_kept_visits(session: Session, child: Person, done: Stopped, today: date, now: datetime) -> None:
    """Somebody looks whether the other visits of the family are still wanted, and how."""
    if not done.kept:
        return
    home = session.get_one(household.Household, child.family_id)
    days = ", ".join(sorted({french_date(one.planned_on) for one in done.kept}))
    tasks.open_task(
        session,
        sector_id=home.sector_id,
        family_id=home.id,
        kind=TaskKind.OTHER,
        label=f"Après un décès, revoir les visites maintenues ({days}) : {home.label}",
        source=_check_source(child),
        due_on=clock.assign_by(today),
        now=now,
    )


def _check_source(child: Person) -> str:
    return f"deces:{child.id}:visites"


def _is_sure(said: Said, child: Person) -> bool:
    return all(
        fold(said.text(code)) == fold(name) or set(fold(said.text(code)).split()) & set(fold(name).split())
        for code, name in (("child_first_name", child.first_name), ("child_last_name", child.last_name))
    )


def _keys(child: Person) -> dict:
    key = _key(child.last_name, child.first_name)
    return {"subject_key": key, "fingerprint": f"{key}|{child.birth_date.isoformat() if child.birth_date else ''}"}


def _key(last_name: str, first_name: str) -> str:
    """As ``checking`` makes it of a notice."""
    return f"{Kind.DEATH}|{fold(last_name)}|{fold(first_name)}"


def _writable(session: Session, actor: Actor, person_id: uuid.UUID, today: date) -> Person:
    child = session.get(Person, person_id)
    if child is None or child.role != Role.CHILD or child.set_aside_at is not None:
        raise NotFound
    household.find(session, actor, child.family_id, today)
    for compartment in ("identite_foyer", "planning_mission"):
        opened = household.open_to(actor, compartment, today, write=True)
        if session.exec(opened.where(household.Household.id == child.family_id)).first() is None:
            raise NotAllowed
    return child
