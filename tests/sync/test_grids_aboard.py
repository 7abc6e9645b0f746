"""A tablet gets what the county published at its next contact, and hears of a module that is switched."""

import pytest

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.forms import catalogue, publishing, shelf
from tests.forms import damage
from tests.schools.conftest import born, check_of, fields, held, listed  # noqa: F401
from tests.schools.written import send
from tests.sync.tablet import visit_record


@pytest.fixture
def county(engine):
    shelf.follow(lambda: engine)
    yield engine
    shelf.follow(None)


HEAD = Actor(db.new_id(), "Françoise Berthet", "medecin_responsable", frozenset())


def _forms(page: dict) -> dict[str, dict]:
    return {doc["id"]: doc["body"] for doc in page["docs"] if doc["kind"] == "form"}


def test_the_new_version_comes_beside_the_one_aboard(county, claire, now):
    assert "vad@2.0.0" in _forms(claire.pull())
    assert _forms(claire.pull()) == {}
    form = damage.grid("vad", "2.0.1")
    form["noyau_commun"][0]["question"] += " ?"
    with db.writing(county) as session:
        draft = publishing.bring_in(session, HEAD, damage.file(form), "vad.json", now)
        publishing.publish(session, HEAD, draft.id, now)
    shelf.held(0)
    assert set(_forms(claire.pull())) == {"vad@2.0.1"}
    assert {"vad@2.0.0", "vad@2.0.1"} <= set(claire.aboard("form")), "a visit that runs keeps its own"


@pytest.fixture
def published(county, now):
    """The visits' grid in a version that no record was made with yet."""

    def publish():
        form = damage.grid("vad", "2.0.1")
        form["noyau_commun"][0]["question"] += " ?"
        with db.writing(county) as session:
            draft = publishing.bring_in(session, HEAD, damage.file(form), "vad.json", now)
            publishing.publish(session, HEAD, draft.id, now)
        shelf.held(0)

    return publish


def test_a_new_tablet_gets_the_former_grid_with_a_record_that_was_made_with_it(
    county, published, claire, tablet_of, plan, now
):
    visit = plan()
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    assert claire.push(line)[0]["word"] == "received"
    published()
    spare = tablet_of("claire")
    page = spare.pull()
    assert {"vad@2.0.0", "vad@2.0.1"} <= set(_forms(page)) and not page["more"]
    assert _forms(page)["vad@2.0.0"] == catalogue.as_document("vad", "2.0.0")
    assert len([one for one in page["docs"] if one["id"] == "vad@2.0.0"]) == 1
    assert _forms(spare.pull()) == {}
    assert "vad@2.0.0" not in _forms(tablet_of("claire").pull(form_ids=["vad@2.0.0"]))
    for odd in (None, {}, [3, None], "x"):
        assert claire.post("/api/sync/pull", {"cursor": None, "form_ids": odd}).status_code == 200


def test_who_fills_no_grids_gets_none_with_a_record(county, published, claire, tablet_of, plan, now):
    visit = plan()
    assert claire.push(claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id))
    published()
    assert _forms(tablet_of("sylvie").pull()) == {}


def test_a_check_at_school_brings_its_grid_along_too(county, claire, tablet_of, held, listed, born, check_of, now):  # noqa: F811
    [pupil] = listed(("Durand", "Noé", born))
    assert send(claire, held, check_of(pupil))["word"] == "received"
    form = damage.grid("bsem", "2.0.1")
    form["titre"] += " ?"
    with db.writing(county) as session:
        draft = publishing.bring_in(session, HEAD, damage.file(form), "bsem.json", now)
        publishing.publish(session, HEAD, draft.id, now)
    shelf.held(0)
    assert {"bsem@2.0.0", "bsem@2.0.1"} <= set(_forms(tablet_of("claire").pull(places={})))


def test_a_switched_module_is_told_to_a_tablet_that_says_what_it_has(county, claire, now):
    claire.pull()
    marks = {form["code"]: form["mark"] for form in claire.aboard("form").values()}
    assert _forms(claire.ask(form_marks=marks)) == {}
    with db.writing(county) as session:
        publishing.switch(session, HEAD, "epds", False, now)
    shelf.held(0)
    (told,) = _forms(claire.ask(form_marks=marks)).values()
    assert told["code"] == "epds" and told["active"] is False
    assert _forms(claire.ask()) == {}, "an older tablet that says no marks is not sent the same version again"
    assert "epds" in catalogue.versions()
    for odd in (None, [], {"epds": 3}, "x"):
        assert claire.post("/api/sync/pull", {"cursor": None, "form_marks": odd}).status_code == 200
