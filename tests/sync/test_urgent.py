"""« Urgent » from the tablet to the doctor's list, on both databases: once, in order, for whom it concerns."""

import time
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import account as accounts
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.alerts import worklist
from fieldvisit.alerts.alert import Step, UrgentAlert, history
from fieldvisit.db import new_id
from fieldvisit.families import household
from fieldvisit.words import Refusal
from tests.sync.tablet import stamp, visit_record

PATIENCE = timedelta(minutes=30)


@pytest.fixture
def colleague(engine, cast, now):
    """``colleague("medecin_pmi", "bourg")``: somebody of that role and sector, with no care relationship."""

    def make(role: str, sector: str = "bourg"):
        with db.writing(engine) as session:
            made = Account(login=f"{role}.{sector}", name=f"{role} {sector}", role=role, created_at=now)
            session.add(made)
            session.flush()
            session.add(AccountSector(account_id=made.id, sector_id=getattr(cast, sector).id))
            session.flush()
            return accounts.actor(session, made)

    return make


@pytest.fixture
def visit(plan):
    return plan()


@pytest.fixture
def tell(claire, visit, cast, now):
    """Push one state of the alerts of the visit; the word."""

    def push(*alerts, chain=None, parent=None, **body):
        told = {"visit_id": str(visit.id), "record_id": None, "at": stamp(now), "alerts": list(alerts)} | body
        line = claire.line("urgent", told, id=chain, family_id=visit.family_id, parent=parent)
        return claire.push(line)[0]

    return push


def fever(cast, now, **more):
    return {
        "rule": "A11",
        "item": "temp",
        "child_id": str(cast.benali_child.id),
        "text": "Fièvre ≥ 38,0 °C avant 3 mois : avis médical immédiat",
        "orientations": ["urgences_pediatriques", "tel_15"],
        "raised_at": stamp(now - timedelta(minutes=9)),
        "withdrawn_at": None,
        "done": [],
    } | more


def violence(now, **more):
    return {
        "rule": "A17",
        "item": "violence",
        "child_id": None,
        "text": "Élément préoccupant : protocole violences",
        "orientations": ["protocole_violences", "tel_3919"],
        "raised_at": stamp(now),
        "done": [],
    } | more


def rows(engine) -> list[UrgentAlert]:
    with db.reading(engine) as session:
        return list(session.exec(select(UrgentAlert).order_by(UrgentAlert.rule)))


def listed(engine, actor, today, now):
    with db.reading(engine) as session:
        return worklist.waiting(session, actor, today, now, PATIENCE)


def steps(engine, alert_id) -> list[str]:
    with db.reading(engine) as session:
        return [line.what for line, _ in history(session, alert_id)]


def test_the_doctor_of_the_sector_finds_it_with_the_child_and_the_nurse_to_call(
    tell, colleague, engine, cast, now, today
):
    assert tell(fever(cast, now))["word"] == "received"
    [one] = listed(engine, colleague("medecin_pmi"), today, now)
    assert (one.family, one.child, one.author, one.phone) == (
        "Famille Benali",
        "Adam",
        "Claire Morel",
        "04 74 00 00 00",
    )
    assert one.whole and one.alert.at_once and one.alert.received_at == now and not one.late


def test_sent_again_or_told_again_in_a_new_chain_it_stays_one(tell, engine, cast, now):
    first = new_id()
    assert [tell(fever(cast, now), chain=first)["word"] for _ in range(2)] == ["received", "identical"]
    # A spare tablet that continues the draft knows nothing of the first chain.
    assert tell(fever(cast, now))["word"] == "received"
    assert len(rows(engine)) == 1


def test_taken_back_it_is_withdrawn_and_never_deleted(tell, colleague, engine, cast, now, today):
    doctor, chain = colleague("medecin_pmi"), new_id()
    first = tell(fever(cast, now), chain=chain)
    gone = fever(cast, now, withdrawn_at=stamp(now))
    assert tell(gone, chain=chain, parent=first["digest"])["word"] == "received"
    [alert] = rows(engine)
    assert alert.withdrawn_at == now and listed(engine, doctor, today, now) == []
    with db.reading(engine) as session:
        assert [one.alert.id for one in worklist.past(session, doctor, today, now, PATIENCE)] == [alert.id]
    assert steps(engine, alert.id) == [Step.RAISED, Step.WITHDRAWN]


def test_raised_anew_after_it_was_closed_it_waits_again(tell, colleague, engine, cast, now, today):
    doctor, chain = colleague("medecin_pmi"), new_id()
    first = tell(violence(now), chain=chain)
    [alert] = rows(engine)
    with db.writing(engine) as session:
        worklist.close(session, doctor, alert.id, "Vue avec elle", today, now, PATIENCE)
    assert listed(engine, doctor, today, now) == []
    tell(violence(now), chain=chain, parent=first["digest"], note="the same answer")
    assert listed(engine, doctor, today, now) == []
    more = violence(now, text="Élément préoccupant : protocole violences ; Peur actuelle du partenaire")
    tell(more, chain=chain)
    tell(more)
    [again] = listed(engine, doctor, today, now)
    assert again.alert.closed_at is None and "Peur actuelle" in again.alert.text
    assert steps(engine, alert.id).count(Step.MORE) == 1


def test_what_she_did_at_home_is_kept_once_with_its_hour(tell, engine, cast, now):
    called = {"what": "J’ai appelé le 15", "at": stamp(now)}
    chain = new_id()
    first = tell(fever(cast, now), chain=chain)
    second = tell(fever(cast, now, done=[called]), chain=chain, parent=first["digest"])
    tell(
        fever(cast, now, done=[called, {"what": "C’est fait", "at": stamp(now)}]), chain=chain, parent=second["digest"]
    )
    [alert] = rows(engine)
    assert [one["what"] for one in alert.done] == ["J’ai appelé le 15", "C’est fait"]
    assert steps(engine, alert.id).count(Step.DONE) == 2


def test_an_alert_of_somebody_elses_family_or_visit_is_refused(tablet_of, claire, visit, cast, now, engine):
    body = {"visit_id": str(visit.id), "record_id": None, "at": stamp(now), "alerts": [fever(cast, now)]}
    nadia = tablet_of("nadia")
    assert nadia.push(nadia.line("urgent", body, family_id=visit.family_id))[0]["word"] == "refused"
    assert claire.push(claire.line("urgent", body, family_id=cast.petit.id))[0]["word"] == "refused"
    sylvie = tablet_of("sylvie")
    assert sylvie.push(sylvie.line("urgent", body, family_id=visit.family_id))[0]["word"] == "refused"
    assert rows(engine) == []


@pytest.mark.parametrize(
    "alerts", [None, "x", [None], [{}], [{"rule": 3}], [{"rule": " "}], [{"rule": "A11"}] * 300], ids=str
)
def test_what_cannot_be_read_is_kept_with_a_sentence(claire, visit, now, alerts, engine):
    body = {"visit_id": str(visit.id), "at": stamp(now), "alerts": alerts}
    word = claire.push(claire.line("urgent", body, family_id=visit.family_id))[0]
    assert word["word"] == "invalid" and word["sentence"] and rows(engine) == []


def test_a_clock_of_another_year_hides_no_alert(tell, colleague, engine, cast, now, today):
    wrong = fever(cast, now, raised_at="1999-01-01T00:00:00.000Z", done=[{"what": "Fait", "at": "soon"}])
    assert tell(wrong)["word"] == "received"
    [one] = listed(engine, colleague("medecin_pmi"), today, now)
    assert one.alert.raised_at == now


def test_an_unplanned_visits_alert_comes_before_its_visit(claire, cast, now, engine):
    body = {"visit_id": str(new_id()), "record_id": None, "at": stamp(now), "alerts": [fever(cast, now)]}
    assert claire.push(claire.line("urgent", body, family_id=cast.benali.id))[0]["word"] == "received"
    assert len(rows(engine)) == 1


# Records of older tablets, and records whose lines came first.


def test_the_record_of_an_older_tablet_reaches_the_list(claire, visit, colleague, engine, cast, now, today):
    child = str(cast.benali_child.id)
    body = visit_record(visit, now, children=[child], child_answers={child: {"temp": {"v": 38.4, "confirmed": True}}})
    assert claire.push(claire.line("visit_record", body, family_id=visit.family_id))[0]["word"] == "received"
    [one] = listed(engine, colleague("medecin_pmi"), today, now)
    assert (one.alert.rule, one.alert.child_key, one.alert.item) == ("A11", child, "temp")


@pytest.mark.parametrize("said", [True, False])
@pytest.mark.parametrize("first", ["line", "record"])
def test_line_and_record_make_one_alert_in_either_order(tell, claire, visit, engine, cast, now, first, said):
    child, record = str(cast.benali_child.id), new_id()
    body = visit_record(visit, now, children=[child], child_answers={child: {"temp": {"v": 38.4, "confirmed": True}}})
    body |= {"urgent": [fever(cast, now)]} if said else {}
    acts = [
        lambda: tell(fever(cast, now), record_id=str(record)),
        lambda: claire.push(claire.line("visit_record", body, id=record, family_id=visit.family_id))[0],
    ]
    for act in acts if first == "line" else reversed(acts):
        assert act()["word"] == "received"
    [alert] = rows(engine)
    assert alert.record_id == record


def test_what_was_done_before_the_first_line_got_through_comes_with_it(tell, engine, cast, now):
    done = [{"what": "15 appelé", "at": stamp(now - timedelta(minutes=4))}]
    assert tell(fever(cast, now, done=done))["word"] == "received"
    [alert] = rows(engine)
    assert [one["what"] for one in alert.done] == ["15 appelé"]


def test_a_corrected_record_raises_nothing_twice(claire, visit, engine, cast, now):
    child, record = str(cast.benali_child.id), new_id()
    body = visit_record(visit, now, children=[child], child_answers={child: {"temp": {"v": 38.4, "confirmed": True}}})
    claire.push(claire.line("visit_record", body, id=record, family_id=visit.family_id))
    again = body | {"corrects": str(record), "correction_reason": "Oubli"}
    assert claire.push(claire.line("visit_record", again, family_id=visit.family_id))[0]["word"] == "received"
    assert len(rows(engine)) == 1


@pytest.mark.parametrize("told", [True, False], ids=["told by the tablet", "worked out"])
def test_a_correction_that_no_longer_raises_it_takes_it_back_with_its_history(
    claire, visit, colleague, engine, cast, now, today, told
):
    child, record = str(cast.benali_child.id), new_id()
    body = visit_record(visit, now, children=[child], child_answers={child: {"temp": {"v": 38.4, "confirmed": True}}})
    body |= {"urgent": [fever(cast, now)]} if told else {}
    claire.push(claire.line("visit_record", body, id=record, family_id=visit.family_id))
    doctor = colleague("medecin_pmi")
    assert len(listed(engine, doctor, today, now)) == 1
    right = body | {"corrects": str(record), "correction_reason": "Erreur de saisie"}
    right |= {"child_answers": {child: {"temp": {"v": 37.4}}}}
    assert claire.push(claire.line("visit_record", right, family_id=visit.family_id))[0]["word"] == "received"
    assert listed(engine, doctor, today, now) == []
    with db.reading(engine) as session:
        [past] = worklist.past(session, doctor, today, now, PATIENCE)
    assert steps(engine, past.alert.id) == [Step.RAISED, Step.LIFTED]


# Who learns of it.


@pytest.mark.parametrize(
    ("role", "sector", "fever_seen", "violence_seen"),
    [
        ("medecin_pmi", "bourg", "whole", "whole"),
        ("medecin_pmi", "oyonnax", "", ""),
        ("coordinatrice", "bourg", "whole", "existence"),
        ("coordinatrice", "oyonnax", "", ""),
        ("puericultrice", "bourg", "", ""),
        ("psychologue_pmi", "bourg", "", ""),
        ("tisf", "bourg", "", ""),
        ("responsable_tisf", "bourg", "", ""),
        ("secretariat", "bourg", "", ""),
        ("medecin_responsable", "bourg", "", ""),
        ("administrateur", "bourg", "", ""),
        ("dpo", "bourg", "", ""),
    ],
)
def test_each_role_learns_what_its_rights_allow(
    tell, colleague, engine, cast, now, today, role, sector, fever_seen, violence_seen
):
    tell(fever(cast, now), violence(now))
    found = {one.alert.rule: one for one in listed(engine, colleague(role, sector), today, now)}
    said = {rule: "whole" if one.whole else "existence" for rule, one in found.items()}
    assert said == {rule: how for rule, how in (("A11", fever_seen), ("A17", violence_seen)) if how}


def test_a_colleague_with_a_care_relationship_reads_health_and_not_violence(tell, engine, cast, now, today):
    tell(fever(cast, now), violence(now))
    assert [one.alert.rule for one in listed(engine, cast.actor("sylvie"), today, now)] == []
    assert {one.alert.rule for one in listed(engine, cast.actor("ines"), today, now)} == {"A11", "A17"}
    assert {one.alert.rule for one in listed(engine, cast.actor("claire"), today, now)} == {"A11", "A17"}
    with db.writing(engine) as session:
        nurse = Account(login="n", name="Autre puéricultrice", role="puericultrice", created_at=now)
        session.add(nurse)
        session.flush()
        session.add(AccountSector(account_id=nurse.id, sector_id=cast.bourg.id))
        session.add(CareRelationship(account_id=nurse.id, family_id=cast.benali.id, since=today))
        session.flush()
        actor = accounts.actor(session, nurse)
    assert [one.alert.rule for one in listed(engine, actor, today, now)] == ["A11"]


def test_a_rule_that_nobody_knows_is_the_most_closed(tell, engine, cast, now, today):
    tell(violence(now, rule="Z99", item=None))
    [alert] = rows(engine)
    assert alert.compartment == "violence"
    [one] = listed(engine, cast.actor("helene"), today, now)
    assert not one.whole


def test_left_too_long_it_reaches_the_other_doctors_of_the_county(tell, colleague, engine, cast, now, today):
    tell(fever(cast, now))
    other, head = colleague("medecin_pmi", "oyonnax"), colleague("medecin_responsable", "oyonnax")
    assert listed(engine, other, today, now + timedelta(minutes=29)) == []
    later = now + timedelta(minutes=30)
    [one] = listed(engine, other, today, later)
    [told] = listed(engine, head, today, later)
    assert one.whole and one.late and not told.whole
    with db.writing(engine) as session:
        worklist.take(session, other, one.alert.id, today, later, PATIENCE)
    assert [each.late for each in listed(engine, other, today, later)] == [False]
    assert listed(engine, head, today, later) == []


def test_what_was_settled_in_time_never_leaves_its_sector(tell, colleague, engine, cast, now, today):
    chain, doctor = new_id(), colleague("medecin_pmi")
    first = tell(fever(cast, now), violence(now), chain=chain)
    tell(fever(cast, now, withdrawn_at=stamp(now)), violence(now), chain=chain, parent=first["digest"])
    confided = next(one for one in rows(engine) if one.rule == "A17")
    with db.writing(engine) as session:
        worklist.close(session, doctor, confided.id, "Vue avec elle", today, now, PATIENCE)
    later = now + timedelta(hours=3)
    with db.reading(engine) as session:
        for role in ("medecin_pmi", "medecin_responsable"):
            other = colleague(role, "oyonnax")
            assert worklist.past(session, other, today, later, PATIENCE) == []
            with pytest.raises(worklist.NotFound):
                worklist.find(session, other, confided.id, today, later, PATIENCE)
        assert len(worklist.past(session, doctor, today, later, PATIENCE)) == 2


def test_who_closed_it_for_the_county_still_finds_it(tell, colleague, engine, cast, now, today):
    tell(fever(cast, now))
    [alert], other, later = rows(engine), colleague("medecin_pmi", "oyonnax"), now + timedelta(hours=1)
    with db.writing(engine) as session:
        worklist.close(session, other, alert.id, "Adressé aux urgences", today, later, PATIENCE)
    with db.reading(engine) as session:
        assert [one.alert.id for one in worklist.past(session, other, today, later, PATIENCE)] == [alert.id]


@pytest.fixture
def second_nurse(tablet_of, engine, cast, today):
    """Nadia, who now follows the family too: her tablet knows the visit."""
    with db.writing(engine) as session:
        session.add(AccountSector(account_id=cast.nadia.id, sector_id=cast.bourg.id))
        session.add(CareRelationship(account_id=cast.nadia.id, family_id=cast.benali.id, since=today))
    return tablet_of("nadia")


def test_only_its_author_takes_it_back(tell, second_nurse, visit, engine, cast, now):
    tell(violence(now), fever(cast, now))
    called = {"what": "J’ai appelé le 15", "at": stamp(now)}
    gone = [violence(now, withdrawn_at=stamp(now)), fever(cast, now, withdrawn_at=stamp(now), done=[called])]
    body = {"visit_id": str(visit.id), "record_id": None, "at": stamp(now), "alerts": gone}
    assert second_nurse.push(second_nurse.line("urgent", body, family_id=visit.family_id))[0]["word"] == "received"
    found = rows(engine)
    assert [one.withdrawn_at for one in found] == [None, None] and all(one.waits for one in found)
    assert [one["what"] for one in found[0].done] == ["J’ai appelé le 15"]


def test_a_visit_added_on_a_tablet_is_not_told_of_for_another_family(claire, engine, cast, now, today):
    with db.writing(engine) as session:
        session.add(AccountSector(account_id=cast.claire.id, sector_id=cast.oyonnax.id))
        session.add(CareRelationship(account_id=cast.claire.id, family_id=cast.petit.id, since=today))
    body = {"visit_id": str(new_id()), "record_id": None, "at": stamp(now), "alerts": [violence(now)]}
    assert claire.push(claire.line("urgent", body, family_id=cast.benali.id))[0]["word"] == "received"
    elsewhere = body | {"alerts": [violence(now, text="Autre chose")]}
    assert claire.push(claire.line("urgent", elsewhere, family_id=cast.petit.id))[0]["word"] == "refused"
    [alert] = rows(engine)
    assert (alert.family_id, alert.text) == (cast.benali.id, violence(now)["text"])


def test_what_was_said_under_a_closed_answer_stays_closed(tell, engine, cast, now):
    chain = new_id()
    first = tell(violence(now, rule="A11"), chain=chain)
    tell(fever(cast, now, child_id=None), chain=chain, parent=first["digest"])
    [alert] = rows(engine)
    assert alert.compartment == "violence" and "Fièvre" in alert.text


# Taking charge, closing.


def test_taking_charge_is_named_opens_the_file_and_is_told_to_the_tablet(
    tell, claire, colleague, engine, cast, now, today
):
    claire.pull_all()
    tell(fever(cast, now))
    doctor = colleague("medecin_pmi")
    [alert] = rows(engine)
    with db.reading(engine) as session:
        assert not household.is_open(session, doctor, cast.benali.id, "sante_enfant", today)
    with db.writing(engine) as session:
        worklist.take(session, doctor, alert.id, today, now, PATIENCE)
    with db.reading(engine) as session:
        assert household.is_open(session, doctor, cast.benali.id, "sante_enfant", today)
    for _ in range(100):  # another database of the same PostgreSQL may hold the feed back for a moment
        claire.pull_all()
        if claire.aboard("alert"):
            break
        time.sleep(0.05)
    [document] = claire.aboard("alert").values()
    assert document["taken_by"] == "Dr medecin_pmi bourg" and document["taken_at"] == stamp(now)
    assert document["id"] == f"{alert.visit_id}/A11/{alert.child_key}"
    assert document["done"] == [] and document["closed_at"] is None


def test_a_colleagues_tablet_carries_no_alert_of_others(tell, tablet_of, cast, now):
    tell(fever(cast, now), violence(now))
    for name in ("ines", "sylvie"):
        tablet = tablet_of(name)
        pages = [tablet.ask(contacts=None)]
        assert not any(doc["kind"] == "alert" for page in pages for doc in page["docs"])


def test_whom_to_call_travels_once_and_the_numbers_alone_to_who_fills_no_grid(claire, tablet_of):
    assert not any(doc["kind"] == "contacts" for doc in claire.ask()["docs"])
    [document] = [doc["body"] for doc in claire.ask(contacts=None)["docs"] if doc["kind"] == "contacts"]
    assert document["contacts"]["tel_15"] and document["actions"]["A11"]
    assert not any(doc["kind"] == "contacts" for doc in claire.ask(contacts=document["version"])["docs"])
    sylvie = tablet_of("sylvie")
    [numbers] = [doc["body"] for doc in sylvie.ask(contacts=None)["docs"] if doc["kind"] == "contacts"]
    assert numbers["contacts"]["tel_15"] and numbers["actions"] == {}


def test_two_doctors_cannot_both_take_charge(tell, colleague, engine, cast, now, today):
    tell(fever(cast, now))
    first, second = colleague("medecin_pmi"), colleague("psychologue_pmi")
    [alert] = rows(engine)
    with db.writing(engine) as session:
        worklist.take(session, first, alert.id, today, now, PATIENCE)
    with pytest.raises(Refusal), db.writing(engine) as session:
        worklist.take(session, second, alert.id, today, now, PATIENCE)
    with pytest.raises(Refusal, match="Déjà prise en charge par medecin_pmi bourg"), db.writing(engine) as session:
        worklist.take(session, cast.actor("ines"), alert.id, today, now, PATIENCE)


@pytest.mark.parametrize("name", ["claire", "helene", "sylvie", "nadia", "root"])
def test_who_may_not_close_it_does_not(tell, engine, cast, now, today, name):
    tell(fever(cast, now))
    [alert] = rows(engine)
    with pytest.raises(Refusal), db.writing(engine) as session:
        worklist.close(session, cast.actor(name), alert.id, "Réglé", today, now, PATIENCE)
    with pytest.raises(Refusal), db.writing(engine) as session:
        worklist.take(session, cast.actor(name), alert.id, today, now, PATIENCE)
    assert rows(engine)[0].closed_at is None


def test_closing_asks_a_reason_and_is_journaled(tell, colleague, engine, cast, now, today):
    tell(fever(cast, now))
    doctor = colleague("medecin_pmi")
    [alert] = rows(engine)
    for empty in ("", "  \n"):
        with pytest.raises(worklist.NoReason), db.writing(engine) as session:
            worklist.close(session, doctor, alert.id, empty, today, now, PATIENCE)
    with db.writing(engine) as session:
        worklist.see(session, doctor, worklist.waiting(session, doctor, today, now, PATIENCE), now)
        worklist.see(session, doctor, worklist.waiting(session, doctor, today, now, PATIENCE), now)
        worklist.open_one(session, doctor, alert.id, today, now, PATIENCE)
        worklist.close(session, doctor, alert.id, "Vu aux urgences, rentré", today, now, PATIENCE)
    [closed] = rows(engine)
    assert closed.closed_by == doctor.account_id and closed.closed_reason == "Vu aux urgences, rentré"
    with pytest.raises(worklist.Settled), db.writing(engine) as session:
        worklist.close(session, doctor, alert.id, "encore", today, now, PATIENCE)
    assert steps(engine, alert.id) == [Step.RAISED, Step.SEEN, Step.CLOSED]
    with db.reading(engine) as session:
        events = session.exec(select(AccessEvent.what).where(AccessEvent.account_id == doctor.account_id)).all()
    assert sorted(events) == ["ecriture", "lecture", "lecture"]


def test_the_badge_counts_what_the_list_shows(tell, colleague, engine, cast, now, today):
    tell(fever(cast, now), violence(now))
    doctor = colleague("medecin_pmi")

    def badge(actor):
        with db.reading(engine) as session:
            return worklist.count(session, actor, today, now, PATIENCE)

    assert badge(doctor) == (2, 2) and badge(cast.actor("helene")) == (2, 2) and badge(cast.actor("sylvie")) == (0, 0)
    with db.writing(engine) as session:
        worklist.take(session, doctor, rows(engine)[0].id, today, now, PATIENCE)
    assert badge(doctor) == (2, 1)


# Whatever the network loses.

ACTS = st.lists(
    st.sampled_from(["fever", "violence", "undo fever", "undo violence", "call", "sync", "lose", "send half", "spare"]),
    min_size=3,
    max_size=14,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
@given(acts=ACTS)
def test_whatever_the_network_loses_the_list_ends_as_the_tablet_knows_it(claire, engine, cast, now, plan, acts):
    visit = plan(planned_at=None)
    state, waiting, chain, parent, clock = {}, [], new_id(), None, now

    def write():
        nonlocal parent
        body = {"visit_id": str(visit.id), "record_id": None, "at": stamp(clock), "alerts": list(state.values())}
        line = claire.line("urgent", body, id=chain, family_id=visit.family_id, parent=parent)
        import hashlib
        import json

        parent = hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()
        waiting.append(line)

    for act in acts:
        clock += timedelta(seconds=1)
        if act == "sync" and waiting:
            assert {word["word"] for word in claire.push(*waiting)} <= {"received", "identical"}
            waiting.clear()
        elif act == "lose" and waiting:
            claire.push(*waiting)  # arrived; the answer did not
        elif act == "send half" and waiting:
            claire.push(*waiting[: len(waiting) // 2 + 1])
        elif act == "spare":
            chain, parent = new_id(), None
        elif act in ("fever", "violence"):
            made = fever(cast, now) if act == "fever" else violence(now)
            state[act] = state.get(act, made) | {"withdrawn_at": None}
            write()
        elif act.startswith("undo") and act[5:] in state:
            state[act[5:]] = state[act[5:]] | {"withdrawn_at": stamp(clock)}
            write()
        elif act == "call" and "fever" in state:
            done = [*state["fever"]["done"], {"what": "J’ai appelé le 15", "at": stamp(clock)}]
            state["fever"] = state["fever"] | {"done": done}
            write()
    if waiting:
        claire.push(*waiting)
    with db.reading(engine) as session:
        found = session.exec(select(UrgentAlert).where(UrgentAlert.visit_id == visit.id)).all()
    rules = {"fever": "A11", "violence": "A17"}
    assert sorted(alert.rule for alert in found) == sorted(rules[name] for name in state)
    for name, told in state.items():
        [alert] = [one for one in found if one.rule == rules[name]]
        assert (alert.withdrawn_at is None) == (told["withdrawn_at"] is None), (name, acts)
        assert [one["at"] for one in alert.done] == [one["at"] for one in told["done"]]


def test_no_two_rows_of_one_alert_even_written_at_once(engine, cast, now, tell, visit):
    tell(fever(cast, now))
    [alert] = rows(engine)
    twin = alert.model_dump() | {"id": uuid.uuid4()}
    with pytest.raises(sa.exc.IntegrityError), db.writing(engine) as session:
        session.add(UrgentAlert(**twin))
