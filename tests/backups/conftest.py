"""A service in use to take backups of, and an empty place of the same kind to put them back."""

import os
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fieldvisit import db, kind
from fieldvisit.access import session as sessions
from fieldvisit.backups import putting_back, strongbox, taking
from fieldvisit.kind import Kind
from fieldvisit.launch import database
from fieldvisit.settings import Settings
from fieldvisit.sync import frame
from fieldvisit.sync.door import Door
from tests.sync.conftest import ORIGIN, plan  # noqa: F401
from tests.sync.tablet import Tablet

PUBLIC, PRIVATE = strongbox.new_keys()


@dataclass
class Place:
    """A database and a data folder with the real door before them."""

    engine: sa.Engine
    config: Settings
    now: object

    @property
    def pictures(self):
        return frame.pictures_of(self.config)

    def client(self) -> TestClient:
        door = Door(lambda: self.engine, lambda: self.config, lambda: self.now)
        return TestClient(Starlette(routes=door.routes), base_url=ORIGIN)

    def tablet(self, account) -> Tablet:
        with db.writing(self.engine) as session:
            token = sessions.open_for(session, account, self.now)
        tablet = Tablet(self.client(), account.id, token, now=self.now)
        tablet.enrol()
        return tablet

    def take(self, target: Path):
        return taking.take(self.engine, self.config, self.pictures, target, self.now)

    def put_back(self, source: Path, replace=False, wanted=Kind.REAL):
        return putting_back.put_back(self.engine, self.config, self.pictures, source, self.now, wanted, replace)


def configured(folder: Path, **more) -> Settings:
    folder.mkdir(exist_ok=True)
    return Settings(folder, "", "", 3000, (ORIGIN,), backup_to=PUBLIC, backup_key=PRIVATE, **more)


@pytest.fixture
def place(engine, cast, tmp_path, now):
    """Its tables are those of the newest migration, as another test holds; so it is said, not made once more."""
    with database.configured(engine) as config:
        command.stamp(config, "head")
    with db.writing(engine) as session:
        kind.begin(session, Kind.REAL, now)
    yield Place(engine, configured(tmp_path / "here"), now)
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")


@pytest.fixture
def elsewhere(engine, tmp_path, now):
    """Nothing yet: not a table."""
    config = configured(tmp_path / "elsewhere")
    if engine.dialect.name == "sqlite":
        other = db.connect(f"sqlite:///{config.data / 'fieldvisit.sqlite'}")
        yield Place(other, config, now)
        other.dispose()
        return
    name = f"fieldvisit_test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(os.environ["FIELDVISIT_TEST_POSTGRES"], isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    other = db.connect(engine.url.set(database=name).render_as_string(hide_password=False))
    try:
        yield Place(other, config, now)
    finally:
        other.dispose()
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()
