"""What a family worker's tablet is told of orders, sessions and her own records, and when."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.families.person import Agreement
from fieldvisit.tisf.goal import InterventionGoal
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.session import InterventionSession
from tests.sync.tablet import stamp
from tests.sync.test_pull import until
from tests.tisf.conftest import SERVICE


def test_the_first_pull_brings_order_session_and_lists(sylvie, order, session_of, today):
    visit, held = session_of(order, on=today + timedelta(days=1), minutes=180)
    page = sylvie.pull(tisf_lists=None)
    told = sylvie.aboard("order")[str(order.id)]
    assert (told["minutes_granted"], told["minutes_done"], told["minutes_planned"]) == (3600, 0, 180)
    assert told["motive_label"] == "Soutien périnatal et lien parent-enfant" and told["status_label"] == "En cours"
    assert [one["text"] for one in told["goals"]] == ["Rituels du coucher", "Sorties"]
    session = sylvie.aboard("visit")[str(visit.id)]["session"]
    assert session == {"id": str(held.id), "order_id": str(order.id), "status": "planifiee", "returned_words": ""}
    [lists] = sylvie.aboard("tisf_lists").values()
    assert len(lists["activities"]) == 7 and lists["vehicles"][0]["code"] == "personnel"
    assert not any(doc["kind"] == "tisf_lists" for doc in sylvie.ask(tisf_lists=lists["version"])["docs"])
    assert page["docs"] and sylvie.pull()["docs"] == []


def test_a_signed_session_changes_hours_and_comes_back_as_her_own_record(sylvie, order, session_of, sign, now):
    visit, _ = session_of(order)
    sylvie.pull_all()
    word = sign(sylvie, visit, order)
    until(sylvie, lambda: sylvie.aboard("record"))
    until(sylvie, lambda: sylvie.aboard("order")[str(order.id)]["minutes_done"] == 60)
    record = sylvie.aboard("record")[word["id"]]
    assert record["body"]["facts"][0]["words"] == "Les enfants dessinent." and record["author_name"] == "Sylvie Girod"
    shown = sylvie.aboard("visit")[str(visit.id)]
    assert shown["record"] == {"id": word["id"], "digest": word["digest"], "custody": "recue"}
    assert shown["session"]["status"] == "a_valider" and shown["status"] == "realisee"


def test_the_hours_of_the_month_are_told_until_the_tablet_has_them(sylvie, claire, order, session_of, sign, now, today):
    visit, _ = session_of(order)
    sign(sylvie, visit, order)
    [last, this] = [doc["body"] for doc in sylvie.ask(session_hours={})["docs"] if doc["kind"] == "session_hours"]
    assert (this["month"], last["month"]) == (f"{today:%Y-%m}", f"{today.replace(day=1) - timedelta(days=1):%Y-%m}")
    assert last["exact"] + this["exact"] == last["billed"] + this["billed"] == 60
    aboard = {one["month"]: one["said"] for one in (last, this)}
    for tablet, asked in ((sylvie, {"session_hours": aboard}), (sylvie, {}), (claire, {"session_hours": {}})):
        assert not any(doc["kind"] == "session_hours" for doc in tablet.ask(**asked)["docs"])


def test_a_session_not_validated_stays_aboard_to_be_put_right(sylvie, tablet_of, order, session_of, sign, today, now):
    long_ago = today - timedelta(days=25)
    visit, _ = session_of(order, on=long_ago)
    at = now - timedelta(days=25)
    sign(sylvie, visit, order, started_at=stamp(at - timedelta(hours=1)), ended_at=stamp(at))
    spare = tablet_of("sylvie")
    spare.pull_all()
    assert str(visit.id) in spare.aboard("visit") and len(spare.aboard("record")) == 1


def test_daily_notes_travel_only_while_the_family_agrees(sylvie, cast, order, engine, now):
    with db.writing(engine) as session:
        session.get_one(InterventionOrder, order.id).daily_notes = "Couchage sur le dos"
    sylvie.pull_all()
    assert sylvie.aboard("order")[str(order.id)]["daily_notes"] == ""
    with db.writing(engine) as session:
        given = Agreement(
            family_id=order.family_id, kind="accord_partage_tisf", status="Accordé", collected_at=now,
            collected_by=cast.claire.id,
        )  # fmt: skip
        session.add(given)
    until(sylvie, lambda: sylvie.aboard("order")[str(order.id)]["daily_notes"] == "Couchage sur le dos")
    with db.writing(engine) as session:
        session.get_one(Agreement, given.id).withdrawn_at = now
    until(sylvie, lambda: sylvie.aboard("order")[str(order.id)]["daily_notes"] == "")


@pytest.mark.parametrize("status", ["brouillon", "transmis", "refuse"])
def test_an_order_that_nobody_accepted_is_not_told(sylvie, order_of, status):
    order_of(status=status)
    sylvie.pull_all()
    assert sylvie.aboard("order") == {}


def test_a_colleagues_order_is_not_told(sylvie, cast, order_of, session_of):
    order = order_of(usual_worker_id=cast.ines.id)
    sylvie.pull_all()
    assert sylvie.aboard("order") == {}
    session_of(order)
    until(sylvie, lambda: sylvie.aboard("order"))


def test_a_nurse_reads_the_goals_and_nothing_else_of_the_order(claire, order, session_of, sign, sylvie, engine):
    visit, _ = session_of(order)
    claire.pull_all()
    [first, _] = claire.aboard("family")[str(order.family_id)]["goals"]
    assert (first["text"], first["state_label"], first["frame_label"]) == (
        "Rituels du coucher", "Non commencé", "Intervention TISF",
    )  # fmt: skip
    assert claire.aboard("order") == {} == claire.aboard("tisf_lists")
    sign(sylvie, visit, order, goals=[{"goal_id": first["id"], "state": "progres", "note": "Mieux"}])
    until(claire, lambda: claire.aboard("family")[str(order.family_id)]["goals"][0]["state_label"] == "Progrès")
    assert claire.aboard("record") == {}
    shown = claire.aboard("visit")[str(visit.id)]
    assert shown["session"]["status"] == "a_valider" and "Mieux" not in str(claire.store)


def test_goals_are_told_in_no_family_of_hers_twice(sylvie, order):
    sylvie.pull_all()
    assert "goals" not in sylvie.aboard("family")[str(order.family_id)]


def test_a_session_sent_back_is_heard_and_put_right(sylvie, order, session_of, sign, engine, now):
    visit, held = session_of(order)
    first = sign(sylvie, visit, order)
    with db.writing(engine) as session:
        one = session.get_one(InterventionSession, held.id)
        one.status, one.returned_words = "en_cours", "L’heure de fin ?"
    until(sylvie, lambda: str(visit.id) in sylvie.aboard("visit"))
    assert sylvie.aboard("visit")[str(visit.id)]["session"]["returned_words"] == "L’heure de fin ?"
    assert sylvie.aboard("order")[str(order.id)]["minutes_done"] == 60
    sign(sylvie, visit, order, corrects=first["id"], ended_at=stamp(now))
    until(sylvie, lambda: sylvie.aboard("order")[str(order.id)]["minutes_done"] == 90)
    assert sylvie.aboard("visit")[str(visit.id)]["session"]["returned_words"] == ""


def test_whom_to_call_is_aboard_without_any_rule(sylvie, patricia, person, cast, engine):
    person("Autre Association", "responsable_tisf", employer="Autre association")
    with db.writing(engine) as session:
        session.get_one(Account, cast.sylvie.id).employer = SERVICE
    sylvie.pull(contacts=None)
    [told] = sylvie.ask(contacts="")["docs"] or [None]
    body = told["body"]
    assert told["kind"] == "contacts" and body["actions"] == {}
    assert set(body["contacts"]) <= set(body["labels"]) | {"responsable"}
    assert [one["name"] for one in body["contacts"]["responsable"]] == ["Patricia Lemoine"]


def test_a_goal_put_right_at_the_office_is_told(sylvie, order, engine):
    sylvie.pull_all()
    with db.writing(engine) as session:
        goal = session.exec(select(InterventionGoal).where(InterventionGoal.order_id == order.id)).first()
        goal.indicator = "Trois soirs sur cinq"
        session.add(goal)
    until(sylvie, lambda: "Trois soirs sur cinq" in str(sylvie.aboard("order")))
