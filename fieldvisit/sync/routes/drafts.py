"""Sealed copies of visits under way: kept, listed, and handed to whoever began them."""

from dataclasses import dataclass
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from fieldvisit import db, feed
from fieldvisit.access.permission import allow
from fieldvisit.access.session import LoggedIn
from fieldvisit.sync import bounds, envelope, push, wire
from fieldvisit.sync.drafts import backup, continuing, reception
from fieldvisit.sync.frame import Frame, day
from fieldvisit.sync.openapi import JSON, LINES, describe


@dataclass
class Drafts:
    frame: Frame

    @allow("public")
    @describe(
        "Keep sealed copies of drafts; each gets its word",
        takes=(LINES, wire.see("Lines")),
        gives=(JSON, wire.see("DraftsKept")),
        refusals=(push.TooManyLines, push.OverQuota),
        in_turn=True,
    )
    async def take_drafts(self, request: Request, caller: LoggedIn | None) -> dict:
        """Open to all, as a push is: a forgotten passphrase or an expired login strands no draft."""
        content = await bounds.content(request, bounds.LARGEST_UNKNOWN_PUSH)
        address = request.client.host if request.client else ""
        sender = push.Sender(caller.session_id if caller else None, address)
        return await bounds.in_turn(self.frame.pushes, self._keep_drafts, content, sender)

    def _keep_drafts(self, content: bytes, sender: push.Sender) -> dict:
        with self.frame.engine_of().connect() as connection:
            words = reception.receive(connection, self.frame.keyring, content, sender, self.frame.clock())
            with db.reading(connection) as reader:
                return {"epoch": str(feed.epoch(reader)), "words": words}

    @allow("session")
    @describe("List one's own drafts, of all one's tablets", gives=(JSON, wire.see("Drafts")))
    async def list_drafts(self, request: Request, caller: LoggedIn) -> dict:
        return {"drafts": await run_in_threadpool(self._drafts_of, caller)}

    def _drafts_of(self, caller: LoggedIn) -> list[dict]:
        now = self.frame.clock()
        with db.writing(self.frame.engine_of()) as writer:
            backup.forget_old(writer, caller.actor.account_id, now)
            return continuing.listed(writer, caller.actor, day(now))

    @allow("session")
    @describe(
        "Go on with a draft on this tablet",
        takes=(JSON, wire.see("Taking")),
        gives=(JSON, wire.see("Taken")),
        given={"id": wire.ID},
        refusals=(continuing.Unreadable, continuing.NotHere, continuing.NotThisTablet, continuing.Locked),
    )
    async def give_draft(self, request: Request, caller: LoggedIn) -> dict:
        draft_id, asked = envelope.uuid_from(request.path_params["id"]), await bounds.question(request)
        return await run_in_threadpool(self._give_draft, caller, draft_id, asked)

    def _give_draft(self, caller: LoggedIn, draft_id: UUID | None, asked: object) -> dict:
        with db.writing(self.frame.engine_of()) as writer:
            return continuing.take(writer, self.frame.keyring, caller.actor, draft_id, asked, self.frame.clock())
