"""What a person decides of a notice that waits: whose family it is, a new one, or nothing to be done here."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Actor, Sector
from fieldvisit.births import attaching, beginning, checking, death, reach, taking
from fieldvisit.births.attaching import Work
from fieldvisit.births.checking import Said
from fieldvisit.births.communes import Communes, Unknown
from fieldvisit.births.matching import Candidate, Register
from fieldvisit.births.notice import Kind, Notice, Result, Status
from fieldvisit.births.stopping import Stopped
from fieldvisit.births.taking import Notices
from fieldvisit.due import listing
from fieldvisit.families import correction, decision, household, placing
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.tasks import tasks
from fieldvisit.words import Refusal


class Decided(Refusal):
    sentence = "Une autre personne vient d’en décider : la liste est à jour."


class Elsewhere(Refusal):
    sentence = "Ce dossier est d’un autre secteur : transmettez l’avis à sa coordinatrice."


class Outside(Refusal):
    sentence = "La famille habite hors du département : il n’y a pas de secteur où ouvrir un dossier."


@dataclass(frozen=True)
class Choice:
    """A family that may be meant, and whether it is open to whoever decides; of another sector only that is told."""

    candidate: Candidate
    open: bool
    sector: str
    moved: bool


@dataclass(frozen=True)
class Waiting:
    notice: Notice
    said: Said
    choices: list[Choice]
    children: list[Person]


def read(session: Session, actor: Actor, notice_id: uuid.UUID, today: date, now: datetime) -> Waiting:
    """A notice with the families, or for a death the children, that it may speak of."""
    notice, said, work = _waiting(session, actor, notice_id, today, now)
    if notice.kind == Kind.DEATH:
        opened = set(session.exec(household.open_to(actor, "identite_foyer", today)))
        return Waiting(notice, said, [], [one for one in death.named(work, said) if one.family_id in opened])
    sectors = dict(session.exec(select(Sector.id, Sector.name)).all())
    choices = []
    for one in work.register.candidates(said):
        home = one.household
        opened = household.is_open(session, actor, home.id, "identite_foyer", today)
        moved = said.place.sector_id is not None and home.sector_id != said.place.sector_id
        choices.append(Choice(one, opened, sectors.get(home.sector_id, ""), moved))
    return Waiting(notice, said, choices, [])


def attach(
    session: Session,
    actor: Actor,
    notice_id: uuid.UUID,
    family_id: uuid.UUID,
    today: date,
    now: datetime,
    *,
    child_id: uuid.UUID | None = None,
    moved: bool = False,
) -> Notice:
    """It is this family. ``child_id``: this child of the file; ``moved``: it lives now where the notice says.

    :raises Refusal: if somebody decided meanwhile, or the file is not open to this actor
    """
    notice, said, work = _waiting(session, actor, notice_id, today, now)
    if not correction.may_correct(session, actor, family_id, today):
        raise Elsewhere
    known = work.register.of(family_id)
    if moved:
        _move(work, known.household, said)
    attaching.attach(work, notice, said, known, child_id)
    death.waiting_for(work, notice, said) if notice.kind == Kind.BIRTH else None
    session.flush()
    listing.refresh(session, [family_id], today)
    return notice


def open_new(session: Session, actor: Actor, notice_id: uuid.UUID, today: date, now: datetime) -> Notice:
    """None of them: a new file.

    :raises Refusal: if somebody decided meanwhile, or the family lives outside the county
    """
    notice, said, work = _waiting(session, actor, notice_id, today, now)
    if said.place.outside or said.place.sector_id is None:
        raise Outside
    attaching.attach(work, notice, said, attaching.open_file(work, said))
    death.waiting_for(work, notice, said) if notice.kind == Kind.BIRTH else None
    session.flush()
    listing.refresh(session, [notice.family_id], today)
    return notice


def settle(
    session: Session, actor: Actor, notice_id: uuid.UUID, reason: str, today: date, now: datetime, *, outside=False
) -> Notice:
    """Nothing is to be done here; the notice stays, with the reason.

    :raises Refusal: if no reason is given, or somebody decided meanwhile
    """
    notice, _, _ = _waiting(session, actor, notice_id, today, now)
    notice.settled_why = decision.reason_from(reason)
    notice.status = Status.OUTSIDE if outside else Status.SETTLED
    session.add(notice)
    return notice


def recognise(
    session: Session, actor: Actor, notice_id: uuid.UUID, person_id: uuid.UUID, today: date, now: datetime
) -> Stopped:
    """The death notice speaks of this child.

    :raises Refusal: if it is not open to this actor, or somebody decided meanwhile
    """
    notice, said, work = _waiting(session, actor, notice_id, today, now)
    if notice.kind != Kind.DEATH:
        raise Decided
    child = next((one for one in death.named(work, said) if one.id == person_id), None)
    if child is None or not correction.may_correct(session, actor, child.family_id, today):
        raise death.NotFound
    return death.of_person(work, notice, child)


def typed(
    session: Session, actor: Actor, kind: str, cells: dict[str, str], today: date, now: datetime
) -> tuple[Result, str, Notice]:
    """A single notice, typed by hand: the same rules as for a file.

    :raises checking.Rejected: with every reason
    :raises Refusal: if this actor may not
    """
    if not reach.may_act(actor):
        raise reach.NotFound
    said = checking.check(Kind(kind), cells, Communes(session), today)
    work = Work(session, actor, Register(session, [said]), today, now)
    raw = {code: text for code, text in cells.items() if text}
    result, words, notice = taking.take(work, Notices(work, [said]), said, raw)
    session.flush()
    if notice.family_id:
        listing.refresh(session, [notice.family_id], today)
    return result, words, notice


def _waiting(
    session: Session, actor: Actor, notice_id: uuid.UUID, today: date, now: datetime
) -> tuple[Notice, Said, Work]:
    notice = reach.find(session, actor, notice_id)
    if notice.status != Status.TO_MATCH:
        raise Decided
    try:
        said = taking.said_of(notice, Communes(session))
    except Unknown as error:
        raise Refusal("La commune de cet avis n’est plus connue : demandez à l’administrateur.") from error
    return notice, said, Work(session, actor, Register(session, [said]), today, now)


def _move(work: Work, home: Household, said: Said) -> None:
    """The address of the notice takes the place of the former one, which stays in the file's history."""
    if said.place.sector_id is None:
        raise Outside
    changes = {"address": said.text("address"), "postcode": said.place.postcode, "city": said.place.name}
    correction.correct(work.session, work.actor, home.id, changes, {n: getattr(home, n) for n in changes}, work.now)
    placing.place(work.session, home)
    home.insee, home.sector_id = said.place.insee, said.place.sector_id
    work.session.add(home)
    work.session.flush()
    tasks.follow_families(work.session, [home.id])
    beginning.follow_family(work.session, home)
