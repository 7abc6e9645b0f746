"""What a tablet sends of a session: taken as it was done, in force, and corrected by its author alone."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks.task import Task
from fieldvisit.tisf import doubts
from fieldvisit.tisf.doubts import What
from fieldvisit.tisf.goal import InterventionGoal
from fieldvisit.tisf.session import InterventionSession, Status
from tests.sync.tablet import stamp, visit_record
from tests.tisf.conftest import body_of


@pytest.fixture
def doubted(engine):
    def of(held) -> list[What]:
        with db.reading(engine) as session:
            return [one.what for one in doubts.of(session, session.get_one(InterventionSession, held.id))]

    return of


def test_a_signed_session_waits_for_its_validation(sylvie, order, session_of, sign, stands, engine, now):
    visit, held = session_of(order)
    assert sign(sylvie, visit, order)["word"] == "received"
    one, planned, [record] = stands(held)
    assert (one.status, one.record_id, one.minutes_exact, one.minutes_billed) == ("a_valider", record.id, 60, None)
    assert (planned.status, planned.started_at, planned.ended_at) == ("realisee", one.started_at, one.ended_at)
    assert one.started_at == now - timedelta(minutes=90)
    with db.reading(engine) as session:
        query = select(AccessEvent.screen).where(AccessEvent.subject_id == record.id)
        assert session.exec(query).all() == ["seance"]


def test_sending_it_again_writes_nothing_twice(sylvie, order, session_of, sign, stands):
    visit, held = session_of(order)
    first = sign(sylvie, visit, order)
    assert sylvie.push(first["line"])[0]["word"] == "identical"
    assert len(stands(held)[2]) == 1


@pytest.mark.parametrize(
    ("outcome", "status"), [("absente", "absente"), ("refusee", "refusee"), ("annulee", "annulee")]
)
def test_a_session_that_did_not_take_place_takes_no_hours(sylvie, order, session_of, sign, stands, outcome, status):
    visit, held = session_of(order)
    why = "Famille absente sans prévenir"
    assert sign(sylvie, visit, order, outcome=outcome, not_done=why)["word"] == "received"
    one, planned, [record] = stands(held)
    assert (one.status, one.minutes_exact, one.started_at) == ("non_realisee", None, None)
    assert planned.status == status and planned.cancel_reason == (why if outcome == "annulee" else "")
    assert record.body["travel"]["km"] == 7


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ended_at": None}, "L’heure de fin"),
        ({"started_at": None}, "L’heure de début"),
        ({"ended_at": "2026-11-23T07:00:00.000Z"}, "avant d’avoir commencé"),
        ({"started_at": "2026-11-22T18:00:00.000Z"}, "plus de 14 heures"),
        ({"outcome": "oubliee"}, "outcome"),
        ({"kind": "vad_suivi"}, "kind"),
        ({"activities": "bain"}, "activities"),
        ({"facts": ["des mots"]}, "facts"),
        ({"attachments": [{"id": str(uuid.uuid4()), "kind": "photo", "sha256": "0" * 64}]}, "pas de photo"),
        ({"order_id": str(uuid.uuid4())}, "ordre d’intervention"),
    ],
)
def test_what_cannot_be_is_sent_back_with_its_reason(sylvie, order, session_of, sign, stands, changes, words):
    visit, held = session_of(order)
    word = sign(sylvie, visit, order, **changes)
    assert word["word"] == "invalid"
    said = word["sentence"] + " ".join(one["sentence"] for one in word["reasons"])
    assert words in said
    one, _, records = stands(held)
    assert one.status == "planifiee" and not records


def test_fourteen_hours_are_the_longest(sylvie, order, session_of, sign, now):
    visit, _ = session_of(order)
    end = now - timedelta(minutes=30)
    assert sign(sylvie, visit, order, started_at=stamp(end - timedelta(hours=14)))["word"] == "received"


def test_words_of_a_newer_list_are_kept(sylvie, order, session_of, sign, stands):
    visit, held = session_of(order)
    new = {"activities": ["Atelier cuisine"], "presence": ["Voisine"], "goals": [{"goal_id": "?", "state": "bof"}]}
    word = sign(sylvie, visit, order, incident={"code": "inondation", "words": "Dégât des eaux"}, later=[1], **new)
    assert word["word"] == "received"
    body = stands(held)[2][0].body
    assert {name: body[name] for name in new} == new and body["later"] == [1]


def test_a_colleagues_session_is_refused_and_kept(sylvie, cast, order, session_of, sign, stands, tablet_of, engine):
    with db.writing(engine) as session:
        session.add(CareRelationship(account_id=cast.claire.id, family_id=order.family_id, since=order.starts_on))
    visit, held = session_of(order, worker="claire")
    word = sign(sylvie, visit, order)
    assert word["word"] == "refused" and "Claire Morel" in word["sentence"]
    assert stands(held)[0].status == "planifiee"


def test_a_family_that_is_not_hers_is_refused(sylvie, order_of, session_of, sign):
    order = order_of("petit")
    visit, _ = session_of(order)
    assert sign(sylvie, visit, order)["word"] == "refused"


def test_a_nurse_writes_no_session(claire, order, session_of, sign):
    visit, _ = session_of(order, worker="claire")
    word = sign(claire, visit, order)
    assert word["word"] == "refused" and "fonction" in word["sentence"]


def test_a_visit_is_no_session(claire, sylvie, plan, order, sign, cast):
    visit = plan("benali", "sylvie")
    assert sign(sylvie, visit, order, kind="seance_tisf")["word"] == "refused"


def test_a_session_that_nobody_planned_is_made_under_an_order_of_hers(sylvie, order, sign, engine, now, today, doubted):
    visit = Visit(
        family_id=order.family_id, kind="seance_tisf", planned_on=today, duration_min=60, worker_id=sylvie.account_id,
        created_at=now, created_by=sylvie.account_id,
    )  # fmt: skip
    assert sign(sylvie, visit, order, planned=False)["word"] == "received"
    with db.reading(engine) as session:
        made = session.get_one(Visit, visit.id)
        held = session.exec(select(InterventionSession).where(InterventionSession.visit_id == visit.id)).one()
        assert made.made_on_tablet and made.status == "realisee" and held.order_id == order.id
    assert doubted(held) == [What.UNPLANNED]


def test_under_an_order_that_is_not_hers_it_is_refused(sylvie, cast, order_of, sign, now, today):
    order = order_of(usual_worker_id=None)
    visit = Visit(family_id=order.family_id, kind="seance_tisf", planned_on=today, duration_min=60,
                  worker_id=sylvie.account_id, created_at=now, created_by=sylvie.account_id)  # fmt: skip
    word = sign(sylvie, visit, order, planned=False)
    assert word["word"] == "refused" and order.number in word["sentence"]


def test_a_second_record_is_kept_beside(sylvie, tablet_of, order, session_of, sign, stands, now):
    visit, held = session_of(order)
    spare = tablet_of("sylvie")
    assert sign(sylvie, visit, order)["word"] == "received"
    assert sign(spare, visit, order, ended_at=stamp(now))["word"] == "diverged"
    one, _, records = stands(held)
    assert one.minutes_exact == 60 and len(records) == 1


def test_a_correction_is_a_new_version(sylvie, order, session_of, sign, stands, now):
    visit, held = session_of(order)
    first = sign(sylvie, visit, order)
    word = sign(sylvie, visit, order, ended_at=stamp(now), corrects=first["id"], correction_reason="Oubli")
    assert word["word"] == "received"
    one, planned, [old, new] = stands(held)
    assert (one.minutes_exact, one.record_id, planned.ended_at) == (90, new.id, now)
    assert old.corrected_by_id == new.id and old.body["ended_at"] != new.body["ended_at"]
    assert sign(sylvie, visit, order, corrects=first["id"])["word"] == "diverged"


def test_only_its_author_corrects_it(sylvie, cast, order, session_of, sign, person, tablet_of, engine):
    visit, _ = session_of(order)
    first = sign(sylvie, visit, order)
    other = person("Fatima El Idrissi", "tisf", "benali")
    with db.writing(engine) as session:
        session.get_one(Visit, visit.id).worker_id = other.account_id
    cast.__dict__["fatima"] = type("Fatima", (), {"id": other.account_id})
    word = sign(tablet_of("fatima"), visit, order, corrects=first["id"])
    assert word["word"] == "refused" and "Seul son auteur" in word["sentence"]


def test_a_correction_may_say_that_it_did_not_take_place(sylvie, order, session_of, sign, stands):
    visit, held = session_of(order)
    first = sign(sylvie, visit, order)
    sign(sylvie, visit, order, outcome="absente", not_done="Autre", corrects=first["id"])
    one, planned, _ = stands(held)
    assert (one.status, one.minutes_exact, planned.status) == ("non_realisee", None, "absente")


def test_what_is_unusual_is_taken_and_told(sylvie, order_of, session_of, sign, doubted, today, now):
    order = order_of(ends_on=today - timedelta(days=1), minutes_granted=30, signature_each=True)
    visit, held = session_of(order, on=today - timedelta(days=1), cancel_reason="Congé")
    word = sign(sylvie, visit, order, ended_at=stamp(now + timedelta(hours=2)))
    assert word["word"] == "received" and "Hors des dates" in word["sentence"]
    assert set(doubted(held)) == {
        What.AHEAD, What.OUTSIDE, What.BEYOND, What.OTHER_DAY, What.CANCELLED, What.UNSIGNED,
    }  # fmt: skip


def test_a_clock_a_day_ahead_loses_nothing(sylvie, order, session_of, sign, doubted, now):
    visit, held = session_of(order)
    day = timedelta(days=1)
    times = {"started_at": stamp(now + day), "ended_at": stamp(now + day + timedelta(hours=1))}
    assert sign(sylvie, visit, order, **times)["word"] == "received"
    assert doubted(held) == [What.AHEAD, What.OTHER_DAY]


def test_two_sessions_at_one_time_are_both_kept_and_both_told(
    sylvie, tablet_of, order, session_of, sign, doubted, now, engine
):
    first, held = session_of(order)
    second, other = session_of(order)
    assert sign(sylvie, first, order)["sentence"] == ""
    word = sign(tablet_of("sylvie"), second, order, started_at=stamp(now - timedelta(minutes=45)))
    assert word["word"] == "received" and "de 09:00 à 10:00 (Famille Benali)" in word["sentence"]
    assert What.OVERLAP in doubted(held) and What.OVERLAP in doubted(other)


def test_sessions_that_follow_each_other_do_not_overlap(sylvie, order, session_of, sign, doubted, now):
    first, held = session_of(order)
    second, _ = session_of(order)
    sign(sylvie, first, order)
    at = {"started_at": stamp(now - timedelta(minutes=30)), "ended_at": stamp(now)}
    sign(sylvie, second, order, **at)
    assert doubted(held) == []


def test_goals_stand_as_the_last_session_says_whatever_arrived_first(sylvie, order, session_of, sign, engine, now):
    with db.reading(engine) as session:
        query = select(InterventionGoal.id).where(InterventionGoal.order_id == order.id)
        goal, other = session.exec(query.order_by(InterventionGoal.rank)).all()
    newer, _ = session_of(order)
    older, _ = session_of(order)

    def said(visit, state, days, **more):
        at = {"started_at": stamp(now - timedelta(days=days, hours=2)), "ended_at": stamp(now - timedelta(days=days))}
        return sign(sylvie, visit, order, goals=[{"goal_id": str(goal), "state": state, "note": ""}], **at, **more)

    def stand():
        with db.reading(engine) as session:
            return [
                (one.state, one.state_on) for one in (session.get_one(InterventionGoal, id) for id in (goal, other))
            ]

    first = said(newer, "progres", 1)
    said(older, "en_cours", 3)
    assert stand() == [("progres", (now - timedelta(days=1)).date()), ("non_commence", None)]
    sign(sylvie, newer, order, corrects=first["id"])
    assert stand()[0] == ("en_cours", (now - timedelta(days=3)).date())


def test_an_incident_is_with_the_responsable_at_once(sylvie, patricia, order, session_of, sign, engine, today):
    visit, held = session_of(order)
    first = sign(sylvie, visit, order, incident={"code": "negligence", "words": "Pas de repas préparé."})

    def task():
        with db.reading(engine) as session:
            return session.exec(select(Task).where(Task.source == f"session:{held.id}")).one()

    made = task()
    assert made.assigned_to == patricia.account_id and made.compartment == "ecrits_tisf" and made.due_on == today
    assert made.label == "Situation inquiétante : Négligence observée" and "Pas de repas préparé." in made.note
    second = sign(sylvie, visit, order, incident={"code": "aucun", "words": ""}, corrects=first["id"])
    assert task().outcome == "annule"
    sign(sylvie, visit, order, incident={"code": "violence", "words": "Cris"}, corrects=second["id"])
    assert task().closed_at is None and "Violence" in task().label


def test_out_of_range_when_the_session_was_taken_from_her(sylvie, cast, order, session_of, sign, stands, engine, now):
    visit, held = session_of(order)
    with db.writing(engine) as session:
        session.get_one(Visit, visit.id).worker_id = cast.ines.id
    word = sign(sylvie, visit, order)
    assert word["word"] == "received" and "confiée à quelqu’un d’autre" in word["sentence"]
    assert stands(held)[1].worker_id == cast.sylvie.id and stands(held)[0].status == Status.TO_VALIDATE


def test_a_line_of_another_family_is_refused(sylvie, cast, order, session_of, now):
    visit, _ = session_of(order)
    body = body_of(visit, order, now) | {"family_id": str(cast.petit.id)}
    [word] = sylvie.push(sylvie.line("session_record", body, family_id=order.family_id))
    assert word["word"] == "refused"


@pytest.mark.parametrize(
    ("body", "signed"),
    [
        ({"corrects": "x", "signed_hours": {"started_at": "a", "ended_at": "b"}}, True),
        ({"corrects": "x", "signed_hours": {"started_at": "a", "ended_at": "c"}}, False),
        ({"corrects": None, "signed_hours": {"started_at": "a", "ended_at": "b"}}, False),
        ({"corrects": "x", "signed_hours": "a"}, False),
        ({"refused_signature": "Partie travailler"}, True),
    ],
)
def test_a_correction_of_the_same_hours_keeps_the_signature_of_the_family(body, signed):
    assert doubts.signed({"started_at": "a", "ended_at": "b", **body}) is signed


def test_a_session_sent_as_a_visit_is_kept_apart(claire, order, session_of, stands, now):
    """It would close the visit and leave the hours of the order aside."""
    visit, held = session_of(order, worker="claire")
    [word] = claire.push(claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id))
    assert word["word"] == "refused" and "Une séance" in str(word)
    one, planned, records = stands(held)
    assert (one.status, planned.status, records) == (Status.PLANNED, "programmee", [])
