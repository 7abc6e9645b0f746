# ruff: noqa: F401, F811 – fixtures come by import
"""Sealed copies of drafts and going on elsewhere: the tablet's own modules on two tablets, the real routes between."""

import base64
import json
import uuid

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.access.device import Device
from fieldvisit.forms import catalogue
from fieldvisit.pictures.picture import Picture
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.drafts.backup import DraftBackup
from tests.images import photo
from tests.offline.conftest import PASSPHRASE, Tabs
from tests.offline.test_real_door import SECRET, now, tablet, today, wire
from tests.sample import sample
from tests.sync.conftest import plan
from tests.sync.tablet import visit_record

NAME = "claire.morel"
#: What the routes do on each database is in tests/sync/test_drafts.py.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def second(wire, browser):
    """Another tablet, that nobody used before."""
    context = browser.new_context()
    yield Tabs(context, wire.port)
    context.close()


def value_of(visit, draft: str, *notes: str) -> dict:
    return {
        "id": draft, "visit_id": str(visit.id), "family_id": str(visit.family_id), "kind": visit.kind, "stage": "open",
        "planned": True, "planned_on": visit.planned_on.isoformat(), "planned_at": "09:00", "duration_min": 45,
        "forms": {"vad": "2.0.0"}, "started_at": "2026-11-22T09:00:00.000Z", "ended_at": None, "outcome": None,
        "children": [], "agreement": None, "answers": {}, "child_answers": {}, "note_text": "", "corrects": None,
        "notes": [{"at": f"2026-11-22T09:{at:02}:00.000Z", "text": text} for at, text in enumerate(notes)],
        "outcome_detail": {"reason": "", "postponed_to": None, "notice": None}, "correction_reason": "", "place": None,
    }  # fmt: skip


def new() -> str:
    return str(uuid.uuid4())


def write(tab, visit, draft: str, *notes: str) -> None:
    tab.run("drafts.saveDraft(a.id, a)", value_of(visit, draft, *notes))


def copied(tab) -> None:
    """Seals and sends what was written, and hears what the server says."""
    tab.run("backups.sealDue()")
    assert tab.run("syncNow()")
    tab.until("store.db.backups.toArray().then((rows) => rows.every(({state}) => state === 'sent'))")


def notes(tab, draft: str) -> list[str] | None:
    value = tab.run("drafts.draft(a)", draft)
    return value and [note["text"] for note in value["notes"]]


def entries(tab) -> list[dict]:
    assert tab.run("elsewhere.fetchList()")
    return tab.run("elsewhere.elsewhere()")


def sign(tab, visit, draft: str, now) -> None:
    body = visit_record(visit, now, notes=tab.run("drafts.draft(a)", draft)["notes"])
    content = {"kind": "visit_record", "id": draft, "family_id": str(visit.family_id), "parent": None, "body": body}
    tab.run("outbox.finishDraft(a[0], a[1], {...drafts.draft(a[0]), stage: 'signed'})", [draft, content])


@pytest.mark.long  # every copy found elsewhere was sealed so
def test_a_draft_is_sealed_a_moment_after_the_last_key_and_only_its_latest_copy_stays(tablet, wire, plan):
    visit, draft = plan(), new()
    tab = tablet().enter(NAME, SECRET)
    for words in ("Elle", "Elle dort", "Elle dort mal"):
        write(tab, visit, draft, words)
    assert tab.run("store.db.backups.count()") == 0, "not on the path of the hand that types"
    tab.until("store.db.backups.count().then((count) => count === 1)")
    rows = tab.run("store.db.backups.toArray()")
    assert "Elle dort" not in json.dumps(rows) and "Benali" not in json.dumps(rows)
    write(tab, visit, draft, "Elle dort mieux")
    copied(tab)
    assert tab.run("store.db.backups.count()") == 1


@pytest.mark.long
def test_while_typing_goes_on_a_copy_is_made_all_the_same(tablet, wire, plan):
    visit, draft = plan(), new()
    tab = tablet()
    tab.page.clock.install()
    tab.enter(NAME, SECRET)
    for second in range(24):
        write(tab, visit, draft, f"mot {second}")
        tab.page.clock.run_for(1_000)
    tab.until("store.db.backups.count().then((count) => count === 1)")


def test_a_draft_goes_on_on_another_tablet_out_of_range_and_is_signed_once(tablet, second, wire, plan, engine, now):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    wire.cut()
    write(first, visit, draft, "écrit dehors")
    first.run("drafts.settled()")
    wire.start()
    copied(first)
    [entry] = entries(other)
    assert entry["family_label"] == "Famille Benali" and not entry["here"]
    assert other.run("elsewhere.takeOver(a)", entry) == {"visit_id": str(visit.id), "aside": False}
    assert notes(other, draft) == ["écrit dehors"]
    copied(other)
    assert first.run("syncNow()")
    assert first.run("elsewhere.movedTo(a).to", draft)
    first.run("screens.go('visite', a)", str(visit.id))
    first.page.wait_for_function("shown.visit.stage === 'moved' && shown.versions.notes.length === 1")
    wire.cut()
    write(other, visit, draft, "écrit dehors", "continué ailleurs")
    sign(other, visit, draft, now)
    wire.start()
    other.until(f"outbox.custody('{draft}')?.state === 'recue'", timeout=30)
    with db.reading(engine) as session:
        [record] = session.exec(select(VisitRecord)).all()
        assert [note["text"] for note in record.body["notes"]] == ["écrit dehors", "continué ailleurs"]
    first.until("(await syncNow(), drafts.drafts().length === 0)", timeout=30)
    first.until("(await syncNow(), mirror.doc('visit', a[0])?.record?.id) === a[1]", [str(visit.id), draft], timeout=30)
    assert entries(first) == entries(other) == []
    other.until("(await syncNow(), await store.db.backups.count()) === 0", timeout=30)


@pytest.mark.long
def test_what_the_first_tablet_writes_meanwhile_is_kept_and_joined(tablet, second, wire, plan):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    write(first, visit, draft, "commun")
    copied(first)
    other.run("elsewhere.takeOver(a)", entries(other)[0])
    write(other, visit, draft, "commun", "de l’autre")
    copied(other)
    wire.cut()  # the first one has not heard
    write(first, visit, draft, "commun", "d’ici")
    first.run("backups.sealDue()")
    wire.start()
    copied(first)
    assert first.run("elsewhere.movedTo(a).to", draft)
    assert notes(first, draft) == ["commun", "d’ici"], "nothing typed leaves the tablet it was typed on"
    # The other one is shown both, and keeps the second aside.
    [entry] = entries(other)
    assert other.run("elsewhere.takeOver(a)", entry)["aside"]
    assert notes(other, draft) == ["commun", "de l’autre"]
    copied(other)
    assert entries(other) == []
    other.run("screens.go('visite', a)", str(visit.id))
    other.page.wait_for_function("shown.versions.asides.length === 1")
    aside = other.page.evaluate("shown.versions.asides[0]")
    assert [note["text"] for note in aside["notes"]] == ["commun", "d’ici"]
    other.run("screens.versions.join(a)", aside["id"])
    assert notes(other, draft) == ["commun", "d’ici", "de l’autre"] or notes(other, draft) == [
        "commun", "de l’autre", "d’ici"]  # fmt: skip
    other.page.wait_for_function("shown.versions.asides[0].put_away")
    # Taken back, the first tablet has all; its own version, held elsewhere by now, is not shown a second time.
    copied(other)
    first.run("syncNow()")
    first.run("screens.go('visite', a)", str(visit.id))
    first.page.wait_for_function("shown.visit.stage === 'moved'")
    first.run("screens.versions.takeItBack()")
    first.page.wait_for_function("shown.visit.stage === 'open' && shown.versions.asides.length === 0")
    assert sorted(notes(first, draft)) == ["commun", "de l’autre", "d’ici"]
    other.until("(await syncNow(), elsewhere.movedTo(a)?.to)", draft)


@pytest.mark.long
def test_taken_back_before_its_version_was_copied_the_typed_words_become_an_aside_and_may_be_chosen(
    tablet,
    second,
    wire,
    plan,
):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    write(first, visit, draft, "commun")
    copied(first)
    other.run("elsewhere.takeOver(a)", entries(other)[0])
    write(other, visit, draft, "commun", "de l’autre")
    copied(other)
    first.run("syncNow()")
    wire.cut()
    first.run("screens.go('visite', a)", str(visit.id))
    first.page.wait_for_function("shown.visit.stage === 'moved'")
    first.run("screens.versions.writeAnyway()")
    first.page.wait_for_function("shown.visit.stage === 'open'")
    write(first, visit, draft, "commun", "d’ici")
    wire.start()
    copied(first)
    first.page.wait_for_function("shown.visit.stage === 'moved'")
    first.run("screens.versions.takeItBack()")
    first.page.wait_for_function("shown.versions.asides.length === 1")
    assert notes(first, draft) == ["commun", "de l’autre"]
    first.run("screens.versions.choose(shown.versions.asides[0].id)")
    first.page.wait_for_function("shown.versions.asides.length === 1")
    assert notes(first, draft) == ["commun", "d’ici"]
    aside = first.page.evaluate("shown.versions.asides[0].notes.map(({text}) => text)")
    assert aside == ["commun", "de l’autre"]
    copied(first)
    # Both are at the office: a third tablet would find both.
    other.run("syncNow()")
    assert len(entries(other)) == 2


@pytest.mark.long
def test_the_other_tablet_never_called_since_and_this_is_said(tablet, second, wire, plan):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    write(first, visit, draft, "commun")
    copied(first)
    [entry] = entries(other)
    other.run("elsewhere.takeOver(a)", entry)
    first.run("syncNow()")
    first.run("screens.go('visite', a)", str(visit.id))
    first.page.wait_for_function("shown.visit.stage === 'moved'")
    first.run("screens.versions.takeItBack()")
    first.page.wait_for_function("shown.visit.stage === 'open'")
    assert "n’a rien envoyé depuis" in first.page.evaluate("shown.versions.said")
    copied(other)
    assert other.run("elsewhere.movedTo(a).to", draft)


@pytest.mark.long
def test_what_was_written_here_after_it_was_signed_elsewhere_stays_as_a_version(tablet, second, wire, plan, now):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    write(first, visit, draft, "commun")
    copied(first)
    other.run("elsewhere.takeOver(a)", entries(other)[0])
    copied(other)
    first.page.context.set_offline(True)
    write(first, visit, draft, "commun", "écrit après")
    sign(other, visit, draft, now)
    other.until(f"outbox.custody('{draft}')?.state === 'recue'", timeout=30)
    first.page.context.set_offline(False)
    first.until("(await syncNow(), drafts.draft(a) === null)", draft, timeout=30)
    first.run("screens.go('visite', a)", str(visit.id))
    first.page.wait_for_function("shown.versions.asides.length === 1")
    assert first.page.evaluate("shown.versions.asides[0].notes.map(({text}) => text)") == ["commun", "écrit après"]
    first.until("(await syncNow(), shown.visit.stage === 'signed')", timeout=30)


def test_a_forgotten_passphrase_gets_its_drafts_back_through_the_server(tablet, wire, plan):
    visit, draft = plan(), new()
    tab = tablet().enter(NAME, SECRET)
    wire.cut()
    write(tab, visit, draft, "pas encore signé")
    tab.run("session.lock()")
    assert tab.run("store.db.backups.count()") == 1, "sealed before the vault closed"
    wire.start()
    tab.run("session.signIn(a[0], a[1])", [NAME, SECRET])
    tab.page.evaluate("tablet.note({forgotten: true})")
    tab.run("session.signIn(a[0], a[1])", [NAME, SECRET])
    assert tab.device["phase"] == "new_vault"
    assert tab.run("session.createVault(a)", "cinq mots tout neufs ici")
    tab.wait("phase === 'open' && aboard_complete")
    assert notes(tab, draft) is None
    tab.until("(await syncNow(), elsewhere.elsewhere().length === 1)", timeout=20)
    [entry] = entries(tab)
    assert entry["here"]
    tab.run("elsewhere.takeOver(a)", entry)
    assert notes(tab, draft) == ["pas encore signé"]
    copied(tab)
    assert entries(tab) == []


def test_a_colleague_who_logs_in_carries_my_copy_and_reads_nothing_of_it(tablet, second, wire, plan, engine, cast):
    visit, draft = plan(), new()
    tab = tablet().enter(NAME, SECRET)
    wire.cut()
    write(tab, visit, draft, "à moi seule")
    tab.run("session.signOut()")
    wire.start()
    tab.run("session.signIn('nadia.ferrand', a)", SECRET)
    tab.run("session.createVault(a)", PASSPHRASE)
    tab.wait("phase === 'open' && aboard_complete")
    assert tab.run("syncNow()")
    assert entries(tab) == [] and tab.run("drafts.drafts().length") == 0
    with db.reading(engine) as session:
        [row] = session.exec(select(DraftBackup)).all()
        assert row.author_id == cast.claire.id
    other = second().enter(NAME, SECRET)
    other.run("elsewhere.takeOver(a)", entries(other)[0])
    assert notes(other, draft) == ["à moi seule"]


@pytest.mark.long
def test_a_tab_killed_before_its_copy_was_sealed_seals_it_when_it_is_unlocked(tablet, wire, plan):
    visit, draft = plan(), new()
    tab = tablet().enter(NAME, SECRET)
    write(tab, visit, draft, "juste avant")
    tab.page.close()
    again = tablet()
    assert again.unlock()
    again.until("store.db.backups.count().then((count) => count === 1)")


@pytest.mark.long
def test_a_dropped_draft_is_closed_at_the_office(tablet, wire, plan, engine):
    visit, draft = plan(), new()
    tab = tablet().enter(NAME, SECRET)
    write(tab, visit, draft)
    copied(tab)
    tab.run("drafts.dropDraft(a)", draft)
    tab.until("(await syncNow(), await store.db.backups.count()) === 0")
    with db.reading(engine) as session:
        assert session.exec(select(DraftBackup)).one().closed_at


@pytest.mark.long
def test_out_of_range_a_sentence_says_so_and_nothing_changes(tablet, second, wire, plan):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    write(first, visit, draft, "commun")
    copied(first)
    assert len(entries(other)) == 1
    wire.cut()
    other.run("screens.elsewhereList.continueHere(shown.elsewhere.entries[0].key)")
    assert "Pas de réseau" in other.page.evaluate("shown.elsewhere.problem")
    assert other.run("drafts.drafts().length") == 0
    assert len(other.page.evaluate("shown.elsewhere.entries")) == 1


@pytest.mark.long
def test_a_grid_of_an_older_version_comes_along_and_the_draft_is_finished_with_it(
    tablet,
    second,
    wire,
    plan,
    monkeypatch,
):
    document = catalogue.as_document
    older = document("vad") | {"id": "vad@1.9.0", "version": "1.9.0", "title": "Grille d’avant"}
    known = [*catalogue.forms(), "vad@1.9.0"]
    monkeypatch.setattr(catalogue, "forms", lambda: known)
    monkeypatch.setattr(
        catalogue, "as_document", lambda code, version=None: older if version == "1.9.0" else document(code, version)
    )
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    first.run("drafts.saveDraft(a.id, a)", value_of(visit, draft, "commencé avant") | {"forms": {"vad": "1.9.0"}})
    copied(first)
    other.run("elsewhere.takeOver(a)", entries(other)[0])
    wire.cut()
    other.run("screens.go('visite', a)", str(visit.id))
    other.page.wait_for_function("shown.visit.stage === 'open' && shown.visit.sections.length > 2")
    assert other.run("mirror.docs('form').map(({id}) => id).includes('vad@1.9.0')")
    assert other.run("drafts.draft(a).forms", draft) == {"vad": "1.9.0"}


def test_a_wiped_tablet_seals_its_last_words_first_and_they_are_found_elsewhere(
    tablet, second, wire, plan, engine, cast, now
):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    write(first, visit, draft, "juste avant l’effacement")
    with db.writing(engine) as session:
        session.exec(select(Device)).one().revoked_at = now
    first.run("syncNow()")
    first.until("store.db.drafts.count().then((count) => count === 0)")
    first.until("(await syncNow(), await store.db.backups.filter(({state}) => state === 'waiting').count()) === 0")
    other = second().enter(NAME, SECRET)
    [entry] = entries(other)
    other.run("elsewhere.takeOver(a)", entry)
    assert notes(other, draft) == ["juste avant l’effacement"]


@pytest.mark.long
def test_a_session_that_ends_in_the_middle_of_a_long_visit_stops_neither_the_copies_nor_the_record(
    tablet, wire, plan, engine, cast, now
):
    """Traps 9 and 10: commcare-android#1966 and #2884."""
    visit, draft = plan(), new()
    tab = tablet().enter(NAME, SECRET)
    write(tab, visit, draft, "avant")
    copied(tab)
    with db.writing(engine) as session:
        sessions.end_all(session, cast.claire.id, now)
    write(tab, visit, draft, "avant", "après la fin de la session")
    copied(tab)
    assert tab.device["login_expired"] and tab.device["phase"] == "open"
    assert tab.run("session.signIn(a[0], a[1])", [NAME, SECRET])
    write(tab, visit, draft, "avant", "après la fin de la session", "reconnectée")
    assert notes(tab, draft) == ["avant", "après la fin de la session", "reconnectée"]
    with db.writing(engine) as session:
        sessions.end_all(session, cast.claire.id, now)
    sign(tab, visit, draft, now)
    tab.until(f"outbox.custody('{draft}')?.state === 'recue'", timeout=30)
    with db.reading(engine) as session:
        [record] = session.exec(select(VisitRecord)).all()
        assert len(record.body["notes"]) == 3


@pytest.mark.long
def test_asking_to_synchronise_out_of_range_leads_nowhere_and_closes_nothing(tablet, wire, plan):
    """Trap 11: avni-client#1102."""
    visit, draft = plan(), new()
    tab = tablet().enter(NAME, SECRET)
    tab.run("screens.go('visite', a)", str(visit.id))
    write(tab, visit, draft, "dehors")
    wire.cut()
    assert tab.run("syncNow()") is False
    assert tab.device["phase"] == "open" and not tab.device["error"]
    assert tab.run("screens.view()") == {"name": "visite", "id": str(visit.id)}
    write(tab, visit, draft, "dehors", "encore")
    assert notes(tab, draft) == ["dehors", "encore"]


PHOTOGRAPH = """(async () => {
    const file = new Blob([Uint8Array.from(atob(a.file), (c) => c.charCodeAt(0))]);
    const { bytes, ...measures } = await prepare.prepare(file);
    const about = { kind: "photo", caption: "", item: null, child_id: null, signer: null };
    const taken_at = new Date().toISOString();
    const picture = await album.keepPicture(a.draft, { ...about, ...measures, taken_at }, bytes);
    const value = drafts.draft(a.draft);
    await drafts.saveDraft(a.draft, { ...value, pictures: [...(value.pictures ?? []), picture] });
    return picture.id;
})()"""
AGREED = {"kind": "accord_photo", "status": "Accordé", "mode": "Oral", "person_id": None}


def photograph(tab, draft: str) -> str:
    return tab.run(PHOTOGRAPH, {"draft": draft, "file": base64.b64encode(photo(900, 600)).decode()})


def sign_with_pictures(tab, visit, draft: str, now) -> None:
    kept = tab.run("drafts.draft(a).pictures", draft)
    named = [{name: one[name] for name in ("id", "kind", "sha256", "caption")} for one in kept]
    body = visit_record(visit, now, photo_agreement=AGREED, attachments=named)
    content = {"kind": "visit_record", "id": draft, "family_id": str(visit.family_id), "parent": None, "body": body}
    signing = "outbox.finishDraft(a.draft, a.content, {...drafts.draft(a.draft), stage: 'signed'}, {kept: a.kept})"
    tab.run(signing, {"draft": draft, "content": content, "kept": kept})


def arrived(engine) -> dict[str, str]:
    """State of each picture at the office, by its id."""
    with db.reading(engine) as session:
        return {str(one.id): one.state for one in session.exec(select(Picture)).all()}


def again(tab) -> None:
    """What waits for its time is tried now."""
    for table in ("photos", "outbox", "backups"):
        tab.run(f"store.db.{table}.toCollection().modify({{retry_at: 0}})")
    tab.run("syncNow()")


@pytest.mark.parametrize(
    "ahead", sample([True, False], 1), ids=["its bytes went ahead", "its bytes are still on the first tablet"]
)
def test_a_photo_of_a_draft_signed_on_another_tablet_arrives(tablet, second, wire, plan, engine, now, ahead):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    write(first, visit, draft, "avec une photo")
    picture = photograph(first, draft)
    if not ahead:  # as on a line too bad for pictures
        first.run("store.db.photos.toCollection().modify({retry_at: Date.now() + 600_000})")
    first.run("backups.sealDue()")
    assert first.run("syncNow()")
    assert first.run("album.all()[0].whole") == int(ahead)
    [entry] = entries(other)
    other.run("elsewhere.takeOver(a)", entry)
    sign_with_pictures(other, visit, draft, now)
    other.until(f"outbox.custody('{draft}')?.state === 'recue'", timeout=30)
    if not ahead:
        other.run("syncNow()")
        assert other.run("album.all()[0].state") == "waiting" and arrived(engine) == {picture: "attendue"}
        first.run("syncNow()")  # hears that it was signed elsewhere; the bytes are still its own
        assert first.run("drafts.drafts().length") == 0
        first.run("session.lock()")
        again(first)
        first.until("album.all()[0].whole === 1")
    again(other)
    other.until("album.all()[0].state === 'received'", timeout=20)
    assert arrived(engine) == {picture: "recue"}


@pytest.mark.long
def test_two_versions_of_one_visit_signed_with_their_photos_keep_all_of_them(tablet, second, wire, plan, engine, now):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    write(first, visit, draft, "avec une photo")
    shared = photograph(first, draft)
    copied(first)
    [entry] = entries(other)
    other.run("elsewhere.takeOver(a)", entry)
    wire.cut()
    mine, hers = photograph(first, draft), photograph(other, draft)
    sign_with_pictures(first, visit, draft, now)
    sign_with_pictures(other, visit, draft, now)
    wire.start()
    for tab in (first, other):
        assert tab.run("syncNow()")
        tab.until("outbox.unsent().length === 0", timeout=30)
        again(tab)
        tab.until("album.all().every(({state}) => state === 'received')", timeout=20)
    assert arrived(engine) == dict.fromkeys((shared, mine, hers), "recue")


@pytest.mark.long
def test_a_wiped_tablet_says_that_photos_of_its_drafts_wait_and_sends_them(
    tablet, second, wire, plan, engine, cast, now
):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    wire.cut()
    write(first, visit, draft, "avec une photo")
    picture = photograph(first, draft)
    first.run("store.db.photos.toCollection().modify({retry_at: Date.now() + 600_000})")
    with db.writing(engine) as session:
        session.exec(select(Device)).one().revoked_at = now
    wire.start()
    first.run("syncNow()")
    first.wait("phase === 'wiped'")
    first.until("(await syncNow(), await store.db.backups.filter(({state}) => state === 'waiting').count()) === 0")
    first.wait("leaving.backups === 0")
    assert first.device["leaving"]["pictures"] == 1, "who reads that nothing waits may empty the tablet"
    again(first)
    first.until("album.all()[0].whole === 1", timeout=20)
    first.run("syncNow()")
    assert first.device["leaving"]["pictures"] == 0
    other = second().enter(NAME, SECRET)
    [entry] = entries(other)
    other.run("elsewhere.takeOver(a)", entry)
    sign_with_pictures(other, visit, draft, now)
    other.until(f"outbox.custody('{draft}')?.state === 'recue'", timeout=30)
    again(other)
    other.until("album.all()[0].state === 'received'", timeout=20)
    assert arrived(engine) == {picture: "recue"}


@pytest.mark.long
def test_a_copy_sealed_while_the_office_tells_where_a_draft_went_on_is_not_written_over(tablet, second, wire, plan):
    visit, draft = plan(), new()
    first = tablet().enter(NAME, SECRET)
    other = second().enter(NAME, SECRET)
    write(first, visit, draft, "avant")
    copied(first)
    [entry] = entries(other)
    other.run("elsewhere.takeOver(a)", entry)
    copied(other)
    held = first.run(
        """(async () => {
            const { backups, constructor: Dexie } = store.db;
            const get = backups.get.bind(backups);
            const row = await get([vault.open().id, a]);
            backups.get = async (key) => {
                const found = await get(key);
                backups.get = get;
                Dexie.ignoreTransaction(() => backups.put({ ...row, revision: row.revision + 1, state: 'waiting' }));
                return found;
            };
            const at = new Date().toISOString();
            const moved = { draft_id: a, to: 'Tablette 2', at, held: row.revision, signed: false };
            await elsewhere.heard(vault.open(), { moved: [moved] });
            const now = await get([vault.open().id, a]);
            return [now.revision - row.revision, now.state];
        })()""",
        draft,
    )
    assert held == [1, "waiting"]
