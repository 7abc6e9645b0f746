"""After the notice of a death nobody rings or writes about the child; the mother and the other children keep theirs."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.births import death, declaring
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.births.stopping import WHY
from fieldvisit.due.item import DueItem, State
from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Pregnancy
from fieldvisit.feed import Change
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Task
from fieldvisit.words import Refusal
from tests.births.files import row, stored

HEADINGS = ("Nom", "Prénom", "Date de naissance", "Date du décès")


@pytest.fixture
def dead(bring):
    """A death notice by file, as the registrar's comes: ``dead("Adam")``."""

    def told(first_name="Adam", last_name="Benali", born="24/10/2026", on="21/11/2026"):
        return bring([[last_name, first_name, born, on]], Kind.DEATH, HEADINGS)

    return told


@pytest.fixture
def planned(engine, cast, today, now):
    """``planned("benali", "vad_1m")`` plans a visit in two days, by Claire if nobody else is named."""

    def plan(family, kind, worker="claire", status="programmee", days=2, subject=None):
        home = getattr(cast, family)
        made = Visit(
            family_id=home.id,
            kind=kind,
            planned_on=today + timedelta(days=days),
            planned_at=time(14),
            duration_min=60,
            worker_id=getattr(cast, worker).id,
            status=status,
            created_at=now,
            created_by=cast.helene.id,
        )
        with db.writing(engine) as writer:
            writer.add(made)
            writer.flush()
            if subject is not None:
                writer.add(
                    DueItem(
                        family_id=home.id,
                        sector_id=home.sector_id,
                        subject_id=subject.id,
                        code=kind,
                        group="visite",
                        opens_on=today,
                        due_on=today,
                        visit_id=made.id,
                    )
                )
        return made

    return plan


def status(engine, visit):
    with db.reading(engine) as reader:
        return reader.get_one(Visit, visit.id).status


def test_everything_planned_for_the_child_ends_in_the_transaction_of_the_notice(
    engine, cast, dead, planned, today, now
):
    visit = planned("benali", "vad_1m")
    with db.writing(engine) as writer:
        tasks.open_task(
            writer,
            sector_id=cast.bourg.id,
            family_id=cast.benali.id,
            person_id=cast.benali_child.id,
            kind="certificat",
            label="CS8 attendu",
            source="cs8:adam",
            now=now,
        )
        for person in (cast.benali_child.id, None):
            writer.add(
                Contact(
                    family_id=cast.benali.id,
                    person_id=person,
                    at=now,
                    means="courrier",
                    result="a_envoyer",
                    account_id=cast.helene.id,
                    noted_at=now,
                )
            )
        position = writer.exec(select(sa.func.max(Change.seq))).one() or 0
    dead()
    with db.reading(engine) as reader:
        assert reader.get_one(Person, cast.benali_child.id).deceased_on == date(2026, 11, 21)
        kept = reader.get_one(Visit, visit.id)
        assert (kept.status, kept.cancel_reason) == ("annulee", WHY)
        assert [one.outcome for one in reader.exec(select(Task))] == ["annule"]
        assert {one.result for one in reader.exec(select(Contact))} == {"annule"}
        told = select(Change.kind, Change.record_id).where(Change.seq > position)
        assert {("visit", visit.id), ("family", cast.benali.id)} <= set(reader.exec(told))
        assert "deces" in set(reader.exec(select(AccessEvent.screen)))
        (notice,) = reader.exec(select(Notice)).all()
        assert (notice.status, notice.person_id) == (Status.SETTLED, cast.benali_child.id)
        due = select(DueItem).where(DueItem.subject_id == cast.benali_child.id, DueItem.state == State.OPEN)
        assert reader.exec(due).all() == []


@pytest.mark.parametrize(
    ("kind", "worker", "after"),
    [
        ("vad_prenatale", "ines", "programmee"),
        ("vad_suivi", "ines", "programmee"),
        ("vad_suivi", "claire", "annulee"),
        ("contact_telephonique", "claire", "annulee"),
        ("pesee_seule", "claire", "annulee"),
    ],
)
def test_a_midwifes_visit_is_the_mothers_and_stays_offered(engine, dead, planned, kind, worker, after):
    visit = planned("benali", kind, worker)
    dead()
    assert status(engine, visit) == after


def test_the_other_twin_keeps_the_visits_and_somebody_looks_at_them(engine, cast, dead, planned):
    visit = planned("petit", "vad_2_3m")
    dead("Léa", "Petit", "24/09/2026")
    assert status(engine, visit) == "programmee"
    assert [one.label for one in stored(engine, Task)] == [
        "Après un décès, revoir les visites maintenues (25/11/2026) : Famille Petit"
    ]


def test_a_visit_that_the_due_list_planned_for_one_twin_is_that_twins(engine, cast, dead, planned):
    lea, tom = cast.petit_twins
    hers, his = planned("petit", "vad_2_3m", subject=lea), planned("petit", "vad_2_3m", days=3, subject=tom)
    dead("Léa", "Petit", "24/09/2026")
    assert (status(engine, hers), status(engine, his)) == ("annulee", "programmee")


@pytest.mark.parametrize("before", ["en_cours", "realisee", "absente"])
def test_what_is_under_way_or_done_is_not_touched(engine, dead, planned, before):
    visit = planned("benali", "vad_1m", status=before, days=0)
    dead()
    assert status(engine, visit) == before


def test_a_second_notice_is_harmless_and_another_day_is_asked_back(engine, cast, dead):
    dead()
    batch, _ = dead()
    assert batch.counts == {"deja_recu": 1}
    batch, rows = dead(on="20/11/2026")
    assert batch.counts == {"rejete": 1} and "vérifiez auprès de l’état civil" in rows[0].reason
    assert stored(engine, Person, Person.id == cast.benali_child.id)[0].deceased_on == date(2026, 11, 21)


def test_an_error_is_undone_with_its_reason_and_a_later_notice_counts_again(engine, cast, dead, planned, today, now):
    visit, past = planned("benali", "vad_1m"), planned("benali", "vad_suivi", days=1)
    dead()
    helene, tomorrow = cast.actor("helene"), today + timedelta(days=2)
    with db.writing(engine) as writer, pytest.raises(Refusal):
        death.undo(writer, helene, cast.benali_child.id, " ", tomorrow, now)
    with db.writing(engine) as writer:
        assert death.undo(writer, helene, cast.benali_child.id, "Homonyme", tomorrow, now) == 1
    assert (status(engine, visit), status(engine, past)) == ("programmee", "annulee")
    assert stored(engine, Person, Person.id == cast.benali_child.id)[0].deceased_on is None
    dead()
    assert status(engine, visit) == "annulee"


def test_a_child_that_is_unknown_waits_and_the_birth_notice_finds_it(engine, bring, dead):
    dead("Éloïse", "Lefèvre", "20/11/2026")
    assert [(one.status, one.remarks) for one in stored(engine, Notice)] == [
        (Status.TO_MATCH, ["Enfant inconnu du service."])
    ]
    bring([row()])
    birth, death_notice = sorted(stored(engine, Notice), key=lambda one: one.kind, reverse=True)
    assert (birth.status, death_notice.status) == (Status.SETTLED, Status.SETTLED)
    assert stored(engine, Person, Person.id == birth.person_id)[0].deceased_on == date(2026, 11, 21)
    assert {one.outcome for one in stored(engine, Task)} == {"annule"}


def test_nobody_writes_to_the_family_but_for_the_other_twin(engine, bring, dead):
    bring([row(prenom="Léa", acte="1"), row(prenom="Tom", sexe="M", acte="2")])
    dead("Léa", "Lefèvre", "20/11/2026")
    tom = next(one for one in stored(engine, Notice) if one.said.get("child_first_name") == "Tom")
    open_ones = [one for one in stored(engine, Task) if one.closed_at is None]
    assert tom.status == Status.TO_ASSIGN
    assert {(one.kind, one.person_id) for one in open_ones} == {
        ("affecter", tom.person_id),
        ("courrier", tom.person_id),
    }


def test_the_pregnancy_that_the_child_alone_was_born_of_says_so(engine, cast, dead, today):
    with db.writing(engine) as writer:
        writer.add(
            Pregnancy(
                family_id=cast.benali.id,
                mother_id=cast.benali_mother.id,
                ended_on=today - timedelta(days=30),
                outcome="vivant",
            )
        )
    dead()
    assert stored(engine, Pregnancy)[0].outcome == "deces_apres"


@pytest.mark.parametrize("name", ["nadia", "sylvie", "root"])
def test_who_may_not_write_the_family_declares_no_death(engine, cast, today, now, name):
    with db.writing(engine) as writer, pytest.raises(Refusal):
        declaring.declare(writer, cast.actor(name), cast.benali_child.id, today, today, now)
    assert stored(engine, Person, Person.id == cast.benali_child.id)[0].deceased_on is None


def test_a_death_told_by_hand_needs_a_possible_day(engine, cast, today, now):
    for on in (today + timedelta(days=1), date(2026, 10, 1)):
        with db.writing(engine) as writer, pytest.raises(death.Invalid):
            declaring.declare(writer, cast.actor("helene"), cast.benali_child.id, on, today, now)
    with db.writing(engine) as writer:
        declaring.declare(writer, cast.actor("helene"), cast.benali_child.id, today, today, now)
        home = writer.get_one(Household, cast.benali.id)
        assert home.status == "suivie"
