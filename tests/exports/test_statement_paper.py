"""The monthly statement on paper and as a table: what they say, what they never say, and that they add up."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import Session

from fieldvisit.access.account import Account
from fieldvisit.exports import statement_csv, statement_facts, statement_pdf
from fieldvisit.statements import keeping, reach, signing
from fieldvisit.statements.timesheet import Answer
from fieldvisit.tisf import validating
from fieldvisit.tisf.recording import Outcome
from tests.statements.conftest import BASE, EVER, FEBRUARY, MARCH, NOW, TODAY, book, planned, sign  # noqa: F401
from tests.tisf.conftest import SERVICE, order_of, patricia, person  # noqa: F401

CANARY = "canari-observation"


@pytest.fixture
def others(person):  # noqa: F811
    """Before ``sheets``, which keeps its transaction open."""
    return {
        "rival": person("Une autre", "responsable_tisf", "benali", employer="Autre association"),
        "nadege": person("Nadège", "tisf", "benali"),
    }


@pytest.fixture
def sheets(engine, others, cast, patricia, order_of, book):  # noqa: F811
    """February closed: 58 minutes, and nobody there. March validated: the first corrected to 30, and one late."""
    order = order_of(**EVER)
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        session.get_one(Account, cast.sylvie.id).employer = SERVICE
        clock = iter(NOW + timedelta(minutes=one) for one in range(99))

        def made(days, lasting, outcome=Outcome.DONE, km=0, last=None):
            begun = BASE + timedelta(days=days)
            held, visit = last or planned(session, order, begun.date(), cast.sylvie.id, patricia.account_id)
            told = {"observations": CANARY, "not_done_words": CANARY, "tasks": [CANARY]}
            sign(session, held, visit, outcome, begun, lasting, next(clock), km=km, **told)
            if outcome is Outcome.DONE:
                validating.validate(session, patricia, held.id, TODAY, next(clock))
            return held, visit

        first = made(3, 58, km=7.5)
        made(4, 20, Outcome.ABSENT, km=3)
        told = {"signed_by": "Samira Benali", "signed_on": TODAY, "unsigned_reason": ""}
        signing.sign(session, patricia, book, FEBRUARY, order.id, **told, today=TODAY, now=next(clock))
        keeping.validate(session, patricia, book, FEBRUARY, TODAY, next(clock))
        february = keeping.close(session, patricia, book, FEBRUARY, TODAY, next(clock))
        words = "Le créneau était annulé."
        signing.answer(session, cast.actor("helene"), february, order.id, Answer.CONTESTED, words, TODAY, next(clock))
        made(3, 30, km=2, last=first)
        made(6, 60)
        march = keeping.validate(session, patricia, book, MARCH, TODAY, next(clock))
        session.flush()
        yield session, february, march, order
        session.rollback()


def on_paper(facts) -> str:
    content = statement_pdf.render(facts, NOW)
    told = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(told.replace("\u00a0", " ").split())


def as_table(facts) -> list[dict]:
    content = statement_csv.render(facts)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_paper_says_the_lines_their_sums_and_who_signed(sheets, patricia):  # noqa: F811
    session, february, _, order = sheets
    said = on_paper(statement_facts.read(session, patricia, february.id, TODAY))
    for one in (
        "février 2027", "ADMR 01", "Clos", "Par ordre d’intervention", order.number, "Par intervenant·e",
        "Sylvie Girod",
        "04/02/2027", "09:00 – 09:58", "60 58 60 7,5", "Famille absente sans prévenir", "10,5 km",
        "Signé par Samira Benali", "Département : contesté", "par Patricia Lemoine", "Total du relevé 58 min 1 h 10,5",
    ):  # fmt: skip
        assert one in said, one
    assert statement_pdf.NOT_CLOSED not in said and "Correction" not in said


def test_corrections_and_late_lines_are_named_and_an_open_month_says_so(sheets, patricia):  # noqa: F811
    session, _, march, _ = sheets
    said = on_paper(statement_facts.read(session, patricia, march.id, TODAY))
    assert "Correction du relevé de février 2027 : facturé jusque-là 1 h" in said
    assert "Validée après la clôture de son mois" in said and statement_pdf.NOT_CLOSED in said
    assert "−28 −30 −5,5" in said, "taken back"


def test_neither_says_a_family_or_what_was_observed(sheets, patricia):  # noqa: F811
    session, february, march, order = sheets
    for sheet in (february, march):
        facts = statement_facts.read(session, patricia, sheet.id, TODAY)
        [family] = {row.family for row in facts.statement.rows}
        for said in (on_paper(facts), statement_csv.render(facts).decode("utf-8-sig")):
            assert family in said
            for never in (CANARY, "post-partum", "dépression", order.motive, "Rituels", "Le créneau"):
                assert never not in said, never


def test_the_table_adds_up_to_the_statement(sheets, patricia):  # noqa: F811
    session, february, march, _ = sheets
    for sheet in (february, march):
        facts = statement_facts.read(session, patricia, sheet.id, TODAY)
        rows = as_table(facts)

        def total(column, scale=1, rows=rows):
            return sum(round(float(row[column].replace(",", ".")) * scale) for row in rows)

        told = {
            "minutes_exact": total("Minutes exactes"),
            "minutes_billed": total("Minutes facturées"),
            "km_tenths": total("Km", 10),
            "travel_minutes": total("Minutes de trajet"),
            "mileage_cents": total("Indemnité (€)", 100),
        }
        assert len(rows) == 2 and told == facts.statement.sums
    correction = next(row for row in rows if row["Nature"] == "Correction")
    assert (correction["Km"], correction["Minutes facturées"]) == ("-5,5", "-30"), "numbers, for all their sign"
    assert (correction["Date"], correction["Minutes prévues"]) == ("04/02/2027", "")


@pytest.mark.parametrize("begin", ["=1+1", "+33", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(sheets, patricia, begin):  # noqa: F811
    session, february, _, _ = sheets
    facts = statement_facts.read(session, patricia, february.id, TODAY)
    facts.statement.sector = begin
    rows = [replace(row, worker=begin) for row in facts.statement.by_order[0].rows]
    facts.statement.by_order[0].rows[:] = rows
    for row in as_table(facts):
        assert row["Secteur"] == row["Intervenant·e"] == f"'{begin}"


def test_it_is_given_to_whom_the_statement_is_open(sheets, others, cast, patricia):  # noqa: F811
    session, february, _, _ = sheets
    for actor in (patricia, cast.actor("sylvie"), cast.actor("helene")):
        assert len(statement_facts.read(session, actor, february.id, TODAY).statement.rows) == 2
    for actor in (*others.values(), cast.actor("nadia"), cast.actor("root")):
        with pytest.raises(reach.NotFound):
            statement_facts.read(session, actor, february.id, TODAY)
    with pytest.raises(reach.NotFound):
        statement_facts.read(session, patricia, None, TODAY)
