"""Why a family has its priority, as far as one reader may know: each reason asks for its own compartment.

The associations and the secretariat see the band only: a reason such as « EPDS ≥ 13 » is health data (domain §8.3).
"""

import uuid
from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access import secrecy
from fieldvisit.access.account import Actor
from fieldvisit.due.band import Priority
from fieldvisit.due.criteria import BAND_ONLY, CRITERIA
from fieldvisit.due.finding import Finding, Found
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.schedule.record import VisitRecord

#: What a criterion is found in: whoever wrote that record may read it again.
WRITTEN_IN = {
    "danger": Found.EPDS,
    "epp_accompagner": Found.LEVEL,
    "epp_urgent": Found.LEVEL,
    "isolement": Found.ISOLATED,
    "croissance": Found.GROWTH,
}


def of(session: Session, actor: Actor, family_ids: Collection[uuid.UUID], today: date) -> dict[uuid.UUID, list[str]]:
    """Labels of the criteria met by each family, the heaviest first; a family with none to tell is left out."""
    if actor.role in BAND_ONLY or not family_ids:
        return {}
    query = sa.select(Priority.family_id, Priority.reasons).where(Priority.family_id.in_(family_ids))
    met = {family: [one for one in codes if one in CRITERIA] for family, codes in session.execute(query) if codes}
    if not met:
        return {}
    opened = _opened(session, actor, met, today)
    wrote = _written(session, actor, met)
    found = {}
    for family, codes in met.items():
        readable = [
            CRITERIA[code]
            for code in codes
            if family in opened[secrecy.whole(CRITERIA[code].compartment)]
            and secrecy.may_read(CRITERIA[code].compartment, actor.role, (family, WRITTEN_IN.get(code, "")) in wrote)
        ]
        if readable:
            found[family] = [one.label for one in sorted(readable, key=lambda one: -one.points)]
    return found


def _opened(session: Session, actor: Actor, met: dict[uuid.UUID, list[str]], today: date) -> dict[str, set[uuid.UUID]]:
    """By class of data, those of these families whose file is open to her there."""
    places = {secrecy.whole(CRITERIA[code].compartment) for codes in met.values() for code in codes}
    return {
        place: set(session.exec(household.open_to(actor, place, today).where(Household.id.in_(met))))
        for place in places
    }


def _written(session: Session, actor: Actor, met: dict[uuid.UUID, list[str]]) -> set[tuple[uuid.UUID, str]]:
    query = (
        sa.select(Finding.family_id, Finding.code)
        .join(VisitRecord, VisitRecord.id == Finding.record_id)
        .where(Finding.family_id.in_(met), Finding.value != "", VisitRecord.author_id == actor.account_id)
    )
    return {(family, code) for family, code in session.execute(query)}
