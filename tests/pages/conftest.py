"""Clients of the office without a browser: the app's own event processor, with its guard, on a database of the test."""

import asyncio
import functools
from urllib.parse import urlencode

import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex.utils.format import format_event_handler
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from fieldvisit import db
from fieldvisit import fieldvisit as house
from fieldvisit.access import password
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.pages import who
from fieldvisit.pages.guard import Gate
from tests.conftest import fresh_sqlite
from tests.schools.conftest import born, fields, held, listed  # noqa: F401

SECRET = "tilleul bleu matin"


@functools.cache
def _hash() -> str:
    return password.make_hash(SECRET)


@pytest.fixture
def engine(empty_sqlite, tmp_path):
    """SQLite only: what pages add to the rooms, which are held to both databases, does not depend on them."""
    engine = fresh_sqlite(empty_sqlite, tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def office(engine, cast, now, today, monkeypatch):
    """The cast with passwords, and every page looking at the test's database on the test's day."""
    monkeypatch.setattr(db, "engine", lambda: engine)
    monkeypatch.setattr(who, "now", lambda: now)
    monkeypatch.setattr(who, "today", lambda: today)
    stored = _hash()
    with db.writing(engine) as writer:
        for name in ("claire", "nadia", "ines", "helene", "sylvie", "root"):
            writer.get_one(Account, getattr(cast, name).id).password_hash = stored
    return cast


@pytest.fixture
def cookie(office, engine, now):
    """``cookie("claire")`` opens a session and gives its header."""

    def open_for(name: str) -> str:
        with db.writing(engine) as writer:
            token = sessions.open_for(writer, writer.get_one(Account, getattr(office, name).id), now)
        return f"{sessions.COOKIE}={token}"

    return open_for


@pytest.fixture
def http(office):
    """The app as a browser reaches it, Reflex's own routes and static files left out."""
    routes = [route for one in house.app.api_transformer if hasattr(one, "routes") for route in one.routes]
    plain = Gate(Starlette(routes=[route for route in routes if isinstance(route, Route)]))
    with TestClient(plain, base_url="http://localhost:3000", follow_redirects=False) as client:
        yield client


class Tab:
    """One browser tab: what it received, by state and var."""

    def __init__(self, cookie: str = "", path: str = "/planning"):
        self.query: dict[str, str] = {}
        self.cookie, self.path, self.token = cookie, path, "00000000-0000-4000-8000-000000000001"
        self.received: list[dict] = []
        self.events: list[dict] = []
        self.manager = StateManagerMemory()

    async def emit_update(self, update, token):
        """Stands where the websocket would."""
        if update.delta:
            self.received.append({name: dict(values) for name, values in update.delta.items()})
        self.events += [event.payload for event in update.events]

    def router(self) -> dict:
        return {
            "pathname": self.path,
            "asPath": "?".join(filter(None, (self.path, urlencode(self.query)))),
            "query": self.query,
            "headers": {"cookie": self.cookie, "origin": "http://localhost:3000"},
        }

    def send(self, *events: tuple[str, dict]) -> list[dict]:
        """Send events by full name; what came back since."""
        before = len(self.received)

        async def run():
            processor = BaseStateEventProcessor(middleware=house.app).configure(
                state_manager=self.manager, event_namespace=self
            )
            async with processor:
                for name, payload in events:
                    event = Event(name=name, payload=payload, router_data=self.router())
                    future = await processor.enqueue(self.token, event)
                    await asyncio.wait_for(future.wait_all(), 10)

        asyncio.run(run())
        return self.received[before:]

    def call(self, handler, **payload) -> list[dict]:
        return self.send((full_name(handler), payload))

    def load(self, *handlers) -> list[dict]:
        return self.send(*((full_name(handler), {}) for handler in handlers))

    def text(self) -> str:
        return str(self.received)

    def words(self) -> str:
        """What could be read on screen: the values alone, not the names that the code gives them."""
        return " | ".join(_leaves(self.received))


def _leaves(value) -> list[str]:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return [str(value)]
    return [leaf for each in value for leaf in _leaves(each)]


def full_name(handler) -> str:
    return format_event_handler(handler)


@pytest.fixture
def tab(office):
    return Tab


@pytest.fixture(autouse=True)
def registered():
    """Reflex keeps its registry in a context variable that each test must see."""
    token = None
    try:
        RegistrationContext.get()
    except LookupError:
        token = RegistrationContext.set(house.app._registration_context)
    yield
    if token is not None:
        RegistrationContext.reset(token)
