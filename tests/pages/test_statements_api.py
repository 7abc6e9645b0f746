"""The files of a monthly statement over HTTP: who gets them, the line of the journal that they leave."""

import uuid

import pytest
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent
from fieldvisit.statements import keeping
from fieldvisit.statements.entries import Book
from fieldvisit.statements.timesheet import Timesheet
from tests.pages.test_statements import LAST_MONTH, worked  # noqa: F401
from tests.tisf.conftest import order_of, patricia, person  # noqa: F401


@pytest.fixture
def sheet(engine, office, worked, patricia, now, today) -> Timesheet:  # noqa: F811
    book = Book(worked.service, office.bourg.id)
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        session.get_one(Account, office.sylvie.id).employer = worked.service
        made = keeping.validate(session, patricia, book, LAST_MONTH.date().replace(day=1), today, now)
        session.commit()
    return made


@pytest.fixture
def asked(engine, office, http, cookie, patricia, person, now):  # noqa: F811
    """``asked("sylvie", path)``: the answer that she gets; « patricia » and « nadege » are of the association."""
    made = {"patricia": patricia, "nadege": person("Nadège", "tisf", "benali")}

    def ask(name: str, path: str):
        if name in made:
            with db.writing(engine) as writer:
                token = sessions.open_for(writer, writer.get_one(Account, made[name].account_id), now)
            header = f"{sessions.COOKIE}={token}"
        else:
            header = cookie(name) if name else ""
        return http.get(path, headers={"cookie": header})

    return ask


@pytest.mark.parametrize("name", ["patricia", "sylvie", "helene"])
def test_who_reads_it_gets_both_and_each_is_journaled(asked, sheet, engine, name):
    paper, table = (asked(name, f"/api/releves/{sheet.id}.{ending}") for ending in ("pdf", "csv"))
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    assert paper.content.startswith(b"%PDF") and paper.headers["cache-control"] == "no-store"
    assert table.status_code == 200 and table.headers["content-disposition"].endswith('"releve-2026-10.csv"')
    assert len(table.content.decode("utf-8-sig").splitlines()) == 3
    with Session(engine) as session:
        query = select(AccessEvent.what).where(
            AccessEvent.subject_id == sheet.id, AccessEvent.what.in_(("impression", "export"))
        )
        assert sorted(session.exec(query)) == ["export", "impression"]


@pytest.mark.parametrize("name", ["nadege", "nadia", "root", ""])
def test_a_stranger_gets_neither(asked, sheet, engine, name):
    for ending in ("pdf", "csv"):
        answer = asked(name, f"/api/releves/{sheet.id}.{ending}")
        assert answer.status_code == (404 if name else 303)
        assert "ADMR" not in answer.text
    with Session(engine) as session:
        assert session.exec(select(AccessEvent).where(AccessEvent.what.in_(("impression", "export")))).all() == []


@pytest.mark.parametrize("wrong", ["x", str(uuid.UUID(int=1))])
def test_what_does_not_exist_is_not_found(asked, sheet, wrong):
    assert [asked("patricia", f"/api/releves/{wrong}.{ending}").status_code for ending in ("pdf", "csv")] == [404, 404]
