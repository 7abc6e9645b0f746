# ruff: noqa: F401, F811 – fixtures come by import
"""A forgotten passphrase: all that had not left, of every kind, arrives or comes back, and nobody opens the vault."""

from tests.offline.test_backups import (
    NAME,
    SECRET,
    again,
    arrived,
    entries,
    new,
    notes,
    photograph,
    pytestmark,
    sign_with_pictures,
    value_of,
    write,
)
from tests.offline.test_real_door import now, tablet, today, wire
from tests.sync.conftest import plan


def test_every_kind_of_unsent_work_is_recovered_without_opening_the_vault(tablet, wire, plan, engine, now):
    visits, ids = [plan() for _ in range(4)], [new() for _ in range(6)]
    signed, begun, session, school, concern, contact = ids
    family = str(visits[0].family_id)
    tab = tablet().enter(NAME, SECRET)
    wire.cut()
    write(tab, visits[0], signed, "signée, pas partie")
    pictures = [photograph(tab, signed)]
    sign_with_pictures(tab, visits[0], signed, now)
    write(tab, visits[1], begun, "commencée")
    pictures.append(photograph(tab, begun))
    typed = {
        session: {**value_of(visits[2], session), "kind": "seance_tisf", "facts": "Repas ensemble"},
        school: {**value_of(visits[3], school), "kind": "bilan_ecole", "pupil": {"id": new(), "first_name": "Noé"}},
        concern: {"noted": "concern_report", "family_id": "", "facts": "Marques au bras", "quotes": []},
        contact: {"noted": "contact", "family_id": family, "means": "appel", "words": "Rappelle lundi"},
    }
    for id_, value in typed.items():
        tab.run("drafts.saveDraft(a[0], a[1])", [id_, value])
    tab.page.wait_for_timeout(100)
    assert tab.run("session.lock()")
    wire.start()

    tab.page.evaluate("tablet.note({forgotten: true})")
    assert tab.run("session.signIn(a[0], a[1])", [NAME, SECRET])
    assert tab.device["phase"] == "new_vault", "the old one stays shut"
    assert tab.run("session.createVault(a)", "cinq mots tout neufs ici")
    tab.wait("phase === 'open' && aboard_complete", timeout=20_000)
    again(tab)
    tab.until("(await syncNow(), elsewhere.elsewhere().length === 5)", timeout=40)
    shown = {one["key"].partition("/")[0]: one["kind"] for one in tab.shown("elsewhere")["entries"]}
    assert shown[concern] == shown[contact] != shown[begun], "it is no visit, and is not called one"
    for entry in entries(tab):
        assert entry["here"]
        if entry["id"] == concern:
            tab.run("screens.elsewhereList.continueHere(a)", f"{concern}/{entry['device_id']}")
            assert tab.page.evaluate("location.hash") == "#/inquietude"
        else:
            tab.run("elsewhere.takeOver(a)", entry)
    assert notes(tab, begun) == ["commencée"]
    assert {id_: tab.run("drafts.draft(a)", id_) for id_ in typed} == typed
    sign_with_pictures(tab, visits[1], begun, now)
    again(tab)
    tab.until(f"outbox.custody('{begun}')?.state === 'recue'", timeout=30)
    tab.until("store.db.photos.toArray().then((all) => all.every(({state}) => state === 'received'))", timeout=30)
    assert arrived(engine) == dict.fromkeys(pictures, "recue")
    assert tab.run("store.db.vaults.count()") == 2, "what could not be opened is still there, sealed"
