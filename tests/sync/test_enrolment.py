"""Enrolling with a code of the office: what the door answers, and what a county that asks for one keeps shut."""

import base64
import dataclasses
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import invitations
from fieldvisit.access import session as sessions
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.sync import proof
from tests.sync.tablet import Tablet


@pytest.fixture
def new(client, engine, cast, now):
    """A tablet where somebody logged in, not enrolled yet."""

    def make(name: str = "claire") -> Tablet:
        account = getattr(cast, name)
        with db.writing(engine) as session:
            return Tablet(client, account.id, sessions.open_for(session, account, now), now=now)

    return make


@pytest.fixture
def code(engine, cast, now):
    with db.writing(engine) as session:
        return invitations.make(session, cast.actor("root"), cast.claire.id, "Tablette 7", now)[1]


@pytest.fixture
def by_code(door):
    """A county that asks for a code."""
    closed = dataclasses.replace(door.config_of(), enrolled_by_code=True)
    door.config_of = lambda: closed


def enrol(tablet, code: str = ""):
    return tablet.post("/api/devices/enrol", tablet.enrolment() | {"code": code})


def pull(tablet, signed_by: Tablet | None = None, says: Tablet | None = None):
    body = json.dumps({"cursor": None, "have": [], "forms": {}, "device_id": str((says or tablet).device_id)}).encode()
    headers = {"cookie": f"{sessions.COOKIE}={tablet.token}", "content-type": "application/json"}
    if signed_by:
        r, s = utils.decode_dss_signature(signed_by.key.sign(proof.PREFIX + body, ec.ECDSA(hashes.SHA256())))
        headers[proof.HEADER] = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    return tablet.client.post("/api/sync/pull", content=body, headers=headers)


def devices(engine) -> list[Device]:
    with db.reading(engine) as session:
        return list(session.exec(select(Device)))


def test_a_tablet_comes_in_with_a_code_and_an_answer_that_was_lost_is_asked_for_again(new, code, engine):
    tablet = new()
    assert enrol(tablet, code).status_code == 200
    assert [one.name for one in devices(engine)] == ["Tablette 7"]
    assert enrol(tablet, code).status_code == 200, "the same key needs no code any more"
    told = enrol(new(), code)
    assert told.status_code == 403 and told.json()["code"] == "refused" and "déjà servi" in told.json()["sentence"]
    assert len(devices(engine)) == 1


def test_a_colleagues_code_enrols_nothing(new, code, engine):
    told = enrol(new("nadia"), code)
    assert told.status_code == 403 and "autre personne" in told.json()["sentence"] and devices(engine) == []


def test_without_the_setting_no_code_is_asked_for(new, engine):
    tablet = new()
    assert enrol(tablet).status_code == 200 and pull(tablet).status_code == 200


def test_with_the_setting_no_tablet_comes_in_without_a_code(new, code, by_code, engine):
    tablet = new()
    told = enrol(tablet)
    assert told.status_code == 403 and told.json()["code"] == "needed" and "administrateur" in told.json()["sentence"]
    assert devices(engine) == []
    assert enrol(tablet, code).status_code == 200


def test_with_the_setting_a_session_alone_loads_no_family(new, code, by_code, engine, plan):
    plan()
    tablet, home = new(), new()
    assert enrol(tablet, code).status_code == 200
    assert pull(tablet, signed_by=tablet).json()["docs"]
    for told in (pull(home), pull(home, signed_by=home), pull(home, says=tablet), pull(home, home, says=tablet)):
        assert told.status_code == 403 and "enrôlée" in told.json()["sentence"] and "docs" not in told.json()
    with db.writing(engine) as session:
        key = session.exec(select(DeviceKey)).one()
        key.revoked_at = tablet.now
        session.add(key)
    assert pull(tablet, signed_by=tablet).status_code == 403


def test_a_tablet_prepared_before_the_setting_goes_on(claire, by_code):
    assert pull(claire, signed_by=claire).status_code == 200 and enrol(claire).status_code == 200


def test_codes_tried_one_after_the_other_wait_longer_and_longer(new, code, engine, door):
    tablet = new()
    said = [enrol(tablet, f"AAAA 222{at}").status_code for at in range(2, 6)]
    assert said == [403, 403, 403, 429], "the fourth is not tried"
    told = enrol(tablet, code)
    assert told.status_code == 429 and "Trop d’essais pour ce code" in told.json()["sentence"]
    later = tablet.now + timedelta(seconds=6)
    door.clock = lambda: later
    assert enrol(tablet, code).status_code == 200


@pytest.mark.parametrize("odd", [7, ["x"], {"a": 1}, "x" * 41, "a\nb", True])
def test_a_code_that_is_none_is_refused_with_a_sentence(new, odd):
    tablet = new()
    told = tablet.post("/api/devices/enrol", tablet.enrolment() | {"code": odd})
    assert told.status_code == 400 and told.json()["sentence"]
