"""A contact noted on a tablet without network: the office's rules, once, its words for whom they were written."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.births.notice import Notice, Status
from fieldvisit.families import contacting
from fieldvisit.families.contact import Contact
from tests.sync.tablet import stamp

WORDS = "Rappeler après 17 h : elle est seule avec les jumeaux"


@pytest.fixture
def said(now):
    return {
        "means": "appel_emis", "result": "message", "readers": "observations_vad", "person_id": None, "words": WORDS,
        "at": stamp(now - timedelta(hours=3)),
    }  # fmt: skip


@pytest.fixture
def send(cast, said):
    def make(tablet, family=None, **changes):
        line = tablet.line("contact", said | changes, family_id=(family or cast.benali).id)
        return tablet.push(line)[0] | {"line": line}

    return make


def rows(engine) -> list[Contact]:
    with db.reading(engine) as session:
        return list(session.exec(select(Contact)))


def test_it_is_noted_once_under_the_tablet_s_id_and_in_the_journal(send, claire, cast, engine, now):
    word = send(claire, person_id=str(cast.benali_mother.id))
    assert (word["word"], word["sentence"]) == ("received", "")
    assert claire.push(word["line"])[0]["word"] == "identical"
    [one] = rows(engine)
    assert (str(one.id), one.words, one.means, one.result) == (word["id"], WORDS, "appel_emis", "message")
    assert (one.at, one.account_id, one.person_id) == (now - timedelta(hours=3), cast.claire.id, cast.benali_mother.id)
    with db.reading(engine) as session:
        [line] = session.exec(select(AccessEvent).where(AccessEvent.screen == "contact"))
        assert (line.subject_id, line.offline, line.what) == (one.id, True, "ecriture")


def test_it_comes_back_to_those_who_may_know_of_it_and_its_words_to_their_readers(send, claire, tablet_of, cast):
    send(claire)
    send(claire, words="Le psychologue l’a vue", readers="dossier_mere")
    told = {}
    for name in ("claire", "ines", "sylvie"):
        tablet = claire if name == "claire" else tablet_of(name)
        tablet.pull_all()
        lines = tablet.aboard("family")[str(cast.benali.id)]["contacts"]
        told[name] = sorted((one["words"], one["kept"], one["who"]) for one in lines)
    assert told["claire"] == told["ines"] == [
        ("Le psychologue l’a vue", False, "Claire Morel"), (WORDS, False, "Claire Morel"),
    ]  # fmt: skip
    assert told["sylvie"] == []


def test_what_a_midwife_wrote_of_the_mother_is_kept_from_the_nurse(send, claire, tablet_of, cast):
    send(tablet_of("ines"), readers="dossier_mere")
    claire.pull_all()
    [one] = claire.aboard("family")[str(cast.benali.id)]["contacts"]
    assert (one["words"], one["kept"], one["means"]) == ("", True, "appel_emis")


def test_only_the_last_twenty_are_aboard(claire, cast, engine, now):
    with db.writing(engine) as session:
        for hours in range(25):
            at = now - timedelta(hours=hours)
            contacting.write(
                session, cast.actor("claire"), cast.benali.id, "sms", "envoye", now, at=at, words=str(hours)
            )
    claire.pull_all()
    aboard = claire.aboard("family")[str(cast.benali.id)]["contacts"]
    assert [one["words"] for one in aboard] == [str(hours) for hours in range(20)]
    assert claire.aboard("family")[str(cast.petit.id)]["contacts"] == []


@pytest.mark.parametrize("who, family", [("sylvie", "benali"), ("nadia", "benali"), ("claire", "roche")])
def test_who_may_not_note_it_at_the_office_is_refused_here_too(send, tablet_of, cast, engine, who, family):
    assert send(tablet_of(who), getattr(cast, family))["word"] == "refused"
    assert rows(engine) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"means": "fax"},
        {"result": "envoye"},
        {"result": "annule"},
        {"readers": "administration"},
        {"words": "x" * 2001},
        {"at": "2020-01-01T10:00:00.000Z"},
        {"at": "2026-11-28T10:00:00.000Z"},
        {"person_id": "0191c0de-0000-7000-8000-000000000000"},
    ],
)
def test_what_the_office_would_not_take_is_kept_whole_with_a_sentence(send, claire, engine, wrong):
    word = send(claire, **wrong)
    assert word["word"] == "invalid" and (word["sentence"] or word["reasons"])
    assert rows(engine) == []


def test_a_clock_a_little_ahead_loses_no_contact(send, claire, engine, now):
    assert send(claire, at=stamp(now + timedelta(minutes=4)))["word"] == "received"
    assert rows(engine)[0].at == now


def test_a_family_reached_from_home_ends_the_wait_of_its_notice(send, claire, cast, engine, now, today):
    with db.writing(engine) as session:
        session.add(
            Notice(
                kind="naissance", fingerprint="n", family_id=cast.benali.id, sector_id=cast.bourg.id, received_on=today,
                assigned_to=cast.claire.id, status=Status.ASSIGNED,
            )
        )  # fmt: skip
    send(claire)
    with db.reading(engine) as session:
        assert session.exec(select(Notice)).one().first_contact_at is None, "a message left is not a family reached"
    send(claire, result="joint")
    with db.reading(engine) as session:
        notice = session.exec(select(Notice)).one()
        assert (notice.status, notice.first_contact_at) == (Status.CONTACTED, now - timedelta(hours=3))


def test_a_worker_whose_care_has_just_ended_still_sends_what_she_noted(send, claire, cast, engine, today):
    with db.writing(engine) as session:
        for one in session.exec(select(CareRelationship).where(CareRelationship.account_id == cast.claire.id)):
            one.until = today - timedelta(days=3)
    assert send(claire)["word"] == "received"
