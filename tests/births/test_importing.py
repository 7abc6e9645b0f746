"""Files brought in: what is good goes in once, what is bad comes back with its reason, in whatever order they come."""

import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldvisit import db
from fieldvisit.births import importing, reading, working
from fieldvisit.births.notice import ImportRow, Kind, Notice, Progress, Result, Status
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Pregnancy
from fieldvisit.tasks.task import Task
from tests.births.files import HEADINGS, PREGNANT, as_csv, as_xlsx, row, stored


def results(rows):
    return [one.result for one in rows]


def test_a_family_that_nobody_knows_gets_a_file_in_the_sector_of_its_commune(engine, county, bring, today):
    batch, rows = bring([row()])
    assert (batch.state, batch.counts) == (Progress.DONE, {"pris": 1})
    (notice,) = stored(engine, Notice)
    home = stored(engine, Household, Household.id == notice.family_id)[0]
    assert (home.label, home.sector_id, home.phone) == ("Famille Lefèvre", county.bourg.id, "06 11 22 33 44")
    assert home.case_number.startswith(f"01-{today.year}-")
    people = {one.role: one for one in stored(engine, Person, Person.family_id == home.id)}
    assert people["enfant"].term_weeks == 38 and people["enfant"].id == notice.person_id
    assert people["mere"].birth_date == date(1996, 5, 4)
    assert notice.status == Status.TO_ASSIGN
    tasks = {one.kind: one for one in stored(engine, Task)}
    assert tasks["affecter"].due_on == date(2026, 11, 25) and tasks["courrier"].due_on == date(2026, 12, 8)


def test_a_column_missing_stops_the_import_before_it_begins(engine, odile, bring, now):
    headings = [one for one in HEADINGS if one != "Prénom(s)"]
    with pytest.raises(importing.columns.Missing):
        bring([row()[:1] + row()[2:]], headings=headings)
    assert stored(engine, Notice) == []


def test_bad_rows_come_back_in_a_file_that_can_be_corrected_and_sent_again(engine, odile, bring, now):
    bad = [row(prenom="Tom", ddn="24/11/2027"), row(prenom="Léo", commune="Nulle-Part", cp="")]
    good = [row(prenom="Éloïse"), row(prenom="Jean", mere_prenom="Lise", mere_ddn="01/02/1990")]
    batch, rows = bring([good[0], *bad, good[1], row(nom="")])
    assert batch.counts == {"pris": 2, "rejete": 3}
    with db.reading(engine) as reader:
        content = importing.rejected(reader, batch)
    sheet = reading.read(content, Kind.BIRTH)
    back = list(sheet.rows)
    assert sheet.headings == [*HEADINGS, "Motif"]
    assert [one.cells["Motif"] for one in back] == [
        "Date de naissance de l’enfant : le 24/11/2027 est dans l’avenir.",
        "Commune inconnue : « Nulle-Part ».",
        "Il manque le nom de l’enfant.",
    ]
    assert [one.cells["N° acte"] for one in back] == ["812"] * 3
    back[0].cells["Date de naissance"] = "20/11/2026"
    corrected = [list(one.cells.values()) for one in back]
    again, rows = bring([*good, *corrected], headings=sheet.headings)
    assert again.counts == {"pris": 1, "deja_recu": 2, "rejete": 2}
    assert again.columns == batch.columns


def test_a_cell_that_looks_like_a_formula_goes_back_as_text_and_comes_again_as_it_was(engine, bring):
    batch, _ = bring([row(nom="", adresse="=1+1", tel="+33611223344")])
    with db.reading(engine) as reader:
        content = importing.rejected(reader, batch)
    assert ";'=1+1;" in content.decode("utf-8-sig")
    cells = next(reading.read(content, Kind.BIRTH).rows).cells
    assert (cells["Adresse"], cells["Tél."]) == ("=1+1", "+33611223344")


def test_the_same_file_again_changes_nothing(engine, bring):
    rows = [row(), row(prenom="Jean", mere_prenom="Lise", mere_ddn="01/02/1990", acte="813")]
    bring(rows)
    before = [stored(engine, one) for one in (Notice, Household, Person, Task)]
    batch, _ = bring(rows, write=as_xlsx)
    assert batch.counts == {"deja_recu": 2}
    assert [stored(engine, one) for one in (Notice, Household, Person, Task)] == before


def test_twins_come_into_one_family_with_one_task_to_assign(engine, bring):
    bring([row(prenom="Léa", acte="1"), row(prenom="Tom", sexe="M", acte="2")])
    notices = stored(engine, Notice)
    assert len({one.family_id for one in notices}) == 1 and len({one.person_id for one in notices}) == 2
    assert sorted(one.kind for one in stored(engine, Task)) == ["affecter", "courrier"]


def test_twins_with_one_first_name_are_asked_back(engine, bring):
    batch, rows = bring([row(acte="1"), row(sexe="M", acte="2")])
    assert results(rows) == [Result.TAKEN, Result.REJECTED]
    assert "des jumeaux ont-ils reçu le même prénom" in rows[1].reason
    assert len(stored(engine, Notice)) == 1


def test_two_notices_of_one_child_with_different_dates_are_asked_back_and_said_on_the_first(engine, bring):
    _, rows = bring([row(), row(ddn="19/11/2026")])
    assert results(rows) == [Result.TAKEN, Result.REJECTED]
    assert rows[1].reason == (
        "Un avis de naissance de cet enfant donne déjà le 20/11/2026, celui-ci le 19/11/2026 : vérifiez la date."
    )
    assert stored(engine, Notice)[0].remarks == ["Un autre avis donne le 19/11/2026 : vérifiez la date."]


def test_a_notice_that_says_more_the_second_time_tells_what_differs(bring):
    _, rows = bring([row(), row(tel="07 00 00 00 00")])
    assert results(rows) == [Result.TAKEN, Result.KNOWN]
    assert rows[1].reason == "Déjà reçu le 23/11/2026. Diffère : téléphone ; rien n’a été changé."


def test_a_family_outside_the_county_has_its_notice_and_no_file(engine, bring):
    before = len(stored(engine, Household))
    bring([row(commune="Mâcon", cp="71000")])
    assert [one.status for one in stored(engine, Notice)] == [Status.OUTSIDE]
    assert len(stored(engine, Household)) == before


def test_a_mother_followed_in_pregnancy_keeps_her_file_and_her_pregnancy_ends(engine, county, elder, bring, today):
    with db.writing(engine) as writer:
        pregnant = Pregnancy(
            family_id=county.petit.id, mother_id=county.petit_mother.id, due_date=today + timedelta(days=10)
        )
        writer.add(pregnant)
    bring([row(nom="Martin", mere_nom="Martin", mere_prenom="JULIE", mere_ddn="02/04/1995", prenom="Ana")])
    (notice,) = stored(engine, Notice)
    assert (notice.family_id, notice.pregnancy_id) == (county.petit.id, pregnant.id)
    ended = stored(engine, Pregnancy)[0]
    assert (ended.ended_on, ended.outcome) == (date(2026, 11, 20), "vivant")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"mere_nom": "Durand", "mere_prenom": "Samira"}, "Un dossier possible."),
        ({"mere_nom": "Benali", "mere_prenom": "Samia"}, "Un dossier possible."),
        (
            {"mere_nom": "Benali", "mere_prenom": "Samira", "commune": "Oyonnax", "cp": "01100"},
            "La mère est connue dans un autre secteur : a-t-elle déménagé ?",
        ),
        (
            {"mere_nom": "Benali", "mere_prenom": "Samira", "ddn": "01/11/2026"},
            "Un enfant né le 24/10/2026 est au dossier : est-ce lui, à une autre date ?",
        ),
        (
            {"mere_nom": "Benali", "mere_prenom": "Samira", "ddn": "24/10/2026"},
            "Un enfant né ce jour est déjà au dossier : Adam. Est-ce lui, ou un jumeau ?",
        ),
        (
            {"mere_nom": "Benali", "mere_prenom": "Samira", "commune": "Mâcon", "cp": "71000"},
            "L’adresse est hors du département, mais la mère est connue ici.",
        ),
    ],
)
def test_what_is_not_certain_waits_for_a_person(engine, county, bring, changed, why):
    before = len(stored(engine, Person))
    bring([row(mere_ddn="02/04/1995", **changed)])
    (notice,) = stored(engine, Notice)
    assert (notice.status, notice.remarks[-1]) == (Status.TO_MATCH, why)
    assert len(stored(engine, Person)) == before


def test_a_child_that_is_in_the_file_already_is_not_written_twice(engine, county, bring):
    bring([row(nom="Benali", prenom="Adam", ddn="24/10/2026", mere_nom="Benali", mere_prenom="Samira",
               mere_ddn="02/04/1995", terme="36 SA", poids="")])  # fmt: skip
    (notice,) = stored(engine, Notice)
    assert notice.person_id == county.benali_child.id
    assert len(stored(engine, Person, Person.family_id == county.benali.id)) == 2
    kept = stored(engine, Person, Person.id == county.benali_child.id)[0]
    assert (kept.term_weeks, kept.term_days, kept.birth_weight_g) == (40, 1, 3300)


def test_a_declared_pregnancy_opens_a_file_and_the_birth_finds_it(engine, bring):
    bring([["Roux", "Lina", "02/03/1999", "25/11/2026", "Viriat", "01440"]], Kind.PREGNANCY, PREGNANT)
    bring([row(nom="Roux", mere_nom="Roux", mere_prenom="Lina", mere_ddn="02/03/1999")])
    notices = stored(engine, Notice)
    assert len({one.family_id for one in notices}) == 1
    assert stored(engine, Pregnancy)[0].ended_on == date(2026, 11, 20)


def test_two_due_dates_of_one_pregnancy_are_asked_back(bring):
    _, rows = bring(
        [["Roux", "Lina", "02/03/1999", due, "Viriat", "01440"] for due in ("10/05/2027", "14/05/2027")],
        Kind.PREGNANCY,
        PREGNANT,
    )
    assert results(rows) == [Result.TAKEN, Result.REJECTED]


def test_a_stranger_or_another_account_finds_no_import(engine, county, odile, bring):
    batch, _ = bring([row()])
    for name in ("helene", "sylvie", "root"):
        with db.reading(engine) as reader, pytest.raises(importing.NotFound):
            importing.find(reader, county.actor(name), batch.id)
    with db.writing(engine) as writer, pytest.raises(importing.NotAllowed):
        importing.receive(writer, county.actor("sylvie"), Kind.BIRTH, "a.csv", b"", None)


def test_one_process_works_on_an_import_and_another_goes_on_when_it_is_gone(engine, odile, today, now):
    with db.writing(engine) as writer:
        batch = importing.receive(writer, odile, Kind.BIRTH, "a.csv", as_csv([row(), row(nom="")]), now)
        importing.start(writer, odile, batch.id)
    with db.writing(engine) as writer:
        assert working.claim(writer, batch.id, now)
        assert not working.claim(writer, batch.id, now)
        assert working.work(writer, batch.id, today, now, at_once=1)
    later = now + 2 * working.ABANDONED
    with db.reading(engine) as reader:
        assert working.waiting(reader, now) == [] and working.waiting(reader, later) == [batch.id]
    working.run(engine, batch.id, lambda: today, lambda: later)
    with db.reading(engine) as reader:
        assert importing.find(reader, odile, batch.id).counts == {"pris": 1, "rejete": 1}


def test_a_row_that_our_own_fault_stops_does_not_stop_the_others(engine, odile, today, now, monkeypatch):
    with db.writing(engine) as writer:
        rows = [row(prenom=name, mere_prenom=name, acte="") for name in ("Ana", "Faute", "Zoé")]
        batch = importing.receive(writer, odile, Kind.BIRTH, "a.csv", as_csv(rows), now)
        importing.start(writer, odile, batch.id)
    right = working.taking.take

    def failing(work, notices, said, *more):
        if said.text("child_first_name") == "Faute":
            raise sa.exc.OperationalError("insert", {}, Exception())
        return right(work, notices, said, *more)

    monkeypatch.setattr(working.taking, "take", failing)
    monkeypatch.setattr(working, "sleep", lambda _: None)
    working.run(engine, batch.id, lambda: today, lambda: now)
    with db.reading(engine) as reader:
        assert importing.find(reader, odile, batch.id).counts == {"pris": 2, "rejete": 1}


def test_an_import_that_is_dropped_leaves_nothing(engine, odile, now):
    with db.writing(engine) as writer:
        batch = importing.receive(writer, odile, Kind.BIRTH, "a.csv", as_csv([row()]), now)
    with db.writing(engine) as writer:
        importing.drop(writer, odile, batch.id)
    assert stored(engine, ImportRow) == [] and stored(engine, Notice) == []


#: Rows that say nothing against each other: four children of three mothers, one of them outside, and two that are bad.
MIXED = [
    row(prenom="Ana", acte="1"),
    row(prenom="Luc", sexe="M", acte="2"),
    row(nom="Roux", prenom="Mia", mere_nom="Roux", mere_prenom="Lina", mere_ddn="02/03/1999", tel="", acte="3"),
    row(
        nom="Noir", prenom="Sam", mere_nom="Noir", mere_prenom="Eva", mere_ddn="05/06/1993", cp="71000", commune="Mâcon"
    ),
    row(nom="", acte="5"),
    row(prenom="Bob", commune="Nulle-Part", cp="", acte="6"),
]


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_files_sent_again_in_any_order_and_any_pieces_end_the_same(data, engine, odile, bring):
    with db.writing(engine) as writer:
        for table in (ImportRow, Task, Notice, importing.ImportBatch):
            writer.execute(sa.delete(table))
    files = data.draw(
        st.lists(st.lists(st.sampled_from(range(len(MIXED))), min_size=1, max_size=5), min_size=1, max_size=2)
    )
    everything = list(range(len(MIXED)))
    random.Random(data.draw(st.integers(0, 99))).shuffle(everything)
    for some in (*files, everything):
        bring([MIXED[at] for at in some], at_once=data.draw(st.sampled_from([1, 2, 200])))
    notices = stored(engine, Notice)
    assert sorted(one.said["child_first_name"] for one in notices) == ["Ana", "Luc", "Mia", "Sam"]
    by_name = {one.said["child_first_name"]: one for one in notices}
    assert by_name["Ana"].family_id == by_name["Luc"].family_id != by_name["Mia"].family_id
    assert by_name["Sam"].status == Status.OUTSIDE
    children = [one for one in stored(engine, Person) if one.role == "enfant" and one.last_name in ("Lefèvre", "Roux")]
    assert sorted(one.first_name for one in children) == ["Ana", "Luc", "Mia"]
