"""The agenda feed (« Mon agenda »): whoever holds the secret address reads it, as calendars do, without a session.

Wrong addresses are counted per network address and slowed down; a right one that is asked too often waits.
"""

import hashlib
import time
from collections import deque

import anyio
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import throttle
from fieldvisit.access.permission import allow
from fieldvisit.calendars import subscription
from fieldvisit.exports import agenda as feed
from fieldvisit.pages import who
from fieldvisit.words import Refusal, sound

#: Of one feed, in this process: a phone asks every quarter of an hour.
MOST, WINDOW = 30, 60.0
MOST_KNOWN = 5000
_asked: dict[str, deque[float]] = {}


class TooOften(Refusal):
    sentence = "Cet agenda est demandé trop souvent : réessayez dans une minute."


@allow("public")
async def agenda(request: Request) -> Response:
    address = request.client.host if request.client else ""
    try:
        content = await anyio.to_thread.run_sync(_read, sound(request.path_params["secret"]), address)
    except Refusal as refusal:
        return PlainTextResponse(refusal.sentence, 429, headers={"Retry-After": "60"})
    if content is None:
        return PlainTextResponse("Cet agenda n’existe pas ou a été supprimé.", 404)
    headers = {"ETag": feed.etag(content), "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="agenda.ics"'
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _read(secret: str, address: str) -> bytes | None:
    """:raises Refusal: if too many wrong addresses came from there, or this one is asked too often"""
    with db.reading() as session:
        found = subscription.find(session, secret)
        content = _content(session, secret, found)
    if content is None:
        with db.writing() as session:
            # Apart from logins: a centre's forgotten phones must not keep its people out.
            throttle.admit(session, f"agenda {_short(secret)}", f"agenda {address}", who.now())
    elif subscription.wants_note(found[0], who.now()):
        with db.writing() as session:
            subscription.note_read(session, found[0].id, who.now())
    return content


def _content(session: Session, secret: str, found) -> bytes | None:
    if found is None:
        return None
    _slow_down(_short(secret), time.monotonic())
    return feed.build(session, found[1], who.today())


def _slow_down(key: str, now: float) -> None:
    if len(_asked) > MOST_KNOWN:
        _asked.clear()
    times = _asked.setdefault(key, deque(maxlen=MOST))
    if len(times) == MOST and now - times[0] < WINDOW:
        raise TooOften
    times.append(now)


def _short(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()[:24]


routes = [Route("/api/agenda/{secret}.ics", agenda, methods=["GET"])]
