"""A29: hours and days that run out, as tasks and in the family's priority; extended, they are void."""

from datetime import timedelta

from sqlmodel import select

from fieldvisit.due import circumstances, priority
from fieldvisit.due.priority import Priority
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks import reach
from fieldvisit.tasks.task import Task
from fieldvisit.tisf import order_tasks, order_warnings, steps
from fieldvisit.tisf.session import InterventionSession, Status


def done(session, order, cast, hours: float, today, now) -> None:
    visit = Visit(
        family_id=order.family_id, kind="seance_tisf", planned_on=today, duration_min=60, worker_id=cast.sylvie.id,
        status="realisee", created_at=now, created_by=cast.helene.id,
    )  # fmt: skip
    session.add(visit)
    session.flush()
    session.add(
        InterventionSession(
            family_id=order.family_id, visit_id=visit.id, order_id=order.id, status=Status.VALIDATED,
            minutes_exact=int(hours * 60), minutes_billed=int(hours * 60),
        )
    )  # fmt: skip
    session.flush()


def labels(session) -> list[str]:
    query = select(Task.label).where(Task.source.startswith(order_warnings.PREFIX), Task.closed_at.is_(None))
    return sorted(label.partition(" (")[0] for label in session.exec(query))


def test_each_word_is_one_task_of_the_coordinator(session, order_of, cast, today, now):
    order = session.merge(order_of())
    order_warnings.refresh(session, [order.family_id], today, now)
    assert labels(session) == []
    done(session, order, cast, 48, today, now)
    assert order_warnings.outdated(session, [order.family_id], today) == {order.family_id}
    for _ in range(2):
        order_warnings.refresh(session, [order.family_id], today, now)
    assert labels(session) == ["80 % des heures sont faites"]
    assert order_warnings.outdated(session, [order.family_id], today) == set()
    done(session, order, cast, 13, today, now)
    order_warnings.refresh(session, [order.family_id], today, now)
    assert labels(session) == ["Heures dépassées : demander une prolongation"]
    task = session.exec(select(Task).where(reach.whole(cast.actor("helene"), today), Task.closed_at.is_(None))).one()
    assert task.role == "coordinatrice" and order_tasks.order_id_of(task) == order.id


def test_an_order_that_ends_soon_is_told_and_weighs_on_the_priority(session, order_of, cast, today, now):
    order = session.merge(order_of(ends_on=today + timedelta(days=15)))
    priority.refresh(session, [order.family_id], today)
    assert labels(session) == ["La date de fin est dans 15 jours ou moins"]
    assert "fin_tisf" in session.get_one(Priority, order.family_id).reasons
    helene = cast.actor("helene")
    steps.extend(session, helene, order.id, today + timedelta(days=60), "", "", today, now)
    priority.refresh(session, [order.family_id], today)
    assert labels(session) == [] and "fin_tisf" not in session.get_one(Priority, order.family_id).reasons


def test_a_session_of_a_family_worker_is_no_visit_of_the_service(session, order_of, cast, today, now):
    order = session.merge(order_of())
    done(session, order, cast, 2, today, now)
    found = circumstances.of(session, [order.family_id], today)[order.family_id]
    assert found.last_visit is None and ("tisf", order.starts_on, order.ends_on) in found.supports


def test_only_a_task_of_an_order_names_one():
    assert order_tasks.order_id_of(Task(source="certificate:1", kind="autre", label="", sector_id=None)) is None
    assert order_tasks.order_id_of(Task(source="order:x:valider", kind="tisf", label="", sector_id=None)) is None
