"""A death noted in the file: what was said beforehand is what is done; a parent’s leaves the children’s visits."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.births import death, declaring
from fieldvisit.births.notice import Notice
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.due.item import DueItem
from fieldvisit.families.contact import Contact
from fieldvisit.families.fact_change import FactChange
from fieldvisit.families.person import Person, Pregnancy
from fieldvisit.feed import Change
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks.task import Task
from tests.births.files import stored
from tests.births.test_death import planned  # noqa: F401


@pytest.fixture
def declare(engine, cast, today, now):
    def write(person, name="helene", on=None, source="La famille"):
        with db.writing(engine) as writer:
            return declaring.declare(writer, cast.actor(name), person.id, on or today, today, now, source)

    return write


def test_what_is_said_beforehand_is_what_stops_and_nothing_is_kept_of_it(engine, cast, planned, declare, today, now):  # noqa: F811
    def kept():
        with db.reading(engine) as reader:
            return [len(reader.exec(select(table)).all()) for table in (Change, Notice, Task, FactChange)]

    for days in (2, 9):
        planned("benali", "vad_1m", days=days)
    planned("benali", "vad_prenatale", worker="ines")
    before = kept()
    with db.writing(engine) as writer:
        said = declaring.foresee(writer, cast.actor("claire"), cast.benali_child.id, today, now)
    assert len(said.visits) == 2
    assert {one.status for one in stored(engine, Visit)} >= {"programmee"}
    assert kept() == before
    done = declare(cast.benali_child, "claire")
    assert done.visits == said.visits and done.as_kept() == said.as_kept()


def test_the_source_is_in_the_history_of_the_file_and_with_the_notice(engine, cast, declare):
    declare(cast.benali_child, "claire", source="L’état civil")
    [notice] = stored(engine, Notice, Notice.kind == "deces")
    assert notice.said["source"] == "L’état civil"
    assert [one.reason for one in stored(engine, FactChange)] == ["source : L’état civil"]


def test_a_mother_s_death_ends_what_was_for_her_and_leaves_the_child_s(engine, cast, planned, declare, today, now):  # noqa: F811
    mother, child = cast.benali_mother, cast.benali_child
    with db.writing(engine) as writer:
        writer.add(Pregnancy(family_id=cast.benali.id, mother_id=mother.id, due_date=today + timedelta(days=60)))
        writer.add(
            Contact(
                family_id=cast.benali.id, person_id=mother.id, at=now, means="courrier", account_id=cast.helene.id,
                noted_at=now, result="a_envoyer",
            )
        )  # fmt: skip
        writer.add(
            FollowUp(
                family_id=cast.benali.id, person_id=mother.id, kind="vad_suivi", trade="puericultrice",
                rule="FREQ=WEEKLY", starts_on=today, set_by=cast.helene.id, set_at=now,
            )
        )  # fmt: skip
    hers = planned("benali", "vad_prenatale", worker="ines", subject=mother)
    other = planned("benali", "vad_prenatale", days=5)
    its = planned("benali", "vad_1m", subject=child, days=3)
    done = declare(mother)
    status = {one.id: one.status for one in stored(engine, Visit)}
    assert (status[hers.id], status[other.id], status[its.id]) == ("annulee", "annulee", "programmee")
    assert stored(engine, Contact)[0].result == "annule" and stored(engine, FollowUp)[0].ended_on == today
    assert [one.id for one in done.kept] == [its.id]
    assert "Après un décès, revoir" in [one.label for one in stored(engine, Task) if not one.closed_at][0]
    open_ones = [one for one in stored(engine, DueItem) if one.subject_id == mother.id and one.state == "a_faire"]
    assert open_ones == []


def test_an_error_is_undone_and_what_is_to_come_is_back(engine, cast, planned, declare, today, now):  # noqa: F811
    hers = planned("benali", "vad_prenatale", worker="ines", subject=cast.benali_mother)
    declare(cast.benali_mother)
    with db.writing(engine) as writer:
        assert death.undo(writer, cast.actor("helene"), cast.benali_mother.id, "erreur de dossier", today, now) == 1
    assert [one.status for one in stored(engine, Visit) if one.id == hers.id] == ["programmee"]
    assert stored(engine, Person, Person.id == cast.benali_mother.id)[0].deceased_on is None


def test_two_of_the_same_name_have_a_notice_each_and_each_is_undone(engine, cast, planned, declare, today, now):  # noqa: F811
    mothers = {"benali": cast.benali_mother, "petit": cast.petit_mother}
    with db.writing(engine) as writer:
        for one in mothers.values():
            person = writer.get_one(Person, one.id)
            person.last_name, person.first_name, person.birth_date = "Martin", "Sophie", None
    hers = {
        family: planned(family, "vad_prenatale", worker="ines", subject=mother) for family, mother in mothers.items()
    }
    for mother in mothers.values():
        declare(mother)
    notices = {one.person_id: one for one in stored(engine, Notice, Notice.kind == "deces")}
    assert {one.id: notices[one.id].family_id for one in mothers.values()} == {
        cast.benali_mother.id: cast.benali.id,
        cast.petit_mother.id: cast.petit.id,
    }
    for family, mother in mothers.items():
        with db.writing(engine) as writer:
            assert death.undo(writer, cast.actor("helene"), mother.id, "erreur de dossier", today, now) == 1
        assert [one.status for one in stored(engine, Visit) if one.id == hers[family].id] == ["programmee"]
        declare(mother)


@pytest.mark.parametrize("name", ["nadia", "sylvie", "root"])
def test_who_may_not_write_the_family_learns_nothing_of_what_would_stop(engine, cast, today, now, name):
    with db.writing(engine) as writer:
        assert not declaring.may(writer, cast.actor(name), cast.benali_child.id, today)
        with pytest.raises(death.Refusal):
            declaring.foresee(writer, cast.actor(name), cast.benali_child.id, today, now)
