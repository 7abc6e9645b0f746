"""The sections of a file at the office: who may write what, what each write leaves, and that nothing typed is lost."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.births.notice import Notice
from fieldvisit.carnet import certificates
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.due.decision import DueDecision
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy
from fieldvisit.families.support import Support
from fieldvisit.pages.office import agreements_view
from fieldvisit.pages.office.agreements_card import AgreementsCard
from fieldvisit.pages.office.contacts_card import ContactsCard
from fieldvisit.pages.office.desk import Desk, PageState
from fieldvisit.pages.office.due_card import DueCard
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_history import FamilyHistory
from fieldvisit.pages.office.follow_ups_card import FollowUpsCard
from fieldvisit.pages.office.new_family import NewFamily
from fieldvisit.pages.office.person_form import PersonForm
from fieldvisit.pages.office.pregnancy_form import PregnancyForm
from fieldvisit.pages.office.supports_card import SupportsCard
from fieldvisit.pages.office.timeline_card import Timeline
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind as TaskKind
from fieldvisit.tasks.task import Task

PIECES = (
    PersonForm,
    PregnancyForm,
    SupportsCard,
    ContactsCard,
    AgreementsCard,
    DueCard,
    FamilyHistory,
    Timeline,
    FollowUpsCard,
)


@pytest.fixture
def clerk(office, engine, now):
    """A secretary of Claire's sector."""
    with db.writing(engine) as session:
        account = Account(login="monique", name="Monique Girard", role="secretariat", created_at=now)
        session.add(account)
        session.flush()
        session.add(AccountSector(account_id=account.id, sector_id=office.bourg.id))
    object.__setattr__(office, "clerk", account)
    return account


@pytest.fixture
def opened(tab, cookie, office, clerk):
    """``opened("claire")``: the Benali's file with all its sections loaded, as Claire sees it."""

    def open_(name, family=None):
        page = tab(cookie=cookie(name), path=f"/familles/{(family or office.benali).id}")
        page.load(Desk.arrive, FamilyFile.load, *(piece.load for piece in PIECES))
        return page

    return open_


def shown(page, state) -> dict:
    """What the browser knows of this state, and what the page says."""
    found = {}
    for delta in page.received:
        for name in (PageState.get_full_name(), state.get_full_name()):
            found |= delta.get(name, {})
    return {key.removesuffix("_rx_state_"): value for key, value in found.items()}


def rows(engine, table):
    with db.reading(engine) as session:
        return list(session.exec(select(table)))


def test_a_nurse_corrects_a_child_and_reads_the_history(opened, office, engine):
    page, child = opened("claire"), office.benali_child.id
    page.call(PersonForm.edit, person_id=str(child))
    values = shown(page, PersonForm)["values"]
    assert (values["first_name"], values["birth_weight_g"]) == ("Adam", "3300")
    page.call(PersonForm.save, form=values | {"birth_weight_g": "3 350", "school": "Jarrin"})
    assert shown(page, FamilyFile)["said"] == "Adam Benali : c’est enregistré."
    with db.reading(engine) as session:
        now_ = session.get_one(Person, child)
    assert (now_.birth_weight_g, now_.school, now_.first_name) == (3350, "Jarrin", "Adam")
    page.call(FamilyHistory.load)
    told = {(one["what"], one["words"]) for one in shown(page, FamilyHistory)["lines"]}
    assert ("Adam Benali – Poids de naissance (g)", "3\u202f300 g → 3\u202f350 g") in told


def test_what_is_refused_stays_open_with_a_sentence(opened, office, engine):
    page = opened("claire")
    page.call(PersonForm.add)
    page.call(PersonForm.save, form=shown(page, PersonForm)["values"] | {"last_name": "Benali", "term_weeks": "60"})
    form = shown(page, PersonForm)
    assert "de 22 à 44 SA" in form["problem"] and form["opened"] == "nouvelle"
    assert len(rows(engine, Person)) == 6


def test_two_who_edit_one_person_are_told_of_each_other(opened, office, engine):
    claire, ines = opened("claire"), opened("ines")
    child = str(office.benali_child.id)
    for page in (claire, ines):
        page.call(PersonForm.edit, person_id=child)
    values = shown(claire, PersonForm)["values"]
    ines.call(PersonForm.save, form=values | {"school": "Jarrin"})
    claire.call(PersonForm.save, form=values | {"school": "Peloux"})
    form = shown(claire, PersonForm)
    assert "Inès Costa vient d’écrire « Jarrin »" in form["problem"] and form["opened"] == child
    claire.call(PersonForm.save, form=values | {"school": "Peloux"})
    with db.reading(engine) as session:
        assert session.get_one(Person, office.benali_child.id).school == "Peloux"


def test_saving_again_after_a_conflict_puts_back_nothing_that_was_not_touched(opened, office, engine):
    claire, ines = opened("claire"), opened("ines")
    child = str(office.benali_child.id)
    for page in (claire, ines):
        page.call(PersonForm.edit, person_id=child)
    values = shown(claire, PersonForm)["values"]
    ines.call(PersonForm.save, form=values | {"school": "Jarrin", "phone": "06 11 22 33 44"})
    for _ in range(2):  # a conflict about the phone, then « enregistrez pour le garder »
        claire.call(PersonForm.save, form=values | {"phone": "06 99 88 77 66"})
    with db.reading(engine) as session:
        person = session.get_one(Person, office.benali_child.id)
    assert (person.phone, person.school) == ("06 99 88 77 66", "Jarrin")


def load_again(page):
    """What happens at each cut of the network."""
    page.load(Desk.arrive, FamilyFile.load, *(piece.load for piece in PIECES))


def test_a_cut_of_the_network_closes_nothing_that_is_being_written(opened, office):
    page = opened("claire")
    page.call(PersonForm.edit, person_id=str(office.benali_child.id))
    page.call(ContactsCard.choose, means="appel_emis")
    page.call(ContactsCard.write, words="Rappeler mardi")
    load_again(page)
    assert shown(page, PersonForm)["opened"] == str(office.benali_child.id)
    contact = shown(page, ContactsCard)
    assert (contact["means"], contact["words"]) == ("appel_emis", "Rappeler mardi")


def test_what_was_open_is_gone_once_the_file_is_closed_to_her(opened, office, engine):
    page = opened("claire")
    page.call(PersonForm.edit, person_id=str(office.benali_child.id))
    with db.writing(engine) as session:
        for care in session.exec(select(CareRelationship).where(CareRelationship.account_id == office.claire.id)):
            session.delete(care)
        session.get_one(Household, office.benali.id).sector_id = office.oyonnax.id
    load_again(page)
    form = shown(page, PersonForm)
    assert form["opened"] == "" and form["values"] == {} and shown(page, FamilyFile)["label"] == ""


def test_the_secretariat_corrects_identities_and_sees_no_health(opened, office, engine):
    page = opened("clerk")
    assert not shown(page, PersonForm)["may_health"] and not shown(page, PregnancyForm)["may_write"]
    page.call(PersonForm.edit, person_id=str(office.benali_child.id))
    assert "3300" not in page.text()
    page.call(PersonForm.save, form=shown(page, PersonForm)["values"] | {"birth_weight_g": "3000", "phone": "06"})
    with db.reading(engine) as session:
        now_ = session.get_one(Person, office.benali_child.id)
    assert (now_.birth_weight_g, now_.phone) == (3300, "06")


def test_a_tisf_corrects_nobody_and_is_shown_no_history(opened, office):
    page = opened("sylvie")
    assert not shown(page, PersonForm)["may_write"]
    page.call(PersonForm.edit, person_id=str(office.benali_child.id))
    assert "opened" not in shown(page, PersonForm) or shown(page, PersonForm)["opened"] == ""
    assert not shown(page, FamilyHistory).get("lines") and not shown(page, ContactsCard)["visible"]


def test_a_person_of_another_file_is_not_opened_through_this_one(opened, office):
    page = opened("claire")
    page.call(PersonForm.edit, person_id=str(office.petit_mother.id))
    assert shown(page, PersonForm)["opened"] == "" and "Julie" not in page.text()


def test_no_piece_shows_anything_when_no_file_was_opened(tab, cookie, office):
    page = tab(cookie=cookie("claire"), path="/planning")
    page.load(*(piece.load for piece in PIECES))
    assert "Benali" not in page.text() and "Samira" not in page.text()


def test_a_midwife_declares_a_pregnancy_and_ends_it(opened, office, engine):
    page = opened("ines")
    page.call(PregnancyForm.add)
    form = shown(page, PregnancyForm)
    assert form["adults"] == [{"id": str(office.benali_mother.id), "name": "Samira Benali"}]
    told = form["values"] | {"mother": str(office.benali_mother.id), "due_date": "2027-03-08"}
    page.call(PregnancyForm.save, form=told)
    [made] = rows(engine, Pregnancy)
    assert shown(page, FamilyFile)["pregnancies"][0]["term"] == "26 SA + 0 j"
    page.call(PregnancyForm.edit, pregnancy_id=str(made.id))
    page.call(PregnancyForm.save, form={"ended_on": "2026-11-20"})
    assert "ensemble" in shown(page, PregnancyForm)["problem"]
    page.call(PregnancyForm.save, form={"ended_on": "2026-11-20", "outcome": "fausse_couche"})
    assert rows(engine, Pregnancy)[0].outcome == "fausse_couche"


def test_nobody_else_hears_of_a_pregnancy(opened, office, engine):
    test_a_midwife_declares_a_pregnancy_and_ends_it(opened, office, engine)
    for name in ("clerk", "sylvie"):
        text = opened(name).text()
        assert "08/03/2027" not in text and "Fausse couche" not in text, name


def test_a_withdrawal_takes_the_tisf_her_instructions_away_at_once(opened, office, engine):
    page, mother = opened("claire"), str(office.benali_mother.id)
    page.call(AgreementsCard.note, kind="accord_partage_tisf", status="Accordé")
    page.call(AgreementsCard.save, form={"person": mother, "mode": "Écrit", "on": "", "expires_on": "", "words": ""})
    assert "arachide" in opened("sylvie").text()
    [given] = rows(engine, Agreement)
    page.call(AgreementsCard.withdraw, kind="accord_partage_tisf", agreement_id=str(given.id))
    page.call(AgreementsCard.save, form={"person": mother, "on": "", "words": "Ne veut plus"})
    assert "prochain contact" in shown(page, FamilyFile)["said"]
    assert "arachide" not in opened("sylvie").text()
    past = [one["words"] for one in shown(page, AgreementsCard)["past"]]
    assert past == ["Retiré, dit par Samira Benali – Ne veut plus", "Accordé, écrit, dit par Samira Benali"]


def test_words_that_are_too_long_are_sent_back_with_the_form_still_open_and_its_field_cuts_nothing(
    opened, office, engine
):
    page, mother = opened("claire"), str(office.benali_mother.id)
    page.call(AgreementsCard.note, kind="accord_partage_tisf", status="Accordé")
    page.call(AgreementsCard.save, form={"person": mother, "mode": "Oral", "words": "m" * 301})
    card = shown(page, AgreementsCard)
    assert "301 signes" in card["problem"] and card["kind"] == "accord_partage_tisf"
    assert rows(engine, Agreement) == []
    assert "maxLength" not in str(agreements_view.panel())


def test_an_opposition_is_said_at_the_head_of_the_file_and_stops_what_is_due(opened, office, engine):
    page = opened("claire")
    assert shown(page, DueCard)["parts"]
    page.call(AgreementsCard.note, kind="opposition", status="Accordé")
    page.call(AgreementsCard.save, form={"person": str(office.benali_mother.id), "mode": "Oral"})
    assert shown(page, FamilyFile)["opposed"] == "23/11/2026"
    assert shown(opened("clerk"), FamilyFile)["opposed"] == "23/11/2026"
    assert not shown(opened("sylvie"), FamilyFile).get("opposed")
    page.call(DueCard.load)
    assert [part["title"].split(" (")[0] for part in shown(page, DueCard)["parts"]] in ([], ["Fait, refusé ou clos"])


def test_the_first_contact_ends_the_wait_of_a_birth_notice(opened, office, engine, today, now):
    told = {"kind": "naissance", "received_on": today, "status": "affecte", "family_id": office.benali.id}
    with db.writing(engine) as session:
        session.add(Notice(fingerprint="x", sector_id=office.bourg.id, assigned_to=office.claire.id, **told))
    page = opened("claire")
    page.call(ContactsCard.choose, means="appel_emis")
    page.call(ContactsCard.log, result="sans_reponse")
    assert rows(engine, Notice)[0].first_contact_at is None
    page.call(ContactsCard.choose, means="appel_emis")
    page.call(ContactsCard.log, result="joint")
    [notice] = rows(engine, Notice)
    assert (notice.first_contact_at, notice.status) == (now, "contacte")


def test_a_contact_is_noted_in_two_taps(opened, office, engine):
    page = opened("claire")
    page.call(ContactsCard.choose, means="appel_emis")
    page.call(ContactsCard.log, result="joint")
    [made] = rows(engine, Contact)
    assert (made.means, made.result, made.compartment) == ("appel_emis", "joint", "observations_vad")
    assert shown(page, ContactsCard)["said"] == "Appel passé : famille jointe. C’est noté."


def test_what_a_nurse_wrote_of_a_call_is_not_the_secretariats(opened, office, engine):
    page = opened("claire")
    page.call(ContactsCard.choose, means="appel_emis")
    page.call(ContactsCard.write, words="Elle dort mal")
    page.call(ContactsCard.log, result="joint")
    clerk = opened("clerk")
    assert "Elle dort mal" not in clerk.text()
    assert shown(clerk, ContactsCard)["lines"][0]["kept"]
    assert "Elle dort mal" in opened("ines").text()


def test_a_result_that_cannot_come_of_it_keeps_what_was_typed(opened, office, engine):
    page = opened("claire")
    page.call(ContactsCard.choose, means="courrier")
    page.call(ContactsCard.write, words="Offre de service")
    page.call(ContactsCard.log, result="joint")
    card = shown(page, ContactsCard)
    assert card["problem"] and card["words"] == "Offre de service" and rows(engine, Contact) == []


def test_a_support_is_begun_for_a_child_and_ended(opened, office, engine):
    page = opened("claire")
    page.call(SupportsCard.add)
    page.call(SupportsCard.choose, code="handicap")
    page.call(SupportsCard.save, form={"started_on": "2026-11-02", "child": ""})
    assert "choisissez lequel" in shown(page, SupportsCard)["problem"]
    page.call(SupportsCard.save, form={"started_on": "2026-11-02", "child": str(office.benali_child.id)})
    [made] = rows(engine, Support)
    assert shown(page, SupportsCard)["lines"][0]["label"].endswith("– Adam")
    page.call(SupportsCard.edit, support_id=str(made.id))
    page.call(SupportsCard.save, form={"ended_on": "2026-11-20"})
    assert str(rows(engine, Support)[0].ended_on) == "2026-11-20"
    for name in ("clerk", "sylvie"):
        assert "handicap" not in str(shown(opened(name), SupportsCard).get("lines", [])), name


def test_who_may_not_write_a_support_is_not_shown_its_note_through_its_form(opened, office, engine, now, today):
    with db.writing(engine) as session:
        made = Support(
            family_id=office.benali.id,
            code="tisf",
            started_on=today,
            note="Épuisement de la mère",
            noted_by=office.helene.id,
            noted_at=now,
        )
        session.add(made)
    page = opened("sylvie")
    page.call(SupportsCard.edit, support_id=str(made.id))
    assert "ne permet pas" in shown(page, SupportsCard)["problem"] and not shown(page, SupportsCard)["opened"]
    assert "Épuisement" not in page.text()


def test_the_secretariat_is_not_told_that_a_child_was_born_early(opened, office, engine, now, today):
    def read(page):
        page.call(Timeline.load)
        lines = [line for part in shown(page, DueCard)["parts"] for line in part["lines"]]
        return lines, page.words()

    lines, words = read(nurse := opened("claire", office.petit))
    item = next(line["id"] for line in lines if "prématuré" in line["label"])
    nurse.call(DueCard.open_one, item_id=item)
    assert "prématuré" in shown(nurse, DueCard)["title"]
    nurse.call(DueCard.choose, choice="sans_objet")
    nurse.call(DueCard.decide, form={"reason": "Suivi néonatal à l’hôpital"})
    assert "Suivi néonatal" in read(nurse)[1]

    clerk = opened("clerk", office.petit)
    for line in read(clerk)[0]:
        clerk.call(DueCard.open_one, item_id=line["id"])
    assert item in clerk.text() and "Visite à domicile : sans objet" in clerk.words()
    assert "prématuré" not in clerk.words() and "néonatal" not in clerk.words()


def test_what_is_due_is_decided_in_place(opened, office, engine):
    page = opened("claire")
    line = next(one for part in shown(page, DueCard)["parts"] for one in part["lines"] if one["may_decide"])
    page.call(DueCard.open_one, item_id=line["id"])
    page.call(DueCard.choose, choice="sans_objet")
    page.call(DueCard.decide, form={"reason": ""})
    assert "pourquoi" in shown(page, DueCard)["problem"] and shown(page, DueCard)["opened"] == line["id"]
    page.call(DueCard.decide, form={"reason": "Suivie en ville"})
    assert [one.reason for one in rows(engine, DueDecision)] == ["Suivie en ville"]
    page.call(Timeline.load)
    assert "Suivie en ville" in str(shown(page, Timeline)["lines"])


def test_a_regular_follow_up_is_set_in_words_and_stopped(opened, office, engine):
    page = opened("claire")
    page.call(FollowUpsCard.add)
    form = shown(page, FollowUpsCard)["values"] | {"trade": "puericultrice", "child": str(office.benali_child.id)}
    page.call(FollowUpsCard.save, form={})
    assert "à remplir" in shown(page, FollowUpsCard)["problem"] and shown(page, FollowUpsCard)["opened"]
    page.call(FollowUpsCard.save, form=form | {"times": "99"})
    assert "de 1 à 60" in shown(page, FollowUpsCard)["problem"] and shown(page, FollowUpsCard)["opened"]
    page.call(FollowUpsCard.save, form=form | {"every": "2", "times": "3"})
    (line,) = shown(page, FollowUpsCard)["lines"]
    assert line["label"].endswith(" – Adam") and line["told"].startswith("Toutes les 2 semaines, 3 fois · à partir du ")
    page.call(FollowUpsCard.ask_to_stop, follow_up_id=line["id"])
    page.call(FollowUpsCard.stop)
    (line,) = shown(page, FollowUpsCard)["lines"]
    assert not line["running"] and "arrêté le" in line["told"]
    assert [one.ended_by for one in rows(engine, FollowUp)] == [office.claire.id]


def test_the_timeline_tells_each_reader_her_own_part(opened, office, engine):
    test_a_contact_is_noted_in_two_taps(opened, office, engine)
    test_a_midwife_declares_a_pregnancy_and_ends_it(opened, office, engine)
    titles = {name: str(shown(opened(name), Timeline)["lines"]) for name in ("ines", "claire", "clerk", "sylvie")}
    assert all("Naissance de Adam" in told for told in titles.values())
    assert "Grossesse" not in titles["clerk"] and "Grossesse" not in titles["sylvie"]
    assert "Appel passé" in titles["clerk"] and "Appel passé" not in titles["sylvie"]
    assert "Fin de grossesse" in titles["ines"]


def test_the_timeline_tells_of_a_certificate_that_nobody_wrote_yet_and_not_of_one_struck_out(
    opened, office, engine, now, today
):
    helene, child = office.actor("helene"), office.benali_child.id
    with db.writing(engine) as session:
        struck = certificates.receive(session, helene, child, "CS8", today, now, today)
        certificates.strike(session, helene, struck.id, "celui d’une autre", now, today)
        certificates.receive(session, helene, child, "CS9", today, now, today)
    lines = shown(opened("claire"), Timeline)["lines"]
    (told,) = [one for one in lines if "Certificat" in one["title"]]
    assert told["title"] == "Certificat du 9e mois reçu – Adam" and told["words"] == ""
    assert len(rows(engine, Certificate)) == 2


def test_what_became_of_a_task_is_read_by_whoever_reads_the_task(opened, office, engine, now):
    with db.writing(engine) as session:
        task = tasks.open_task(
            session, sector_id=office.bourg.id, kind=TaskKind.REFERRAL, label="Orientation : orthophoniste",
            source="essai:1", now=now, family_id=office.benali.id, compartment="sante_enfant",
        )  # fmt: skip
        tasks.close(session, office.actor("claire"), task.id, "perdu_de_vue", "partis chez la grand-mère", now)
    lines = shown(opened("claire"), Timeline)["lines"]
    (told,) = [one for one in lines if one["sort"] == "tache"]
    assert told["title"] == "Orientation : orthophoniste – perdu de vue"
    assert (told["words"], told["who"]) == ("partis chez la grand-mère", "Claire Morel")
    for name in ("clerk", "sylvie"):
        assert "orthophoniste" not in str(shown(opened(name), Timeline))


def test_one_sort_of_thing_can_be_looked_at_alone(opened):
    page = opened("claire")
    page.call(ContactsCard.choose, means="sms")
    page.call(ContactsCard.log, result="envoye")
    page.call(Timeline.load)
    page.call(Timeline.choose, code="contact")
    assert {one["sort"] for one in shown(page, Timeline)["lines"]} == {"contact"}
    page.call(Timeline.choose, code="contact")
    assert len({one["sort"] for one in shown(page, Timeline)["lines"]}) > 1


def test_each_opening_and_each_write_is_in_the_journal(opened, office, engine):
    page = opened("claire")
    page.call(ContactsCard.choose, means="sms")
    page.call(ContactsCard.log, result="envoye")
    lines = [(one.what, one.screen) for one in rows(engine, AccessEvent)]
    assert lines[0] == ("lecture", "dossier") and lines[-1] == ("ecriture", "contact")


def test_a_file_is_opened_by_hand_and_one_that_exists_is_shown(tab, cookie, office, engine):
    page = tab(cookie=cookie("claire"), path="/familles/nouvelle")
    page.load(Desk.arrive, NewFamily.load)
    sector = shown(page, NewFamily)["sectors"][0]["id"]
    form = shown(page, NewFamily)["values"] | {"sector": sector, "follows": "oui"}
    page.call(NewFamily.open_file, form=form | {"a_first_name": "Awa", "c_birth_date": "31/02/2026"})
    assert "JJ/MM/AAAA" in shown(page, NewFamily)["problem"] or "à remplir" in shown(page, NewFamily)["problem"]
    born = office.benali_mother.birth_date.isoformat()
    twice = form | {"a_last_name": "Benali", "a_first_name": "Samira", "a_birth_date": born}
    page.call(NewFamily.open_file, form=twice)
    assert shown(page, NewFamily)["known_id"] == str(office.benali.id)
    page.call(NewFamily.open_file, form=form | {"a_last_name": "Diallo", "a_first_name": "Awa", "city": "Viriat"})
    made = next(one for one in rows(engine, Household) if one.label == "Famille Diallo")
    assert made.city == "Viriat" and str(made.id) in str(page.events)
    assert rows(engine, Task) == []
    page.call(NewFamily.open_file, form=form | {"a_last_name": "Sow", "a_first_name": "Fanta", "follows": "non"})
    assert [one.label for one in rows(engine, Task)] == ["Affecter : Famille Sow"]


def test_a_tisf_opens_no_file(tab, cookie, office, engine):
    page = tab(cookie=cookie("sylvie"), path="/familles/nouvelle")
    page.load(Desk.arrive, NewFamily.load)
    page.call(NewFamily.open_file, form={"label": "Famille X", "sector": str(office.bourg.id), "a_last_name": "X"})
    assert len(rows(engine, Household)) == 3
