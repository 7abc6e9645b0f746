"""A tablet from before: its store gains tables and loses nothing, and a draft keeps the grid it began with."""

import pytest

from tests.offline.fake_door import NURSE, family, visit

KAYA = family("Famille Kaya-Martin", address="3 rue des Lavandières")
VISIT = visit(KAYA)
#: What version 1 of the store had: see « db.version(1) » in offline/js/store/store.js.
FIRST_TABLES = ["drafts", "mirror", "outbox", "sealed", "state", "vaults"]
#: Makes the store one of version 1 again, with every row of the six tables it had.
BACK_TO_FIRST = """async (names) => {
    const dexie = tablet.store.db;
    const ask = (request) => new Promise((ok, no) => {
        request.onsuccess = () => ok(request.result); request.onerror = no; });
    const rows = {}, shapes = {};
    for (const name of names) {
        rows[name] = await dexie.table(name).toArray();
        const { primKey, indexes } = dexie.table(name).schema;
        shapes[name] = { primKey, indexes };
    }
    dexie.close({ disableAutoOpen: true });
    await ask(indexedDB.deleteDatabase("fieldvisit"));
    const request = indexedDB.open("fieldvisit", 10);  // Dexie's version 1
    request.onupgradeneeded = () => {
        for (const [name, { primKey, indexes }] of Object.entries(shapes)) {
            const keys = { keyPath: primKey.keyPath, autoIncrement: primKey.auto };
            const store = request.result.createObjectStore(name, keys);
            for (const one of indexes) store.createIndex(one.name, one.keyPath, { multiEntry: one.multi });
        }
    };
    const db = await ask(request);
    const write = db.transaction(names, "readwrite");
    for (const name of names) for (const row of rows[name]) write.objectStore(name).put(row);
    await new Promise((ok) => { write.oncomplete = ok; });
    const made = [...db.objectStoreNames];
    db.close();
    return made;
}"""


@pytest.fixture
def aboard(door):
    door.docs[NURSE["id"]] = [KAYA, VISIT]
    return door


def test_a_store_of_the_first_version_keeps_every_row(tablet, aboard):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('ouvert', {note: 'commencée'})")
    record = "01a2008d-7400-7ee6-8a3d-0a8689be5640"
    aboard.words[record] = {"word": "later"}
    tab.write(VISIT["body"], "pas encore partie", "d1", record)
    tab.run("session.lock()")
    later = tablet()
    tab.page.close()
    assert later.page.evaluate(BACK_TO_FIRST, FIRST_TABLES) == FIRST_TABLES
    later.page.close()
    tab = tablet()
    assert tab.unlock(), tab.device["error"]
    assert tab.run("drafts.draft('ouvert')") == {"note": "commencée"}
    assert tab.run("mirror.doc('visit', a).status", VISIT["id"]) == "realisee"
    assert tab.run("store.db.tables.map(({ name }) => name)").count("backups") == 1
    del aboard.words[record]
    tab.run("store.db.outbox.toCollection().modify({retry_at: 0})")
    tab.until(f"(await syncNow(), outbox.custody('{record}')?.state === 'recue')")
    assert aboard.bodies()[0]["notes"][0]["text"] == "pas encore partie"


def test_a_tab_of_the_former_version_steps_aside_and_its_words_are_kept(tablet, aboard):
    """Several tabs: the newer one asks for the store, the older one lets go of it and opens it again when it writes."""
    first = tablet().enter()
    first.run("drafts.saveDraft('d1', {note: 'avant'})")
    second = tablet()
    grown = second.page.evaluate(
        """() => new Promise((ok) => {
            const request = indexedDB.open("fieldvisit", 30);  // as a third version would
            request.onblocked = () => ok("blocked");
            request.onupgradeneeded = () => request.result.createObjectStore("later");
            request.onsuccess = () => { request.result.close(); ok("grown"); };
        })"""
    )
    assert grown == "grown", "no tab stands in the way of an upgrade"
    first.run("drafts.saveDraft('d1', {note: 'après'}).catch(() => {})")
    assert first.run("drafts.draft('d1')") == {"note": "après"}, (
        "what was typed is on screen whatever becomes of the store"
    )
    second.page.close()
    third = tablet()
    assert third.unlock(), third.device["error"]
    assert third.run("drafts.draft('d1')")["note"] in ("avant", "après")


def test_a_draft_is_finished_on_the_grid_it_began_with(tablet, aboard):
    """A newer version of a grid comes while a visit is open: both are aboard, the draft names its own."""
    old = {"kind": "form", "id": "vad@2.0.0", "family_id": None,
           "body": {"id": "vad@2.0.0", "code": "vad", "version": "2.0.0", "sections": [], "items": {}}}  # fmt: skip
    aboard.docs[NURSE["id"]].append(old)
    tab = tablet().enter()
    tab.run("drafts.saveDraft('d1', {forms: {vad: '2.0.0'}, note: 'en cours'})")
    new = {**old, "id": "vad@2.1.0", "body": {**old["body"], "id": "vad@2.1.0", "version": "2.1.0"}}
    aboard.docs[NURSE["id"]].append(new)
    tab.run("syncNow()")
    assert sorted(tab.run("mirror.docs('form').map(({ version }) => version)")) == ["2.0.0", "2.1.0"]
    assert tab.run("drafts.draft('d1').forms.vad") == "2.0.0"
    assert aboard.told[-1]["forms"]["vad"] in ("2.0.0", "2.1.0")
    tab.run("syncNow()")
    assert aboard.told[-1]["forms"]["vad"] == "2.1.0", "the newest is what the office is told of"
