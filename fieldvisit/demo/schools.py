"""Two sessions of health checks at school in the demo county: one past with results, one this week with its list.

How often children are referred follows a published county (Val-de-Marne): teeth 24.5 %, eyes 22.7 %, vaccines 21 %,
language 15.1 %; 97 % of the listed are seen.
"""

import hashlib
import json
import random
import uuid
from datetime import date, time, timedelta

from sqlmodel import Session, select

from fieldvisit.demo import chance, clock
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Role
from fieldvisit.forms import catalogue
from fieldvisit.schools import checks
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.history import SchoolEvent, What
from fieldvisit.schools.pupils import Link, SchoolPupil
from fieldvisit.schools.sessions import SchoolSession, Status

FIRST = (
    "Adèle",
    "Basile",
    "Capucine",
    "Eliott",
    "Farah",
    "Gaspard",
    "Hana",
    "Ilyes",
    "Jeanne",
    "Kaïs",
    "Louise",
    "Malo",
)
LAST = ("Bernollin", "Carrier", "Ducret", "Fontanel", "Guigue", "Hadj-Aïssa", "Janody", "Lacôte", "Mermillod", "Ngoma")
REFERRED = {"dentiste": 0.245, "ophtalmo_orthoptie": 0.227, "medecin_traitant_pediatre": 0.21, "orthophoniste": 0.151}
SEEN, PUPILS = 0.97, 14


def keep(
    session: Session, sectors: dict[str, uuid.UUID], accounts: dict[str, uuid.UUID], new_id: chance.Ids, today: date
) -> None:
    dice = random.Random(f"écoles {today.isoformat()}")
    nurse, clerk = accounts["claire.morel"], accounts["monique.girard"]
    days = [day for day in clock.working_days(clock.main_monday(today), 2) if day >= today]
    schools = (
        ("École maternelle des Dîmes", "Bourg-en-Bresse", "01000", today - timedelta(days=12), Status.CLOSED),
        ("École maternelle du Peloux", "Bourg-en-Bresse", "01000", days[1], Status.READY),
    )
    for rank, (school, city, postcode, on, status) in enumerate(schools):
        held = SchoolSession(
            id=new_id(),
            sector_id=sectors["bresse"],
            school=school,
            address=f"{4 + rank} rue de l’École",
            postcode=postcode,
            city=city,
            phone=f"04 74 99 00 {10 + rank}",
            held_on=on,
            starts_at=time(8, 45),
            duration_min=180,
            worker_id=nurse,
            words="Salle de motricité, entrée par la cour.",
            status=status,
            made_at=clock.instant(on - timedelta(days=20), time(9, 0)),
            made_by=clerk,
        )
        session.add(held)
        session.flush()
        listed = _pupils(session, held, clerk, new_id, dice, sectors["bresse"])
        made = {"session_id": held.id, "account_id": clerk, "at": held.made_at}
        session.add(SchoolEvent(id=new_id(), what=What.PREPARED, words="", **made))
        session.add(SchoolEvent(id=new_id(), what=What.LISTED, words=f"{len(listed)} élèves", **made))
        session.flush()
        if status == Status.CLOSED:
            _seen(session, held, listed, nurse, accounts["isabelle.roux"], new_id, dice)


def _pupils(session: Session, held: SchoolSession, clerk, new_id, dice: random.Random, sector_id) -> list[SchoolPupil]:
    """Mostly children whom nobody follows; one of the sector's files when there is one of that age."""
    youngest, oldest = held.held_on - timedelta(days=1190), held.held_on - timedelta(days=1500)
    query = (
        select(Person)
        .join(Household, Household.id == Person.family_id)
        .where(
            Person.role == Role.CHILD,
            Person.birth_date <= youngest,
            Person.birth_date >= oldest,
            Person.deceased_on.is_(None),
            Household.sector_id == sector_id,
        )
        .order_by(Person.birth_date, Person.id)
    )
    known = list(session.exec(query))[:2] if held.status == Status.READY else []
    common = {"session_id": held.id, "made_at": held.made_at, "made_by": clerk}
    made = [
        SchoolPupil(
            id=new_id(),
            last_name=one.last_name,
            first_name=one.first_name,
            birth_date=one.birth_date,
            sex=one.sex or "",
            classroom="PS",
            person_id=one.id,
            link=Link.SURE,
            **common,
        )
        for one in known
    ]
    names = [(last, first) for last in LAST for first in FIRST]
    for last, first in dice.sample(names, PUPILS - len(made)):
        born = held.held_on - timedelta(days=dice.randint(1190, 1500))
        fields = {"birth_date": born, "sex": dice.choice("FM"), "classroom": "PS" if dice.random() < 0.7 else "MS"}
        made.append(SchoolPupil(id=new_id(), last_name=last, first_name=first, **fields, **common))
    session.add_all(made)
    session.flush()
    return made


def _seen(session, held: SchoolSession, listed: list[SchoolPupil], nurse, reader, new_id, dice: random.Random) -> None:
    version = catalogue.versions()[checks.KIND]
    at = clock.instant(held.held_on, time(9, 0))
    for rank, pupil in enumerate(listed):
        here = rank != 3 and dice.random() < SEEN
        began = at + timedelta(minutes=12 * rank)
        body = {
            "visit_id": str(pupil.id),
            "family_id": str(held.id),
            "kind": checks.KIND,
            "planned": True,
            "planned_on": held.held_on.isoformat(),
            "planned_at": None,
            "duration_min": checks.MINUTES,
            "outcome": checks.DONE if here else checks.ABSENT,
            "started_at": _stamp(began),
            "ended_at": _stamp(began + timedelta(minutes=11)),
            "forms": {checks.KIND: version},
            "children": [str(pupil.id)] if here else [],
            "agreement": None,
            "answers": {},
            "child_answers": {str(pupil.id): _answers(held, pupil, dice)} if here else {},
            "notes": [],
            "outcome_detail": {},
            "corrects": None,
            "correction_reason": "",
            "urgent": [],
            "signed_at": _stamp(began + timedelta(minutes=12)),
        }
        seen = rank % 4 != 1
        session.add(
            SchoolCheck(
                id=new_id(),
                session_id=held.id,
                pupil_id=pupil.id,
                author_id=nurse,
                outcome=body["outcome"],
                body=body,
                digest=hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest(),
                captured_at=began + timedelta(minutes=12),
                received_at=at + timedelta(hours=5),
                seen_at=at + timedelta(hours=8) if seen else None,
                seen_by=reader if seen else None,
            )
        )


def _answers(held: SchoolSession, pupil: SchoolPupil, dice: random.Random) -> dict:
    months = (held.held_on - pupil.birth_date).days / 30.44
    height = 86 + 0.62 * (months - 24) + dice.uniform(-4, 4)
    reasons = [code for code, share in REFERRED.items() if dice.random() < share]
    said = {
        "bs_ecole": f"{held.school}, {held.city}",
        "bs_classe": pupil.classroom.lower(),
        "bs_date": held.held_on.isoformat(),
        "bs_accord": "accorde",
        "bs_parent": dice.choice(("oui", "non")),
        "bs_poids": round(1000 * (15.6 * (height / 100) ** 2 + dice.uniform(-0.8, 1.2)), -2),
        "bs_taille": round(height, 1),
        "bs_av_od": 5 if "ophtalmo_orthoptie" in reasons else 9,
        "bs_av_og": 9,
        "bs_od": "normal",
        "bs_og": "normal",
        "bs_langage": "a_explorer" if "orthophoniste" in reasons else "normal",
        "bs_dents": ["caries"] if "dentiste" in reasons else ["rien"],
        "bs_vaccins": "retard" if "medecin_traitant_pediatre" in reasons else "a_jour",
        "bs_danger": "non",
        "bs_conclusion": "orientation" if reasons else "ras",
    }
    answers = {item: {"v": value} for item, value in said.items()}
    answers["bs_taille"]["method"] = "debout"
    return answers | ({"bs_orient": {"v": reasons}} if reasons else {})


def _stamp(at) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
