"""« Tablettes » as a client gets it: what a tablet says of itself breaks nothing, and only one role withdraws."""

import pytest

from fieldvisit import db
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.tablets import Tablets
from fieldvisit.sync import news


@pytest.fixture
def tablet(office, engine, now):
    """Claire's, which says odd things of itself."""
    device = Device(label="Tablette 7", enrolled_at=now, last_contact_at=now)
    with db.writing(engine) as session:
        session.add(device)
        session.flush()
        session.add(DeviceKey(device_id=device.id, account_id=office.claire.id, public_jwk="{}", enrolled_at=now))
    return device


def told(engine, tablet, now, **body):
    with db.writing(engine) as session:
        news.note(session, tablet.id, news.read(body), now)


@pytest.mark.parametrize("version", ["1.²", "①.②", "٣.١", "-1", "", "9" * 40, "<b>", "1..2"])
def test_a_version_that_is_none_does_not_close_the_page(tab, cookie, tablet, engine, now, version):
    told(engine, tablet, now, app_version=version, storage={"usage": 2**62, "quota": 1}, unsent=2**31 - 1)
    for name in ("root", "helene"):
        client = tab(cookie=cookie(name), path="/tablettes")
        client.load(Desk.arrive, Tablets.load)
        assert "Tablette 7" in client.text() and "Claire Morel" in client.text()


@pytest.mark.parametrize("name", ["helene", "claire", "sylvie", "nadia"])
def test_only_the_administrator_acts_on_one(tab, cookie, tablet, engine, name):
    client = tab(cookie=cookie(name), path="/tablettes")
    client.load(Desk.arrive, Tablets.load)
    client.call(Tablets.open, device_id=str(tablet.id))
    client.call(Tablets.rename, form={"name": "Autre"})
    client.call(Tablets.withdraw, because="lost")
    with db.reading(engine) as session:
        device = session.get_one(Device, tablet.id)
        assert (device.revoked_at, device.name) == (None, "")
    assert ("Tablette 7" in client.text()) is (name == "helene")
