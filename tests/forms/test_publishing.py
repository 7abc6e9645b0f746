"""A county's own versions: kept as drafts, published once, never changed, known to every process and to the tablets."""

import copy
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.forms import catalogue, compartments, earlier, publishing, shelf
from fieldvisit.forms.fault import NotAGrid, items
from fieldvisit.forms.version import FormSwitch, FormVersion, State
from tests.forms import damage


@pytest.fixture
def head():
    return Actor(db.new_id(), "Françoise Berthet", "medecin_responsable", frozenset())


@pytest.fixture
def county(engine):
    """This process follows the test's database."""
    shelf.follow(lambda: engine)
    yield engine
    shelf.follow(None)


def _newer(version: str = "2.1.0", word: str = "Insomnie") -> dict:
    form = damage.grid("epp", version)
    asked = next(one for _, one in items(form) if one["id"] == "C5")
    asked["options"].append({"code": "insomnie", "libelle": word})
    extra = copy.deepcopy(asked) | {"id": "C5_sieste", "question": "Sieste", "alertes": [], "visible_si": None}
    form["sections"][2]["items"].append(extra)
    return form


def _bring(engine, head, now, form: dict):
    with db.writing(engine) as session:
        return publishing.bring_in(session, head, damage.file(form), "epp.json", now)


def _publish(engine, head, now, form: dict):
    draft = _bring(engine, head, now, form)
    with db.writing(engine) as session:
        one = publishing.publish(session, head, draft.id, now)
    shelf.held(0)
    return one


def test_a_draft_changes_nothing_and_a_published_version_is_read_like_the_built_in_ones(county, head, now):
    before = catalogue.as_document("epp")
    draft = _bring(county, head, now, _newer())
    shelf.held(0)
    assert draft.state is State.DRAFT and catalogue.as_document("epp") is before
    assert compartments.of("C5_sieste") == compartments.VIOLENCE, "what is not known yet is the most closed"
    _publish(county, head, now, _newer())
    document = catalogue.as_document("epp")
    assert document["id"] == "epp@2.1.0" and "C5_sieste" in document["items"]
    assert catalogue.grid_for("epp")["forms"]["epp"] == "2.1.0"
    assert catalogue.grid_for("epp", {"epp": "2.0.0"})["items"].keys() == before["items"].keys(), "as it began"
    assert {"epp@2.0.0", "epp@2.1.0"} <= set(catalogue.forms())
    assert compartments.of("C5_sieste") == compartments.INTERVIEW
    body = {"answers": {"C5_sieste": {"v": "bon"}}, "started_at": "2026-11-20T09:00:00Z"}
    assert earlier.last_answers([body]) == {"epp.C5_sieste": {"v": "bon"}}


def test_a_published_version_never_changes_and_the_same_one_again_is_harmless(county, head, now):
    one = _publish(county, head, now, _newer())
    again = _publish(county, head, now, _newer())
    assert again.id == one.id
    for version in ("2.1.0", "2.0.0"):
        with pytest.raises(NotAGrid) as refused:
            _bring(county, head, now, _newer(version, "Autre"))
        assert "ne change jamais" in str(refused.value.faults[0])
    with pytest.raises(publishing.InForce):
        _bring(county, head, now, damage.grid("epp", "2.0.0"))
    with db.reading(county) as session:
        assert [each.digest for each in session.exec(select(FormVersion))] == [one.digest]


def test_the_layout_of_a_file_is_not_its_content(county, head, now):
    first = _bring(county, head, now, _newer())
    shuffled = dict(reversed(_newer().items()))
    assert _bring(county, head, now, shuffled).id == first.id


def test_of_two_drafts_the_lower_one_no_longer_passes_once_the_higher_is_published(county, head, now):
    lower = _bring(county, head, now, _newer("2.1.0"))
    _publish(county, head, now, _newer("2.2.0", "Très mauvais"))
    with pytest.raises(NotAGrid) as refused, db.writing(county) as session:
        publishing.publish(session, head, lower.id, now)
    assert "2.2.0 a été publiée entre-temps" in str(refused.value.faults[0])
    with db.writing(county) as session:
        assert publishing.discard(session, head, lower.id, now).state is State.DISCARDED
    assert catalogue.versions()["epp"] == "2.2.0"


def test_two_drafts_of_one_number_make_one_version(county, head, now):
    one, other = _bring(county, head, now, _newer()), _bring(county, head, now, _newer(word="Nuits blanches"))
    with db.writing(county) as session:
        publishing.publish(session, head, one.id, now)
    with pytest.raises(NotAGrid), db.writing(county) as session:
        publishing.publish(session, head, other.id, now)


def test_what_is_published_is_not_given_up_and_what_was_given_up_is_not_published(county, head, now):
    one = _publish(county, head, now, _newer())
    with pytest.raises(publishing.NoDraft), db.writing(county) as session:
        publishing.discard(session, head, one.id, now)
    gone = _bring(county, head, now, _newer("2.3.0"))
    with db.writing(county) as session:
        publishing.discard(session, head, gone.id, now)
    with pytest.raises(publishing.NoDraft), db.writing(county) as session:
        publishing.publish(session, head, gone.id, now)


@pytest.mark.parametrize("role", ["administrateur", "medecin_pmi", "puericultrice", "coordinatrice", "tisf", "inconnu"])
def test_only_the_medical_head_publishes(session: Session, now, role):
    actor = Actor(db.new_id(), "Quelqu’un", role, frozenset())
    some = db.new_id()
    for act in (
        lambda: publishing.bring_in(session, actor, damage.file(_newer()), "epp.json", now),
        lambda: publishing.publish(session, actor, some, now),
        lambda: publishing.discard(session, actor, some, now),
        lambda: publishing.switch(session, actor, "epds", False, now),
        lambda: publishing.every(session, actor),
    ):
        with pytest.raises(publishing.NotAllowed):
            act()


def test_a_module_switched_off_is_proposed_nowhere_and_what_was_begun_with_it_goes_on(county, head, now):
    both = {"epnp": "2.0.0", "epds": "2.0.0"}
    for used in (False, False, True):
        with db.writing(county) as session:
            publishing.switch(session, head, "epds", used, now)
        shelf.held(0)
        assert catalogue.offered("epds") is used
        assert catalogue.as_document("epds")["active"] is used
        assert ("epds" in catalogue.grid_for("epnp")["forms"]) is used
        assert ("epds" in catalogue.grid_for("vad_1m")["forms"]) is used
        assert catalogue.grid_for("epnp", both)["forms"] == both
    with db.reading(county) as session:
        assert [one.used for one in session.exec(select(FormSwitch).order_by(FormSwitch.id))] == [False, True]


def test_another_process_knows_soon_and_at_once_what_it_is_asked_for(county, head, now, monkeypatch):
    clock = [1_000.0]
    monkeypatch.setattr(shelf.time, "monotonic", lambda: clock[0])
    shelf.follow(lambda: county)
    assert catalogue.versions()["epp"] == "2.0.0"
    with db.writing(county) as session:  # as another process: nothing tells this one
        draft = publishing.bring_in(session, head, damage.file(_newer()), "epp.json", now)
        publishing.publish(session, head, draft.id, now)
    clock[0] += 0.5
    assert catalogue.versions()["epp"] == "2.0.0"
    assert catalogue.as_document("epp", "2.1.0")["version"] == "2.1.0", "a tablet may sign with it before"
    assert catalogue.versions()["epp"] == "2.1.0"


def _seen(url: str) -> str:
    engine = db.connect(url)
    shelf.follow(lambda: engine)
    return catalogue.versions()["epp"]


def test_a_process_of_its_own_sees_what_is_published(county, head, now):
    _publish(county, head, now, _newer())
    url = county.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(_seen, url).result(120) == "2.1.0"


def test_without_a_database_to_follow_or_while_it_is_away_the_grids_are_read_on(county, head, now, caplog):
    _publish(county, head, now, _newer())
    shelf._engine = lambda: db.connect("sqlite:////nowhere/at/all.sqlite")
    shelf.held(0)
    assert catalogue.versions()["epp"] == "2.1.0" and "could not be read" in caplog.text
    shelf.follow(None)
    assert catalogue.versions()["epp"] == "2.0.0"
