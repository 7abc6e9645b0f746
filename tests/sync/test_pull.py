"""What a pull holds, for whom, and that nothing is missed."""

import json
import os
import time as clock
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db, feed
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.device import Device
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.db import new_id
from fieldvisit.families import agreeing, contacting
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy
from fieldvisit.feed import Epoch
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks import exceptional_access
from tests.conftest import POSTGRES
from tests.sync.tablet import visit_record


def until(tablet, true, **more):
    """Pull until it shows: on PostgreSQL a change waits for the transactions that were open when it was made."""
    for _ in range(100):
        tablet.pull(**more)
        if true():
            return
        clock.sleep(0.05)
    raise AssertionError("never told")


def record(tablet, visit, now, **changes) -> dict:
    id = new_id()
    [word] = tablet.push(
        tablet.line("visit_record", visit_record(visit, now, **changes), id=id, family_id=visit.family_id)
    )
    assert word["word"] == "received", word
    return {"id": str(id), "digest": word["digest"]}


def test_the_first_pull_brings_her_families_her_round_and_the_grids(claire, plan, cast):
    visit, other = plan(), plan("roche", "nadia")
    page = claire.pull()
    assert not page["more"] and not page["forget"]
    assert set(claire.aboard("family")) == {str(cast.benali.id), str(cast.petit.id)}
    assert set(claire.aboard("visit")) == {str(visit.id)} and str(other.id) not in claire.aboard("visit")
    assert "vad" in {form["code"] for form in claire.aboard("form").values()}
    family = claire.aboard("family")[str(cast.petit.id)]
    assert {person["first_name"] for person in family["persons"]} == {"Julie", "Léa", "Tom"}
    twin = next(person for person in family["persons"] if person["first_name"] == "Léa")
    assert twin["term_weeks"] == 34 and twin["birth_weight_g"] == 2150


def test_a_second_pull_brings_nothing(claire, plan):
    plan()
    claire.pull_all()
    assert claire.pull()["docs"] == []


def test_a_change_at_the_office_is_told(claire, plan, engine):
    visit = plan()
    claire.pull_all()
    with db.writing(engine) as session:
        session.get(Visit, visit.id).reason = "Pesée de contrôle"
    until(claire, lambda: claire.aboard("visit")[str(visit.id)]["reason"] == "Pesée de contrôle")


def test_custody_goes_from_received_to_seen(claire, plan, engine, now):
    visit = plan()
    claire.pull_all()
    made = record(claire, visit, now)

    def here():
        return claire.aboard("visit")[str(visit.id)]["record"]

    until(claire, lambda: here() == made | {"custody": "recue"})
    with db.writing(engine) as session:
        session.exec(select(VisitRecord)).one().seen_at = now
    until(claire, lambda: here() == made | {"custody": "vue"})


def test_a_family_gained_comes_whole_even_if_nothing_changed_in_it(claire, engine, cast, today):
    claire.pull_all()
    with db.writing(engine) as session:
        household = session.get(Household, cast.roche.id)
        household.sector_id = cast.bourg.id
    claire.pull_all()
    with db.writing(engine) as session:
        session.add(CareRelationship(account_id=cast.claire.id, family_id=cast.roche.id, since=today))
    claire.pull_all()
    assert str(cast.roche.id) in claire.aboard("family")


def test_a_family_lost_is_forgotten_but_unsent_work_stays(claire, plan, engine, cast, today):
    clean, dirty = plan(), plan("petit")
    claire.pull_all()
    claire.store["visit", str(dirty.id)].dirty = True
    with db.writing(engine) as session:
        for care in session.exec(select(CareRelationship).where(CareRelationship.account_id == cast.claire.id)):
            care.until = today - timedelta(days=1)
        for visit in session.exec(select(Visit)):
            visit.worker_id = cast.ines.id
    page = claire.pull()
    assert set(page["forget"]) == {str(cast.benali.id), str(cast.petit.id)}
    assert claire.aboard("family") == {} and set(claire.aboard("visit")) == {str(dirty.id)}
    assert str(clean.id) not in claire.aboard("visit")


def test_another_epoch_is_answered_by_everything(claire, plan, engine):
    plan()
    claire.pull_all()
    before = claire.epoch
    with db.writing(engine) as session:
        session.add(Epoch(began=2**40))
    docs = [doc for page in claire.pull_all() for doc in page["docs"]]
    assert {doc["kind"] for doc in docs} >= {"family", "visit"}
    assert claire.epoch != before


def test_another_epoch_is_answered_by_everything_over_several_pages(claire, engine, cast, monkeypatch, today):
    monkeypatch.setattr("fieldvisit.sync.pull.FAMILIES_PER_PAGE", 2)
    with db.writing(engine) as session:
        for number in range(5):
            family = Household(case_number=f"N{number}", label=f"Famille {number}", sector_id=cast.bourg.id)
            session.add(family)
            session.flush()
            session.add(CareRelationship(account_id=cast.claire.id, family_id=family.id, since=today))
    assert len(claire.pull_all()) == 4
    assert len(claire.aboard("family")) == 7
    with db.writing(engine) as session:
        session.add(Epoch(began=2**40))
    told = [doc["id"] for page in claire.pull_all() for doc in page["docs"] if doc["kind"] == "family"]
    assert set(told) == set(claire.aboard("family"))  # told twice where other transactions were open


def test_what_changes_between_two_pages_is_not_missed(claire, engine, cast, monkeypatch):
    monkeypatch.setattr("fieldvisit.sync.pull.FAMILIES_PER_PAGE", 1)
    assert claire.pull()["more"]
    [first] = claire.aboard("family")
    with db.writing(engine) as session:
        session.get(Household, type(cast.benali.id)(first)).access_notes = "Code 1234"
    until(claire, lambda: claire.aboard("family")[first]["access_notes"] == "Code 1234")


def test_many_changes_come_in_pages(claire, plan, engine, monkeypatch):
    monkeypatch.setattr("fieldvisit.sync.pull.CHANGES_PER_PAGE", 3)
    claire.pull_all()
    visits = [plan() for _ in range(8)]
    until(claire, lambda: len(claire.aboard("visit")) == len(visits))


def test_a_visit_planned_far_ahead_is_aboard_before_its_day(claire, plan, today):
    visit = plan(planned_on=today + timedelta(days=40))
    claire.pull_all()
    assert str(visit.id) in claire.aboard("visit")


def test_the_last_five_records_are_aboard(claire, plan, engine, now, today):
    for day in range(7):
        record(claire, plan(planned_on=today - timedelta(days=30 + day)), now)
    claire.pull_all()
    assert len(claire.aboard("record")) == 5
    assert len(claire.aboard("visit")) == 5


def test_the_tisf_receives_no_health_item(tablet_of, claire, plan, engine, cast, now, today):
    visit, hers = plan(), plan(worker="sylvie", kind="tisf", reason="Mère dépressive")
    child = str(cast.benali_child.id)
    record(claire, visit, now, children=[child], child_answers={child: {"poids": {"v": 4321}}})
    with db.writing(engine) as session:
        session.add(Pregnancy(family_id=cast.benali.id, mother_id=cast.benali_mother.id, maternity="Maternité du Mail"))
        session.get(Household, cast.benali.id).safety_notes = "Violences du père"
        child = session.get(Person, cast.benali_child.id)
        child.in_care, child.in_care_since, child.living_place = True, today, "Chez les Perraud"
        child.childcare, child.birth_place, child.parental_authority = "Crèche", "Fleyriat", "Tutelle"
        for readers in contacting.READERS:
            said = (cast.benali.id, "appel_recu", "joint", now)
            contacting.write(session, cast.actor("claire"), *said, words="Elle pleure", compartment=readers)
        mother = cast.benali_mother.id
        for kind in agreeing.KINDS:
            agreeing.write(
                session,
                cast.actor("claire"),
                cast.benali.id,
                kind,
                "Accordé",
                now,
                now,
                person_id=mother,
                scope="Dr Roy",
            )
    sylvie = tablet_of("sylvie")
    text = json.dumps([page["docs"] for page in sylvie.pull_all()], ensure_ascii=False)
    assert set(sylvie.aboard("visit")) == {str(hers.id)} and not sylvie.aboard("record") and not sylvie.aboard("form")
    secrets = ["4321", "poids", "birth_weight_g", "term_weeks", "Mail", "Violences", "dépressive", "measurements"]
    secrets += ["pleure", "appel_recu", "Perraud", "in_care", "Crèche", "Fleyriat", "Tutelle", "Dr Roy"]
    secrets += set(agreeing.KINDS) - {"accord_vad", "accord_partage_tisf"}
    for secret in secrets:
        assert secret not in text, secret
    [family] = sylvie.aboard("family").values()
    assert family["contacts"] == family["contact_readers"] == family["may_agree"] == []
    assert family["phone"] and family["access_notes"]
    assert "pregnancies" not in family
    assert {"Samira", "Adam"} == {person["first_name"] for person in family["persons"]}


def test_the_tisf_receives_the_daily_instructions_while_the_family_agrees(tablet_of, engine, cast, now):
    sylvie = tablet_of("sylvie")
    sylvie.pull_all()
    agreement = Agreement(
        family_id=cast.benali.id,
        kind="accord_partage_tisf",
        status="Accordé",
        collected_at=now,
        collected_by=cast.claire.id,
    )

    def instructions():
        [family] = sylvie.aboard("family").values()
        return family["daily_instructions"]

    with db.writing(engine) as session:
        session.add(agreement)
    until(sylvie, lambda: "arachide" in instructions())
    with db.writing(engine) as session:
        session.get_one(Agreement, agreement.id).withdrawn_at = now
    until(sylvie, lambda: instructions() == "")


@pytest.mark.parametrize("reader, reads", [("claire", True), ("ines", True), ("second", False)])
def test_violence_is_read_by_its_author_and_the_midwife_only(
    reader, reads, claire, tablet_of, plan, engine, cast, now, today
):
    record(
        claire,
        plan(),
        now,
        answers={
            "n_presents": {"v": ["mere"]},
            "suite": {"v": "fin"},
            "violence": {"v": "preoccupant"},
            "humeur_mere": {"v": "fatiguee"},
        },
    )
    if reader == "second":
        with db.writing(engine) as session:
            session.add(AccountSector(account_id=cast.nadia.id, sector_id=cast.bourg.id))
            session.add(CareRelationship(account_id=cast.nadia.id, family_id=cast.benali.id, since=today))
        reader = "nadia"
    tablet = tablet_of(reader)
    tablet.pull_all()
    [doc] = tablet.aboard("record").values()
    assert ("violence" in doc["body"]["answers"]) is reads
    assert "suite" in doc["body"]["answers"]


def test_a_field_of_a_newer_tablet_travels_to_its_author_only(claire, tablet_of, plan, now):
    record(claire, plan(), now, confidences_de_demain="coups", notes=[{"at": None, "text": "Rappeler"}])
    ines = tablet_of("ines")
    for tablet, fields in ((claire, True), (ines, False)):
        tablet.pull_all()
        [doc] = tablet.aboard("record").values()
        assert ("confidences_de_demain" in doc["body"]) is fields
        assert doc["body"]["notes"] and doc["body"]["signed_at"] and doc["body"]["answers"]


def test_a_superseded_measurement_stays_at_the_office(claire, plan, engine, cast, now):
    child = str(cast.benali_child.id)
    visit = plan()
    body = {"children": [child], "child_answers": {child: {"poids": {"v": 2400}}}}
    old = record(claire, visit, now, **body)
    body["child_answers"][child]["poids"]["v"] = 4200
    record(claire, visit, now, **body, corrects=old["id"], correction_reason="Erreur de frappe")
    claire.pull_all()
    persons = claire.aboard("family")[str(cast.benali.id)]["persons"]
    [adam] = [person for person in persons if person["id"] == child]
    assert [line["value"] for line in adam["measurements"]] == [4200]
    with db.reading(engine) as session:
        assert len(session.exec(select(Measurement)).all()) == 2


def test_each_family_loaded_has_a_line_in_the_journal(claire, engine, cast):
    claire.pull_all(), claire.pull(device_id=str(claire.device_id))
    with db.reading(engine) as session:
        events = session.exec(select(AccessEvent).where(AccessEvent.what == What.SYNC)).all()
    assert {event.family_id for event in events} == {cast.benali.id, cast.petit.id}
    assert {event.role for event in events} == {"puericultrice"}


def test_the_tablet_tells_of_itself(claire, engine, now):
    claire.pull(device_id=str(claire.device_id), unsent=4, app_version="9.9", at="2026-11-23T09:31:00.000Z")
    with db.reading(engine) as session:
        device = session.exec(select(Device)).one()
    assert (device.unsent, device.app_version, device.clock_offset_s) == (4, "9.9", 60)


def test_a_stranger_gets_nothing_of_the_others(tablet_of, claire, plan, cast, now):
    record(claire, plan(), now)
    nadia = tablet_of("nadia")
    text = json.dumps([page["docs"] for page in nadia.pull_all()], ensure_ascii=False)
    assert set(nadia.aboard("family")) == {str(cast.roche.id)}
    assert "Benali" not in text and "Petit" not in text


class TestOverlappingCommits:
    """Sequences commit out of order on PostgreSQL: what commits late must not be passed over."""

    def test_a_change_that_commits_after_a_later_one_is_told(self, claire, plan, engine):
        if engine.dialect.name != "postgresql":
            pytest.skip("SQLite has one writer at a time")
        early, late = plan(), plan("petit")
        claire.pull_all()
        with db.writing(engine) as slow:
            slow.get(Visit, early.id).reason = "première"
            slow.flush()  # its place in the feed is taken, and not yet committed
            with db.writing(engine) as fast:
                fast.get(Visit, late.id).reason = "seconde"
            claire.pull_all()
        until(claire, lambda: {visit["reason"] for visit in claire.aboard("visit").values()} == {"première", "seconde"})

    def test_a_transaction_in_another_database_of_the_server_holds_nothing_up(self, engine):
        if engine.dialect.name != "postgresql":
            pytest.skip("a SQLite file is alone")
        other = sa.create_engine(sa.make_url(os.environ[POSTGRES]))
        with other.connect() as elsewhere:
            elsewhere.exec_driver_sql("SELECT pg_current_xact_id()")
            with db.writing(engine) as here:
                ours = here.connection().exec_driver_sql("SELECT pg_current_xact_id()::text::bigint").scalar_one()
                with db.reading(engine) as session:
                    assert feed.horizon(session)[0] < ours, "one of our own does"
            with db.reading(engine) as session:
                assert feed.horizon(session)[0] >= ours
        other.dispose()


def test_a_worker_whose_role_changed_reads_everything_anew(engine, claire, cast):
    """Her documents held the fields of her former role: all come again as she may read them now."""
    before = claire.pull()
    with db.writing(engine) as session:
        session.get(Account, cast.claire.id).role = "tisf"
    after = claire.pull()
    assert after["reader"] != before["reader"]
    families = [doc["body"] for doc in after["docs"] if doc["kind"] == "family"]
    assert {family["id"] for family in families} == {str(cast.benali.id), str(cast.petit.id)}
    assert "term_weeks" not in json.dumps(families)


def test_a_file_open_for_some_hours_at_the_office_never_goes_aboard(tablet_of, engine, cast, now):
    nadia = tablet_of("nadia")
    with db.writing(engine) as writer:
        asked = exceptional_access.Asked(family_id=cast.benali.id)
        why = "Sa collègue est injoignable et la mère a appelé."
        exceptional_access.ask(writer, cast.actor("nadia"), asked, "continuite", why, now)
        writer.add(CareRelationship(account_id=cast.nadia.id, family_id=cast.benali.id, since=now.date()))
    aboard = str(nadia.pull_all())
    assert "Roche" in aboard and "Benali" not in aboard
