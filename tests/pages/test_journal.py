"""« Journal des accès » as a client gets it: who sees which lines, the extract for a parent, a month let go."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import chain, chain_check, journal
from fieldvisit.access.account import Account, Actor, actor
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.exports import access_extract
from fieldvisit.families import consulted
from fieldvisit.families.consulted import Asked
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.journal import JournalPage
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from tests.pages.test_family_file import shown


@pytest.fixture
def lines(office, engine, now):
    """Claire read the Benali's, Nadia the Roche's."""
    with db.writing(engine) as writer:
        journal.note(writer, office.actor("claire"), office.benali.id, What.READ, "dossier", now)
        journal.note(writer, office.actor("nadia"), office.roche.id, What.WRITE, "planning", now)


@pytest.fixture
def opened(tab, cookie, engine, office, lines):
    """``opened("dpo")``: the page as someone of that role sees it, in Bourg."""

    def open_as(role, name="helene"):
        with db.writing(engine) as writer:
            writer.get_one(Account, getattr(office, name).id).role = role
        client = tab(cookie=cookie(name), path="/journal-acces")
        client.load(Desk.arrive, JournalPage.load)
        return client

    return open_as


def events(engine, screen):
    with db.reading(engine) as session:
        return session.exec(select(AccessEvent).where(AccessEvent.screen == screen)).all()


@pytest.mark.parametrize(
    ("role", "cases"),
    [
        ("dpo", {"01-2026-0001", "01-2026-0003"}),
        ("medecin_responsable", {"01-2026-0001", "01-2026-0003"}),
        ("coordinatrice", {"01-2026-0001"}),
        ("medecin_pmi", set()),
        ("administrateur", set()),
        ("puericultrice", set()),
        ("crip", set()),
    ],
)
def test_who_sees_which_lines(opened, role, cases):
    text = opened(role).words()
    assert {case for case in ("01-2026-0001", "01-2026-0003") if case in text} == cases


def test_a_doctor_reads_the_journal_of_a_family_followed(opened, office):
    text = opened("medecin_pmi", "ines").words()
    assert "01-2026-0001" in text and "01-2026-0003" not in text


def test_the_dpo_finds_by_name_and_is_told_no_name(opened, engine, office):
    client = opened("dpo")
    client.received.clear()
    client.call(JournalPage.search, form={"family": "benali", "person": "", "since": "", "until": ""})
    assert "01-2026-0001" in client.words() and "01-2026-0003" not in client.words()
    assert "Famille" not in client.words()
    assert {one.family_id for one in events(engine, "journal_acces")} == {office.benali.id, office.roche.id}
    assert len(events(engine, "journal_acces")) == 2, "a reader's look is noted once a day for each family"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "Claire"}, {"01-2026-0001"}),
        ({"person": "nadia.ferrand"}, {"01-2026-0003"}),
        ({"person": "personne d’ici"}, set()),
        ({"family": "01-2026-0003"}, {"01-2026-0003"}),
        ({"since": "2026-11-24"}, set()),
        ({"until": "2026-11-22"}, set()),
        ({"since": "2026-11-23", "until": "2026-11-23"}, {"01-2026-0001", "01-2026-0003"}),
    ],
)
def test_the_search_by_person_family_and_day(opened, engine, office, today, asked, found):
    opened("dpo")
    days = {name: date.fromisoformat(asked[name]) for name in ("since", "until") if name in asked}
    with db.reading(engine) as session:
        dpo = actor(session, session.get_one(Account, office.helene.id))
        shown = consulted.search(session, dpo, Asked(**asked | days), today)
    assert {one.case_number for one in shown if one.event.screen != consulted.SCREEN} == found


def test_a_wrong_day_is_said_and_what_was_typed_stays(opened):
    client = opened("dpo")
    client.call(JournalPage.search, form={"person": "claire", "since": "hier", "until": ""})
    assert "avec son année" in client.words() and "hier" in client.words()


def test_the_extract_does_not_tell_that_the_unit_reads(opened, engine, office, now, today):
    """It would tell a parent that a concern report exists."""
    unit = Actor(office.root.id, "CRIP", "crip", frozenset())
    with db.writing(engine) as writer:
        journal.note(writer, unit, office.benali.id, What.READ, "x", now)
    opened("dpo")
    with db.writing(engine) as session:
        dpo = actor(session, session.get_one(Account, office.helene.id))
        _, told = consulted.extract(session, dpo, "01-2026-0001", today, today, now)
    assert {name for _, name in told} == {"Claire Morel", "Hélène Vidal"}


def test_the_extract_is_a_document_and_leaves_a_line(opened, http, cookie, engine, office):
    opened("dpo")
    headers = {"cookie": cookie("helene")}
    asked = {"dossier": "01-2026-0001", "du": "2026-11-01", "au": "2026-11-30", "pour": "mere"}
    given = http.get("/api/acces.pdf", params=asked, headers=headers)
    assert given.status_code == 200 and given.content.startswith(b"%PDF")
    [line] = events(engine, "journal_extrait")
    assert (line.what, line.family_id) == ("export", office.benali.id)
    for wrong, status in (({"dossier": "x"}, 404), ({"du": ""}, 400), ({"pour": ""}, 400)):
        assert http.get("/api/acces.pdf", params=asked | wrong, headers=headers).status_code == status
    assert len(events(engine, "journal_extrait")) == 1


def test_a_father_s_extract_does_not_tell_of_the_mother_s_own_care(opened, engine, office, now, today):
    psychologist = Actor(office.root.id, "Psychologue", "psychologue_pmi", frozenset())
    made = {}
    with db.writing(engine) as writer:
        for name, body in (
            ("epp", {"kind": "epp"}),
            ("baby", {"kind": "vad_1m", "child_answers": {"x": {"eveil": {}}}}),
        ):
            visit = Visit(
                family_id=office.benali.id,
                kind=body["kind"],
                planned_on=today,
                duration_min=60,
                worker_id=office.ines.id,
                created_at=now,
                created_by=office.helene.id,
            )
            writer.add(visit)
            writer.flush()
            made[name] = VisitRecord(
                family_id=office.benali.id,
                visit_id=visit.id,
                author_id=office.ines.id,
                outcome="realisee",
                body=body,
                digest=name,
                captured_at=now,
                received_at=now,
            )
            writer.add(made[name])
            writer.flush()
            journal.note(
                writer, office.actor("ines"), office.benali.id, What.READ, "visite", now, subject_id=made[name].id
            )
        journal.note(writer, psychologist, office.benali.id, What.READ, "dossier", now)
        journal.note(writer, office.actor("ines"), office.benali.id, What.READ, "synthese", now)
        journal.note(writer, office.actor("ines"), office.benali.id, What.EXPORT, "copie_parent", now)
    opened("dpo")
    with db.writing(engine) as session:
        dpo = actor(session, session.get_one(Account, office.helene.id))
        _, lines = consulted.extract(session, dpo, "01-2026-0001", today, today, now)
        told = {asker: access_extract.told_to(session, asker, lines) for asker in access_extract.Asker}
    of_the_other = {(event.role, event.screen, event.subject_id) for event, _ in told[access_extract.Asker.OTHER]}
    assert {one[2] for one in of_the_other if one[1] == "visite"} == {made["baby"].id}
    assert not {one[0] for one in of_the_other} & {"psychologue_pmi"}
    assert not {one[1] for one in of_the_other} & {"synthese", "copie_parent"}
    of_mother = {(event.role, event.screen) for event, _ in told[access_extract.Asker.MOTHER]}
    assert ("psychologue_pmi", "dossier") in of_mother and ("sage_femme_pmi", "synthese") in of_mother
    assert not {screen for _, screen in of_mother} & {"copie_parent"}


@pytest.mark.parametrize("name", ["", "claire", "helene", "root", "sylvie"])
def test_nobody_else_is_given_an_extract(http, cookie, engine, office, lines, name):
    headers = {"cookie": cookie(name)} if name else {}
    asked = {"dossier": "01-2026-0001", "du": "2026-11-01", "au": "2026-11-30", "pour": "mere"}
    given = http.get("/api/acces.pdf", params=asked, headers=headers)
    assert given.status_code in (303, 403) and b"Claire" not in given.content
    assert events(engine, "journal_extrait") == []


@pytest.fixture
def old(engine, office, now):
    """Two months, closed two years ago."""
    for back in (800, 770):
        at = now - timedelta(days=back)
        with db.writing(engine) as writer:
            journal.note(writer, office.actor("claire"), office.benali.id, What.READ, f"il y a {back}", at)
            writer.flush()
            chain.seal(writer, at)
    with db.writing(engine) as writer:
        journal.note(writer, office.actor("claire"), office.benali.id, What.READ, "maintenant", now)
        writer.flush()
        chain.seal(writer, now)


def test_a_month_past_its_time_goes_only_when_the_dpo_says_why_and_the_chain_holds(opened, old, engine, now):
    client = opened("dpo")
    assert "2024-09" in client.words() and "2024-10" in client.words()
    client.call(JournalPage.let_go, form={"month": "2024-09", "reason": " "})
    assert "sur quoi repose" in client.words() and events(engine, "il y a 800")
    client.call(JournalPage.let_go, form={"month": "2026-11", "reason": "visa 12"})
    assert "n’est pas éliminable" in client.words() and events(engine, "maintenant")
    client.call(JournalPage.let_go, form={"month": "2024-09", "reason": "Visa AD 2026-12"})
    assert events(engine, "il y a 800") == [] and events(engine, "il y a 770")
    assert "Hélène Vidal" in client.words() and "Visa AD 2026-12" in client.words()
    with db.reading(engine) as session:
        found = chain_check.verify(session)
    assert (found.broken, found.let_go) == ("", ["2024-09"])


@pytest.mark.parametrize("role", ["medecin_responsable", "coordinatrice", "administrateur", "puericultrice"])
def test_nobody_else_lets_a_month_go(opened, old, engine, role):
    opened(role).call(JournalPage.let_go, form={"month": "2024-09", "reason": "visa"})
    assert events(engine, "il y a 800")


@pytest.mark.parametrize(
    ("role", "name", "sees"),
    [("coordinatrice", "helene", True), ("medecin_pmi", "ines", False), ("medecin_responsable", "helene", False)],
)
def test_a_file_shows_its_last_readings_to_coordinators_not_to_doctors(
    tab, cookie, engine, office, lines, role, name, sees
):
    with db.writing(engine) as writer:
        writer.get_one(Account, getattr(office, name).id).role = role
    page = tab(cookie=cookie(name), path=f"/familles/{office.benali.id}")
    page.load(Desk.arrive, FamilyFile.load)
    file = shown(page, FamilyFile)
    assert file["persons"], "the file itself is open to each of them"
    assert file.get("sees_journal", False) is sees
    assert any("Claire Morel" in one["name"] for one in file.get("reads", [])) is sees
