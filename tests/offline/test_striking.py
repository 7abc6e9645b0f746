"""« Rayer une mesure » without network: what was typed of each measure stays, whatever becomes of the others."""

import uuid
from datetime import date, timedelta

import pytest

from tests.offline.fake_door import NURSE, family
from tests.offline.test_visit_screen import GRIDS, child, shown
from tests.sample import sample

FIRST, SECOND = str(uuid.uuid4()), str(uuid.uuid4())
BORN = date.today() - timedelta(days=60)


def weighed(id: str, grams: int, days: int, **more) -> dict:
    return {"id": id, "kind": "poids", "value": grams, "taken_at": f"{BORN + timedelta(days=days)}T09:00:00.000Z",
            "method": None, "doubtful": False, "struck": False, "strikes": [],
            "record_id": str(uuid.uuid4()), **more}  # fmt: skip


@pytest.fixture
def kaya(door):
    lea = child("Léa", birth_date=BORN.isoformat(), birth_weight_g=3300, term_weeks=40, term_days=0)
    lea["measurements"] = [weighed(FIRST, 43000, 20), weighed(SECOND, 3900, 30)]
    made = family(persons=[lea], agreements=[], may_note=True)
    door.docs[NURSE["id"]] = [*GRIDS, made]
    return made


@pytest.fixture
def tab(tablet, door, kaya):
    opened = tablet().enter()
    door.cut()
    look(opened, kaya)
    return opened


def look(tab, kaya):
    tab.run("screens.growth.openGrowth(a)", kaya["id"])


def strike(tab, kaya, id, why="", words="", act="rayer"):
    """Opens the panel of a measure and says why."""
    tab.run("screens.striking.openStriking(...a)", [kaya["id"], kaya["body"]["persons"][0]["id"], id, act])
    if why:
        tab.run("screens.striking.chooseWhy(a)", why)
    if words:
        tab.run("screens.striking.typeWords({target: {value: a}})", words)
    return panel(tab)


def panel(tab) -> dict:
    return shown(tab, "striking")


def begun(tab) -> list[str]:
    """The words of what is begun and not signed."""
    return sorted(one["value"]["words"] for one in tab.run("drafts.drafts()") if not one["finished"])


def chosen(panel) -> list[str]:
    return [one["code"] for one in panel["whys"] if one["chosen"]]


def left(tab) -> list[dict]:
    return [line for part in shown(tab, "toDo")["parts"] if part["code"] == "left" for line in part["lines"]]


def struck(tab) -> int:
    """Measures that are barred in the table of the chart."""
    return sum(row["struck"] for row in shown(tab, "growth")["growth"]["rows"])


def answered(tab, door, word):
    """The one line that waits gets this word of the office."""
    [sent] = [one for one in tab.run("outbox.unsent()") if one["kind"] == "measure_strike"]
    door.words[sent["id"]] = word
    door.start()
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)


def test_closing_one_measure_keeps_what_was_typed_of_another(tab, kaya):
    strike(tab, kaya, FIRST, "unite", "le carnet dit 4,3")
    strike(tab, kaya, SECOND, "enfant", "celle de Mila")
    tab.run("screens.striking.close()")
    assert not panel(tab)["open"] and begun(tab) == ["le carnet dit 4,3"]
    again = strike(tab, kaya, FIRST)
    assert (again["words"], chosen(again)) == ("le carnet dit 4,3", ["unite"])
    empty = strike(tab, kaya, SECOND)
    assert (empty["words"], chosen(empty)) == ("", [])


def test_signing_one_measure_keeps_what_was_typed_of_another_also_when_the_tablet_dies(tab, door, kaya):
    strike(tab, kaya, FIRST, "unite", "le carnet dit 4,3")
    strike(tab, kaya, SECOND, "enfant", "celle de Mila")
    tab.run("screens.striking.send()")
    assert not panel(tab)["open"] and begun(tab) == ["le carnet dit 4,3"]
    tab.until("drafts.drafts().every(({id}) => drafts.isWritten(id))")
    door.start()
    tab.page.reload()
    tab.wait("phase !== 'loading'")
    tab.unlock()
    look(tab, kaya)
    there = panel(tab)
    assert there["open"] and "43,000 kg" in there["about"] and there["words"] == "le carnet dit 4,3"
    tab.run("screens.striking.send()")
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    said = {one["measure_id"]: (one["why"], one["words"]) for one in door.bodies("measure_strike")}
    assert said == {SECOND: ("enfant", "celle de Mila"), FIRST: ("unite", "le carnet dit 4,3")}
    assert begun(tab) == []


@pytest.mark.long
def test_a_panel_in_which_nothing_was_typed_leaves_nothing_behind(tab, door, kaya):
    assert strike(tab, kaya, FIRST)["open"]
    assert strike(tab, kaya, SECOND)["open"]
    tab.run("screens.striking.close()")
    assert tab.run("drafts.drafts()") == []
    strike(tab, kaya, FIRST, words="x")
    strike(tab, kaya, FIRST, words=" ")
    tab.run("screens.go('a-faire')")
    look(tab, kaya)
    assert not panel(tab)["open"], "words wiped out again are no words"
    door.start()
    door.forget[NURSE["id"]] = [kaya["id"]]
    tab.run("syncNow()")
    assert tab.run("mirror.docs('family')") == [] and left(tab) == []


@pytest.mark.long
def test_each_measure_begun_for_a_family_that_left_can_still_be_read(tab, door, kaya):
    strike(tab, kaya, FIRST, "unite", "le carnet dit 4,3")
    strike(tab, kaya, SECOND, "enfant")
    door.start()
    door.forget[NURSE["id"]] = [kaya["id"]]
    tab.run("syncNow()")
    notes = sorted(line["note"] for line in left(tab))
    other, first = "Mesure d’un autre enfant", "Erreur d’unité (g, kg, cm) – le carnet dit 4,3"
    assert [note.split("\n")[1] for note in notes] == [other, first]
    assert notes[0].startswith("Poids : 3,900 kg") and notes[1].startswith("Poids : 43,000 kg")


@pytest.mark.long
def test_a_locked_tablet_keeps_the_words_and_nothing_of_the_measure_in_sight(tab, kaya):
    strike(tab, kaya, FIRST, "unite", "le carnet dit 4,3")
    strike(tab, kaya, SECOND)
    tab.run("session.lock()")
    tab.unlock()
    assert panel(tab)["words"] == "le carnet dit 4,3" and "43,000" in panel(tab)["about"]


@pytest.mark.parametrize("word", sample(["refused", "invalid"], 0))
def test_a_strike_that_the_office_set_aside_is_taken_up_again_with_its_words(tab, door, kaya, word):
    strike(tab, kaya, SECOND, "enfant", "celle de Mila")
    strike(tab, kaya, FIRST, "unite", "le carnet dit 4,3")
    tab.run("screens.striking.send()")
    [waiting] = panel(tab)["sent"]
    assert (waiting["state"], waiting["again"]) == ("À envoyer", False) and struck(tab) == 1
    answered(tab, door, {"word": word, "sentence": "Cette mesure n’est pas connue."})
    [line] = panel(tab)["sent"]
    assert line["again"] and line["sentence"] == "Cette mesure n’est pas connue."
    assert struck(tab) == 0, "what the office did not strike counts"
    tab.run("session.lock()")
    tab.unlock()
    assert struck(tab) == 0
    assert line["text"].endswith("Léa\nErreur d’unité (g, kg, cm) – le carnet dit 4,3")
    assert shown(tab, "link")["nothing_unsent"] == "Rien, mais 1 à revoir dans « À faire »" and len(left(tab)) == 1

    tab.run("screens.striking.again(a)", line["key"])
    form = panel(tab)
    assert form["open"] and "43,000 kg" in form["about"]
    assert (form["words"], chosen(form)) == ("le carnet dit 4,3", ["unite"])
    tab.run("screens.striking.close()")
    assert [one["again"] for one in panel(tab)["sent"]] == [True], "closed, it can be taken up once more"
    tab.run("screens.striking.again(a)", line["key"])
    tab.run("screens.striking.typeWords({target: {value: '4,3 kg'}})")
    tab.run("screens.striking.send()")
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    assert [one["words"] for one in door.bodies("measure_strike")] == ["4,3 kg"]
    assert panel(tab)["sent"] == [] and left(tab) == []
    assert shown(tab, "link")["nothing_unsent"] == "Rien : tout est reçu"
    assert begun(tab) == ["celle de Mila"]


@pytest.mark.long
def test_what_was_begun_again_from_the_table_is_not_written_over(tab, door, kaya):
    strike(tab, kaya, FIRST, "unite", "le carnet dit 4,3")
    tab.run("screens.striking.send()")
    answered(tab, door, {"word": "invalid", "sentence": "Non."})
    strike(tab, kaya, FIRST, "saisie", "virgule oubliée")
    tab.run("screens.go('a-faire')")
    look(tab, kaya)
    [line] = panel(tab)["sent"]
    tab.run("screens.striking.again(a)", line["key"])
    form = panel(tab)
    assert form["words"] == "virgule oubliée" and form["problem"].startswith("Vous avez déjà recommencé")


def test_who_may_not_strike_any_more_is_not_offered_to_begin_again(tab, door, kaya):
    strike(tab, kaya, FIRST, "unite", "le carnet dit 4,3")
    tab.run("screens.striking.send()")
    door.docs[NURSE["id"]].append(kaya | {"body": kaya["body"] | {"may_note": False}})
    answered(tab, door, {"word": "refused", "sentence": "Ce dossier ne vous est pas ouvert."})
    tab.until("(await syncNow(), mirror.docs('family')[0].may_note === false)")
    [line] = panel(tab)["sent"]
    assert not line["again"] and "le carnet dit 4,3" in line["text"]


@pytest.mark.long
def test_a_measure_put_back_in_vain_is_struck_as_it_was(tab, door, kaya):
    strike(tab, kaya, FIRST, "unite")
    tab.run("screens.striking.send()")
    door.start()
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    assert struck(tab) == 1
    door.cut()
    strike(tab, kaya, FIRST, act="retablir")
    tab.run("screens.striking.send()")
    assert struck(tab) == 0
    answered(tab, door, {"word": "invalid", "sentence": "Cette rature n’est pas connue."})
    assert struck(tab) == 1
    [line] = panel(tab)["sent"]
    tab.run("screens.striking.again(a)", line["key"])
    assert panel(tab)["back"] and panel(tab)["title"] == "Rétablir cette mesure ?"
