"""Nothing of a family can be read on the tablet without the passphrase."""

import json

from tests.offline.fake_door import NURSE, family, visit
from tests.offline.test_outbox import dump

CANARY = "Zéphyrine-Kowalczykova"


def everywhere(tab, door, word):
    """Puts a word in each place where a family's content goes."""
    aboard = family(f"Famille {word}", address=f"3 rue {word}")
    known = visit(aboard, reason=word)
    door.docs[NURSE["id"]] = [aboard, known]
    tab.enter()
    tab.run("drafts.saveDraft('ouvert', {note: a})", word)
    tab.write(known["body"], word, "signé")
    door.cut()
    tab.write(known["body"], word, "hors réseau")


def test_no_row_of_the_database_shows_what_was_typed_or_received(tablet, door):
    tab = tablet()
    everywhere(tab, door, CANARY)
    rows = dump(tab)
    assert all(rows[f"fieldvisit/{table}"] for table in ("vaults", "mirror", "drafts", "outbox", "sealed"))
    written = json.dumps(rows, ensure_ascii=False)
    assert CANARY not in written
    assert "Inès" in written, "the dump would have shown it"


def test_no_file_of_the_profile_shows_it(tablet_on_disk, door):
    tablet = tablet_on_disk()
    tab = tablet()
    everywhere(tab, door, CANARY)
    tab.page.evaluate("""async () => {
        const db = await new Promise((ok) => { const r = indexedDB.open('control', 1);
            r.onupgradeneeded = () => r.result.createObjectStore('s'); r.onsuccess = () => ok(r.result); });
        const t = db.transaction('s', 'readwrite', {durability: 'strict'});
        t.objectStore('s').put('Temoin-en-clair', 1);
        await new Promise((ok) => { t.oncomplete = ok; });
    }""")
    tablet.context.close()
    found = {word: [] for word in (CANARY, "Temoin-en-clair")}
    for path in tablet_on_disk.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for word, files in found.items():
                if any(word.encode(coding) in content for coding in ("utf-8", "utf-16-le", "latin-1")):
                    files.append(path.name)
    assert found["Temoin-en-clair"], "the search would have found it"
    assert found[CANARY] == []


def test_a_row_moved_to_another_place_no_longer_opens(tablet, door):
    one, other = family("Famille Un"), family("Famille Deux")
    door.docs[NURSE["id"]] = [one, other]
    tab = tablet().enter()
    tab.run("""store.db.mirror.toArray().then(([x, y]) => store.db.mirror.put({...x, iv: y.iv, ct: y.ct}))""")
    tab.run("session.lock()")
    tab.unlock()
    # The round is shown before everything is opened: the row is asked for again once all was tried.
    tab.until("mirror.docs('family').length === 2")
    labels = sorted(doc["label"] for doc in tab.run("mirror.docs('family')"))
    assert labels == ["Famille Deux", "Famille Un"], "the damaged row was asked for again"
