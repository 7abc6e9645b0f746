"""Two writings of one session: the responsable chooses, her choice is heard, and the hours are those of one."""

import pytest

from fieldvisit import db
from fieldvisit.families.decision import NoReason, Taken
from fieldvisit.settling import sessions
from fieldvisit.tisf import counting
from tests.sync.tablet import stamp
from tests.tisf.conftest import order, order_of, patricia, person, session_of, sign, stands, sylvie  # noqa: F401


@pytest.fixture
def two(sylvie, tablet_of, order, session_of, sign, now):  # noqa: F811
    """One session, signed on one tablet until 10:00 and on another until 10:30."""
    visit, held = session_of(order)
    first = sign(sylvie, visit, order)
    second = sign(tablet_of("sylvie"), visit, order, ended_at=stamp(now))
    assert (first["word"], second["word"]) == ("received", "diverged")
    return held, second


@pytest.fixture
def chosen(engine, keyring, patricia, now, today):  # noqa: F811
    def choose(take, reason="vu avec elle", actor=patricia):
        with db.reading(engine) as session:
            [(row, family, author)] = sessions.waiting(session, actor, today)
            assert (family, author) == ("Famille Benali", "Sylvie Girod")
            [(pair, by)] = sessions.of_family(session, lambda: keyring, actor, row.family_id, today)
            assert (pair.line_id, by) == (row.id, "Sylvie Girod")
        with db.writing(engine) as session:
            pair = sessions.look(session, keyring, actor, row.id, today, now)
            assert pair.in_force.body["ended_at"] != pair.beside.body["ended_at"]
            sessions.settle(session, keyring, actor, row.id, take, reason, now, today)
        with db.reading(engine) as session:
            assert sessions.waiting(session, actor, today) == []
        return row

    return choose


@pytest.mark.parametrize(("take", "minutes"), [(True, 90), (False, 60)])
def test_the_one_chosen_counts_and_both_are_kept(two, chosen, stands, sylvie, engine, order, take, minutes):  # noqa: F811
    held, second = two
    chosen(take)
    one, _, records = stands(held)
    assert (one.minutes_exact, one.status, len(records)) == (minutes, "a_valider", 2 if take else 1)
    with db.reading(engine) as session:
        assert counting.of_order(session, order.id).billed == minutes
    [told] = sylvie.ask(awaiting=[{"id": second["id"], "digest": second["digest"]}])["settled"]
    assert told["word"] == "settled" and "vu avec elle" in told["sentence"]


def test_without_a_reason_nothing_is_chosen(two, chosen):
    with pytest.raises(NoReason):
        chosen(True, " ")


def test_nobody_else_chooses(two, engine, keyring, cast, person, chosen, today, now):  # noqa: F811
    other = person("Une autre", "responsable_tisf", "benali", employer="Autre association")
    for actor in (cast.actor("claire"), cast.actor("helene"), cast.actor("sylvie"), other):
        with db.reading(engine) as session:
            assert sessions.waiting(session, actor, today) == []
    row = chosen(False)
    with db.writing(engine) as session, pytest.raises((sessions.NotFound, Taken)):
        sessions.settle(session, keyring, other, row.id, True, "non", now, today)
