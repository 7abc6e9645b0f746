"""« À départager » and « Mis de côté »: each sees what concerns them, chooses in a few taps, and only what they may."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families import correction
from fieldvisit.families.decision import Decision
from fieldvisit.families.household import Household
from fieldvisit.pages.office.desk import Desk, PageState
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.household_form import HouseholdForm
from fieldvisit.pages.office.quarantine import Quarantine
from fieldvisit.pages.office.settle_state import Settle
from fieldvisit.schedule.overtaken import How, Overtaken
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync.received import ReceivedLine


@pytest.fixture
def conflict(office, engine, now):
    """Claire's phone number is in force, Inès's kept beside."""
    seen = {"phone": office.benali.phone}
    with db.writing(engine) as session:
        for name, number in (("claire", "07 11"), ("ines", "07 22")):
            correction.correct(session, office.actor(name), office.benali.id, {"phone": number}, seen, now)
    with db.reading(engine) as session:
        return session.exec(
            select(correction.HouseholdChange).where(correction.HouseholdChange.applied.is_(False))
        ).one()


def shown(tab, state):
    name = state.get_full_name()
    found = {}
    for delta in tab.received:
        found |= {key.removesuffix("_rx_state_"): value for key, value in delta.get(name, {}).items()}
    return found


def opened(tab, cookie, who, *handlers, path="/a-departager"):
    page = tab(cookie(who), path)
    page.load(Desk.arrive, *handlers)
    return page


def beside(tab, cookie, office):
    """What the history in the family file says of what was kept beside."""
    file = opened(tab, cookie, "helene", FamilyFile.load, HouseholdForm.load, path=f"/familles/{office.benali.id}")
    return [one["beside"] for one in shown(file, HouseholdForm)["past"] if one["beside"]]


def test_a_conflict_is_counted_in_the_menu_shown_on_both_sides_and_settled(tab, cookie, conflict, engine, office):
    page = opened(tab, cookie, "helene", Settle.load)
    entries = {one["href"]: one["count"] for one in shown(page, Desk)["menu"]}
    assert entries["/a-departager"] == "1" and entries["/quarantaine"] == ""
    assert beside(tab, cookie, office) == [" – gardé à côté, à départager"]
    [item] = shown(page, Settle)["items"]
    assert (item["title"], item["detail"]) == ("Famille Benali", "Téléphone – Inès Costa")
    page.call(Settle.open, kind=item["kind"], item_id=item["id"])
    [row] = shown(page, Settle)["differ"]
    assert (row["a"], row["b"], row["pick"]) == ("07 11", "07 22", "")
    page.call(Settle.settle)
    assert "Choisissez un côté" in shown(page, PageState)["problem"]
    page.call(Settle.pick, key=row["key"], side="b")
    page.call(Settle.settle)
    assert "pourquoi" in shown(page, PageState)["problem"]
    page.call(Settle.say_why, words="Vérifié avec la famille")
    page.call(Settle.settle)
    assert shown(page, Settle)["items"] == [] and shown(page, PageState)["said"]
    [line] = shown(page, Settle)["decided"]
    assert (line["who"], line["reason"]) == ("Hélène Vidal", "Vérifié avec la famille")
    assert beside(tab, cookie, office) == [" – gardé à côté, départagé depuis"]
    with db.reading(engine) as session:
        assert session.get_one(Household, office.benali.id).phone == "07 22"
        [made] = session.exec(select(Decision)).all()
        assert made.account_id == office.helene.id
        read = session.exec(select(AccessEvent).where(AccessEvent.screen == "departager")).all()
        assert [one.account_id for one in read] == [office.helene.id]


@pytest.mark.parametrize("who", ["nadia", "sylvie", "root"])
def test_a_stranger_to_the_family_is_shown_nothing_and_changes_nothing(tab, cookie, conflict, engine, office, who):
    page = opened(tab, cookie, who, Settle.load)
    page.call(Settle.open, kind="foyer", item_id=str(conflict.id))
    page.call(Settle.pick, key="valeur", side="b")
    page.call(Settle.say_why, words="parce que")
    page.call(Settle.settle)
    assert "07 22" not in page.text() and "Benali" not in page.text()
    with db.reading(engine) as session:
        assert session.get_one(Household, office.benali.id).phone == "07 11"
        assert session.exec(select(Decision)).all() == []


@pytest.mark.parametrize("kind, id", [("foyer", "x"), ("", ""), ("visite", "0" * 32), ("autre", "0" * 32)])
def test_nonsense_opens_nothing_and_says_so(tab, cookie, conflict, kind, id):
    page = opened(tab, cookie, "helene", Settle.load)
    page.call(Settle.open, kind=kind, item_id=id)
    assert shown(page, PageState)["problem"]


def test_a_cancelled_visit_that_was_done_is_shown_on_both_sides_and_acknowledged(
    tab, cookie, office, engine, now, today
):
    with db.writing(engine) as session:
        visit = Visit(family_id=office.benali.id, kind="vad_suivi", planned_on=today, duration_min=45,
                      worker_id=office.claire.id, created_at=now, created_by=office.helene.id)  # fmt: skip
        session.add(visit)
        session.flush()
        day = {"planned_on": today.isoformat(), "planned_at": "09:00", "worker_id": str(office.claire.id)}
        sides = {
            "office": day | {"status": "annulee", "cancel_reason": "Vacances"},
            "done": day | {"status": "realisee"},
        }
        ids = {"family_id": visit.family_id, "visit_id": visit.id, "record_id": visit.id}
        session.add(Overtaken(**ids, **sides, how=How.CANCELLED, made_at=now))
    page = opened(tab, cookie, "helene", Settle.load)
    [item] = shown(page, Settle)["items"]
    assert item["detail"] == "La visite annulée a été faite"
    page.call(Settle.open, kind=item["kind"], item_id=item["id"])
    rows = {one["question"]: (one["a"], one["b"]) for one in shown(page, Settle)["differ"]}
    assert rows["État"] == ("Annulée par le service", "Réalisée") and rows["Motif d’annulation"] == ("Vacances", "")
    page.call(Settle.acknowledge)
    assert shown(page, Settle)["items"] == []


def test_an_evaluation_that_was_overtaken_is_a_plain_visit_to_who_does_not_follow_the_family(
    tab, cookie, office, engine, now, today
):
    with db.writing(engine) as session:
        session.get_one(Account, office.helene.id).role = "puericultrice"
        visit = Visit(family_id=office.benali.id, kind="vad_eval_ip", planned_on=today, duration_min=45,
                      worker_id=office.claire.id, created_at=now, created_by=office.helene.id)  # fmt: skip
        session.add(visit)
        session.flush()
        ids = {"family_id": visit.family_id, "visit_id": visit.id, "record_id": visit.id}
        session.add(Overtaken(**ids, office={}, done={}, how=How.GIVEN, made_at=now))
    page = opened(tab, cookie, "helene", Settle.load)
    [item] = shown(page, Settle)["items"]
    page.call(Settle.open, kind=item["kind"], item_id=item["id"])
    assert shown(page, Settle)["opened"]["title"] == "Famille Benali – Visite à domicile"


def test_what_was_set_aside_is_for_the_head_of_the_service_only(tab, cookie, office, engine, now):
    with db.writing(engine) as session:
        session.add(
            ReceivedLine(
                raw=b"{coupee", raw_sha256="0" * 64, size=7, word="invalid", sentence="Abîmé.", received_at=now
            )
        )
    page = opened(tab, cookie, "helene", Quarantine.load, path="/quarantaine")
    assert {one["href"]: one["count"] for one in shown(page, Desk)["menu"]}["/quarantaine"] == "1"
    [item] = shown(page, Quarantine)["items"]
    page.call(Quarantine.open, line_id=item["id"])
    assert shown(page, Quarantine)["opened"]["sentence"] == "Abîmé."
    page.call(Quarantine.say_why, words="Illisible")
    page.call(Quarantine.accept)
    assert "prouve" in shown(page, PageState)["problem"]
    page.call(Quarantine.file)
    assert shown(page, Quarantine)["items"] == []
    assert "classé" in shown(page, PageState)["said"]
    page.load(Desk.arrive)
    assert shown(page, PageState)["said"] == "", "what one page answered is not said on the next"
    for who in ("claire", "sylvie", "root"):
        other = opened(tab, cookie, who, Quarantine.load, path="/quarantaine")
        other.call(Quarantine.open, line_id=item["id"])
        assert "Abîmé" not in other.text()
        assert "/quarantaine" not in {one["href"] for one in shown(other, Desk).get("menu", [])}


def at_family(tab, cookie, who, family):
    page = opened(tab, cookie, who, FamilyFile.load, HouseholdForm.load, path=f"/familles/{family.id}")
    return page


def typed(page, **changes):
    return {**shown(page, HouseholdForm)["values"], **changes}


def test_a_household_is_corrected_from_its_file_with_its_history(tab, cookie, office, engine):
    page = at_family(tab, cookie, "helene", office.benali)
    assert shown(page, HouseholdForm)["may_write"] is True
    page.call(HouseholdForm.edit)
    page.call(HouseholdForm.save, form=typed(page, phone="07 33", interpreter="oui"))
    assert shown(page, PageState)["said"] == "Le foyer est corrigé."
    past = {one["label"]: (one["before"], one["after"], one["who"]) for one in shown(page, HouseholdForm)["past"]}
    assert past["Téléphone"] == (office.benali.phone, "07 33", "Hélène Vidal")
    assert past["Interprète"][1] == "avec interprète" and len(past) == 2
    with db.reading(engine) as session:
        home = session.get_one(Household, office.benali.id)
        assert (home.phone, home.interpreter, home.address) == ("07 33", True, office.benali.address)
    assert "07 33" in str(shown(page, FamilyFile)["facts"])


def test_what_changed_while_the_form_was_open_is_kept_beside_and_said(tab, cookie, office, engine, now):
    page = at_family(tab, cookie, "helene", office.benali)
    page.call(HouseholdForm.edit)
    with db.writing(engine) as session:
        seen = {"phone": office.benali.phone}
        correction.correct(session, office.actor("claire"), office.benali.id, {"phone": "07 11"}, seen, now)
    page.call(HouseholdForm.save, form=typed(page, phone="07 33"))
    assert "À départager" in shown(page, PageState)["said"]
    with db.reading(engine) as session:
        assert session.get_one(Household, office.benali.id).phone == "07 11"
        assert correction.count_conflicts(session, office.actor("helene"), now.date()) == 1


@pytest.mark.parametrize("who", ["sylvie", "nadia", "root"])
def test_who_may_not_correct_a_household_has_no_form_and_saves_nothing(tab, cookie, office, engine, who):
    page = at_family(tab, cookie, who, office.benali)
    assert not shown(page, HouseholdForm).get("may_write")
    page.call(HouseholdForm.edit)
    page.call(HouseholdForm.save, form={"phone": "07 66"})
    with db.reading(engine) as session:
        assert session.get_one(Household, office.benali.id).phone == office.benali.phone
        assert session.exec(select(correction.HouseholdChange)).all() == []


def test_who_has_only_a_shared_right_is_not_told_where_the_family_lived_before(tab, cookie, office, engine, now):
    with db.writing(engine) as session:
        seen = {"address": office.benali.address}
        correction.correct(session, office.actor("claire"), office.benali.id, {"address": "Le refuge"}, seen, now)
        seen = {"address": "Le refuge"}
        correction.correct(session, office.actor("claire"), office.benali.id, {"address": "3 place Neuve"}, seen, now)
    for who, told in (("sylvie", False), ("claire", True)):
        page = at_family(tab, cookie, who, office.benali)
        assert "3 place Neuve" in page.text() and ("Le refuge" in page.text()) is told
        assert ("Claire Morel" in str(shown(page, HouseholdForm)["past"])) is told
