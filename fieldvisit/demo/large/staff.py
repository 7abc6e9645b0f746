"""The county's workers: those of the small demo in their two sectors, and as many others as a sector has."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random

from fieldvisit.access import password
from fieldvisit.access.account import Account, AccountSector, Sector
from fieldvisit.demo import chance, clock
from fieldvisit.demo.ids import Ids
from fieldvisit.demo.large import names
from fieldvisit.demo.large.territory import Area
from fieldvisit.demo.people import ASSOCIATION, COUNTY_STAFF, PASSWORD, PROFESSIONALS
from fieldvisit.demo.sink import Sink
from fieldvisit.places import street
from fieldvisit.places.address import Address
from fieldvisit.places.commune import Commune
from fieldvisit.words import fold

#: Of each trade, how many a sector has; the others serve several sectors.
PER_SECTOR = {
    "puericultrice": 5,
    "infirmiere_pmi": 2,
    "sage_femme_pmi": 2,
    "medecin_pmi": 1,
    "tisf": 3,
    "coordinatrice": 1,
    "secretariat": 1,
    "referent_ase": 1,
}
#: Trades that serve so many sectors each.
SHARED = {"psychologue_pmi": 3, "intervenant_aep": 4, "responsable_tisf": 4}
EVERYWHERE = frozenset({"crip", "odpe", "medecin_responsable", "dpo", "administrateur"})
_ASSOCIATION = frozenset({"tisf", "responsable_tisf", "intervenant_aep"})


@dataclass
class Team:
    """The workers of one sector: ids of accounts by trade."""

    area: Area
    sector_id: str
    by_role: dict[str, list[str]] = field(default_factory=dict)

    def one(self, role: str, rank: int) -> str:
        of_role = self.by_role[role]
        return of_role[rank % len(of_role)]


@dataclass
class Person:
    id: str
    name: str
    role: str
    phone: str


@dataclass
class Staff:
    teams: list[Team]
    people: dict[str, Person]


def settle(sink: Sink, areas: list[Area], ids: Ids, today: date) -> Staff:
    """Sectors, communes, addresses and accounts."""
    teams = [Team(area, ids()) for area in areas]
    for team in teams:
        sink.add(Sector, id=team.sector_id, code=team.area.code, name=team.area.name)
        _map(sink, team)
    staff = Staff(teams, {})
    hiring = _Hiring(sink, staff, ids, today)
    by_code = {team.area.code: team for team in teams}
    for one in PROFESSIONALS:
        served = teams if one.role in EVERYWHERE else [by_code[code] for code in one.sectors]
        hiring.hire(one.login, one.name, one.role, one.employer, served)
    for rank, team in enumerate(teams):
        for role, wanted in PER_SECTOR.items():
            for _ in range(wanted - len(team.by_role.get(role, ()))):
                hiring.somebody(role, [team])
        for role, each in SHARED.items():
            if not team.by_role.get(role):
                hiring.somebody(role, teams[rank : rank + each])
    return staff


def _map(sink: Sink, team: Team) -> None:
    for town in team.area.towns:
        keys = {way: street.key(way) for way in town.streets}
        sink.add(
            Commune,
            insee=town.insee,
            name=town.name,
            name_key=street.commune_key(town.name),
            postcode=town.postcode,
            sector_id=team.sector_id,
            lat=town.lat,
            lon=town.lon,
        )
        for place in town.places():
            sink.add(
                Address,
                ban_id=place.ban_id,
                insee=place.insee,
                postcode=place.postcode,
                city=place.city,
                number=place.number,
                street=place.street,
                street_key=keys[place.street],
                lat=place.lat,
                lon=place.lon,
            )
    sink.flush()


class _Hiring:
    def __init__(self, sink: Sink, staff: Staff, ids: Ids, today: date):
        self._sink, self._staff, self._ids = sink, staff, ids
        self._secret = password.make_hash(PASSWORD)  # one for all: it is printed on screen
        self._opened = clock.instant(today - timedelta(days=2_200), time(9, 0))
        self._draw: Random = chance.of("staff", len(staff.teams))
        self._logins: set[str] = set()

    def somebody(self, role: str, teams: list[Team]) -> None:
        draw = self._draw
        while True:
            first = draw.choice(names.MOTHERS if draw.random() < 0.88 else names.FATHERS)
            last = draw.choice(names.SURNAMES)
            login = f"{_plain(first)}.{_plain(last)}"
            if login not in self._logins:
                break
        self.hire(login, f"{first} {last}", role, ASSOCIATION if role in _ASSOCIATION else COUNTY_STAFF, teams)

    def hire(self, login: str, name: str, role: str, employer: str, teams: list[Team]) -> None:
        one = Person(self._ids(), name, role, _phone(len(self._staff.people)))
        self._staff.people[one.id] = one
        self._logins.add(login)
        self._sink.add(
            Account,
            id=one.id,
            login=login,
            name=name,
            role=role,
            employer=employer,
            phone=one.phone,
            password_hash=self._secret,
            created_at=self._opened,
        )
        for team in teams:
            team.by_role.setdefault(role, []).append(one.id)
            self._sink.add(AccountSector, account_id=one.id, sector_id=team.sector_id)


def _phone(rank: int) -> str:
    """In the range that ARCEP keeps for fiction, apart from those of families."""
    return f"05 36 49 {rank // 100 % 100:02d} {rank % 100:02d}"


def _plain(name: str) -> str:
    return fold(name).replace(" ", "").replace("’", "")
