"""A tablet that was withdrawn: what it is told, what becomes of what it sends, and what it says of itself."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.device import Device, Leaving
from fieldvisit.access.session import LoginSession
from fieldvisit.sync.received import ReceivedLine
from tests.sync.tablet import stamp, visit_record


@pytest.fixture
def visit(plan):
    return plan()


def withdraw(engine, tablet, because, now):
    with db.writing(engine) as session:
        device = session.get(Device, tablet.device_id)
        device.revoked_at, device.revoked_because = now, because


def line_of(tablet, visit, now):
    return tablet.line("visit_record", visit_record(visit, now), family_id=visit.family_id)


def say(tablet, *lines, **headers):
    """A push with what a tablet tells beside its lines."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = tablet.client.post("/api/sync/push", content=b"\n".join(lines), headers=sent)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_is_told_to_wipe_and_gets_nothing_more(claire, visit, engine, now):
    withdraw(engine, claire, Leaving.LOST, now)
    page = claire.ask(device_id=str(claire.device_id))
    assert page["wipe"] is True
    assert page["docs"] == [] and page["more"] is False


def test_a_tablet_in_service_is_told_nothing_of_the_kind(claire, visit):
    assert "wipe" not in claire.ask(device_id=str(claire.device_id))


def test_nobody_is_told_of_a_tablet_that_is_not_hers(claire, tablet_of, visit, engine, now):
    nadia = tablet_of("nadia")
    withdraw(engine, nadia, Leaving.LOST, now)
    page = claire.ask(device_id=str(nadia.device_id))
    assert "wipe" not in page and page["docs"]


def test_without_a_login_it_is_told_with_its_push(claire, visit, engine, now):
    withdraw(engine, claire, Leaving.LOST, now)
    claire.token = None
    answer = say(claire, fieldvisit_tablets=f"{claire.device_id},not-an-id")
    assert answer["withdrawn"] == [str(claire.device_id)] and answer["words"] == []


def test_what_a_lost_tablet_sends_is_kept_apart_and_its_worker_told(claire, visit, engine, now):
    line = line_of(claire, visit, now)
    withdraw(engine, claire, Leaving.LOST, now)
    [word] = claire.push(line)
    assert word["word"] == "refused" and "perdue" in word["sentence"]
    with db.reading(engine) as session:
        assert [row.raw for row in session.exec(select(ReceivedLine))] == [line]


def test_what_a_returned_tablet_still_holds_is_taken(claire, visit, engine, now):
    line = line_of(claire, visit, now)
    withdraw(engine, claire, Leaving.RETURNED, now)
    claire.token = None
    assert claire.push(line)[0]["word"] == "received"


def test_nobody_signs_in_anew_on_it_until_it_is_back_in_service(claire, engine, now):
    withdraw(engine, claire, Leaving.RETURNED, now)
    answer = claire.post("/api/devices/enrol", claire.enrolment())
    assert answer.status_code == 403 and "retirée" in answer.json()["sentence"]
    withdraw(engine, claire, "", None)
    assert claire.post("/api/devices/enrol", claire.enrolment()).status_code == 200


def test_it_says_that_it_wiped_itself_and_a_tablet_in_service_cannot(claire, tablet_of, engine, now):
    nadia = tablet_of("nadia")
    withdraw(engine, claire, Leaving.LOST, now)
    say(claire, fieldvisit_wiped=f"{claire.device_id},{nadia.device_id}")
    with db.reading(engine) as session:
        assert session.get(Device, claire.device_id).wiped_at is not None
        assert session.get(Device, nadia.device_id).wiped_at is None


def test_the_tablet_tells_what_it_holds(claire, engine, now):
    told = {"drafts": 2, "pictures": 5, "storage": {"usage": 10**9, "quota": 10**11, "persisted": False}}
    claire.pull(device_id=str(claire.device_id), vanished=stamp(now - timedelta(days=2)), **told)
    with db.reading(engine) as session:
        device = session.exec(select(Device)).one()
    assert (device.drafts, device.pictures) == (2, 5)
    assert (device.storage_used, device.storage_quota, device.storage_kept) == (10**9, 10**11, False)
    assert device.vanished_at == now - timedelta(days=2)


@pytest.mark.parametrize(
    "told",
    [
        {"drafts": -1, "pictures": "5", "storage": [], "vanished": "hier"},
        {"drafts": 2**40, "pictures": True, "storage": {"usage": 1.5, "quota": -2, "persisted": "oui"}, "vanished": 3},
    ],
)
def test_news_that_are_none_cost_no_pull(claire, visit, engine, told):
    assert claire.pull(device_id=str(claire.device_id), **told)["docs"]
    with db.reading(engine) as session:
        device = session.exec(select(Device)).one()
    assert (device.drafts, device.pictures, device.storage_used, device.vanished_at) == (0, 0, None, None)


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=-1), timedelta(days=365), timedelta(days=-365)])
def test_each_line_keeps_how_far_the_clock_that_sent_it_was_ahead(claire, visit, engine, now, ahead):
    line = claire.line(
        "visit_record", visit_record(visit, now), family_id=visit.family_id, captured_at=stamp(now + ahead)
    )
    [word] = say(claire, line, fieldvisit_at=stamp(now + ahead))["words"]
    assert word["word"] == "received"
    with db.reading(engine) as session:
        row = session.exec(select(ReceivedLine)).one()
    assert abs(row.clock_offset_s - ahead.total_seconds()) < 60


def test_a_pull_renews_the_session_of_a_tablet_in_hand(claire, engine, door, now):
    door.clock = lambda: now + timedelta(hours=1)
    claire.pull()
    with db.reading(engine) as session:
        assert session.exec(select(LoginSession)).one().last_seen_at == now + timedelta(hours=1)
