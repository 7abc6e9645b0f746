"""The facts of many families in few queries: Core rows, no objects of the session.

``today`` only says who cares for a family now, and how far back visits are read.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.account import Account
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.due.decision import DueDecision
from fieldvisit.due.facts import Chosen, Expected, Facts, Helped, Recurring, Seen, Someone
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Disability, Person, Pregnancy, Role
from fieldvisit.families.support import Support
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import OPEN, Status, Visit

#: No window is longer, so that no visit before it can still count.
BACK = timedelta(days=2 * 366)
OPPOSED, AT_HOME = "opposition", "accord_vad"
#: Kinds of visit whose signed answers say more than that the visit was made.
ASKED_KINDS = ("epp", "epnp", "tnd", "vad_24m")
#: Signs in a first interview for which a second one is offered (CSP L2122-1).
_SIGNS = {"N11_1": "oui", "N11_2": "oui", "N14": ("passees", "actuelles"), "I3": ("a_accompagner", "urgent")}
_EPDS, _EPDS_SIGN = "N12_score", 11


def gather(session: Session, family_ids: Iterable[uuid.UUID], today: date) -> dict[uuid.UUID, Facts]:
    """The facts of these families by id; those that do not exist are left out. What is not flushed is not seen."""
    wanted = list(family_ids)
    if not wanted:
        return {}
    run = session.connection().execute
    found = {
        row[0]: Facts(row[0], row[1], row[2], row[3] is not None or row[4] is not None)
        for row in run(_of(wanted, Household, Household.id, "sector_id", "status", "merged_into", "archived_at"))
    }
    _people(run, found, wanted)
    _agreements(run, found, wanted)
    _visits(run, found, wanted, today)
    _carnet(run, found, wanted)
    _referents(run, found, wanted, today)
    decided = ("id", "subject_id", "code", "occurrence", "choice", "on", "made_at")
    for family_id, *row in run(_of(wanted, DueDecision, DueDecision.family_id, *decided)):
        found[family_id].decisions.append(Chosen(*row))
    return found


def _of(wanted: list, table, family, *names: str):
    return sa.select(family, *(getattr(table, name) for name in names)).where(family.in_(wanted))


def _people(run, found: dict, wanted: list) -> None:
    told = ("id", "role", "birth_date", "deceased_on", "term_weeks", "term_days", "birth_weight_g", "multiple")
    life = ("in_care", "in_care_since", "discharged_on", "disability", "disability_status")
    query = _of(wanted, Person, Person.family_id, *told, *life).where(Person.set_aside_at.is_(None))
    known = (Disability.SUSPECTED, Disability.KNOWN)
    for family_id, *born, in_care, since, discharged, words, status in run(query):
        disabled = status in known or bool(words and status != Disability.NO)
        found[family_id].persons.append(Someone(*born, disabled, in_care, since, discharged))
    expected = ("id", "mother_id", "declared_on", "due_date", "parity", "multiple", "ended_on")
    for family_id, *row in run(_of(wanted, Pregnancy, Pregnancy.family_id, *expected)):
        found[family_id].pregnancies.append(Expected(*row))
    helped = ("id", "person_id", "code", "anchor_on", "started_on", "ended_on")
    for family_id, *row, anchor, started, ended in run(_of(wanted, Support, Support.family_id, *helped)):
        found[family_id].supports.append(Helped(*row, anchor or started, ended))
    recurring = ("id", "person_id", "kind", "trade", "rule", "starts_on", "ended_on")
    for family_id, *row in run(_of(wanted, FollowUp, FollowUp.family_id, *recurring)):
        found[family_id].follow_ups.append(Recurring(*row))


def _agreements(run, found: dict, wanted: list) -> None:
    """The last word of each kind counts, a withdrawal being one of its own day."""
    told = ("kind", "status", "withdrawn_at", "collected_at", "id")
    query = _of(wanted, Agreement, Agreement.family_id, *told).where(Agreement.kind.in_((OPPOSED, AT_HOME)))
    last: dict[tuple, tuple] = {}
    for family_id, kind, status, withdrawn, collected, word_id in run(query):
        word = (withdrawn or collected, word_id, "Retiré" if withdrawn else status)
        last[family_id, kind] = max(last.get((family_id, kind), word), word)
    for (family_id, kind), (*_, standing) in last.items():
        if kind == OPPOSED:
            found[family_id].opposed = standing == "Accordé"
        else:
            found[family_id].refuses_visits = standing in ("Refusé", "Retiré")


def _visits(run, found: dict, wanted: list, today: date) -> None:
    columns = ("id", "kind", "planned_on", "started_at", "status", "worker_id")
    query = (
        _of(wanted, Visit, Visit.family_id, *columns)
        .add_columns(Account.role)
        .join(Account, Account.id == Visit.worker_id)
        .where(Visit.planned_on >= today - BACK, Visit.status.in_((*OPEN, Status.DONE, Status.REFUSED)))
    )
    listed: dict[uuid.UUID, tuple[uuid.UUID, Seen]] = {}
    for family_id, visit_id, kind, planned, started, status, worker_id, role in run(query):
        on = started.astimezone(PARIS).date() if started and status == Status.DONE else planned
        listed[visit_id] = family_id, Seen(visit_id, kind, on, status, worker_id, role)
    _answers(run, found, listed)
    for family_id, seen in listed.values():
        found[family_id].visits.append(seen)


def _answers(run, found: dict, listed: dict) -> None:
    """Whom a visit was about, where a family has several children; what an interview or a grid of development said."""
    several = {family_id for family_id, one in found.items() if sum(who.role == Role.CHILD for who in one.persons) > 1}
    told = [
        visit_id
        for visit_id, (family_id, seen) in listed.items()
        if seen.status == Status.DONE and (seen.kind in ASKED_KINDS or family_id in several)
    ]
    for start in range(0, len(told), 5_000):
        query = sa.select(VisitRecord.visit_id, VisitRecord.body).where(
            VisitRecord.visit_id.in_(told[start : start + 5_000]), VisitRecord.corrected_by_id.is_(None)
        )
        for visit_id, body in run(query):
            family_id, seen = listed[visit_id]
            listed[visit_id] = family_id, _told(seen, body)


def _told(seen: Seen, body: dict) -> Seen:
    answers = body.get("answers") or {}

    def said(key: str, of: dict = answers):
        return (of.get(key) or {}).get("v")

    signs = any(said(key) in (sign if isinstance(sign, tuple) else (sign,)) for key, sign in _SIGNS.items())
    score = said(_EPDS)
    ages = ((child, said("tnd_age", given or {})) for child, given in (body.get("child_answers") or {}).items())
    return seen._replace(
        children=frozenset(uuid.UUID(child) for child in body.get("children") or ()),
        rank=said("N0_rang"),
        signs=signs or (isinstance(score, int | float) and score >= _EPDS_SIGN),
        tnd=tuple((uuid.UUID(child), int(age[1:])) for child, age in ages if age),
    )


def _carnet(run, found: dict, wanted: list) -> None:
    """Lines struck out do not count; of two for one thing, the first made."""
    exams = _of(wanted, Exam, Exam.family_id, "child_id", "code", "done_on").where(Exam.struck_at.is_(None))
    for family_id, child_id, code, on in run(exams):
        made = found[family_id].exams.setdefault(child_id, {})
        made[code] = min(made.get(code, on), on)
    doses = _of(wanted, Dose, Dose.family_id, "child_id", "vaccine", "rank", "given_on").where(Dose.struck_at.is_(None))
    for family_id, child_id, vaccine, rank, on in run(doses):
        made = found[family_id].doses.setdefault(child_id, {})
        made[vaccine, rank] = min(made.get((vaccine, rank), on), on)
    columns = ("child_id", "kind", "examined_on", "received_on")
    stand = (Certificate.replaced_by.is_(None), Certificate.struck_at.is_(None))
    received = _of(wanted, Certificate, Certificate.family_id, *columns).where(*stand)
    for family_id, child_id, kind, *days in run(received):
        made = found[family_id].certificates.setdefault(child_id, {})
        # Its exam's day is not known until somebody has written what it says.
        made[kind] = min(made.get(kind, tuple(days)), tuple(days), key=lambda one: (one[1], one[0] or one[1]))


def _referents(run, found: dict, wanted: list, today: date) -> None:
    """Who cares for the family now, by trade: whoever covers an absence before whom she replaces."""
    relation = CareRelationship
    query = (
        _of(wanted, relation, relation.family_id, "reason", "since", "account_id")
        .add_columns(Account.role)
        .join(Account, Account.id == relation.account_id)
        .where(
            relation.reason.in_((Reason.ASSIGNED, Reason.COVER)),
            relation.since <= today,
            sa.or_(relation.until.is_(None), relation.until >= today),
            Account.disabled_at.is_(None),
        )
    )
    best: dict[uuid.UUID, dict[str, tuple]] = defaultdict(dict)
    for family_id, reason, since, account_id, role in run(query):
        one = (reason == Reason.COVER, since, account_id)
        best[family_id][role] = max(best[family_id].get(role, one), one)
    for family_id, by_role in best.items():
        found[family_id].referents = {role: one[-1] for role, one in by_role.items()}
