"""« Copie pour un parent » as a PDF over plain HTTP: a browser prints it by itself."""

import uuid

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.exports import parent_copy
from fieldvisit.families import household
from fieldvisit.pages import who
from fieldvisit.pages.print_api import page_with
from fieldvisit.words import Refusal

STATUS = {parent_copy.NotAllowed: 403, household.NotFound: 404}


@allow("sante_enfant")
async def give(request: Request) -> Response:
    """``?famille=<family id>&parent=<person id>``"""
    caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
    if caller is None:
        return RedirectResponse("/connexion?next=/familles", 303)
    try:
        if not permission.of(give).admits(caller.actor):
            raise parent_copy.NotAllowed
        asked = [request.query_params.get(name, "") for name in ("famille", "parent")]
        content = await anyio.to_thread.run_sync(_made, caller.actor, *asked)
    except Refusal as refusal:
        status = STATUS.get(type(refusal), 409)
        return page_with("Copie pour un parent", refusal.sentence, status, "/familles", "Revenir aux familles")
    headers = {"Content-Disposition": 'inline; filename="copie-du-dossier.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _made(actor: Actor, family: str, parent: str) -> bytes:
    """Set between reading and journal; nothing leaves without its line."""
    try:
        family_id, parent_id = uuid.UUID(family), uuid.UUID(parent)
    except ValueError:
        raise household.NotFound from None
    now = who.now()
    with db.reading() as reader:
        copy = parent_copy.read(reader, actor, family_id, parent_id, now)
    content = parent_copy.render(copy, now)
    with db.writing() as writer:
        parent_copy.note(writer, actor, copy, now)
    return content


routes = [Route("/api/copie-parent.pdf", give, methods=["GET"])]
