"""Writes the families of the tables: household, persons, pregnancy, agreements, care relationships."""

import uuid
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlmodel import Session

from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.demo import chance, clock, growing
from fieldvisit.demo.places import COMMUNES
from fieldvisit.demo.shapes import Child, Home
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy

#: France counts 287 days (41 SA) from the last period to the term.
PREGNANCY_DAYS = 287
BIRTHDAY_SPREAD = 360
DOCTOR = "helene.marchand"
#: How long a midwife still comes after the birth.
POSTNATAL_DAYS = 40


@dataclass
class Settled:
    """A family as it stands in the database, with what the visits need to know of it."""

    number: int
    home: Home
    household: Household
    adults: list[Person]
    children: list[Person]
    pregnancy: Pregnancy | None
    nurse: str
    midwife: str
    second: str  # the infirmier who comes as well in the Plaine de l’Ain
    since: date

    @property
    def workers(self) -> tuple[str, ...]:
        """Logins of those who make its visits."""
        doctor = DOCTOR if DOCTOR in also_caring(self.home) else ""
        return () if self.home.refuses else tuple(filter(None, (self.nurse, self.midwife, self.second, doctor)))

    @property
    def sector(self) -> str:
        return COMMUNES[self.home.commune].sector

    @property
    def mother(self) -> Person | None:
        return next((one for one in self.adults if one.role == "mere"), None)

    @property
    def youngest(self) -> Person | None:
        return max(self.children, key=lambda one: one.birth_date, default=None)


def workers_of(home: Home, rank: int) -> tuple[str, str]:
    """Login of the nurse and of the midwife who follow this family (either may be empty)."""
    age = min((child.days for child in home.children), default=None)
    bresse = COMMUNES[home.commune].sector == "bresse"
    nurse = ""
    if age is not None and not (home.expecting and age > 800):
        nurse = ("nadia.belkacem", "claire.morel")[rank % 2] if bresse else "julie.perrin"
        if not bresse and age > 140 and not home.reason.startswith("Visite des"):
            nurse = "thomas.gauthier"
    midwife = ""
    if home.expecting or (age is not None and age <= POSTNATAL_DAYS):
        midwife = "sophie.delorme" if bresse else "aminata.diallo"
    return nurse, midwife


def also_caring(home: Home) -> list[str]:
    """Logins of the others who take part in this family's care."""
    others = [home.helped_by, "patricia.lemoine"] if home.helped_by else []
    if home.priority == 1 or any(child.disability or child.in_care for child in home.children):
        others.append(DOCTOR)
    if any(child.in_care for child in home.children):
        others.append("david.ferrand")
    if any(word in home.reason for word in ("anxiété", "isolement", "humeur", "fatigue")):
        others.append("louis.arnaud")
    return others


def settle(
    session: Session,
    number: int,
    home: Home,
    sector_id: uuid.UUID,
    accounts: dict[str, uuid.UUID],
    new_id: chance.Ids,
    today: date,
) -> Settled:
    draw = chance.of("home", number, home.name)
    case_number = f"DEMO-{number:04d}"
    commune = COMMUNES[home.commune]
    household = Household(
        id=new_id(),
        case_number=case_number,
        label=f"Famille {home.name}",
        sector_id=sector_id,
        address=f"{draw.randint(1, 90)}{draw.choice(('', '', '', ' bis'))} {draw.choice(commune.streets)}",
        postcode=commune.postcode,
        city=home.commune,
        insee=commune.insee,
        lat=round(commune.lat + draw.uniform(-1, 1) * commune.spread, 6),
        lon=round(commune.lon + draw.uniform(-1, 1) * commune.spread * 1.4, 6),
        access_notes=home.access,
        safety_notes=home.safety,
        languages=home.languages,
        interpreter=home.interpreter,
        phone=mobile(number, 0),
        phone_2=draw.choice(("", "", mobile(number, 1), f"04 65 71 {number % 100:02d} {draw.randint(10, 99)}")),
        contact_ok=home.contact,
        daily_instructions=home.instructions,
        status="refus" if home.refuses else "suivie",
        priority=home.priority,
    )
    session.add(household)
    session.flush()
    adults = [
        Person(
            id=new_id(),
            family_id=household.id,
            role=one.role,
            first_name=one.first,
            last_name=one.last,
            birth_date=today - timedelta(days=round(one.age * 365.25) + draw.randint(10, BIRTHDAY_SPREAD - 10)),
            phone=mobile(number, rank),
        )
        for rank, one in enumerate(home.adults)
    ]
    children = [_child(new_id(), household.id, child, home, today) for child in home.children]
    session.add_all((*adults, *children))
    session.flush()
    nurse, midwife = workers_of(home, number)
    second = "thomas.gauthier" if nurse == "julie.perrin" and number % 2 else ""
    settled = Settled(number, home, household, adults, children, None, nurse, midwife, second, today)
    settled.since = _followed_since(home, today, draw)
    if home.expecting:
        settled.pregnancy = _pregnancy(new_id(), settled, today)
        session.add(settled.pregnancy)
    if not home.met:
        session.flush()
        return settled
    session.add_all(_agreements(settled, accounts, new_id, draw))
    for login in dict.fromkeys((nurse, midwife, second, *also_caring(home))):
        if login and not home.refuses:
            session.add(
                CareRelationship(
                    id=new_id(),
                    account_id=accounts[login],
                    family_id=household.id,
                    reason=Reason.ASSIGNED,
                    since=settled.since,
                )
            )
    session.flush()
    return settled


def mobile(number: int, rank: int) -> str:
    """A number of the range that ARCEP keeps for fiction: it never rings."""
    return f"06 39 98 {number % 100:02d} {10 + 7 * rank:02d}"


def _child(child_id: uuid.UUID, family_id: uuid.UUID, child: Child, home: Home, today: date) -> Person:
    weeks, days = child.term
    grams, length, head = child.born or growing.birth_size(child.sex, weeks, f"{home.name} {child.first}")
    return Person(
        id=child_id,
        family_id=family_id,
        role="enfant",
        first_name=child.first,
        last_name=child.last or home.name,
        birth_date=today - timedelta(days=child.days),
        sex=child.sex,
        parental_authority=home.authority,
        term_weeks=weeks,
        term_days=days,
        birth_weight_g=grams,
        birth_length_cm=length,
        birth_head_cm=head,
        multiple=child.multiple,
        disability=child.disability,
        in_care=child.in_care,
        living_place=child.living_place,
    )


def _followed_since(home: Home, today: date, draw) -> date:
    """The first contact: the first days of the youngest child, or the declaration of the pregnancy."""
    age = min((child.days for child in home.children), default=10_000)
    if home.expecting:
        return today - timedelta(days=7 * (home.expecting.weeks - 15) + draw.randint(0, 6))
    return today - timedelta(days=min(age - 2, 300 + draw.randint(0, 60)))


def _pregnancy(pregnancy_id: uuid.UUID, settled: Settled, today: date) -> Pregnancy:
    told = settled.home.expecting
    began = today - timedelta(days=7 * told.weeks + settled.household.id.int % 7)
    return Pregnancy(
        id=pregnancy_id,
        family_id=settled.household.id,
        mother_id=settled.mother.id,
        declared_on=max(began + timedelta(days=84), settled.since - timedelta(days=10)),
        due_date=began + timedelta(days=PREGNANCY_DAYS),
        gravidity=told.gravidity,
        parity=told.parity,
        multiple=told.multiple,
        maternity=told.maternity,
    )


def _agreements(settled: Settled, accounts: dict[str, uuid.UUID], new_id: chance.Ids, draw) -> list[Agreement]:
    home = settled.home
    signer = settled.mother or settled.adults[0]
    if home.authority.startswith("Exclusive père"):
        signer = next(one for one in settled.adults if one.role == "pere")

    def agreement(kind: str, status: str, mode: str) -> Agreement:
        return Agreement(
            id=new_id(),
            family_id=settled.household.id,
            person_id=signer.id,
            kind=kind,
            status=status,
            mode=mode,
            collected_at=clock.instant(settled.since, time(draw.randint(9, 16), 30)),
            collected_by=accounts[settled.nurse or settled.midwife],
            expires_on=settled.since + timedelta(days=365),
        )

    if home.refuses:
        return [agreement("accord_vad", "Refusé", "Oral"), agreement("opposition", "Accordé", "Écrit")]
    kept = [agreement("accord_vad", "Accordé", draw.choice(("Oral", "Oral", "Écrit", "Signature sur tablette")))]
    if home.helped_by:
        kept.append(agreement("accord_partage_tisf", "Accordé", "Écrit"))
    if draw.random() < 0.4:
        kept.append(agreement("accord_medecin_traitant", draw.choice(("Accordé", "Accordé", "Refusé")), "Oral"))
    return kept
