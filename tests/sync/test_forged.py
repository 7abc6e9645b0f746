"""Lines replayed, cut, tampered with or signed by a hand that is not their author's: the word that each gets.

None is in force, every one is kept as it came (« Mis de côté »), and the true line is received after it.
"""

import base64
import dataclasses
import json
import re

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.device import Device, DeviceKey, Leaving
from fieldvisit.db import new_id
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.drafts.backup import DraftBackup
from fieldvisit.sync.line import LOST
from fieldvisit.sync.received import ReceivedLine
from tests.sync.tablet import visit_record
from tests.sync.test_drafts import backup, text_of
from tests.sync.test_drafts import send as send_drafts
from tests.sync.test_drafts import take as take_draft

UNKNOWN = "Cette tablette n’est pas reconnue pour ce compte : reconnectez-vous sur la tablette, puis renvoyez."
CUT = "Cet envoi est incomplet ou abîmé ; il est conservé tel quel. La tablette le renverra."
SHUT = "Cet envoi ne s’ouvre pas : il est abîmé. Il est conservé tel quel."


@pytest.fixture
def visit(plan):
    return plan()


@pytest.fixture
def write(claire, visit, now):
    """``write(tablet, …)``: the line of this visit; any field of the header may be given otherwise."""

    def make(tablet=claire, **header) -> bytes:
        return tablet.line("visit_record", visit_record(visit, now), **{"family_id": visit.family_id} | header)

    return make


def rows(engine, table):
    with db.reading(engine) as session:
        return list(session.exec(select(table)))


def set_aside(engine, claire, forged: list[bytes], good: bytes, word: str, sentence: str | None = None) -> list[dict]:
    """Push what is forged, then the true line; what was said of each."""
    said = claire.push(*forged)
    assert {one["word"] for one in said} == {word}, said
    assert sentence is None or {one["sentence"] for one in said} == {sentence}, said
    kept = {row.raw: row for row in rows(engine, ReceivedLine)}
    assert set(kept) == set(forged) and not any(row.in_force for row in kept.values())
    assert all(row.envelope_id is None for row in kept.values()), "it stands in the place of the true one"
    assert rows(engine, VisitRecord) == []
    assert [one["word"] for one in claire.push(good)] == ["received"]
    assert len(rows(engine, VisitRecord)) == 1
    return said


class TestReplayed:
    def test_by_whomever_and_however_often_it_is_known_and_changes_nothing(self, claire, tablet_of, write, engine):
        line, ines = write(), tablet_of("ines")
        assert claire.push(line)[0]["word"] == "received"
        ines.push(line)
        ines.token = None
        for sender in (claire, ines):
            assert [one["word"] for one in sender.push(line, line)] == ["identical"] * 2
        assert len(rows(engine, VisitRecord)) == len(rows(engine, ReceivedLine)) == 1

    def test_an_older_content_does_not_come_back_over_its_correction(self, claire, visit, write, engine, now):
        first = write(id=new_id())
        claire.push(first)
        changes = {"corrects": json.loads(json.loads(first)["header"])["id"], "correction_reason": "Erreur de saisie"}
        body = visit_record(visit, now, **changes)
        assert claire.push(claire.line("visit_record", body, family_id=visit.family_id))[0]["word"] == "received"
        assert claire.push(first)[0]["word"] == "identical"
        corrected = {str(one.id): one.corrected_by_id for one in rows(engine, VisitRecord)}
        assert len(corrected) == 2 and corrected[changes["corrects"]] is not None

    def test_after_its_tablet_was_lost_what_was_received_stays_received(self, claire, write, engine, now):
        line = write()
        claire.push(line)
        with db.writing(engine) as session:
            device = session.get(Device, claire.device_id)
            device.revoked_at, device.revoked_because = now, Leaving.LOST
        assert [(one["word"], one["sentence"]) for one in claire.push(line)] == [("refused", LOST)]
        [row] = rows(engine, ReceivedLine)
        assert (row.word, row.in_force) == ("received", True) and len(rows(engine, VisitRecord)) == 1

    def test_a_line_of_the_push_is_no_draft(self, claire, write, engine):
        assert send_drafts(claire, write()) == ["invalid"] and rows(engine, DraftBackup) == []


class TestCut:
    def test_a_line_cut_at_each_of_its_boundaries(self, claire, write, engine):
        good = write()
        ends = sorted({match.start() for match in re.finditer(rb'["{}:,]', good) if match.start()} | {len(good) - 1})
        assert len(ends) > 60
        said = set_aside(engine, claire, [good[:end] for end in ends], good, "invalid", CUT)
        assert {one["id"] for one in said} == {None}

    @pytest.mark.parametrize(
        "part, word, sentence", [("enc", "invalid", SHUT), ("ct", "invalid", SHUT), ("sig", "refused", UNKNOWN)]
    )
    def test_a_part_cut_before_it_was_wrapped(self, claire, write, engine, part, word, sentence):
        good = write()
        whole = base64.b64decode(json.loads(good)[part])
        ends = (1, len(whole) // 2, len(whole) - 17, len(whole) - 16, len(whole) - 1)
        cut = [changed(good, **{part: base64.b64encode(whole[:end]).decode()}) for end in ends]
        set_aside(engine, claire, cut, good, word, sentence)

    def test_a_header_cut_before_it_was_wrapped(self, claire, write, engine):
        good = write()
        header = json.loads(good)["header"]
        ends = [match.start() for match in re.finditer('["{}:,]', header) if match.start()]
        set_aside(engine, claire, [changed(good, header=header[:end]) for end in ends], good, "invalid", CUT)


def changed(line: bytes, **parts) -> bytes:
    return json.dumps(json.loads(line) | parts).encode()


def flipped(part: str, at: int) -> str:
    whole = bytearray(base64.b64decode(part))
    whole[at] ^= 1
    return base64.b64encode(bytes(whole)).decode()


#: Another value of each field of the header, as right in itself as the true one.
OTHERWISE = {
    "id": str(new_id()),
    "kind": "round_order",
    "family_id": None,
    "parent": "a" * 64,
    "digest": "b" * 64,
    "author": str(new_id()),
    "device": str(new_id()),
    "captured_at": "2026-11-22T09:30:00.000Z",
    "elapsed": 7,
    "key": str(new_id()),
    "a word of tomorrow": True,
}


class TestTampered:
    @pytest.mark.parametrize("name", OTHERWISE)
    def test_a_field_of_the_header(self, claire, write, engine, name):
        good = write()
        header = json.loads(json.loads(good)["header"]) | {name: OTHERWISE[name]}
        set_aside(engine, claire, [changed(good, header=json.dumps(header))], good, "refused", UNKNOWN)

    def test_the_header_s_blanks(self, claire, write, engine):
        good = write()
        set_aside(engine, claire, [changed(good, header=json.loads(good)["header"] + " ")], good, "refused", UNKNOWN)

    @pytest.mark.parametrize("part, word", [("enc", "invalid"), ("ct", "invalid"), ("sig", "refused")])
    def test_one_bit_of_a_part(self, claire, write, engine, part, word):
        good = write()
        said = json.loads(good)[part]
        spoilt = [changed(good, **{part: flipped(said, at)}) for at in (0, 1, 20, -20, -1)]
        set_aside(engine, claire, spoilt, good, word)

    def test_a_field_put_beside_those_of_the_envelope_changes_nothing(self, claire, write, engine):
        good = write()
        assert claire.push(changed(good, author=str(new_id())))[0]["word"] == "received"
        assert claire.push(good)[0]["word"] == "identical"
        assert len(rows(engine, VisitRecord)) == 1

    def test_another_body_under_her_own_signature_of_the_first_one(self, claire, write, visit, engine, now):
        """She signed a digest: what is sealed must be what it says."""
        good = write()
        said = json.loads(json.loads(good)["header"])
        other = claire.line(
            "visit_record", visit_record(visit, now, duration_min=99), family_id=visit.family_id, digest=said["digest"]
        )
        sentence = "Le contenu de cet envoi n’est pas celui annoncé. Il est conservé tel quel."
        set_aside(engine, claire, [other], good, "invalid", sentence)


class TestSignedByAnother:
    """By keys that are enrolled, each its own worker's on its own tablet."""

    def test_a_colleague_s_key_on_her_tablet(self, claire, tablet_of, write, engine):
        ines = tablet_of("ines")
        forged = [
            write(dataclasses.replace(claire, key=ines.key)),  # says Claire on Claire's tablet
            write(ines, author=str(claire.account_id)),  # says Claire on Inès's
        ]
        set_aside(engine, claire, forged, write(), "refused", UNKNOWN)

    def test_a_colleague_s_key_on_the_tablet_that_they_share(self, claire, tablet_of, write, engine):
        ines = tablet_of("ines")
        ines.device_id = claire.device_id
        ines.enrol()
        forged = [write(ines, author=str(claire.account_id)), write(dataclasses.replace(claire, key=ines.key))]
        set_aside(engine, claire, forged, write(), "refused", UNKNOWN)

    def test_the_right_key_with_another_worker_s_name(self, claire, tablet_of, write, engine):
        ines = tablet_of("ines")
        set_aside(engine, claire, [write(author=str(ines.account_id))], write(), "refused", UNKNOWN)

    def test_her_own_key_of_another_tablet(self, claire, tablet_of, write, engine):
        second = tablet_of("claire")
        set_aside(engine, claire, [write(dataclasses.replace(claire, key=second.key))], write(), "refused", UNKNOWN)
        assert claire.push(write(second, id=new_id()))[0]["word"] == "diverged"  # said as that tablet's, it is hers

    @pytest.mark.parametrize("withdrawn", ["tablet", "key"])
    def test_a_withdrawn_one_s_key(self, claire, tablet_of, write, engine, now, withdrawn):
        lost = tablet_of("claire")
        forged = write(lost)
        with db.writing(engine) as session:
            if withdrawn == "tablet":
                device = session.get(Device, lost.device_id)
                device.revoked_at, device.revoked_because = now, Leaving.LOST
            else:
                session.exec(select(DeviceKey).where(DeviceKey.device_id == lost.device_id)).one().revoked_at = now
        set_aside(engine, claire, [forged], write(), "refused", LOST)


@pytest.mark.parametrize("version", [0, -1, 1.0, "1", None, True])
def test_a_version_that_there_never_was(claire, write, engine, version):
    set_aside(engine, claire, [write(v=version)], write(), "invalid", CUT)


def test_a_version_of_tomorrow_waits_and_is_kept(claire, write, engine):
    """Nothing of it is believed yet: whoever signed it is asked once this office can read it."""
    set_aside(engine, claire, [write(v=2), write(schema=2)], write(), "later")


class TestDrafts:
    """What is refused stays on the tablet: the copy at the office is the last one that its author signed."""

    def test_replayed_cut_tampered_and_signed_by_another(self, claire, tablet_of, visit, engine):
        draft, ines = new_id(), tablet_of("ines")
        first, second = (backup(claire, draft, text, number, visit) for number, text in ((1, "avant"), (2, "après")))
        assert send_drafts(claire, first, second) == ["received", "received"]
        header = json.loads(json.loads(second)["header"])
        forged = {
            "identical": [first, second],
            "invalid": [second[:-2], changed(second, ct=flipped(json.loads(second)["ct"], 3))],
            "refused": [
                changed(second, header=json.dumps(header | {"revision": 3})),
                backup(dataclasses.replace(claire, key=ines.key), draft, "faux", 4, visit),
                backup(claire, draft, "faux", 5, visit, author=str(ines.account_id)),
                backup(ines, draft, "faux", 6, visit, author=str(claire.account_id)),
            ],
            "later": [backup(claire, draft, "demain", 7, visit, v=2)],
        }
        for word, lines in forged.items():
            assert send_drafts(claire, *lines) == [word] * len(lines)
        assert text_of(take_draft(claire, draft, claire)) == "après"
        assert send_drafts(claire, backup(claire, draft, "la suite", 8, visit)) == ["received"]
        assert [row.revision for row in rows(engine, DraftBackup)] == [8]
