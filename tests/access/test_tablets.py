from datetime import timedelta

import pytest

from fieldvisit import db
from fieldvisit.access import tablets
from fieldvisit.access.device import Device, DeviceKey, Leaving
from fieldvisit.words import Refusal


@pytest.fixture
def made(engine, now):
    """Writes a tablet of these workers, last heard so many days ago."""

    def make(label, *workers, days=0, **more):
        device = Device(label=label, enrolled_at=now - timedelta(days=90), **more)
        device.last_contact_at = now - timedelta(days=days)
        with db.writing(engine) as session:
            session.add(device)
            session.flush()
            for worker in workers:
                session.add(DeviceKey(device_id=device.id, account_id=worker.id, public_jwk=label, enrolled_at=now))
        return device

    return make


def names(engine, actor, now):
    with db.reading(engine) as session:
        return [one.name for one in tablets.all_for(session, actor, now)]


def test_those_that_threaten_a_loss_come_first(engine, cast, made, now):
    made("à jour", cast.claire)
    made("muette", cast.claire, days=9)
    made("brouillon à bord", cast.claire, drafts=1)
    made("muette avec du travail", cast.claire, days=4, unsent=2)
    made("retirée", cast.claire, days=30, unsent=9, revoked_at=now)
    assert names(engine, cast.actor("root"), now) == [
        "muette avec du travail",
        "muette",
        "brouillon à bord",
        "à jour",
        "retirée",
    ]


def test_a_coordinator_sees_those_of_her_sector_and_others_none(engine, cast, made, now):
    made("de Claire", cast.claire)
    made("de Nadia", cast.nadia)
    made("à deux", cast.claire, cast.nadia)
    assert names(engine, cast.actor("helene"), now) == ["de Claire", "à deux"]
    assert names(engine, cast.actor("claire"), now) == []
    assert names(engine, cast.actor("sylvie"), now) == []


@pytest.mark.parametrize("who", ["helene", "claire", "sylvie"])
def test_only_the_administrator_renames_withdraws_and_restores(engine, cast, made, now, who):
    device = made("Tablette", cast.claire)
    with db.writing(engine) as session:
        for act in (
            lambda: tablets.rename(session, cast.actor(who), device.id, "x"),
            lambda: tablets.withdraw(session, cast.actor(who), device.id, Leaving.LOST, now),
            lambda: tablets.restore(session, cast.actor(who), device.id),
        ):
            with pytest.raises(tablets.NotAllowed):
                act()
    with db.reading(engine) as session:
        assert session.get(Device, device.id).revoked_at is None


def test_a_tablet_keeps_the_name_that_the_office_gave_it(engine, cast, made, now):
    device = made("Android · Chrome", cast.claire)
    with db.writing(engine) as session:
        tablets.rename(session, cast.actor("root"), device.id, "  Tablette 7  – Bourg ")
    assert names(engine, cast.actor("root"), now) == ["Tablette 7 – Bourg"]
    with db.writing(engine) as session, pytest.raises(tablets.Invalid):
        tablets.rename(session, cast.actor("root"), device.id, "   ")


def test_a_tablet_is_withdrawn_with_a_reason_and_put_back(engine, cast, made, now):
    device = made("Tablette", cast.claire)
    with db.writing(engine) as session, pytest.raises(Refusal):
        tablets.withdraw(session, cast.actor("root"), device.id, "", now)
    with db.writing(engine) as session:
        tablets.withdraw(session, cast.actor("root"), device.id, "lost", now)
    with db.reading(engine) as session:
        kept = session.get(Device, device.id)
        assert (kept.revoked_at, kept.revoked_by, kept.revoked_because) == (now, cast.root.id, Leaving.LOST)
        assert tablets.withdrawn(session, frozenset([device.id])) == {device.id}
    with db.writing(engine) as session:
        tablets.restore(session, cast.actor("root"), device.id)
    with db.reading(engine) as session:
        assert tablets.withdrawn(session, frozenset([device.id])) == frozenset()


def test_a_vault_made_anew_takes_the_place_of_the_former_one_in_the_list(engine, cast, made, now):
    former, new = made("Android", cast.claire, name="Tablette 7", days=1), made("Android", cast.claire)
    foreign = made("de Nadia", cast.nadia)
    with db.writing(engine) as session:
        device = session.get(Device, new.id)
        assert tablets.replace(session, cast.actor("claire"), device, frozenset([former.id, foreign.id]), now)
    assert names(engine, cast.actor("root"), now) == ["Tablette 7", "de Nadia"]
    with db.writing(engine) as session:
        tablets.withdraw(session, cast.actor("root"), new.id, Leaving.LOST, now)
    with db.reading(engine) as session:
        assert session.get(Device, former.id).revoked_because == Leaving.LOST, "what it sealed may still come"
        assert session.get(Device, foreign.id).revoked_at is None


def test_nobody_makes_a_vault_in_place_of_a_withdrawn_one(engine, cast, made, now):
    former, new = made("perdue", cast.claire, revoked_at=now), made("autre", cast.claire)
    with db.writing(engine) as session:
        device = session.get(Device, new.id)
        assert not tablets.replace(session, cast.actor("claire"), device, frozenset([former.id]), now)


def test_only_a_withdrawn_tablet_is_said_to_be_wiped(engine, cast, made, now):
    lost, kept = made("perdue", cast.claire, revoked_at=now), made("gardée", cast.claire)
    with db.writing(engine) as session:
        tablets.wiped(session, frozenset([lost.id, kept.id]), now)
    with db.reading(engine) as session:
        assert session.get(Device, lost.id).wiped_at == now
        assert session.get(Device, kept.id).wiped_at is None
