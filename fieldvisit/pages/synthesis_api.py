"""« Synthèse pour la femme »: the paper of an interview as a PDF, over plain HTTP: a browser prints it by itself."""

import uuid
from html import escape

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.exports import synthesis_pdf
from fieldvisit.pages import who
from fieldvisit.words import Refusal


@allow("dossier_mere")
async def give(request: Request) -> Response:
    """``?ecrit=<record id>``"""
    caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
    if caller is None:
        return RedirectResponse("/connexion?next=/journee", 303)
    try:
        if not permission.of(give).admits(caller.actor):
            raise synthesis_pdf.NotFound
        content = await anyio.to_thread.run_sync(_made, caller.actor, request.query_params.get("ecrit", ""))
    except Refusal as refusal:
        return _page_with(refusal.sentence, 404 if isinstance(refusal, synthesis_pdf.NotFound) else 409)
    headers = {"Content-Disposition": 'inline; filename="synthese.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _made(actor: Actor, asked: str) -> bytes:
    """Set between reading and journal; nothing leaves without its line."""
    try:
        record_id = uuid.UUID(asked)
    except ValueError as error:
        raise synthesis_pdf.NotFound from error
    now = who.now()
    with db.reading() as reader:
        record, told = synthesis_pdf.read(reader, actor, record_id, who.today())
    content = synthesis_pdf.render(told, now)
    with db.writing() as writer:
        synthesis_pdf.note(writer, actor, record, now)
    return content


def _page_with(sentence: str, status: int) -> HTMLResponse:
    page = (
        '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Synthèse – Fieldvisit</title>'
        '<link rel="stylesheet" href="/fieldvisit.css"><main class="office-main stack"><h1>Synthèse</h1>'
        f'<p>{escape(sentence)}</p><p><a class="button" href="/journee">Revenir à la journée</a></p></main></html>'
    )
    return HTMLResponse(page, status)


routes = [Route("/api/synthese.pdf", give, methods=["GET"])]
