"""Who reads a report: every function, as a stranger, in the next sector, and caring for the family (domain §1.2)."""

import pytest
from sqlmodel import select

from fieldvisit.access import roles
from fieldvisit.access.journal import AccessEvent
from fieldvisit.concerns import pieces, reach, reading
from fieldvisit.concerns.report import Act, ConcernEvent
from fieldvisit.tasks import reach as task_reach
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Task
from tests.concerns.conftest import CANARY

NEVER = {"tisf", "intervenant_aep", "responsable_tisf", "secretariat", "odpe", "dpo", "administrateur"}
ALWAYS = {"crip", "medecin_responsable"}
SECTOR = {"coordinatrice"}


def expected(role: str, sector: str, cares: bool) -> bool:
    if role in NEVER:
        return False
    if role in ALWAYS:
        return True
    return sector == "bourg" and (cares or role in SECTOR)


@pytest.mark.parametrize("role", sorted(roles.LABELS))
@pytest.mark.parametrize("sector, cares", [("bourg", False), ("oyonnax", False), ("oyonnax", True), ("bourg", True)])
def test_who_reads_a_report_of_a_family(session, cast, report, anyone, today, now, role, sector, cares):
    sent = report()
    reader = anyone(role, sector, cast.benali.id if cares else None)
    may = expected(role, sector, cares)
    assert [one.id for one in reading.listed(session, reader, today)] == ([sent.id] if may else [])
    if may:
        assert CANARY in reading.read(session, reader, sent.id, today, now).report.facts
        return
    with pytest.raises(reach.NotFound):
        reading.read(session, reader, sent.id, today, now)
    with pytest.raises(reach.NotFound):
        reading.receipt(session, reader, sent.id)


@pytest.mark.parametrize("role", sorted(roles.LABELS))
def test_of_a_family_that_is_not_known_its_author_and_the_unit_read(session, report, anyone, today, now, role):
    if not reach.may_raise(role):
        pytest.skip("this function raises none")
    author = anyone(role)
    sent = report(author, family=False, family_words="Famille inconnue, 3 rue du Port")
    may = role not in NEVER
    assert bool(reading.listed(session, author, today)) is may
    assert [one.reference for one in reading.receipts(session, author)] == [sent.reference]
    assert [one.id for one in reading.listed(session, anyone("crip", "oyonnax"), today)] == [sent.id]
    assert reading.listed(session, anyone("puericultrice"), today) == []


def test_who_raises_one_is_who_the_table_says():
    raising = {role for role in roles.LABELS if reach.may_raise(role)}
    assert raising == set(roles.LABELS) - {"coordinatrice", "secretariat", "odpe", "dpo", "administrateur"}


def test_every_reading_is_written_down_and_the_journal_does_not_tell_that_it_is_a_report(
    session, cast, report, today, now
):
    sent = report()
    reading.read(session, cast.actor("claire"), sent.id, today, now)
    acts = [one.act for one in session.exec(select(ConcernEvent).order_by(ConcernEvent.id))]
    assert acts == [Act.SENT, Act.READ]
    lines = session.exec(select(AccessEvent).where(AccessEvent.subject_id == sent.id)).all()
    assert {(one.account_id, one.what) for one in lines} == {
        (cast.sylvie.id, "ecriture"), (cast.claire.id, "lecture"),
    }  # fmt: skip
    assert {one.screen for one in lines} == {"protection"}


def test_a_family_worker_knows_a_reference_and_dates_only(session, cast, report, today, now):
    sent = report()
    [known] = reading.receipts(session, cast.actor("sylvie"))
    assert known.reference == sent.reference and CANARY not in repr(known)
    with pytest.raises(reach.NotFound):
        reading.read(session, cast.actor("sylvie"), sent.id, today, now)
    piece = pieces.attach(session, cast.actor("sylvie"), sent.id, "photo.jpg", b"\xff\xd8\xff photo", now)
    with pytest.raises(reach.NotFound):
        pieces.read(session, cast.actor("sylvie"), piece.id, today, now)
    assert pieces.read(session, cast.actor("claire"), piece.id, today, now).content == b"\xff\xd8\xff photo"


def test_the_manager_of_the_worker_is_told_that_there_is_one_and_no_more(session, cast, anyone, report, today, now):
    manager = anyone("responsable_tisf", employer="ADMR")
    others = [anyone("responsable_tisf", employer="Autre"), anyone("responsable_tisf", "oyonnax", employer="ADMR")]
    worker = anyone("tisf", cares=cast.benali.id, employer="ADMR")
    sent = report(worker)
    [task] = session.exec(select(Task)).all()
    told = f"{task.label} {task.note} {task.source}"
    assert worker.name in task.label and task.family_id is None and task.person_id is None
    assert not any(word in told for word in (CANARY, "Benali", "Adam", sent.reference))
    seen = tasks.find(session, manager, task.id, today)
    assert seen.whole and seen.label == task.label and seen.may_act
    everyone = [*others, *(anyone(role, cares=cast.benali.id) for role in roles.LABELS)]
    for other in [*everyone, worker]:
        assert session.exec(select(Task.id).where(task_reach.whole(other, today))).all() == []
        assert session.exec(select(Task.id).where(task_reach.told(other, today))).all() == []
    with pytest.raises(reach.NotFound):
        reading.read(session, manager, sent.id, today, now)


def test_nobody_s_manager_is_told_of_a_nurse_s_report(session, cast, anyone, report):
    anyone("responsable_tisf")
    report(cast.actor("claire"))
    assert session.exec(select(Task)).all() == []


def test_no_report_is_ever_for_a_parent(session, report):
    assert report().visible_parent is False
