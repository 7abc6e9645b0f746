"""Deny by default: an event reaches its handler only if the handler says who may call it.

Any browser can call any public method of any state, and opening a connection
sends every var of every state, so two walls stand here: :class:`Gate` lets only
a live session open a connection, :class:`Guard` asks again at each event.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import get_type_hints
from urllib.parse import quote

import reflex as rx
from reflex.state import State, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from fieldvisit.access import permission
from fieldvisit.access.session import LoggedIn
from fieldvisit.pages import who
from fieldvisit.pages.office.desk import Desk
from fieldvisit.words import sound

#: Reflex's own handlers, which a page cannot do without. They act on nothing but the caller's own state.
INTERNAL = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "set_is_hydrated",
        "on_load_internal",
        "update_vars_internal",
        "handle_frontend_exception",
    }
)
HYDRATING = frozenset({"hydrate", "hydrate_and_load"})
GATED = ("/_event", "/_upload")
LOGIN = "/connexion"
#: Where the office's pages live; the tablet's pages hold nothing private and open without network.
OFFICE = (
    "/journee",
    "/interventions",
    "/releves",
    "/planning",
    "/tournees",
    "/a-faire",
    "/calendrier",
    "/urgences",
    "/familles",
    "/doublons",
    "/communes",
    "/naissances",
    "/inquietude",
    "/crip",
    "/agrements",
    "/bilans-ecole",
    "/certificats",
    "/references",
    "/grilles",
    "/numeros",
    "/seuils",
    "/admin",
    "/mes-connexions",
    "/tablettes",
    "/a-departager",
    "/quarantaine",
    "/conservation",
    "/journal-acces",
    "/acces-exceptionnel",
)


class Guard(rx.Middleware):
    """Must stand before Reflex's own hydrate middleware, which sends the state."""

    async def preprocess(self, app: rx.App, state: State, event: Event) -> StateUpdate | None:
        known = RegistrationContext.get().event_handlers[event.name]
        short = event.name.rsplit(".", 1)[-1]
        handler = known.handler.fn
        internal = known.states[0].__module__.startswith("reflex.") and short in INTERNAL
        by_itself = internal or getattr(handler, "__by_itself__", False)
        cookie = getattr(state.router.headers, "cookie", "") or ""
        caller = await asyncio.to_thread(who.logged_in, cookie, touch=not by_itself)
        left = await _belong_to(state, _whose(caller), caller.actor.exceptional if caller else frozenset())
        if left and caller is not None and short not in HYDRATING:
            return StateUpdate(events=Event.from_event_type(rx.call_script("location.reload()")))
        if internal and caller is not None:
            return None
        asked = permission.of(handler)
        admitted = asked is not None and not internal and asked.admits(caller.actor if caller else None)
        if admitted and _fits(handler, event.payload):
            event.payload.update({name: _sound(value) for name, value in event.payload.items()})
            return None
        return StateUpdate(events=_to_login(state, caller))


def _fits(handler: Callable, payload: dict) -> bool:
    """Whether the arguments are those that the handler declares, each of its type: Reflex passes on what came."""
    declared, known, needed = _declared(handler)
    if not needed <= payload.keys() <= known:
        return False
    return all(type(value) is declared[name] for name, value in payload.items() if name in declared)


@cache
def _declared(handler: Callable) -> tuple[dict, frozenset, frozenset]:
    """The types of a handler's arguments, their names, and the names of those without a default."""
    taken = [one for one in list(signature(handler).parameters.values())[1:] if one.kind is one.POSITIONAL_OR_KEYWORD]
    needed = frozenset(one.name for one in taken if one.default is one.empty)
    return get_type_hints(handler), frozenset(one.name for one in taken), needed


def _sound(value):
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, dict):
        return {name: _sound(one) for name, one in value.items()}
    return value


def _to_login(state: State, caller: LoggedIn | None) -> list[Event]:
    """An office page whose session ended goes to the login page; a tablet in a visit stays where it is."""
    path = state.router.url.path
    if caller is None and path.startswith(OFFICE):
        # A whole new page: what the old one had loaded leaves the browser's memory.
        return Event.from_event_type(rx.call_script(f"location.assign({json.dumps(f'{LOGIN}?next={quote(path)}')})"))
    return []


def _whose(caller: LoggedIn | None) -> str:
    """Session, role and sectors: with another role or sector one is another reader, of what was loaded too."""
    if caller is None:
        return ""
    return " ".join([str(caller.session_id), caller.actor.role, *sorted(map(str, caller.actor.sectors))])


async def _belong_to(state: State, whose: str, exceptional: frozenset) -> bool:
    """What one reader loaded is never shown to the next one in the same tab. Whether there was such a reader.

    A file that was open ``exceptional``ly, to its page, is forgotten at the end of its hours, too.
    """
    desk = await state.get_state(Desk)
    former, ended = desk._whose, desk._exceptional - exceptional
    desk._exceptional = exceptional
    if former == whose and not any(state.router.url.path.rstrip("/").endswith(str(one)) for one in ended):
        return False
    for substate in State.get_substates():
        if not substate.__module__.startswith("reflex."):
            await _forget(state, substate)
    desk._whose = whose
    return bool(former)


async def _forget(state: State, kind: type[State]) -> None:
    for below in kind.get_substates():
        await _forget(state, below)
    (await state.get_state(kind)).reset()


class Gate:
    """The outer wall: no live session, no connection, and no office page."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] in ("http", "websocket") else ""
        office = path.startswith(OFFICE) and scope["type"] == "http"
        if not office and not path.startswith(GATED):
            await self.app(scope, receive, send)
            return
        cookie = Headers(scope=scope).get("cookie", "")
        if await asyncio.to_thread(who.logged_in, cookie, touch=False) is not None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4401})
        elif office:
            query = scope.get("query_string", b"").decode("latin-1")
            wanted = quote(f"{path}?{query}" if query else path)
            await RedirectResponse(f"{LOGIN}?next={wanted}", 303, {"Cache-Control": "no-store"})(scope, receive, send)
        else:
            await PlainTextResponse("Connectez-vous.", 401)(scope, receive, send)


class NoPayload(logging.Filter):
    """Reflex logs an event it cannot place or read whole, cookie and content included: keep the fact, drop the rest."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = str(record.msg)
        if "event queue entry" in message or "transforming event payload" in message:
            record.msg, record.args = "an event that no handler could take was dropped or came unconverted", ()
            record.exc_info = record.exc_text = None
        return True


for _module in ("event_processor", "base_state_processor"):
    logging.getLogger(f"reflex_base.event.processor.{_module}").addFilter(NoPayload())
