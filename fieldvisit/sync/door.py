"""The tablets' door: the only routes a tablet calls once it is logged in (docs/protocol.md).

Database work runs in threads, so that one long push does not hold up the others.
"""

import json
import logging
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, wraps
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from anyio import CapacityLimiter, to_thread
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from fieldvisit import db, feed, settings
from fieldvisit.access import origin, permission, session, tablets
from fieldvisit.access.permission import allow
from fieldvisit.access.session import LoggedIn
from fieldvisit.pictures import objects, pieces
from fieldvisit.pictures.shown import Shelf
from fieldvisit.settings import Settings
from fieldvisit.sync import blobs, enrol, envelope, news, pull, push, sealing
from fieldvisit.sync.blobs import Blobs
from fieldvisit.sync.documents import stamp
from fieldvisit.sync.drafts import backup, continuing, reception
from fieldvisit.sync.drawing import Background, Drawing
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

PARIS = ZoneInfo("Europe/Paris")
LARGEST_PUSH = 64 * 2**20
LARGEST_UNKNOWN_PUSH = 16 * 2**20
LARGEST_QUESTION = 2**20
PUSHES_AT_ONCE, PUSHES_AT_ONCE_SQLITE = 3, 1
#: A hundred first syncs take turns: each is a second of work, and the office's pages share the interpreter with them.
PULLS_AT_ONCE = 2
BLOBS_AT_ONCE = 2
#: More than these do not wait here: a tablet that tries again in a few seconds is served sooner than one in a queue.
MOST_WAITING = 100
TRY_AGAIN_S = 5
SMALLEST_PACKED = 1_400
MOST_VAULTS = 20
#: The account whose vault is open on the tablet, which a shared browser's cookie may not be.
MEANT = "fieldvisit-account"


class TooLarge(Refusal):
    sentence = "Cet envoi est trop volumineux : la tablette l’enverra en plusieurs fois."


class Damaged(Refusal):
    sentence = "Cet envoi est abîmé : la tablette le renverra."


class LoggedOut(Refusal):
    sentence = "Votre session est terminée : reconnectez-vous. Rien n’est perdu sur la tablette."


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas cette action."


class Busy(Refusal):
    sentence = "Le bureau reçoit beaucoup d’envois en ce moment : la tablette réessaie d’elle-même."


class Away(Refusal):
    sentence = "Le bureau ne répond pas pour l’instant ; la tablette réessaiera d’elle-même."


class Foreign(Refusal):
    sentence = "Cette demande vient d’un autre site : elle est refusée."


STATUS = {
    TooLarge: 413,
    push.TooManyLines: 413,
    push.OverQuota: 429,
    LoggedOut: 401,
    NotYours: 403,
    Foreign: 403,
    enrol.NotForTablets: 403,
    enrol.Revoked: 403,
    continuing.NotHere: 404,
    continuing.NotThisTablet: 403,
    blobs.NotAnnounced: 403,
    blobs.NotFound: 404,
    pieces.OutOfOrder: 409,
    pieces.WrongDigest: 422,
    pieces.TooLarge: 413,
    objects.Full: 507,
    objects.Unreachable: 503,
    Away: 503,
    Busy: 503,
}


@dataclass
class Door:
    """Its parts are given so that a test can put a database and a clock behind the real routes."""

    engine_of: Callable[[], sa.Engine] = db.engine
    config_of: Callable[[], Settings] = settings.read
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    #: Whether pictures are drawn as they come; else when they are first asked for.
    draws: bool = False

    @cached_property
    def keyring(self) -> Keyring:
        return Keyring(sealing.master_key(self.config_of()))

    @cached_property
    def _pushes(self) -> CapacityLimiter:
        """More at once would only take turns: SQLite has one writer, and one process one interpreter."""
        on_sqlite = self.engine_of().dialect.name == "sqlite"
        return CapacityLimiter(PUSHES_AT_ONCE_SQLITE if on_sqlite else PUSHES_AT_ONCE)

    @cached_property
    def _pulls(self) -> CapacityLimiter:
        return CapacityLimiter(PULLS_AT_ONCE)

    @cached_property
    def blobs(self) -> Blobs:
        shelf = shelf_of(self.config_of())
        arrived = Background(Drawing(self.engine_of(), self.keyring, shelf)).wake if self.draws else lambda: None
        return Blobs(self.engine_of(), self.keyring, shelf, arrived)

    @cached_property
    def _pieces(self) -> CapacityLimiter:
        return CapacityLimiter(BLOBS_AT_ONCE)

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/api/devices/enrol", self._guarded(self.take_tablet), methods=["POST"]),
            Route("/api/sync/push", self._guarded(self.take_lines, finds=False), methods=["POST"]),
            Route("/api/sync/pull", self._guarded(self.tell), methods=["POST"]),
            Route("/api/sync/drafts", self._guarded(self.take_drafts), methods=["POST"]),
            Route("/api/sync/drafts", self._guarded(self.list_drafts), methods=["GET"]),
            Route("/api/sync/drafts/{id}/take", self._guarded(self.give_draft), methods=["POST"]),
            Route("/api/sync/blobs", self._guarded(self.tell_blobs), methods=["POST"]),
            Route("/api/sync/blobs/{sha256}", self._guarded(self.take_piece), methods=["PUT"]),
            Route("/api/sync/blobs/{sha256}", self._guarded(self.give_blob), methods=["GET"]),
        ]

    @allow("session")
    async def take_tablet(self, request: Request, caller: LoggedIn) -> dict:
        tablet = enrol.read(await _question(request))
        return await run_in_threadpool(self._enrol, caller, tablet)

    @allow("public")
    async def take_lines(self, request: Request, _) -> dict:
        """Open to all: an expired login strands no work. What is taken is what an enrolled key signed."""
        arrived = self.clock()
        tablet = Tablet.of(request)
        known = not _is_small(request) and await run_in_threadpool(self._caller, request)
        content = await _content(request, LARGEST_PUSH if known else LARGEST_UNKNOWN_PUSH)
        ahead = news.offset(tablet.at, arrived) if tablet.at else None
        return await _in_turn(self._pushes, self._push, request, content, ahead, tablet)

    @allow("session")
    async def tell(self, request: Request, caller: LoggedIn) -> dict:
        asked = pull.read(await _question(request))
        return await _in_turn(self._pulls, self._pull, caller, asked)

    def _pull(self, caller: LoggedIn, asked: pull.Asked) -> dict:
        """Renews the session too: a tablet pulls while its vault is open only, and that is never long out of hand."""
        now = self.clock()
        page = pull.answer(self.engine_of(), caller.actor, asked, now, _day(now))
        if session.wants_touch(caller, now):
            with db.writing(self.engine_of()) as writer:
                session.touch(writer, caller.session_id, now)
        return page | {"lease_days": self.config_of().lease_days}

    @allow("public")
    async def take_drafts(self, request: Request, caller: LoggedIn | None) -> dict:
        """Open to all, as a push is: a forgotten passphrase or an expired login strands no draft."""
        content = await _content(request, LARGEST_UNKNOWN_PUSH)
        address = request.client.host if request.client else ""
        sender = push.Sender(caller.session_id if caller else None, address)
        return await _in_turn(self._pushes, self._keep_drafts, content, sender)

    @allow("session")
    async def list_drafts(self, request: Request, caller: LoggedIn) -> dict:
        return {"drafts": await run_in_threadpool(self._drafts_of, caller)}

    @allow("session")
    async def give_draft(self, request: Request, caller: LoggedIn) -> dict:
        draft_id, asked = envelope.uuid_from(request.path_params["id"]), await _question(request)
        return await run_in_threadpool(self._give_draft, caller, draft_id, asked)

    def _keep_drafts(self, content: bytes, sender: push.Sender) -> dict:
        with self.engine_of().connect() as connection:
            words = reception.receive(connection, self.keyring, content, sender, self.clock())
            with db.reading(connection) as reader:
                return {"epoch": str(feed.epoch(reader)), "words": words}

    def _drafts_of(self, caller: LoggedIn) -> list[dict]:
        now = self.clock()
        with db.writing(self.engine_of()) as writer:
            backup.forget_old(writer, caller.actor.account_id, now)
            return continuing.listed(writer, caller.actor, _day(now))

    def _give_draft(self, caller: LoggedIn, draft_id: UUID | None, asked: object) -> dict:
        with db.writing(self.engine_of()) as writer:
            return continuing.take(writer, self.keyring, caller.actor, draft_id, asked, self.clock())

    @allow("public")
    async def tell_blobs(self, request: Request, caller: LoggedIn | None) -> dict:
        asked = blobs.read(await _question(request))
        actor = caller.actor if caller else None
        told = await _in_turn(self._pieces, self._told, actor, asked)
        return {"blobs": told}

    @allow("public")
    async def take_piece(self, request: Request, caller: LoggedIn | None) -> dict:
        """Open to all as the push is: what is taken is what a signed line announces."""
        sha256 = blobs.digest(request.path_params["sha256"])
        offset, size = (blobs.number(request.query_params.get(name)) for name in ("offset", "size"))
        piece = await _content(request, pieces.LARGEST_PIECE)
        actor = caller.actor if caller else None
        return await _in_turn(self._pieces, self._piece, actor, sha256, size, offset, piece)

    @allow("session")
    async def give_blob(self, request: Request, caller: LoggedIn) -> Response:
        sha256 = blobs.digest(request.path_params["sha256"])
        content = await run_in_threadpool(self._blob, caller.actor, sha256)
        return Response(content, headers={"Cache-Control": "no-store"}, media_type="application/octet-stream")

    def _enrol(self, caller: LoggedIn, tablet: enrol.Tablet) -> dict:
        for attempt in (1, 2):
            try:
                with db.writing(self.engine_of()) as writer:
                    return enrol.enrol(writer, self.keyring, caller.actor, tablet, self.clock())
            except IntegrityError:  # the same tablet asked twice at once
                if attempt == 2:
                    raise
        raise AssertionError

    def _push(self, request: Request, content: bytes, ahead: int | None, tablet: "Tablet") -> dict:
        now = self.clock()
        address = request.client.host if request.client else ""
        # One thread and one connection for the whole push: going back for them costs as much as some of the work.
        with self.engine_of().connect() as connection:
            caller = self._caller(request, connection)
            sender = push.Sender(caller.session_id if caller else None, address, ahead)
            words = push.receive(connection, self.keyring, content, sender, now, _day(now))
            if caller and session.wants_touch(caller, now):
                with db.writing(connection) as writer:
                    session.touch(writer, caller.session_id, now)
            if tablet.wiped:
                with db.writing(connection) as writer:
                    tablets.wiped(writer, tablet.wiped, now)
            with db.reading(connection) as reader:
                withdrawn = sorted(map(str, tablets.withdrawn(reader, tablet.ids)))
                return {"epoch": str(feed.epoch(reader)), "words": words, "withdrawn": withdrawn}

    def _told(self, actor, asked: list[str]) -> list[dict]:
        return self.blobs.tell(actor, asked, self.clock())

    def _piece(self, actor, sha256: str, size: int, offset: int, piece: bytes) -> dict:
        return self.blobs.take(actor, sha256, size, offset, piece, self.clock())

    def _blob(self, actor, sha256: str) -> bytes:
        return self.blobs.give(actor, sha256, self.clock())

    def _guarded(self, endpoint, *, finds: bool = True):
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
                caller = await run_in_threadpool(self._caller, request) if finds else None
                if caller is None and not asked.admits(None):
                    raise LoggedOut
                if not asked.admits(caller.actor if caller else None):
                    raise NotYours
                found = await endpoint(request, caller)
                return found if isinstance(found, Response) else self._answer(request, found)
            except Refusal as refusal:
                told = {"sentence": refusal.sentence} | getattr(refusal, "told", {})
                return self._answer(request, told, STATUS.get(type(refusal), 400))
            except (DBAPIError, NoConnection):
                log.exception("the database did not answer")
                return self._answer(request, {"sentence": Away.sentence}, STATUS[Away])
            except ClientDisconnect:
                return Response(status_code=400)  # nobody is there to read it

        return answered

    def _caller(self, request: Request, on: sa.Connection | None = None) -> LoggedIn | None:
        """Who is logged in and meant: the open vault may be another worker's: nothing of this login may enter it."""
        token = request.cookies.get(session.COOKIE, "")
        if not token:
            return None
        with db.reading(on or self.engine_of()) as reader:
            caller = session.find(reader, token, self.clock())
        if caller and request.headers.get(MEANT, str(caller.actor.account_id)) != str(caller.actor.account_id):
            return None
        return caller

    def _answer(self, request: Request, content: dict, status: int = 200) -> Response:
        content["server_time"] = stamp(self.clock())
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(TRY_AGAIN_S)} if status in (429, 503) else {})
        if len(body) >= SMALLEST_PACKED and "gzip" in request.headers.get("accept-encoding", ""):
            packer = zlib.compressobj(5, wbits=31)
            body = packer.compress(body) + packer.flush()
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(body, status, headers, "application/json")


@dataclass(frozen=True)
class Tablet:
    """What a push says beside its lines: the tablet's clock, whose vaults it has (a shared tablet may have several
    device ids), and which of them it destroyed. Nobody signed it: it opens nothing and closes nothing.
    """

    at: datetime | None
    ids: frozenset[uuid.UUID]
    wiped: frozenset[uuid.UUID]

    @classmethod
    def of(cls, request: Request) -> "Tablet":
        def ids(name: str) -> frozenset[uuid.UUID]:
            said = request.headers.get(name, "").split(",")[:MOST_VAULTS]
            return frozenset(filter(None, map(envelope.uuid_from, said)))

        at = envelope.instant_from(request.headers.get("fieldvisit-at"))
        return cls(at, ids("fieldvisit-tablets"), ids("fieldvisit-wiped"))


def shelf_of(config: Settings) -> Shelf:
    """Where this deployment's pictures lie."""
    return Shelf(objects.at(config.storage, config.data / "pictures"), sealing.master_key(config))


def _day(now: datetime) -> date:
    return now.astimezone(PARIS).date()


async def _in_turn(limiter: CapacityLimiter, work: Callable, *given):
    """Work in a thread, a few at once.

    :raises Busy: if too many wait already
    """
    if limiter.statistics().tasks_waiting >= MOST_WAITING:
        raise Busy
    return await to_thread.run_sync(work, *given, limiter=limiter)


def _is_small(request: Request) -> bool:
    """Whether it says that it is no larger than what anybody may push; a packed one does not say it."""
    length = request.headers.get("content-length", "")
    packed = request.headers.get("content-encoding", "identity") != "identity"
    return not packed and length.isdecimal() and int(length) <= LARGEST_UNKNOWN_PUSH


async def _question(request: Request) -> object:
    """A small JSON body.

    :raises Damaged: if it is not JSON
    """
    content = await _content(request, LARGEST_QUESTION)
    try:
        return envelope.parse_json(content)
    except envelope.Unreadable as error:
        raise Damaged from error


async def _content(request: Request, most: int) -> bytes:
    """The body, unpacked where it came packed, never more than ``most`` bytes on either side.

    :raises TooLarge: as soon as it is known
    """
    encoding = request.headers.get("content-encoding", "identity")
    if encoding not in ("identity", "gzip"):
        raise Damaged
    unpacker = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    content, sent = bytearray(), 0
    async for piece in request.stream():
        sent += len(piece)
        try:
            content += unpacker.decompress(piece, most + 1 - len(content)) if unpacker else piece
        except zlib.error as error:
            raise Damaged from error
        if sent > most or len(content) > most:
            raise TooLarge
    return bytes(content)


routes = Door(draws=True).routes
