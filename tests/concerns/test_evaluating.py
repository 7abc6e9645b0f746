"""The unit's work: acknowledged, evaluated within three months, closed; the doctor's extract."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fieldvisit.access import roles
from fieldvisit.concerns import evaluating, history, reach, reading, sending
from fieldvisit.concerns.evaluating import Impossible, Incomplete
from fieldvisit.concerns.lists import COURT, OUTCOMES, Status


@pytest.fixture
def unit(anyone):
    return anyone("crip", "oyonnax")


def test_from_reception_to_the_file(session, report, unit, today, now):
    sent = report()
    later = now + timedelta(hours=3)
    evaluating.acknowledge(session, unit, sent.id, today, later)
    [told] = reading.receipts(session, _author(session, sent))
    assert told.acknowledged_at == later
    evaluating.begin(session, unit, sent.id, "Anne D., David F.", today, later)
    evaluating.conclude(session, unit, sent.id, OUTCOMES[1], "Appui proposé", today, later)
    evaluating.close(session, unit, sent.id, "Suites engagées", today, later)
    assert (sent.status, sent.evaluators, sent.outcome) == (Status.CLOSED, "Anne D., David F.", OUTCOMES[1])
    assert [event.act for event, _ in history.of(session, sent.id)] == [
        "transmise", "accusee", "en_evaluation", "evaluee", "classee",
    ]  # fmt: skip
    with pytest.raises(Impossible):
        evaluating.begin(session, unit, sent.id, "encore", today, later)


def test_nothing_is_skipped_but_the_judge_does_not_wait(session, report, unit, cast, today, now):
    sent = report()
    for skipped in (
        lambda: evaluating.begin(session, unit, sent.id, "Anne", today, now),
        lambda: evaluating.conclude(session, unit, sent.id, OUTCOMES[0], "rien", today, now),
        lambda: evaluating.close(session, unit, sent.id, "rien", today, now),
    ):
        with pytest.raises(Impossible):
            skipped()
    evaluating.conclude(session, unit, sent.id, COURT, "Enfant non rencontré", today, now)
    assert sent.status == Status.EVALUATED and sent.acknowledged_at == now


@pytest.mark.parametrize("outcome, words", [("Autre", "x"), (OUTCOMES[0], "  ")])
def test_an_outcome_is_of_the_list_and_has_its_reasons(session, report, unit, today, now, outcome, words):
    sent = report()
    evaluating.acknowledge(session, unit, sent.id, today, now)
    evaluating.begin(session, unit, sent.id, "Anne", today, now)
    with pytest.raises(Incomplete):
        evaluating.conclude(session, unit, sent.id, outcome, words, today, now)


@pytest.mark.parametrize("role", sorted(set(roles.LABELS) - reach.COUNTY))
def test_nobody_else_carries_an_evaluation(session, report, anyone, cast, today, now, role):
    sent, other = report(), anyone(role, cares=cast.benali.id)
    for act in (
        lambda: evaluating.acknowledge(session, other, sent.id, today, now),
        lambda: evaluating.conclude(session, other, sent.id, COURT, "x", today, now),
    ):
        with pytest.raises(reach.NotAllowed):
            act()


@pytest.mark.parametrize(
    "received, due",
    [
        (datetime(2026, 11, 23, 9, 30, tzinfo=UTC), date(2027, 2, 23)),
        (datetime(2026, 11, 30, 9, 30, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2026, 8, 31, 22, 30, tzinfo=UTC), date(2026, 12, 1)),  # 1 September in Paris
        (datetime(2027, 11, 29, 23, 30, tzinfo=UTC), date(2028, 2, 29)),  # 30 November in Paris, a leap year
    ],
)
def test_three_months_run_from_reception_by_the_days_of_paris(session, cast, said, on_tablet, received, due):
    from fieldvisit.db import new_id

    early = received - timedelta(days=20)
    sent = sending.receive(session, on_tablet, new_id(), cast.benali.id, said, early, received)
    assert sent.due_on == due and sent.captured_at == early
    assert [evaluating.late(sent, due + timedelta(days=days)) for days in (-1, 0, 1, 40)] == [0, 0, 1, 40]
    sent.status = Status.EVALUATED
    assert evaluating.late(sent, due + timedelta(days=40)) == 0


def test_only_a_doctor_who_reads_the_report_joins_an_extract(session, report, anyone, cast, unit, today, now):
    sent = report()
    doctor = anyone("medecin_pmi", cares=cast.benali.id)
    evaluating.attach_extract(session, doctor, sent.id, "Poids stable.", today, now)
    assert [one.words for one in reading.read(session, unit, sent.id, today, now).extracts] == ["Poids stable."]
    with pytest.raises(reach.NotFound):
        evaluating.attach_extract(session, anyone("medecin_pmi"), sent.id, "Poids", today, now)
    for role in sorted(set(roles.LABELS) - reach.DOCTORS):
        with pytest.raises(reach.NotAllowed):
            evaluating.attach_extract(session, anyone(role, cares=cast.benali.id), sent.id, "Poids", today, now)
    with pytest.raises(Incomplete):
        evaluating.attach_extract(session, doctor, sent.id, " ", today, now)


def _author(session, sent):
    from fieldvisit.access.account import Account, actor

    return actor(session, session.get_one(Account, sent.author_id))
