"""What was refused or against the rules: read by the medical head, taken in or filed, and its author hears it."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.access.device import Device
from fieldvisit.access.journal import AccessEvent
from fieldvisit.carnet.entry import Dose
from fieldvisit.db import new_id
from fieldvisit.families.contact import Contact
from fieldvisit.families.decision import Decision, NoReason
from fieldvisit.families.person import Agreement
from fieldvisit.growth.measurement import Measurement
from fieldvisit.growth.strike import MeasureStrike
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.settling import visits
from fieldvisit.settling.quarantine import NotFound, Unproven
from fieldvisit.sync import shape
from tests.pictures import drawn
from tests.sync import photos
from tests.sync.tablet import stamp, visit_record

CHILDLESS = {"n_presents": {"v": ["mere"]}, "suite": {"v": "fin"}}


@pytest.fixture
def refused(tablet_of, plan, write):
    """Nadia, of the other sector, did a visit planned for Claire."""
    nadia, visit = tablet_of("nadia"), plan()
    word = write(nadia, visit, answers=CHILDLESS | {"n_demande": {"v": "Le sommeil"}, "violence": {"v": "preoccupant"}})
    assert word["word"] == "refused"
    return nadia, visit, word


def heard(tablet, word):
    return tablet.ask(awaiting=[{"id": word["id"], "digest": word["digest"]}])["settled"]


def test_the_head_reads_it_by_function_as_far_as_it_goes_and_the_reading_is_journaled(refused, head, desk, engine):
    nadia, visit, word = refused
    [aside] = desk.waiting(head)
    assert (aside.kind, aside.author, aside.proven, aside.family) == ("Visite", "Nadia Ferrand", True, "Famille Benali")
    assert "confiée à Claire Morel" in aside.sentence and aside.device.label == "Tablette 7"
    _, told = desk.look(head, aside.id)
    said = {one.question: one.a for one in told}
    assert "Le sommeil" in said.values() and len(said) >= 5
    with db.reading(engine) as session:
        lines = session.exec(select(AccessEvent).where(AccessEvent.screen == "quarantaine")).all()
        assert [(line.account_id, line.family_id) for line in lines] == [(head.account_id, visit.family_id)]


def test_the_coordinator_reads_it_without_the_reserved_answers(refused, desk, cast):
    helene = cast.actor("helene")
    [aside] = desk.waiting(helene)
    _, told = desk.look(helene, aside.id)
    assert "Le sommeil" in str(told) and "violence" not in {one.key.split("/")[-1] for one in told}


def test_what_is_wrong_with_a_reserved_answer_is_not_told_to_who_may_not_read_it(
    claire, plan, write, head, desk, cast, engine
):
    word = write(claire, plan(), answers=CHILDLESS | {"violence": {"v": "coups"}})
    assert word["word"] == "invalid"
    helene = cast.actor("helene")
    [one] = desk.waiting(helene)
    aside, _ = desk.look(helene, one.id)
    said = f"{aside.sentence} {aside.reasons}"
    assert word["sentence"] not in said and "iolence" not in said and "coups" not in said and "réservée" in said
    with pytest.raises(shape.Invalid) as refusal:
        desk.accept(helene, one.id)
    assert "iolence" not in refusal.value.sentence and "coups" not in refusal.value.sentence
    with_words, _ = desk.look(head, one.id)
    assert with_words.sentence == word["sentence"]


def test_nobody_else_sees_it_nor_decides_on_it(refused, head, desk, cast):
    [aside] = desk.waiting(head)
    for actor in map(cast.actor, ("claire", "nadia", "ines", "sylvie", "root")):
        assert desk.waiting(actor) == []
        for act in (desk.look, desk.accept, desk.file):
            with pytest.raises(NotFound):
                act(actor, aside.id)


def test_a_head_of_another_sector_does_not_see_it(refused, desk, cast):
    elsewhere = Actor(cast.helene.id, "Hélène Vidal", "medecin_pmi", frozenset([cast.oyonnax.id]))
    assert desk.waiting(elsewhere) == []


def test_taken_in_it_is_in_force_in_its_authors_name_and_her_tablet_hears_it(refused, head, desk, engine, cast):
    nadia, visit, word = refused
    [aside] = desk.waiting(head)
    assert heard(nadia, word) == []
    with pytest.raises(NoReason):
        desk.accept(head, aside.id, "")
    desk.accept(head, aside.id)
    with db.reading(engine) as session:
        [record] = session.exec(select(VisitRecord)).all()
        assert (str(record.id), record.author_id, record.digest) == (word["id"], cast.nadia.id, word["digest"])
        assert session.get_one(Visit, visit.id).status == "realisee"
        [made] = session.exec(select(Decision)).all()
        assert (made.account_id, made.choice, made.reason) == (head.account_id, "rattachee", "vue à deux")
        assert made.choices["word"] == "refused"
    [said] = heard(nadia, word)
    assert said["word"] == "received" and "Paul Roux" in said["sentence"] and "vue à deux" in said["sentence"]
    assert nadia.push(word["line"])[0]["word"] == "identical"
    assert desk.waiting(head) == []


def test_filed_it_stays_whole_and_her_tablet_hears_it(refused, head, desk, engine):
    nadia, _, word = refused
    [aside] = desk.waiting(head)
    desk.file(head, aside.id)
    assert desk.waiting(head) == []
    [said] = heard(nadia, word)
    assert (
        said["word"] == "filed"
        and said["sentence"].startswith("Classée par Paul Roux")
        and "doublon" in said["sentence"]
    )
    with db.reading(engine) as session:
        assert session.exec(select(VisitRecord)).all() == []
    with pytest.raises(NotFound):
        desk.accept(head, aside.id)


def test_a_visit_that_has_a_record_becomes_a_choice_between_two(
    refused, head, desk, engine, claire, write, cast, today
):
    nadia, visit, word = refused
    write(claire, visit)
    [aside] = desk.waiting(head)
    desk.accept(head, aside.id)
    with db.reading(engine) as session:
        [(row, *_)] = visits.waiting(session, cast.actor("claire"), today)
        assert str(row.envelope_id) == word["id"]


def test_what_a_withdrawn_tablet_sent_is_taken_in_because_its_key_proves_its_author(
    claire, plan, write, head, desk, engine, now
):
    with db.writing(engine) as session:
        device = session.get_one(Device, claire.device_id)
        device.revoked_at = now
        session.add(device)
    word = write(claire, plan(), answers=CHILDLESS)
    assert word["word"] == "refused"
    [aside] = desk.waiting(head)
    assert aside.author == "Claire Morel" and aside.family == "Famille Benali"
    desk.accept(head, aside.id)
    with db.reading(engine) as session:
        assert len(session.exec(select(VisitRecord)).all()) == 1


def test_what_no_known_key_signed_is_never_taken_in_but_may_be_filed(claire, tablet_of, plan, head, desk, now):
    visit, stranger = plan(), tablet_of("nadia")
    line = stranger.line(
        "visit_record", visit_record(visit, now), family_id=visit.family_id, author=str(claire.account_id)
    )
    assert claire.push(line)[0]["word"] == "refused"
    [aside] = desk.waiting(head)
    assert not aside.proven
    with pytest.raises(Unproven):
        desk.accept(head, aside.id)
    desk.file(head, aside.id)
    assert desk.waiting(head) == []


def test_an_invalid_visit_is_judged_again_and_still_not_taken_in(claire, plan, write, head, desk, engine):
    word = write(claire, plan(), answers={"suite": {"v": "nulle part"}})
    assert word["word"] == "invalid"
    [aside] = desk.waiting(head)
    assert aside.reasons
    desk.look(head, aside.id)
    with pytest.raises(shape.Invalid):
        desk.accept(head, aside.id)
    assert len(desk.waiting(head)) == 1


def test_what_its_author_put_right_and_sent_again_waits_for_nobody(claire, plan, write, head, desk):
    visit = plan()
    word = write(claire, visit, answers={"suite": {"v": "nulle part"}})
    assert len(desk.waiting(head)) == 1
    assert write(claire, visit, id=word["id"], answers=CHILDLESS)["word"] == "received"
    assert desk.waiting(head) == []


def test_a_line_cut_on_its_way_and_sent_again_whole_waits_for_nobody(claire, plan, head, desk, now):
    visit = plan()
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    claire.push(line[:300])
    assert len(desk.waiting(head)) == 1
    claire.push(line)
    assert desk.waiting(head) == []


def test_a_visit_of_any_shape_is_listed_and_opened(claire, cast, head, desk):
    bodies = {"answers": 3, "kind": "vad_suivi"}, {"kind": ["x"], "forms": 1}, {"violence": "coups"}
    claire.push(*(claire.line("visit_record", body, family_id=cast.benali.id) for body in bodies))
    asides = desk.waiting(head)
    assert len(asides) == len(bodies)
    for aside in asides:
        desk.look(head, aside.id)


def test_a_refused_correction_of_the_household_is_read_in_words_and_taken_in(tablet_of, cast, head, desk, engine):
    sylvie = tablet_of("sylvie")
    body = {"changes": {"phone": "07 9"}, "before": {"phone": cast.benali.phone}}
    [word] = sylvie.push(sylvie.line("household", body, family_id=cast.benali.id))
    assert word["word"] == "refused"
    [aside] = desk.waiting(head)
    _, [told] = desk.look(head, aside.id)
    assert (told.question, told.a) == ("Téléphone", f"{cast.benali.phone} → 07 9")
    desk.accept(head, aside.id)
    with db.reading(engine) as session:
        assert session.get_one(type(cast.benali), cast.benali.id).phone == "07 9"


def test_a_refused_visit_taken_in_has_its_photo_taken_in_after_it(tablet_of, plan, head, desk, now):
    nadia, visit, record_id = tablet_of("nadia"), plan(), new_id()
    photo = photos.take(visit, record_id, now, drawn.jpeg())
    assert [word["word"] for word in photos.push(nadia, visit, record_id, now, photo)] == ["refused", "refused"]
    assert photos.send(nadia, photo)["word"] is None
    for aside in sorted(desk.waiting(head), key=lambda one: one.kind != "Visite"):
        desk.accept(head, aside.id)
    assert photos.ask(nadia, photo)[0]["word"] == "received"


def test_the_photo_of_an_invalid_visit_that_was_filed_waits_no_more_and_is_set_aside_with_it(
    claire, plan, head, desk, now
):
    visit, record_id = plan(), new_id()
    photo = photos.take(visit, record_id, now, drawn.jpeg())
    words = photos.push(claire, visit, record_id, now, photo, started_at=None)
    assert [word["word"] for word in words] == ["invalid", "later"]
    [aside] = desk.waiting(head)
    desk.file(head, aside.id)
    [word] = claire.push(photos.line(claire, visit, photo))
    assert word["word"] == "refused" and "mise de côté" in word["sentence"]
    assert [one.kind for one in desk.waiting(head)] == ["Photo ou signature"]


def test_a_refused_contact_is_read_in_words_and_taken_in(tablet_of, cast, head, desk, engine, now):
    sylvie = tablet_of("sylvie")
    body = {
        "means": "appel_emis", "result": "joint", "readers": "observations_vad", "words": "Elle dort mieux",
        "person_id": str(cast.benali_mother.id), "at": "2026-11-23T08:15:00.000Z",
    }  # fmt: skip
    [word] = sylvie.push(sylvie.line("contact", body, family_id=cast.benali.id))
    assert word["word"] == "refused"
    [aside] = desk.waiting(head)
    assert aside.kind == "Contact avec la famille"
    _, told = desk.look(head, aside.id)
    assert [one.a for one in told][:2] == ["Appel passé", "Famille jointe"]
    assert {"Samira", "Elle dort mieux"} <= {one.a for one in told}
    desk.accept(head, aside.id)
    with db.reading(engine) as session:
        [one] = session.exec(select(Contact))
        assert (one.words, one.account_id) == ("Elle dort mieux", cast.sylvie.id)


def test_a_refused_withdrawal_is_read_in_words_and_holds_once_it_is_taken_in(tablet_of, cast, head, desk, engine):
    sylvie = tablet_of("sylvie")
    body = {"kind": "accord_photo", "status": "Retiré", "person_id": None, "at": "2026-11-23T08:15:00.000Z",
            "words": "plus de photos"}  # fmt: skip
    [word] = sylvie.push(sylvie.line("agreement", body, family_id=cast.benali.id))
    [aside] = desk.waiting(head)
    _, told = desk.look(head, aside.id)
    assert (told[0].question, told[0].a) == ("Accord d'image / photo (par défaut : refusé)", "Retiré")
    desk.accept(head, aside.id)
    with db.reading(engine) as session:
        assert [one.standing for one in session.exec(select(Agreement))] == ["Retiré"]
    [settled] = sylvie.ask(awaiting=[{"id": word["id"], "digest": word["digest"]}])["settled"]
    assert settled["word"] == "received"


@pytest.mark.parametrize("kind", ["contact", "agreement"])
@pytest.mark.parametrize("wrong", [{}, {"means": 3, "readers": [], "words": {"a": 1}}, {"kind": [], "at": "hier"}])
def test_whatever_shape_it_has_it_is_listed_and_can_be_filed(tablet_of, cast, head, desk, kind, wrong):
    claire = tablet_of("claire")
    [word] = claire.push(claire.line(kind, wrong, family_id=cast.benali.id))
    assert word["word"] == "invalid"
    [aside] = desk.waiting(head)
    desk.look(head, aside.id)
    desk.file(head, aside.id)
    assert desk.waiting(head) == []


@pytest.fixture
def second(claire, cast, engine, now, today):
    """``second(kind)``: two contents under one id; the line that is kept beside."""

    def make(kind):
        child, mother, at = str(cast.benali_child.id), str(cast.benali_mother.id), stamp(now)
        dose = {"id": str(new_id()), "child_id": child, "vaccine": "rota", "rank": "D1", "given_by": "",
                "given_on": today.isoformat(), "source": "carnet"}  # fmt: skip
        with db.writing(engine) as session:
            weight = Measurement(
                family_id=cast.benali.id, child_id=cast.benali_child.id, taken_at=now, kind="poids",
                value=43000, entered_by=cast.claire.id,
            )  # fmt: skip
            session.add(weight)
        strike = {"act": "rayer", "child_id": child, "measure_id": str(weight.id), "kind": "poids", "value": 43000,
                  "why": "saisie", "at": at}  # fmt: skip
        contact = {"means": "appel_emis", "result": "message", "readers": "observations_vad", "at": at}
        agreement = {"kind": "accord_photo", "status": "Accordé", "person_id": mother, "mode": "Oral", "at": at}
        bodies = {
            "contact": [contact | {"words": "Rappeler"}, contact | {"words": "Elle a rappelé"}],
            "agreement": [agreement | {"words": "carnet"}, agreement | {"words": "fratrie"}],
            "carnet_entry": [{"doses": [dose | {"lot": lot}]} for lot in ("A12", "B77")],
            "measure_strike": [strike | {"words": words} for words in ("ratée", "pas la sienne")],
        }
        id = new_id()
        words = [claire.push(claire.line(kind, body, id=id, family_id=cast.benali.id))[0] for body in bodies[kind]]
        assert [one["word"] for one in words] == ["received", "diverged"]
        return words[1]

    return make


SAID = {
    "contact": (Contact, "words"),
    "agreement": (Agreement, "scope"),
    "carnet_entry": (Dose, "lot"),
    "measure_strike": (MeasureStrike, "words"),
}
BOTH = {
    "contact": {"Rappeler", "Elle a rappelé"},
    "agreement": {"carnet", "fratrie"},
    "carnet_entry": {"A12", "B77"},
    "measure_strike": {"ratée", "pas la sienne"},
}


@pytest.mark.parametrize("kind", SAID)
def test_two_contents_under_one_id_are_both_kept(second, claire, head, desk, engine, kind):
    word = second(kind)
    [aside] = desk.waiting(head)
    _, told = desk.look(head, aside.id)
    assert aside.author == "Claire Morel" and told
    desk.accept(head, aside.id)
    table, name = SAID[kind]
    with db.reading(engine) as session:
        assert {getattr(one, name) for one in session.exec(select(table))} == BOTH[kind]
    assert desk.waiting(head) == []
    assert [one["word"] for one in heard(claire, word)] == ["received"]


def test_a_second_content_is_filed_with_a_reason_and_stays(second, claire, head, desk, engine, cast):
    word = second("contact")
    assert desk.waiting(cast.actor("claire")) == []
    [aside] = desk.waiting(head)
    desk.file(head, aside.id)
    assert desk.waiting(head) == [] and [one["word"] for one in heard(claire, word)] == ["filed"]
    with db.reading(engine) as session:
        assert [one.words for one in session.exec(select(Contact))] == ["Rappeler"]
