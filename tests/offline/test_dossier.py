"""A family's file on the tablet: contacts and agreements noted without network, and one timeline of what is aboard."""

import uuid
from datetime import date, timedelta

import pytest

from tests.offline.fake_door import NURSE, family, visit
from tests.offline.test_visit_screen import GRIDS, open_visit, shown

MOTHER, CHILD = str(uuid.uuid4()), str(uuid.uuid4())
KINDS = ["accord_vad", "accord_photo", "opposition"]
WORDS = "Rappeler après 17 h : elle est seule avec les jumeaux"


def person(id, role, first_name, **more):
    return {
        "id": id, "role": role, "first_name": first_name, "last_name": "Kaya", "birth_date": None, "sex": None,
        "phone": "", "deceased_on": None,
    } | more  # fmt: skip


def said(kind, status, at, **more):
    return {
        "id": str(uuid.uuid4()), "kind": kind, "status": status, "mode": "Oral", "person_id": MOTHER,
        "collected_at": at, "expires_on": None, "scope": "", "given": status, "given_at": at, "withdrawn_at": None,
        "withdrawn_said_by": None, "withdrawn_why": "",
    } | more  # fmt: skip


@pytest.fixture
def aboard(door):
    """``aboard(**fields)``: one family with a mother and a child, and a visit of today."""

    def put(**fields):
        persons = [
            person(MOTHER, "mere", "Elif", parental_authority="Conjointe"),
            person(CHILD, "enfant", "Léa", birth_date="2026-10-01", sex="F"),
        ]
        may = {"contact_readers": ["observations_vad", "planning_mission"], "may_agree": KINDS}
        kaya = family(**{"persons": persons, "agreements": [], "contacts": [], **may, **fields})
        door.docs[NURSE["id"]] = [*GRIDS, kaya, visit(kaya, kind="vad_1m", duration_min=60, worker_name=NURSE["name"])]
        return kaya

    return put


def opened(tab, kaya, section=None):
    tab.run("screens.dossier.openDossier(a)", kaya["id"])
    if section:
        tab.run("screens.dossier.showSection(a)", section)
    return shown(tab, "dossier")


def typed(tab, name, text):
    tab.run("screens.contact.type(a[0], {target: {value: a[1]}})", [name, text])


def note_a_call(tab, kaya):
    tab.run("screens.contact.openContact(a)", kaya["id"])
    tab.run("screens.contact.chooseMeans('appel_emis')")
    tab.run("screens.contact.chooseResult('message')")
    typed(tab, "words", WORDS)


def test_a_contact_noted_without_network_survives_a_locked_tablet_and_leaves_once(tablet, door, aboard):
    kaya = aboard()
    tab = tablet().enter()
    door.cut()
    note_a_call(tab, kaya)
    tab.until("drafts.drafts().every(({id}) => drafts.isWritten(id))")
    tab.run("session.lock()")
    tab.unlock()
    tab.until("drafts.drafts().length === 1")
    form = shown(tab, "contact")
    assert form["words"] == WORDS and form["changed"]
    tab.run("screens.contact.chooseWho(a)", MOTHER)
    tab.run("screens.contact.send()")
    [row] = opened(tab, kaya, "contacts")["contacts"]
    assert (row["title"], row["result"], row["words"], row["waiting"]) == ("Appel passé", "Message laissé", WORDS, True)
    assert "avec Elif" in row["told"]
    assert [one["state"] for one in shown(tab, "dossier")["sent"]] == ["À envoyer"]
    door.start()
    tab.run("syncNow()")
    [body] = door.bodies("contact")
    assert (body["words"], body["person_id"], body["readers"]) == (WORDS, MOTHER, "observations_vad")
    tab.until("outbox.unsent().length === 0")
    file = shown(tab, "dossier")
    assert [one["waiting"] for one in file["contacts"]] == [False] and file["sent"] == []


@pytest.mark.long
def test_what_cannot_be_is_said_and_the_words_stay(tablet, aboard):
    kaya = aboard()
    tab = tablet().enter()
    tab.run("screens.contact.openContact(a)", kaya["id"])
    typed(tab, "words", WORDS)
    tab.run("screens.contact.send()")
    assert shown(tab, "contact")["problem"] == "Choisissez comment, puis le résultat."
    tab.run("screens.contact.chooseMeans('courrier')")
    tab.run("screens.contact.chooseResult('joint')")
    form = shown(tab, "contact")
    assert {one["code"] for one in form["results"] if one["possible"]} == {"envoye", "a_envoyer", "retour"}
    assert not any(one["chosen"] for one in form["results"])
    tab.run("screens.contact.chooseResult('envoye')")
    typed(tab, "day", (date.today() + timedelta(days=2)).isoformat())
    tab.run("screens.contact.send()")
    form = shown(tab, "contact")
    assert "à venir" in form["problem"] and form["words"] == WORDS
    assert tab.run("outbox.all().filter(({kind}) => kind === 'contact').length") == 0


def test_a_photo_agreement_taken_back_stops_new_photos_at_once_without_network(tablet, door, aboard):
    kaya = aboard(agreements=[said("accord_photo", "Accordé", "2026-01-05T09:00:00.000Z")])
    tab = tablet().enter()
    planned = open_visit(tab, door)
    tab.run("screens.setPhotoAgreement('Accordé')")
    assert shown(tab, "pictures")["allowed"]
    door.cut()
    opened(tab, kaya, "accords")
    tab.run("screens.agreement.ask('accord_photo', 'Retiré')")
    panel = shown(tab, "dossier")["asking"]
    assert panel["title"].endswith("retrait") and [one["chosen"] for one in panel["who"]] == [True]
    tab.run("screens.agreement.send()")
    rows = {one["key"]: one for one in shown(tab, "dossier")["agreements"]}
    assert (rows["accord_photo"]["status"], rows["accord_photo"]["waiting"]) == ("Retiré", True)
    tab.run("screens.openVisit(a)", planned["id"])
    pictures = shown(tab, "pictures")
    assert not pictures["allowed"] and "retiré son accord" in pictures["taken_back"]
    door.start()
    tab.run("syncNow()")
    [body] = door.bodies("agreement")
    assert (body["kind"], body["status"], body["person_id"]) == ("accord_photo", "Retiré", MOTHER)


@pytest.mark.long
def test_what_an_agreement_is_for_is_never_cut_and_a_withdrawal_takes_it_whole(tablet, door, aboard):
    kaya, words = aboard(), "non " * 100
    tab = tablet().enter()
    opened(tab, kaya, "accords")
    for status in ("Refusé", "Retiré"):
        tab.run("screens.agreement.ask('accord_photo', a)", status)
        tab.run("screens.agreement.type('words', {target: {value: a}})", words)
        tab.run("screens.agreement.send()")
        if status == "Refusé":
            panel = shown(tab, "dossier")["asking"]
            assert "trop long : 399 signes, 300 au plus" in panel["problem"] and panel["words"] == words
    tab.run("syncNow()")
    [body] = door.bodies("agreement")
    assert (body["status"], body["words"]) == ("Retiré", words.strip())


@pytest.mark.long  # the same of photos
def test_a_visit_agreement_taken_back_is_seen_by_the_visit(tablet, door, aboard):
    kaya = aboard(agreements=[said("accord_vad", "Accordé", "2026-01-05T09:00:00.000Z")])
    tab = tablet().enter()
    planned = open_visit(tab, door, start=False)
    assert shown(tab)["points"] == []
    opened(tab, kaya, "accords")
    tab.run("screens.agreement.ask('accord_vad', 'Retiré')")
    tab.run("screens.agreement.send()")
    tab.run("screens.openVisit(a)", planned["id"])
    [point] = shown(tab)["points"]
    assert point["text"].startswith("Retiré le")
    tab.run("screens.start()")
    assert shown(tab)["agreement_hint"].startswith("Retiré le")


@pytest.mark.long
def test_an_agreement_out_of_date_is_to_be_asked_again(tablet, aboard):
    old = said("accord_vad", "Accordé", "2024-01-05T09:00:00.000Z", expires_on="2025-01-05")
    kaya = aboard(agreements=[old])
    tab = tablet().enter()
    file = opened(tab, kaya, "accords")
    rows = {one["key"]: one["status"] for one in file["agreements"]}
    assert rows == {"accord_vad": "À redemander", "accord_photo": "Non recueilli", "opposition": "Aucune"}
    assert file["points"][0]["text"] == "À redemander : échu le 05/01/2025"


def test_who_may_note_nothing_is_offered_nothing(tablet, aboard):
    shared = {name: None for name in ("given_at", "given")}
    known = {**said("accord_vad", "Accordé", "2026-01-05T09:00:00.000Z"), **shared}
    kaya = aboard(contact_readers=[], may_agree=[], agreements=[known])
    tab = tablet().enter()
    file = opened(tab, kaya, "accords")
    assert not file["may_contact"] and [one["code"] for one in file["sections"]] == [
        "personnes",
        "accords",
        "chronologie",
    ]
    assert [(one["key"], one["may_write"]) for one in file["agreements"]] == [("accord_vad", False)]
    titles = [one["title"] for one in opened(tab, kaya, "chronologie")["timeline"]]
    assert not any("accord" in title.lower() or "Visite à domicile :" in title for title in titles)


@pytest.mark.long
def test_the_timeline_is_one_list_newest_first_from_the_pregnancy_on(tablet, door, aboard):
    dose = {
        "id": "d1",
        "vaccine": "hexa",
        "rank": "D1",
        "given_on": "2026-12-03",
        "lot": "",
        "given_by": "",
        "source": "carnet",
    }
    exam = {"id": "e1", "code": "ex03", "done_on": "2026-11-03", "doctor": "Dr Roy", "place": "", "source": "carnet"}
    child = person(CHILD, "enfant", "Léa", birth_date="2026-10-01", doses=[dose], exams=[exam], certificates=[])
    call = {"id": "c1", "at": "2026-10-05T08:00:00.000Z", "means": "appel_recu", "result": "joint", "person_id": None,
            "words": "", "kept": True, "readers": "dossier_mere", "who": "Odile Perrin"}  # fmt: skip
    kaya = aboard(
        persons=[person(MOTHER, "mere", "Elif"), child],
        contacts=[call],
        agreements=[said("accord_vad", "Retiré", "2026-10-20T09:00:00.000Z", given="Accordé",
                         given_at="2026-10-10T09:00:00.000Z", withdrawn_at="2026-10-20T09:00:00.000Z",
                         withdrawn_why="trop de monde")],
        pregnancies=[{"id": "p1", "mother_id": MOTHER, "due_date": "2026-10-08", "declared_on": "2026-03-01",
                      "ended_on": None, "outcome": "", "maternity": "", "multiple": False}],
    )  # fmt: skip
    tab = tablet().enter()
    lines = opened(tab, kaya, "chronologie")["timeline"]
    assert [(one["when"], one["title"], one["words"]) for one in lines] == [
        ("03/12/2026", "Vaccins – Léa", "Hexavalent D1"),
        ("22/11/2026", lines[1]["title"], "Programmée"),
        ("03/11/2026", "Examen : au cours du 2e mois – Léa", "Dr Roy"),
        ("20/10/2026 11:00", "Visite à domicile : retiré", "trop de monde"),
        ("10/10/2026 11:00", "Visite à domicile : accordé", ""),
        ("05/10/2026 10:00", "Appel reçu – famille jointe", "Contenu réservé à l’équipe de soin."),
        ("01/10/2026", "Naissance de Léa", ""),
        ("01/03/2026", "Grossesse déclarée – Elif", "terme prévu le 08/10/2026"),
    ]


@pytest.mark.long
def test_a_panel_left_half_way_is_there_again_and_can_be_put_away(tablet, aboard):
    kaya = aboard()
    tab = tablet().enter()
    opened(tab, kaya, "accords")
    tab.run("screens.agreement.ask('opposition', 'Accordé')")
    tab.run("screens.agreement.type('words', {target: {value: 'par téléphone'}})")
    tab.run("screens.go('tournee')")
    assert opened(tab, kaya)["asking"]["words"] == "par téléphone"
    tab.run("screens.agreement.close()")
    assert shown(tab, "dossier")["asking"]["kind"] == ""


@pytest.mark.long
def test_what_is_left_to_do_there_comes_first_what_presses_before_what_is_to_come(tablet, door, aboard):
    kaya = aboard()
    row = {
        "subject_id": CHILD, "person_id": CHILD, "occurrence": 1, "label": "Visite", "group": "visite",
        "kind": "vad_1m",
        "opens": "2020-01-01", "due": "2020-02-01", "late": "2020-03-01", "closes": None, "counts_from": "2020-01-01",
        "state": "", "done_on": None, "visit_id": None, "mine": True, "worker": "", "to_check": False, "decision": None,
        "may_decide": False, "late_after": 0,
    }  # fmt: skip
    ahead = {"opens": "2099-01-01", "due": "2099-02-01", "late": "2099-03-01"}
    lines = [
        row | {"id": "l1", "code": "late"},
        *(row | ahead | {"id": f"a{number}", "code": f"ahead{number}"} for number in range(7)),
        row | {"id": "l2", "code": "done", "state": "fait", "done_on": "2020-02-01"},
    ]
    due = {
        "id": kaya["id"],
        "family_id": kaya["id"],
        "band": 3,
        "band_label": "",
        "reasons": [],
        "lines": lines,
        "tasks": [],
    }
    door.docs[NURSE["id"]].append({"kind": "due", "id": kaya["id"], "family_id": kaya["id"], "body": due})
    tab = tablet().enter()
    file = opened(tab, kaya)
    assert (file["section"], [one["id"] for one in file["due"]]) == ("a-faire", ["l1"])
    assert file["more"] == "Voir 7 lignes à venir"
    tab.run("screens.dossier.showAll()")
    file = shown(tab, "dossier")
    assert len(file["due"]) == 8 and file["more"] == ""


def test_what_the_office_could_not_take_is_taken_up_again_with_its_words(tablet, door, aboard):
    kaya = aboard()
    tab = tablet().enter()
    door.cut()
    note_a_call(tab, kaya)
    tab.run("screens.contact.send()")
    tab.until("outbox.all().some(({kind}) => kind === 'contact')")
    first = tab.run("outbox.all().find(({kind}) => kind === 'contact').id")
    door.words[first] = {"word": "invalid", "sentence": "Cette personne n’est pas dans le foyer."}
    door.start()
    tab.run("syncNow()")
    [row] = opened(tab, kaya, "contacts")["sent"]
    assert (row["state"], row["sentence"]) == ("Non conforme, conservée", "Cette personne n’est pas dans le foyer.")
    assert shown(tab, "dossier")["contacts"] == []
    tab.run("screens.dossier.takeUp(a[0], a[1])", [row["what"], row["key"]])
    form = shown(tab, "contact")
    assert form["words"] == WORDS and [one["code"] for one in form["means"] if one["chosen"]] == ["appel_emis"]
    tab.run("screens.contact.send()")
    tab.run("syncNow()")
    assert [body["words"] for body in door.bodies("contact")] == [WORDS]
    tab.until("outbox.unsent().length === 0")
    assert opened(tab, kaya, "contacts")["sent"] == []


def test_an_agreement_that_the_office_could_not_take_allows_no_photo_a_withdrawal_holds(tablet, door, aboard):
    kaya = aboard()
    tab = tablet().enter()
    planned = open_visit(tab, door)

    def note(status):
        door.cut()
        opened(tab, kaya, "accords")
        tab.run("screens.agreement.ask('accord_photo', a)", status)
        tab.run("screens.agreement.send()")
        line = tab.run("outbox.unsent().find(({kind}) => kind === 'agreement').id")
        door.words[line] = {"word": "invalid", "sentence": "Indiquez qui l’a dit."}
        tab.run("screens.openVisit(a)", planned["id"])
        return shown(tab, "pictures")["allowed"]

    def send():
        door.start()
        tab.run("syncNow()")
        tab.until("outbox.unsent().length === 0")
        return shown(tab, "pictures")["allowed"]

    assert note("Accordé") and not send()
    tab.run("screens.setPhotoAgreement('Accordé')")
    assert shown(tab, "pictures")["allowed"]
    assert not note("Retiré") and not send()
