"""No log tells of anybody: a day's failures, with the names, answers and cookies that caused them, searched for."""

import logging

import pytest
import sqlalchemy as sa
from reflex_base.registry import RegistrationContext
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fieldvisit import db, logs
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.db import new_id
from fieldvisit.pages import frame
from fieldvisit.settings import Settings
from fieldvisit.sync.door import Door
from tests.pages.test_guard import arguments
from tests.sync.tablet import Tablet, visit_record

NAME, ANSWER, SECRET = "Canari-Nomdefamille", "canari réponse intime", "canari-mot-de-passe"
CANARIES = (NAME, ANSWER, SECRET, "06 12 34 56 78")


@pytest.fixture
def log(caplog):
    logs.keep_discreet()
    caplog.set_level(logging.DEBUG)
    yield caplog
    logging.setLogRecordFactory(logging.LogRecord)


def found(log, *more: str) -> list[str]:
    """In what any handler would write, the messages and traces of libraries included; « httpx » is the test itself."""
    ours = [record for record in log.records if record.name != "httpx"]
    lines = "\n".join(logging.Formatter("%(name)s %(message)s").format(record) for record in ours)
    return [word for word in (*CANARIES, *more) if word in lines]


def test_an_exception_tells_where_and_what_kind_and_nothing_else(log):
    def inner():
        int(ANSWER)

    try:
        try:
            inner()
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError as failure:
        logging.getLogger("any").exception("it failed: %s", failure)
        logging.getLogger("any").error(failure)
        frame.server_failed(failure)
    assert found(log) == []
    told = "\n".join(logging.Formatter().format(record) for record in log.records)
    assert "ValueError" in told and "KeyError" in told and "in inner" in told and __file__ in told


def test_without_it_the_search_finds_the_canary(caplog):
    logging.setLogRecordFactory(logging.LogRecord)
    try:
        int(ANSWER)
    except ValueError:
        logging.getLogger("any").exception("it failed")
    assert found(caplog) == [ANSWER]


def test_the_database_s_own_words_are_not_told(log, engine, now):
    """PostgreSQL says « Key (login)=(…) already exists »; the values of a statement are hidden on both."""
    for _ in range(2):
        try:
            with db.writing(engine) as session:
                session.add(Account(login=NAME, name=ANSWER, role="tisf", created_at=now))
        except sa.exc.IntegrityError as error:
            assert ANSWER not in str(error)
            logging.getLogger("any").exception("twice")
    assert log.records and found(log) == []


def test_a_whole_day_of_calls_and_failures_tells_of_nobody(
    log, http, tab, office, cookie, engine, now, tmp_path, capfd, monkeypatch
):
    for typed, secret in ((NAME, SECRET), ("claire.morel", SECRET), ("\0" + NAME, SECRET * 900)):
        http.post("/api/login", json={"login": typed, "password": secret, "next": f"/{ANSWER}"})
    http.post("/api/login", content=f'{{"login": "{NAME}'.encode())

    door = Door(lambda: engine, lambda: Settings(tmp_path, "", "", 3000, ("http://localhost:3000",)), lambda: now)
    with db.writing(engine) as writer:
        token = sessions.open_for(writer, writer.get_one(Account, office.claire.id), now)
    with TestClient(Starlette(routes=door.routes), base_url="http://localhost:3000") as client:
        tablet = Tablet(client, office.claire.id, token, now=now)
        tablet.enrol()
        visit = type(
            "Visit",
            (),
            {
                "id": new_id(),
                "family_id": office.benali.id,
                "kind": "vad_1m",
                "planned_on": now.date(),
                "duration_min": 45,
            },
        )
        body = visit_record(visit, now, notes=[{"text": ANSWER}], answers={"nom": {"v": NAME}})
        good = tablet.line("visit_record", body, family_id=office.benali.id)
        tablet.push(good, good[:-20] + b'"}', f'{{"header": "{NAME}"}}'.encode(), ANSWER.encode())
        tablet.push(tablet.line("visit_record", ANSWER.encode(), family_id=office.benali.id))
        tablet.push(tablet.line(ANSWER, {"nom": NAME}))
        tablet.post("/api/sync/pull", {"cursor": ANSWER, "have": [NAME]})
        tablet.post(f"/api/sync/drafts/{NAME}/take", {"device_id": ANSWER})
        with monkeypatch.context() as broken:
            broken.setattr("fieldvisit.sync.push.envelopes", None)
            tablet.post("/api/sync/push", good)

    desk = tab(cookie=cookie("helene"), path=f"/planning?q={ANSWER}")
    strange = {"": ANSWER, 0: -1, "x": NAME}
    sent = [
        (name, {key: {ANSWER: NAME} if value == {} else strange[value] for key, value in arguments(known).items()})
        for name, known in RegistrationContext.get().event_handlers.items()
        if known.states[0].__module__.startswith("fieldvisit.pages.office.planning")
    ]
    assert len(sent) > 10
    desk.send(*sent)
    written = capfd.readouterr()
    assert found(log, token, desk.cookie, "Benali", "Hélène Vidal") == []
    assert [word for word in (*CANARIES, token) if word in written.out + written.err] == []
