"""Who passes the door."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import permission
from fieldvisit.access.account import Account
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.sync import bounds, frame
from fieldvisit.sync import door as doors
from tests.sync.tablet import visit_record


def test_each_route_says_who_may_call_it():
    said = {
        (min(each.methods - {"HEAD"}), each.path): permission.of(each.endpoint).compartment for each in doors.routes
    }
    assert said == {
        ("POST", "/api/devices/enrol"): "session",
        ("POST", "/api/sync/push"): "public",
        ("POST", "/api/sync/pull"): "session",
        ("POST", "/api/sync/drafts"): "public",
        ("GET", "/api/sync/drafts"): "session",
        ("POST", "/api/sync/drafts/{id}/take"): "session",
        ("POST", "/api/sync/blobs"): "public",
        ("PUT", "/api/sync/blobs/{sha256}"): "public",
        ("GET", "/api/sync/blobs/{sha256}"): "session",
    }


@pytest.mark.parametrize("path", ["/api/devices/enrol", "/api/sync/pull"])
def test_without_a_session_there_is_a_401_with_a_sentence(client, path):
    answer = client.post(path, json={})
    assert answer.status_code == 401 and "Rien n’est perdu" in answer.json()["sentence"]


@pytest.mark.parametrize("path", ["/api/devices/enrol", "/api/sync/pull", "/api/sync/push"])
def test_another_site_is_refused(client, path):
    answer = client.post(path, json={}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403 and answer.json()["sentence"]
    assert client.post(path, json={}, headers={"origin": "https://tablettes.example"}).status_code != 403


def test_an_account_disabled_pulls_nothing_from_that_moment(claire, engine, cast, now):
    claire.pull()
    with db.writing(engine) as session:
        session.get(Account, cast.claire.id).disabled_at = now
    assert claire.post("/api/sync/pull", {}).status_code == 401


def test_no_answer_is_kept_by_a_cache(claire):
    answer = claire.post("/api/sync/pull", {})
    assert answer.headers["cache-control"] == "no-store" and answer.json()["server_time"].endswith("Z")


def test_enrolling_again_is_harmless(claire, engine):
    assert claire.enrol() == claire.enrol() | {"server_time": claire.enrol()["server_time"]}
    with db.reading(engine) as session:
        assert len(session.exec(select(DeviceKey)).all()) == len(session.exec(select(Device)).all()) == 1


def test_a_role_that_stays_at_the_office_enrols_no_tablet(tablet_of):
    with pytest.raises(AssertionError, match="tablette"):
        tablet_of("root")


def test_a_revoked_tablet_is_not_enrolled_again(claire, engine, now):
    with db.writing(engine) as session:
        session.exec(select(Device)).one().revoked_at = now
    assert claire.post("/api/devices/enrol", claire.enrolment()).status_code == 403


def test_when_too_many_wait_a_tablet_is_told_to_come_again(client, claire, plan, now, monkeypatch):
    line = claire.line("visit_record", visit_record(plan(), now))
    monkeypatch.setattr(bounds, "MOST_WAITING", 0)
    answer = claire.post("/api/sync/push", line)
    assert answer.status_code == 503 and answer.headers["retry-after"] == str(frame.TRY_AGAIN_S)
    assert "réessaie" in answer.json()["sentence"]
