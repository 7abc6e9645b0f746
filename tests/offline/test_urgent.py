"""« Urgent » on the tablet's modules: first in line, asked once for an answer, withdrawn and never lost."""

import uuid
from datetime import date, timedelta

import pytest

from tests.offline.fake_door import NURSE, family, visit
from tests.offline.test_visit_screen import GRIDS, open_visit, shown

BORN = (date.today() - timedelta(days=40)).isoformat()


@pytest.fixture
def door_with_baby(door):
    """A family with a baby of six weeks, two visits, and whom to call, aboard."""
    baby = {"id": str(uuid.uuid4()), "role": "enfant", "first_name": "Léa", "last_name": "Kaya", "phone": "",
            "sex": "F", "birth_date": BORN, "deceased_on": None}  # fmt: skip
    kaya = family(persons=[baby], agreements=[])
    contacts = {"id": "contacts", "version": "1", "labels": {}, "actions": {"A11": "Conduisez-la aux urgences."},
                "contacts": {"tel_15": [{"name": "SAMU", "phone": "15"}]}}  # fmt: skip
    doc = {"kind": "contacts", "id": "contacts", "family_id": None, "body": contacts}
    day = {"planned_on": date.today().isoformat(), "worker_name": NURSE["name"]}
    planned = visit(kaya, kind="vad_1m", duration_min=60, **day)
    door.docs[NURSE["id"]] = [*GRIDS, doc, kaya, visit(kaya, **day), planned]
    door.baby = baby["id"]
    return door


def heat(tab, door, degrees: str) -> None:
    tab.run("screens.typed(a[0], {target: {value: a[1]}})", [f"temp/{door.baby}", degrees])
    tab.run("screens.left(a)", f"temp/{door.baby}")
    tab.page.wait_for_timeout(400)


@pytest.mark.long  # tests/tablet/test_urgent.py sends one first
def test_it_is_sent_before_the_visits_that_waited_and_by_itself(tablet, door_with_baby):
    door = door_with_baby
    tab = tablet().enter()
    door.cut()
    for at in range(3):
        tab.write(door.docs[NURSE["id"]][-2]["body"], f"visite {at}", draft=f"d{at}")
    open_visit(tab, door)
    heat(tab, door, "38,5")
    found = shown(tab, "urgent")
    assert found["open"] and found["alerts"][0]["action"] == "Conduisez-la aux urgences."
    assert [one["href"] for one in found["alerts"][0]["contacts"]][-1] == "tel:15"
    assert found["alerts"][0]["state"] == "Partira au bureau dès le retour du réseau"
    pushes = len(door.calls)
    door.start()
    tab.run("syncNow()")
    tab.until("outbox.unsent().length === 0", timeout=20)
    kinds = [one["kind"] for one in door.received.values() if one["kind"] != "read_event"]
    assert kinds == ["urgent", *["visit_record"] * 3]
    assert [path for path in door.calls[pushes:] if path == "/api/sync/push"] == ["/api/sync/push"] * 2
    assert shown(tab, "urgent")["alerts"][0]["state"] == "Reçue au bureau"


@pytest.mark.long
def test_the_same_answer_asks_once_and_a_new_one_again(tablet, door_with_baby):
    door = door_with_baby
    tab = tablet().enter()
    open_visit(tab, door)
    heat(tab, door, "38,5")
    tab.run("screens.closePanel()")
    assert not shown(tab, "urgent")["open"] and shown(tab, "urgent")["banner"] == "1 urgence à traiter"
    heat(tab, door, "38,7")
    assert not shown(tab, "urgent")["open"]
    tab.run("screens.tap(a, 'ecchymose')", f"peau/{door.baby}")
    tab.page.wait_for_timeout(400)
    found = shown(tab, "urgent")
    assert found["open"] and len(found["alerts"]) == 2 and found["banner"] == "2 urgences à traiter"


SLOW = """(() => {
  const real = crypto.subtle.encrypt.bind(crypto.subtle);
  crypto.subtle.encrypt = async (...given) => (await new Promise((rest) => setTimeout(rest, 300)), real(...given));
})()"""


def test_later_holds_though_the_alert_is_still_being_written(tablet, door_with_baby):
    """A machine under load: she has answered before what came up is on the disk."""
    door = door_with_baby
    tab = tablet().enter()
    open_visit(tab, door)
    tab.page.evaluate(SLOW)
    tab.run("screens.typed(a[0], {target: {value: '38,5'}})", [f"temp/{door.baby}"])
    tab.page.evaluate("key => void window.tablet.screens.left(key)", f"temp/{door.baby}")
    tab.page.wait_for_function("window.shown.urgent.open", timeout=5000)
    tab.run("screens.closePanel()")
    tab.until("outbox.unsent().length === 0", timeout=20)
    found = shown(tab, "urgent")
    assert not found["open"] and found["banner"] == "1 urgence à traiter"
    assert len({one["id"] for one in door.received.values() if one["kind"] == "urgent"}) == 1, "one chain"


def test_taken_back_it_is_withdrawn_in_the_same_chain_and_said_again_if_it_is_true_again(tablet, door_with_baby):
    door = door_with_baby
    tab = tablet().enter()
    open_visit(tab, door)
    heat(tab, door, "38,5")
    heat(tab, door, "36,8")
    assert not shown(tab, "urgent")["open"] and shown(tab, "urgent")["banner"] == ""
    heat(tab, door, "39")
    assert shown(tab, "urgent")["open"]
    tab.until("outbox.unsent().length === 0")
    first, second, third = [one for one in door.received.values() if one["kind"] == "urgent"]
    assert first["id"] == second["id"] == third["id"]
    assert (second["parent"], third["parent"]) == (first["digest"], second["digest"])
    states = [one["body"]["alerts"][0]["withdrawn_at"] for one in (first, second, third)]
    assert states[0] is None and states[1] and states[2] is None


def test_what_she_did_survives_a_killed_tab_and_goes_into_the_record(tablet, door_with_baby):
    door = door_with_baby
    tab = tablet().enter()
    open_visit(tab, door)
    heat(tab, door, "38,5")
    tab.run("screens.did(a, 'J’ai appelé le 15')", shown(tab, "urgent")["alerts"][0]["key"])
    tab.until("outbox.unsent().length === 0")
    tab.page.close()
    again = tablet()
    assert again.unlock()
    again.run("screens.openVisit(a)", door.docs[NURSE["id"]][-1]["id"])
    again.page.wait_for_timeout(400)
    found = shown(again, "urgent")
    assert not found["open"] and [one["text"] for one in found["alerts"][0]["done"]] == ["J’ai appelé le 15"]
    again.run("screens.confirm(a)", f"temp/{door.baby}")
    again.run("screens.startEnding('refusee')")
    again.run("screens.sign()")
    again.until("outbox.unsent().length === 0")
    [record] = door.bodies()
    assert [one["what"] for one in record["urgent"][0]["done"]] == ["J’ai appelé le 15"]
    assert record["urgent"][0]["rule"] == "A11"


def test_what_follows_a_put_off_line_of_the_same_alert_waits_for_it_and_holds_up_nothing_else(tablet, door_with_baby):
    door = door_with_baby
    tab = tablet().enter()
    open_visit(tab, door)
    heat(tab, door, "38,5")
    tab.until("outbox.unsent().length === 0")
    [first] = [one for one in door.received.values() if one["kind"] == "urgent"]
    door.words[first["id"]] = {"word": "later"}
    heat(tab, door, "36,8")
    tab.until("outbox.all().some(({tries}) => tries > 0)")
    del door.words[first["id"]]
    heat(tab, door, "39")
    tab.write(door.docs[NURSE["id"]][-2]["body"], "une autre visite", draft="d9")
    tab.run("syncNow()")
    tab.until("outbox.unsent().every(({kind}) => kind === 'urgent')")
    tab.run("store.db.outbox.toCollection().modify({retry_at: 0})")
    tab.run("syncNow()")
    tab.until("outbox.unsent().length === 0")
    chain = [one for one in door.received.values() if one["kind"] == "urgent"]
    assert [one["parent"] for one in chain] == [None, chain[0]["digest"], chain[1]["digest"]], "each after its parent"
