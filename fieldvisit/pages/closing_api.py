"""The report of an intervention order as a PDF, over plain HTTP: a browser prints it by itself."""

import uuid

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.exports import closing_pdf
from fieldvisit.pages import who
from fieldvisit.pages.print_api import page_with
from fieldvisit.tisf import closing_reach
from fieldvisit.words import Refusal

HERE = "/interventions"


@allow("releves_bilans")
async def give(request: Request) -> Response:
    caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
    if caller is None:
        return RedirectResponse(f"/connexion?next={HERE}", 303)
    try:
        if not permission.of(give).admits(caller.actor):
            raise closing_reach.NotFound
        content = await anyio.to_thread.run_sync(_made, caller.actor, request.path_params["report_id"])
    except Refusal as refusal:
        return page_with("Bilan d’intervention", refusal.sentence, 404, HERE, "Revenir aux interventions")
    headers = {"Content-Disposition": 'inline; filename="bilan.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _made(actor: Actor, asked: str) -> bytes:
    """Set between reading and journal; nothing leaves without its line."""
    try:
        report_id = uuid.UUID(asked)
    except ValueError as error:
        raise closing_reach.NotFound from error
    with db.reading() as reader:
        paper = closing_pdf.read(reader, actor, report_id, who.today())
    content = closing_pdf.render(paper)
    with db.writing() as writer:
        closing_pdf.note(writer, actor, paper, who.now())
    return content


routes = [Route("/api/bilans/{report_id}.pdf", give, methods=["GET"])]
