"""A tablet made known to the office, the lines it sends and those it asks for."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from fieldvisit import db, feed
from fieldvisit.access import invitations, session, tablets, throttle
from fieldvisit.access.permission import allow
from fieldvisit.access.session import LoggedIn
from fieldvisit.sync import bounds, enrol, envelope, news, proof, pull, push, wire
from fieldvisit.sync.frame import Frame, day
from fieldvisit.sync.openapi import JSON, LINES, describe

MOST_VAULTS = 20
AT, VAULTS, WIPED = "fieldvisit-at", "fieldvisit-tablets", "fieldvisit-wiped"
#: Read as far as they can be: nothing that a header says stops a line.
_SAID = {name: {"type": "string"} for name in (AT, VAULTS, WIPED)}


@dataclass
class Lines:
    frame: Frame

    @allow("session")
    @describe(
        "Make a tablet known, with its worker's public key on it",
        takes=(JSON, wire.see("Enrolment")),
        gives=(JSON, wire.see("Enrolled")),
        refusals=(
            *(enrol.Unreadable, enrol.NotForTablets, enrol.Revoked, enrol.CodeNeeded),
            *(invitations.NotGood, throttle.TooMany),
        ),
    )
    async def take_tablet(self, request: Request, caller: LoggedIn) -> dict:
        tablet = enrol.read(await bounds.question(request))
        address = request.client.host if request.client else ""
        return await run_in_threadpool(self._enrol, caller, tablet, address)

    def _enrol(self, caller: LoggedIn, tablet: enrol.Tablet, address: str) -> dict:
        engine, now = self.frame.engine_of(), self.frame.clock()
        guess = None
        if tablet.code:  # counted before it is tried, and kept when it was wrong
            with db.writing(engine) as writer:
                guess = throttle.admit(writer, f"code {caller.actor.account_id}", address, now, of="ce code")
        for attempt in (1, 2):
            try:
                with db.writing(engine) as writer:
                    by_code = self.frame.config_of().enrolled_by_code
                    noted = enrol.enrol(writer, self.frame.keyring, caller.actor, tablet, now, by_code=by_code)
                    if guess:
                        throttle.clear(writer, guess)
                    return noted
            except IntegrityError:  # the same tablet asked twice at once
                if attempt == 2:
                    raise
        raise AssertionError

    @allow("public")
    @describe(
        "Push signed lines; each gets its word",
        takes=(LINES, wire.see("Lines")),
        gives=(JSON, wire.see("Pushed")),
        refusals=(push.TooManyLines, push.OverQuota),
        headers=_SAID,
        in_turn=True,
    )
    async def take_lines(self, request: Request, _) -> dict:
        """Open to all: an expired login strands no work. What is taken is what an enrolled key signed."""
        arrived = self.frame.clock()
        tablet = Tablet.of(request)
        known = not bounds.is_small(request) and await run_in_threadpool(self.frame.caller, request)
        content = await bounds.content(request, bounds.LARGEST_PUSH if known else bounds.LARGEST_UNKNOWN_PUSH)
        ahead = news.offset(tablet.at, arrived) if tablet.at else None
        return await bounds.in_turn(self.frame.pushes, self._push, request, content, ahead, tablet)

    def _push(self, request: Request, content: bytes, ahead: int | None, tablet: "Tablet") -> dict:
        now = self.frame.clock()
        address = request.client.host if request.client else ""
        # One thread and one connection for the whole push: going back for them costs as much as some of the work.
        with self.frame.engine_of().connect() as connection:
            caller = self.frame.caller(request, connection)
            sender = push.Sender(caller.session_id if caller else None, address, ahead)
            words = push.receive(connection, self.frame.keyring, content, sender, now, day(now))
            if caller and session.wants_touch(caller, now):
                with db.writing(connection) as writer:
                    session.touch(writer, caller.session_id, now)
            if tablet.wiped:
                with db.writing(connection) as writer:
                    tablets.wiped(writer, tablet.wiped, now)
            with db.reading(connection) as reader:
                withdrawn = sorted(map(str, tablets.withdrawn(reader, tablet.ids)))
                return {"epoch": str(feed.epoch(reader)), "words": words, "withdrawn": withdrawn}

    @allow("session")
    @describe(
        "Pull what this worker's tablet lacks, page by page",
        takes=(JSON, wire.see("Question")),
        gives=(JSON, wire.see("Page")),
        refusals=(pull.Unreadable, proof.NotEnrolled),
        headers={proof.HEADER: {"type": "string"}},
        in_turn=True,
    )
    async def tell(self, request: Request, caller: LoggedIn) -> dict:
        body = await bounds.content(request, bounds.LARGEST_QUESTION)
        asked = pull.read(bounds.told(body))
        signed = proof.Proof(body, request.headers.get(proof.HEADER, ""))
        return await bounds.in_turn(self.frame.pulls, self._pull, caller, asked, signed)

    def _pull(self, caller: LoggedIn, asked: pull.Asked, signed: proof.Proof) -> dict:
        """Renews the session too: a tablet pulls while its vault is open only, and that is never long out of hand."""
        now = self.frame.clock()
        if self.frame.config_of().enrolled_by_code:
            with db.reading(self.frame.engine_of()) as reader:
                proof.check(reader, caller.actor, asked.news.device_id, signed)
        page = pull.answer(self.frame.engine_of(), caller.actor, asked, now, day(now))
        if session.wants_touch(caller, now):
            with db.writing(self.frame.engine_of()) as writer:
                session.touch(writer, caller.session_id, now)
        return page | {"lease_days": self.frame.config_of().lease_days}


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

        at = envelope.instant_from(request.headers.get(AT))
        return cls(at, ids(VAULTS), ids(WIPED))
