"""A notice comes to its family: the child or the pregnancy is written into the file, its worklist begins.

One child for one notice: whoever is in the file already, by the same first name on the same day, is this child.
"""

import re
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.births import beginning, matching
from fieldvisit.births.checking import Said
from fieldvisit.births.columns import fold_apart
from fieldvisit.births.matching import Candidate, Register
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.families import expecting, fact_change, opening
from fieldvisit.families.fact_change import About
from fieldvisit.families.opening import New
from fieldvisit.families.person import Person, Pregnancy, Role


@dataclass(frozen=True)
class Work:
    """What a few hundred notices are brought in with: by whom, when, and the families that they may speak of."""

    session: Session
    actor: Actor
    register: Register
    today: date
    now: datetime
    numbers: dict[str, str] = field(default_factory=dict)

    def next_number(self, insee: str) -> str:
        """Asked of the database once for each department, then counted on: nobody else gives one meanwhile."""
        last = self.numbers.get(insee[:2])
        given = opening.next_number(self.session, self.today, insee) if last is None else _following(last)
        self.numbers[insee[:2]] = given
        return given


def _following(number: str) -> str:
    return re.sub(r"\d+$", lambda rank: f"{int(rank[0]) + 1:04}", number)


def open_file(work: Work, said: Said) -> Candidate:
    """A new file for a family that nobody knows, in the sector of its commune."""
    name = said.text("mother_name") or said.text("parent2_last_name") or said.text("child_last_name")
    home = opening.create(
        work.session,
        New(
            label=f"Famille {name}"[: opening.LONGEST_LABEL],
            sector_id=said.place.sector_id,
            home={
                "address": said.text("address")[:200],
                "postcode": said.place.postcode[:10],
                "city": said.place.name,
                "phone": said.text("phone"),
            },
        ),
        work.today,
        work.next_number(said.place.insee),
    )
    home.insee, home.phone_2 = said.place.insee, said.text("phone_2")
    work.session.add(home)
    fact_change.note(work.session, work.actor, home, About.FAMILY, home.label, fact_change.ADDED, work.now)
    work.register.add(home, [])
    return work.register.of(home.id)


def attach(work: Work, notice: Notice, said: Said, known: Candidate, child_id: uuid.UUID | None = None) -> None:
    """``child_id``: the child of the file that a person recognised; without it, the one of that name and day, or a new
    one."""
    home, fresh = known.household, not known.people
    notice.family_id, notice.sector_id = home.id, home.sector_id
    mother = _mother(work, said, known)
    if said.kind == Kind.BIRTH:
        _second_parent(work, said, known)
        child = _child(work, said, known, child_id)
        notice.person_id = child.id
        ended = _end_pregnancy(work, said, known)
        notice.pregnancy_id = ended.id if ended else None
    elif mother is not None:
        notice.pregnancy_id = _pregnancy(work, said, known, mother).id
        notice.person_id = mother.id
    notice.status = Status.TO_ASSIGN
    work.session.add(notice)
    journal.note(work.session, work.actor, home.id, What.WRITE, "avis", work.now, subject_id=notice.id)
    work.session.flush()
    if fresh or all(
        one.id == notice.id for one in beginning.together(work.session, notice)
    ):  # of twins, the first one began it
        beginning.begin(work.session, work.actor, notice, work.now)


def _mother(work: Work, said: Said, known: Candidate) -> Person | None:
    """The mother of the file, completed by what the notice says; a new one if the file has none."""
    for one in known.people:
        if one.role == Role.MOTHER:
            if one.birth_date is None and said.day("mother_birth_date"):
                one.birth_date = said.day("mother_birth_date")
                work.session.add(one)
            return one
    if not said.text("mother_first_name") and not said.text("mother_name"):
        return None
    return _add(
        work,
        known,
        Person(
            family_id=known.household.id,
            role=Role.MOTHER,
            first_name=said.text("mother_first_name"),
            last_name=said.text("mother_name"),
            birth_date=said.day("mother_birth_date"),
            sex="F",
            phone=said.text("phone")[:30],
        ),
    )


def _second_parent(work: Work, said: Said, known: Candidate) -> None:
    """The registrar does not say whether « parent 2 » is the father: « coparent » until somebody knows."""
    named = said.text("parent2_first_name")
    if not named or any(one.role in (Role.FATHER, Role.COPARENT) for one in known.people):
        return
    _add(
        work,
        known,
        Person(
            family_id=known.household.id,
            role=Role.COPARENT,
            first_name=named,
            last_name=said.text("parent2_last_name") or said.text("child_last_name"),
            birth_date=said.day("parent2_birth_date"),
        ),
    )


def _child(work: Work, said: Said, known: Candidate, child_id: uuid.UUID | None) -> Person:
    here = known.born_on(said.day("birth_date"))
    name = fold_apart(said.text("child_first_name"))
    found = next((one for one in known.people if child_id and one.id == child_id), None) or next(
        (one for one in here if fold_apart(one.first_name) == name), None
    )
    weeks, extra = said.values.get("term") or (None, None)
    if found is None:
        for twin in here:
            twin.multiple = True
            work.session.add(twin)
        return _add(
            work,
            known,
            Person(
                family_id=known.household.id,
                role=Role.CHILD,
                first_name=said.text("child_first_name"),
                last_name=said.text("child_last_name"),
                birth_date=said.day("birth_date"),
                sex=said.values.get("child_sex"),
                birth_place=said.text("birth_place"),
                term_weeks=weeks,
                term_days=extra,
                birth_weight_g=said.values.get("birth_weight"),
                discharged_on=said.day("discharged_on"),
                multiple=(said.values.get("birth_count") or 1) > 1 or bool(here),
            ),
        )
    given = {"sex": said.values.get("child_sex"), "birth_weight_g": said.values.get("birth_weight")}
    given |= {"discharged_on": said.day("discharged_on"), "term_weeks": weeks, "birth_place": said.text("birth_place")}
    if found.term_weeks is None and weeks is not None:
        found.term_days = extra
    for name_of, value in given.items():
        if value and not getattr(found, name_of):  # what somebody wrote in the file stays
            setattr(found, name_of, value)
    found.birth_date = found.birth_date or said.day("birth_date")
    work.session.add(found)
    return found


def _end_pregnancy(work: Work, said: Said, known: Candidate) -> Pregnancy | None:
    born = said.day("birth_date")
    ended = [one for one in known.pregnancies if matching.is_ended(one, born)]
    if not ended:
        return None
    one = min(ended, key=lambda each: (each.ended_on is None, abs((each.due_date or born) - born)))
    if one.ended_on is None:
        one.ended_on, one.outcome = born, one.outcome or expecting.Outcome.BORN
        work.session.add(one)
    return one


def _pregnancy(work: Work, said: Said, known: Candidate, mother: Person) -> Pregnancy:
    due = said.day("due_date")
    for one in known.pregnancies:
        if matching.same_pregnancy(one, due):
            one.due_date, one.declared_on = one.due_date or due, one.declared_on or said.declared_on
            work.session.add(one)
            return one
    made = Pregnancy(
        family_id=known.household.id,
        mother_id=mother.id,
        due_date=due,
        declared_on=said.declared_on,
        parity=said.values.get("parity"),
        multiple=(said.values.get("multiple") or 1) > 1,
    )
    work.session.add(made)
    work.session.flush()
    known.pregnancies.append(made)
    return made


def _add(work: Work, known: Candidate, person: Person) -> Person:
    """Flushed, because the rows that name it have no relationship by which they would wait for it."""
    work.session.add(person)
    work.session.flush()
    work.register.add(known.household, [person])
    return person
