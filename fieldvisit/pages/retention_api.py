"""The elimination slip of a disposal list as a PDF, over plain HTTP: a browser prints it by itself."""

import uuid

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.pages import who
from fieldvisit.pages.print_api import page_with
from fieldvisit.retention import listing, proposing, slip_pdf
from fieldvisit.words import Refusal

HERE = "/conservation"


@allow(proposing.ASKED)
async def give(request: Request) -> Response:
    caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
    if caller is None:
        return RedirectResponse(f"/connexion?next={HERE}", 303)
    try:
        if not permission.of(give).admits(caller.actor):
            raise listing.NotFound
        content = await anyio.to_thread.run_sync(_made, caller.actor, request.path_params["list_id"])
    except Refusal as refusal:
        return page_with("Bordereau d’élimination", refusal.sentence, 404, HERE, "Revenir à la conservation")
    headers = {"Content-Disposition": 'inline; filename="bordereau.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _made(actor: Actor, asked: str) -> bytes:
    """It names no family, so no journal of a family has a line of it."""
    try:
        list_id = uuid.UUID(asked)
    except ValueError as error:
        raise listing.NotFound from error
    with db.reading() as reader:
        slip = slip_pdf.read(reader, actor, list_id)
    return slip_pdf.render(slip)


routes = [Route("/api/conservation/{list_id}.pdf", give, methods=["GET"])]
