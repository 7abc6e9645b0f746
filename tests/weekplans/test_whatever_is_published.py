"""Whatever the families, absences, pins and moves: what is published breaks no hard rule, by a judge of its own."""

import os
import shutil
import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.calendars.absence import Absence
from fieldvisit.due.band import Priority
from fieldvisit.due.item import DueItem
from fieldvisit.families.household import Household
from fieldvisit.rounds import search
from fieldvisit.rounds.search import Effort
from fieldvisit.schedule.visit import Visit
from fieldvisit.weekplans import drafts, editing, publishing, runs
from fieldvisit.weekplans.plan import RoundBase, RoundPlan
from fieldvisit.weekplans.verdicts import Out, Put
from fieldvisit.words import Refusal
from tests.conftest import people
from tests.weekplans import judge

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MONDAY = date(2026, 11, 30)
BASE = (46.20, 5.22)
WORKERS = ("claire", "ines")
WISHES = ("", "", "", "plutôt le matin", "l’après-midi", "après 18 h", "sauf mardi")

HOMES = st.lists(
    st.fixed_dictionaries(
        {
            "km": st.integers(1, 30),
            "wish": st.sampled_from(WISHES),
            "due": st.sampled_from([None, "vad_1m", "vad_2_3m", "epp"]),
            "band": st.integers(1, 4),
            "opens": st.integers(-3, 4),
            "visit": st.none()
            | st.tuples(
                st.sampled_from(WORKERS), st.integers(0, 4), st.integers(8, 17), st.sampled_from([30, 60, 120])
            ),
            "sure": st.booleans(),
        }
    ),
    min_size=1,
    max_size=9,
)
ABSENCES = st.lists(
    st.tuples(st.sampled_from(WORKERS), st.integers(0, 4), st.sampled_from(["jour", "matin", "apres_midi"])),
    max_size=2,
    unique_by=lambda one: one[:2],
)
#: Which home, which worker, day and position, and whether it is then pinned.
MOVES = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from(WORKERS), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)),
    max_size=8,
)


@pytest.fixture(scope="module")
def county(empty_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("county") / "cast.sqlite"
    shutil.copy(empty_sqlite, path)
    engine = db.connect(f"sqlite:///{path}")
    with db.writing(engine) as session:
        cast = people(session, TODAY, NOW)
        session.add(RoundBase(sector_id=cast.bourg.id, label="Centre", lat=BASE[0], lon=BASE[1]))
    yield engine, cast
    engine.dispose()


@settings(
    max_examples=200 if os.environ.get("FIELDVISIT_LONG") == "1" else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(HOMES, ABSENCES, MOVES, st.booleans())
def test_it_breaks_no_hard_rule_and_keeps_every_pin(county, homes, absences, moves, computed):
    engine, cast = county
    with Session(engine.execution_options(writes=True)) as session:
        # Rolled back at the end: each example begins with the same county.
        given_week(session, cast, homes, absences)
        actor = cast.actor("helene")
        plan = drafts.begin(session, actor, cast.bourg.id, MONDAY, TODAY, NOW)
        pinned = by_hand(session, cast, actor, plan, moves)
        row = session.get_one(RoundPlan, plan)
        if computed:
            here = drafts.of_plan(session, row, TODAY, NOW)
            effort = Effort(seconds=20, processes=1, tries=6)
            found = search.solve(here.problem, runs.known(here), effort, here.plan)
            kept = {lock.visit for lock in here.problem.locks}
            drafts.replaced(session, row, actor.account_id, here, found.plan, NOW)
            pinned = {job: where for job, where in pinned.items() if job in kept}
        before = standing(session)
        stops = {one.job_id: (one.worker_id, one.day, one.start) for one in drafts.plans.stops(session, plan)}
        assert all(stops[job][: len(where)] == where for job, where in pinned.items() if job in stops)
        try:
            publishing.publish(session, actor, plan, row.version, TODAY, NOW, "Plus de place")
        except publishing.Broken:
            assert not computed, "the solver's plan is lawful"
            assert standing(session) == before
        else:
            assert judge.faults(session.connection(), BASE, MONDAY) == []
        session.rollback()


def given_week(session, cast, homes, absences):
    for number, one in enumerate(homes):
        lat = BASE[0] + one["km"] / 111.2
        family = Household(
            case_number=f"T{number}", label=f"Famille {number}", sector_id=cast.bourg.id, lat=lat, lon=BASE[1],
            contact_hours=one["wish"],
        )  # fmt: skip
        session.add(family)
        session.flush()
        session.add(Priority(family_id=family.id, band=one["band"], computed_on=TODAY))
        if one["due"]:
            trade = "sage_femme_pmi" if one["due"] == "epp" else "puericultrice"
            opens = MONDAY + timedelta(days=one["opens"])
            session.add(
                DueItem(
                    family_id=family.id, sector_id=cast.bourg.id, subject_id=uuid.uuid4(), code=one["due"],
                    group="entretien" if one["due"] == "epp" else "visite", trade=trade, opens_on=opens, due_on=opens,
                )
            )  # fmt: skip
        if one["visit"]:
            who, day, hour, minutes = one["visit"]
            session.add(
                Visit(
                    family_id=family.id, kind="vad_suivi",
                    planned_on=MONDAY + timedelta(days=day), planned_at=time(hour),
                    duration_min=minutes, worker_id=getattr(cast, who).id, created_at=NOW,
                    created_by=cast.helene.id,
                )
            )  # fmt: skip
    for who, day, half in absences:
        on, account = MONDAY + timedelta(days=day), getattr(cast, who).id
        session.add(Absence(account_id=account, first_on=on, last_on=on, half=half, noted_by=account, noted_at=NOW))
    session.flush()


def by_hand(session, cast, actor, plan, moves) -> dict:
    """What could be moved and pinned; a refusal is an answer too."""
    here = drafts.of_plan(session, session.get_one(RoundPlan, plan), TODAY, NOW)
    jobs, version, pinned = list(here.jobs), 1, {}
    for which, who, day, position, then in moves:
        if which >= len(jobs):
            continue
        job = jobs[which]
        change = Out(job) if then == 3 else Put(job, getattr(cast, who).id, day, position)
        try:
            version = editing.apply(session, actor, plan, version, change, TODAY, NOW)
        except Refusal:
            continue
        if then in (1, 2):
            version = editing.pin(session, actor, plan, version, job, TODAY, NOW, hour=then == 2)
            pinned[job] = (getattr(cast, who).id, day)
    return pinned


def standing(session) -> list:
    session.flush()
    query = select(Visit.id, Visit.planned_on, Visit.planned_at, Visit.worker_id, Visit.status)
    return sorted(map(tuple, session.exec(query)), key=str)


@pytest.mark.parametrize(
    ("visits", "absent", "fault"),
    [
        ([(9, 60, "claire"), (9, 60, "claire")], None, "no hours fit"),
        ([(17, 60, "claire")], None, "no hours fit"),
        ([(9, 60, "claire")], "jour", "is absent"),
        ([(9, 60, "claire")], "matin", "no hours fit"),
        ([(9, 60, "sylvie")], None, "may not make"),
        ([(9, 60, "claire"), (14, 60, "claire")], None, None),
    ],
)
def test_the_judge_sees_what_is_wrong(county, visits, absent, fault):
    engine, cast = county
    with Session(engine.execution_options(writes=True)) as session:
        homes = [
            {"km": 2, "wish": "", "due": None, "band": 4, "opens": 0, "visit": (who, 1, hour, minutes)}
            for hour, minutes, who in visits
        ]
        given_week(session, cast, homes, [("claire", 1, absent)] if absent else [])
        found = judge.faults(session.connection(), BASE, MONDAY)
        assert found == [] if fault is None else any(fault in one for one in found)
        session.rollback()
