"""Workers with a tablet each, their families, and visits as they are asked for: written into a database by hand."""

import json
import tempfile
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import sqlalchemy as sa

from bench.served import Served, database_of, serving
from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account, AccountSector, Sector
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.forms import catalogue
from fieldvisit.schedule.visit import Visit
from tests.sync.tablet import Tablet, visit_record


@contextmanager
def opened(name: str):
    """An empty county on a database of this kind, and its server."""
    with (
        tempfile.TemporaryDirectory() as folder,
        database_of(name, Path(folder)) as url,
        serving(url, Path(folder)) as served,
    ):
        county = County(url, served)
        try:
            yield county
        finally:
            county.engine.dispose()


@dataclass
class Worker:
    account: Account
    token: str
    tablet: Tablet
    families: list[Household] = field(default_factory=list)
    #: The first child of each family, by family.
    child: dict[uuid.UUID, Person] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        return f"{sessions.COOKIE}={self.token}"


class County:
    def __init__(self, url: str, served: Served | None = None):
        """``served``: the server, where tablets are to be known to it."""
        self.served, self.engine, self.now = served, db.connect(url), datetime.now(UTC)
        self.today = self.now.date()
        self.sector = Sector(code="BENCH", name="Secteur")
        self._number = 0
        self._key: dict | None = None
        with db.writing(self.engine) as session:
            session.add(self.sector)

    def workers(self, count: int, families: int = 1, role: str = "puericultrice") -> list[Worker]:
        """Each with so many families of her own, logged in, her tablet known."""
        made, born = [], self.today - timedelta(days=60)
        with db.writing(self.engine) as session:
            for _ in range(count):
                self._number += 1
                account = Account(
                    login=f"agent{self._number}", name=f"Agent {self._number}", role=role, created_at=self.now
                )
                session.add(account)
                session.flush()
                session.add(AccountSector(account_id=account.id, sector_id=self.sector.id))
                worker = Worker(
                    account, sessions.open_for(session, account, self.now), Tablet(None, account.id, now=self.now)
                )
                for at in range(families):
                    family = Household(
                        case_number=f"B-{self._number}-{at}",
                        label=f"Famille {self._number}-{at}",
                        sector_id=self.sector.id,
                        address=f"{at} rue des Tilleuls",
                        city="Bourg-en-Bresse",
                        phone="06 12 34 56 78",
                        access_notes="Interphone en panne, appeler en bas.",
                    )
                    session.add(family)
                    session.flush()
                    people = [
                        Person(family_id=family.id, role="mere", first_name="Samira", last_name="X", birth_date=born),
                        Person(
                            family_id=family.id,
                            role="enfant",
                            first_name="Zoé",
                            last_name="X",
                            birth_date=born,
                            sex="F",
                        ),
                    ]
                    session.add_all(people)
                    session.add(CareRelationship(account_id=account.id, family_id=family.id, since=born))
                    worker.families.append(family)
                    worker.child[family.id] = people[1]
                made.append(worker)
        if self.served:
            self._enrol(made)
        return made

    def _enrol(self, workers: list[Worker]) -> None:
        """The first tablet asks at the door, which makes the key that all seal with; the others are written down."""
        rest = workers
        if self._key is None:
            first, *rest = workers
            first.tablet.token = first.token
            with httpx.Client(base_url=f"http://{self.served.host}", timeout=60) as first.tablet.client:
                first.tablet.enrol()
            self._key = first.tablet.sealing_key
        with db.writing(self.engine) as session:
            for each in rest:
                tablet = each.tablet
                tablet.sealing_key = self._key
                jwk = {name: tablet.enrolment()["public_jwk"][name] for name in ("crv", "kty", "x", "y")}
                session.add(Device(id=tablet.device_id, label="Tablette", enrolled_at=self.now, app_version="bench"))
                session.flush()
                session.add(
                    DeviceKey(
                        device_id=tablet.device_id,
                        account_id=each.account.id,
                        public_jwk=json.dumps(jwk),
                        enrolled_at=self.now,
                    )
                )

    def planned(self, worker: Worker, count: int, **fields) -> list[Visit]:
        """Visits of today, one family after the other; not written."""
        return [
            Visit(
                **{
                    "family_id": worker.families[at % len(worker.families)].id,
                    "kind": "vad_suivi",
                    "planned_on": self.today,
                    "duration_min": 45,
                    "worker_id": worker.account.id,
                    "created_at": self.now,
                    "created_by": worker.account.id,
                }
                | fields
            )
            for at in range(count)
        ]

    def write(self, rows: list) -> None:
        """Rows of one table, without the feed: what the office had planned long before."""
        if rows:
            with self.engine.execution_options(writes=True).begin() as connection:
                connection.execute(sa.insert(type(rows[0]).__table__), [row.model_dump() for row in rows])

    def body(self, worker: Worker, visit: Visit, **changes) -> dict:
        """A visit with much to say: every plain question answered, a weight, two notes."""
        said = {}
        for key, item in catalogue.grid_for(visit.kind)["items"].items():
            if item["type"] in ("choix", "oui_non") and not (item["par_enfant"] or item["seule"] or item.get("roles")):
                said[key] = {"v": item["options"][0]["code"]}
        child = str(worker.child[visit.family_id].id)
        body = visit_record(visit, self.now, children=[child], child_answers={child: {"poids": {"v": 4800}}})
        body["answers"] = said | body["answers"]
        body["notes"] = [{"at": None, "text": "Échanges sur le sommeil et l’alimentation. " * 8}] * 2
        return body | {"urgent": []} | changes  # as every tablet of today says what it raised

    def line(self, worker: Worker, visit: Visit, record_id: uuid.UUID | None = None, **changes) -> bytes:
        """A sealed and signed line of this visit."""
        body = self.body(worker, visit, **changes)
        return worker.tablet.line("visit_record", body, id=record_id, family_id=visit.family_id)
