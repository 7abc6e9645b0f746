"""The responsable validates a session or sends it back; validated hours are frozen, and billed once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.tisf import counting, doubts, validating
from fieldvisit.tisf.doubts import What
from fieldvisit.tisf.order import InterventionOrder, OrderEvent
from fieldvisit.tisf.session_reach import NotFound
from tests.sync.tablet import stamp


@pytest.fixture
def desk(engine, patricia, today, now):
    class Desk:
        def waiting(self, actor=patricia):
            with db.reading(engine) as session:
                return validating.waiting(session, actor, today)

        def validate(self, held, actor=patricia, at=now):
            with db.writing(engine) as session:
                validating.validate(session, actor, held.id, today, at)

        def send_back(self, held, words, actor=patricia):
            with db.writing(engine) as session:
                validating.send_back(session, actor, held.id, words, today, now)

        def done(self, order):
            with db.reading(engine) as session:
                return counting.of_order(session, order.id)

    return Desk()


def test_hours_are_frozen_exact_and_billed(sylvie, desk, order_of, session_of, sign, stands, engine, now, patricia):
    order = order_of(status="accepte")
    visit, held = session_of(order)
    sign(sylvie, visit, order, ended_at=stamp(now - timedelta(minutes=37)))
    [one] = desk.waiting()
    assert (one.family, one.worker, one.counted.exact, one.counted.billed) == (
        "Famille Benali", "Sylvie Girod", 53, 60,
    )  # fmt: skip
    desk.validate(held)
    one, _, [record] = stands(held)
    assert (one.status, one.minutes_exact, one.minutes_billed) == ("validee", 53, 60)
    assert (one.validated_at, one.validated_by) == (now, patricia.account_id)
    assert record.seen_by == patricia.account_id and desk.waiting() == []
    with db.reading(engine) as session:
        assert session.get_one(InterventionOrder, order.id).status == "en_cours"
        events = session.exec(select(OrderEvent.act).where(OrderEvent.order_id == order.id)).all()
    assert events == ["démarrer"]


def test_nobody_validates_twice(sylvie, desk, order, session_of, sign):
    visit, held = session_of(order)
    sign(sylvie, visit, order)
    desk.validate(held)
    with pytest.raises(validating.NotNow):
        desk.validate(held)


def test_only_a_responsable_of_its_association_validates(sylvie, desk, order, session_of, sign, cast, person):
    visit, held = session_of(order)
    sign(sylvie, visit, order)
    for name in ("helene", "claire", "sylvie"):
        with pytest.raises(validating.NotAllowed):
            desk.validate(held, cast.actor(name))
    other = person("Une autre", "responsable_tisf", "benali", employer="Autre association")
    assert desk.waiting(other) == []
    with pytest.raises(NotFound):
        desk.validate(held, other)
    stranger = person("Sans lien", "responsable_tisf")
    with pytest.raises(NotFound):
        desk.validate(held, stranger)


def test_sent_back_it_is_corrected_and_comes_again(sylvie, desk, order, session_of, sign, stands, now):
    visit, held = session_of(order)
    first = sign(sylvie, visit, order)
    with pytest.raises(validating.Impossible):
        desk.send_back(held, "  ")
    desk.send_back(held, "L’heure de fin ?")
    one = stands(held)[0]
    assert (one.status, one.returned_words) == ("en_cours", "L’heure de fin ?")
    with pytest.raises(validating.NotNow):
        desk.validate(held)
    sign(sylvie, visit, order, corrects=first["id"], ended_at=stamp(now))
    assert stands(held)[0].returned_words == ""
    desk.validate(held)
    assert stands(held)[0].minutes_billed == 90


def test_a_correction_after_validation_is_seen_and_billed_only_once_validated(
    sylvie, desk, order, session_of, sign, stands, now, engine
):
    visit, held = session_of(order)
    first = sign(sylvie, visit, order)
    desk.validate(held)
    sign(sylvie, visit, order, corrects=first["id"], ended_at=stamp(now), correction_reason="Oubli")
    one, _, records = stands(held)
    assert (one.status, one.minutes_billed, one.minutes_exact, len(records)) == ("a_valider", 60, 90, 2)
    assert desk.done(order).billed == 60
    [told] = desk.waiting()
    assert What.AGAIN in [each.what for each in told.doubts] and told.counted.billed == 90
    desk.validate(held)
    assert desk.done(order).billed == 90


def test_what_did_not_take_place_after_all_is_billed_no_more(sylvie, desk, order, session_of, sign, stands):
    visit, held = session_of(order)
    first = sign(sylvie, visit, order)
    desk.validate(held)
    sign(sylvie, visit, order, corrects=first["id"], outcome="absente", not_done="Famille absente prévenue")
    assert stands(held)[0].status == "a_valider" and desk.done(order).billed == 60
    desk.validate(held)
    assert (stands(held)[0].status, desk.done(order).billed) == ("non_realisee", 0)


def test_of_two_sessions_at_one_time_one_is_validated(sylvie, desk, order, session_of, sign):
    (first, held), (second, other) = session_of(order), session_of(order)
    sign(sylvie, first, order)
    sign(sylvie, second, order)
    desk.validate(held)
    with pytest.raises(validating.Impossible, match="09:00 à 10:00.*09:00 à 10:00"):
        desk.validate(other)


def test_what_is_still_to_come_is_not_billed(sylvie, desk, order, session_of, sign, now):
    visit, held = session_of(order)
    sign(sylvie, visit, order, ended_at=stamp(now + timedelta(minutes=5)))
    with pytest.raises(validating.Impossible, match="plus tard"):
        desk.validate(held)
    desk.validate(held, at=now + timedelta(minutes=5))


def test_a_doubt_goes_away_with_what_caused_it(sylvie, desk, order, session_of, sign, engine, now):
    (first, held), (second, _) = session_of(order), session_of(order)
    sign(sylvie, first, order)
    told = sign(sylvie, second, order)
    at = {"started_at": stamp(now - timedelta(minutes=30)), "ended_at": stamp(now)}
    sign(sylvie, second, order, corrects=told["id"], **at)
    with db.reading(engine) as session:
        assert doubts.of(session, session.get_one(type(held), held.id)) == []
