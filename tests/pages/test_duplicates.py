"""« Doublons », « Familles », « Communes »: what the pages add to the rooms; nothing to whoever may not."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families import merging
from fieldvisit.families.household import Household
from fieldvisit.families.merge import Merge
from fieldvisit.families.person import Person
from fieldvisit.pages.office.communes import Communes
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.duplicates_state import Duplicates
from fieldvisit.pages.office.families import Families
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_doubles import FamilyDoubles
from fieldvisit.places.commune import Commune


@pytest.fixture
def double(office, engine, today):
    with db.writing(engine) as session:
        for name in ("benali", "petit", "roche"):
            session.get_one(Household, getattr(office, name).id).phone = ""
        home = Household(case_number="01-2026-0097", label="Famille Petis", sector_id=office.bourg.id)
        session.add(home)
        session.flush()
        born = today - timedelta(days=60)
        session.add(Person(family_id=home.id, role="enfant", first_name="Léah", last_name="Petis", birth_date=born))
    return home


def last(client, name):
    """The value of a var as it was sent last."""
    sent = [values[each] for delta in client.received for values in delta.values() for each in values if name in each]
    return sent[-1]


def test_two_files_are_joined_and_parted_from_the_page(tab, cookie, office, engine, double):
    client = tab(cookie=cookie("helene"), path="/doublons")
    client.load(Desk.arrive, Duplicates.load)
    [pair] = last(client, "pairs")
    assert {"Famille Petit", "Famille Petis"} == set(pair["title"].split(" / "))
    client.call(Duplicates.open, subject=pair["subject"])
    assert [one["words"].count("=") for one in last(client, "same")] == [1]
    rows = {one["label"]: one["same"] for one in last(client, "lines")}
    assert rows["Secteur"] and not rows["Dossier"]
    client.call(Duplicates.join)
    assert "motif" in last(client, "problem") and last(client, "opened")["a"]
    client.call(Duplicates.keep, letter="b")
    client.call(Duplicates.say_why, words="Vérifié avec la famille")
    client.call(Duplicates.join)
    assert "réuni" in last(client, "said") and last(client, "pairs") == []
    with db.reading(engine) as session:
        made = session.exec(select(Merge)).one()
        gone, kept = made.gone_id, made.kept_id
        assert {gone, kept} == {office.petit.id, double.id} and made.before["persons"]
        read = session.exec(select(AccessEvent).where(AccessEvent.screen == "doublons")).all()
        assert {one.family_id for one in read} == {gone, kept}
    client.path = f"/familles/{gone}"
    client.load(FamilyFile.load)
    assert f"/familles/{kept}" in str(client.events)
    client.path = "/doublons"
    client.call(Duplicates.part, merge_id=str(made.id))
    assert "séparé" in last(client, "said") and len(last(client, "pairs")) == 1


def test_two_families_are_said_to_be_two_once(tab, cookie, double):
    client = tab(cookie=cookie("helene"), path="/doublons")
    client.load(Duplicates.load)
    [pair] = last(client, "pairs")
    client.call(Duplicates.open, subject=pair["subject"])
    client.call(Duplicates.say_why, words="Cousines")
    client.call(Duplicates.apart)
    assert last(client, "pairs") == []
    client.call(Duplicates.open, subject=pair["subject"])
    assert "plus à décider" in last(client, "problem")


def test_a_file_says_which_other_looks_like_it_and_opens_the_two(tab, cookie, office, double):
    client = tab(cookie=cookie("helene"), path=f"/familles/{office.petit.id}")
    client.load(Desk.arrive, FamilyFile.load, FamilyDoubles.load)
    assert last(client, "words").startswith("Famille Petis, 01-2026-0097 – Léa")
    query = dict(part.split("=") for part in last(client, "href").split("?")[1].split("&"))
    client.path, client.query = "/doublons", query
    client.load(Duplicates.load)
    assert {last(client, "opened")[side] for side in "ab"} == {str(office.petit.id), str(double.id)}
    other = tab(cookie=cookie("helene"), path=f"/familles/{office.benali.id}")
    other.load(Desk.arrive, FamilyFile.load, FamilyDoubles.load)
    assert "Petis" not in other.text()


def test_whoever_may_not_join_files_is_told_of_none(tab, cookie, office, double):
    client = tab(cookie=cookie("claire"), path=f"/familles/{office.petit.id}")
    client.load(Desk.arrive, FamilyFile.load, FamilyDoubles.load)
    assert "Famille Petit" in client.text() and "Petis" not in client.text()


def test_of_two_joined_files_only_the_last_may_be_parted_and_the_page_says_so(
    tab, cookie, office, engine, double, today, now
):
    client = tab(cookie=cookie("helene"), path="/doublons")
    with db.writing(engine) as session:
        helene = office.actor("helene")
        for gone in (double.id, office.benali.id):
            merging.merge(session, helene, office.petit.id, gone, "même famille", today, now)
    client.load(Duplicates.load)
    newest, former = last(client, "joined")
    assert newest["first"] == "" and "Petis" in former["gone"] and "Benali" in former["first"]


@pytest.mark.parametrize("name", ["claire", "sylvie", "root"])
def test_nobody_else_sees_what_looks_alike(tab, cookie, double, name):
    client = tab(cookie=cookie(name), path="/doublons")
    client.load(Duplicates.load)
    client.call(Duplicates.open, subject="x")
    assert "Petis" not in client.text()


def test_the_list_says_the_children_with_their_age_and_why_a_family_was_found(
    tab, cookie, office, engine, double, today
):
    with db.writing(engine) as session:
        session.get_one(Person, office.petit_twins[1].id).deceased_on = today
    client = tab(cookie=cookie("helene"), path="/familles")
    client.load(Families.load)
    client.call(Families.look_for, words="petits")
    found = {one["label"]: one for one in last(client, "found")}
    assert found["Famille Petit"]["children"] == "Léa 1 mois, Tom (décédé·e)"
    assert "se prononce comme" in found["Famille Petit"]["why"]
    client.call(Families.look_for, words="xyzzy")
    assert last(client, "found") == []


def test_the_administrator_attaches_communes_and_pastes_a_list(tab, cookie, office, engine):
    client = tab(cookie=cookie("root"), path="/communes")
    client.load(Communes.load)
    lines = "insee;nom;code_postal;secteur\n01451;Viriat;01440;BOURG\n1;Rien;;"
    client.call(Communes.bring_in, form={"lines": lines})
    assert last(client, "rejected") == ["Ligne 3 : code INSEE illisible"]
    client.call(Communes.attach, insee="01451", sector_id=str(office.oyonnax.id))
    with db.reading(engine) as session:
        assert session.get_one(Commune, "01451").sector_id == office.oyonnax.id
    client.call(Communes.attach, insee="01451", sector_id="nowhere")
    assert last(client, "problem")
    client.call(Communes.attach, insee="01451", sector_id="aucun")
    with db.reading(engine) as session:
        assert session.get_one(Commune, "01451").sector_id is None
