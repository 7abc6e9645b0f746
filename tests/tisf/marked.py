"""The demo county, with a mark in everything that a family worker must not see (``canaries.py``)."""

import shutil
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from fieldvisit import db, demo
from tests.tisf import canaries

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def _made(empty_sqlite, folder, codes: bool):
    path = folder / "fieldvisit.sqlite"
    shutil.copy(empty_sqlite, path)
    engine = db.connect(f"sqlite:///{path}")
    with Session(engine.execution_options(writes=True)) as session:
        demo.build(session, TODAY)
        session.commit()
    assert canaries.plant(engine, codes=codes) > 150
    return engine


@pytest.fixture(scope="module")
def county(empty_sqlite, tmp_path_factory):
    engine = _made(empty_sqlite, tmp_path_factory.mktemp("marked"), True)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def worded(empty_sqlite, tmp_path_factory):
    """As ``county``, but for the codes that the office's own rules go by."""
    engine = _made(empty_sqlite, tmp_path_factory.mktemp("worded"), False)
    yield engine
    engine.dispose()
