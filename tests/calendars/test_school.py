"""The ministry's file as the county downloads it, with what misleads in it."""

from datetime import date

import pytest

from fieldvisit import cli, db
from fieldvisit.calendars import school, school_file
from fieldvisit.calendars.school import Kept, Period

HEAD = "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire\n"
CSV = (
    HEAD
    + "Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Lyon;Zone A;2026-2027\n"
    + "Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Dijon;Zone A;2026-2027\n"
    + "Vacances d'Été;Enseignants;2026-07-03T22:00:00+00:00;2026-08-30T22:00:00+00:00;Lyon;Zone A;2025-2026\n"
    + "Vacances d'Hiver;Élèves;2027-02-19T23:00:00+00:00;2027-03-07T23:00:00+00:00;Rennes;Zone B;2026-2027\n"
    + "Début des Vacances d'Été;-;2027-07-02T22:00:00+00:00;2027-07-02T22:00:00+00:00;Lyon;Zone A;2026-2027\n"
    + "Rentrée des enseignants;-;2026-08-30T22:00:00+00:00;2026-08-30T22:00:00+00:00;Lyon;Zone A;2026-2027\n"
    + "Vacances de Noël;-;bientôt;;Lyon;Zone A;2026-2027\n"
)
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//education//FR
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261219
DTEND;VALUE=DATE:20270104
SUMMARY:Vacances de Noël - Zones A, B et C
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20270213
DTEND;VALUE=DATE:20270301
SUMMARY:Vacances d'hiver - Zone A
END:VEVENT
END:VCALENDAR
"""
AUTUMN = Period("A", "Vacances de la Toussaint", date(2026, 10, 17), date(2026, 11, 1))


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_csv_gives_civil_days_of_paris_and_the_last_day_without_lessons(coding):
    found = school_file.read(CSV.encode(coding))
    assert found.periods == [
        AUTUMN,
        Period("B", "Vacances d’Hiver", date(2027, 2, 20), date(2027, 3, 7)),
        Period("A", "Vacances d’été", date(2027, 7, 3), date(2027, 8, 31)),
    ]
    assert found.problems == ["Ligne 8 : date illisible (« bientôt », «  »)."]


def test_the_icalendar_gives_the_same(engine):
    found = school_file.read(ICS.encode(), "Zone-A.ics")
    assert [(one.zone, one.first_on, one.last_on) for one in found.periods] == [
        ("A", date(2026, 12, 19), date(2027, 1, 3)),
        ("B", date(2026, 12, 19), date(2027, 1, 3)),
        ("C", date(2026, 12, 19), date(2027, 1, 3)),
        ("A", date(2027, 2, 13), date(2027, 2, 28)),
    ]
    assert found.periods[0].label == "Vacances de Noël"


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe", b"nom;prenom\nMorel;Claire\n", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:hier\n", b"\x89PNG"],
)
def test_another_file_is_refused_with_a_sentence(content):
    with pytest.raises(school_file.Unreadable) as refusal:
        school_file.read(content)
    assert refusal.value.sentence.endswith(".")


def test_the_same_file_again_changes_nothing_and_a_corrected_one_takes_its_place(engine):
    found = school_file.read(CSV.encode())
    with db.writing(engine) as session:
        assert school.keep(session, found.periods) == Kept(3, 0, 0)
    corrected = [Period("A", "Vacances de la Toussaint", date(2026, 10, 17), date(2026, 11, 2))]
    with db.writing(engine) as session:
        assert school.keep(session, found.periods) == Kept(0, 0, 3)
        assert school.keep(session, corrected) == Kept(0, 1, 0)
    with db.reading(engine) as session:
        [autumn] = school.between(session, date(2026, 11, 2), date(2026, 11, 2))
        assert autumn.last_on == date(2026, 11, 2)
        assert school.between(session, date(2027, 2, 20), date(2027, 2, 20)) == []  # zone A still has lessons


def test_the_demo_has_every_zone_and_no_period_of_a_zone_upon_another(engine):
    listed = school.demo_dates()
    assert {one.zone for one in listed} == {"A", "B", "C"}
    assert Period("B", "Vacances d’hiver", date(2026, 2, 14), date(2026, 3, 1)) in listed
    for one in listed:
        assert one.first_on <= one.last_on
        assert [
            other
            for other in listed
            if other.zone == one.zone and other.first_on <= one.last_on and other.last_on >= one.first_on
        ] == [one]
    with db.writing(engine) as session:
        assert school.keep(session, listed).new == len(listed)


def test_the_command_says_what_it_kept_and_what_not(tmp_path, engine, monkeypatch, capsys):
    monkeypatch.setattr(db, "engine", lambda: engine)
    monkeypatch.setattr(cli, "_upgrade", lambda: None)
    (tmp_path / "vacances.csv").write_text(CSV, encoding="utf-8")
    cli.main(["calendars", "import", str(tmp_path / "vacances.csv")])
    told = capsys.readouterr().out
    assert "3 période(s) ajoutée(s)" in told and "Ligne 8" in told
    with pytest.raises(SystemExit, match="ne se lit pas"):
        cli.main(["calendars", "import", str(tmp_path / "absent.csv")])
