"""Two files become one and are parted again without a row lost: those of every table, also of tables to come."""

import random
import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select
from sqlmodel.sql.sqltypes import AutoString

from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.families import household, merging, moving, search
from fieldvisit.families.decision import NoReason
from fieldvisit.families.household import Household
from fieldvisit.families.merge import Merge
from fieldvisit.families.merging import Impossible, NotAllowed
from fieldvisit.families.person import Person
from fieldvisit.feed import Change
from fieldvisit.migrations import metadata

#: What a merge leaves behind on purpose: that it took place.
TRACES = {"household_merge", "access_event", "change"}


def everything(session) -> dict[str, set]:
    session.flush()
    return {
        table.name: {str(tuple(row)) for row in session.connection().execute(sa.select(table))}
        for table in metadata().sorted_tables
        if table.name not in TRACES
    }


def make(session, table: sa.Table, given: dict, draw: random.Random, depth=0) -> dict:
    """A row of any table, whatever it asks for."""
    row = {}
    for column in table.c:
        if column.name in given and (depth == 0 or column.name != "id"):
            row[column.name] = given[column.name]
        elif column.primary_key and column.name == "seq":
            continue
        elif column.foreign_keys and not (column.nullable and depth):
            target = next(iter(column.foreign_keys)).column
            found = (
                None
                if column.unique or _pairs(column)
                else session.connection().execute(sa.select(target).limit(1)).scalar()
            )
            if found is None and not column.nullable:
                found = make(session, target.table, given, draw, depth + 1)[target.name]
            row[column.name] = None if column.nullable and target.table is table else found
        elif not column.nullable or column.primary_key:
            row[column.name] = value_of(column, draw)
    session.connection().execute(sa.insert(table), row)
    return row


def _pairs(column: sa.Column) -> bool:
    """Whether a second row with the same ones would be refused: all that its constraint names are other rows."""
    together = [list(one.columns) for one in column.table.constraints if isinstance(one, sa.UniqueConstraint)]
    return any(column is them[-1] and all(each.foreign_keys for each in them) for them in together if len(them) > 1)


def value_of(column: sa.Column, draw: random.Random):
    kind = column.type
    if isinstance(kind, sa.Uuid):
        return new_id()
    if isinstance(kind, sa.JSON):
        return {}
    if isinstance(kind, sa.LargeBinary):
        return b"x"
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.Integer):
        return draw.randint(1, 9)
    if isinstance(kind, sa.Float):
        return 1.5
    if isinstance(kind, sa.Date):
        return date(2026, 1, draw.randint(1, 28))
    if isinstance(kind, sa.Time):
        return time(9)
    if isinstance(kind, (sa.String, AutoString)):
        return f"{column.name}-{draw.randint(0, 10**9)}"
    return datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def doubles(session, cast, today):
    """Petit’s file entered a second time, by hand: « Petis », with one of the twins and her mother."""
    home = Household(
        case_number="01-2026-0099", label="Famille Petis", sector_id=cast.bourg.id, address="2 rue des Tilleul",
        postcode="01440", city="Viriat", phone="07 00 00 00 99", safety_notes="Ne pas venir seule.", contact_ok="non",
        priority=1, languages="arabe", interpreter=True,
    )  # fmt: skip
    session.add(home)
    session.flush()
    lea = Person(
        family_id=home.id, role="enfant", first_name="Léa", last_name="Petis", birth_date=today - timedelta(days=60),
        school="Maternelle du Centre", in_care_since=date(2026, 11, 1),
    )  # fmt: skip
    julie = Person(family_id=home.id, role="mere", first_name="Julie", last_name="Petit", phone="07 00 00 00 98")
    session.add_all((lea, julie))
    session.add(CareRelationship(account_id=cast.ines.id, family_id=home.id, since=today - timedelta(days=3)))
    session.flush()
    return home, lea, julie


def fill_every_table(session, family_id, person_id, draw):
    given = {"family_id": family_id, "child_id": person_id, "person_id": person_id, "mother_id": person_id}
    for table in sorted(moving.tables(), key=lambda one: metadata().sorted_tables.index(one)):
        if table.name != "person":
            for _ in range(1 if table.primary_key.columns.keys() == ["family_id"] else draw.randint(1, 2)):
                make(session, table, given | {"subject_id": draw.choice((person_id, new_id()))}, draw)
    session.expire_all()


@pytest.mark.parametrize("seed", [0, *(pytest.param(more, marks=pytest.mark.long) for more in (1, 2))])
def test_joining_and_parting_gives_the_very_same_database(session, cast, doubles, today, now, seed):
    draw, (home, lea, julie) = random.Random(seed), doubles
    fill_every_table(session, home.id, lea.id, draw)
    if seed:
        fill_every_table(session, cast.petit.id, cast.petit_twins[0].id, draw)
    same = [{}, {lea.id: cast.petit_twins[0].id}, {lea.id: cast.petit_twins[0].id, julie.id: cast.petit_mother.id}][
        seed
    ]
    before, actor = everything(session), cast.actor("helene")
    made = merging.merge(session, actor, cast.petit.id, home.id, "même famille", today, now, same)
    joined = everything(session)
    assert joined != before
    for table in moving.tables():
        left = sa.select(sa.func.count()).select_from(table).where(table.c.family_id == home.id)
        alone = table.primary_key.columns.keys() == ["family_id"] and seed
        assert session.connection().execute(left).scalar_one() == (1 if alone else 0), table.name
        assert len(joined[table.name]) == len(before[table.name]), f"{table.name}: a row lost or made"
    merging.part(session, actor, made.id, today, now)
    after = everything(session)
    assert {name for name in before if before[name] != after[name]} == set()


def test_no_table_with_a_family_is_forgotten():
    """A new one moves by itself; one that should stay is named with why. What it must have is one key."""
    with_family = {table.name for table in metadata().sorted_tables if "family_id" in table.c}
    assert {table.name for table in moving.tables()} | set(moving.STAYS) == with_family
    assert [one.name for one in moving.tables() if len(one.primary_key.columns) != 1] == []
    pointing = {
        f"{table.name}.{column.name}"
        for table in metadata().sorted_tables
        for column in table.c
        if column.references(Household.__table__.c.id) and table.name not in moving.STAYS
    }
    known = {"household.merged_into", "household_merge.kept_id", "household_merge.gone_id"}
    assert {one for one in pointing if not one.endswith(".family_id")} == known


def test_everything_is_found_in_the_kept_file_and_the_other_is_closed(session, cast, doubles, today, now):
    home, lea, julie = doubles
    same = {lea.id: cast.petit_twins[0].id, julie.id: cast.petit_mother.id}
    merging.merge(session, cast.actor("helene"), cast.petit.id, home.id, "même famille", today, now, same)
    kept = session.get_one(Household, cast.petit.id)
    assert (kept.phone, kept.phone_2) == ("06 12 34 56 78", "07 00 00 00 99")
    assert kept.safety_notes == "Chien dans la cour.\nNe pas venir seule."
    assert (kept.contact_ok, kept.priority, kept.languages, kept.interpreter) == ("non", 1, "arabe", True)
    assert kept.address == cast.petit.address
    child = session.get_one(Person, cast.petit_twins[0].id)
    assert (child.first_name, child.school, child.birth_weight_g) == ("Léa", "Maternelle du Centre", 2150)
    people = select(Person).where(Person.family_id == kept.id, Person.set_aside_at.is_(None))
    assert sorted(one.first_name for one in session.exec(people)) == ["Julie", "Léa", "Tom"]
    for words in ("petis", "07 00 00 00 98", "01-2026-0099"):
        found = search.search(session, cast.actor("helene"), words, today)
        assert [one.id for one in found] == ([kept.id] if words != "petis" else []) or words == "petis"
    assert not household.is_open(session, cast.actor("helene"), home.id, "identite_foyer", today)
    assert household.standing_for(session, home.id) == kept.id
    assert sorted(household.with_merged(session, kept.id)) == sorted([kept.id, home.id])


def test_who_followed_the_one_follows_the_whole_and_both_are_journaled(session, cast, doubles, today, now):
    ines = cast.actor("ines")
    assert not household.is_open(session, ines, cast.petit.id, "observations_vad", today)
    made = merging.merge(session, cast.actor("helene"), cast.petit.id, doubles[0].id, "même famille", today, now)
    assert household.is_open(session, ines, cast.petit.id, "observations_vad", today)
    lines = session.exec(select(AccessEvent).where(AccessEvent.subject_id == made.id)).all()
    assert {(one.family_id, one.what, one.screen) for one in lines} == {
        (cast.petit.id, "ecriture", "reunion"), (doubles[0].id, "ecriture", "reunion"),
    }  # fmt: skip
    merging.part(session, cast.actor("helene"), made.id, today, now)
    assert not household.is_open(session, ines, cast.petit.id, "observations_vad", today)
    assert household.is_open(session, ines, doubles[0].id, "observations_vad", today)


def test_tablets_hear_of_what_moved_under_the_file_it_moved_to(session, cast, doubles, today, now):
    session.execute(sa.delete(Change))
    made = merging.merge(session, cast.actor("helene"), cast.petit.id, doubles[0].id, "même famille", today, now)
    assert cast.petit.id in {one.family_id for one in session.exec(select(Change))}
    session.execute(sa.delete(Change))
    merging.part(session, cast.actor("helene"), made.id, today, now)
    assert {cast.petit.id, doubles[0].id} <= {one.family_id for one in session.exec(select(Change))}


def test_what_was_corrected_since_is_not_undone_and_what_tells_of_who_goes_goes_along(
    session, cast, doubles, today, now
):
    home, lea, _ = doubles
    helene = cast.actor("helene")
    made = merging.merge(session, helene, cast.petit.id, home.id, "même famille", today, now)
    kept = session.get_one(Household, cast.petit.id)
    kept.contact_ok, kept.phone_2 = "plage", "07 11 11 11 11"
    of_lea = Merge.metadata.tables["vaccine_dose"]
    given = {"family_id": kept.id, "child_id": lea.id, "id": new_id()}
    make(session, of_lea, given, random.Random(1))
    merging.part(session, helene, made.id, today, now)
    kept = session.get_one(Household, cast.petit.id)
    assert (kept.contact_ok, kept.phone_2, kept.safety_notes) == ("plage", "07 11 11 11 11", "Chien dans la cour.")
    assert session.execute(sa.select(of_lea.c.family_id)).scalar_one() == home.id


def test_two_entries_of_one_child_become_one_inside_a_file_and_two_again(session, cast, today, now):
    lea, tom = cast.petit_twins
    double = Person(family_id=cast.petit.id, role="enfant", first_name="Lea", last_name="Petit", school="Centre")
    session.add(double)
    session.flush()
    fill_every_table(session, cast.petit.id, double.id, random.Random(5))
    before, helene = everything(session), cast.actor("helene")
    made = merging.join_persons(session, helene, lea.id, double.id, "saisie deux fois", today, now)
    assert session.get_one(Person, lea.id).school == "Centre"
    assert session.get_one(Person, double.id).set_aside_at == now
    for column in moving.of_persons():
        assert moving.naming(session, column, double.id) == [], column
    assert merging.redirects(session, {cast.petit.id}) == {double.id: lea.id}
    merging.part(session, helene, made.id, today, now)
    assert everything(session) == before
    for one, other in ((lea.id, lea.id), (lea.id, cast.petit_mother.id), (lea.id, cast.benali_child.id)):
        with pytest.raises(Impossible):
            merging.join_persons(session, helene, one, other, "non", today, now)
    assert tom.set_aside_at is None


def test_three_files_become_one_and_are_parted_the_last_first(session, cast, doubles, today, now):
    helene, (home, *_) = cast.actor("helene"), doubles
    before = everything(session)
    first = merging.merge(session, helene, cast.petit.id, home.id, "même famille", today, now)
    second = merging.merge(session, helene, cast.benali.id, cast.petit.id, "même famille", today, now)
    assert merging.redirects(session, {home.id}) == {home.id: cast.benali.id, cast.petit.id: cast.benali.id}
    assert household.standing_for(session, home.id) == cast.benali.id
    with pytest.raises(household.NotFound):
        merging.part(session, helene, first.id, today, now)
    merging.part(session, helene, second.id, today, now)
    third = merging.merge(session, helene, cast.petit.id, cast.benali.id, "même famille", today, now)
    with pytest.raises(Impossible):
        merging.part(session, helene, first.id, today, now)
    for one in (third, first):
        merging.part(session, helene, one.id, today, now)
    assert everything(session) == before
    assert merging.redirects(session, {home.id, cast.petit.id}) == {}
    with pytest.raises(merging.NotFound):
        merging.part(session, helene, first.id, today, now)


@pytest.mark.parametrize("who, error", [("claire", NotAllowed), ("sylvie", NotAllowed), ("root", NotAllowed)])
def test_only_who_keeps_the_files_in_order_joins_them(session, cast, doubles, today, now, who, error):
    with pytest.raises(error):
        merging.merge(session, cast.actor(who), cast.petit.id, doubles[0].id, "même famille", today, now)


def test_what_cannot_be_joined_is_refused_and_changes_nothing(session, cast, doubles, today, now):
    helene, (home, lea, julie) = cast.actor("helene"), doubles
    before = everything(session)
    refused = [
        (cast.petit.id, cast.petit.id, "oui", {}, Impossible),
        (cast.petit.id, cast.roche.id, "oui", {}, household.NotFound),  # of another sector
        (cast.petit.id, uuid.uuid4(), "oui", {}, household.NotFound),
        (cast.petit.id, home.id, "  ", {}, NoReason),
        (cast.petit.id, home.id, "oui", {lea.id: cast.benali_child.id}, Impossible),
        (cast.petit.id, home.id, "oui", {lea.id: cast.petit_mother.id}, Impossible),
        (cast.petit.id, home.id, "oui", {cast.petit_twins[0].id: lea.id}, Impossible),
    ]
    for kept, gone, reason, same, error in refused:
        with pytest.raises(error):
            merging.merge(session, helene, kept, gone, reason, today, now, same)
    assert everything(session) == before and julie.set_aside_at is None
    assert SQLModel.metadata is metadata()
