"""A used tablet's profile, copied while it is locked, tells nothing of a family; without the vault it tells all.

The same app, store and hand in both runs. In the second one the browser's own encryption gives back what it is given,
so that every planted thing must be found: the search sees each place where a row, a draft, a sealed line or a picture
may lie.
"""

import base64
import shutil

from tests.images import photo
from tests.offline.fake_door import NURSE, family, visit
from tests.offline.profile_copy import dead_battery, search
from tests.offline.test_pictures import AGREED, GRIDS, MOTHER, give
from tests.offline.test_visit_screen import child, open_visit

#: Before anything of the app runs: sealing gives back what it was given, with room for the tag.
VAULT_OFF = """(() => {
    const bytes = (data) => (ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)).slice();
    SubtleCrypto.prototype.encrypt = async (how, key, data) =>
        new Uint8Array([...bytes(data), ...new Uint8Array(16)]).buffer;
    SubtleCrypto.prototype.decrypt = async (how, key, data) => bytes(data).slice(0, -16).buffer;
})()"""
PICTURE = photo(640, 480, noise=True)
PLANTED = {
    "a name": "Zéphyrine-Kowalczykova",
    "an address": "17 impasse de l’Œillet-Perdu",
    "an answer": "Réponse-Bergamote",
    "a note": "Note-Quincaillerie écrite à la main",
    "a signed note": "Signé-Hippocampe",
    "a session": "Séance-Tournevis",
    "a concern": "Inquiétude-Anémone",
    "a pupil": "Élève-Marjolaine",
}
#: Enough to fill a table of the database, not its log alone.
FILLER = 1_200
#: Written in clear by the page, where only decoding finds it: long values are compressed, cut, or files apart.
WITNESSES = """async ([small, wide, long]) => {
    localStorage.setItem("témoin", small); sessionStorage.setItem("témoin", wide);
    await (await caches.open("témoins")).put("/témoin", new Response(`en cache : ${small}`));
    const db = await new Promise((ok) => { const r = indexedDB.open("témoins", 1);
        r.onupgradeneeded = () => r.result.createObjectStore("s"); r.onsuccess = () => ok(r.result); });
    const t = db.transaction("s", "readwrite", { durability: "strict" }), s = t.objectStore("s");
    s.put(wide, 1); s.put(" ".repeat(60000) + long + "répété ".repeat(9000), 2);
    s.put(new Blob(["x".repeat(500000), long]), 3);
    await new Promise((ok) => { t.oncomplete = ok; });
    history.replaceState(history.state, "", "/?adresse=" + encodeURIComponent("Temoin-Adresse"));
}"""
WITNESS = {"small": "Temoin-Latin-é", "wide": "Témoin-€-large", "long": "Temoin-tres-loin", "address": "Temoin-Adresse"}


def used(tablet_on_disk, door, vault_off: bool) -> dict:
    """A day of work out of range, then locked, then the battery dies; what was planted."""
    known = family(f"Famille {PLANTED['a name']}", persons=[MOTHER, child("Léa")], agreements=[AGREED],
                   address=PLANTED["an address"])  # fmt: skip
    others = [family(f"{PLANTED['a name']} {at}", access_notes=f"{at} sonner deux fois " * 150) for at in range(FILLER)]
    planned = visit(known, kind="vad_1m", duration_min=60, worker_name=NURSE["name"])
    door.docs[NURSE["id"]] = [*others, *GRIDS, known, planned]
    tablet = tablet_on_disk()
    if vault_off:
        tablet.context.add_init_script(VAULT_OFF)
    tab = tablet().enter()
    door.cut()
    open_visit(tab, door)
    tab.run("screens.noteTyped({target: {value: a}})", PLANTED["a note"])
    give(tab, PICTURE)
    made = tab.run("""prepare.prepare(new Blob([Uint8Array.from(atob(a), (c) => c.charCodeAt(0))])).then(
        ({bytes}) => btoa(String.fromCharCode(...bytes.slice(bytes.length / 2, bytes.length / 2 + 48))))""",
        base64.b64encode(PICTURE).decode())  # fmt: skip
    tab.until("album.all().length === 1")
    save = "drafts.saveDraft(a[0], a[1])"
    tab.run(save, ["answers", {"answers": {"q": {"v": PLANTED["an answer"], "special": None}}}])
    tab.run(save, ["session", {"kind": "seance_tisf", "facts": PLANTED["a session"]}])
    tab.run(save, ["concern", {"noted": "concern_report", "family_id": "", "facts": PLANTED["a concern"]}])
    tab.run(save, ["school", {"kind": "bilan_ecole", "pupil": {"first_name": PLANTED["a pupil"]}}])
    tab.write(planned["body"], PLANTED["a signed note"], "signé")
    tab.run("backups.sealDue()")
    tab.page.evaluate(WITNESSES, [WITNESS["small"], WITNESS["wide"], WITNESS["long"]])
    assert tab.run("session.lock()")
    tab.page.wait_for_timeout(300)
    dead_battery(tablet_on_disk.folder)
    return {**PLANTED, "a picture": base64.b64decode(made)}


def copy_of(profile, to):
    """As a thief makes it; the locks of the browser that ran are no files."""
    return shutil.copytree(profile, to, ignore_dangling_symlinks=True, ignore=shutil.ignore_patterns("Singleton*"))


def copied(tablet_on_disk, tmp_path):
    return copy_of(tablet_on_disk.folder, tmp_path / "copy")


def test_locked_nothing_planted_is_found_though_the_search_sees_everything_else(tablet_on_disk, door, tmp_path):
    planted = used(tablet_on_disk, door, vault_off=False)
    found = search(copied(tablet_on_disk, tmp_path), {**planted, **WITNESS})
    assert {name: kinds for name, kinds in found.items() if name in planted and kinds} == {}
    assert {name for name in WITNESS if not found[name]} == set(), found
    assert "SQLite" in found["address"] and any("Snappy" in kind for kind in found["long"])


def test_with_the_vault_off_the_same_search_finds_every_one(tablet_on_disk, door, tmp_path):
    planted = used(tablet_on_disk, door, vault_off=True)
    found = search(copied(tablet_on_disk, tmp_path), planted)
    assert {name for name in planted if not found[name]} == set(), found
    assert "table" in found["a name"], "behind Snappy"
