"""A signed record is read once: what it found counts until a newer one, its orientations are followed."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.due import priority, records
from fieldvisit.due.band import Priority
from fieldvisit.due.finding import Finding
from fieldvisit.growth import striking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.referrals import said
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Task


@pytest.fixture
def sign(engine, cast, today, now):
    """``sign(answers, days=3)`` writes a signed record of Claire's at the Benali's, so many days ago."""

    def write(answers=None, of_child=None, days=3, corrects=None, kind="vad_1m", by="claire"):
        at, author = now - timedelta(days=days), getattr(cast, by)
        child = str(cast.benali_child.id)
        with db.writing(engine) as writer:
            old = writer.get_one(VisitRecord, corrects.id) if corrects else None
            visit = writer.get_one(Visit, old.visit_id) if old else _visit(cast, author, at)
            writer.add(visit)
            writer.flush()
            body = {"kind": kind, "children": [child], "answers": answers or {}, "started_at": at.isoformat()}
            record = VisitRecord(
                family_id=cast.benali.id,
                visit_id=visit.id,
                author_id=author.id,
                outcome=Status.DONE,
                body=body | {"child_answers": {child: of_child or {}}},
                digest="",
                captured_at=at,
                received_at=at + timedelta(minutes=10 if old else 0),
                corrects_id=old and old.id,
            )
            writer.add(record)
            writer.flush()
            if old:
                old.corrected_by_id = record.id
            return record

    def _visit(cast, author, at):
        return Visit(
            family_id=cast.benali.id,
            kind="vad_1m",
            planned_on=at.date(),
            duration_min=60,
            worker_id=author.id,
            status=Status.DONE,
            created_at=at,
            created_by=author.id,
        )

    return write


@pytest.fixture
def reasons(engine, cast, today):
    def compute():
        with db.writing(engine) as writer:
            priority.refresh(writer, [cast.benali.id], today)
        with db.reading(engine) as reader:
            found = reader.get(Priority, cast.benali.id)
            return found.reasons if found else []

    return compute


def of_tasks(engine):
    with db.reading(engine) as reader:
        return sorted((one.label, one.compartment, one.outcome) for one in reader.exec(select(Task)))


def test_an_epds_counts_until_a_better_one(sign, reasons):
    sign({"N12_score": {"v": 13}}, days=30, kind="epnp")
    assert "danger" in reasons()
    sign({"N12_score": {"v": 12}, "N12_item10": {"v": 0}}, days=2, kind="epnp")
    assert "danger" not in reasons()
    sign({"D7_score": {"v": 4}, "D7_item10": {"v": 1}}, days=1, kind="epp")
    assert "danger" in reasons()


def test_the_level_of_an_interview_is_the_newest_and_what_was_not_asked_says_nothing(sign, reasons):
    sign({"I3": {"v": "urgent"}, "G6": {"v": "oui"}}, days=20, kind="epp")
    assert reasons() == ["epp_urgent", "isolement"]
    sign({"N20_niveau": {"v": "a_accompagner"}, "G6": {"special": "non_aborde"}}, days=3, kind="epnp")
    assert reasons() == ["epp_accompagner", "isolement"]


def test_a_correction_takes_the_place_of_what_it_corrects(sign, reasons, engine):
    first = sign({"D7_score": {"v": 20}, "orient": {"v": ["laep", "tisf"]}})
    assert "danger" in reasons()
    sign({"D7_score": {"v": 2}, "orient": {"v": ["tisf"]}}, corrects=first)
    assert "danger" not in reasons()
    assert of_tasks(engine) == [("LAEP", "observations_vad", "annule"), ("TISF", "observations_vad", "")]


def test_a_growth_alert_goes_with_the_weight_that_was_struck_and_comes_back_with_it(
    sign, reasons, engine, cast, now, today
):
    def weigh(grams, days):
        signed = sign(of_child={"poids": {"v": grams}}, days=days)
        with db.writing(engine) as writer:
            measure = Measurement(
                family_id=cast.benali.id, child_id=cast.benali_child.id, taken_at=now - timedelta(days=days),
                kind="poids", value=grams, entered_by=cast.claire.id, record_id=signed.id,
            )  # fmt: skip
            writer.add(measure)
        return measure.id

    weigh(4300, 12)
    wrong = weigh(4200, 3)
    assert reasons() == ["croissance"]
    with db.writing(engine) as writer:
        striking.at_the_office(writer, cast.actor("claire"), wrong, "materiel", "", now, today)
        records.weigh_again(writer, cast.benali.id, today)
    assert reasons() == []
    with db.writing(engine) as writer:
        striking.back_at_the_office(writer, cast.actor("claire"), wrong, "balance vérifiée", now, today)
        records.weigh_again(writer, cast.benali.id, today)
    assert reasons() == ["croissance"]


def test_a_child_who_loses_weight_has_a_growth_alert_until_the_next_weighing(sign, reasons, engine, cast, now):
    sign(of_child={"poids": {"v": 4300}}, days=12)
    with db.writing(engine) as writer:
        first = writer.exec(select(VisitRecord)).one()
        writer.add(
            Measurement(
                family_id=cast.benali.id,
                child_id=cast.benali_child.id,
                taken_at=now - timedelta(days=12),
                kind="poids",
                value=4300,
                entered_by=cast.claire.id,
                record_id=first.id,
            )
        )
    assert reasons() == []
    sign(of_child={"poids": {"v": 4200}}, days=3)
    assert reasons() == ["croissance"]
    sign({"orient": {"v": ["aucune"]}}, days=2)
    assert reasons() == ["croissance"]
    sign(of_child={"poids": {"v": 5100}}, days=1)
    assert reasons() == []


def test_accepted_orientations_become_tasks_once_where_they_were_written(sign, reasons, engine, cast, today):
    sign({"orient": {"v": ["laep", "crip", "aucune"]}}, days=2)
    sign({"I4": {"v": ["psychologue_pmi"]}, "I5": {"v": "acceptee"}}, kind="epp", by="ines")
    sign({"I4": {"v": ["addictologie"]}, "I5": {"v": "refusee"}}, kind="epp", by="ines")
    sign({"orient": {"v": ["camsp"]}}, days=181)
    reasons()
    reasons()
    assert of_tasks(engine) == [
        ("LAEP", "observations_vad", ""),
        ("Psychologue de PMI", "entretien", ""),
    ]
    with db.reading(engine) as reader:
        task = reader.exec(select(Task).where(Task.label == "LAEP")).one()
        assert (task.assigned_to, task.due_on) == (cast.claire.id, today + timedelta(days=28))
        assert tasks.find(reader, cast.actor("claire"), task.id, today).whole


def test_an_orientation_said_again_while_it_is_open_is_the_same_one(sign, reasons, engine, cast, now):
    sign({"orient": {"v": ["laep"]}}, days=9)
    sign({"orient": {"v": ["laep"]}}, days=5)
    reasons()
    assert of_tasks(engine) == [("LAEP", "observations_vad", "")]
    with db.writing(engine) as writer:
        tasks.close(writer, cast.actor("claire"), writer.exec(select(Task.id)).one(), "fait", "", now)
    sign({"orient": {"v": ["laep"]}}, days=1)
    reasons()
    assert of_tasks(engine) == [("LAEP", "observations_vad", ""), ("LAEP", "observations_vad", "fait")]


def test_what_became_of_an_orientation_at_school_is_taken_with_it(sign, reasons, engine, cast):
    sign(of_child={"bs_orient": {"v": ["dentiste"]}, "bs_suite": {"v": "perdu"}}, kind="bsem")
    reasons()
    assert of_tasks(engine) == [("Dentaire", "sante_enfant", "perdu_de_vue")]


def test_what_nobody_can_read_breaks_nothing(sign, reasons, engine):
    sign({"D7_score": {"v": "beaucoup"}, "orient": {"v": "laep"}, "I3": 3, "I4": None}, days=1)
    assert reasons() == []
    assert said.read({"answers": [], "child_answers": None, "referrals": 3}) == []
    with db.reading(engine) as reader:
        assert [one.code for one in reader.exec(select(Finding)) if one.code == "lu"] == ["lu"]
