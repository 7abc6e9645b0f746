"""« Information préoccupante » and « IP reçues » as clients get them: kept at each touch, sent, told, read by whom."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.concerns.report import ConcernEvent, ConcernReport
from fieldvisit.due.listed import Tab
from fieldvisit.pages import background
from fieldvisit.pages.office.concern import Concern
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.todo import ToDo
from fieldvisit.pages.office.unit import Unit

CANARY = "zirconium-4417"


@pytest.fixture
def at_desk(tab, cookie, office):
    """``at_desk("claire", "/crip", Unit)``"""

    def make(who: str, path: str = "/inquietude", state=Concern, **query):
        client = tab(cookie=cookie(who), path=path)
        client.query = query
        client.load(Desk.arrive, state.load)
        return client

    return make


@pytest.fixture
def unit(office, engine):
    """Root works for the CRIP today."""
    with db.writing(engine) as writer:
        writer.get_one(Account, office.root.id).role = "crip"
    return "root"


def write(client, office, today, **changes):
    client.call(Concern.tick, what="children", code=str(office.benali_child.id))
    client.call(Concern.tick, what="natures", code="securite")
    client.call(Concern.tick, what="danger", code="non")
    client.call(Concern.tick, what="parents_informed", code="oui")
    typed = {"fact_on": today.isoformat(), "facts": f"Trace rouge. {CANARY}"} | changes
    for name, value in typed.items():
        client.call(Concern.write, name=name, value=value)
    client.call(Concern.write_quote, at=0, name="words", value="il est tombé")


def reports(engine):
    with db.reading(engine) as session:
        return list(session.exec(select(ConcernReport)))


def test_it_is_kept_at_each_touch_and_found_again_by_its_author(at_desk, office, engine, today):
    family = str(office.benali.id)
    client = at_desk("claire", famille=family)
    assert "119" in client.text() and "Famille Benali" in client.text()
    write(client, office, today)
    [draft] = reports(engine)
    assert (draft.status, draft.facts, draft.natures) == ("brouillon", f"Trace rouge. {CANARY}", ["securite"])
    assert draft.quotes[0]["words"] == "il est tombé" and draft.children[0]["name"] == "Adam Benali"
    assert CANARY in at_desk("claire", famille=family).text()
    assert CANARY not in at_desk("ines", famille=family).text()


def test_what_is_missing_is_said_and_stays_then_it_leaves_with_its_number(at_desk, office, engine, today, now):
    client = at_desk("claire", famille=str(office.benali.id))
    write(client, office, today, facts="", fact_on="2026-12-24")
    client.call(Concern.write_quote, at=0, name="words", value="")
    client.call(Concern.transmit)
    assert "à venir" in client.text() and "vu ou entendu" in client.text()
    assert reports(engine)[0].status == "brouillon"
    client.call(Concern.write, name="fact_on", value=today.isoformat())
    client.call(Concern.write, name="facts", value=CANARY)
    client.call(Concern.transmit)
    [sent] = reports(engine)
    assert sent.status == "transmise" and sent.reference in client.text() and "pas encore envoyé" in client.text()
    client.call(Concern.write, name="facts", value="trop tard")
    assert len(reports(engine)) == 1


def test_the_server_tries_the_mail_by_itself_and_keeps_it_without_settings(at_desk, office, engine, today, monkeypatch):
    monkeypatch.delenv("FIELDVISIT_SMTP_HOST", raising=False)
    client = at_desk("claire", famille=str(office.benali.id))
    write(client, office, today)
    client.call(Concern.transmit)
    assert background.send_due() == 0 and background.send_due() == 0


def test_a_family_worker_writes_it_and_never_reads_it_again(at_desk, office, engine, today, http, cookie):
    client = at_desk("sylvie", famille=str(office.benali.id))
    write(client, office, today)
    client.call(Concern.transmit)
    [sent] = reports(engine)
    again = at_desk("sylvie")
    assert sent.reference in again.text() and CANARY not in again.text()
    closed = at_desk("sylvie", "/crip", Unit)
    closed.call(Unit.open, report_id=str(sent.id))
    assert sent.reference not in closed.text() and CANARY not in closed.text()
    headers = {"cookie": cookie("sylvie")}
    receipt = http.get(f"/api/inquietude/{sent.id}/accuse.pdf", headers=headers)
    assert receipt.status_code == 200 and receipt.content.startswith(b"%PDF-")
    assert http.get(f"/api/inquietude/{sent.id}/document.pdf", headers=headers).status_code == 403


@pytest.mark.parametrize("who", ["helene", "root"])
def test_whose_function_raises_none_has_no_such_page(at_desk, office, engine, today, who):
    client = at_desk(who)
    write(client, office, today)
    client.call(Concern.transmit)
    assert reports(engine) == [] and "119" not in client.text()


def test_the_unit_takes_it_from_reception_to_its_outcome(at_desk, office, engine, today, unit):
    client = at_desk("claire", famille=str(office.benali.id))
    write(client, office, today)
    client.call(Concern.transmit)
    [sent] = reports(engine)
    desk = at_desk(unit, "/crip", Unit)
    assert "Adam Benali" in desk.text() and "23/02/2027" in desk.text() and CANARY not in desk.text()
    desk.call(Unit.open, report_id=str(sent.id))
    assert CANARY in desk.text()
    desk.call(Unit.evaluate, form={"who": "Anne"})
    assert "plus là" in desk.text()
    desk.call(Unit.acknowledge)
    desk.call(Unit.evaluate, form={"who": "Anne, David"})
    desk.call(Unit.conclude, form={"outcome": "", "words": ""})
    assert "Choisissez la suite" in desk.text()
    desk.call(Unit.conclude, form={"outcome": "Sans suite", "words": "rien"})
    desk.call(Unit.file, form={"words": "fini"})
    [sent] = reports(engine)
    assert (sent.status, sent.outcome, sent.evaluators) == ("classee", "Sans suite", "Anne, David")
    assert "Accusé de réception le" in at_desk("claire").text()


def test_a_nurse_reads_and_decides_nothing_and_each_reading_is_written_down(
    at_desk, office, engine, today, http, cookie
):
    client = at_desk("claire", famille=str(office.benali.id))
    write(client, office, today)
    client.call(Concern.transmit)
    [sent] = reports(engine)
    reader = at_desk("ines", "/crip", Unit)
    reader.call(Unit.open, report_id=str(sent.id))
    assert CANARY in reader.text()
    reader.call(Unit.acknowledge)
    assert reports(engine)[0].acknowledged_at is None
    assert http.get(f"/api/inquietude/{sent.id}/document.pdf", headers={"cookie": cookie("ines")}).status_code == 200
    assert http.get(f"/api/inquietude/{sent.id}/document.pdf", headers={"cookie": cookie("nadia")}).status_code == 404
    stranger = at_desk("nadia", "/crip", Unit)
    stranger.call(Unit.open, report_id=str(sent.id))
    assert CANARY not in stranger.text() and sent.reference not in stranger.text()
    with db.reading(engine) as session:
        acts = [one.act for one in session.exec(select(ConcernEvent).order_by(ConcernEvent.id))]
    assert acts == ["transmise", "lue", "imprimee"]


def test_a_document_is_attached_and_a_wrong_one_is_refused(at_desk, office, engine, today, http, cookie):
    client = at_desk("claire", famille=str(office.benali.id))
    write(client, office, today)
    [draft] = reports(engine)
    headers = {"cookie": cookie("claire"), "origin": "http://localhost:3000"}
    url = f"/api/inquietude/{draft.id}/piece"

    def put(name, content, **more):
        return http.post(url, files={"fichier": (name, content)}, headers=headers | more)

    assert put("certificat.pdf", b"%PDF-1.4 x").status_code == 303
    assert put("virus.pdf", b"MZ rien").status_code == 400
    assert put("c.pdf", b"%PDF-1.4 x", origin="https://ailleurs.example").status_code == 403
    assert put("c.pdf", b"%PDF-1.4 y", cookie=cookie("ines")).status_code == 404
    assert "certificat.pdf" in at_desk("claire", famille=str(office.benali.id)).text()


def test_the_manager_sees_on_her_list_that_there_is_one_and_nothing_else(at_desk, tab, cookie, office, engine, today):
    with db.writing(engine) as writer:
        writer.get_one(Account, office.ines.id).role = "responsable_tisf"
        for one in (office.ines, office.sylvie):
            writer.get_one(Account, one.id).employer = "ADMR"
    client = at_desk("sylvie", famille=str(office.benali.id))
    write(client, office, today)
    client.call(Concern.transmit)
    manager = tab(cookie=cookie("ines"), path="/a-faire")
    manager.load(Desk.arrive, ToDo.load)
    manager.call(ToDo.choose_tab, code=Tab.TASKS.value)
    told = manager.text()
    assert "Sylvie Girod a transmis une information préoccupante" in told
    assert CANARY not in told and reports(engine)[0].reference not in told and "Adam" not in told
