"""The words of a push, on both databases."""

import json
import threading
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.db import new_id
from fieldvisit.families.person import Agreement
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule import planning
from fieldvisit.schedule.own_order import OwnOrder
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.sync import kinds, push
from fieldvisit.sync.received import ReceivedLine
from tests.sync.tablet import stamp, visit_record


def all_of(engine, table):
    with db.reading(engine) as session:
        return session.exec(select(table)).all()


def one(engine, table, id):
    with db.reading(engine) as session:
        return session.get(table, id)


@pytest.fixture
def visit(plan):
    return plan()


def test_a_visit_recorded_on_the_tablet_is_found_whole_at_the_office(claire, visit, engine, cast, now):
    child = str(cast.benali_child.id)
    body = visit_record(
        visit,
        now,
        children=[child],
        child_answers={child: {"poids": {"v": 4200, "confirmed": True}, "taille": {"v": 54.5, "method": "couche"}}},
        a_field_of_tomorrow={"kept": True},
    )
    record_id = new_id()
    [word] = claire.push(claire.line("visit_record", body, id=record_id, family_id=visit.family_id))
    assert word["word"] == "received" and word["id"] == str(record_id), word

    record = one(engine, VisitRecord, record_id)
    assert record.body == body and record.digest == word["digest"] and record.author_id == cast.claire.id
    assert one(engine, Visit, visit.id).status == Status.DONE
    weight, height = sorted(all_of(engine, Measurement), key=lambda line: line.kind)
    assert (weight.kind, weight.value, weight.confirmed) == ("poids", 4200, True)
    assert (height.kind, height.value, height.method) == ("taille", 54.5, "couche")
    [agreement] = all_of(engine, Agreement)
    assert agreement.status == "Accordé" and agreement.collected_by == cast.claire.id
    [event] = [event for event in all_of(engine, AccessEvent) if event.what == What.WRITE]
    assert event.subject_id == record_id and event.offline and event.device_id == claire.device_id


def test_sending_again_is_identical_and_changes_nothing(claire, visit, engine, now):
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    assert [claire.push(line)[0]["word"] for _ in range(3)] == ["received", "identical", "identical"]
    assert len(all_of(engine, VisitRecord)) == len(all_of(engine, ReceivedLine)) == 1


def test_the_same_content_sealed_again_is_identical(claire, visit, engine, now):
    body, id = visit_record(visit, now), new_id()
    words = [claire.push(claire.line("visit_record", body, id=id, family_id=visit.family_id))[0] for _ in range(2)]
    assert [word["word"] for word in words] == ["received", "identical"]
    assert len(all_of(engine, VisitRecord)) == 1


def test_twice_in_one_push_is_received_then_identical(claire, visit, now):
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    assert [word["word"] for word in claire.push(line, line)] == ["received", "identical"]


def test_the_same_id_with_another_content_diverges_and_both_are_kept(claire, visit, engine, now):
    id, first = new_id(), visit_record(visit, now)
    second = first | {"notes": [{"at": stamp(now), "text": "Autre contenu"}]}
    lines = [claire.line("visit_record", body, id=id, family_id=visit.family_id) for body in (first, second)]
    words = claire.push(*lines)
    assert [word["word"] for word in words] == ["received", "diverged"]
    assert words[1]["sentence"]
    assert one(engine, VisitRecord, id).body == first
    assert {row.raw for row in all_of(engine, ReceivedLine)} == set(lines)
    assert claire.push(lines[1])[0]["word"] == "identical"


def test_a_second_record_of_one_visit_diverges(claire, visit, now):
    lines = [
        claire.line(
            "visit_record",
            visit_record(visit, now, notes=[{"at": stamp(now), "text": text}]),
            family_id=visit.family_id,
        )
        for text in ("un", "deux")
    ]
    assert [word["word"] for word in claire.push(*lines)] == ["received", "diverged"]


def test_a_correction_is_linked_and_its_measurements_replace_the_old_ones(claire, visit, engine, cast, now):
    child, old_id, new = str(cast.benali_child.id), new_id(), new_id()
    body = visit_record(visit, now, children=[child], child_answers={child: {"poids": {"v": 2400}}})
    corrected = body | {
        "child_answers": {child: {"poids": {"v": 4200}}},
        "corrects": str(old_id),
        "correction_reason": "Erreur de frappe",
    }
    words = claire.push(
        claire.line("visit_record", body, id=old_id, family_id=visit.family_id),
        claire.line("visit_record", corrected, id=new, family_id=visit.family_id),
    )
    assert [word["word"] for word in words] == ["received", "received"]
    assert one(engine, VisitRecord, old_id).corrected_by_id == new
    assert one(engine, VisitRecord, old_id).body == body
    assert {(line.value, line.superseded_by_id) for line in all_of(engine, Measurement)} == {(2400, new), (4200, None)}
    assert len(all_of(engine, Agreement)) == 1


def test_two_corrections_of_one_record_diverge(claire, visit, now):
    old = new_id()
    body = visit_record(visit, now)
    lines = [claire.line("visit_record", body, id=old, family_id=visit.family_id)]
    for reason in ("Une raison", "Une autre"):
        corrected = body | {"corrects": str(old), "correction_reason": reason}
        lines.append(claire.line("visit_record", corrected, family_id=visit.family_id))
    assert [word["word"] for word in claire.push(*lines)] == ["received", "received", "diverged"]


def test_a_record_is_corrected_by_its_author_only(tablet_of, plan, engine, cast, now):
    """A colleague's tablet has not all the answers: her version would hide the others."""
    claire, ines = tablet_of("claire"), tablet_of("ines")
    visit = plan(worker="ines")
    with db.writing(engine) as session:
        session.get_one(Visit, visit.id).worker_id = cast.claire.id
    body, first = visit_record(visit, now), new_id()
    assert claire.push(claire.line("visit_record", body, id=first, family_id=visit.family_id))[0]["word"] == "received"
    corrected = body | {"corrects": str(first), "correction_reason": "Erreur"}
    assert ines.push(ines.line("visit_record", corrected, family_id=visit.family_id))[0]["word"] == "refused"
    assert one(engine, VisitRecord, first).corrected_by_id is None


def test_a_visit_added_on_the_tablet_is_made_for_its_author(claire, engine, cast, now, today):
    added = Visit(id=new_id(), family_id=cast.petit.id, kind="vad_suivi", planned_on=today, duration_min=30)
    body = visit_record(added, now, planned=False)
    [word] = claire.push(claire.line("visit_record", body, family_id=cast.petit.id))
    assert word["word"] == "received", word
    visit = one(engine, Visit, added.id)
    assert visit.made_on_tablet and visit.worker_id == cast.claire.id and visit.status == Status.DONE


def test_a_visit_cancelled_meanwhile_is_kept_and_wins_with_a_sentence(claire, visit, engine, now):
    with db.writing(engine) as session:
        row = session.get(Visit, visit.id)
        row.status, row.cancel_reason = Status.CANCELLED, "Famille déplacée"
    [word] = claire.push(claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id))
    assert word["word"] == "received" and "annulé" in word["sentence"]
    assert one(engine, Visit, visit.id).status == Status.DONE


def test_a_visit_given_to_a_colleague_meanwhile_returns_to_who_made_it(claire, visit, engine, cast, now):
    with db.writing(engine) as session:
        session.get(Visit, visit.id).worker_id = cast.ines.id
    [word] = claire.push(claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id))
    assert word["word"] == "received" and word["sentence"]
    assert one(engine, Visit, visit.id).worker_id == cast.claire.id


def test_a_visit_that_was_never_hers_is_refused_and_kept(claire, plan, engine, now):
    visit = plan(worker="ines")
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    for _ in range(2):
        [word] = claire.push(line)
        assert word["word"] == "refused" and "Inès Costa" in word["sentence"]
    assert [row.raw for row in all_of(engine, ReceivedLine)] == [line]
    assert not all_of(engine, VisitRecord)


def test_someone_elses_family_is_refused_and_kept(claire, plan, engine, cast, now):
    visit = plan("roche", "claire")
    [word] = claire.push(claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id))
    assert word["word"] == "refused" and word["sentence"]
    assert not all_of(engine, VisitRecord) and one(engine, Visit, visit.id).status == Status.PLANNED


def test_a_family_hidden_behind_another_in_the_header_is_refused(claire, plan, cast, now):
    visit = plan("roche", "claire")
    body = visit_record(visit, now)
    assert claire.push(claire.line("visit_record", body, family_id=cast.benali.id))[0]["word"] == "refused"


def test_care_that_ended_after_the_planned_day_does_not_strand_the_work(claire, visit, engine, cast, now, today):
    with db.writing(engine) as session:
        session.get(Visit, visit.id).planned_on = today - timedelta(days=2)
        [care] = session.exec(
            select(CareRelationship).where(
                CareRelationship.account_id == cast.claire.id, CareRelationship.family_id == cast.benali.id
            )
        )
        care.until = today - timedelta(days=1)
    [word] = claire.push(claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id))
    assert word["word"] == "received", word


@pytest.mark.parametrize("taken", ["cancelled", "given to a colleague"])
@pytest.mark.parametrize("days", [0, 6])
def test_the_file_taken_back_with_the_visit_does_not_strand_the_work(
    claire, engine, cast, door, now, today, taken, days
):
    """The office's own verbs, for a worker whose only reason to carry the file was this visit."""
    helene = cast.actor("helene")
    with db.writing(engine) as session:
        session.execute(sa.delete(CareRelationship).where(CareRelationship.account_id == cast.claire.id))
    with db.writing(engine) as session:
        when = planning.Plan(today, None, 45, cast.claire.id)
        visit, _ = planning.plan(session, helene, cast.benali.id, "vad_suivi", when, "", today, now)
    claire.pull_all()
    with db.writing(engine) as session:
        if taken == "cancelled":
            planning.cancel(session, helene, visit.id, "Congé", today, now)
        else:
            planning.move(session, helene, visit.id, replace(when, worker_id=cast.ines.id), today, now)
    added = Visit(id=new_id(), family_id=cast.benali.id, kind="pesee_seule", planned_on=today, duration_min=15)
    bodies = [
        visit_record(visit, now),
        visit_record(added, now, planned=False, forms={}, answers={}, outcome="absente"),
    ]
    lines = [claire.line("visit_record", body, family_id=cast.benali.id) for body in bodies]
    door.clock = lambda: now + timedelta(days=days)
    claire.token = None
    assert [word["word"] for word in claire.push(*lines)] == ["received", "received"]
    assert one(engine, Visit, visit.id).status == Status.DONE


def test_a_file_taken_back_long_ago_takes_no_more_visits(claire, engine, cast, now, today):
    with db.writing(engine) as session:
        for care in session.exec(select(CareRelationship).where(CareRelationship.account_id == cast.claire.id)):
            care.until = today - timedelta(days=31)
    added = Visit(id=new_id(), family_id=cast.benali.id, kind="vad_suivi", planned_on=today, duration_min=30)
    body = visit_record(added, now, planned=False)
    assert claire.push(claire.line("visit_record", body, family_id=cast.benali.id))[0]["word"] == "refused"


def test_a_tisf_cannot_write_a_health_visit(tablet_of, plan, now):
    sylvie, visit = tablet_of("sylvie"), plan(worker="sylvie")
    [word] = sylvie.push(sylvie.line("visit_record", visit_record(visit, now), family_id=visit.family_id))
    assert word["word"] == "refused"


def test_a_visit_is_not_done_without_the_familys_agreement(claire, visit, engine, now):
    [word] = claire.push(
        claire.line("visit_record", visit_record(visit, now, agreement=None), family_id=visit.family_id)
    )
    assert word["word"] == "invalid" and "accord" in word["reasons"][0]["sentence"].lower()
    assert one(engine, Visit, visit.id).status == Status.PLANNED
    refused = visit_record(
        visit, now, outcome="refusee", answers={}, agreement={"kind": "accord_vad", "status": "Refusé", "mode": "Oral"}
    )
    assert claire.push(claire.line("visit_record", refused, family_id=visit.family_id))[0]["word"] == "received"
    assert one(engine, Visit, visit.id).status == Status.REFUSED


def test_an_agreement_withdrawn_since_no_longer_counts(claire, visit, engine, cast, now):
    with db.writing(engine) as session:
        session.add(
            Agreement(
                family_id=cast.benali.id,
                kind="accord_vad",
                status="Accordé",
                collected_at=now - timedelta(days=9),
                collected_by=cast.claire.id,
                withdrawn_at=now - timedelta(days=1),
            )
        )
    [word] = claire.push(
        claire.line("visit_record", visit_record(visit, now, agreement=None), family_id=visit.family_id)
    )
    assert word["word"] == "invalid"


def test_the_author_is_who_signed_not_whose_cookie_sends(tablet_of, plan, engine, cast, now):
    ines, claire = tablet_of("ines"), tablet_of("claire")
    visit = plan(worker="ines")
    line = ines.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    assert claire.push(line)[0]["word"] == "received"
    assert all_of(engine, VisitRecord)[0].author_id == cast.ines.id


def test_a_line_signed_for_another_author_is_refused_and_does_not_take_her_place(tablet_of, plan, cast, engine, now):
    ines, claire = tablet_of("ines"), tablet_of("claire")
    visit, id = plan(worker="ines"), new_id()
    body = visit_record(visit, now)
    forged = claire.line("visit_record", body, id=id, family_id=visit.family_id, author=str(cast.ines.id))
    assert claire.push(forged)[0]["word"] == "refused"
    assert ines.push(ines.line("visit_record", body, id=id, family_id=visit.family_id))[0]["word"] == "received"


@pytest.mark.parametrize("what", ["key", "device", "account"])
def test_a_revoked_tablet_and_a_disabled_account_send_to_quarantine(claire, visit, engine, cast, now, what):
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    with db.writing(engine) as session:
        if what == "account":
            session.get(Account, cast.claire.id).disabled_at = now
        elif what == "device":
            session.get(Device, claire.device_id).revoked_at = now
        else:
            session.exec(select(DeviceKey)).one().revoked_at = now
    claire.token = None
    [word] = claire.push(line)
    assert word["word"] == "refused" and word["sentence"]
    assert [row.raw for row in all_of(engine, ReceivedLine)] == [line]


def test_a_tablet_enrolled_after_its_line_was_refused_has_it_received(client, tablet_of, claire, visit, engine, now):
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    with db.writing(engine) as session:  # as after a backup from before the enrolment
        session.execute(sa.delete(DeviceKey))
    assert claire.push(line)[0]["word"] == "refused"
    claire.enrol()
    assert claire.push(line)[0]["word"] == "received"
    assert len(all_of(engine, ReceivedLine)) == 1


def test_without_a_session_what_an_enrolled_key_signed_is_taken(claire, visit, now):
    claire.token = None
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    assert claire.push(line)[0]["word"] == "received"


def test_without_a_session_there_is_a_quota(claire, engine, monkeypatch):
    monkeypatch.setattr("fieldvisit.sync.push.QUOTA_LINES", 3)
    claire.token = None
    assert claire.post("/api/sync/push", b"a\nb\n").status_code == 200
    answer = claire.post("/api/sync/push", b"c\nd\n")
    assert answer.status_code == 429 and answer.json()["sentence"]
    assert len(all_of(engine, ReceivedLine)) == 2


def test_a_retired_sealing_key_still_opens(claire, visit, engine, door, now):
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    with db.writing(engine) as session:
        door.keyring.rotate(session, now)
    assert claire.enrol()["keys"][0]["key"] not in line.decode()
    assert claire.push(line)[0]["word"] == "received"


def test_a_key_that_the_server_never_had_waits(claire, visit, engine, now):
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id, key=str(new_id()))
    [word] = claire.push(line)
    assert word["word"] == "later" and word["sentence"]
    assert all_of(engine, ReceivedLine)[0].raw == line


def test_one_poisoned_line_holds_up_no_other(claire, plan, engine, now, monkeypatch):
    good, bad = plan(), plan("petit")
    lines = [claire.line("visit_record", visit_record(each, now), family_id=each.family_id) for each in (bad, good)]
    from fieldvisit.sync.kinds import visit_record as kind

    whole = kind.apply

    def breaks(session, arrival):
        if arrival.envelope.family_id == bad.family_id:
            raise RuntimeError("a bug of ours")
        return whole(session, arrival)

    monkeypatch.setattr(kind, "apply", breaks)
    words = claire.push(*lines)
    assert [word["word"] for word in words] == ["later", "received"] and words[0]["sentence"]
    monkeypatch.setattr(kind, "apply", whole)
    assert [word["word"] for word in claire.push(*lines)] == ["received", "identical"]


def test_visits_with_nothing_in_their_way_share_one_transaction(claire, plan, engine, now, monkeypatch):
    lines = [
        claire.line("visit_record", visit_record(each, now), family_id=each.family_id)
        for each in (plan(), plan("petit"))
    ]
    monkeypatch.setattr(push, "keep_raw", lambda *_: pytest.fail("one by one"))
    assert [word["word"] for word in claire.push(*lines)] == ["received", "received"]
    kept = all_of(engine, ReceivedLine)
    assert {row.raw for row in kept} == set(lines) and all(row.word == "received" and row.in_force for row in kept)


def test_what_cannot_be_handled_together_is_kept_raw_all_the_same(claire, visit, engine, now, monkeypatch):
    def breaks(*_):
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(kinds.visit_record, "apply", breaks)
    line = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    assert claire.push(line)[0]["word"] == "later"
    [kept] = all_of(engine, ReceivedLine)
    assert (kept.raw, kept.word, kept.in_force) == (line, None, False)


def test_a_record_and_its_correction_in_one_push(claire, visit, engine, now):
    id, second = new_id(), new_id()
    first = visit_record(visit, now)
    again = visit_record(visit, now, corrects=str(id), correction_reason="Oubli")
    lines = [
        claire.line("visit_record", body, id=each, family_id=visit.family_id)
        for each, body in ((id, first), (second, again))
    ]
    assert [word["word"] for word in claire.push(*lines)] == ["received", "received"]
    assert one(engine, VisitRecord, id).corrected_by_id == second


def test_two_contents_under_one_id_that_come_at_once(claire, visit, engine, door, now, today, monkeypatch):
    """Neither transaction sees the other's line: they meet at the record itself."""
    id, both, words = new_id(), threading.Barrier(2), []
    whole, came = push._first, set()

    def first(*arguments):
        if threading.get_ident() not in came and engine.dialect.name == "postgresql":
            came.add(threading.get_ident())
            both.wait(10)
        return whole(*arguments)

    monkeypatch.setattr(push, "_first", first)
    bodies = [visit_record(visit, now, notes=[{"at": stamp(now), "text": text}]) for text in ("un", "deux")]
    lines = [claire.line("visit_record", body, id=id, family_id=visit.family_id) for body in bodies]

    def send(line):
        with engine.connect() as connection:
            words.extend(push.receive(connection, door.keyring, line, push.Sender(new_id()), now, today))

    threads = [threading.Thread(target=send, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(word["word"] for word in words) == ["diverged", "received"]
    kept = all_of(engine, ReceivedLine)
    assert {row.raw for row in kept} == set(lines) and [row.in_force for row in kept].count(True) == 1


class TestRoundOrder:
    """Edits in a chain, each made from the one before."""

    @pytest.fixture
    def day(self, plan, today):
        first, second = plan(), plan("petit")
        return first, second

    def order(self, tablet, id, day, visits, parent=None):
        body = {"date": day.isoformat(), "order": [str(visit.id) for visit in visits]}
        line = tablet.line("round_order", body, id=id, parent=parent)
        return line, json.loads(json.loads(line)["header"])["digest"]

    def test_the_last_of_a_chain_is_in_force(self, claire, day, engine, today):
        id, (a, b) = new_id(), day
        first, digest = self.order(claire, id, today, [a, b])
        second, _ = self.order(claire, id, today, [b, a], digest)
        assert [word["word"] for word in claire.push(first, second)] == ["received", "received"]
        assert (one(engine, Visit, b.id).position, one(engine, Visit, a.id).position) == (1, 2)
        [told] = all_of(engine, OwnOrder)
        assert (told.worker_id, told.on_day, told.stops) == (claire.account_id, today, [str(b.id), str(a.id)])

    def test_an_order_sent_twice_is_heard_once(self, claire, day, engine, today, now):
        id, (a, b) = new_id(), day
        first, _ = self.order(claire, id, today, [b, a])
        assert [word["word"] for word in claire.push(first, first)] == ["received", "identical"]
        assert [one.heard_at for one in all_of(engine, OwnOrder)] == [now]

    def test_an_edit_that_comes_after_its_own_successor_changes_nothing(self, claire, day, engine, today):
        id, (a, b) = new_id(), day
        first, digest = self.order(claire, id, today, [a, b])
        second, _ = self.order(claire, id, today, [b, a], digest)
        assert claire.push(second)[0]["word"] == "received"
        assert claire.push(first)[0]["word"] == "received"
        assert one(engine, Visit, b.id).position == 1

    def test_an_edit_made_from_something_else_diverges(self, claire, day, today):
        id, (a, b) = new_id(), day
        lines = [self.order(claire, id, today, visits)[0] for visits in ([a, b], [b, a])]
        assert [word["word"] for word in claire.push(*lines)] == ["received", "diverged"]

    def test_a_colleague_does_not_go_on_with_a_chain_that_is_not_hers(self, claire, tablet_of, day, engine, today):
        id, ines = new_id(), tablet_of("ines")
        first, digest = self.order(claire, id, today, day)
        second, _ = self.order(claire, id, today, day[::-1], digest)
        foreign, _ = self.order(ines, id, today, [], digest)
        assert [word["word"] for word in claire.push(first, foreign, second)] == ["received", "diverged", "received"]

    def test_a_round_does_not_take_the_place_of_a_record(self, claire, day, engine, now, today):
        id, visit = new_id(), day[0]
        record = claire.line("visit_record", visit_record(visit, now), id=id, family_id=visit.family_id)
        foreign, _ = self.order(claire, id, today, [], json.loads(json.loads(record)["header"])["digest"])
        assert [word["word"] for word in claire.push(record, foreign)] == ["received", "diverged"]
        assert [row.kind for row in all_of(engine, ReceivedLine) if row.in_force] == ["visit_record"]

    def test_a_visit_of_someone_else_in_the_order_is_refused(self, claire, plan, today):
        stranger = plan("roche", "nadia")
        line, _ = self.order(claire, new_id(), today, [stranger])
        assert claire.push(line)[0]["word"] == "refused"


class TestReadEvent:
    """Files opened without network, in the access journal."""

    def test_a_read_made_offline_is_journaled_at_its_hour(self, claire, engine, cast, now):
        at = now - timedelta(hours=5)
        body = {"family_id": str(cast.benali.id), "screen": "dossier", "visit_id": None, "at": stamp(at)}
        assert claire.push(claire.line("read_event", body, family_id=cast.benali.id))[0]["word"] == "received"
        [event] = all_of(engine, AccessEvent)
        assert (event.what, event.at, event.offline, event.family_id) == (What.READ, at, True, cast.benali.id)

    def test_a_clock_gone_wrong_loses_no_line_of_the_journal(self, claire, engine, cast, now):
        body = {"family_id": str(cast.benali.id), "screen": "dossier", "at": "2126-01-01T00:00:00.000Z"}
        [word] = claire.push(claire.line("read_event", body, family_id=cast.benali.id))
        assert word["word"] == "received" and "horloge" in word["sentence"]
        assert all_of(engine, AccessEvent)[0].at == now

    def test_an_unknown_family_is_refused(self, claire, now):
        body = {"family_id": str(uuid.uuid4()), "screen": "dossier", "at": stamp(now)}
        assert claire.push(claire.line("read_event", body, family_id=body["family_id"]))[0]["word"] == "refused"


def test_a_connection_lost_half_way_is_taken_up_again(claire, visit, plan, engine, now, monkeypatch):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    apply, cut = kinds.visit_record.apply, []

    def cut_once(session, *arguments):
        sentence = apply(session, *arguments)
        if not cut:
            cut.append(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            with engine.connect() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({cut[0]})")
        return sentence

    monkeypatch.setattr(kinds.visit_record, "apply", cut_once)
    visits = [visit, plan("petit")]
    lines = [claire.line("visit_record", visit_record(each, now), family_id=each.family_id) for each in visits]
    assert [word["word"] for word in claire.push(*lines)] == ["received", "received"]
    assert len(all_of(engine, VisitRecord)) == 2 and cut
