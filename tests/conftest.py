"""What every test may ask for: both databases, a small cast with names, a day that never changes."""

import os
import shutil
import uuid
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.util import LRUCache
from sqlmodel import Session, SQLModel

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Actor, Sector
from fieldvisit.access.care import CareRelationship
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.feed import Epoch
from fieldvisit.migrations import metadata

POSTGRES = "FIELDVISIT_TEST_POSTGRES"


def pytest_collection_modifyitems(items):
    for item in items:
        # Playwright keeps an event loop running: in its process no other test could start one.
        if "playwright" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
    _sample_postgresql(items)
    if os.environ.get("FIELDVISIT_LONG") != "1":
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="FIELDVISIT_LONG=1 runs it"))


#: What is tried there is the database itself: locks, order, commits that cross, dates, JSON, text that is searched.
WHOLE_ON_POSTGRESQL = (
    *("tests/launch/", "tests/test_conftest.py", "tests/access/test_login.py", "tests/access/test_session.py"),
    "tests/access/test_invitations.py",
    *("tests/births/test_importing.py", "tests/due/test_worklist.py", "tests/due/test_follow.py"),
    *("tests/families/test_search.py", "tests/families/test_merging.py", "tests/forms/test_publishing.py"),
    *("tests/schedule/test_planning.py", "tests/schedule/test_day.py", "tests/settling/test_nothing_lost.py"),
    *("tests/sync/test_pull.py", "tests/sync/test_push.py", "tests/sync/test_planted_faults.py::test_swapped"),
    *("tests/sync/test_drafts.py", "tests/settling/test_quarantine.py", "tests/tisf/test_validating.py"),
    *("tests/access/test_chain.py", "tests/tasks/test_exceptional_access.py"),
    "tests/sync/test_database_away.py",
    "tests/retention/test_erasing.py",
)


def _sample_postgresql(items) -> None:
    """A table of cases runs whole on SQLite; PostgreSQL answers its first case, and the others with the long tests.

    So do tests that drive a browser: the first one of each file. Of the other files that are not about the database
    itself, every third test.
    """
    begun = set()
    met = Counter()
    for item in items:
        given = item.callspec.params if hasattr(item, "callspec") else {}
        if given.get("engine") != "postgresql":
            continue
        browser = item.get_closest_marker("browser") is not None
        file = item.nodeid.partition("::")[0]
        table = item.nodeid.partition("::" if browser else "[")[0]
        again = table in begun and (browser or len(given) > 1)
        if not again:
            met[file] += 1
        begun.add(table)
        ruled = not item.nodeid.startswith(WHOLE_ON_POSTGRESQL) and met[file] % 3 != 1
        if again or ruled:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def playwright():
    """One for all that drive a browser: a second one in the same process would find the first one's loop running."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


def _begin_epoch(engine: sa.Engine) -> None:
    with Session(engine) as session, session.begin():
        session.add(Epoch())


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    """A SQLite file with every table and nothing in it, copied for each test."""
    metadata()
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    engine = db.connect(f"sqlite:///{path}")
    SQLModel.metadata.create_all(engine)
    _begin_epoch(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL database of this run's own, dropped at its end."""
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"{POSTGRES} is not set")
    metadata()
    name = f"fieldvisit_test_{uuid.uuid4().hex[:12]}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 10})
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        # A leaked transaction must fail the next test with a sentence, not hang the run.
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET lock_timeout = '20s'")
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
    engine = db.connect(sa.make_url(url).set(database=name).render_as_string(hide_password=False))
    try:
        SQLModel.metadata.create_all(engine)
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()


@cache
def _compiled() -> sa.Engine:
    """Lends its dialect and what it has compiled: each test would else compile every statement once more."""
    engine = db.connect("sqlite://")
    engine._compiled_cache = LRUCache(5000)
    return engine


def fresh_sqlite(empty: Path, folder: Path) -> sa.Engine:
    """An engine on a copy of ``empty`` in ``folder``; its test disposes of it."""
    path = folder / "fieldvisit.sqlite"
    shutil.copy(empty, path)
    engine = db.connect(f"sqlite:///{path}")
    with _compiled().connect():
        engine.dialect, engine._compiled_cache = _compiled().dialect, _compiled()._compiled_cache
    # Thousands of commits: what a power cut does to a file is not what is tried here.
    sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    """An empty database with every table and an epoch, on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        engine = fresh_sqlite(request.getfixturevalue("empty_sqlite"), tmp_path)
        yield engine
        engine.dispose()
        return
    engine = request.getfixturevalue("postgres")
    empty(engine)
    yield engine


def empty(engine: sa.Engine) -> None:
    """Take every row away and begin a new epoch, as fast as the database allows."""
    with engine.begin() as connection:
        connection.exec_driver_sql(_emptying())
    _begin_epoch(engine)


@cache
def _emptying() -> str:
    # A few rows each: deleting them is ten times faster than TRUNCATE, which makes every file anew.
    each = [f'DELETE FROM "{table.name}"' for table in reversed(SQLModel.metadata.sorted_tables)]
    # The journal refuses it to everyone else.
    quiet = "SET LOCAL session_replication_role = replica"
    return "; ".join([quiet, *each, "ALTER SEQUENCE change_seq_seq RESTART"])


@pytest.fixture
def session(engine):
    """One open transaction on ``engine``; nothing is committed unless the test does."""
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield session


@pytest.fixture
def today() -> date:
    return date(2026, 11, 23)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """The named few. Claire follows two families; Nadia, in the other sector, has one of her own.

    Inès (sage-femme) and Sylvie (TISF) have a care relationship with Claire's first family only.
    """

    bourg: Sector
    oyonnax: Sector
    claire: Account
    nadia: Account
    ines: Account
    helene: Account
    sylvie: Account
    root: Account
    benali: Household
    petit: Household
    roche: Household
    benali_mother: Person
    benali_child: Person
    petit_mother: Person
    petit_twins: tuple[Person, Person]
    roche_child: Person

    def actor(self, name: str) -> Actor:
        """The actor of a member of the cast, as rules and queries take it."""
        account = getattr(self, name)
        sector = self.oyonnax if name == "nadia" else self.bourg
        return Actor(account.id, account.name, account.role, frozenset([sector.id]))


def people(session: Session, today: date, now: datetime) -> Cast:
    """Write the cast; usable in a test that needs it without the fixture."""
    bourg = Sector(code="BOURG", name="Bourg-en-Bresse")
    oyonnax = Sector(code="OYO", name="Oyonnax")

    def account(login, name, role):
        return Account(login=login, name=name, role=role, phone="04 74 00 00 00", created_at=now - timedelta(days=400))

    claire = account("claire.morel", "Claire Morel", "puericultrice")
    nadia = account("nadia.ferrand", "Nadia Ferrand", "puericultrice")
    ines = account("ines.costa", "Inès Costa", "sage_femme_pmi")
    helene = account("helene.vidal", "Hélène Vidal", "coordinatrice")
    sylvie = account("sylvie.girod", "Sylvie Girod", "tisf")
    root = account("admin", "Paul Administrateur", "administrateur")
    accounts = (claire, nadia, ines, helene, sylvie, root)

    def household(number, label, sector, city, postcode):
        return Household(
            case_number=f"01-2026-{number:04}",
            label=label,
            sector_id=sector.id,
            address=f"{number} rue des Tilleuls",
            postcode=postcode,
            city=city,
            phone="06 12 34 56 78",
            access_notes="Interphone en panne, appeler en bas.",
            safety_notes="Chien dans la cour.",
            daily_instructions="Allergie alimentaire : arachide.",
        )

    benali = household(1, "Famille Benali", bourg, "Bourg-en-Bresse", "01000")
    petit = household(2, "Famille Petit", bourg, "Viriat", "01440")
    roche = household(3, "Famille Roche", oyonnax, "Oyonnax", "01100")
    families = (benali, petit, roche)

    def mother(family, first_name, last_name):
        return Person(
            family_id=family.id, role="mere", first_name=first_name, last_name=last_name, birth_date=date(1995, 4, 2)
        )

    def child(family, first_name, last_name, sex, born, **birth):
        return Person(
            family_id=family.id,
            role="enfant",
            first_name=first_name,
            last_name=last_name,
            sex=sex,
            birth_date=born,
            **{"term_weeks": 40, "term_days": 1, "birth_weight_g": 3300, "birth_length_cm": 50.0, "birth_head_cm": 35.0}
            | birth,
        )

    benali_mother = mother(benali, "Samira", "Benali")
    benali_child = child(benali, "Adam", "Benali", "M", today - timedelta(days=30))
    petit_mother = mother(petit, "Julie", "Petit")
    twin = {"term_weeks": 34, "multiple": True, "birth_weight_g": 2150, "birth_length_cm": 44.5, "birth_head_cm": 31.5}
    petit_twins = (
        child(petit, "Léa", "Petit", "F", today - timedelta(days=60), **twin),
        child(petit, "Tom", "Petit", "M", today - timedelta(days=60), **twin),
    )
    roche_child = child(roche, "Zoé", "Roche", "F", today - timedelta(days=90))

    session.add_all([bourg, oyonnax, *accounts])
    session.flush()
    session.add_all(families)
    session.add_all(
        AccountSector(account_id=who.id, sector_id=(oyonnax if who is nadia else bourg).id)
        for who in accounts
        if who is not root
    )
    session.flush()
    session.add_all([benali_mother, benali_child, petit_mother, *petit_twins, roche_child])
    since = today - timedelta(days=40)
    for who, family in ((claire, benali), (claire, petit), (nadia, roche), (ines, benali), (sylvie, benali)):
        session.add(CareRelationship(account_id=who.id, family_id=family.id, since=since))
    session.flush()
    names = {field.name for field in fields(Cast)}
    return Cast(**{name: value for name, value in locals().items() if name in names})


@pytest.fixture(scope="session")
def cast_rows(empty_sqlite, tmp_path_factory):
    """``cast_rows(today, now)``: what ``people`` writes, by table, and its people: made once, copied for each test."""

    @cache
    def written(today: date, now: datetime) -> tuple[list[tuple[sa.Table, list[dict]]], Cast]:
        path = tmp_path_factory.mktemp("template") / "cast.sqlite"
        shutil.copy(empty_sqlite, path)
        engine = db.connect(f"sqlite:///{path}")
        with db.writing(engine) as session:
            made = people(session, today, now)
        with engine.connect() as connection:
            tables = [table for table in SQLModel.metadata.sorted_tables if table is not Epoch.__table__]
            rows = [(table, [dict(row) for row in connection.execute(sa.select(table)).mappings()]) for table in tables]
        engine.dispose()
        return [(table, of_it) for table, of_it in rows if of_it], made

    return written


@pytest.fixture
def cast(engine, today, now, cast_rows) -> Cast:
    rows, made = cast_rows(today, now)
    with db.writing(engine) as session:
        connection = session.connection()
        for table, of_it in rows:
            connection.execute(sa.insert(table), of_it)
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT setval('change_seq_seq', (SELECT max(seq) FROM change))")
    return Cast(**{field.name: _copied(getattr(made, field.name)) for field in fields(Cast)})


def _copied(member):
    """A member of the cast as if this test had written it: no test sees what another one did to it."""
    if isinstance(member, tuple):
        return tuple(map(_copied, member))
    values = {name: value for name, value in vars(member).items() if name != "_sa_instance_state"}
    copied = type(member)(**deepcopy(values))
    make_transient_to_detached(copied)
    return copied
