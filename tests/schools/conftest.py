"""A session at a school of Bourg tomorrow, and a class list as long as a test asks for."""

from datetime import date, time, timedelta

import pytest

from fieldvisit import db
from fieldvisit.licences import visit as licence_visits
from fieldvisit.schools import pupils, sessions
from tests.licences.conftest import opened  # noqa: F401
from tests.schools.written import BSEM
from tests.sync.conftest import claire, client, door, tablet_of  # noqa: F401
from tests.sync.tablet import stamp


@pytest.fixture
def fields(cast, today):
    return {
        "school": "École des Lilas",
        "address": "2 rue des Écoles",
        "postcode": "01000",
        "city": "Bourg-en-Bresse",
        "phone": "04 74 00 00 00",
        "held_on": today + timedelta(days=1),
        "starts_at": time(8, 45),
        "duration_min": 180,
        "worker_id": cast.claire.id,
        "second_id": None,
        "words": "Entrée par la cour.",
    }


@pytest.fixture
def held(engine, cast, fields, today, now):
    with db.writing(engine) as session:
        made, _ = sessions.prepare(session, cast.actor("helene"), cast.bourg.id, fields, today, now)
    return made


@pytest.fixture
def listed(engine, cast, held, now):
    """``listed(("Durand", "Léa", date(2022, 3, 12)), …)``."""

    def make(*children, by="helene"):
        given = [
            pupils.check(last, first, born, sex[0] if sex else "", "PS", held.held_on)
            for last, first, born, *sex in children
        ]
        with db.writing(engine) as session:
            return pupils.add(session, cast.actor(by), held.id, given, now)

    return make


#: A birth date of a child of three and a half years.
@pytest.fixture
def born(today) -> date:
    return today - timedelta(days=1280)


@pytest.fixture
def check_of(held, now):
    def make(pupil, answers=BSEM, **changes):
        return {
            "visit_id": str(pupil.id),
            "family_id": str(held.id),
            "kind": "bsem",
            "planned": True,
            "planned_on": held.held_on.isoformat(),
            "planned_at": None,
            "duration_min": 20,
            "outcome": "realisee",
            "started_at": stamp(now - timedelta(minutes=20)),
            "ended_at": stamp(now),
            "forms": {"bsem": "2.0.0"},
            "children": [str(pupil.id)],
            "agreement": None,
            "answers": {},
            "child_answers": {str(pupil.id): answers},
            "notes": [],
            "outcome_detail": {},
            "corrects": None,
            "correction_reason": "",
            "urgent": [],
            "signed_at": stamp(now),
        } | changes

    return make


@pytest.fixture
def inspection(engine, cast, opened, today, now):  # noqa: F811
    one = opened()
    with db.writing(engine) as session:
        made, _ = licence_visits.plan(
            session, cast.actor("claire"), one.id, "premiere", today, None, 90, cast.claire.id, today, now
        )
    return made
