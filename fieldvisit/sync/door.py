"""The tablets' door: the only routes a tablet calls once it is logged in (docs/protocol.md).

Database work runs in threads, so that one long push does not hold up the others.
"""

from starlette.routing import Route

from fieldvisit.sync.frame import Frame
from fieldvisit.sync.routes.drafts import Drafts
from fieldvisit.sync.routes.lines import Lines
from fieldvisit.sync.routes.pictures import Pictures


class Door(Frame):
    @property
    def routes(self) -> list[Route]:
        lines, drafts, pictures = Lines(self), Drafts(self), Pictures(self)
        return [
            Route("/api/devices/enrol", self.guarded(lines.take_tablet), methods=["POST"]),
            Route("/api/sync/push", self.guarded(lines.take_lines, finds=False), methods=["POST"]),
            Route("/api/sync/pull", self.guarded(lines.tell), methods=["POST"]),
            Route("/api/sync/drafts", self.guarded(drafts.take_drafts), methods=["POST"]),
            Route("/api/sync/drafts", self.guarded(drafts.list_drafts), methods=["GET"]),
            Route("/api/sync/drafts/{id}/take", self.guarded(drafts.give_draft), methods=["POST"]),
            Route("/api/sync/blobs", self.guarded(pictures.tell_blobs), methods=["POST"]),
            Route("/api/sync/blobs/{sha256}", self.guarded(pictures.take_piece), methods=["PUT"]),
            Route("/api/sync/blobs/{sha256}", self.guarded(pictures.give_blob), methods=["GET"]),
        ]


routes = Door(draws=True).routes
