"""Everything that tells anything to anybody, asked with the ids of a family: pages, handlers, routes, papers, pull."""

import inspect
import io
import json
import re
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fieldvisit.access.account import Actor
from fieldvisit.pages import directory
from fieldvisit.pages.guard import Gate
from fieldvisit.pages.office import family_screen
from fieldvisit.settings import Settings
from fieldvisit.sync import pull
from fieldvisit.sync.door import Door
from tests.pages.conftest import Tab
from tests.pages.test_guard import arguments, every_handler
from tests.pages.test_threshold import every_route
from tests.walls.county import Marked

HERE = "http://localhost:3000"
_READ = re.compile(r"""(?:form|fields|asked|params|query_params)(?:\.get\(|\[)\s*["'](\w+)["']""")
#: What each kind of page is opened by.
SUBJECT = {
    "/familles/[family_id]": "household",
    "/interventions/[order_id]": "intervention_order",
    "/bilans-ecole/[session_id]": "school_session",
    "/agrements/[licence_id]": "licence",
}
#: Whose id an argument, a field or a part of an address wants; any other is given those of every table in turn.
WANTED = {
    "family": "household",
    "famille": "household",
    "foyer": "household",
    "child": "person",
    "enfant": "person",
    "mother": "person",
    "parent": "person",
    "order": "intervention_order",
    "report": "closing_report",
    "record": "visit_record",
    "line": "timesheet_order",
    "piece": "concern_piece",
    "visite": "visit",
}
#: A page is loaded anew after so many handlers: some close what it shows.
EACH = 25


@dataclass(frozen=True)
class Told:
    """What one question was answered: ``where`` it was asked, and whether it was more than a refusal."""

    where: str
    text: str
    full: bool = True


@dataclass(frozen=True)
class Asker:
    """``cookie``: of her session, or nothing; ``own``: a family of hers, in front of which others' ids are used."""

    cookie: str
    own: uuid.UUID | None = None
    actor: Actor | None = None


def pages(asker: Asker, marked: Marked, families: list[uuid.UUID]) -> Iterator[Told]:
    """Each page as it loads, and each file of these families with all its tabs."""
    client = Tab(cookie=asker.cookie)
    for page in directory.all_pages():
        if "[" not in page.route:
            client.path = page.route
            yield _answered(client, page.route, lambda page=page: client.load(*page.on_load))
            continue
        for family in families:
            for subject in marked.rows.get(family, {}).get(SUBJECT[page.route], [])[:2]:
                yield _open(client, page, subject)


def _open(client: Tab, page, subject: uuid.UUID) -> Told:
    client.path = re.sub(r"\[\w+\]", str(subject), page.route)
    loads = [*page.on_load]
    if page is family_screen.PAGE:
        loads += [load for _, _, _, more, _ in family_screen.SECTIONS for load in more]
    return _answered(client, page.route, lambda: client.load(*loads))


def handlers(asker: Asker, marked: Marked, family: uuid.UUID, share: float) -> Iterator[Told]:
    """Each handler, on the page of her own family, with ids of this one in every argument and field that it reads; a
    stable ``share`` of them."""
    client, asked = Tab(cookie=asker.cookie), 0
    for name, known in every_handler():
        given = arguments(known)
        fields = _fields(known.handler.fn)
        for table, rows in _turns([*given, *fields], marked.rows[family]):
            if not _drawn(f"{name} {table}", share):
                continue
            if asked % EACH == 0:
                _open(client, family_screen.PAGE, asker.own or family)
            asked += 1

            def one(wanted: str, rows=rows) -> str:
                return str(marked.rows[family].get(_wanted(wanted), rows)[0])

            payload = {
                key: one(key) if isinstance(is_, str) else {field: one(field) for field in fields} if is_ == {} else is_
                for key, is_ in given.items()
            }
            yield _answered(
                client, f"{name} ({table})", lambda name=name, payload=payload: client.send((name, payload))
            )


def routes(asker: Asker, engine, now, marked: Marked, family: uuid.UUID, folder, share: float) -> Iterator[Told]:
    """Each address with ids of this family in its path and in every question that its module reads; a ``share``."""
    door = Door(lambda: engine, lambda: Settings(folder, "", "", 3000, (HERE,)), lambda: now)
    every = [*(one for one in every_route() if not one.path.startswith(("/api/sync", "/api/devices"))), *door.routes]
    given = {"base_url": HERE, "follow_redirects": False, "raise_server_exceptions": False}
    with TestClient(Gate(Starlette(routes=every)), **given) as client:
        for route in every:
            fields = _questions(inspect.getmodule(inspect.unwrap(route.endpoint)))
            for table, rows in _turns([*route.param_convertors, *fields], marked.rows[family]):
                if not _drawn(f"{route.path} {table}", share):
                    continue

                def one(wanted: str, rows=rows) -> str:
                    return str(marked.rows[family].get(_wanted(wanted), rows)[0])

                path = route.path
                for part in route.param_convertors:
                    path = path.replace(f"{{{part}}}", one(part))
                asked = {field: one(field) for field in fields}
                for method in sorted(route.methods & {"GET", "POST"}):
                    sent = {"params": asked} if method == "GET" else {"content": json.dumps(asked)}
                    answer = client.request(method, path, headers={"cookie": asker.cookie}, **sent)
                    yield Told(f"{method} {route.path} ({table})", _text(answer), answer.status_code < 300)


def aboard(asker: Asker, engine, now, today, families: list[uuid.UUID]) -> Iterator[Told]:
    """What her tablet carries, page by page, when it says that it has these families already."""
    have, cursor, more = frozenset(families), None, True
    while more:
        asked = pull.Asked(cursor, have, tisf_lists="", contacts="", session_hours={})
        page = pull.answer(engine, asker.actor, asked, now, today)
        yield Told("pull", json.dumps(page, default=str))
        cursor, more = pull.Cursor.read(page["cursor"]), page["more"]


def _drawn(name: str, share: float) -> bool:
    return zlib.crc32(name.encode()) < share * 2**32


def _turns(names: list[str], rows: dict[str, list]) -> Iterator[tuple[str, list]]:
    """Every table in turn where some name does not say whose id it wants; else one turn."""
    if all(_wanted(name) in rows for name in names):
        yield "household", rows["household"]
    else:
        yield from rows.items()


def _wanted(name: str) -> str:
    plain = name.removesuffix("_id")
    return WANTED.get(plain, plain)


@cache
def _fields(function) -> tuple[str, ...]:
    return tuple(sorted(set(_READ.findall(inspect.getsource(function)))))


@cache
def _questions(module) -> tuple[str, ...]:
    return tuple(sorted(set(_READ.findall(inspect.getsource(module))))) if module else ()


def _text(answer) -> str:
    if answer.content[:5] == b"%PDF-":
        drawn = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        return re.sub(r"[\s\-\u00ad\u2010]", "", drawn)
    return answer.text


def _answered(client: Tab, where: str, ask) -> Told:
    before = len(client.received)
    try:
        ask()
    except KeyError:  # a form without any of its fields, which no screen sends
        return Told(where, "", False)
    return Told(where, " ".join(map(str, client.received[before:])), len(client.received) > before)
