"""Whatever is sent gets a word and a French sentence, is kept as it came, and holds up no other line."""

import base64
import gzip
import json
import os

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.db import new_id
from fieldvisit.due import decisions
from fieldvisit.due.decisions import About, Said
from fieldvisit.families import agreeing, contacting
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.received import ReceivedLine
from tests.sync.tablet import stamp, visit_record


def changed(**changes):
    return lambda body: body | changes


def answering(**answers):
    return lambda body: body | {"answers": body["answers"] | answers}


def packed(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


def of_child(**answers):
    return lambda body: body | {"child_answers": {child: answers for child in body["children"]}}


BODIES = {
    "an unknown question": (answering(inconnue={"v": 1}), "invalid"),
    "an unknown option": (answering(suite={"v": "option_inconnue"}), "invalid"),
    "an unknown special answer": (answering(suite={"special": "on_verra"}), "invalid"),
    "an answer that is a list": (answering(suite=["fin"]), "invalid"),
    "a text where a number goes": (of_child(poids={"v": "quatre kilos"}), "invalid"),
    "a list where a number goes": (of_child(poids={"v": [4200]}), "invalid"),
    "a boolean where a number goes": (of_child(poids={"v": True}), "invalid"),
    "a weight of 12 g": (of_child(poids={"v": 12}), "invalid"),
    "a weight of 10^300 g": (of_child(poids={"v": 10**300}), "invalid"),
    "a child's question asked of the visit": (answering(poids={"v": 4200}), "invalid"),
    "a note of 10 MB": (changed(notes=[{"at": None, "text": "a" * 10_000_000}]), "invalid"),
    "a NUL in an answer": (answering(n_demande={"v": "avant\0après"}), "invalid"),
    "a NUL in a note": (changed(notes=[{"at": None, "text": "\0"}]), "invalid"),
    "a NUL in an unknown field": (changed(demain={"a\0": 1}), "invalid"),
    "half a character": (answering(n_demande={"v": "\ud83d"}), "invalid"),
    "emoji": (answering(n_demande={"v": "👶🏽 tout va bien"}), "received"),
    "an unknown field": (changed(champ_de_demain=[1, {"a": None}]), "received"),
    "planned in 1926": (changed(planned_on="1926-11-23"), "invalid"),
    "planned in 2126": (changed(planned_on="2126-11-23"), "invalid"),
    "started in 1926": (changed(started_at="1926-11-23T09:00:00.000Z"), "invalid"),
    "ended in 2126": (changed(ended_at="2126-11-23T09:00:00.000Z"), "invalid"),
    "ended in the year 9999 beyond the last instant": (changed(ended_at="9999-12-31T23:59:59-10:00"), "invalid"),
    "ended before it started": (changed(ended_at="2026-11-23T01:00:00.000Z"), "invalid"),
    "a 31st of February": (changed(planned_on="2026-02-31"), "invalid"),
    "an hour that does not exist": (changed(planned_at="25:61"), "invalid"),
    "a duration that is a text": (changed(duration_min="longtemps"), "invalid"),
    "an unknown outcome": (changed(outcome="peut_etre"), "invalid"),
    "an unknown kind of visit": (changed(kind="vad_lune"), "invalid"),
    "a kind that is a list": (changed(kind=["vad_suivi"]), "invalid"),
    "forms that are a list": (changed(forms=["vad"]), "invalid"),
    "a version of a form that the office does not have": (changed(forms={"vad": "99.0.0"}), "invalid"),
    "a version that is a number": (changed(forms={"vad": 2}), "invalid"),
    "a child of another family": (changed(children=[str(new_id())]), "invalid"),
    "children that are a number": (changed(children=7), "invalid"),
    "answers that are a list": (changed(answers=[], child_answers=[]), "invalid"),
    "answers of a child that are a text": (
        lambda body: body | {"child_answers": {body["children"][0]: "x"}},
        "invalid",
    ),
    "no answers of a child": (lambda body: body | {"child_answers": {body["children"][0]: None}}, "received"),
    "an answer that is nothing": (answering(n_demande=None), "received"),
    "a method that is a list": (answering(suite={"v": "fin", "method": []}), "received"),
    "a visit id that is no id": (changed(visit_id="visite-1"), "invalid"),
    "a planned flag that is a text": (changed(planned="oui"), "invalid"),
    "an agreement that is a text": (changed(agreement="oui"), "invalid"),
    "an agreement of another kind": (changed(agreement={"kind": "accord_photo", "status": "Accordé"}), "invalid"),
    "an agreement by someone unknown": (
        changed(agreement={"kind": "accord_vad", "status": "Accordé", "person_id": str(new_id())}),
        "invalid",
    ),
    "a correction of what is not known": (changed(corrects=str(new_id()), correction_reason="Erreur"), "invalid"),
    "notes that are a text": (changed(notes="bonjour"), "invalid"),
    "a missing body": (lambda body: {}, "invalid"),
    "a list for a body": (lambda body: [body], "invalid"),
    "a body that is not JSON": (lambda body: b"\x00\xff bonjour", "invalid"),
    "a body in latin-1": (lambda body: '{"a": "é"}'.encode("latin-1"), "invalid"),
    "not a number": (lambda body: json.dumps(body | {"x": float("nan")}).encode(), "invalid"),
    "an endless number": (lambda body: b'{"a": 1e999}', "invalid"),
    "a number of five thousand digits": (lambda body: b'{"a": ' + b"9" * 5000 + b"}", "invalid"),
    "a bottomless body": (lambda body: b"[" * 100_000, "invalid"),
    "a deep body": (lambda body: b'{"a":' * 60 + b"1" + b"}" * 60, "invalid"),
}


@pytest.fixture
def around(claire, plan, cast, now):
    """A good line to send before and one after, and the visit to spoil between them."""
    first, last = plan(), plan("petit")

    def lines(bad: bytes) -> list[bytes]:
        good = [
            claire.line("visit_record", visit_record(each, now), family_id=each.family_id) for each in (first, last)
        ]
        return [good[0], bad, good[1]]

    return lines


def kept(engine) -> set[bytes]:
    with db.reading(engine) as session:
        return set(session.exec(select(ReceivedLine.raw)))


def pushed(engine, claire, lines, word):
    before, said, after = claire.push(*lines)
    assert (before["word"], after["word"]) == ("received", "received")
    assert said["word"] == word, said
    assert kept(engine) == set(lines)
    if word != "received":
        assert said["sentence"].strip() and not said["sentence"].isascii() or "." in said["sentence"]
        for reason in said["reasons"]:
            assert set(reason) == {"item", "child", "sentence"} and reason["sentence"]
        # Sent again, the same word and the same sentence.
        [again] = claire.push(lines[1])
        assert (again["word"], again["sentence"], again["reasons"]) == (word, said["sentence"], said["reasons"])
    return said


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_gets_its_word(name, claire, plan, around, engine, cast, now):
    spoil, word = BODIES[name]
    visit = plan(planned_at=None)
    child = str(cast.benali_child.id)
    body = spoil(visit_record(visit, now, children=[child]))
    if isinstance(body, dict) and "half" in name:
        body = json.dumps(body).encode()
    said = pushed(engine, claire, around(claire.line("visit_record", body, family_id=visit.family_id)), word)
    with db.reading(engine) as session:
        records = session.exec(select(VisitRecord)).all()
    assert len(records) == (3 if word == "received" else 2)
    if word == "received" or os.environ.get("FIELDVISIT_LONG") == "1":
        claire.pull_all()  # what was taken can be read again
    if name in ("an unknown question", "an unknown option", "a NUL in an answer"):
        assert said["reasons"][0]["item"]
    if name == "a weight of 12 g":
        assert (said["reasons"][0]["item"], said["reasons"][0]["child"]) == ("poids", child)


def spoiled(line: bytes, **changes) -> bytes:
    return json.dumps(json.loads(line) | changes).encode()


LINES = {
    "a line cut in the middle": (lambda line: line[: len(line) // 2], "invalid"),
    "a line of text": (lambda line: b"bonjour", "invalid"),
    "bytes": (lambda line: b"\x00\x01\xff\xfe", "invalid"),
    "a number": (lambda line: b"42", "invalid"),
    "an empty object": (lambda line: b"{}", "invalid"),
    "a header that is an object": (lambda line: spoiled(line, header={"v": 1}), "invalid"),
    "a header of 1 MB": (lambda line: spoiled(line, header="a" * 1_000_000), "invalid"),
    "no signature": (lambda line: spoiled(line, sig=None), "invalid"),
    "64 bytes that sign nothing": (lambda line: spoiled(line, sig=base64.b64encode(b"x" * 64).decode()), "refused"),
    "a short signature": (lambda line: spoiled(line, sig="YQ=="), "refused"),
    "a seal that is not base64": (lambda line: spoiled(line, ct="é"), "invalid"),
    "a damaged seal": (lambda line: spoiled(line, ct=base64.b64encode(b"x" * 99).decode()), "invalid"),
    "a damaged key share": (lambda line: spoiled(line, enc=base64.b64encode(b"x" * 65).decode()), "invalid"),
    "a key share cut short": (lambda line: spoiled(line, enc="YQ=="), "invalid"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_bad_line_gets_its_word(name, claire, plan, around, engine, now):
    spoil, word = LINES[name]
    visit = plan(planned_at=None)
    good = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    said = pushed(engine, claire, around(spoil(good)), word)
    if name == "a line cut in the middle":
        assert said["id"] is None
    # Damage on the way must not stand in the way of the true line.
    assert claire.push(good)[0]["word"] == "received"


def test_pieces_of_two_true_lines_make_no_third(claire, plan, engine, now):
    """What she sealed for one visit does not open under the header of another; her signature holds for one header."""
    visits = [plan(planned_at=None), plan(planned_at=None)]
    lines = [claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id) for visit in visits]
    first, second = map(json.loads, lines)
    sealed = {name: second[name] for name in ("enc", "ct")}
    changed = first["header"].replace("visit_record", "round_order")
    assert changed != first["header"]
    mixed = [first | sealed, first | {"sig": second["sig"]}, first | {"header": changed}, second | {"header": changed}]
    words = [claire.push(json.dumps(line).encode())[0]["word"] for line in mixed]
    assert words == ["invalid", "refused", "refused", "refused"]
    with db.reading(engine) as session:
        assert session.exec(select(VisitRecord)).all() == []
    assert [claire.push(line)[0]["word"] for line in (*lines, *lines)] == ["received"] * 2 + ["identical"] * 2


HEADERS = {
    "an id that is no id": ({"id": "1"}, "invalid"),
    "an id in capitals": ({"id": "01A202EA-998B-7519-A610-C3B000000000"}, "invalid"),
    "a digest that is no digest": ({"digest": "abc"}, "invalid"),
    "a digest of something else": ({"digest": "0" * 64}, "invalid"),
    "an author that is a number": ({"author": 7}, "invalid"),
    "an author who does not exist": ({"author": str(new_id())}, "refused"),
    "a tablet that does not exist": ({"device": str(new_id())}, "refused"),
    "a capture without zone": ({"captured_at": "2026-11-23T09:00:00"}, "invalid"),
    "a clock in 2126": ({"captured_at": "2126-11-23T09:00:00.000Z"}, "received"),
    "a clock in 1926": ({"captured_at": "1926-11-23T09:00:00.000Z"}, "received"),
    "a clock at the end of time": ({"captured_at": "9999-12-31T23:59:59.000Z"}, "invalid"),
    "no clock at all": ({"captured_at": None}, "invalid"),
    "a negative elapsed time": ({"elapsed": -1}, "invalid"),
    "an endless elapsed time": ({"elapsed": 10**40}, "invalid"),
    "a version of 0": ({"v": 0}, "invalid"),
    "a version of tomorrow": ({"v": 2}, "later"),
    "a schema of tomorrow": ({"schema": 2}, "later"),
    "a kind of tomorrow": ({"kind": "photo"}, "later"),
    "a kind that is a list": ({"kind": []}, "invalid"),
    "a family that is a text": ({"family_id": "benali"}, "invalid"),
    "no family": ({"family_id": None}, "refused"),
    "a parent that is no digest": ({"parent": "x"}, "invalid"),
    "an unknown key": ({"key": str(new_id())}, "later"),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_bad_header_gets_its_word(name, claire, plan, around, engine, now):
    header, word = HEADERS[name]
    header = dict(header)
    visit = plan(planned_at=None)
    body = visit_record(visit, now, family_id=str(visit.family_id))
    line = claire.line(header.pop("kind", "visit_record"), body, **{"family_id": visit.family_id} | header)
    pushed(engine, claire, around(line), word)


ROUNDS = {
    "an order that is a text": {"order": "a,b"},
    "the same visit twice": {"order": ["01a202ea-998b-7519-a610-c3b000000000"] * 2},
    "a day in 1926": {"date": "1926-11-23"},
    "a day in 2126": {"date": "2126-11-23"},
    "no day": {"date": None},
}


@pytest.mark.parametrize("name", ROUNDS)
def test_a_bad_round_order_gets_its_word(name, claire, around, engine, today):
    body = {"date": today.isoformat(), "order": []} | ROUNDS[name]
    pushed(engine, claire, around(claire.line("round_order", body)), "invalid")


def test_the_lines_before_a_cut_are_handled(claire, plan, engine, now):
    visit = plan()
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    answer = claire.post("/api/sync/push", line + b"\n" + line[:300])
    assert [word["word"] for word in answer.json()["words"]] == ["received", "invalid"]


def test_an_empty_push_has_no_words(claire):
    assert claire.push(b"", b"\n\n") == []


class TestBodies:
    """What holds lines, rather than the lines."""

    def test_a_packed_push_is_unpacked(self, claire, plan, now):
        visit = plan()
        line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
        answer = claire.client.post("/api/sync/push", content=gzip.compress(line), headers={"content-encoding": "gzip"})
        assert answer.json()["words"][0]["word"] == "received"

    def test_a_packed_push_cut_in_the_middle_keeps_what_came(self, claire, plan, now):
        visit = plan()
        line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
        packed = gzip.compress(line + b"\n" + line)[:-40]
        answer = claire.client.post("/api/sync/push", content=packed, headers={"content-encoding": "gzip"})
        assert answer.status_code == 200
        assert answer.json()["words"][0]["word"] in ("received", "invalid")

    def test_a_bomb_is_turned_away_before_it_opens(self, claire):
        bomb = gzip.compress(b"a" * (70 * 2**20))
        answer = claire.client.post("/api/sync/push", content=bomb, headers={"content-encoding": "gzip"})
        assert answer.status_code == 413 and answer.json()["sentence"]

    def test_bytes_that_are_not_packed_as_said(self, claire):
        answer = claire.client.post("/api/sync/push", content=b"bonjour", headers={"content-encoding": "gzip"})
        assert answer.status_code == 400 and answer.json()["sentence"]

    def test_an_unknown_packing(self, claire):
        answer = claire.client.post("/api/sync/push", content=b"x", headers={"content-encoding": "br"})
        assert answer.status_code == 400 and answer.json()["sentence"]

    def test_too_many_lines(self, claire):
        answer = claire.post("/api/sync/push", b"{}\n" * 2_001)
        assert answer.status_code == 413 and answer.json()["sentence"]

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"have": 1}', b'{"have": ["x"]}', b'{"forms": []}'])
    def test_a_pull_that_cannot_be_read(self, claire, body):
        answer = claire.post("/api/sync/pull", body)
        assert answer.status_code == 400 and answer.json()["sentence"]

    @pytest.mark.parametrize("cursor", ["x", 7, [], "AAAA", packed("[1,2,3,4]"), packed("[" * 100_000)])
    def test_a_cursor_that_is_not_ours_gets_everything(self, claire, cursor, cast):
        claire.cursor = cursor
        assert {str(cast.benali.id), str(cast.petit.id)} == {
            doc["id"] for doc in claire.pull()["docs"] if doc["kind"] == "family"
        }

    @pytest.mark.parametrize("position", [[0, 10**30], [10**30, 0], [-1, 0], [0, 1.5], [0, float("inf")], ["1", 1]])
    def test_a_position_that_no_database_gave_gets_everything(self, claire, position, cast):
        claire.pull_all()
        epoch, _, _, loading, reader = json.loads(base64.urlsafe_b64decode(claire.cursor))
        docs = claire.ask(cursor=packed(json.dumps([epoch, *position, loading, reader])))["docs"]
        assert str(cast.benali.id) in {doc["id"] for doc in docs}

    @pytest.mark.parametrize(
        "change",
        [
            {"device_id": "x"},
            {"public_jwk": None},
            {"public_jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
            {"public_jwk": {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}},
            {"public_jwk": {"kty": "EC", "crv": "P-256", "x": "é" * 43, "y": 7}},
            {"label": 7},
            {"app_version": "\0"},
        ],
    )
    def test_an_enrolment_that_cannot_be_read(self, claire, change):
        answer = claire.post("/api/devices/enrol", claire.enrolment() | change)
        assert answer.status_code == 400 and answer.json()["sentence"]


def test_no_instant_of_the_wire_loses_its_milliseconds(now):
    assert stamp(now) == "2026-11-23T09:30:00.000Z"


@pytest.mark.parametrize("kind", ["contact", "agreement", "due_decision"])
def test_an_id_that_another_row_bears_is_answered_at_once_and_the_writing_kept(kind, claire, cast, engine, now, today):
    """Two things under one id, of which the office has one: the other one is not sent again for ever."""
    mother, child = str(cast.benali_mother.id), str(cast.benali_child.id)
    bodies = {
        "contact": {"means": "appel_emis", "result": "message", "readers": "observations_vad", "words": "Rappeler"},
        "agreement": {"kind": "accord_photo", "status": "Accordé", "person_id": mother, "mode": "Oral"},
        "due_decision": {"subject_id": child, "code": "vad_2_3m", "occurrence": 0, "choice": "refuse", "reason": "Non"},
    }
    id, at = new_id(), stamp(now)
    rows = {
        "contact": lambda: contacting.write(session, actor, family, "appel_emis", "message", now, contact_id=id),
        "agreement": lambda: agreeing.write(
            session, actor, family, "accord_photo", "Refusé", now, now, person_id=cast.benali_mother.id, agreement_id=id
        ),
        "due_decision": lambda: decisions.write(
            session,
            actor,
            About(family, cast.benali_mother.id, "vad_2_3m"),
            Said("refuse", None, "Ailleurs"),
            now,
            id=id,
        ),
    }
    with db.writing(engine) as session:
        actor, family = cast.actor("helene"), cast.benali.id
        rows[kind]()
    line = claire.line(kind, bodies[kind] | {"at": at}, id=id, family_id=family)
    assert [claire.push(line)[0]["word"] for _ in range(2)] == ["diverged", "identical"]
    with db.reading(engine) as session:
        assert session.exec(select(ReceivedLine)).one().in_force is False
