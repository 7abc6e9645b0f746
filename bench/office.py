"""Somebody at the office while the tablets come home: pages asked for, and events over the socket, timed."""

import asyncio
import time
import uuid

import reflex as rx
import socketio
from reflex.utils.format import format_event_handler

from bench.county import County, Worker
from bench.wire import Line
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.planning import Planning

BETWEEN = 0.5
LONGEST = 20.0


class Office:
    """``pages``, ``events``: milliseconds of each answer so far; what never came counts as the longest wait."""

    def __init__(self, county: County, reader: Worker):
        self.port, self.host, self.cookie = county.served.port, county.served.host, reader.cookie
        self.family = str(reader.families[0].id)
        self.pages: list[float] = []
        self.events: list[float] = []

    async def watch(self, until: asyncio.Event) -> None:
        await asyncio.gather(
            self._ask(until, "/planning/"),
            self._tab(until, "/planning", Planning.load, {}),
            self._tab(until, f"/familles/{self.family}", FamilyFile.load, {"family_id": self.family}),
        )

    async def _ask(self, until: asyncio.Event, path: str) -> None:
        line = Line(self.port, self.cookie)
        while not until.is_set():
            begun = time.perf_counter()
            status, _, _ = await line.ask("GET", path)
            if status != 200:
                raise AssertionError(f"{path}: {status}")
            self.pages.append(1000 * (time.perf_counter() - begun))
            await asyncio.sleep(BETWEEN)
        line.close()

    async def _tab(self, until: asyncio.Event, path: str, handler, query: dict) -> None:
        """One browser tab that loads its page's data again and again."""
        client = socketio.AsyncClient(
            reconnection=False, websocket_extra_options={"protocols": [rx.constants.Reflex.VERSION]}
        )
        told = asyncio.Event()

        async def heard(update):
            if isinstance(update, dict) and update.get("delta"):
                told.set()

        client.on("event", heard, namespace="/_event")
        await client.connect(
            f"http://{self.host}/?token={uuid.uuid4()}",
            headers={"Cookie": self.cookie, "Origin": f"http://{self.host}"},
            socketio_path="/_event",
            namespaces=["/_event"],
            transports=["websocket"],
        )
        where = {"pathname": path, "asPath": path, "query": query}
        for name in ("reflex___state____state.hydrate", format_event_handler(Desk.arrive)):
            await client.emit("event", {"name": name, "payload": {}, "router_data": where}, namespace="/_event")
            await asyncio.sleep(1)
        while not until.is_set():
            told.clear()
            begun = time.perf_counter()
            event = {"name": format_event_handler(handler), "payload": {}, "router_data": where}
            await client.emit("event", event, namespace="/_event")
            try:
                await asyncio.wait_for(told.wait(), LONGEST)
                self.events.append(1000 * (time.perf_counter() - begun))
            except TimeoutError:
                self.events.append(1000 * LONGEST)
            await asyncio.sleep(BETWEEN)
        await client.disconnect()


def reader(county: County) -> Worker:
    """A coordinator of the sector, with a family of her own to look at."""
    return county.workers(1, 1, role="coordinatrice")[0]
