"""The real door over each database, with the cast's tablets already enrolled."""

from datetime import time

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.schedule.visit import Visit
from fieldvisit.settings import Settings
from fieldvisit.sync.door import Door
from tests.pictures.s3 import s3, s3_server  # noqa: F401
from tests.sync import described
from tests.sync.tablet import Tablet

ORIGIN = "https://tablettes.example"


@pytest.fixture
def door(engine, tmp_path, now):
    config = Settings(tmp_path, "", "", 3000, (ORIGIN,))
    return Door(lambda: engine, lambda: config, lambda: now)


@pytest.fixture
def client(door):
    with TestClient(Starlette(routes=door.routes), base_url="https://tablettes.example") as client:
        client.event_hooks = {"response": [described.hold]}
        yield client


@pytest.fixture
def tablet_of(client, engine, cast, now):
    """``tablet_of("claire")``: logged in and enrolled."""

    def make(name: str) -> Tablet:
        account = getattr(cast, name)
        with db.writing(engine) as session:
            token = sessions.open_for(session, account, now)
        tablet = Tablet(client, account.id, token, now=now)
        tablet.enrol()
        return tablet

    return make


@pytest.fixture
def claire(tablet_of):
    return tablet_of("claire")


@pytest.fixture
def plan(engine, cast, now, today):
    """``plan(family, worker)``: a visit planned at the office."""

    def make(family="benali", worker="claire", **fields) -> Visit:
        helene, household = cast.helene, getattr(cast, family)
        with db.writing(engine) as session:
            visit = Visit(
                **{
                    "family_id": household.id,
                    "kind": "vad_suivi",
                    "planned_on": today,
                    "planned_at": time(9, 0),
                    "duration_min": 45,
                    "worker_id": getattr(cast, worker).id,
                    "created_at": now,
                    "created_by": helene.id,
                }
                | fields
            )
            session.add(visit)
        return visit

    return make
