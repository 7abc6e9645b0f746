"""Who holds the cookie of this request: asked at every event, request and round of a background task."""

from datetime import UTC, date, datetime
from http.cookies import CookieError, SimpleCookie
from zoneinfo import ZoneInfo

from fieldvisit import db
from fieldvisit.access import session
from fieldvisit.access.session import LoggedIn

PARIS = ZoneInfo("Europe/Paris")


def today() -> date:
    return datetime.now(PARIS).date()


def now() -> datetime:
    return datetime.now(UTC)


def token_of(cookie_header: str) -> str:
    try:
        morsel = SimpleCookie(cookie_header).get(session.COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def logged_in(cookie_header: str, *, touch: bool = True) -> LoggedIn | None:
    """``touch=False`` for what a page asks by itself: a screen left open must not keep its session alive."""
    token = token_of(cookie_header)
    if not token:
        return None
    instant = now()
    with db.reading() as reader:
        found = session.find(reader, token, instant)
    if touch and found and session.wants_touch(found, instant):
        with db.writing() as writer:
            session.touch(writer, found.session_id, instant)
    return found


def of(state) -> LoggedIn | None:
    """Who is behind this Reflex state, by the cookie of its connection. Touching the session is the guard's."""
    return logged_in(getattr(state.router.headers, "cookie", "") or "", touch=False)
