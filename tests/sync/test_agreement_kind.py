"""An agreement noted on a tablet: it acts from its receipt on as at the office, and a withdrawal is never lost."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families import agreeing
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, agreed
from fieldvisit.pictures import agreement as photos
from fieldvisit.tasks.task import Task
from tests.sync.tablet import stamp, visit_record


@pytest.fixture
def send(cast, now):
    def make(tablet, kind="accord_photo", status="Accordé", ago=0, family=None, **changes):
        mother = str(cast.benali_mother.id)
        at = stamp(now - timedelta(minutes=ago))
        body = {"kind": kind, "status": status, "person_id": mother, "mode": "Oral", "at": at, "words": ""} | changes
        line = tablet.line("agreement", body, family_id=(family or cast.benali).id)
        return tablet.push(line)[0] | {"line": line}

    return make


@pytest.fixture
def stands(cast, engine, today):
    def stands(kind="accord_photo"):
        with db.reading(engine) as session:
            return agreed(session.exec(select(Agreement).where(Agreement.family_id == cast.benali.id)), kind, today)

    return stands


def rows(engine) -> list[Agreement]:
    with db.reading(engine) as session:
        return list(session.exec(select(Agreement).order_by(Agreement.collected_at)))


def test_it_is_noted_once_under_the_tablet_s_id_for_a_year_and_in_the_journal(send, claire, cast, engine, now):
    word = send(claire, ago=30, mode="Écrit", words="photos du carnet")
    assert word["word"] == "received" and claire.push(word["line"])[0]["word"] == "identical"
    [one] = rows(engine)
    assert (str(one.id), one.status, one.mode, one.scope) == (word["id"], "Accordé", "Écrit", "photos du carnet")
    assert (one.collected_at, str(one.expires_on)) == (now - timedelta(minutes=30), "2027-11-23")
    with db.reading(engine) as session:
        [line] = session.exec(select(AccessEvent).where(AccessEvent.screen == "accord"))
        assert (line.subject_id, line.offline, line.account_id) == (one.id, True, cast.claire.id)


def test_a_withdrawal_hides_the_photos_as_soon_as_it_is_received(send, claire, cast, engine, today, stands):
    send(claire, ago=30)
    assert stands()
    assert send(claire, status="Retiré", words="ne veut plus", person_id=None)["word"] == "received"
    assert not stands()
    [one] = rows(engine)
    assert (one.standing, one.withdrawn_by, one.withdrawn_why) == ("Retiré", cast.claire.id, "ne veut plus")
    with db.reading(engine) as session:
        assert photos.ended(session, [cast.benali.id], today) == {cast.benali.id: photos.WITHDRAWN}


def test_the_daily_instructions_leave_the_tisf_with_the_agreement(send, claire, tablet_of, cast, engine):
    send(claire, "accord_partage_tisf", ago=30)
    sylvie = tablet_of("sylvie")
    sylvie.pull_all()

    def instructions():
        return sylvie.aboard("family")[str(cast.benali.id)]["daily_instructions"]

    with db.reading(engine) as session:
        assert instructions() == session.get_one(Household, cast.benali.id).daily_instructions != ""
    send(claire, "accord_partage_tisf", "Retiré")
    sylvie.pull_all()
    assert instructions() == ""


def test_a_visit_is_not_made_on_an_agreement_taken_back_and_the_planned_ones_are_told(send, claire, plan, now):
    first, second = plan(), plan()
    send(claire, "accord_vad", ago=600)

    def visit(one):
        body = visit_record(one, now) | {"agreement": None}
        return claire.push(claire.line("visit_record", body, family_id=one.family_id))[0]

    assert visit(first)["word"] == "received"
    word = send(claire, "accord_vad", "Retiré")
    assert (word["word"], word["sentence"]) == (
        "received", "Une visite reste au planning : prévenez le service s’il faut l’annuler.",
    )  # fmt: skip
    assert visit(second)["word"] == "invalid"


def test_a_withdrawal_takes_back_what_the_tablet_did_not_know_of(send, claire, cast, engine, now, today, stands):
    send(claire, ago=6000)
    with db.writing(engine) as session:
        actor, mother = cast.actor("helene"), cast.benali_mother.id
        at = now - timedelta(minutes=60)
        agreeing.write(session, actor, cast.benali.id, "accord_photo", "Accordé", at, now, person_id=mother)
    send(claire, status="Retiré", ago=5)
    assert not stands()


def test_what_the_family_agreed_to_afterwards_stands(send, claire, cast, engine, now, stands):
    send(claire, ago=6000)
    with db.writing(engine) as session:
        actor, mother = cast.actor("helene"), cast.benali_mother.id
        agreeing.write(session, actor, cast.benali.id, "accord_photo", "Accordé", now, now, person_id=mother)
    send(claire, status="Retiré", ago=60)
    assert stands()
    assert {one.status for one in rows(engine)} == {"Accordé", "Retiré"}


def test_a_withdrawal_that_arrives_before_what_it_takes_back_holds(send, claire, stands, engine):
    assert send(claire, status="Retiré", ago=10)["word"] == "received"
    send(claire, ago=60)
    assert not stands()


def test_what_was_agreed_at_home_does_not_undo_a_later_withdrawal_at_the_office(
    send, claire, cast, engine, now, today, stands
):
    send(claire, ago=6000)
    with db.writing(engine) as session:
        [given] = session.exec(select(Agreement))
        agreeing.withdraw(session, cast.actor("claire"), given.id, today, now, said_by=cast.benali_mother.id)
    send(claire, ago=120)
    assert not stands()


@pytest.mark.parametrize("who, family", [("sylvie", "benali"), ("nadia", "benali"), ("claire", "roche")])
@pytest.mark.parametrize("status", ["Accordé", "Retiré"])
def test_who_may_not_note_it_is_refused(send, tablet_of, cast, engine, who, family, status):
    word = send(tablet_of(who), "accord_vad", status, family=getattr(cast, family))
    assert word["word"] == "refused" and rows(engine) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "accord_divers"},
        {"status": "Peut-être"},
        {"status": "Non recueilli"},
        {"mode": "Par gestes"},
        {"person_id": None},
        {"expires_on": "2026-01-01"},
        {"at": "2031-01-01T00:00:00.000Z"},
        {"words": "m" * 301},
    ],
)
def test_what_the_office_would_not_take_is_kept_whole_with_a_sentence(send, claire, engine, wrong):
    word = send(claire, **wrong)
    assert word["word"] == "invalid" and (word["sentence"] or word["reasons"])
    assert rows(engine) == []


def test_what_is_said_with_a_withdrawal_is_kept_whole(send, claire, engine):
    words = "Elle dit : " + "non " * 200
    assert send(claire, status="Retiré", ago=60, words=words)["word"] == "received"
    send(claire, ago=30)
    assert send(claire, status="Retiré", words=words)["word"] == "received"
    assert [one.withdrawn_why or one.scope for one in rows(engine)] == [words.strip()] * 2


@pytest.mark.parametrize("at", ["2031-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z", None])
def test_a_withdrawal_holds_whatever_the_clock_of_the_tablet_says(send, claire, stands, at):
    send(claire, ago=60)
    assert send(claire, status="Retiré", at=at)["word"] == "received"
    assert not stands()


def test_where_a_later_agreement_stands_the_worker_is_told_and_the_office_asks(send, claire, stands, engine, cast):
    send(claire, ago=60)
    word = send(claire, status="Retiré", ago=90)
    assert word["word"] == "received" and "tient toujours" in word["sentence"]
    assert claire.push(word["line"])[0]["word"] == "identical" and stands()
    with db.reading(engine) as session:
        [task] = session.exec(select(Task))
        assert (task.family_id, task.closed_at) == (cast.benali.id, None)
        assert task.label.startswith("Retrait à vérifier, un accord du") and task.compartment == "observations_vad"
    assert not send(claire, status="Retiré")["sentence"] and not stands()


def test_a_child_agrees_to_nothing_and_a_withdrawal_is_not_sent_back_for_its_speaker(send, claire, cast, stands):
    child = str(cast.benali_child.id)
    assert send(claire, person_id=child)["word"] == "invalid"
    send(claire, ago=10)
    assert send(claire, status="Retiré", person_id="0191c0de-0000-7000-8000-000000000000")["word"] == "received"
    assert not stands()


def test_the_document_says_what_its_reader_may_note_and_how_it_went(send, claire, tablet_of, cast):
    send(claire, ago=60)
    send(claire, status="Retiré", words="assez")
    sylvie = tablet_of("sylvie")
    for tablet in (claire, sylvie):
        tablet.pull_all()
    mine, hers = (tablet.aboard("family")[str(cast.benali.id)] for tablet in (claire, sylvie))
    assert mine["may_agree"] == list(agreeing.KINDS) and hers["may_agree"] == []
    assert mine["contact_readers"] and hers["contact_readers"] == []
    [one] = mine["agreements"]
    assert (one["status"], one["given"], one["withdrawn_why"]) == ("Retiré", "Accordé", "assez")
    assert one["collected_at"] == one["withdrawn_at"] > one["given_at"]
    assert hers["agreements"] == []
