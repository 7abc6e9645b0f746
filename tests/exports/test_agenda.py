"""The agenda feed: hours and towns, stable, and nothing that names anybody or says why."""

from datetime import date, time, timedelta

import icalendar
import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.calendars.absence import Absence
from fieldvisit.exports import agenda
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.licences import request, visit
from fieldvisit.schedule.visit import Visit

CANARY = "Zéphyrine"
#: All that an event may say.
SAID = {
    *("UID", "DTSTAMP", "CLASS", "SUMMARY", "DTSTART", "DTEND", "DURATION", "TRANSP", "LOCATION", "STATUS"),
}


@pytest.fixture
def planned(engine, cast, now, today):
    def write(**fields):
        values = {
            "family_id": cast.benali.id,
            "kind": "vad_eval_ip",
            "planned_on": today,
            "planned_at": time(14),
            "duration_min": 60,
            "worker_id": cast.claire.id,
            "created_at": now,
            "created_by": cast.helene.id,
        }
        made = Visit(**values | fields)
        with db.writing(engine) as session:
            session.add(made)
        return made

    return write


def feed(engine, account, today) -> bytes:
    with db.reading(engine) as session:
        return agenda.build(session, session.get_one(Account, account.id), today)


def events(content: bytes) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_no_name_no_address_no_reason_and_no_type_of_visit_leaves(engine, cast, planned, today, now):
    with db.writing(engine) as session:
        family = session.get_one(Household, cast.benali.id)
        for column in ("label", "address", "access_notes", "safety_notes", "phone", "daily_instructions"):
            setattr(family, column, f"{CANARY} {column}")
        for person in session.exec(select(Person)):
            person.first_name = person.last_name = CANARY
        session.get_one(Account, cast.claire.id).name = f"{CANARY} Morel"
        for half in ("jour", "matin"):
            session.add(
                Absence(
                    account_id=cast.claire.id,
                    first_on=today,
                    last_on=today,
                    half=half,
                    why="maladie",
                    note=CANARY,
                    noted_by=cast.claire.id,
                    noted_at=now,
                )
            )
    one = planned(reason=CANARY, cancel_reason=CANARY)
    planned(reason=CANARY, cancel_reason=CANARY, status="annulee", kind=f"vad_{CANARY}")
    content = feed(engine, cast.claire, today)
    words = content.decode().replace("\r\n ", "")
    for secret in (
        CANARY,
        "Zephyrine",
        "maladie",
        "Arrêt",
        "vad_",
        "EPP",
        "Évaluation",
        cast.benali.case_number,
        str(one.id),
        str(cast.benali.id),
        str(cast.claire.id),
        "Claire",
        "Morel",
    ):
        assert secret not in words
    told = events(content)
    assert {name for one in told for name in one} <= SAID
    assert {str(one["SUMMARY"]) for one in told} == {"Visite", "Absence"}
    assert {str(one["LOCATION"]) for one in told if "LOCATION" in one} == {"Bourg-en-Bresse"}


def test_a_visit_outside_families_says_no_more_than_the_others(engine, cast, today, now):
    with db.writing(engine) as session:
        one = request.open_file(
            session,
            cast.actor("claire"),
            sector_id=cast.bourg.id,
            kind="familial",
            last_name=CANARY,
            first_name=CANARY,
            birth_date=None,
            contact={"city": "Viriat", "address": CANARY, "phone": CANARY},
            received_on=today,
            capacity=1,
            ages="",
            today=today,
            now=now,
        )
        visit.plan(session, cast.actor("claire"), one.id, "controle", today, time(9), 90, cast.claire.id, today, now)
    content = feed(engine, cast.claire, today)
    [told] = events(content)
    assert (str(told["SUMMARY"]), str(told["LOCATION"])) == ("Visite", "Viriat") and set(told) <= SAID
    assert CANARY not in content.decode() and "grément" not in content.decode() and one.number not in content.decode()


def test_an_hour_is_that_of_paris_on_both_sides_of_the_change(engine, cast, planned):
    planned(planned_on=date(2027, 3, 26))
    planned(planned_on=date(2027, 3, 29))
    content = feed(engine, cast.claire, date(2027, 3, 1))
    assert b"BEGIN:VTIMEZONE" in content and b"TZID:Europe/Paris" in content
    before, after = [one.decoded("DTSTART") for one in events(content)]
    assert (before.hour, after.hour) == (14, 14)
    assert after.utcoffset() - before.utcoffset() == timedelta(hours=1)
    [zone] = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")
    assert zone.to_tz().utcoffset(after.replace(tzinfo=None)) == timedelta(hours=2)


def test_a_cancelled_visit_stays_crossed_out_and_a_moved_one_keeps_its_identity(engine, cast, planned, today):
    one = planned()
    [first] = events(feed(engine, cast.claire, today))
    assert str(first["STATUS"]) == "CONFIRMED" and first.decoded("DURATION") == timedelta(hours=1)
    with db.writing(engine) as session:
        moved = session.get_one(Visit, one.id)
        moved.planned_on, moved.planned_at, moved.status = today + timedelta(days=1), None, "annulee"
    [second] = events(feed(engine, cast.claire, today))
    assert (second["UID"], str(second["STATUS"])) == (first["UID"], "CANCELLED")
    assert second.decoded("DTSTART") == today + timedelta(days=1)  # no hour: the whole day
    assert str(second["TRANSP"]) == "TRANSPARENT"


def test_it_goes_from_ninety_days_ago_to_a_year_ahead_and_is_hers_only(engine, cast, planned, today):
    for days in (-91, -90, 0, 366, 367):
        planned(planned_on=today + timedelta(days=days))
    planned(worker_id=cast.ines.id)
    days = [(one.decoded("DTSTART").date() - today).days for one in events(feed(engine, cast.claire, today))]
    assert days == [-90, 0, 366]


def test_the_same_content_has_the_same_bytes(engine, cast, planned, today):
    planned()
    content = feed(engine, cast.claire, today)
    assert feed(engine, cast.claire, today) == content
    planned()
    assert agenda.etag(feed(engine, cast.claire, today)) != agenda.etag(content)
