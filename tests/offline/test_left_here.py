"""What was noted on the tablet and has no line any more stays in sight: begun words, and what the office set aside."""

import uuid

import pytest

from tests.offline.fake_door import NURSE
from tests.offline.test_dossier import MOTHER, WORDS, note_a_call
from tests.offline.test_dossier import aboard as family_aboard_as  # noqa: F401
from tests.offline.test_due import aboard, kaya, line, lists, note, one, todo  # noqa: F401
from tests.offline.test_visit_screen import shown
from tests.sample import sample

OPEN = "screens.dueNoting.openNoting(a[0], a[1], a[2], 'Léa')"
REFERRAL = {"id": str(uuid.uuid4()), "kind": "orientation", "label": "Orientation : CAMSP", "may_close": True}


@pytest.fixture
def family_aboard(family_aboard_as):  # noqa: F811
    return family_aboard_as()


def begin(tab, of, what, words):
    tab.run(OPEN, [of["family_id"], what, of["id"]])
    tab.run("screens.dueNoting.typeReason({target: {value: a}})", words)
    tab.run("screens.dueNoting.closeNoting()")


def left(tab) -> list[dict]:
    return todo(tab).get("left", [])


@pytest.mark.parametrize("gone", sample(["line", "family"], 1))
def test_words_begun_for_a_line_that_left_are_still_found_and_can_be_sent(aboard, kaya, door, gone):  # noqa: F811
    tab = aboard([line(kaya["body"]["persons"][0])], online=True)
    begin(tab, one(tab), "due", "La grand-mère est là")
    assert left(tab) == []
    if gone == "family":
        door.forget[NURSE["id"]] = [kaya["id"]]
    else:
        door.docs[NURSE["id"]].append(lists(kaya, []))
    tab.run("syncNow()")
    [found] = left(tab)
    assert (found["label"], found["about"], found["note"]) == ("Visite 2-3 mois", "Léa", "La grand-mère est là")
    assert (found["status"], found["family"]) == ("Commencé, pas enregistré", kaya["body"]["label"])
    assert shown(tab, "toDo")["empty"] == ""
    tab.run(OPEN, [found["family_id"], "due", found["id"]])
    panel = shown(tab, "noting")
    assert panel["open"] and panel["reason"] == "La grand-mère est là"
    tab.run("screens.dueNoting.choose('refuse')")
    tab.run("screens.dueNoting.sendNoting()")
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    [sent] = door.bodies("due_decision")
    assert (sent["choice"], sent["reason"]) == ("refuse", "La grand-mère est là")
    assert left(tab) == []


@pytest.mark.parametrize("word, may", sample([("refused", True), ("invalid", True), ("diverged", False)], 0, 2))
def test_what_the_office_set_aside_of_a_task_that_is_closed_is_told(aboard, kaya, door, word, may):  # noqa: F811
    tab = aboard([], [REFERRAL])
    note(tab, one(tab, "week"), "non_fait", "Ils ne veulent pas", what="task")
    [sent] = tab.run("outbox.unsent()")
    door.words[sent["id"]] = {"word": word, "sentence": "Close entre-temps."}
    door.docs[NURSE["id"]].append(lists(kaya, []))
    door.start()
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    tab.until("mirror.docs('due')[0].tasks.length === 0")
    [found] = left(tab)
    assert (found["note"], found["sentence"]) == ("Non fait : Ils ne veulent pas", "Close entre-temps.")
    assert (found["wrong"], found["may_note"]) == (may, may)
    assert shown(tab, "link")["nothing_unsent"] == (
        "Rien, mais 1 à revoir dans « À faire »" if may else "Rien : tout est reçu"
    )
    if may:
        tab.run(OPEN, [found["family_id"], "task", found["id"]])
        assert shown(tab, "noting")["reason"] == "Ils ne veulent pas"
    else:
        door.settled = [{"id": sent["id"], "digest": sent["digest"], "word": "settled", "sentence": ""}]
        tab.run("syncNow()")
        assert left(tab) == []


def test_a_word_refused_after_its_family_left_is_not_lost(aboard, kaya, door):  # noqa: F811
    tab = aboard([line(kaya["body"]["persons"][0])])
    note(tab, one(tab), "refuse", "La grand-mère est là")
    [sent] = tab.run("outbox.unsent()")
    door.words[sent["id"]] = {"word": "later"}
    door.forget[NURSE["id"]] = [kaya["id"]]
    door.start()
    tab.until("(await syncNow(), mirror.docs('due').length === 0)", timeout=20)
    assert [each["status"] for each in left(tab)] == ["À envoyer"]
    door.words[sent["id"]] = {"word": "refused", "sentence": "Ce dossier ne vous est pas ouvert."}
    tab.run("store.db.outbox.toCollection().modify({retry_at: 0})")
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    [found] = left(tab)
    assert found["wrong"] and found["note"] == "Refusé : La grand-mère est là"


def kept(tab):
    tab.until("drafts.drafts().every(({id}) => drafts.isWritten(id))")
    tab.run("screens.go('a-faire')")


@pytest.mark.long  # words begun for a line: above
def test_a_contact_begun_for_a_family_that_left_is_found_and_can_be_sent(tablet, door, family_aboard):
    tab = tablet().enter()
    note_a_call(tab, family_aboard)
    kept(tab)
    assert left(tab) == []
    door.forget[NURSE["id"]] = [family_aboard["id"]]
    tab.run("syncNow()")
    [found] = left(tab)
    assert (found["family"], found["status"]) == (family_aboard["body"]["label"], "Commencé, pas enregistré")
    assert found["note"] == f"Appel passé, Message laissé\n{WORDS}" and found["act"] == "contact"
    tab.run("screens.dueNoting.act(a[0], a[1])", [found["act"], found["family_id"]])
    form = shown(tab, "contact")
    assert (form["words"], [each["label"] for each in form["who"]]) == (WORDS, ["Elif Kaya"])
    tab.run("screens.contact.send()")
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    [sent] = door.bodies("contact")
    assert (sent["words"], sent["readers"]) == (WORDS, "observations_vad")
    assert left(tab) == []


@pytest.mark.long
def test_a_withdrawal_begun_for_a_family_that_left_is_found_and_can_be_sent(tablet, door, family_aboard):
    tab = tablet().enter()
    tab.run("screens.dossier.openDossier(a)", family_aboard["id"])
    tab.run("screens.agreement.ask('accord_vad', 'Retiré')")
    tab.run("screens.agreement.type('words', {target: {value: 'Plus de visites'}})")
    kept(tab)
    door.forget[NURSE["id"]] = [family_aboard["id"]]
    tab.run("syncNow()")
    [found] = left(tab)
    assert found["note"] == "Visite à domicile : Retiré\nPlus de visites"
    tab.run("screens.dueNoting.act(a[0], a[1])", [found["act"], found["family_id"]])
    panel = shown(tab, "dossier")["asking"]
    assert (panel["words"], [each["chosen"] for each in panel["who"]]) == ("Plus de visites", [True])
    tab.run("screens.agreement.send()")
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    [sent] = door.bodies("agreement")
    assert (sent["status"], sent["words"], sent["person_id"]) == ("Retiré", "Plus de visites", MOTHER)
    assert left(tab) == []


@pytest.mark.parametrize("gone", sample([True, False], 0))
def test_a_contact_that_the_office_refused_is_told_also_when_its_family_left(tablet, door, family_aboard, gone):
    tab = tablet().enter()
    door.cut()
    note_a_call(tab, family_aboard)
    tab.run("screens.contact.send()")
    [sent] = [each for each in tab.run("outbox.unsent()") if each["kind"] == "contact"]
    door.words[sent["id"]] = {"word": "refused", "sentence": "Ce dossier ne vous est pas ouvert."}
    door.forget[NURSE["id"]] = [family_aboard["id"]] if gone else []
    door.start()
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    tab.until(f"(await syncNow(), mirror.docs('family').length === {0 if gone else 1})", timeout=20)
    [found] = left(tab)
    assert WORDS in found["note"] and found["sentence"] == "Ce dossier ne vous est pas ouvert."
    assert found["act"] == ("" if gone else "contacts")
    assert shown(tab, "link")["nothing_unsent"] == "Rien, mais 1 à revoir dans « À faire »"
    door.settled = [{"id": sent["id"], "digest": sent["digest"], "word": "received", "sentence": ""}]
    tab.run("syncNow()")
    assert left(tab) == []


@pytest.mark.long  # tests/tablet/test_versions.py with a visit
@pytest.mark.parametrize("screen", ["due", "contact"])
def test_a_tablet_that_locks_while_something_is_noted_lets_a_new_version_come(aboard, kaya, screen):  # noqa: F811
    tab = aboard([line(kaya["body"]["persons"][0])])
    held = "(await navigator.locks.query()).held.filter(({name}) => name === 'fieldvisit-draft-open').length"
    if screen == "due":
        found = one(tab)
        tab.run(OPEN, [found["family_id"], "due", found["id"]])
    else:
        note_a_call(tab, kaya)
    tab.until(f"{held} === 1")
    tab.run("session.lock()")
    tab.until(f"{held} === 0")


@pytest.mark.long
def test_a_correction_begun_for_a_family_that_left_can_still_be_read(tablet, door, family_aboard):
    tab = tablet().enter()
    tab.run("screens.household.openHousehold(a)", family_aboard["id"])
    tab.run("screens.household.type('access_notes', {target: {value: 'Code 12B4, sonner deux fois'}})")
    kept(tab)
    assert left(tab) == []
    door.forget[NURSE["id"]] = [family_aboard["id"]]
    tab.run("syncNow()")
    [found] = left(tab)
    assert (found["note"], found["family"]) == ("Accès : Code 12B4, sonner deux fois", family_aboard["body"]["label"])
    assert found["window"] == "Ce dossier n’est plus sur la tablette." and found["act"] == ""
