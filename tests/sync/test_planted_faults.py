"""Six faults planted one by one: each must be caught by the check that is there for it.

A check that cannot fail proves nothing; here each is shown failing.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from fieldvisit import feed
from fieldvisit.forms import compartments
from fieldvisit.sync import documents, envelope, push
from fieldvisit.sync.push import Answer
from fieldvisit.sync.received import Word
from tests.sync import test_bad_input, test_pull, test_push
from tests.sync.faulty import Day, World
from tests.sync.tablet import Row, Tablet

around = test_bad_input.around


def play(world: World, day=Day) -> None:
    """The sequences of test_faulty_link, unshrunk: it is enough that one of them fails."""
    few = settings(
        max_examples=30,
        stateful_step_count=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    try:
        run_state_machine_as_test(lambda: day(world), settings=few)
    except BaseExceptionGroup as several:  # one fault may show in several ways
        raise AssertionError("; ".join(map(str, _leaves(several)))) from several


def _leaves(group: BaseExceptionGroup) -> list[BaseException]:
    return [
        leaf for one in group.exceptions for leaf in (_leaves(one) if isinstance(one, BaseExceptionGroup) else [one])
    ]


@pytest.fixture
def world(engine, client, now, today):
    return World(engine, client, now, today)


def test_an_acknowledgement_lost(world, claire, plan, engine, now, monkeypatch):
    """What was received before is not said to have been: the outbox never empties."""
    monkeypatch.setattr(push, "_again", lambda row: Answer(Word.LATER, push.LATER))
    with pytest.raises(AssertionError):
        test_push.test_sending_again_is_identical_and_changes_nothing(claire, plan(), engine, now)
    with pytest.raises(AssertionError, match="an acknowledgement was lost|later"):
        play(world)


def test_a_doubled_insert(world, monkeypatch):
    """A line that comes again is handled as if it were new."""
    whole_lock, whole_one = push._lock, push._one

    def lock(session, envelope_id, row_id):
        rows = [row for row in whole_lock(session, envelope_id, row_id) if row.id == row_id]
        return [Forgetful(row) for row in rows]

    class Forgetful:
        def __init__(self, row):
            self.id, self.envelope_id, self.digest = row.id, row.envelope_id, row.digest
            self.parent, self.word, self.in_force = None, None, False

    def one(engine, line, row, *rest):
        return whole_one(engine, line, Forgetful(row), *rest)

    monkeypatch.setattr(push, "_lock", lock)
    monkeypatch.setattr(push, "_one", one)
    with pytest.raises(AssertionError):
        play(world)


def test_swapped_commits(claire, plan, engine, monkeypatch):
    """The feed is read up to its newest line, whatever is still open below it."""
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time: its commits cannot swap")

    def newest_line(session):
        row = session.connection().exec_driver_sql("SELECT txid, seq FROM change ORDER BY 1 DESC, 2 DESC LIMIT 1").one()
        return row.txid, row.seq

    monkeypatch.setattr(feed, "horizon", newest_line)
    with pytest.raises(AssertionError, match="never told"):
        test_pull.TestOverlappingCommits().test_a_change_that_commits_after_a_later_one_is_told(claire, plan, engine)


def test_a_filter_dropped_for_the_tisf(tablet_of, claire, plan, engine, cast, now, today, monkeypatch):
    monkeypatch.setattr(documents.Shown, "open", lambda self, compartment: set(self._families))
    with pytest.raises(AssertionError):
        test_pull.test_the_tisf_receives_no_health_item(tablet_of, claire, plan, engine, cast, now, today)


def test_a_filter_dropped_on_answers(claire, tablet_of, plan, engine, cast, now, today, monkeypatch):
    monkeypatch.setattr(compartments, "may_read", lambda place, role, is_author: True)
    with pytest.raises(AssertionError):
        test_pull.test_violence_is_read_by_its_author_and_the_midwife_only(
            "second", False, claire, tablet_of, plan, engine, cast, now, today
        )


def test_a_digest_not_checked(claire, plan, around, engine, now, monkeypatch):
    monkeypatch.setattr(envelope, "digest_is_right", lambda sent, body: True)
    with pytest.raises(AssertionError):
        test_bad_input.test_a_bad_header_gets_its_word("a digest of something else", claire, plan, around, engine, now)


class Careless(Tablet):
    """Keeps whatever comes, over what was typed and not sent yet."""

    def keep(self, page):
        for doc in page["docs"]:
            here = self.store.get((doc["kind"], doc["id"]))
            self.store[doc["kind"], doc["id"]] = Row(doc["body"], here.dirty if here else False)
        self.cursor, self.epoch = page["cursor"], page["epoch"]
        super().keep(page | {"docs": []})


def test_a_dirty_row_overwritten(world):
    class CarelessDay(Day):
        tablet_class = Careless

    with pytest.raises(AssertionError, match="a dirty row was overwritten"):
        play(world, CarelessDay)
