"""A signed visit read at the office: each role its answers, and « Vue par l'équipe » at the first opening."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families.person import Person
from fieldvisit.feed import Change
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.planning import Planning
from fieldvisit.pages.office.record_visibility_card import RecordVisibility
from fieldvisit.schedule import parent_visibility
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit


@pytest.fixture
def record(office, engine, now, today):
    """What Claire wrote at the Benali's: a weight, a mood, an answer about violence, a note."""
    child = str(office.benali_child.id)
    body = {
        "kind": "vad_1m",
        "forms": {"vad": "2.0.0"},
        "children": [child],
        "started_at": "2026-11-23T08:00:00.000Z",
        "ended_at": "2026-11-23T08:50:00.000Z",
        "answers": {
            "n_presents": {"v": ["mere"]},
            "n_demande": {"v": "Sommeil du petit"},
            "humeur_mere": {"v": "triste", "note": "pleure en parlant"},
            "violence": {"v": "oui", "note": "confidence"},
        },
        "child_answers": {child: {"poids": {"v": 4210}, "taille": {"v": 54.5, "method": "couche"}}},
        "notes": [{"at": "2026-11-23T08:30:00.000Z", "text": "Rappeler vendredi"}],
    }
    visit = Visit(
        family_id=office.benali.id,
        kind="vad_1m",
        planned_on=today,
        duration_min=60,
        worker_id=office.claire.id,
        status="realisee",
        created_at=now,
        created_by=office.helene.id,
    )
    written = VisitRecord(
        family_id=office.benali.id,
        visit_id=visit.id,
        author_id=office.claire.id,
        outcome="realisee",
        body=body,
        digest="0" * 64,
        captured_at=now,
        received_at=now,
    )
    with db.writing(engine) as writer:
        writer.add(visit)
        writer.flush()
        writer.add(written)
    return written


@pytest.fixture
def read(tab, cookie, record):
    """``read("helene")`` opens the file, then the record, and gives all that came back."""

    def as_(name):
        client = tab(cookie=cookie(name), path=f"/familles/{record.family_id}")
        client.load(Desk.arrive, FamilyFile.load)
        client.call(FamilyFile.open_record, record_id=str(record.id))
        return client.text()

    return as_


SAID = {
    "visit": "Sommeil du petit",
    "note": "Rappeler vendredi",
    "child": "4210 g",
    "mother": "pleure",
    "violence": "confidence",
}


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("claire", {"visit", "note", "child", "mother", "violence"}),
        ("ines", {"visit", "note", "child", "mother", "violence"}),
        ("helene", {"visit", "note", "child", "mother"}),
        ("sylvie", set()),
        ("nadia", set()),
        ("root", set()),
    ],
)
def test_each_role_reads_its_compartments_and_no_other(read, who, reads):
    shown = read(who)
    assert {name for name, words in SAID.items() if words in shown} == reads


def test_questions_and_options_are_read_in_french(read):
    shown = read("helene")
    assert "Personnes présentes" in shown and "Mère" in shown and "54,5 cm" in shown and "couché" in shown
    assert "n_presents" not in shown


def test_a_loss_of_weight_is_raised_from_what_the_file_knows_of_the_child(read, record, engine):
    with db.writing(engine) as writer:
        stored = writer.get_one(VisitRecord, record.id)
        child = stored.body["children"][0]
        stored.body = stored.body | {"child_answers": {child: {"poids": {"v": 2500}}}}
    assert "Points" not in read("sylvie")
    shown = read("claire")
    assert "'level': 'Urgent'" in shown or "'level': 'Alerte'" in shown


def test_what_a_tablet_sent_as_nothing_is_not_shown_and_breaks_no_screen(read, record, engine):
    with db.writing(engine) as writer:
        stored = writer.get_one(VisitRecord, record.id)
        child = stored.body["children"][0]
        answers = stored.body["answers"] | {"n_demande": None, "n_presents": {"v": ["mere"], "method": []}}
        stored.body = stored.body | {"answers": answers, "child_answers": {child: None}}
    shown = read("claire")
    assert "Rappeler vendredi" in shown and "Personnes présentes" in shown and "Sommeil du petit" not in shown


def seen(engine, record):
    with db.reading(engine) as reader:
        return reader.get_one(VisitRecord, record.id)


def test_its_author_s_own_reading_is_not_the_team_s(read, engine, record):
    read("claire")
    assert seen(engine, record).seen_at is None


def test_a_colleague_s_first_opening_makes_it_seen_and_the_tablet_hears_of_it(read, engine, record, office, now):
    with db.reading(engine) as reader:
        before = len(reader.exec(select(Change).where(Change.record_id == record.id)).all())
    read("helene")
    read("ines")
    assert (seen(engine, record).seen_at, seen(engine, record).seen_by) == (now, office.helene.id)
    with db.reading(engine) as reader:
        assert len(reader.exec(select(Change).where(Change.record_id == record.id)).all()) == before + 1


def test_who_may_not_open_it_neither_marks_it_seen_nor_reaches_the_journal(read, engine, record):
    for who in ("sylvie", "nadia", "root"):
        read(who)
    assert seen(engine, record).seen_at is None
    with db.reading(engine) as reader:
        assert reader.exec(select(AccessEvent).where(AccessEvent.subject_id == record.id)).all() == []


def test_opening_it_leaves_a_line_of_its_own_in_the_journal(read, engine, record, office):
    read("helene")
    with db.reading(engine) as reader:
        lines = reader.exec(select(AccessEvent).where(AccessEvent.subject_id == record.id)).all()
    assert {(line.account_id, line.what, line.screen) for line in lines} == {(office.helene.id, "lecture", "visite")}


def test_it_waits_on_the_planning_until_a_colleague_opens_it(tab, cookie, record, read):
    client = tab(cookie=cookie("helene"))
    client.load(Desk.arrive, Planning.load)
    assert str(record.id) in client.text()
    read("ines")
    assert "'received" in str(client.call(Planning.look_again))
    again = tab(cookie=cookie("helene"))
    again.load(Desk.arrive, Planning.load)
    assert str(record.id) not in again.text()


def test_a_record_of_another_family_is_not_opened_from_this_one(tab, cookie, record, office):
    client = tab(cookie=cookie("helene"), path=f"/familles/{office.petit.id}")
    client.load(Desk.arrive, FamilyFile.load)
    client.call(FamilyFile.open_record, record_id=str(record.id))
    assert "Sommeil du petit" not in client.text() and "pas ouvert" in client.text()


def read_by(tab, cookie, record, name):
    client = tab(cookie=cookie(name), path=f"/familles/{record.family_id}")
    client.load(Desk.arrive, FamilyFile.load)
    client.call(FamilyFile.open_record, record_id=str(record.id))
    return client


def test_a_visit_is_kept_from_parents_with_a_reason_and_told_again(tab, cookie, record, engine):
    client = read_by(tab, cookie, record, "claire")
    client.call(RecordVisibility.keep_back, form={"why": "x"})
    assert "quelques mots" in client.words()
    client.call(RecordVisibility.keep_back, form={"why": "Dit par la mère seule"})
    client.call(FamilyFile.open_record, record_id=str(record.id))
    assert "Dit par la mère seule – Claire Morel" in client.words()
    with db.reading(engine) as reader:
        assert parent_visibility.hidden(reader, {record.visit_id}) == {record.visit_id}
    client.call(RecordVisibility.tell_again)
    with db.reading(engine) as reader:
        assert parent_visibility.hidden(reader, {record.visit_id}) == set()
        assert len(reader.exec(select(parent_visibility.ParentVisibility)).all()) == 2


@pytest.mark.parametrize("name", ["helene", "nadia", "sylvie", "root"])
def test_whoever_does_not_write_visits_of_the_family_keeps_none_back(tab, cookie, record, engine, name):
    client = read_by(tab, cookie, record, name)
    client.call(RecordVisibility.keep_back, form={"why": "Dit par la mère seule"})
    with db.reading(engine) as reader:
        assert reader.exec(select(parent_visibility.ParentVisibility)).all() == []


def test_answers_about_violence_are_marked_so_that_no_printer_gets_them(tab, cookie, record):
    client = read_by(tab, cookie, record, "claire")
    lines = [one for section in shown(client)["sections"] for one in section["lines"]]
    assert {one["answer"] for one in lines if one["never_printed"]} == {"Oui"}
    assert "4210" in str([one["answer"] for one in lines if not one["never_printed"]])


def shown(client):
    found = [values for delta in client.received for values in delta.values() if "opened_rx_state_" in values]
    return found[-1]["opened_rx_state_"]


def test_the_copy_for_a_parent_is_offered_to_a_doctor_and_given_as_a_document(
    tab, cookie, http, record, engine, office
):
    with db.writing(engine) as writer:
        writer.get_one(Person, office.benali_child.id).parental_authority = "Conjointe"
    address = f"/api/copie-parent.pdf?famille={office.benali.id}&parent={office.benali_mother.id}"
    assert address not in read_by(tab, cookie, record, "claire").words()
    headers = {"cookie": cookie("claire")}
    assert http.get(address, headers=headers).status_code == 403
    with db.writing(engine) as writer:
        writer.get_one(Account, office.ines.id).role = "medecin_pmi"
    headers = {"cookie": cookie("ines")}
    assert address in read_by(tab, cookie, record, "ines").words()
    given = http.get(address, headers=headers)
    assert given.status_code == 200 and given.content.startswith(b"%PDF")
    with db.reading(engine) as reader:
        [line] = reader.exec(select(AccessEvent).where(AccessEvent.screen == "copie_parent"))
        assert (line.what, line.subject_id) == ("export", office.benali_mother.id)
    for wrong, status in ((address.replace("famille=", "famille=x"), 404), (address + "0", 404)):
        assert http.get(wrong, headers=headers).status_code == status
    with db.writing(engine) as writer:
        writer.get_one(Person, office.benali_child.id).parental_authority = "Exclusive père / coparent"
    refused = http.get(address, headers=headers)
    assert refused.status_code == 409 and "autorité parentale" in refused.text and "Adam" not in refused.text
    assert http.get(address).status_code == 303
