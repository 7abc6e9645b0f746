"""Birth notices and pregnancy declarations of two years, as the registrars and the CAF sent them, and the deaths."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from fieldvisit.births import checking
from fieldvisit.births.communes import Communes
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.demo import chance, clock
from fieldvisit.demo.ids import Ids
from fieldvisit.demo.large import names
from fieldvisit.demo.large.family import Child, Delivery, Family
from fieldvisit.demo.large.files import nurse_of
from fieldvisit.demo.sink import Sink
from fieldvisit.words import french_date

KEPT_DAYS = 730
#: Days after which a notice is no longer new: assigned, the family written to, settled.
ASSIGNED, CONTACTED, SETTLED = 2, 9, 60
#: Commune, postcode and code of neighbours outside the county, where a mother lives who gave birth here.
OUTSIDE = (("Mâcon", "71000", "71270"), ("Lyon", "69003", "69383"), ("Lons-le-Saunier", "39000", "39300"))


@dataclass
class Post:
    """What came in by post and by file. ``communes``: of the county, by which a notice finds its sector."""

    sink: Sink
    communes: Communes
    ids: Ids
    today: date

    def of_family(self, family: Family) -> None:
        for delivery in family.deliveries:
            self._declaration(family, delivery)
            for rank, child in enumerate(delivery.children, start=1):
                self._birth(family, delivery, child, rank)
                if child.died_on and child.died_on > self.today - timedelta(days=KEPT_DAYS):
                    self._death(family, child)
        expecting = family.expecting
        if expecting and expecting.due_on <= self.today + timedelta(days=6):
            self._just_born(family)
        if family.number % 60 == 7:
            self._outside(family)

    def _declaration(self, family: Family, delivery: Delivery) -> None:
        received = delivery.declared_on + timedelta(days=family.draw.randint(4, 20))
        if received <= self.today - timedelta(days=KEPT_DAYS) or received > self.today:
            return
        cells = _mother(family) | _home(family)
        cells |= {"due_date": french_date(delivery.due_on), "declared_on": french_date(delivery.declared_on)}
        way = self._way(received, family)
        self._add(Kind.PREGNANCY, cells, received, family, way | {"pregnancy_id": delivery.pregnancy_id})

    def _birth(self, family: Family, delivery: Delivery, child: Child, rank: int) -> None:
        declared = child.birth_date + timedelta(days=family.draw.randint(1, 4))
        received = declared + timedelta(days=family.draw.choice((1, 1, 2, 2, 3, 6)))
        if child.birth_date <= self.today - timedelta(days=KEPT_DAYS) or received > self.today:
            return
        cells = _mother(family) | _home(family) | _child(child) | {"declared_on": french_date(declared)}
        cells |= {"parity": str(delivery.parity), "birth_weight": str(child.birth_weight_g)}
        cells |= {"birth_count": "2", "birth_rank": str(rank)} if child.multiple else {}
        self._add(Kind.BIRTH, cells, received, family, self._way(received, family) | {"person_id": child.id})

    def _death(self, family: Family, child: Child) -> None:
        received = child.died_on + timedelta(days=3)
        if received <= self.today:
            cells = _child(child) | _mother(family) | {"deceased_on": french_date(child.died_on)}
            way = {"status": Status.SETTLED, "family_id": family.id, "person_id": child.id}
            self._add(Kind.DEATH, cells, received, family, way)

    def _just_born(self, family: Family) -> None:
        """The file is still that of a pregnancy: somebody has to say that this is the child."""
        draw, born = family.draw, self.today - timedelta(days=family.draw.randint(1, 3))
        sex = draw.choice("FM")
        cells = _mother(family) | _home(family)
        cells |= {
            "child_last_name": family.name,
            "child_first_name": draw.choice(names.BOYS if sex == "M" else names.GIRLS),
        }
        cells |= {"birth_date": french_date(born), "child_sex": sex, "declared_on": french_date(self.today)}
        self._add(Kind.BIRTH, cells, self.today, family, {"status": Status.TO_MATCH})

    def _outside(self, family: Family) -> None:
        draw = chance.of("outside", family.number)
        born = self.today - timedelta(days=draw.randint(3, 300))
        city, postcode, insee = draw.choice(OUTSIDE)
        cells = {"child_last_name": draw.choice(names.SURNAMES), "child_first_name": draw.choice(names.GIRLS)}
        cells |= {"birth_date": french_date(born), "child_sex": "F", "address": "12 rue de la Gare"}
        cells |= {"mother_birth_name": draw.choice(names.SURNAMES), "mother_first_name": draw.choice(names.MOTHERS)}
        cells |= {
            "city": city,
            "postcode": postcode,
            "insee": insee,
            "declared_on": french_date(born + timedelta(days=2)),
        }
        self._add(Kind.BIRTH, cells, born + timedelta(days=3), family, {"status": Status.OUTSIDE, "sector_id": None})

    def _way(self, received: date, family: Family) -> dict:
        """How far a notice of this day has come."""
        age = (self.today - received).days
        draw, way = family.draw, {"family_id": family.id}
        if age < ASSIGNED + draw.randint(0, 2):
            return way | {"status": Status.TO_ASSIGN}
        assigned = clock.instant(min(received + timedelta(days=2), self.today), time(10, 0))
        way |= {
            "assigned_to": nurse_of(family),
            "assigned_at": assigned,
            "assigned_by": family.team.one("coordinatrice", 0),
        }
        if age < CONTACTED + draw.randint(0, 12):
            return way | {"status": Status.ASSIGNED}
        way["first_contact_at"] = clock.instant(received + timedelta(days=draw.randint(3, CONTACTED)), time(11, 0))
        return way | {"status": Status.CONTACTED if age < SETTLED else Status.SETTLED}

    def _add(self, kind: Kind, cells: dict, received: date, family: Family, way: dict) -> None:
        cells["received_on"] = french_date(received)
        said = checking.check(kind, cells, self.communes, received)
        labels = _labels(kind)
        self.sink.add(
            Notice,
            **{"sector_id": family.team.sector_id} | way | {"status": str(way["status"])},
            id=self.ids(),
            kind=kind.value,
            # A neighbour may bear the same names: here nothing is refused for that.
            fingerprint=f"{said.fingerprint}|{family.number}",
            subject_key=said.subject_key,
            received_on=received,
            declared_on=said.declared_on,
            raw={labels[code]: text for code, text in cells.items()},
            said=said.values,
            remarks=said.remarks,
        )


def _mother(family: Family) -> dict[str, str]:
    mother = family.adults[0]
    return {
        "mother_birth_name": mother.last_name,
        "mother_first_name": mother.first_name,
        "mother_birth_date": french_date(mother.birth_date),
    }


def _home(family: Family) -> dict[str, str]:
    home = family.home
    where = {"postcode": home.postcode, "city": home.city, "insee": home.insee}
    return {"address": f"{home.number} {home.street}", "phone": family.phone} | where


def _child(child: Child) -> dict[str, str]:
    return {
        "child_last_name": child.last_name,
        "child_first_name": child.first_name,
        "birth_date": french_date(child.birth_date),
        "child_sex": child.sex,
    }


def _labels(kind: Kind) -> dict[str, str]:
    return {code: one.label for code, one in checking.fields(kind).items()}
