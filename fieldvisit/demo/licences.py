"""A few licences of the demo county, one for each thing that can be due: invented people, apart from the families."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlmodel import Session

from fieldvisit.demo import chance, clock
from fieldvisit.licences import rules
from fieldvisit.licences.decision import Choose, Decision
from fieldvisit.licences.history import LicenceEvent, What
from fieldvisit.licences.incident import Incident
from fieldvisit.licences.licence import Licence
from fieldvisit.licences.request import LicenceRequest
from fieldvisit.licences.rules import About, Kind
from fieldvisit.licences.visit import LicenceVisit, Status


class Holder(NamedTuple):
    """``asked``: days since the pending request; ``granted``: months since the licence began. ``seen``: months since
    the last follow-up visit. ``visit``: working days until the next visit.
    """

    last: str
    first: str
    kind: str
    city: str
    postcode: str
    sector: str
    capacity: int
    asked: int | None = None
    about: str = About.FIRST
    granted: int | None = None
    seen: int | None = None
    visit: int | None = None
    incident: str = ""


HOLDERS = (
    Holder("Vuillermoz", "Annie", Kind.CHILDMINDER, "Viriat", "01440", "bresse", 3, asked=82),
    Holder("Benoît-Charvet", "Marie-Christine", Kind.CHILDMINDER, "Péronnas", "01960", "bresse", 2, asked=20, visit=2),
    Holder("Da Silva", "Rosa", Kind.CHILDMINDER, "Bourg-en-Bresse", "01000", "bresse", 4, asked=97),
    Holder("Ousmane", "Mariama", Kind.FOSTER, "Ceyzériat", "01250", "bresse", 1, asked=64, visit=4),
    Holder("Grandclément", "Sylviane", Kind.CHILDMINDER, "Jasseron", "01250", "bresse", 4, granted=57),
    Holder("Pélisson", "Nadège", Kind.GROUP_HOME, "Bourg-en-Bresse", "01000", "bresse", 4, granted=13, seen=5),
    Holder("Michon", "Éliane", Kind.CHILDMINDER, "Montagnat", "01250", "bresse", 3, granted=38, seen=29),
    Holder(
        *("Roux-Tournier", "Chantal", Kind.CHILDMINDER, "Bourg-en-Bresse", "01000", "bresse", 4),
        granted=20,
        seen=12,
        incident="Portail laissé ouvert sur la rue, signalé deux fois.",
    ),
    Holder("Bathias", "Gérard", Kind.FOSTER, "Viriat", "01440", "bresse", 3, granted=50, asked=30, about=About.RENEWAL),
    Holder("Chêne", "Laurence", Kind.CHILDMINDER, "Ambérieu-en-Bugey", "01500", "plaine", 4, granted=8, visit=3),
)


def keep(
    session: Session, sectors: dict[str, uuid.UUID], accounts: dict[str, uuid.UUID], new_id: chance.Ids, today: date
) -> None:
    """The workers are the puéricultrices of each sector; the secretariat opened the files."""
    nurse = {"bresse": accounts["claire.morel"], "plaine": accounts["julie.perrin"]}
    for rank, holder in enumerate(HOLDERS, start=1):
        _settle(session, rank, holder, sectors[holder.sector], nurse[holder.sector], accounts, new_id, today)


def _settle(
    session: Session,
    rank: int,
    holder: Holder,
    sector_id: uuid.UUID,
    nurse: uuid.UUID,
    accounts: dict[str, uuid.UUID],
    new_id: chance.Ids,
    today: date,
) -> None:
    clerk = accounts["monique.girard"]
    granted = rules.months(-holder.granted, today) if holder.granted is not None else None
    since = granted or today - timedelta(days=holder.asked or 0)
    began = clock.instant(since, time(9, 0))
    one = Licence(
        id=new_id(),
        number=f"AG-{since.year}-{rank:04d}",
        sector_id=sector_id,
        kind=holder.kind,
        last_name=holder.last,
        first_name=holder.first,
        birth_date=date(1968 + 2 * rank, rank, 10),
        address=f"{rank} rue des Écoliers",
        postcode=holder.postcode,
        city=holder.city,
        phone=f"06 39 98 20 {10 + rank:02d}",
        capacity=holder.capacity if granted else None,
        ages="0–18 ans" if holder.kind == Kind.FOSTER else "0–6 ans",
        granted_on=granted,
        expires_on=rules.expires(granted) if granted else None,
        made_at=began,
        made_by=clerk,
    )
    session.add(one)
    session.flush()

    def event(what: What, at: datetime, words: str = "") -> None:
        session.add(LicenceEvent(id=new_id(), licence_id=one.id, at=at, account_id=clerk, what=what, words=words))

    event(What.OPENED, began)
    if granted:
        session.add(
            Decision(
                id=new_id(),
                licence_id=one.id,
                what=Choose.GRANT,
                decided_on=granted,
                capacity=holder.capacity,
                ages=one.ages,
                noted_at=began,
                noted_by=clerk,
            )
        )
        event(What.DECIDED, began, Choose.GRANT.label)
    request = _request(session, holder, one, clerk, new_id, today)
    _visits(session, holder, one, request, nurse, clerk, new_id, today)
    if holder.incident:
        noted = clock.instant(today - timedelta(days=6), time(11, 0))
        session.add(
            Incident(
                id=new_id(),
                licence_id=one.id,
                happened_on=today - timedelta(days=7),
                told_by="une mairie",
                words=holder.incident,
                noted_at=noted,
                noted_by=nurse,
            )
        )
        event(What.INCIDENT, noted)


def _request(session: Session, holder: Holder, one: Licence, clerk, new_id, today: date) -> LicenceRequest | None:
    if holder.asked is None:
        return None
    received = today - timedelta(days=holder.asked)
    made = LicenceRequest(
        id=new_id(),
        licence_id=one.id,
        about=holder.about,
        received_on=received,
        capacity=holder.capacity,
        ages=one.ages,
        noted_at=clock.instant(received, time(9, 0)),
        noted_by=clerk,
    )
    session.add(made)
    session.flush()
    return made


def _visits(
    session: Session, holder: Holder, one: Licence, request, nurse: uuid.UUID, clerk: uuid.UUID, new_id, today: date
) -> None:
    def visit(on: date, about: str, **fields) -> None:
        values = {
            "id": new_id(),
            "licence_id": one.id,
            "about": about,
            "planned_on": on,
            "planned_at": time(17, 30),
            "duration_min": 60,
            "worker_id": nurse,
            "created_at": clock.instant(min(on, today) - timedelta(days=3), time(9, 0)),
            "created_by": clerk,
        }
        session.add(LicenceVisit(**values | fields))

    if holder.seen is not None:
        on = rules.months(-holder.seen, today)
        made = {"status": Status.DONE, "made_on": on, "opinion": "sans_objet", "words": "Accueil conforme."}
        visit(on, About.FOLLOW_UP, **made)
    if holder.visit is not None:
        days = [day for day in clock.working_days(clock.main_monday(today), 2) if day >= today]
        about = request.about if request else About.FOLLOW_UP
        visit(days[holder.visit], about, request_id=request.id if request else None)
