"""Who may sign an interview, at the door: midwife or doctor, with the family's agreement, everything required said."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.forms import calculations, catalogue, checking
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.received import ReceivedLine
from tests.sync.tablet import visit_record


def whole(kind: str, **more) -> dict:
    """The least answers with which an interview is whole."""
    grid, answers = catalogue.grid_for(kind), {key: {"v": value} for key, value in more.items()}
    while True:
        draft = {"answers": answers, "child_answers": {}, "children": []}
        reading = calculations.reading(grid, draft, {"on": "2026-11-22"})
        left = checking.missing(grid, reading, "sage_femme_pmi")
        if not left:
            return answers
        answers |= {one["item"]: {"special": "non_aborde"} for one in left}


@pytest.fixture
def interview(plan, now):
    def make(worker: str, kind: str = "epp", answers: dict | None = None, **changes):
        visit = plan(worker=worker, kind=kind)
        given = whole(kind, **(answers or {}))
        return visit, visit_record(visit, now, forms={kind: "2.0.0"}, answers=given, **changes)

    return make


def push(tablet, visit, body) -> dict:
    [word] = tablet.push(tablet.line("visit_record", body, family_id=visit.family_id))
    return word


@pytest.mark.parametrize("kind", ["epp", "epnp"])
def test_a_nurse_is_refused_with_the_law_and_her_words_are_kept(claire, interview, engine, kind):
    word = push(claire, *interview("claire", kind))
    assert word["word"] == "invalid" and "CSP L2122-1" in word["reasons"][0]["sentence"], word
    with db.reading(engine) as session:
        assert session.exec(select(VisitRecord)).all() == []
        assert session.exec(select(ReceivedLine)).one().raw


@pytest.mark.parametrize("kind", ["epp", "epnp"])
def test_a_midwife_signs_it_with_the_agreement_only(tablet_of, interview, kind):
    ines = tablet_of("ines")
    refused = push(ines, *interview("ines", kind, agreement=None))
    assert refused["word"] == "invalid" and "Sans accord" in refused["reasons"][0]["sentence"]
    assert push(ines, *interview("ines", kind))["word"] == "received"


def test_held_elsewhere_than_at_home_it_needs_no_agreement_for_a_home_visit(tablet_of, interview):
    ines = tablet_of("ines")
    assert push(ines, *interview("ines", answers={"A1_lieu": "maternite"}, agreement=None))["word"] == "received"


def test_what_is_required_and_missing_is_named(tablet_of, interview):
    visit, body = interview("ines")
    del body["answers"]["I2"]
    word = push(tablet_of("ines"), visit, body)
    assert word["word"] == "invalid" and [one["item"] for one in word["reasons"]] == ["I2"]


def test_an_interview_held_before_agreements_were_asked_of_it_is_received(tablet_of, interview):
    """An older tablet signed it as it was right then, and finds a network later."""
    before = {"started_at": "2026-11-20T09:00:00.000Z", "ended_at": "2026-11-20T10:00:00.000Z"}
    assert push(tablet_of("ines"), *interview("ines", agreement=None, **before))["word"] == "received"
