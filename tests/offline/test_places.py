"""A school, a childminder's home and short acts on the tablet's own modules, without network up to the signature."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.offline.fake_door import NURSE, family, visit
from tests.offline.test_visit_screen import GRIDS, child, shown
from tests.sample import sample

TODAY = datetime.now(ZoneInfo("Europe/Paris")).date().isoformat()


def at(of, **more):
    doc = visit(of, planned_on=TODAY, worker_name=NURSE["name"], **more)
    doc["id"] = doc["body"]["id"]
    return doc


@pytest.fixture
def school(door):
    """A session of today with three pupils."""
    persons = [
        child(first, last_name=last, birth_date="2022-09-01", classroom="PS")
        for last, first in (("Durand", "Noé"), ("Morel", "Ana"), ("Petit", "Lou"))
    ]
    place = family(
        "École des Lilas", place="ecole", version="v1", persons=persons, address="2 rue des Écoles", city="Bourg"
    )
    docs = [place, at(place, id=place["id"], kind="bsem", duration_min=180, place="ecole")]
    begins = {"bs_ecole": "École des Lilas, Bourg", "bs_classe": "ps"}
    docs += [
        at(place, id=one["id"], kind="bsem", duration_min=20, place="ecole", child_id=one["id"], begins=begins)
        for one in persons
    ]
    door.docs[NURSE["id"]] = [*GRIDS, *docs]
    return door, place, persons


def test_a_session_goes_from_pupil_to_pupil_without_network(tablet, school):
    door, place, (noe, ana, lou) = school
    tab = tablet().enter()
    tab.page.context.set_offline(True)
    (stop,) = shown(tab, "round")["stops"]
    assert (stop["family"], stop["kind"], stop["family_id"]) == ("École des Lilas", "Bilans à l’école – 0 sur 3", "")
    tab.run("screens.openVisit(a)", stop["visit_id"])
    seen = shown(tab, "school")
    assert [one["name"] for one in seen["pupils"]] == ["Durand Noé", "Morel Ana", "Petit Lou"]
    assert seen["next"] == noe["id"] and seen["progress"] == "0 sur 3"

    tab.run("screens.school.openPupil(a)", noe["id"])
    form = shown(tab)
    assert (form["stage"], form["family"], form["place"]) == ("open", "Noé Durand", "ecole")
    assert [one["code"] for one in form["sections"]] == [f"bsem.{part}" for part in "ABCDEFG"], "no agreement to tick"
    keys = {item["key"]: item for part in "AFG" for item in _items(tab, f"bsem.{part}")}
    assert all(item["photos"] == "" for item in keys.values()), "no picture of a pupil"
    for item, code in (("bs_accord", "accorde"), ("bs_danger", "non"), ("bs_conclusion", "recontrole")):
        key = next(key for key in keys if item in key)
        tab.run("screens.tap(a[0], a[1])", [key, code])
    tab.run("screens.startEnding('')")
    ending = shown(tab)
    assert (ending["outcome"], ending["problems"]) == ("realisee", []) and ending["signable"]
    assert [one["label"] for one in ending["outcomes"]] == [
        "Vu",
        "Absent",
        "Refus des parents",
        "À revoir un autre jour",
    ]
    tab.run("screens.school.signAndNext()")
    following = shown(tab)
    assert (following["stage"], following["family"]) == ("open", "Ana Morel"), "the next one is there at once"

    tab.run("screens.school.markPupil(a, 'absente')", lou["id"])
    away = shown(tab)
    assert (away["stage"], away["outcome"], away["notice_lines"], away["problems"]) == ("ending", "absente", [], [])
    tab.run("screens.sign()")
    assert shown(tab)["signed"].startswith("Absent")
    tab.run("screens.school.toList()")
    seen = shown(tab, "school")
    assert [one["standing"] for one in seen["pupils"]] == ["À revoir", "En cours", "Absent"]
    assert seen["progress"] == "2 sur 3" and seen["next"] == ana["id"]

    tab.page.context.set_offline(False)
    tab.run("syncNow()")
    sent = {body["visit_id"]: body for body in door.bodies()}
    assert sent.keys() == {noe["id"], lou["id"]}
    assert door.told[-1]["places"] == {place["id"]: "v1"}, "the office knows which list is aboard"
    body = sent[noe["id"]]
    assert body["children"] == [noe["id"]] and "begun_with" not in body
    answers = body["child_answers"][noe["id"]]
    assert answers["bs_ecole"] == {"v": "École des Lilas, Bourg"} and answers["bs_date"]["v"] == TODAY
    assert sent[lou["id"]]["outcome"] == "absente" and sent[lou["id"]]["outcome_detail"]["notice"] is None


def _items(tab, section):
    tab.run("screens.showSection(a)", section)
    return shown(tab)["items"]


def test_a_visit_for_a_licence_is_filled_and_signed_without_network(tablet, door):
    place = family(
        "Annie Lefèvre", place="agrement", version="v1", address="3 rue des Lilas", city="Viriat", agreements=[]
    )
    begins = {"ag_type": "maternel", "ag_objet": "premiere"}
    planned = at(place, kind="vad_agrement", duration_min=90, place="agrement", begins=begins)
    door.docs[NURSE["id"]] = [*GRIDS, place, planned]
    tab = tablet().enter()
    tab.page.context.set_offline(True)
    tab.run("screens.openVisit(a)", planned["id"])
    brief = shown(tab)
    assert (brief["stage"], brief["persons"], brief["family_id"], brief["place"]) == ("brief", [], "", "agrement")
    tab.run("screens.start()")
    form = shown(tab)
    assert [one["code"] for one in form["sections"]] == [f"agrement_assmat.{part}" for part in "ABCD"]
    given = {"ag_depassement": "non", "ag_danger": "non", "ag_avis": "favorable"}
    keys = {item["key"] for part in "ABCD" for item in _items(tab, f"agrement_assmat.{part}")}
    for item, code in given.items():
        assert item in keys
        tab.run("screens.tap(a[0], a[1])", [item, code])
    tab.run("screens.typed(a[0], a[1])", ["ag_nb", {"target": {"value": "3"}}])
    tab.run("screens.startEnding('')")
    tab.run("screens.setOutcome('realisee')")
    assert shown(tab)["problems"] == []
    tab.run("screens.sign()")
    assert shown(tab)["stage"] == "signed"
    tab.page.context.set_offline(False)
    tab.run("syncNow()")
    (body,) = door.bodies()
    assert body["kind"] == "vad_agrement" and body["answers"]["ag_type"] == {"v": "maternel"}


@pytest.mark.parametrize(
    "kind", sample(["pesee_seule", "contact_telephonique", "bilan_entree_confie", "retour_domicile", "bsem"], 0, 2)
)
def test_a_short_act_is_added_at_once_with_its_day_and_dropped_if_nothing_was_said(tablet, door, kind):
    kaya = family(persons=[child("Léa", birth_date="2022-10-01")], agreements=[])
    door.docs[NURSE["id"]] = [*GRIDS, kaya]
    tab = tablet().enter()
    tab.page.context.set_offline(True)
    tab.run("screens.addUnplanned.open()")
    tab.run("screens.addUnplanned.pickFamily(a)", kaya["id"])
    tab.run("screens.addUnplanned.start(a)", kind)
    tab.until("drafts.drafts().length === 1")
    assert shown(tab)["stage"] == "open"
    tab.run("screens.startEnding('')")
    assert shown(tab)["droppable"], "what was filled in by itself is no word of hers"
    tab.run("screens.drop()")
    assert tab.run("drafts.drafts().length") == 0


def begun(tab, place, pupil):
    """The check of one pupil begun and not signed, as the session's list opens it."""
    tab.run("screens.openVisit(a)", place["id"])
    tab.run("screens.school.openPupil(a)", pupil["id"])
    tab.run("screens.noteTyped({target: {value: 'Porte des lunettes'}})")
    tab.until("drafts.drafts().every(({id}) => drafts.isWritten(id))")
    tab.run("screens.go('tournee')")


def test_a_check_of_a_pupil_taken_off_the_list_is_gone_on_with_and_signed(tablet, school):
    door, place, (noe, ana, lou) = school
    tab = tablet().enter()
    begun(tab, place, ana)
    docs = door.docs[NURSE["id"]]
    left = place["body"] | {"version": "v2", "persons": [noe, lou]}
    door.docs[NURSE["id"]] = [*docs, place | {"body": left}]
    tab.run("syncNow()")
    tab.run("screens.openVisit(a)", place["id"])
    seen = shown(tab, "school")
    assert seen["progress"] == "0 sur 2"
    (off,) = [one for one in seen["pupils"] if one["id"] == ana["id"]]
    assert (off["name"], off["standing"]) == ("Morel Ana", "En cours") and "plus sur la liste" in off["detail"]
    tab.run("screens.school.markPupil(a, 'refusee')", ana["id"])
    away = shown(tab)
    assert (away["family"], away["stage"], away["problems"]) == ("Ana Morel", "ending", [])
    tab.run("screens.sign()")
    tab.run("syncNow()")
    (sent,) = door.bodies()
    assert sent["visit_id"] == ana["id"] and "pupil" not in sent
    assert "lunettes" in str(sent["notes"])


def test_a_check_older_than_a_week_is_found_on_the_day_of_its_session(tablet, school):
    door, place, (noe, *_) = school
    tab = tablet().enter()
    begun(tab, place, noe)
    before = (datetime.fromisoformat(TODAY) - timedelta(days=20)).date().isoformat()
    visits = [doc for doc in door.docs[NURSE["id"]] if doc["kind"] == "visit"]
    door.docs[NURSE["id"]] += [doc | {"body": doc["body"] | {"planned_on": before}} for doc in visits]
    tab.run("syncNow()")
    tab.until(f"mirror.docs('visit').every(({{planned_on}}) => planned_on === '{before}')")
    assert before in [day["date"] for day in shown(tab, "round")["days"]]
    tab.run("screens.pickDay(a)", before)
    (stop,) = shown(tab, "round")["stops"]
    assert stop["visit_id"] == place["id"]


def test_a_check_whose_session_left_the_tablet_is_in_the_round_under_the_pupils_name(tablet, school):
    door, place, (noe, *_) = school
    tab = tablet().enter()
    begun(tab, place, noe)
    door.docs[NURSE["id"]] = [*GRIDS]
    door.forget[NURSE["id"]] = [place["id"]]
    tab.run("syncNow()")
    tab.until("mirror.docs('family').length === 0")
    (stop,) = shown(tab, "round")["stops"]
    assert (stop["family"], stop["visit_id"]) == ("Noé Durand", noe["id"]) and "n’est plus sur" in stop["reason"]
    tab.run("screens.openVisit(a)", stop["visit_id"])
    assert shown(tab)["family"] == "Noé Durand"
    tab.run("screens.startEnding('absente')")
    away = shown(tab)
    assert (away["problems"], away["notice_lines"]) == ([], [])
    tab.run("screens.sign()")
    tab.run("syncNow()")
    assert [body["visit_id"] for body in door.bodies()] == [noe["id"]]
