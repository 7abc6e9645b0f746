"""The bytes of photos and signatures: what the office lacks, one piece, and the picture of a draft given back."""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fieldvisit.access.permission import allow
from fieldvisit.access.session import LoggedIn
from fieldvisit.pictures import objects, pieces
from fieldvisit.sync import blobs, bounds, wire
from fieldvisit.sync.frame import Frame
from fieldvisit.sync.openapi import BYTES, JSON, describe

_SHA256 = {"sha256": wire.DIGEST}
_BYTES = {"type": "integer", "minimum": 0, "maximum": blobs.LARGEST_NUMBER}


@dataclass
class Pictures:
    frame: Frame

    @allow("public")
    @describe(
        "Ask how far pictures have come",
        takes=(JSON, wire.see("BlobsAsked")),
        gives=(JSON, wire.see("Blobs")),
        refusals=(blobs.Unreadable, objects.Unreachable),
        in_turn=True,
    )
    async def tell_blobs(self, request: Request, caller: LoggedIn | None) -> dict:
        asked = blobs.read(await bounds.question(request))
        actor = caller.actor if caller else None
        told = await bounds.in_turn(self.frame.pieces_at_once, self._told, actor, asked)
        return {"blobs": told}

    def _told(self, actor, asked: list[str]) -> list[dict]:
        return self.frame.blobs.tell(actor, asked, self.frame.clock())

    @allow("public")
    @describe(
        "Send the next piece of a picture's ciphertext",
        takes=(BYTES, {"maxLength": pieces.LARGEST_PIECE}),
        gives=(JSON, wire.see("Blob")),
        given=_SHA256 | {"offset": _BYTES, "size": _BYTES},
        refusals=(
            *(blobs.Unreadable, blobs.NotAnnounced, pieces.TooLarge, pieces.OutOfOrder, pieces.WrongDigest),
            *(objects.Full, objects.Unreachable),
        ),
        in_turn=True,
    )
    async def take_piece(self, request: Request, caller: LoggedIn | None) -> dict:
        """Open to all as the push is: what is taken is what a signed line announces."""
        sha256 = blobs.digest(request.path_params["sha256"])
        offset, size = (blobs.number(request.query_params.get(name)) for name in ("offset", "size"))
        piece = await bounds.content(request, pieces.LARGEST_PIECE)
        actor = caller.actor if caller else None
        return await bounds.in_turn(self.frame.pieces_at_once, self._piece, actor, sha256, size, offset, piece)

    def _piece(self, actor, sha256: str, size: int, offset: int, piece: bytes) -> dict:
        return self.frame.blobs.take(actor, sha256, size, offset, piece, self.frame.clock())

    @allow("session")
    @describe(
        "Fetch the ciphertext of a picture of one's own",
        gives=(BYTES, {}),
        given=_SHA256,
        refusals=(blobs.Unreadable, blobs.NotFound, blobs.Ended, objects.Unreachable),
    )
    async def give_blob(self, request: Request, caller: LoggedIn) -> Response:
        sha256 = blobs.digest(request.path_params["sha256"])
        content = await run_in_threadpool(self._blob, caller.actor, sha256)
        return Response(content, headers={"Cache-Control": "no-store"}, media_type="application/octet-stream")

    def _blob(self, actor, sha256: str) -> bytes:
        return self.frame.blobs.give(actor, sha256, self.frame.clock())
