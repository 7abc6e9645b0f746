"""What stands around every route of the tablets' door: who calls and from where, and how an answer is told.

Its parts are given so that a test can put a database and a clock behind the real routes.
"""

import json
import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, wraps
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from anyio import CapacityLimiter
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from fieldvisit import db, settings
from fieldvisit.access import invitations, origin, permission, session, throttle
from fieldvisit.access.session import LoggedIn
from fieldvisit.pictures import objects, pieces
from fieldvisit.pictures.objects import Objects
from fieldvisit.pictures.shown import Shelf
from fieldvisit.settings import Settings
from fieldvisit.sync import blobs, bounds, enrol, proof, push, sealing
from fieldvisit.sync.blobs import Blobs
from fieldvisit.sync.documents import stamp
from fieldvisit.sync.drafts import continuing
from fieldvisit.sync.drawing import Background, Drawing
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

PARIS = ZoneInfo("Europe/Paris")
PUSHES_AT_ONCE, PUSHES_AT_ONCE_SQLITE = 3, 1
#: A hundred first syncs take turns: each is a second of work, and the office's pages share the interpreter with them.
PULLS_AT_ONCE = 2
BLOBS_AT_ONCE = 2
TRY_AGAIN_S = 5
SMALLEST_PACKED = 1_400
#: The account whose vault is open on the tablet, which a shared browser's cookie may not be.
MEANT = "fieldvisit-account"


class LoggedOut(Refusal):
    sentence = "Votre session est terminée : reconnectez-vous. Rien n’est perdu sur la tablette."


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas cette action."


class Away(Refusal):
    sentence = "Le bureau ne répond pas pour l’instant ; la tablette réessaiera d’elle-même."


class Foreign(Refusal):
    sentence = "Cette demande vient d’un autre site : elle est refusée."


STATUS = {
    bounds.TooLarge: 413,
    push.TooManyLines: 413,
    push.OverQuota: 429,
    LoggedOut: 401,
    NotYours: 403,
    Foreign: 403,
    enrol.NotForTablets: 403,
    enrol.Revoked: 403,
    enrol.CodeNeeded: 403,
    invitations.NotGood: 403,
    proof.NotEnrolled: 403,
    throttle.TooMany: 429,
    continuing.NotHere: 404,
    continuing.NotThisTablet: 403,
    blobs.NotAnnounced: 403,
    blobs.NotFound: 404,
    blobs.Ended: 403,
    pieces.OutOfOrder: 409,
    pieces.WrongDigest: 422,
    pieces.TooLarge: 413,
    objects.Full: 507,
    objects.Unreachable: 503,
    Away: 503,
    bounds.Busy: 503,
}


def status(refusal: type[Refusal]) -> int:
    return STATUS.get(refusal, 400)


@dataclass
class Frame:
    engine_of: Callable[[], sa.Engine] = db.engine
    config_of: Callable[[], Settings] = settings.read
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    #: Whether pictures are drawn as they come; else when they are first asked for.
    draws: bool = False

    @cached_property
    def keyring(self) -> Keyring:
        return Keyring(sealing.master_key(self.config_of()))

    @cached_property
    def pushes(self) -> CapacityLimiter:
        """More at once would only take turns: SQLite has one writer, and one process one interpreter."""
        on_sqlite = self.engine_of().dialect.name == "sqlite"
        return CapacityLimiter(PUSHES_AT_ONCE_SQLITE if on_sqlite else PUSHES_AT_ONCE)

    @cached_property
    def pulls(self) -> CapacityLimiter:
        return CapacityLimiter(PULLS_AT_ONCE)

    @cached_property
    def pieces_at_once(self) -> CapacityLimiter:
        return CapacityLimiter(BLOBS_AT_ONCE)

    @cached_property
    def blobs(self) -> Blobs:
        shelf = shelf_of(self.config_of())
        arrived = Background(Drawing(self.engine_of(), self.keyring, shelf)).wake if self.draws else lambda: None
        return Blobs(self.engine_of(), self.keyring, shelf, arrived)

    def guarded(self, endpoint, *, finds: bool = True):
        """Deny by default: no declared permission, no answer.

        ``finds``: who calls is found here; what is open to all may find it by itself, with the rest of its work.
        """
        asked = permission.of(endpoint)

        @wraps(endpoint)
        async def answered(request: Request) -> Response:
            try:
                if asked is None:
                    raise NotYours
                if not origin.is_ours(request.headers.get("origin"), self.config_of().origins):
                    raise Foreign
                caller = await run_in_threadpool(self.caller, request) if finds else None
                if caller is None and not asked.admits(None):
                    raise LoggedOut
                if not asked.admits(caller.actor if caller else None):
                    raise NotYours
                found = await endpoint(request, caller)
                return found if isinstance(found, Response) else self._answer(request, found)
            except Refusal as refusal:
                told = {"sentence": refusal.sentence} | getattr(refusal, "told", {})
                return self._answer(request, told, status(type(refusal)))
            except (DBAPIError, NoConnection):
                log.exception("the database did not answer")
                return self._answer(request, {"sentence": Away.sentence}, status(Away))
            except ClientDisconnect:
                return Response(status_code=400)  # nobody is there to read it

        return answered

    def caller(self, request: Request, on: sa.Connection | None = None) -> LoggedIn | None:
        """Who is logged in and meant: the open vault may be another worker's: nothing of this login may enter it."""
        token = request.cookies.get(session.COOKIE, "")
        if not token:
            return None
        with db.reading(on or self.engine_of()) as reader:
            caller = session.find(reader, token, self.clock())
        if caller and request.headers.get(MEANT, str(caller.actor.account_id)) != str(caller.actor.account_id):
            return None
        # What is open for some hours at the office never goes aboard: a tablet keeps its files for days.
        return caller and replace(caller, actor=caller.actor.to_write())

    def _answer(self, request: Request, content: dict, status: int = 200) -> Response:
        content["server_time"] = stamp(self.clock())
        body = _json(content)
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(TRY_AGAIN_S)} if status in (429, 503) else {})
        if len(body) >= SMALLEST_PACKED and "gzip" in request.headers.get("accept-encoding", ""):
            packer = zlib.compressobj(5, wbits=31)
            body = packer.compress(body) + packer.flush()
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(body, status, headers, "application/json")


def _json(content: dict) -> bytes:
    """A draft may hold half of a character (an emoji cut by a keyboard): UTF-8 has none, an escape brings it back."""
    try:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(content, separators=(",", ":")).encode()


def shelf_of(config: Settings) -> Shelf:
    """Where this deployment's pictures lie."""
    return Shelf(pictures_of(config), sealing.master_key(config))


def pictures_of(config: Settings) -> Objects:
    """The same place without the key that opens what is shown: for whoever copies what lies there."""
    return objects.at(config.storage, config.data / "pictures")


def day(now: datetime) -> date:
    return now.astimezone(PARIS).date()
