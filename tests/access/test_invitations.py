"""A code that lets one tablet in, once, for one worker, during ten minutes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import invitations
from fieldvisit.access.device import Device
from fieldvisit.access.invitations import GOOD_FOR, Invitation, Standing


@pytest.fixture
def made(engine, cast, now):
    """``made("claire")``: a code for her."""

    def make(name: str, tablet: str = "Tablette 7") -> tuple[Invitation, str]:
        with db.writing(engine) as session:
            return invitations.make(session, cast.actor("root"), getattr(cast, name).id, tablet, now)

    return make


def used(engine, account, code, at) -> Device:
    with db.writing(engine) as session:
        device = Device(label="Android", enrolled_at=at)
        session.add(device)
        session.flush()
        invitations.use(session, account.id, code, device, at)
    return device


def refused(engine, account, code, at) -> str:
    with pytest.raises(invitations.NotGood) as refusal:
        used(engine, account, code, at)
    return refusal.value.sentence


def test_a_code_lets_one_tablet_in_and_names_it(engine, cast, made, now):
    invitation, code = made("claire")
    assert used(engine, cast.claire, code, now + timedelta(minutes=9)).name == "Tablette 7"
    with db.reading(engine) as session:
        [(kept, who, by, tablet)] = invitations.latest(session, cast.actor("root"))
        assert (kept.standing(now), who, by, tablet) == (Standing.USED, "Claire Morel", cast.root.name, "Tablette 7")
    assert "déjà servi" in refused(engine, cast.claire, code, now)
    with db.reading(engine) as session:
        assert len(session.exec(select(Device)).all()) == 1, "what was refused left no tablet behind"


def test_two_tablets_at_the_same_instant_are_one_that_comes_in(engine, cast, made, now, monkeypatch):
    _, code = made("claire")
    if engine.dialect.name == "postgresql":  # both have read that it is good before either takes it
        meet, read = Barrier(2), Invitation.standing
        monkeypatch.setattr(Invitation, "standing", lambda self, at: (meet.wait(10), read(self, at))[1])

    def come(_) -> str:
        try:
            return used(engine, cast.claire, code, now).name
        except invitations.NotGood:
            return "refused"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(come, range(2))) == ["Tablette 7", "refused"]
    with db.reading(engine) as session:
        assert len(session.exec(select(Device)).all()) == 1


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", "  {}{} ", "{}\u00a0{}"])
def test_spaces_dashes_and_small_letters_do_not_count(engine, cast, made, now, typed):
    _, code = made("claire")
    used(engine, cast.claire, typed.format(code[:4].lower(), code[4:]), now)


def test_each_code_that_is_not_good_says_why_and_what_to_do(engine, cast, made, now):
    invitation, code = made("claire")
    assert "autre personne" in refused(engine, cast.nadia, code, now)
    assert "dix minutes" in refused(engine, cast.claire, code, now + GOOD_FOR)
    for wrong in ("", "AAAA 2222", "é" * 30, code[:-1], code + "2"):
        assert "n’existe pas" in refused(engine, cast.claire, wrong, now)
    with db.writing(engine) as session:
        invitations.cancel(session, cast.actor("root"), invitation.id, now)
    assert "annulé" in refused(engine, cast.claire, code, now)
    with db.reading(engine) as session:
        assert session.get_one(Invitation, invitation.id).cancelled_by == cast.root.id


def test_the_database_does_not_hold_the_code(engine, made):
    invitation, code = made("claire")
    assert code not in str(invitation.model_dump()) and len(set(code) - set(invitations.LETTERS)) == 0


@pytest.mark.parametrize("who", ["helene", "claire", "sylvie"])
def test_only_the_administrator_makes_sees_and_cancels_codes(engine, cast, made, now, who):
    invitation, _ = made("claire")
    with db.writing(engine) as session:
        for act in (
            lambda: invitations.make(session, cast.actor(who), cast.claire.id, "", now),
            lambda: invitations.cancel(session, cast.actor(who), invitation.id, now),
            lambda: invitations.latest(session, cast.actor(who)),
            lambda: invitations.workers(session, cast.actor(who)),
        ):
            with pytest.raises(invitations.NotAllowed):
                act()


def test_a_tablet_is_for_somebody_who_goes_into_homes(engine, cast, now):
    with db.writing(engine) as session:
        names = [one.name for one in invitations.workers(session, cast.actor("root"))]
        assert "Claire Morel" in names and cast.helene.name not in names
        for other in (cast.helene.id, invitations.Record().id):
            with pytest.raises(invitations.Invalid):
                invitations.make(session, cast.actor("root"), other, "", now)
        with pytest.raises(invitations.Invalid):
            invitations.make(session, cast.actor("root"), cast.claire.id, "x" * 81, now)
