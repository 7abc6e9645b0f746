"""From tablet to tablet: an interview signed, its referrals followed, what the office notes, a word from the door."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.db import new_id
from fieldvisit.due import priority
from fieldvisit.referrals import following
from fieldvisit.referrals.noted import Noted
from fieldvisit.referrals.referral import Referral
from fieldvisit.tasks.task import Kind, Task
from tests.referrals.conftest import proposal
from tests.sync.tablet import stamp
from tests.sync.test_pull import until
from tests.sync.test_signing import interview, push  # noqa: F401

LISTED = [
    proposal("tabacologue", item="E1_actuel"),
    proposal("service_social", "refusee", item="G3"),
    proposal("tisf", item="B5"),
]


@pytest.fixture
def signed(tablet_of, interview, engine, cast, today):  # noqa: F811
    """Inès's tablet after her interview came and the lists followed."""
    ines = tablet_of("ines")
    ines.pull_all()
    visit, body = interview("ines", referrals=LISTED)
    line = ines.line("visit_record", body, id=new_id(), family_id=visit.family_id)
    assert ines.push(line)[0]["word"] == "received"
    assert ines.push(line)[0]["word"] == "identical"
    with db.writing(engine) as session:
        priority.refresh(session, [cast.benali.id], today)
    return ines


def hers(tablet, cast) -> dict:
    return {one["label"]: one for one in tablet.aboard("due")[str(cast.benali.id)]["tasks"]}


def word_of(tablet, cast, now, note, task) -> dict:
    body = {"task_id": task, "note": note, "at": stamp(now)}
    [word] = tablet.push(tablet.line("task_note", body, family_id=cast.benali.id))
    return word


def test_accepted_it_is_hers_to_follow_declined_it_is_nobodys_and_the_coordinator_has_hers(
    signed, engine, cast, today, tablet_of
):
    until(signed, lambda: "Tabacologue" in str(hers(signed, cast)))
    assert [label for label in hers(signed, cast) if "social" in label] == []
    with db.reading(engine) as session:
        kinds = sorted(session.exec(select(Task.kind)).all())
    assert kinds == [Kind.REFERRAL, Kind.REFERRAL, Kind.TISF]
    sylvie = tablet_of("sylvie")
    sylvie.pull_all()
    assert sylvie.aboard("due").get(str(cast.benali.id), {}).get("tasks", []) == []


def test_what_the_office_notes_is_read_on_the_tablet(signed, engine, cast, now, today):
    with db.writing(engine) as session:
        one = session.exec(select(Referral).where(Referral.code == "tabacologue")).one()
        noted = Noted(state="acceptee", to_whom="CSAPA", sent_on=now.date() - timedelta(days=1))
        following.note(session, cast.actor("ines"), one.id, noted, now)
    until(signed, lambda: "CSAPA" in str(hers(signed, cast)))
    assert any("sans réponse" in one.get("followed", "") for one in hers(signed, cast).values())


def test_a_word_from_the_door_closes_nothing_and_is_kept_once(signed, engine, cast, now):
    with db.reading(engine) as session:
        one = session.exec(select(Referral).where(Referral.code == "tabacologue")).one()
    for _ in range(2):
        assert word_of(signed, cast, now, "Premier rendez-vous le 3", str(one.task_id))["word"] == "received"
    assert word_of(signed, cast, now, "  ", str(one.task_id))["word"] == "invalid"
    with db.reading(engine) as session:
        assert [step.after for step, _ in following.history(session, one.id)] == ["Premier rendez-vous le 3"]
        assert session.get_one(Task, one.task_id).closed_at is None


@pytest.mark.parametrize("who", ["claire", "sylvie", "nadia"])
def test_nobody_else_writes_on_it(signed, tablet_of, engine, cast, now, who):
    with db.reading(engine) as session:
        one = session.exec(select(Referral).where(Referral.code == "tabacologue")).one()
    assert word_of(tablet_of(who), cast, now, "Moi aussi", str(one.task_id))["word"] == "refused"
    with db.reading(engine) as session:
        assert following.history(session, one.id) == []
