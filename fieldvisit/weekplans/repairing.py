"""« Réparer »: something happened; the plan in force, or the draft, changes as little as it can, and says at what cost.

The answer is a draft, compared and published as any other. Pins hold; published visits move only for their price.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.families.household import Household, active
from fieldvisit.rounds import apart
from fieldvisit.weekplans import drafts, events, reach, runs
from fieldvisit.weekplans.events import Absent, Event, Ill, Snow, Urgent
from fieldvisit.weekplans.plan import RoundPlan
from fieldvisit.weekplans.setting import Setting
from fieldvisit.weekplans.week import DAYS
from fieldvisit.words import Refusal, fold

__all__ = ["Absent", "Event", "Ill", "Snow", "Urgent", "communes", "repair"]


#: How the note of a repair that found something begins.
PROPOSED = "Réparation proposée"


class Invalid(Refusal):
    sentence = "Dites ce qui est arrivé : qui est absente, quelle visite, quelle commune."


def repair(
    engine: sa.Engine,
    actor: Actor,
    sector_id: uuid.UUID,
    monday: date,
    happened: list[Event],
    today: date,
    now: datetime,
) -> uuid.UUID:
    """The draft that answers; a search that fails leaves the draft as it was, with the event noted and its faults.

    :raises Refusal: if a colleague holds the draft, or an event names nothing of this week
    """
    with db.writing(engine) as session:
        plan_id = drafts.begin(session, actor, sector_id, monday, today, now)
        row = drafts.held(session, actor, plan_id, session.get_one(RoundPlan, plan_id).version, now)
        here = drafts.of_plan(session, row, today, now)
        _check(here, happened)
        version = row.version
    told = [events.read(events.written(one), here.problem, here.week) for one in happened]
    began = here.week.now if here.week.now > 0 else None
    found = apart.repaired(here.problem, here.plan, told, began, runs.known(here))
    with db.writing(engine) as session:
        row = drafts.held(session, actor, plan_id, version, now)
        row.events = [*row.events, *(events.written(one) for one in happened)]
        session.add(row)
        session.flush()
        if found is None:
            row.note = "La réparation n’a pas abouti : le plan n’a pas bougé. Ce qui ne tient plus est en rouge."
            drafts.touch(session, row, actor.account_id, now)
            return plan_id
        row.note = f"{PROPOSED} : {found.said[0].lower()}{found.said[1:]}"
        here = drafts.of_plan(session, row, today, now)
        drafts.replaced(session, row, actor.account_id, here, found.plan, now)
    return plan_id


def _check(here: Setting, happened: list[Event]) -> None:
    if not happened:
        raise Invalid
    for one in happened:
        match one:
            case Ill(worker, first, last, _):
                known = worker in here.staff.workers and 0 <= first <= last < DAYS
            case Snow(_, day):
                known = 0 <= day < DAYS
            case Urgent(job) | Absent(job, _):
                known = job in here.hours.number and job in here.jobs and job not in here.held
        if not known:
            raise Invalid


def communes(session: Session, actor: Actor, sector_id: uuid.UUID) -> list[tuple[str, str]]:
    """Those where families of the sector live, by name: what may be closed by snow."""
    reach.sector(session, actor, sector_id)
    query = sa.select(Household.insee, sa.func.min(Household.city)).where(
        Household.sector_id == sector_id, active(), Household.insee != ""
    )
    found = session.execute(query.group_by(Household.insee)).all()
    return sorted(((insee, city) for insee, city in found), key=lambda one: fold(one[1]))
