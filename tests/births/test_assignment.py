"""Who takes a family, and until when: sector, continuity, load and absences, said in words."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import CareRelationship
from fieldvisit.births import assignment, clock, contacted, deciding, worklist
from fieldvisit.births.assignment import Team
from fieldvisit.births.notice import Notice, Status
from fieldvisit.births.worklist import Tab
from fieldvisit.calendars.absence import Absence
from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.tasks.task import Task
from fieldvisit.words import Refusal
from tests.births.files import row, stored


@pytest.fixture
def anne(engine, county, now):
    """A second nurse of Claire's sector, with nothing to do yet."""
    with db.writing(engine) as writer:
        made = Account(login="anne.roy", name="Anne Roy", role="puericultrice", created_at=now)
        writer.add(made)
        writer.flush()
        writer.add(AccountSector(account_id=made.id, sector_id=county.bourg.id))
    return made


def options(engine, notice, today):
    with db.reading(engine) as reader:
        return Team(reader, [notice], today).options(notice)


def one_notice(engine):
    (notice,) = stored(engine, Notice)
    return notice


def test_of_two_nurses_the_one_with_less_to_do_is_proposed_and_a_midwife_only_if_she_knows_the_family(
    engine,
    anne,
    bring,
    today,
):
    bring([row()])
    found = options(engine, one_notice(engine), today)
    assert [(one.name, one.proposed) for one in found] == [
        ("Anne Roy", True),
        ("Claire Morel", True),
        ("Inès Costa", False),
    ]
    assert found[0].why == "0 dossier, 0 visite à venir : la moins chargée du secteur"


def test_who_follows_the_family_comes_before_who_has_less_to_do(engine, elder, anne, bring, today):
    bring([row(nom="Petit", mere_nom="Petit", mere_prenom="Julie", mere_ddn="02/04/1995", prenom="Ana")])
    found = options(engine, one_notice(engine), today)
    assert found[0].name == "Claire Morel" and found[0].why.startswith("suit déjà la famille ; ")


def test_who_is_away_is_not_proposed_and_it_is_said(engine, county, anne, bring, today, now):
    with db.writing(engine) as writer:
        writer.add(
            Absence(
                account_id=anne.id,
                first_on=today,
                last_on=today + timedelta(days=20),
                noted_by=county.helene.id,
                noted_at=now,
            )
        )
    bring([row()])
    found = options(engine, one_notice(engine), today)
    assert found[0].name == "Claire Morel"
    away = next(one for one in found if one.name == "Anne Roy")
    assert not away.proposed and "absente jusqu’au 13/12/2026" in away.why


def assign(engine, county, notice, account, today, now, by="helene"):
    with db.writing(engine) as writer:
        return assignment.assign(writer, county.actor(by), notice.id, account.id, today, now)


def test_one_tap_gives_the_family_and_closes_the_task_for_both_twins(engine, county, anne, bring, today, now):
    bring([row(prenom="Léa", acte="1"), row(prenom="Tom", sexe="M", acte="2")])
    notice = stored(engine, Notice)[0]
    assert len(assign(engine, county, notice, anne, today, now)) == 2
    assert {one.status for one in stored(engine, Notice)} == {Status.ASSIGNED}
    task = next(one for one in stored(engine, Task) if one.kind == "affecter")
    assert task.outcome == "fait"
    with db.reading(engine) as reader:
        care = reader.exec(select(CareRelationship).where(CareRelationship.account_id == anne.id)).one()
    assert (care.family_id, care.since, care.until) == (notice.family_id, today, None)


def test_another_choice_ends_what_the_first_one_began(engine, county, anne, bring, today, now):
    bring([row()])
    notice = one_notice(engine)
    assign(engine, county, notice, anne, today, now)
    assign(engine, county, notice, county.claire, today, now)
    with db.reading(engine) as reader:
        care = reader.exec(select(CareRelationship).where(CareRelationship.family_id == notice.family_id)).all()
    assert {(one.account_id, one.until) for one in care} == {
        (anne.id, today - timedelta(days=1)),
        (county.claire.id, None),
    }


@pytest.mark.parametrize(("by", "account"), [("nadia", "claire"), ("sylvie", "claire"), ("helene", "nadia")])
def test_neither_a_stranger_gives_nor_a_stranger_takes(engine, county, bring, today, now, by, account):
    bring([row()])
    with pytest.raises(Refusal):
        assign(engine, county, one_notice(engine), getattr(county, account), today, now, by)
    assert one_notice(engine).status == Status.TO_ASSIGN


def test_a_family_that_left_the_sector_is_neither_named_nor_given_by_a_notice_that_stayed(
    engine, county, bring, today, now
):
    bring([row()])
    with db.writing(engine) as writer:
        home = writer.get_one(Household, one_notice(engine).family_id)
        home.sector_id, home.address = county.oyonnax.id, "8 rue Secrète"
        writer.add(home)
    with db.reading(engine) as reader:
        (line,) = worklist.listed(reader, county.actor("helene"), Tab.TO_ASSIGN, today)
        assert line.home is None and line.letter_on is None
    with pytest.raises(Refusal):
        assign(engine, county, one_notice(engine), county.claire, today, now)
    assert one_notice(engine).status == Status.TO_ASSIGN


def test_all_notices_of_a_family_that_moved_are_of_its_new_sector(engine, county, odile, bring, today, now):
    bring([row(prenom="Ana", ddn="20/11/2025")])
    bring([row(prenom="Zoé", commune="Oyonnax", cp="01100", acte="9")])
    waiting = next(one for one in stored(engine, Notice) if one.status == Status.TO_MATCH)
    before = next(one for one in stored(engine, Notice) if one.id != waiting.id)
    with db.writing(engine) as writer:
        deciding.attach(writer, odile, waiting.id, before.family_id, today, now, moved=True)
    assert {one.sector_id for one in stored(engine, Notice)} == {county.oyonnax.id}
    with db.reading(engine) as reader:
        assert worklist.listed(reader, county.actor("helene"), Tab.TO_ASSIGN, today) == []


@pytest.mark.parametrize(
    ("received", "by"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),
        (date(2026, 11, 26), date(2026, 11, 30)),
        (date(2026, 11, 28), date(2026, 12, 1)),
        (date(2026, 12, 24), date(2026, 12, 29)),
        (date(2026, 4, 30), date(2026, 5, 5)),
    ],
)
def test_two_working_days_skip_week_ends_and_public_holidays(received, by):
    assert clock.assign_by(received) == by


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (3, "à affecter avant le 26/11/2026"),
        (1, "à affecter avant demain soir"),
        (0, "à affecter avant ce soir"),
        (-1, "à affecter : 1 jour de retard"),
        (-4, "à affecter : 4 jours de retard"),
    ],
)
def test_a_deadline_is_said_in_words(today, days, words):
    assert clock.deadline_words("à affecter", today + timedelta(days=days), today) == words


@pytest.mark.parametrize(("changed", "days"), [({}, 15), ({"terme": "34 SA"}, 7), ({"poids": "2100"}, 7)])
def test_a_child_born_early_or_light_is_reached_within_a_week(engine, bring, today, changed, days):
    bring([row(**changed)])
    assert clock.contact_by(one_notice(engine)) == today + timedelta(days=days)


def test_a_call_noted_in_the_file_ends_the_wait(engine, county, anne, bring, today, now):
    bring([row()])
    notice = one_notice(engine)
    assign(engine, county, notice, anne, today, now)
    with db.writing(engine) as writer:
        for result, hours in (("sans_reponse", 1), ("joint", 2), ("joint", 5)):
            writer.add(
                Contact(
                    family_id=notice.family_id,
                    at=now + timedelta(hours=hours),
                    means="appel_emis",
                    result=result,
                    account_id=anne.id,
                    noted_at=now,
                )
            )
    with db.writing(engine) as writer:
        assert contacted.catch_up(writer, [county.bourg.id]) == 1
        assert contacted.catch_up(writer, [county.bourg.id]) == 0
    told = one_notice(engine)
    assert (told.status, told.first_contact_at) == (Status.CONTACTED, now + timedelta(hours=2))


def test_the_lists_show_ones_sectors_and_twins_on_one_line(engine, county, anne, bring, today):
    bring([row(prenom="Léa", acte="1"), row(prenom="Tom", sexe="M", acte="2")])
    bring([row(prenom="Ana", mere_prenom="Lise", mere_ddn="01/01/1990", commune="Oyonnax", cp="01100", tel="")])
    with db.reading(engine) as reader:
        for name, names in (("helene", [["Léa", "Tom"]]), ("nadia", [["Ana"]]), ("sylvie", [])):
            lines = worklist.listed(reader, county.actor(name), Tab.TO_ASSIGN, today)
            assert [sorted(n.said["child_first_name"] for n in one.notices) for one in lines] == names
        assert worklist.waiting(reader, county.actor("helene"), today) == 2
