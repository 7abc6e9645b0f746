"""Deny by default: an event reaches its handler only if the handler says who may call it.

Any browser can call any public method of any state, and opening a connection
sends every var of every state, so two walls stand here: :class:`Gate` lets only
a live session open a connection, :class:`Guard` asks again at each event.
"""

import logging

import reflex as rx
from reflex.state import State, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from fieldvisit.access import permission
from fieldvisit.pages import who
from fieldvisit.pages.office.desk import Desk

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


class Guard(rx.Middleware):
    """Must stand before Reflex's own hydrate middleware, which sends the state."""

    async def preprocess(self, app: rx.App, state: State, event: Event) -> StateUpdate | None:
        known = RegistrationContext.get().event_handlers[event.name]
        short = event.name.rsplit(".", 1)[-1]
        caller = who.of(state)
        internal = known.states[0].__module__.startswith("reflex.") and short in INTERNAL
        if internal and caller is not None:
            if short in HYDRATING:
                await _belong_to(state, str(caller.session_id))
            return None
        asked = permission.of(known.handler.fn)
        if caller is None:
            await _belong_to(state, "")
            if asked is not permission.PUBLIC:
                return StateUpdate(events=[])
        if asked is not None and asked.admits(caller.actor if caller else None):
            return None
        return StateUpdate(events=[])


async def _belong_to(state: State, session_id: str) -> None:
    """What one session loaded is never shown to the next one in the same tab."""
    desk = await state.get_state(Desk)
    if desk._session_id != session_id:
        for substate in State.get_substates():
            if not substate.__module__.startswith("reflex."):
                await _forget(state, substate)
        desk._session_id = session_id


async def _forget(state: State, kind: type[State]) -> None:
    for below in kind.get_substates():
        await _forget(state, below)
    (await state.get_state(kind)).reset()


class Gate:
    """The outer wall: no live session, no connection."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and scope["path"].startswith(GATED):
            cookie = Headers(scope=scope).get("cookie", "")
            if who.logged_in(cookie) is None:
                await _turn_away(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4401})
    else:
        await PlainTextResponse("Connectez-vous.", 401)(scope, receive, send)


class NoPayload(logging.Filter):
    """Reflex logs an event it cannot place whole, cookie and content included: keep the fact, drop the rest."""

    def filter(self, record: logging.LogRecord) -> bool:
        if "event queue entry" in str(record.msg):
            record.msg, record.args = "an event that no handler answers was dropped", ()
            record.exc_info = record.exc_text = None
        return True


logging.getLogger("reflex_base.event.processor.event_processor").addFilter(NoPayload())
