"""A concern report signed on a tablet: transmitted once, taken as far as it can be read, and never sent back down."""

import json

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.concerns import reading
from fieldvisit.concerns.reference import reference_of
from fieldvisit.concerns.report import ConcernEvent, ConcernMail, ConcernReport
from fieldvisit.db import new_id
from fieldvisit.feed import Change

CANARY = "zirconium-4417"


@pytest.fixture
def said(cast, today):
    return {
        "children": [{"person_id": str(cast.benali_child.id), "name": "Adam"}], "natures": ["sante"],
        "fact_on": today.isoformat(), "fact_at": "08:00", "facts": f"Vu : {CANARY}", "quotes": [], "context": "",
        "danger": False, "parents_informed": False, "parents_reason": "père présent", "recipient": "",
        "family_words": "", "author_function": "TISF",
    }  # fmt: skip


@pytest.fixture
def send(cast, said):
    def make(tablet, id=None, family=True, **changes):
        family_id = cast.benali.id if family else None
        line = tablet.line("concern_report", said | changes, id=id or new_id(), family_id=family_id)
        return tablet.push(line)[0] | {"line": line}

    return make


def rows(engine, table=ConcernReport):
    with db.reading(engine) as session:
        return list(session.exec(select(table)))


def test_it_is_transmitted_on_receipt_once_however_often_it_is_sent(send, tablet_of, cast, engine, now):
    sylvie = tablet_of("sylvie")
    word = send(sylvie)
    assert word["word"] == "received"
    assert sylvie.push(word["line"])[0]["word"] == "identical"
    [one] = rows(engine)
    assert (str(one.id), one.author_id, one.family_id, one.received_at) == (
        word["id"], cast.sylvie.id, cast.benali.id, now,
    )  # fmt: skip
    assert one.reference == reference_of(one.id) and one.status == "transmise" and one.recipient == "crip"
    assert len(rows(engine, ConcernMail)) == len(rows(engine, ConcernEvent)) == 1


def test_another_content_under_the_same_id_is_kept_beside(send, tablet_of, engine):
    sylvie, id = tablet_of("sylvie"), new_id()
    send(sylvie, id=id)
    assert send(sylvie, id=id, facts="autre")["word"] == "diverged"
    assert [CANARY in one.facts for one in rows(engine)] == [True]


@pytest.mark.parametrize(
    "changes, gap",
    [
        ({"children": []}, "enfant"),
        ({"fact_on": "2030-01-01"}, "à venir"),
        ({"fact_on": None, "natures": "rien"}, "jour"),
        ({"parents_reason": ""}, "pourquoi"),
        ({"danger": True}, "destinataire"),
    ],
)
def test_what_was_signed_is_never_sent_back_for_a_detail(send, tablet_of, engine, changes, gap):
    assert send(tablet_of("sylvie"), **changes)["word"] == "received"
    [one] = rows(engine)
    assert CANARY in one.facts and one.status == "transmise" and any(gap in line for line in one.gaps)


def test_an_empty_one_is_kept_whole_and_said(send, tablet_of, engine):
    word = send(tablet_of("sylvie"), facts="", quotes=7)
    assert word["word"] == "invalid" and "appelez la CRIP" in word["sentence"] + str(word["reasons"])
    assert rows(engine) == []


def test_a_family_that_is_not_known_or_not_hers_is_told_of_too(send, tablet_of, cast, engine):
    sylvie = tablet_of("sylvie")
    assert send(sylvie, family=False, family_words="Les voisins du 3e")["word"] == "received"
    line = sylvie.line("concern_report", {"facts": "vu"}, family_id=cast.roche.id)
    assert sylvie.push(line)[0]["word"] == "received"
    line = sylvie.line("concern_report", {"facts": "vu"}, family_id=new_id())
    assert sylvie.push(line)[0]["word"] == "received"
    assert {one.family_id for one in rows(engine)} == {None, cast.roche.id}


def test_whose_function_raises_none_is_refused(send, tablet_of, cast, engine):
    tablet = tablet_of("sylvie")
    with db.writing(engine) as session:
        session.get_one(Account, cast.sylvie.id).role = "secretariat"
    assert send(tablet)["word"] == "refused" and rows(engine) == []


@pytest.mark.parametrize("who", ["sylvie", "claire", "ines"])
def test_no_tablet_carries_it_nor_that_there_is_one(send, tablet_of, engine, cast, who):
    author, other = tablet_of("sylvie"), tablet_of(who)
    whole = other.ask()["docs"]
    before = [one.seq for one in rows(engine, Change)]
    word = send(author, author_name="Sylvie")
    assert [one.seq for one in rows(engine, Change)] == before
    assert tablet_of(who).ask()["docs"] == whole
    [one] = rows(engine)
    for trace in (CANARY, word["id"], one.reference):
        assert trace not in json.dumps(other.ask(), ensure_ascii=False)
    with db.reading(engine) as session:
        assert len(reading.receipts(session, cast.actor("sylvie"))) == 1
