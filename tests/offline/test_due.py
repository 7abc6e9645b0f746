"""« À faire » without network: what is listed, one tap to the visit, what is noted and what becomes of it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from fieldvisit.families.age import PARIS
from tests.offline.fake_door import NURSE, family, visit
from tests.offline.test_visit_screen import GRIDS, child, shown
from tests.sample import sample

TODAY = datetime.now(PARIS).date()


def on(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def line(person, code="vad_2_3m", **more) -> dict:
    """A visit of hers, open since ten days and due in a month."""
    subject = person["id"]
    return {"id": str(uuid.uuid4()), "label": "Visite 2-3 mois", "group": "visite", "subject_id": subject, "code": code,
            "opens": on(-10), "due": on(30), "late": on(40), "closes": on(90),
            "mine": True, "may_decide": True, "kind": "vad_2_3m", "counts_from": on(-17), **more}  # fmt: skip


def lists(of, lines, tasks=(), band=4, **more) -> dict:
    body = {"id": of["id"], "family_id": of["id"], "band": band, "band_label": f"P{band}", "chosen": False,
            "reasons": [], "lines": list(lines), "tasks": list(tasks), **more}  # fmt: skip
    return {"kind": "due", "id": of["id"], "family_id": of["id"], "body": body}


@pytest.fixture
def kaya(door):
    """A family with twins of hers, without any visit planned, whose list a test fills."""
    made = family(persons=[child("Léa"), child("Mila")], address="3 rue des Lavandières", city="Bourg", agreements=[])
    door.docs[NURSE["id"]] = [*GRIDS, made]
    return made


@pytest.fixture
def aboard(door, tablet, kaya):
    """``aboard(lines, tasks)``: the tablet with that list, and no network any more."""

    def make(lines, tasks=(), online=False, **more):
        door.docs[NURSE["id"]].append(lists(kaya, lines, tasks, **more))
        tab = tablet().enter()
        if not online:
            tab.run("syncNow()")
            door.cut()
        return tab

    return make


def todo(tab) -> dict[str, list[dict]]:
    return {part["code"]: part["lines"] for part in shown(tab, "toDo")["parts"]}


def more_of(tab, code):
    tab.run("screens.toDo.showMore(a)", code)
    return todo(tab)[code]


def one(tab, code="later") -> dict:
    [found] = more_of(tab, code)
    return found


def note(tab, of, choice, reason="", on="", what="due", id=None):
    tab.run("screens.dueNoting.openNoting(a[0], a[1], a[2], 'Léa')", [of["family_id"], what, of["id"]])
    tab.run("screens.dueNoting.choose(a)", choice)
    tab.run("screens.dueNoting.typeReason({target: {value: a}})", reason)
    if on:
        tab.run("screens.dueNoting.typeDay({target: {value: a}})", on)
    tab.run("screens.dueNoting.sendNoting()")
    return shown(tab, "noting")


@pytest.mark.long
def test_her_own_lines_stand_by_urgency_and_a_colleague_s_only_in_the_file(aboard, kaya):
    lea, mila = kaya["body"]["persons"]
    late = line(lea, "vad_1m", label="Visite du 1er mois", due=on(-20), late=on(-5), opens=on(-40))
    theirs = line(mila, "epnp1", mine=None, worker="Inès Costa", label="EPNP")
    planned = line(mila, "vad_4m", visit_id=str(uuid.uuid4()), label="Visite 4 mois")
    vaccine = line(mila, "vac_hexa_d1", group="vaccin", kind=None, to_check=True, late=None, label="Hexavalent D1")
    over = line(mila, "vad_prema", closes=on(-1), late=on(-8), label="Visite prématuré")
    ended = line(mila, "vad_9m", state="refuse", label="Visite 9-10 mois")
    task = {
        "id": str(uuid.uuid4()),
        "kind": "orientation",
        "label": "Orientation : CAMSP",
        "due": on(-3),
        "may_close": True,
    }
    tab = aboard([late, line(mila), theirs, planned, vaccine, over, ended], [task])
    assert [one["label"] for one in todo(tab)["late"]] == ["Visite du 1er mois", "Orientation : CAMSP"]
    assert todo(tab)["late"][0]["window"] == "en retard de 5 j" and todo(tab)["late"][0]["late"]
    assert [(one["label"], one["about"].split(",")[0]) for one in more_of(tab, "later")] == [
        ("Visite 2-3 mois", "Mila")
    ]
    assert shown(tab, "round")["to_do"] == 2
    tab.run("screens.toDo.chooseSort('sante')")
    assert [one["label"] for part in todo(tab).values() for one in part] == ["Hexavalent D1"] or more_of(tab, "later")
    of_family = {one["label"]: one for one in tab.run("screens.dueLines.linesOf(a)", kaya["id"])}
    assert "Visite prématuré" not in of_family and len(of_family) == 7
    assert (of_family["EPNP"]["who"], of_family["EPNP"]["act"]) == ("Inès Costa", "")
    assert of_family["Visite 4 mois"]["status"] == "Programmée" and of_family["Visite 9-10 mois"]["status"] == "Refusé"


@pytest.mark.long
def test_of_a_grave_family_what_may_be_done_now_is_of_this_week(aboard, kaya):
    tab = aboard([line(kaya["body"]["persons"][0])], band=1)
    assert one(tab, "week")["band_label"] == "P1" and shown(tab, "round")["to_do"] == 1


@pytest.mark.long
def test_one_tap_begins_the_visit_with_family_kind_and_child_and_a_second_one_finds_it_again(aboard, kaya):
    lea, mila = kaya["body"]["persons"]
    tab = aboard([line(mila)])
    tab.run("screens.dueNoting.act('visit', a[0], a[1])", [kaya["id"], one(tab)["id"]])
    tab.until("drafts.drafts().length === 1")
    [draft] = tab.run("drafts.drafts()")
    value = draft["value"]
    assert (value["family_id"], value["kind"], value["children"], value["planned"]) == (
        kaya["id"],
        "vad_2_3m",
        [mila["id"]],
        False,
    )
    tab.until(f"screens.view().id === '{value['visit_id']}'")
    tab.run("screens.go('a-faire')")
    tab.run("screens.dueNoting.act('visit', a[0], a[1])", [kaya["id"], one(tab)["id"]])
    assert len(tab.run("drafts.drafts()")) == 1 and tab.run("screens.view()") == {
        "name": "visite",
        "id": value["visit_id"],
    }


def test_a_visit_signed_offline_does_its_line_and_only_that_one(aboard, kaya, door):
    lea, mila = kaya["body"]["persons"]
    tab = aboard([line(lea), line(mila)])
    record, made = str(uuid.uuid4()), visit(kaya)["id"]
    at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    body = {"visit_id": made, "family_id": kaya["id"], "kind": "vad_2_3m", "outcome": "realisee", "planned_on": on(0),
            "planned_at": None, "duration_min": 45, "children": [mila["id"]], "started_at": at,
            "ended_at": at}  # fmt: skip
    tab.run("drafts.saveDraft('d1', a)", {**body, "id": record})
    content = {"kind": "visit_record", "id": record, "family_id": kaya["id"], "body": body, "elapsed": 9}
    tab.run("outbox.finishDraft('d1', a)", content)
    found = {one["about"].split(",")[0]: one for one in more_of(tab, "later")}
    assert (found["Mila"]["status"], found["Mila"]["act"], found["Mila"]["may_note"]) == ("Faite, à envoyer", "", False)
    assert (found["Léa"]["status"], found["Léa"]["act"]) == ("", "visit")
    door.start()
    tab.until(f"(await syncNow(), outbox.custody('{record}')?.state === 'recue')", timeout=20)
    assert {one["status"] for one in more_of(tab, "later")} == {"", "Faite"}
    done = line(mila, state="fait", done_on=on(0), visit_id=made)
    door.docs[NURSE["id"]].append(lists(kaya, [line(lea), done]))
    tab.run("syncNow()")
    assert [one["about"].split(",")[0] for one in more_of(tab, "later")] == ["Léa"]


@pytest.mark.long
def test_a_refusal_is_shown_at_once_and_gives_way_to_the_office_s_list(aboard, kaya, door):
    lea, _ = kaya["body"]["persons"]
    asked = line(lea)
    tab = aboard([asked])
    assert note(tab, one(tab), "refuse")["problem"].startswith("Dites en quelques mots pourquoi")
    tab.run("screens.dueNoting.typeReason({target: {value: 'La grand-mère est là'}})")
    tab.run("screens.dueNoting.sendNoting()")
    assert not shown(tab, "noting")["open"]
    assert (one(tab)["status"], one(tab)["act"]) == ("Refusé, à envoyer", "")
    assert tab.device["unsent"] == 1
    door.start()
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    [sent] = door.bodies("due_decision")
    assert (sent["choice"], sent["reason"], sent["known"], sent["code"]) == (
        "refuse",
        "La grand-mère est là",
        None,
        "vad_2_3m",
    )
    assert one(tab)["status"] == "Refusé – reçue", "until the list was worked out again"
    door.docs[NURSE["id"]].append(lists(kaya, [{**asked, "state": "refuse", "decision": str(uuid.uuid4())}]))
    tab.run("syncNow()")
    assert todo(tab) == {}
    [line_] = tab.run("screens.dueLines.linesOf(a)", kaya["id"])
    assert line_["status"] == "Refusé"


@pytest.mark.long
def test_a_second_word_names_the_first_one_as_the_one_it_had_seen(aboard, kaya, door):
    tab = aboard([line(kaya["body"]["persons"][0], decision="d-office")])
    note(tab, one(tab), "sans_objet", "Suivie ailleurs")
    note(tab, one(tab), "repris")
    assert one(tab)["status"] == "Repris, à envoyer"
    door.start()
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    first, second = [each for each in door.received.values() if each["kind"] == "due_decision"]
    assert (first["body"]["known"], second["body"]["known"]) == ("d-office", first["id"])


def test_what_was_typed_is_there_again_after_a_restart_and_a_refused_word_stays_to_be_put_right(
    aboard, kaya, door, tablet
):
    tab = aboard([line(kaya["body"]["persons"][0])])
    open_ = "screens.dueNoting.openNoting(a[0], 'due', a[1], '')"
    key = [kaya["id"], one(tab)["id"]]
    tab.run(open_, key)
    tab.run("screens.dueNoting.choose('reporte')")
    tab.run("screens.dueNoting.typeReason({target: {value: 'En voyage'}})")
    tab.run("drafts.settled()")
    tab.page.close()
    door.start()
    tab = tablet()
    door.cut()
    assert tab.unlock()
    tab.run(open_, key)
    noting = shown(tab, "noting")
    assert (noting["reason"], noting["on_label"]) == ("En voyage", "Reporté au")
    tab.run("screens.dueNoting.typeDay({target: {value: a}})", on(-1))
    tab.run("screens.dueNoting.sendNoting()")
    assert "après aujourd’hui" in shown(tab, "noting")["problem"]
    tab.run("screens.dueNoting.typeDay({target: {value: a}})", on(20))
    tab.run("screens.dueNoting.sendNoting()")
    [sent] = tab.run("outbox.unsent()")
    door.words[sent["id"]] = {"word": "invalid", "sentence": "Ce jour ne va pas."}
    door.start()
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    wrong = one(tab)
    assert wrong["wrong"] and wrong["sentence"] == "Ce jour ne va pas." and wrong["may_note"]
    tab.run(open_, key)
    noting = shown(tab, "noting")
    assert (noting["reason"], noting["on"]) == ("En voyage", on(20))


@pytest.mark.parametrize(
    "choice, reason, says", sample([("fait", "RDV pris", "Fait"), ("perdu_de_vue", "Partis", "Perdu de vue")], 0)
)
def test_what_became_of_a_task(aboard, kaya, door, choice, reason, says):
    task = {"id": str(uuid.uuid4()), "kind": "orientation", "label": "Orientation : CAMSP", "may_close": True}
    tab = aboard([], [task])
    assert shown(tab, "round")["to_do"] == 1
    note(tab, one(tab, "week"), choice, reason, what="task")
    assert one(tab, "week")["status"] == f"{says}, à envoyer" and shown(tab, "round")["to_do"] == 0
    door.start()
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    [sent] = door.bodies("task_done")
    assert (sent["task_id"], sent["outcome"], sent["note"]) == (task["id"], choice, reason)
    door.docs[NURSE["id"]].append(lists(kaya, []))
    tab.run("syncNow()")
    assert todo(tab) == {} and "Rien à faire" in shown(tab, "toDo")["empty"]


@pytest.mark.long  # the lease: test_aboard.py
def test_nothing_is_listed_after_the_lease_and_a_forgotten_family_takes_its_list_away(aboard, kaya, door):
    tab = aboard([line(kaya["body"]["persons"][0])], online=True)
    tab.run("mirror.allowReading(false)")
    assert tab.run("screens.dueLines.ownLines()") == [] and "n’est plus lisible" in shown(tab, "toDo")["empty"]
    tab.run("mirror.allowReading(true)")
    assert len(tab.run("screens.dueLines.ownLines()")) == 1
    door.forget[NURSE["id"]] = [kaya["id"]]
    tab.run("syncNow()")
    assert tab.run("mirror.docs('due')") == []
