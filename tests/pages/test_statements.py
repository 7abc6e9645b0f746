"""« Relevés » as a client gets it: a month read, validated and closed by the responsable, and who reads none of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent
from fieldvisit.pages.office.desk import Desk, PageState
from fieldvisit.pages.office.statements import Statements
from fieldvisit.statements import keeping
from fieldvisit.tisf import validating
from fieldvisit.tisf.recording import Outcome
from tests.pages.test_schools import seen_of
from tests.statements.conftest import planned, sign
from tests.tisf.conftest import order_of, patricia, person  # noqa: F401

LAST_MONTH = datetime(2026, 10, 6, 8, tzinfo=UTC)


@pytest.fixture
def worked(engine, office, order_of, patricia, now, today):  # noqa: F811
    """A session of 58 minutes in October, and a family that was not there."""
    order = order_of(starts_on=LAST_MONTH.date())
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        for days, outcome in ((0, Outcome.DONE), (1, Outcome.ABSENT)):
            at = LAST_MONTH + timedelta(days=days)
            held, visit = planned(session, order, at.date(), office.sylvie.id, patricia.account_id)
            sign(session, held, visit, outcome, at, 58, now - timedelta(days=3), km=12)
            if outcome is Outcome.DONE:
                validating.validate(session, patricia, held.id, today, now - timedelta(days=2))
        session.commit()
    return order


@pytest.fixture
def desk(tab, engine, worked, patricia, now):  # noqa: F811

    with db.writing(engine) as writer:
        token = sessions.open_for(writer, writer.get_one(Account, patricia.account_id), now)
    client = tab(cookie=f"{sessions.COOKIE}={token}", path="/releves")
    client.load(Desk.arrive, Statements.load)
    return client


def key(client) -> str:
    return next(one["key"] for one in seen_of(client, Statements)["months"] if one["month"] == "Octobre 2026")


def test_a_month_is_read_signed_validated_and_closed(desk, engine, worked):
    october = key(desk)
    desk.call(Statements.open_one, key=october)
    shown = seen_of(desk, Statements)
    assert shown["status"] == "Brouillon" and shown["may_validate"] and not shown["may_close"]
    [group] = shown["groups"]
    assert [row["made"] for row in group["rows"]] == ["10:00 – 10:58", "Famille absente sans prévenir"]
    assert group["rows"][0]["time"].replace("\u00a0", " ") == "1 h (58 min)"
    assert [one["title"] for one in shown["workers"]] == ["Sylvie Girod"]
    assert "manquante" in group["signature"] and group["unsigned"]

    typed = {"order": str(worked.id), "signed_by": "", "signed_on": "", "unsigned_reason": ""}
    desk.call(Statements.sign, form=typed)
    assert "l’un des deux" in seen_of(desk, PageState)["problem"]
    desk.call(Statements.sign, form=typed | {"signed_by": "Samira Benali", "signed_on": "2026-11-02"})
    assert seen_of(desk, Statements)["groups"][0]["signature"].startswith("Signé par Samira Benali")

    desk.call(Statements.validate)
    assert seen_of(desk, Statements)["may_close"]
    desk.call(Statements.close_month)
    shown = seen_of(desk, Statements)
    assert shown["status"] == "Clos" and not (shown["may_validate"] or shown["may_close"] or shown["may_sign"])
    assert shown["pdf"].startswith("/api/releves/") and shown["pdf"].endswith(".pdf")
    with Session(engine) as session:
        told = session.exec(select(AccessEvent.what).where(AccessEvent.screen == keeping.SCREEN)).all()
    assert len(told) >= 4  # read, signed, validated, closed


def test_a_month_that_is_not_over_says_from_when(desk, engine):
    november = next(one["key"] for one in seen_of(desk, Statements)["months"] if one["month"] == "Novembre 2026")
    desk.call(Statements.open_one, key=november)
    shown = seen_of(desk, Statements)
    assert "01/12/2026" in shown["blocked"] and not shown["may_validate"]


@pytest.mark.parametrize(
    ("name", "reads"), [("claire", True), ("ines", True), ("helene", True), ("nadia", False), ("root", False)]
)
def test_who_is_not_of_the_service_changes_nothing_and_a_stranger_reads_nothing(tab, cookie, desk, name, reads):
    stranger = tab(cookie=cookie(name), path="/releves")
    stranger.load(Desk.arrive, Statements.load)
    stranger.call(Statements.open_one, key=key(desk))
    assert ("10:00 – 10:58" in stranger.words()) is reads
    stranger.call(Statements.validate)
    stranger.call(Statements.close_month)
    desk.call(Statements.open_one, key=key(desk))
    assert seen_of(desk, Statements)["status"] == "Brouillon"


def test_the_county_contests_a_closed_month_with_a_reason_or_accepts_it(tab, cookie, desk, worked):
    desk.call(Statements.open_one, key=key(desk))
    desk.call(Statements.validate)
    desk.call(Statements.close_month)
    helene = tab(cookie=cookie("helene"), path="/releves")
    helene.load(Desk.arrive, Statements.load)
    helene.call(Statements.open_one, key=key(desk))
    assert seen_of(helene, Statements)["may_answer"]
    helene.call(Statements.contest, form={"order": str(worked.id), "words": " "})
    assert (
        seen_of(helene, Statements)["refused"] == str(worked.id) and "contesté" in seen_of(helene, PageState)["problem"]
    )
    assert seen_of(helene, Statements)["groups"][0]["answer"] == ""
    helene.call(Statements.contest, form={"order": str(worked.id), "words": "Le 6, personne n’était là."})
    assert "Le 6, personne n’était là." in seen_of(helene, Statements)["groups"][0]["answer"]
    assert seen_of(helene, Statements)["refused"] == ""
    helene.call(Statements.accept, order=str(worked.id))
    assert seen_of(helene, Statements)["groups"][0]["answer"] == "Accepté"


@pytest.mark.parametrize(
    "wrong", ["", "x", "2026-10|x|ADMR 01", "2026-13||", "2026-10|00000000-0000-0000-0000-000000000000|"]
)
def test_a_made_up_month_is_refused_in_a_sentence(desk, wrong):
    desk.call(Statements.open_one, key=wrong)
    assert "n’existe pas" in seen_of(desk, PageState)["problem"]
