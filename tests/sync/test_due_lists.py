"""What is due, the tasks and the priority of the families aboard: for whom, told when, and gone with the family."""

import json
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db, feed
from fieldvisit.access.care import CareRelationship
from fieldvisit.db import new_id
from fieldvisit.due import decisions, follow, listing, priority
from fieldvisit.due.item import DueItem, State
from fieldvisit.families.person import Person
from fieldvisit.families.support import Support
from fieldvisit.sync import due_lists
from fieldvisit.sync.documents import Shown
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind
from tests.sync.test_pull import until


@pytest.fixture
def lists(engine, cast, today):
    """The three families' lists and priorities, worked out."""
    families = [cast.benali.id, cast.petit.id, cast.roche.id]
    with db.writing(engine) as session:
        listing.refresh(session, families, today)
        priority.refresh(session, families, today)
    return cast


@pytest.fixture
def task(engine, lists, now):
    """``task(label, …)``: opened about the Benali family."""

    def make(label, **given):
        fields = {"sector_id": lists.bourg.id, "family_id": lists.benali.id, "kind": Kind.REFERRAL} | given
        with db.writing(engine) as session:
            return tasks.open_task(session, label=label, source=str(new_id()), now=now, **fields)

    return make


def due(tablet, family) -> dict:
    return tablet.aboard("due")[str(family.id)]


def codes(tablet, family, **told) -> set[str]:
    lines = due(tablet, family)["lines"]
    return {one["code"] for one in lines if all(one.get(name) == value for name, value in told.items())}


def test_each_family_aboard_comes_with_its_list_and_its_priority(tablet_of, lists, cast, engine, today):
    claire = tablet_of("claire")
    claire.pull_all()
    assert set(claire.aboard("due")) == set(claire.aboard("family"))
    with db.reading(engine) as session:
        kept = {one.id: one for one in session.exec(select(DueItem).where(DueItem.family_id == cast.benali.id))}
    lines = due(claire, cast.benali)["lines"]
    known = {str(id) for id, one in kept.items() if one.state != State.CLOSED and one.code != "epnp2"}
    assert {one["id"] for one in lines} == known
    [line] = [one for one in lines if one["code"] == "vad_2_3m"]
    item = next(one for one in kept.values() if one.code == "vad_2_3m")
    assert (line["label"], line["kind"], line["mine"]) == ("Visite 2-3 mois", "vad_2_3m", True)
    assert (line["opens"], line["due"], line["late"]) == tuple(map(str, (item.opens_on, item.due_on, item.late_on)))
    assert line["counts_from"] == (item.opens_on - timedelta(days=7)).isoformat()
    assert (line["subject_id"], line["may_decide"]) == (str(cast.benali_child.id), True)
    assert not line.keys() & {"state", "decision", "person_id", "occurrence", "worker"}, "what is usual is left out"
    twins = due(claire, cast.petit)
    assert twins["band"] <= 3 and "Prématurité < 37 SA ou PN < 2 500 g" in twins["reasons"]


def test_what_is_a_colleague_s_is_shown_and_not_hers(tablet_of, lists, cast):
    claire, ines = tablet_of("claire"), tablet_of("ines")
    for tablet in (claire, ines):
        tablet.pull_all()
    assert "epnp1" in codes(ines, cast.benali, mine=True, kind="epnp")
    assert "epnp1" in codes(claire, cast.benali) - codes(claire, cast.benali, mine=True)
    assert "vad_2_3m" in codes(claire, cast.benali, mine=True) - codes(ines, cast.benali, mine=True)
    assert "epnp2" not in codes(claire, cast.benali), "of the mother’s file, which a nurse does not read"


def test_the_tisf_receives_no_health_line_and_no_reason(tablet_of, lists, task, engine, cast, today, now):
    """Only what her own trade has to do, and the bare band."""
    with db.writing(engine) as session:
        child = session.get_one(Person, cast.benali_child.id)
        child.term_weeks, child.disability = 33, "CANARI moteur"
        for code in ("premiers_pas", "relais_parental"):
            session.add(
                Support(family_id=cast.benali.id, code=code, started_on=today, decided_by="CANARI",
                        noted_by=cast.claire.id, noted_at=now)
            )  # fmt: skip
        listing.refresh(session, [cast.benali.id], today)
        priority.refresh(session, [cast.benali.id], today)
    task("CANARI santé", compartment="sante_enfant", note="CANARI")
    task("CANARI confié", compartment="entretien", assigned_to=cast.sylvie.id)
    sylvie = tablet_of("sylvie")
    text = json.dumps([page["docs"] for page in sylvie.pull_all()], ensure_ascii=False)
    assert "CANARI" not in text
    assert codes(sylvie, cast.benali) == {"premiers_pas_debut"}
    assert due(sylvie, cast.benali)["reasons"] == [] and due(sylvie, cast.benali)["tasks"] == []
    claire = tablet_of("claire")
    claire.pull_all()
    for code in codes(claire, cast.benali) - {"premiers_pas_debut"}:
        assert f'"{code}"' not in text, code
    assert due(claire, cast.benali)["reasons"] and "sante_enfant" not in text


def test_a_change_of_the_list_of_a_task_or_of_the_band_is_told(tablet_of, lists, task, cast, engine, today, now):
    claire = tablet_of("claire")
    claire.pull_all()
    assert claire.pull()["docs"] == []
    made = task("CAMSP", compartment="sante_enfant", assigned_to=cast.claire.id, due_on=today)
    until(claire, lambda: [one["label"] for one in due(claire, cast.benali)["tasks"]] == ["Orientation : CAMSP"])
    with db.writing(engine) as session:
        tasks.assign(session, cast.actor("helene"), made.id, cast.ines.id, now)
    until(claire, lambda: due(claire, cast.benali)["tasks"] == [])
    with db.writing(engine) as session:
        priority.choose(session, cast.actor("helene"), cast.benali.id, 1, "Vue hier", today, now)
    until(claire, lambda: due(claire, cast.benali)["band_label"] == "P1 – immédiat")
    assert due(claire, cast.benali)["chosen"] is True
    [line] = [one for one in due(claire, cast.benali)["lines"] if one["code"] == "vad_2_3m"]
    with db.writing(engine) as session:
        decided = decisions.decide(
            session, cast.actor("claire"), uuid.UUID(line["id"]), "refuse", None, "Ne veut pas", today, now
        )
    until(claire, lambda: "vad_2_3m" in codes(claire, cast.benali, state="refuse", decision=str(decided.id)))


def test_the_computed_band_is_told_when_a_fact_changes_it(tablet_of, lists, cast, engine, today):
    claire = tablet_of("claire")
    claire.pull_all()
    before = due(claire, cast.benali)["band"]
    with db.writing(engine) as session:
        follow.catch_up(session, today)
    with db.writing(engine) as session:
        child = session.get_one(Person, cast.benali_child.id)
        child.term_weeks, child.in_care = 31, True
    for _ in range(3):
        with db.writing(engine) as session:
            follow.catch_up(session, today)
    until(claire, lambda: due(claire, cast.benali)["band"] < before)


def test_a_task_makes_nobody_work_the_list_out_again(lists, task, engine, cast, today, monkeypatch):
    with db.writing(engine) as session:
        follow.catch_up(session, today)
    task("À rappeler", kind=Kind.CALL)
    asked = []
    monkeypatch.setattr(listing, "refresh", lambda session, families, today: asked.append(set(families)))
    with db.writing(engine) as session:
        follow.catch_up(session, today)
    assert asked in ([], [set()])


def test_a_task_without_family_is_no_tablet_s_and_breaks_nothing(lists, task, engine, tablet_of):
    with db.reading(engine) as session:
        before = session.exec(select(sa.func.count()).select_from(feed.Change)).one()
    task("Ranger les imprimés", family_id=None, kind=Kind.OTHER, assigned_to=lists.claire.id)
    with db.reading(engine) as session:
        assert session.exec(select(sa.func.count()).select_from(feed.Change)).one() == before


@pytest.mark.parametrize(
    "given, hers, text",
    [
        ({"assigned_to": "claire"}, True, True),
        ({"assigned_to": "ines"}, False, False),
        ({"role": "puericultrice"}, True, True),
        ({"role": "medecin_pmi"}, False, False),
        ({}, True, True),
        ({"kind": Kind.LETTER}, False, False),
        ({"kind": Kind.LETTER, "assigned_to": "claire"}, True, True),
        ({"compartment": "entretien"}, True, False),
        ({"compartment": "entretien", "created_by": "claire"}, True, True),
        ({"compartment": "information_preoccupante", "assigned_to": "sylvie"}, False, False),
    ],
)
def test_a_task_travels_to_who_has_to_do_it_with_its_words_if_she_may_read_them(
    tablet_of, task, cast, given, hers, text
):
    named = {name: getattr(cast, value).id for name, value in given.items() if name in ("assigned_to", "created_by")}
    task("Le mot", note="La note", **given | named)
    claire = tablet_of("claire")
    claire.pull_all()
    left = due(claire, cast.benali)["tasks"]
    assert bool(left) is hers
    if hers:
        assert ("Le mot" in left[0]["label"], left[0].get("note") == "La note") == (text, text)
        assert bool(left[0].get("may_close")) is text


def test_a_family_gained_brings_its_list_and_one_that_is_lost_takes_it_away(tablet_of, lists, cast, engine, today):
    claire = tablet_of("claire")
    with db.writing(engine) as session:
        care = session.exec(
            select(CareRelationship).where(
                CareRelationship.account_id == cast.claire.id, CareRelationship.family_id == cast.petit.id
            )
        ).one()
        care.since, care.until = today - timedelta(days=9), today - timedelta(days=1)
    claire.pull_all()
    assert set(claire.aboard("due")) == {str(cast.benali.id)}
    with db.writing(engine) as session:
        session.get_one(CareRelationship, care.id).until = None
    claire.pull_all()
    assert due(claire, cast.petit)["lines"]
    with db.writing(engine) as session:
        session.get_one(CareRelationship, care.id).until = today - timedelta(days=1)
    assert claire.pull()["forget"] == [str(cast.petit.id)]
    assert set(claire.aboard("due")) == {str(cast.benali.id)}


def test_many_families_cost_as_many_queries_as_one(engine, lists, cast, today):
    """Whatever is due there: nothing is asked family by family."""
    asked = []

    def read(*names):
        families = {getattr(cast, name).id for name in names}
        with db.reading(engine) as session:
            shown = Shown(session, cast.actor("claire"), families, today)
            asked.clear()
            docs = due_lists.documents(shown, families)
        return len(docs), len(asked)

    sa.event.listen(engine, "before_cursor_execute", lambda *_: asked.append(1))
    (one, queries), (two, as_many) = read("petit"), read("benali", "petit")
    assert (one, two) == (1, 2) and queries == as_many <= 25
