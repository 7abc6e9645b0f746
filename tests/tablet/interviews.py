"""An interview planned for the demo's midwife, who has none."""

from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Status, Visit
from tests.tablet.county import County

LOGIN = "sophie.delorme"


def plan(county: County, kind: str) -> tuple[str, str]:
    """Plan one in the family of her first prenatal visit; give its id and the family's name."""
    with db.writing(county.engine()) as session:
        sophie = session.exec(select(Account).where(Account.login == LOGIN)).one()
        hers = select(Visit).where(
            Visit.worker_id == sophie.id, Visit.status == Status.PLANNED, Visit.kind == "vad_prenatale"
        )
        known = session.exec(hers.order_by(Visit.planned_on)).first()
        visit = Visit(
            family_id=known.family_id,
            kind=kind,
            planned_on=known.planned_on,
            duration_min=60,
            worker_id=sophie.id,
            created_at=known.created_at,
            created_by=sophie.id,
        )
        session.add(visit)
        session.flush()
        return str(visit.id), session.get_one(Household, known.family_id).label
