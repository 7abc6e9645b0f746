"""A month of a service: what holds it up, who closes it, what comes after; mileage, signatures, the county's answer."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from fieldvisit.access import journal
from fieldvisit.statements import keeping, ledger, reach, reading, signing
from fieldvisit.statements.entries import Way, way
from fieldvisit.statements.timesheet import Answer, Kind, Status
from fieldvisit.tisf import validating
from fieldvisit.tisf.recording import Outcome
from tests.statements.conftest import APRIL, BASE, EVER, FEBRUARY, MARCH, NOW, TODAY, planned, sign


@pytest.fixture
def month(engine, cast, patricia, order_of, book):
    order = order_of(**EVER)

    class Month:
        def __init__(self, session):
            self.session, self.order, self.book, self.at = session, order, book, NOW

        def now(self):
            self.at += timedelta(minutes=1)
            return self.at

        def made(self, days=3, lasting=58, validated=True, outcome=Outcome.DONE, **told):
            held, visit = planned(
                session, self.order, (BASE + timedelta(days=days)).date(), cast.sylvie.id, patricia.account_id
            )
            sign(session, held, visit, outcome, BASE + timedelta(days=days), lasting, self.now(), **told)
            if validated and outcome is Outcome.DONE:
                self.validate_session(held)
            return held, visit

        def validate_session(self, held):
            validating.validate(session, patricia, held.id, TODAY, self.now())

        def correct(self, held, visit, lasting, days=3, **told):
            sign(session, held, visit, Outcome.DONE, BASE + timedelta(days=days), lasting, self.now(), **told)

        def validate(self, month=FEBRUARY, actor=patricia, today=TODAY):
            return keeping.validate(session, actor, book, month, today, self.now())

        def close(self, month=FEBRUARY, actor=patricia):
            self.validate(month, actor)
            return keeping.close(session, actor, book, month, TODAY, self.now())

        def look(self, month=FEBRUARY, actor=patricia):
            return reading.look(session, actor, book, month, TODAY)

        def sign(self, actor=patricia, **said):
            told = {"signed_by": "", "signed_on": None, "unsigned_reason": ""} | said
            signing.sign(session, actor, book, FEBRUARY, order.id, **told, today=TODAY, now=self.now())

    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield Month(session)
        session.rollback()


def test_a_correction_after_closing_is_the_difference_in_the_next_month(month):
    held, visit = month.made(km=7)
    sheet = month.close()
    assert month.look().sums["minutes_billed"] == 60
    month.correct(held, visit, 90, km=9)
    assert month.look(MARCH).rows == [], "as before until it is validated again"
    month.validate_session(held)
    [row] = month.look(MARCH).rows
    assert (row.line.kind, row.line.minutes_billed, row.line.minutes_exact) == (Kind.CORRECTION, 30, 32)
    assert (row.line.former_billed, row.line.former_month, row.line.km_tenths) == (60, FEBRUARY, 20)
    assert row.line.mileage_cents == 2 * 38
    assert [line.minutes_billed for line in keeping.closed_lines(month.session, sheet)] == [60]


def test_a_session_that_did_not_take_place_after_all_is_taken_back(month, cast):
    held, visit = month.made()
    month.close()
    sign(month.session, held, visit, Outcome.ABSENT, BASE + timedelta(days=3), 15, month.now())
    month.validate_session(held)
    [row] = month.look(MARCH).rows
    assert (row.line.minutes_billed, row.line.outcome, row.line.reason) == (
        -60,
        "absente",
        "Famille absente sans prévenir",
    )


def test_validated_after_its_month_was_closed_it_is_told_as_late(month):
    month.made(days=3)
    month.close()
    month.made(days=5)
    [row] = month.look(MARCH).rows
    assert (row.line.kind, row.line.day, row.line.minutes_billed) == (Kind.LATE, date(2027, 2, 6), 60)
    assert month.close(MARCH).status == Status.CLOSED and month.look(APRIL).rows == []


def test_what_waits_holds_up_its_month(month):
    held, _ = month.made(validated=False)
    month.made(days=4)
    assert (month.look().waiting, len(month.look().rows)) == (1, 1)
    with pytest.raises(keeping.NotNow, match="reste à valider"):
        month.validate()
    month.validate_session(held)
    assert month.look().blocked == "" and month.validate().status == Status.ESTABLISHED


def test_a_month_is_closed_once_over_and_after_those_before(month, patricia):
    month.made(days=3)
    month.made(days=33)
    with pytest.raises(keeping.NotNow, match="de février 2027 n’est pas clos"):
        month.validate(MARCH)
    with pytest.raises(keeping.NotNow, match="pas fini"):
        month.validate(FEBRUARY, today=date(2027, 2, 28))
    with pytest.raises(keeping.NotNow, match="Validez d’abord"):
        keeping.close(month.session, patricia, month.book, FEBRUARY, TODAY, NOW)
    month.close(FEBRUARY)
    with pytest.raises(keeping.Closed):
        month.validate(FEBRUARY)
    assert month.close(MARCH).status == Status.CLOSED


def test_what_changes_after_it_was_validated_is_validated_again(month, patricia):
    month.made(days=3)
    month.validate()
    month.made(days=4)
    told = month.look()
    assert (told.status, told.stale) == (Status.DRAFT, True)
    with pytest.raises(keeping.Changed):
        keeping.close(month.session, patricia, month.book, FEBRUARY, TODAY, month.now())
    month.close()
    assert month.look().sums["minutes_billed"] == 120


@pytest.fixture
def others(person):
    """Before ``month``, which keeps its transaction open."""
    return {
        "rival": person("Une autre", "responsable_tisf", "benali", employer="Autre association"),
        "nadege": person("Nadège", "tisf", "benali"),
        "crip": person("Gêné", "crip"),
    }


def test_only_the_responsable_of_the_association_closes_it(others, month, cast):
    month.made()
    other = others["rival"]
    for actor, refusal in (
        (cast.actor("helene"), reach.NotAllowed),
        (cast.actor("sylvie"), reach.NotAllowed),
        (other, reach.NotFound),
    ):
        with pytest.raises(refusal):
            month.validate(actor=actor)
    assert reach.books(month.session, other, TODAY) == []


def test_a_worker_reads_her_own_hours_alone(others, month, cast):
    month.made()
    assert len(month.look(actor=cast.actor("sylvie")).rows) == 1
    assert month.look(actor=others["nadege"]).rows == []
    assert reach.books(month.session, others["crip"], TODAY) == []


def test_kilometres_are_paid_at_the_rate_of_their_day_and_in_her_own_car_only(month, monkeypatch, tmp_path):
    path = tmp_path / "rates.json"
    path.write_text(
        '{"rates": [{"from": "2027-01-01", "roles": [], "cents": 40, "source": "a"},'
        '{"from": "2027-02-05", "roles": [], "cents": 45, "source": "b"}]}'
    )
    monkeypatch.setenv("FIELDVISIT_MILEAGE", str(path))
    month.made(days=3, km=10)
    month.made(days=4, km=10)
    month.made(days=5, travel={"km": "2,5", "minutes": 6, "vehicle": "service"})
    month.made(days=6, outcome=Outcome.ABSENT, km=4)
    told = [(row.line.km_tenths, row.line.rate_cents, row.line.mileage_cents) for row in month.look().rows]
    assert told == [(100, 40, 400), (100, 45, 450), (25, 0, 0), (40, 45, 180)]
    assert month.look().sums["minutes_billed"] == 180, "who stood before a closed door is not billed"


@pytest.mark.parametrize("sent", [None, "x", {"km": "beaucoup"}, {"km": -3, "minutes": -1}, {"km": 1e9}, {"km": True}])
def test_a_way_that_is_no_sound_number_counts_for_nothing(sent):
    assert way(sent) == Way()


def test_the_family_signs_the_hours_and_signs_again_if_they_change(month):
    held, visit = month.made(lasting=60)
    [group] = month.look().by_order
    assert group.signature == "Signature de la famille manquante." and group.unsigned
    for wrong in ({}, {"signed_by": "Mme B.", "unsigned_reason": "Absente"}, {"signed_by": "Mme B."}):
        with pytest.raises(signing.Invalid):
            month.sign(**wrong)
    month.sign(unsigned_reason="Famille partie en vacances")
    assert "Famille partie en vacances" in month.look().by_order[0].signature
    month.sign(signed_by="Mme Benali", signed_on=date(2027, 3, 2))
    assert month.look().by_order[0].signature == "Signé par Mme Benali le 02/03/2027."
    month.correct(held, visit, 75)
    month.validate_session(held)
    assert "à faire signer de nouveau" in month.look().by_order[0].signature
    month.close()
    with pytest.raises(keeping.Closed):
        month.sign(signed_by="Mme Benali", signed_on=date(2027, 3, 2))


def test_the_county_answers_a_closed_month_of_its_orders(month, cast, patricia):
    month.made()
    sheet = month.close()
    helene, order = cast.actor("helene"), month.order
    with pytest.raises(signing.NotAllowed):
        signing.answer(month.session, patricia, sheet, order.id, Answer.ACCEPTED, "", TODAY, month.now())
    with pytest.raises(signing.Invalid, match="contesté"):
        signing.answer(month.session, helene, sheet, order.id, Answer.CONTESTED, " ", TODAY, month.now())
    signing.answer(month.session, helene, sheet, order.id, Answer.ACCEPTED, "", TODAY, month.now())
    assert month.look(actor=helene).by_order[0].said.answer == "accepte"


def test_reading_is_a_line_of_the_journal_of_each_family(month, patricia, cast):
    month.made()
    reading.note(month.session, patricia, month.look(), journal.What.EXPORT, month.now())
    month.session.flush()
    event, _ = journal.recent(month.session, [month.order.family_id])[0]
    assert (event.what, event.screen, event.account_id) == ("export", "releve", patricia.account_id)


def test_months_are_listed_with_where_they_stand(month, patricia):
    month.made(days=3)
    month.made(days=33)
    month.close()
    told = [(at, status) for _, at, status in reading.listed(month.session, patricia, TODAY)]
    assert told == [(date(2027, 5, 1), "brouillon"), (MARCH, "brouillon"), (FEBRUARY, "transmis")]
    assert ledger.last_closed(month.session, month.book) == FEBRUARY
