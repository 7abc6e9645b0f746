"""An empty database of each kind, without a single table."""

import os
import uuid

import pytest
import sqlalchemy as sa

from fieldvisit import db


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    if request.param == "sqlite":
        engine = db.connect(f"sqlite:///{tmp_path / 'empty.sqlite'}")
        yield engine
        engine.dispose()
        return
    server = os.environ.get("FIELDVISIT_TEST_POSTGRES")
    if not server:
        pytest.skip("FIELDVISIT_TEST_POSTGRES is not set")
    name = f"fieldvisit_test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine = db.connect(sa.make_url(server).set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
