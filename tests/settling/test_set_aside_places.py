"""What was set aside of a school's session or of a licence: its sector only, its own rules, its own history."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.db import new_id
from fieldvisit.licences.history import LicenceEvent
from fieldvisit.licences.record import LicenceRecord
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.history import SchoolEvent
from fieldvisit.settling.quarantine import NotFound
from fieldvisit.sync import shape
from tests.schools.written import BSEM, send, whole
from tests.sync.tablet import stamp


@pytest.fixture
def elsewhere(cast):
    return Actor(cast.root.id, "Denis Roy", "medecin_pmi", frozenset([cast.oyonnax.id]))


@pytest.fixture
def pupil(listed, born):
    return listed(("Durand", "Noé", born))[0]


@pytest.fixture
def refused(tablet_of, pupil, check_of):
    """A nurse of the other sector saw a pupil of Bourg."""
    word = send(tablet_of("nadia"), None, check_of(pupil))
    assert word["word"] == "refused"


def told_of(engine, table):
    with db.reading(engine) as session:
        return [(one.account_id, str(one.what), one.words) for one in session.exec(select(table).order_by(table.id))]


def test_a_check_set_aside_is_of_the_session_s_sector_and_of_nobody_else(refused, head, elsewhere, desk):
    [aside] = desk.waiting(head)
    assert (aside.kind, aside.family) == ("Visite", "Bilans à l’école : École des Lilas")
    assert desk.waiting(elsewhere) == []
    for act in (desk.look, desk.accept, desk.file):
        with pytest.raises(NotFound):
            act(elsewhere, aside.id)


def test_a_line_whose_signature_is_not_its_author_s_is_of_the_sector_it_names_too(
    claire, tablet_of, pupil, check_of, head, elsewhere, desk
):
    stranger, body = tablet_of("nadia"), check_of(pupil)
    line = stranger.line("visit_record", body, family_id=body["family_id"], author=str(claire.account_id))
    assert claire.push(line)[0]["word"] == "refused"
    assert desk.waiting(elsewhere) == [] and len(desk.waiting(head)) == 1


def test_reading_it_is_in_the_session_s_history_and_results_are_for_who_reads_them(
    refused, head, desk, cast, engine, held
):
    before = told_of(engine, SchoolEvent)
    [aside] = desk.waiting(head)
    _, told = desk.look(head, aside.id)
    assert "Noé" in {one.who for one in told} and "15" in str([one.a for one in told])
    helene = cast.actor("helene")
    [aside] = desk.waiting(helene)
    aside, told = desk.look(helene, aside.id)
    assert told == [] and aside.kind == "Envoi d’une tablette"
    new = told_of(engine, SchoolEvent)[len(before) :]
    assert new == [(who, "lecture", "Envoi mis de côté") for who in (head.account_id, helene.account_id)]


def test_an_urgent_set_aside_reads_like_any_other_line_to_who_reads_no_results(
    tablet_of, pupil, head, desk, cast, now, held
):
    nadia = tablet_of("nadia")
    told = {"visit_id": str(pupil.id), "record_id": None, "at": stamp(now), "alerts": []}
    assert nadia.push(nadia.line("urgent", told, family_id=held.id))[0]["word"] == "refused"
    assert [one.kind for one in desk.waiting(head)] == ["Alerte urgente"]
    assert [one.kind for one in desk.waiting(cast.actor("helene"))] == ["Envoi d’une tablette"]


def test_what_is_wrong_with_an_answer_is_for_who_reads_results(claire, pupil, check_of, head, desk, cast):
    word = send(claire, None, check_of(pupil, BSEM | {"bs_accord": {"v": "peut-etre"}}))
    assert word["word"] == "invalid"
    helene = cast.actor("helene")
    [one] = desk.waiting(helene)
    aside, _ = desk.look(helene, one.id)
    assert word["sentence"] not in f"{aside.sentence} {aside.reasons}" and "réservée" in str(aside.reasons)
    with pytest.raises(shape.Invalid) as refusal:
        desk.accept(helene, one.id)
    assert "réservée" in refusal.value.sentence
    assert desk.look(head, one.id)[0].sentence == word["sentence"]


def test_taken_in_it_stands_in_the_session_and_its_history_says_by_whom(refused, head, desk, engine, cast):
    [aside] = desk.waiting(head)
    desk.accept(head, aside.id)
    with db.reading(engine) as session:
        assert session.exec(select(SchoolCheck)).one().author_id == cast.nadia.id
    assert (head.account_id, "rattachement", "") in told_of(engine, SchoolEvent)


def test_a_licence_s_visit_set_aside_goes_by_the_licence_s_rules(
    tablet_of, inspection, now, head, elsewhere, desk, engine
):
    assert send(tablet_of("nadia"), None, whole(now, inspection))["word"] == "refused"
    [aside] = desk.waiting(head)
    assert aside.family == "Agrément : Annie Lefèvre" and desk.waiting(elsewhere) == []
    with pytest.raises(NotFound):
        desk.look(elsewhere, aside.id)
    _, told = desk.look(head, aside.id)
    assert "Logement adapté." in {one.a for one in told}
    desk.accept(head, aside.id)
    with db.reading(engine) as session:
        assert session.exec(select(LicenceRecord)).one().licence_id == inspection.licence_id
    ours = [one for one in told_of(engine, LicenceEvent) if one[0] == head.account_id]
    assert ours == [(head.account_id, "lecture", "Envoi mis de côté"), (head.account_id, "rattachement", "")]


def test_two_contents_of_one_check_under_one_id_wait_for_a_person_and_may_stand_beside_each_other(
    claire, pupil, check_of, held, head, elsewhere, desk, engine
):
    id = new_id()
    said = [send(claire, held, check_of(pupil, BSEM | {"bs_poids": {"v": each}}), id=id) for each in (15500, 16500)]
    assert [one["word"] for one in said] == ["received", "diverged"]
    [aside] = desk.waiting(head)
    assert aside.family == "Bilans à l’école : École des Lilas" and desk.waiting(elsewhere) == []
    desk.accept(head, aside.id)
    with db.reading(engine) as session:
        given = [one.body["child_answers"][str(pupil.id)] for one in session.exec(select(SchoolCheck))]
    assert {one["bs_poids"]["v"] for one in given} == {15500, 16500} and desk.waiting(head) == []
