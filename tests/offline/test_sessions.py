"""A family worker's session on the tablet: two taps that survive everything, the record, its corrections."""

import copy
import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldvisit.tisf import hours, lists
from fieldvisit.tisf.goal import State
from tests.offline.conftest import PASSPHRASE
from tests.offline.fake_door import HELPER, family
from tests.offline.test_visit_screen import shown

PARIS = ZoneInfo("Europe/Paris")
TODAY = datetime.now(PARIS).date().isoformat()
LISTS = {
    "id": "tisf_lists",
    "activities": lists.LISTS["activites"],
    "presence": lists.LISTS["presence"],
    "absence": lists.LISTS["absence"],
    "incidents": lists.LISTS["incidents"],
}
MOTHER = {"id": str(uuid.uuid4()), "role": "mere", "first_name": "Aylin", "last_name": "Kaya", "deceased_on": None}


def order(of: dict, **more) -> dict:
    id = str(uuid.uuid4())
    body = {"id": id, "family_id": of["id"], "number": "OI-2026-00012", "frame": "tisf",
            "frame_label": "Intervention TISF", "funder_label": "CAF", "motive_label": "Soutien périnatal",
            "level_label": "", "starts_on": "2026-01-01", "ends_on": "2027-12-31", "minutes_granted": 3600,
            "minutes_done": 1080, "minutes_planned": 480, "minutes_per_week": 180,
            "goals": [{"id": str(uuid.uuid4()), "text": "Coucher à heure fixe", "indicator": "Au lit à 20 h",
                       "state": "en_cours"}],
            "referent": "Claire Morel, 04 74 00 11 22", "service": "Aide à domicile de l’Ain",
            "contribution_cents": 0, "safety_notes": "Chien attaché dans la cour",
            "daily_notes": "Couchage sur le dos", "review_on": None, "status": "en_cours",
            "status_label": "En cours", "signature_each": True, **more}  # fmt: skip
    return {"kind": "order", "id": id, "family_id": of["id"], "body": body}


def planned(of: dict, under: dict, at: str = "09:00:00", **more) -> dict:
    id = str(uuid.uuid4())
    body = {"id": id, "family_id": of["id"], "kind": "seance_tisf", "planned_on": TODAY, "planned_at": at,
            "duration_min": 180, "worker_id": HELPER["id"], "worker_name": HELPER["name"], "status": "programmee",
            "reason": "", "position": None, "cancel_reason": "", "record": None,
            "session": {"id": str(uuid.uuid4()), "order_id": under["id"], "status": "planifiee", "returned_words": ""},
            **more}  # fmt: skip
    return {"kind": "visit", "id": id, "family_id": of["id"], "body": body}


class Homes:
    def __init__(self, door):
        child = {"id": str(uuid.uuid4()), "role": "enfant", "first_name": "Léa", "last_name": "Kaya",
                 "birth_date": "2026-01-10", "deceased_on": None}  # fmt: skip
        self.door = door
        self.kaya = family(persons=[MOTHER, child], address="3 rue des Lavandières", phone="0474001122")
        self.petit = family("Famille Petit")
        self.order, self.other = order(self.kaya), order(self.petit, signature_each=False, number="OI-2026-00013")
        self.first, self.second = planned(self.kaya, self.order), planned(self.petit, self.other, "14:00:00")
        found = [self.kaya, self.petit, self.order, self.other, self.first, self.second]
        door.docs[HELPER["id"]] = [*found, {"kind": "tisf_lists", "id": "tisf_lists", "family_id": None, "body": LISTS}]

    def bodies(self) -> list[dict]:
        return self.door.bodies("session_record")

    def says(self, doc: dict, **more) -> None:
        """The office changes a document."""
        new = copy.deepcopy(doc)
        new["body"] |= more
        self.door.docs[HELPER["id"]].append(new)


@pytest.fixture
def homes(door):
    return Homes(door)


def enter(tablet):
    return tablet().enter("farida", "linge-propre")


def say(tab, what: str, *given):
    return tab.run(f"screens.seance.{what}(...a)", list(given))


def type_(tab, what: str, text: str, *given):
    return tab.run(f"screens.seance.{what}(...a[0], {{target: {{value: a[1]}}}})", [list(given), text])


def open_session(tab, visit: dict) -> None:
    tab.run("screens.openVisit(a)", visit["id"])


def screen(tab) -> dict:
    return shown(tab, "session")


def fill(tab) -> None:
    say(tab, "togglePresence", "Mère")
    say(tab, "toggleActivity", "Bain / change avec le parent")


def instant(clock: str, day: str = TODAY) -> str:
    at = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=PARIS).astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def yesterday() -> str:
    return (datetime.now(PARIS).date() - timedelta(days=1)).isoformat()


def at_hours(tab, start: str, end: str, day: str | None = None) -> None:
    """A session written afterwards, of yesterday unless another day is said: no hour of it is to come."""
    type_(tab, "hourTyped", day or yesterday(), "day")
    type_(tab, "hourTyped", start, "start")
    type_(tab, "hourTyped", end, "end")
    type_(tab, "reasonTyped", "Tablette oubliée")


def test_two_taps_and_a_signed_session_arrives_once(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.first)
    brief = screen(tab)
    assert (brief["stage"], brief["hours_left"]) == (
        "brief",
        "Il reste 34\u00a0h sur 60\u00a0h : 18\u00a0h faites, 8\u00a0h prévues.",
    )
    assert brief["daily"] == "Couchage sur le dos" and brief["calls"][0]["href"] == "tel:0474001122"
    assert [one["text"].partition(",")[0] for one in brief["persons"]] == ["Aylin Kaya", "Léa"]
    tab.run("Promise.all([screens.seance.start(), screens.seance.start()])")
    assert tab.run("drafts.drafts().length") == 1
    assert shown(tab, "running")["on"] and screen(tab)["running"]
    say(tab, "end")
    assert not shown(tab, "running")["on"]
    fill(tab)
    type_(tab, "wordsTyped", "Léa a mangé seule", "facts", "p0", "words")
    say(tab, "setShared", "facts", "p0", True)
    type_(tab, "wordsTyped", "Je dors mieux", "quotes", "p0", "words")
    type_(tab, "wordsTyped", "la mère", "quotes", "p0", "who")
    say(tab, "setGoal", homes.order["body"]["goals"][0]["id"], "progres")
    type_(tab, "travelTyped", "12,5", "km")
    say(tab, "setVehicle", "personnel")
    say(tab, "showSection", "fin")
    assert [one["sentence"] for one in screen(tab)["problems"]] == [
        "Faites signer la famille, ou dites pourquoi elle ne signe pas."
    ]
    type_(tab, "unsignedTyped", "Les mains dans la pâte")
    assert screen(tab)["signable"], screen(tab)["problems"]
    tab.run("Promise.all([screens.seance.sign(), screens.seance.sign()])")
    tab.until("outbox.unsent().length === 0")
    (body,) = homes.bodies()
    assert body["outcome"] == "realisee" and body["tapped"] == {n: body[n] for n in ("started_at", "ended_at")}
    assert body["facts"] == [{"words": "Léa a mangé seule", "shared": True}]
    assert body["quotes"] == [{"who": "la mère", "words": "Je dors mieux", "shared": False}]
    goal = homes.order["body"]["goals"][0]["id"]
    assert body["goals"] == [{"goal_id": goal, "state": "progres", "note": ""}]
    assert body["travel"] == {"km": 12.5, "minutes": None, "vehicle": "personnel", "from": "", "to": ""}
    assert body["order_id"] == homes.order["id"] and body["incident"] is None
    assert screen(tab)["stage"] == "signed" and screen(tab)["custody"] == "Reçue"
    (stop,) = [one for one in shown(tab, "round")["stops"] if one["visit_id"] == homes.first["id"]]
    assert stop["status"] == "À valider"


def test_a_running_session_survives_a_reload_a_lock_and_the_clock_set_back(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "start")
    tab.run("screens.go('tournee')")
    assert shown(tab, "running")["on"] and not shown(tab, "running")["here"]
    tab.run("session.lockTablet()")
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert tab.unlock(PASSPHRASE)
    tab.wait("phase === 'open'")
    assert shown(tab, "running")["family"] == "Famille Kaya-Martin"
    begun = tab.run("drafts.drafts()[0].value.started_at")
    tab.page.evaluate("(() => { const real = Date.now; Date.now = () => real() - 7200000 })()")
    tab.run("screens.sessionRunning.endFromBar()")
    (draft,) = tab.run("drafts.drafts().map(({value}) => value)")
    assert draft["started_at"] == begun == draft["tapped"]["started_at"]
    assert draft["ended_at"] >= begun, "a clock set back makes no session end before it began"
    assert screen(tab)["section"] == "fin"


def test_another_one_does_not_begin_while_one_runs(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "start")
    open_session(tab, homes.second)
    assert "Famille Kaya-Martin" in screen(tab)["other"] and not screen(tab)["other_asks"]
    say(tab, "start")
    assert screen(tab)["other_asks"] and screen(tab)["stage"] == "brief"
    say(tab, "endOtherAndStart")
    assert screen(tab)["running"] and shown(tab, "running")["family"] == "Famille Petit"
    drafts = tab.run("drafts.drafts().map(({value}) => value)")
    assert sorted(bool(one["ended_at"]) for one in drafts) == [False, True]


def test_after_half_an_hour_too_much_it_asks_and_takes_the_hour_that_is_said(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "start")
    assert not shown(tab, "running")["asking"]
    begun = datetime.now(UTC) - timedelta(hours=4)
    tab.run(
        "screens.sessionRunning.changeDraft(drafts.drafts()[0].id,"
        " (one) => ({...one, started_at: a, tapped: {...one.tapped, started_at: a}}))",
        begun.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    )
    assert shown(tab, "running")["asking"]
    tab.run("screens.sessionRunning.stillThere()")
    assert not shown(tab, "running")["asking"] and shown(tab, "running")["on"]
    tab.run("screens.sessionRunning.endsTyped({target: {value: a}})", "")
    tab.run("screens.sessionRunning.endedThen()")
    assert shown(tab, "running")["problem"] == "Indiquez l’heure de fin."
    later = (datetime.now(PARIS) + timedelta(hours=2)).strftime("%H:%M")
    tab.run("screens.sessionRunning.endsTyped({target: {value: a}})", later)
    tab.run("screens.sessionRunning.endedThen()")
    assert "n’est pas possible" in shown(tab, "running")["problem"] and shown(tab, "running")["ends"] == later
    meant = begun.astimezone(PARIS) + timedelta(hours=3)
    tab.run("screens.sessionRunning.endsTyped({target: {value: a}})", meant.strftime("%H:%M"))
    tab.run("screens.sessionRunning.endedThen()")
    (draft,) = tab.run("drafts.drafts().map(({value}) => value)")
    assert datetime.fromisoformat(draft["ended_at"]).strftime("%d %H:%M") == meant.astimezone(UTC).strftime("%d %H:%M")
    assert draft["tapped"]["ended_at"] is None and draft["time_reason"]
    assert not shown(tab, "running")["on"]


@pytest.mark.parametrize(
    ("start", "end", "next_day", "said"),
    [
        ("10:00", "09:00", False, "La fin (09:00) est avant le début (10:00)"),
        ("06:00", "21:00", False, "plus de 14 heures"),
        ("10:00", "09:00", True, "plus de 14 heures"),
        ("", "09:00", False, "Indiquez l’heure de début."),
        ("10:00", "", False, "Indiquez l’heure de fin."),
    ],
)
def test_hours_that_cannot_be_are_refused_and_stay_as_they_were_typed(tablet, homes, start, end, next_day, said):
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "forgotten")
    at_hours(tab, start, end)
    if next_day:
        say(tab, "toggleNext")
    fill(tab)
    type_(tab, "unsignedTyped", "Pressée")
    say(tab, "showSection", "heures")
    found = screen(tab)
    assert any(said in one for one in found["hour_problems"])
    assert (found["start"], found["end"]) == (start, end)
    say(tab, "showSection", "fin")
    assert not screen(tab)["signable"]
    say(tab, "sign")
    assert tab.run("outbox.all().every(({kind}) => kind !== 'session_record')")


def test_hours_typed_keep_what_was_tapped_and_ask_why(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "start")
    say(tab, "end")
    fill(tab)
    type_(tab, "unsignedTyped", "Pressée")
    taps = tab.run("drafts.drafts()[0].value.tapped")
    type_(tab, "hourTyped", yesterday(), "day")
    type_(tab, "hourTyped", "09:10", "start")
    type_(tab, "hourTyped", "11:40", "end")
    say(tab, "showSection", "fin")
    assert [one["place"] for one in screen(tab)["problems"]] == ["heures"]
    type_(tab, "reasonTyped", "Commencé sans la tablette")
    assert screen(tab)["signable"] and "Commencer" in screen(tab)["tapped"]
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    (body,) = homes.bodies()
    assert body["tapped"] == taps and body["time_reason"] == "Commencé sans la tablette"
    assert (body["started_at"], body["ended_at"]) == (instant("09:10", yesterday()), instant("11:40", yesterday()))


def test_an_overlap_shows_both_sessions(tablet, homes):
    tab = enter(tablet)
    for visit, start, end in ((homes.first, "09:00", "12:00"), (homes.second, "11:30", "13:00")):
        open_session(tab, visit)
        say(tab, "forgotten")
        at_hours(tab, start, end)
        fill(tab)
        type_(tab, "unsignedTyped", "Pressée")
        say(tab, "showSection", "fin")
        say(tab, "sign")
    (problem,) = screen(tab)["problems"]
    assert "Famille Petit" in problem["sentence"] and "Famille Kaya-Martin" in problem["sentence"]
    assert "11:30" in problem["sentence"] and "12:00" in problem["sentence"]
    say(tab, "goToProblem", problem["place"])
    assert screen(tab)["id"] == homes.first["id"]
    open_session(tab, homes.second)
    type_(tab, "hourTyped", "12:00", "start")
    assert screen(tab)["signable"], "one that begins when the other ends does not overlap it"


def test_an_absent_family_is_signed_with_its_reason_alone(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "notMade")
    assert screen(tab)["undecided"]
    say(tab, "setOutcome", "Autre")
    assert "« Autre »" in screen(tab)["problems"][0]["sentence"]
    say(tab, "setOutcome", "Famille absente sans prévenir")
    assert [one["title"] for one in screen(tab)["sections"]][-1] == "Pas réalisée"
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    (body,) = homes.bodies()
    assert (body["outcome"], body["not_done"]) == ("absente", "Famille absente sans prévenir")
    assert body["started_at"] == body["ended_at"] is not None
    assert screen(tab)["standing"] == "Famille absente"


def test_an_incident_asks_for_words_and_the_incident_none_travels_as_none(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.second)
    say(tab, "start")
    say(tab, "end")
    fill(tab)
    say(tab, "setIncident", "negligence")
    say(tab, "showSection", "fin")
    assert [one["place"] for one in screen(tab)["problems"]] == ["incident"]
    type_(tab, "incidentTyped", "Frigo vide, l’enfant dit avoir faim")
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    (body,) = homes.bodies()
    assert body["incident"] == {"code": "negligence", "words": "Frigo vide, l’enfant dit avoir faim"}
    assert screen(tab)["incident_said"]


@pytest.mark.parametrize(
    ("km", "said"), [("douze", "n’est pas un nombre"), ("-3", "n’est pas un nombre"), ("2000", "vérifiez")]
)
def test_a_travel_that_cannot_be_read_stays_and_is_told(tablet, homes, km, said):
    tab = enter(tablet)
    open_session(tab, homes.second)
    say(tab, "start")
    say(tab, "end")
    fill(tab)
    type_(tab, "travelTyped", km, "km")
    say(tab, "showSection", "trajet")
    found = screen(tab)
    assert said in found["km_problem"] and found["travel"]["km"] == km
    say(tab, "showSection", "fin")
    assert [one["place"] for one in screen(tab)["problems"]] == ["trajet"]


def signed(tab, homes, visit) -> dict:
    open_session(tab, visit)
    say(tab, "start")
    say(tab, "end")
    fill(tab)
    type_(tab, "unsignedTyped", "Pressée")
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    return homes.bodies()[-1]


def test_what_the_responsable_sends_back_is_corrected_by_a_linked_version(tablet, homes):
    tab = enter(tablet)
    body = signed(tab, homes, homes.first)
    ((record, _),) = [key for key, one in homes.door.received.items() if one["kind"] == "session_record"]
    session = {**homes.first["body"]["session"], "status": "en_cours", "returned_words": "Il manque le repas."}
    doc = {"id": record, "visit_id": homes.first["id"], "family_id": homes.kaya["id"], "kind": "seance_tisf",
           "outcome": "realisee", "author_id": HELPER["id"], "author_name": HELPER["name"], "corrects": None,
           "corrected_by": None, "captured_at": body["signed_at"], "attachments": [], "body": body}  # fmt: skip
    homes.door.docs[HELPER["id"]].append({"kind": "record", "id": record, "family_id": homes.kaya["id"], "body": doc})
    times = {name: body[name] for name in ("started_at", "ended_at")}
    told = {"id": record, "digest": "x", "custody": "vue"}
    homes.says(homes.first, status="realisee", session=session, record=told, **times)
    tab.run("syncNow()")
    tab.until("drafts.drafts().length === 0")
    (stop,) = [one for one in shown(tab, "round")["stops"] if one["visit_id"] == homes.first["id"]]
    assert (stop["status"], stop["returned"]) == ("Renvoyée", "Il manque le repas.")
    found = screen(tab)
    assert found["returned"] == "Il manque le repas." and found["correctable"]
    say(tab, "correct")
    assert screen(tab)["returned"] == "Il manque le repas."
    say(tab, "toggleActivity", "Biberon / repas de l'enfant")
    assert [one["sentence"] for one in screen(tab)["problems"]] == ["Dites en quelques mots pourquoi vous corrigez."]
    type_(tab, "correctionTyped", "Repas oublié")
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    new = homes.bodies()[-1]
    assert (new["corrects"], new["correction_reason"]) == (record, "Repas oublié")
    assert new["activities"] == [*body["activities"], "Biberon / repas de l'enfant"]
    assert new["tapped"] == body["tapped"] and new["started_at"] == body["started_at"]
    assert screen(tab)["returned"] == ""


def test_a_validated_session_is_not_corrected_here(tablet, homes):
    tab = enter(tablet)
    body = signed(tab, homes, homes.first)
    session = {**homes.first["body"]["session"], "status": "validee"}
    homes.says(homes.first, status="realisee", session=session, record={"id": "r", "digest": "x", "custody": "vue"})
    tab.run("syncNow()")
    assert body and screen(tab)["validated"] and not screen(tab)["correctable"]


def test_what_the_server_finds_against_the_rules_is_taken_up_again(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.second)
    say(tab, "start")
    record = tab.run("drafts.drafts()[0].id")
    reason = {"item": "ended_at", "child": None, "sentence": "Vérifiez la fin."}
    homes.door.words[record] = {"word": "invalid", "sentence": "À revoir.", "reasons": [reason]}
    say(tab, "end")
    fill(tab)
    say(tab, "sign")
    tab.until("outbox.all().some(({word}) => word === 'invalid')")
    assert screen(tab)["to_take_up"] and "Vérifiez la fin." in screen(tab)["custody_detail"]
    say(tab, "takeUp")
    assert screen(tab)["stage"] == "open"
    homes.door.words.clear()
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    assert len(homes.bodies()) == 1 and screen(tab)["custody"] == "Reçue"


def test_a_session_that_nobody_planned_is_added_on_one_of_her_orders(tablet, homes):
    tab = enter(tablet)
    assert shown(tab, "round")["addable"]
    tab.run("screens.addUnplanned.open()")
    tab.run("screens.addUnplanned.pickFamily(a)", homes.petit["id"])
    tab.run("screens.addUnplanned.start(a)", homes.other["id"])
    tab.until("drafts.drafts().length === 1")
    assert screen(tab)["stage"] == "brief" and screen(tab)["droppable"]
    tab.run("screens.go('tournee')")
    assert len(shown(tab, "round")["stops"]) == 3, "it waits on the round until it is begun or taken back"
    tab.run("screens.openVisit(drafts.drafts()[0].value.visit_id)")
    say(tab, "start")
    say(tab, "end")
    fill(tab)
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    (body,) = homes.bodies()
    assert (body["planned"], body["order_id"], body["kind"]) == (False, homes.other["id"], "seance_tisf")


def test_a_session_ended_or_begun_by_mistake_goes_on_or_is_taken_back(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "start")
    begun = tab.run("drafts.drafts()[0].value.started_at")
    say(tab, "end")
    say(tab, "goOn")
    assert screen(tab)["running"] and tab.run("drafts.drafts()[0].value.started_at") == begun
    say(tab, "undoStart")
    assert screen(tab)["stage"] == "brief" and not shown(tab, "running")["on"]


def test_the_week_adds_what_was_made_and_says_apart_what_is_still_here(tablet, homes):
    month = TODAY[:7]
    hours_doc = {"id": month, "month": month, "exact": 725, "billed": 735}
    homes.door.docs[HELPER["id"]].append({"kind": "session_hours", "id": month, "family_id": None, "body": hours_doc})
    tab = enter(tablet)
    homes.door.cut()
    tab.run("screens.sessionWeek.openWeek()")
    week = shown(tab, "week")
    assert (week["done"], week["planned"], week["month_told"]) == (
        "0\u00a0min",
        "6\u00a0h",
        "12\u00a0h\u00a005 faites, 12\u00a0h\u00a015 comptées.",
    )
    open_session(tab, homes.first)
    say(tab, "start")
    say(tab, "end")
    fill(tab)
    type_(tab, "unsignedTyped", "Pressée")
    say(tab, "sign")
    tab.run("screens.sessionWeek.openWeek()")
    week = shown(tab, "week")
    assert week["planned"] == "3\u00a0h" and "encore sur la tablette" in week["here"]
    assert "encore sur la tablette" in week["month_here"]
    assert {one["family"] for one in week["orders"]} == {"Famille Kaya-Martin", "Famille Petit"}


def test_tablet_and_office_say_minutes_states_and_kinds_alike(tablet, homes):
    tab = enter(tablet)
    for minutes in (*range(0, 200, 7), 600, 843, -65):
        assert tab.run("screens.sessionHours.words(a)", minutes) == hours.words(minutes)
    summer = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, 10, 59, tzinfo=UTC)
    told = tab.run("screens.sessionHours.minutesBetween(...a)", [one.isoformat() for one in summer])
    assert told == hours.minutes(*summer)
    assert tab.run("screens.sessionKinds.GOAL_STATES") == {one.value: one.label for one in State}
    assert {one["frame"] for one in tab.run("Object.values(screens.sessionKinds.SESSIONS)")} == set(lists.FRAMES)
    assert tab.run("screens.sessionHours.LONGEST") == hours.LONGEST


def test_after_the_lease_the_order_keeps_only_what_writing_needs(tablet, homes):
    tab = enter(tablet)
    tab.run("mirror.allowReading(false)")
    open_session(tab, homes.first)
    found = screen(tab)
    assert found["stage"] == "closed_reading" and found["daily"] == "" and found["calls"] == []
    assert "Chien" not in str(found)
    say(tab, "start")
    assert screen(tab)["running"]


def test_a_family_that_leaves_the_tablet_while_a_session_runs_loses_nothing(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "start")
    fill(tab)
    homes.door.forget[HELPER["id"]] = [homes.kaya["id"]]
    tab.run("syncNow()")
    tab.until("mirror.doc('family', a) === undefined", homes.kaya["id"])
    tab.run("screens.go('tournee')")
    assert shown(tab, "running")["on"]
    assert any(one["visit_id"] == homes.first["id"] for one in shown(tab, "round")["stops"])
    tab.run("screens.sessionRunning.endFromBar()")
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    (body,) = homes.bodies()
    assert body["order_id"] == homes.order["id"] and body["activities"]


def test_a_session_cancelled_or_given_away_meanwhile_stays_in_hand(tablet, homes):
    tab = enter(tablet)
    open_session(tab, homes.second)
    say(tab, "start")
    homes.says(homes.second, status="annulee", cancel_reason="Hospitalisation du père", worker_id=str(uuid.uuid4()),
               worker_name="Odile Perrin")  # fmt: skip
    tab.run("syncNow()")
    assert screen(tab)["running"] and "Annulée par le service" in screen(tab)["reason"]
    say(tab, "end")
    fill(tab)
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    assert len(homes.bodies()) == 1


def test_two_versions_of_a_session_join_without_losing_a_word(tablet, homes):
    tab = enter(tablet)
    joined = tab.run(
        """(() => {
            const { begin, withParagraph, toggled, started } = screens.sessionDraft;
            const base = toggled(begin(a, 'o'), 'presence', 'Mère');
            const here = withParagraph(base, 'facts', 'p0', { words: 'Ici' });
            const there = withParagraph(toggled(base, 'presence', 'Fratrie'), 'facts', 'p0', { words: 'Là' });
            return screens.sessionJoined.withMissingOf(here, started(there, '2026-11-22T08:00:00.000Z', 0));
        })()""",
        homes.first["body"],
    )
    assert joined["presence"] == ["Mère", "Fratrie"] and [one["words"] for one in joined["facts"]] == ["Ici", "Là"]
    assert len({one["key"] for one in joined["facts"]}) == 2
    assert joined["started_at"] == joined["tapped"]["started_at"] == "2026-11-22T08:00:00.000Z"
    assert joined["outcome"] == "realisee"


def test_the_brief_says_nothing_of_health_whatever_a_file_holds(tablet, homes):
    child = homes.kaya["body"]["persons"][1]
    child |= {"term_weeks": 33, "birth_weight_g": 1900, "disability": "surdité", "in_care": True,
              "measurements": [{"kind": "poids", "value": 1900}]}  # fmt: skip
    tab = enter(tablet)
    open_session(tab, homes.first)
    found = screen(tab)
    assert [one["text"].partition(" ")[0] for one in found["persons"]] == ["Aylin", "Léa,"]
    assert not any(word in str(found) for word in (" SA", "PN ", "surdité", "confié"))


def test_hours_that_the_family_signed_are_signed_anew_only_if_they_change(tablet, homes):
    times = {"started_at": instant("09:00", yesterday()), "ended_at": instant("11:00", yesterday())}
    body = {"visit_id": homes.first["id"], "family_id": homes.kaya["id"], "order_id": homes.order["id"],
            "kind": "seance_tisf", "planned": True, "planned_on": yesterday(), "planned_at": "09:00:00",
            "duration_min": 180, "outcome": "realisee", **times, "tapped": times, "presence": ["Mère"],
            "activities": ["Jeux et éveil"], "facts": [], "quotes": [], "goals": [], "incident": None, "travel": None,
            "attachments": [{"id": str(uuid.uuid4()), "kind": "signature", "sha256": "0" * 64, "caption": ""}],
            "refused_signature": "", "time_reason": "", "not_done": "", "not_done_words": "", "corrects": None,
            "correction_reason": "", "signed_at": times["ended_at"]}  # fmt: skip
    id = str(uuid.uuid4())
    record = {"id": id, "visit_id": homes.first["id"], "family_id": homes.kaya["id"], "kind": "seance_tisf",
              "outcome": "realisee", "author_id": HELPER["id"], "author_name": HELPER["name"], "corrects": None,
              "corrected_by": None, "captured_at": times["ended_at"], "attachments": [], "body": body}  # fmt: skip
    homes.door.docs[HELPER["id"]].append({"kind": "record", "id": id, "family_id": homes.kaya["id"], "body": record})
    homes.says(homes.first, status="realisee", record={"id": id, "digest": "x", "custody": "recue"}, **times)
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "correct")
    type_(tab, "correctionTyped", "Le repas manquait")
    assert screen(tab)["signable"] and screen(tab)["signed_before"]
    type_(tab, "hourTyped", "11:30", "end")
    type_(tab, "reasonTyped", "Partie plus tard")
    (problem,) = screen(tab)["problems"]
    assert problem["sentence"].startswith("Les heures ont changé")
    type_(tab, "hourTyped", "11:00", "end")
    say(tab, "sign")
    tab.until("outbox.unsent().length === 0")
    assert homes.bodies()[0]["signed_hours"] == times
