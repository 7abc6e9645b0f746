"""What a client that is not the page can get: nothing that its session, role, sector and care do not open."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import get_type_hints

import pytest
from reflex.state import State
from reflex_base.registry import RegistrationContext
from sqlmodel import select

from fieldvisit import db, offline
from fieldvisit.access import administration, permission
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families import correction
from fieldvisit.families.person import Agreement
from fieldvisit.pages import guard, who
from fieldvisit.pages.office import desk
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.families import Families
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.household_form import HouseholdForm
from fieldvisit.pages.office.planning import Planning
from fieldvisit.schedule.visit import Visit

HYDRATE = "reflex___state____state.hydrate"
PRIVATE = ("Benali", "Petit", "Roche", "Tilleuls", "Interphone", "06 12 34 56 78", "Hélène")


@pytest.fixture
def visit(office, engine, now, today):
    """A planned visit of Claire's at the Benali's."""
    planned = Visit(
        family_id=office.benali.id,
        kind="vad_1m",
        planned_on=today,
        duration_min=60,
        worker_id=office.claire.id,
        reason="Reprise du poids",
        created_at=now,
        created_by=office.helene.id,
    )
    with db.writing(engine) as writer:
        writer.add(planned)
    return planned


def every_handler():
    return [
        (name, known)
        for name, known in RegistrationContext.get().event_handlers.items()
        if known.states[0].__module__.startswith("fieldvisit.")
    ]


def arguments(known):
    """One of the declared type for each: another one would be turned away before its permission is asked."""
    declared = get_type_hints(known.handler.fn)
    names = known.handler.fn.__code__.co_varnames[1 : known.handler.fn.__code__.co_argcount]
    return {name: declared[name]() if declared.get(name) in (str, int, dict) else "x" for name in names}


def shows_private(text):
    return [word for word in PRIVATE if word in text]


def shown_out(client):
    """Whether the browser was sent to the login page."""
    return any(f"/connexion?next={client.path}" in str(event) for event in client.events)


def test_an_anonymous_client_gets_nothing_from_any_handler(tab, visit):
    client = tab(cookie="")
    for name, known in every_handler():
        client.send((name, arguments(known)))
    assert shows_private(client.text()) == []


@pytest.mark.parametrize("name", ["", "root", "sylvie", "ines"])
def test_the_guard_alone_stops_whoever_lacks_the_permission(tab, cookie, office, monkeypatch, name):
    """The rooms ask again; here they would answer everything."""
    reached = []
    monkeypatch.setattr(desk, "_act", reached.append)
    actor = office.actor(name) if name else None
    closed = [
        (each, known)
        for each, known in every_handler()
        if not ((asked := permission.of(known.handler.fn)) and asked.admits(actor))
    ]
    client = tab(cookie=cookie(name) if name else "")
    for each, known in closed:
        client.send((each, arguments(known)))
    assert closed and reached == [] and client.text() == "[]"


def test_a_made_up_cookie_is_nobody(tab, visit):
    client = tab(cookie="fieldvisit_session=" + "a" * 43)
    client.load(Desk.arrive, Planning.load, Families.load)
    assert shows_private(client.text()) == []


def test_opening_a_connection_sends_nothing_private(tab, cookie, visit):
    client = tab(cookie=cookie("helene"))
    client.send((HYDRATE, {}))
    assert shows_private(client.text()) == []


def test_the_administrator_gets_no_family_from_any_handler(tab, cookie, visit):
    client = tab(cookie=cookie("root"), path=f"/familles/{visit.family_id}")
    for name, known in every_handler():
        client.send((name, arguments(known)))
    assert shows_private(client.text().replace("Hélène Vidal", "").replace("Claire Morel", "")) == []


def test_the_coordinator_sees_her_sector_and_not_the_other(tab, cookie, visit):
    client = tab(cookie=cookie("helene"))
    client.load(Desk.arrive, Planning.load, Families.load)
    assert "Benali" in client.text() and "Roche" not in client.text()


def test_a_stranger_of_another_sector_gets_nothing_of_the_family(tab, cookie, visit):
    client = tab(cookie=cookie("nadia"), path=f"/familles/{visit.family_id}")
    client.load(Desk.arrive, FamilyFile.load)
    client.call(Planning.load)
    client.call(Planning.open_visit, visit_id=str(visit.id))
    assert "Benali" not in client.text() and "Tilleuls" not in client.text()


def test_a_stranger_changes_nothing(tab, cookie, visit, engine):
    client = tab(cookie=cookie("nadia"))
    client.call(Planning.load)
    client.call(Planning.choose_family, family_id=str(visit.family_id))
    client.call(Planning.cancel, form={"cancel_reason": "parce que"})
    client.call(Planning.plan, form={"kind": "vad_suivi", "day": "2026-11-24", "minutes": "45"})
    with db.reading(engine) as reader:
        assert [one.status for one in reader.exec(select(Visit))] == ["programmee"]


def share(engine, office, now, **fields):
    given = {"status": "Accordé", "collected_at": now - timedelta(days=9), "collected_by": office.claire.id} | fields
    with db.writing(engine) as writer:
        writer.add(Agreement(family_id=office.benali.id, kind="accord_partage_tisf", **given))


def test_a_tisf_reads_the_door_of_her_family_but_no_health(tab, cookie, visit, engine, office, now):
    share(engine, office, now)
    client = tab(cookie=cookie("sylvie"), path=f"/familles/{visit.family_id}")
    client.load(Desk.arrive, FamilyFile.load)
    assert "Interphone" in client.text() and "arachide" in client.text() and "Adam" in client.text()
    for hidden in ("3300", "Reprise du poids", "Chien dans la cour", "1995"):
        assert hidden not in client.text()


def test_a_tisf_does_not_see_the_nurse_s_visits(tab, cookie, visit):
    client = tab(cookie=cookie("sylvie"))
    client.load(Desk.arrive, Planning.load)
    client.call(Planning.open_visit, visit_id=str(visit.id))
    assert "Benali" not in client.text()


@pytest.mark.parametrize("sharing", [None, "Refusé", "withdrawn", "out of date"])
def test_a_tisf_reads_the_daily_instructions_only_while_the_family_agrees(
    tab, cookie, visit, engine, office, now, today, sharing
):
    if sharing:
        share(engine, office, now, collected_at=now - timedelta(days=400))
        fields = {"withdrawn": {"withdrawn_at": now}, "out of date": {"expires_on": today - timedelta(days=1)}}
        share(engine, office, now, **fields.get(sharing, {"status": sharing}))
    client = tab(cookie=cookie("sylvie"), path=f"/familles/{visit.family_id}")
    client.load(Desk.arrive, FamilyFile.load)
    assert "Interphone" in client.text() and "arachide" not in client.text()


def test_an_agreement_withdrawn_is_shown_so(tab, cookie, visit, engine, office, now):
    share(engine, office, now, withdrawn_at=now)
    client = tab(cookie=cookie("claire"), path=f"/familles/{visit.family_id}")
    client.load(Desk.arrive, FamilyFile.load)
    assert "Retiré" in client.text() and "Accordé" not in client.text() and "arachide" in client.text()


@pytest.mark.parametrize("role", ["referent_ase", "crip"])
def test_who_is_given_an_extract_does_not_read_the_child_s_health_in_the_file(tab, cookie, visit, engine, office, role):
    change_role(engine, office.sylvie, role)
    client = tab(cookie=cookie("sylvie"), path=f"/familles/{visit.family_id}")
    client.load(Desk.arrive, FamilyFile.load)
    assert "Adam" in client.text() and "3300" not in client.text()


@pytest.fixture
def evaluation(engine, office, visit):
    """The visit is an evaluation of an « information préoccupante »."""
    with db.writing(engine) as writer:
        writer.get_one(Visit, visit.id).kind = "vad_eval_ip"
    return visit


def change_role(engine, account, role):
    with db.writing(engine) as writer:
        writer.get_one(Account, account.id).role = role


def look_at_planning_and_file(tab, cookie, name, visit):
    planning = tab(cookie=cookie(name))
    planning.load(Desk.arrive, Planning.load)
    planning.call(Planning.open_visit, visit_id=str(visit.id))
    file = tab(cookie=cookie(name), path=f"/familles/{visit.family_id}")
    file.load(Desk.arrive, FamilyFile.load)
    return planning.text() + file.text()


@pytest.mark.parametrize("role", ["secretariat", "puericultrice", "medecin_responsable"])
def test_without_care_a_visit_tells_neither_its_reason_nor_that_it_is_an_evaluation(
    tab, cookie, evaluation, engine, office, role
):
    change_role(engine, office.helene, role)
    shown = look_at_planning_and_file(tab, cookie, "helene", evaluation)
    assert "Benali" in shown and "Visite à domicile" in shown
    for hidden in ("Reprise du poids", "eval_ip", "valuation"):
        assert hidden not in shown


def test_who_follows_the_family_reads_why_and_leaves_a_line(tab, cookie, evaluation, engine, office):
    for name in ("claire", "helene"):
        shown = look_at_planning_and_file(tab, cookie, name, evaluation)
        assert "Reprise du poids" in shown and "valuation" in shown
    with db.reading(engine) as reader:
        lines = reader.exec(select(AccessEvent).where(AccessEvent.subject_id == evaluation.id)).all()
    assert [(line.account_id, line.what, line.screen) for line in lines] == [
        (who.id, "lecture", "planning") for who in (office.claire, office.helene)
    ]


def test_a_visit_given_to_a_tisf_does_not_tell_her_its_reason(tab, cookie, visit, engine, office):
    with db.writing(engine) as writer:
        writer.get_one(Visit, visit.id).worker_id = office.sylvie.id
    shown = look_at_planning_and_file(tab, cookie, "sylvie", visit)
    assert "Claire" not in shown and "Benali" in shown and "Reprise du poids" not in shown


def test_opening_a_file_leaves_its_line_in_the_journal(tab, cookie, visit, engine, office):
    client = tab(cookie=cookie("helene"), path=f"/familles/{visit.family_id}")
    client.load(Desk.arrive, FamilyFile.load)
    with db.reading(engine) as reader:
        lines = reader.exec(select(AccessEvent)).all()
    assert {(line.account_id, line.family_id, line.what) for line in lines} == {
        (office.helene.id, visit.family_id, "lecture")
    }


def test_a_refused_opening_leaves_no_line_and_shows_a_sentence(tab, cookie, visit, engine):
    client = tab(cookie=cookie("nadia"), path=f"/familles/{visit.family_id}")
    client.load(FamilyFile.load)
    assert "pas ouvert" in client.text()
    with db.reading(engine) as reader:
        assert reader.exec(select(AccessEvent)).all() == []


def test_disabling_an_account_acts_on_its_next_event(tab, cookie, visit, engine, office, now):
    client = tab(cookie=cookie("helene"))
    client.load(Desk.arrive)
    with db.writing(engine) as writer:
        administration.disable(writer, office.actor("root"), office.helene.id, now)
    assert shows_private(str(client.load(Planning.load))) == []
    assert shown_out(client)


def test_an_expired_session_is_sent_to_the_login_page_from_the_office_only(tab, cookie, monkeypatch, now):
    held = cookie("helene")
    monkeypatch.setattr(who, "now", lambda: now + timedelta(days=1))
    office, tablet = tab(cookie=held, path="/planning"), tab(cookie=held, path="/terrain")
    office.load(Planning.load)
    tablet.load(Planning.load)
    assert shown_out(office) and not shown_out(tablet)


def test_the_next_person_on_the_same_tab_does_not_receive_what_the_first_one_loaded(tab, cookie, visit):
    client = tab(cookie=cookie("helene"))
    client.load(Desk.arrive, Planning.load)
    assert "Benali" in client.text()
    client.cookie = cookie("root")
    assert shows_private(str(client.send((HYDRATE, {})))) == []


def test_a_connection_taken_up_again_under_another_login_begins_anew(tab, cookie, visit):
    client = tab(cookie=cookie("helene"), path=f"/familles/{visit.family_id}")
    client.send((HYDRATE, {}))
    client.load(Desk.arrive, FamilyFile.load)
    client.cookie = cookie("nadia")
    client.call(FamilyFile.close_record)
    assert any("location.reload" in str(event) for event in client.events)
    client.received.clear()
    client.call(FamilyFile.close_record)
    assert not shows_private(client.text())


@pytest.mark.parametrize("change", ["role", "sector"])
def test_what_was_loaded_under_another_role_or_sector_is_not_sent_again(tab, cookie, visit, engine, office, change):
    client = tab(cookie=cookie("helene"))
    client.load(Desk.arrive, Planning.load)
    assert "Benali" in client.text()
    with db.writing(engine) as writer:
        if change == "role":
            writer.get_one(Account, office.helene.id).role = "dpo"
        else:
            [held] = writer.exec(select(AccountSector).where(AccountSector.account_id == office.helene.id))
            writer.delete(held)
    assert shows_private(str(client.send((HYDRATE, {})))) == []


def test_a_file_s_history_is_not_read_without_its_opening_in_the_journal(tab, cookie, visit, engine, office, now):
    with db.writing(engine) as writer:
        seen = {"phone": office.benali.phone}
        correction.correct(writer, office.actor("claire"), visit.family_id, {"phone": "07 44 44"}, seen, now)
    client = tab(cookie=cookie("helene"), path="/tablettes")
    client.load(Desk.arrive)
    client.path = f"/familles/{visit.family_id}"
    client.load(HouseholdForm.load)
    client.call(HouseholdForm.edit)
    assert "07 44 44" not in client.text() and "Tilleuls" not in client.text()
    client.load(FamilyFile.load, HouseholdForm.load)
    assert "07 44 44" in client.text()


def test_leaving_a_page_empties_it(tab, cookie, visit):
    client = tab(cookie=cookie("helene"), path=f"/familles/{visit.family_id}")
    client.load(Desk.arrive, FamilyFile.load)
    client.path = "/planning"
    client.load(Desk.arrive)
    sent = client.send((HYDRATE, {}))
    assert "Interphone" not in str(sent)


@pytest.mark.parametrize("name", ["setvar", "set_said"])
def test_reflex_s_own_setters_are_closed(tab, cookie, name):
    client = tab(cookie=cookie("helene"))
    known = {event for event, _ in every_handler()} | set(RegistrationContext.get().event_handlers)
    for event in (one for one in known if one.endswith(f".{name}")):
        client.send((event, {"var_name": "said", "value": "forged"}))
    assert "forged" not in client.text()


def test_a_page_that_asks_by_itself_does_not_keep_the_session_alive(tab, cookie, engine, monkeypatch, now):
    client = tab(cookie=cookie("helene"))
    client.call(Planning.load)
    for hours in (1, 1.9):
        monkeypatch.setattr(who, "now", lambda hours=hours: now + timedelta(hours=hours))
        client.call(Planning.look_again)
    monkeypatch.setattr(who, "now", lambda: now + timedelta(hours=2.1))
    client.call(Planning.look_again)
    assert shown_out(client)


@pytest.mark.parametrize("bad", [None, 3, [], "", "x" * 3000, "\0", "a\ud800", "01a2008d-7400-7ee6-8a3d-0a8689be5640"])
def test_a_strange_argument_never_breaks_a_handler(tab, cookie, visit, bad):
    client = tab(cookie=cookie("helene"))
    client.call(Planning.load)
    client.call(Planning.open_visit, visit_id=bad)
    client.call(Planning.choose_worker, worker_id=bad)
    client.call(Planning.choose_kind, kind=bad)
    client.call(Planning.look_for_family, words=bad)
    client.call(Planning.plan, form={"kind": bad, "day": bad, "minutes": bad, "hour": bad, "reason": bad})


@pytest.mark.parametrize("weeks", [10**30, -(10**12), 1])
def test_a_turn_of_the_planning_stays_within_its_years(tab, cookie, visit, weeks):
    client = tab(cookie=cookie("helene"))
    client.call(Planning.turn, weeks=weeks)
    assert "Claire" in client.text() and not client.events


def test_reflex_does_not_log_what_an_event_carried(caplog):
    logger = logging.getLogger("reflex_base.event.processor.event_processor")
    with caplog.at_level(logging.DEBUG):
        logger.error("Error processing event queue entry for Event(cookie=secret) [txid=1]:")
    assert "secret" not in caplog.text and caplog.records


def test_the_state_tree_holds_only_states_of_ours_and_of_reflex():
    modules = {state.__module__.split(".")[0] for state in State.get_substates()}
    assert modules <= {"fieldvisit", "reflex"}


def test_no_file_of_the_tablet_s_shell_lies_behind_the_office_s_door():
    """Such a file is answered with the login page: the worker never gets it, and no tablet installs."""
    assets = Path(offline.__file__).parents[2] / "assets"
    public = [f"/{file.relative_to(assets).as_posix()}" for file in assets.rglob("*") if file.is_file()]
    assert len(public) > 10
    assert [file for file in public if file.startswith(guard.OFFICE)] == []
