"""« Avis de décès »: what was planned for the child ends at once, everywhere, in one transaction.

The civil registrar sends the death of a child under six (CSP R2112-21); what is learned of otherwise is noted in the
file (``births/declaring.py``). A second notice changes nothing; an error is undone with its reason, and everything that
is still to come is back.
"""

import uuid
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.births import beginning, clock, matching, stopping, stopping_adult
from fieldvisit.births.attaching import Work
from fieldvisit.births.checking import Said
from fieldvisit.births.columns import fold_apart
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
    sentence = "Cette personne n’est pas dans un dossier qui vous est ouvert."


class Nothing(Refusal):
    sentence = "Aucun décès n’est enregistré pour cette personne."


def of_notice(work: Work, notice: Notice, said: Said) -> Stopped | None:
    """The child that the notice names, if there is no doubt; else a person looks, before everything else."""
    found = [child for child in named(work, said) if _is_sure(said, child)]
    if len(found) != 1:
        notice.status = Status.TO_MATCH
        why = "Enfant inconnu du service." if not found else "Plusieurs enfants possibles."
        notice.remarks = [*notice.remarks, why]
        work.session.add(notice)
        return None
    return carry_out(work.session, work.actor, notice, found[0], said.day("deceased_on"), work.today, work.now)


def of_person(work: Work, notice: Notice, child: Person) -> Stopped:
    """A person recognised the child that the notice speaks of."""
    on = date.fromisoformat(notice.said["deceased_on"])
    return carry_out(work.session, work.actor, notice, child, on, work.today, work.now)


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
            household.active(),
        )
    )
    return [
        one
        for one in work.session.exec(query)
        if matching.alike(first, one.first_name) and matching.alike(last, one.last_name)
    ]


def undo(session: Session, actor: Actor, person_id: uuid.UUID, reason: str, today: date, now: datetime) -> int:
    """It was an error: the person lives; what is still to come is planned again.

    :return: how many visits are back
    :raises Refusal: if there was none, it is not open to this actor, or no reason is given
    """
    child = writable(session, actor, person_id, today)
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


def carry_out(
    session: Session,
    actor: Actor,
    notice: Notice,
    child: Person,
    on: date,
    today: date,
    now: datetime,
    source: str = "",
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
    _write(session, actor, child, on, now, f"source : {source}" if source else "")
    done = stop_all(session, child, today, now)
    notice.undo = done.as_kept()
    _surviving_twin(session, actor, done, today, now)
    _ask_of_kept_visits(session, child, done, today, now)
    session.flush()
    listing.refresh(session, [child.family_id], today)
    return done


def stop_all(session: Session, person: Person, today: date, now: datetime) -> Stopped:
    stop = stopping.stop if person.role == Role.CHILD else stopping_adult.stop
    return stop(session, person, today, now)


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
    names = (("child_first_name", child.first_name), ("child_last_name", child.last_name))
    told = ((fold_apart(said.text(code)), fold_apart(name)) for code, name in names)
    return all(one == other or set(one.split()) & set(other.split()) for one, other in told)


def keys(child: Person) -> dict:
    key = _key(child.last_name, child.first_name)
    return {"subject_key": key, "fingerprint": f"{key}|{child.birth_date.isoformat() if child.birth_date else ''}"}


def _key(last_name: str, first_name: str) -> str:
    """As ``checking`` makes it of a notice."""
    return f"{Kind.DEATH}|{fold_apart(last_name)}|{fold_apart(first_name)}"


def writable(session: Session, actor: Actor, person_id: uuid.UUID, today: date) -> Person:
    child = session.get(Person, person_id)
    if child is None or child.set_aside_at is not None:
        raise NotFound
    household.find(session, actor, child.family_id, today)
    for compartment in ("identite_foyer", "planning_mission"):
        opened = household.open_to(actor, compartment, today, write=True)
        if session.exec(opened.where(household.Household.id == child.family_id)).first() is None:
            raise NotAllowed
    return child
