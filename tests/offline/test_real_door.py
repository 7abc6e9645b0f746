"""The tablet's own modules against the real routes and both databases: what one seals the other opens."""

import base64
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fieldvisit import db
from fieldvisit.access import password
from fieldvisit.access.device import Device
from fieldvisit.pages import accounts_api
from fieldvisit.pictures.picture import Picture
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.settings import Settings
from fieldvisit.sync.door import Door
from tests.images import photo
from tests.offline.conftest import Tabs
from tests.offline.fake_door import Wire
from tests.sync.conftest import plan  # noqa: F401 – a fixture
from tests.sync.tablet import visit_record

SECRET = "trois pommes vertes"


@pytest.fixture
def today() -> date:
    return date.today()


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


class RealWire(Wire):
    """Hands each call to the application; only the last metre of cable is invented."""

    client: TestClient

    def answer(self, method, path, headers, body):
        kept = {name: value for name, value in headers.items() if name.lower() not in ("host", "connection")}
        self.client.cookies.clear()
        answer = self.client.request(method, path, headers=kept, content=body)
        told = {name: answer.headers[name] for name in ("content-type", "set-cookie") if name in answer.headers}
        return answer.status_code, told, answer.content


@pytest.fixture
def wire(bundle, engine, cast, tmp_path, monkeypatch):
    with db.writing(engine) as session:
        for account in (cast.claire, cast.nadia):
            account.password_hash = password.make_hash(SECRET)
            session.add(account)
    wire = RealWire(bundle)
    wire.start()
    origin = f"http://localhost:{wire.port}"
    monkeypatch.setattr(db, "engine", lambda: engine)
    monkeypatch.setenv("FIELDVISIT_ORIGINS", origin)
    config = Settings(tmp_path, "", "", wire.port, (origin,))
    routes = [*accounts_api.routes, *Door(lambda: engine, lambda: config).routes]
    with TestClient(Starlette(routes=routes), base_url=origin) as wire.client:
        yield wire
        wire.cut()


@pytest.fixture
def tablet(wire, browser):
    context = browser.new_context()
    yield Tabs(context, wire.port)
    context.close()


def test_a_visit_written_without_network_is_found_whole_at_the_office(tablet, wire, plan, engine, now):  # noqa: F811
    visit = plan()
    tab = tablet().enter("claire.morel", SECRET)
    assert str(visit.id) in tab.run("mirror.docs('visit').map(({id}) => id)")
    wire.cut()
    body = visit_record(visit, now, notes=[{"at": "2026-11-22T09:10:00.000Z", "text": "Léa sourit 🙂"}])
    tab.run("drafts.saveDraft('d1', a)", body)
    record = tab.run("session && crypto.randomUUID()")
    content = {"kind": "visit_record", "id": record, "family_id": str(visit.family_id), "body": body, "elapsed": 60_000}
    tab.run("outbox.finishDraft('d1', a)", content)
    assert tab.custody(record) == "tablette"
    wire.start()
    tab.until(f"outbox.custody('{record}')?.state === 'recue'", timeout=30)
    with db.reading(engine) as session:
        [kept] = session.exec(select(VisitRecord)).all()
        assert str(kept.id) == record
        assert kept.body["notes"][0]["text"] == "Léa sourit 🙂"
        assert session.get(Visit, visit.id).status == "realisee"
        assert session.exec(select(Device)).one().label
    # On PostgreSQL nothing is told above the oldest transaction open anywhere on that server: ask until it is.
    tab.until("(await syncNow(), drafts.drafts().length === 0 && mirror.docs('record').length === 1)", timeout=30)
    assert tab.run("mirror.doc('visit', a).record.id", str(visit.id)) == record


@pytest.mark.long  # tests/tablet/test_pictures.py
def test_a_photo_taken_without_network_is_at_the_office_with_its_visit(tablet, wire, plan, engine, now):  # noqa: F811
    visit = plan()
    tab = tablet().enter("claire.morel", SECRET)
    wire.cut()
    record = tab.run("session && crypto.randomUUID()")
    picture = tab.run(
        """(async () => {
            const file = new Blob([Uint8Array.from(atob(a), (c) => c.charCodeAt(0))]);
            const { bytes, ...measures } = await prepare.prepare(file);
            const what = { kind: "photo", caption: "", item: null, child_id: null, signer: null };
            return album.keepPicture("d1", { ...what, ...measures, taken_at: new Date().toISOString() }, bytes);
        })()""",
        base64.b64encode(photo(900, 600, orientation=6, gps=True)).decode(),
    )
    agreed = {"kind": "accord_photo", "status": "Accordé", "mode": "Oral", "person_id": None}
    named = [{name: picture[name] for name in ("id", "kind", "sha256", "caption")}]
    body = visit_record(visit, now, photo_agreement=agreed, attachments=named)
    content = {"kind": "visit_record", "id": record, "family_id": str(visit.family_id), "body": body, "elapsed": 60_000}
    tab.run("drafts.saveDraft('d1', a)", body)
    tab.run("outbox.finishDraft('d1', a.content, null, {kept: [a.picture]})", {"content": content, "picture": picture})
    wire.start()
    tab.until("album.all()[0].state === 'received'", timeout=30)
    with db.reading(engine) as session:
        [kept] = session.exec(select(Picture)).all()
        assert (str(kept.id), str(kept.record_id), kept.sha256) == (picture["id"], record, picture["sha256"])
        assert (kept.state, kept.width, kept.height) == ("recue", 600, 900)


@pytest.mark.long  # tests/offline/test_outbox.py loses one in every way
def test_an_answer_lost_on_the_way_back_counts_once(tablet, wire, plan, engine, now):  # noqa: F811
    visit = plan()
    tab = tablet().enter("claire.morel", SECRET)
    wire.break_next("/api/sync/push", "after")
    body = visit_record(visit, now)
    sent = tab.run("outbox.post(a)", {"kind": "visit_record", "family_id": str(visit.family_id), "body": body})
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'", timeout=20)
    assert tab.run("outbox.all()[0].word") == "identical"
    with db.reading(engine) as session:
        assert len(session.exec(select(VisitRecord)).all()) == 1


@pytest.mark.long  # tests/offline/test_outbox.py puts one right
def test_a_visit_against_the_rules_comes_back_with_its_reasons(tablet, wire, plan, now):  # noqa: F811
    visit = plan()
    tab = tablet().enter("claire.morel", SECRET)
    body = visit_record(visit, now, outcome="dansee")
    sent = tab.run("outbox.post(a)", {"kind": "visit_record", "family_id": str(visit.family_id), "body": body})
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'invalide'")
    told = tab.run("outbox.custody(a)", sent["id"])
    assert [reason["sentence"] for reason in told["reasons"]]
    assert told["label"] == "À corriger"


@pytest.mark.long  # tests/offline/test_outbox.py moves it
def test_the_order_of_a_day_moved_three_times_is_the_last_one(tablet, wire, plan, engine, today):  # noqa: F811
    visits = [plan(), plan(), plan()]
    tab = tablet().enter("claire.morel", SECRET)
    ids = [str(visit.id) for visit in visits]
    orders = [ids, ids[::-1], ids]
    tab.run("""Promise.all(a.orders.map((order) => outbox.post({kind: 'round_order', id: a.id, family_id: null,
        body: {date: a.date, order}, elapsed: null})))""",
            {"id": "01920000-0000-7000-8000-000000000001", "date": today.isoformat(), "orders": orders})  # fmt: skip
    tab.wait("unsent === 0")
    assert set(tab.run("outbox.all().map(({word}) => word)")) == {"received"}
    with db.reading(engine) as session:
        assert [session.get(Visit, visit.id).position for visit in visits] == [1, 2, 3]


@pytest.mark.long  # tests/offline/test_aboard.py
def test_under_a_colleagues_login_the_vault_receives_nothing(tablet, wire, plan):  # noqa: F811
    plan()
    tab = tablet().enter("claire.morel", SECRET)
    before = tab.run("mirror.docs('family').map(({label}) => label).sort()")
    status = tab.page.evaluate(
        """async (a) => (await fetch('/api/login', {method: 'POST', body: JSON.stringify(a),
            headers: {'Content-Type': 'application/json'}})).status""",
        {"login": "nadia.ferrand", "password": SECRET, "next": ""},
    )
    assert status == 200
    tab.run("syncNow()")
    assert tab.device["login_expired"]
    assert tab.run("mirror.docs('family').map(({label}) => label).sort()") == before
