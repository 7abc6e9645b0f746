"""Letters of a session at a school over plain HTTP: a browser opens a PDF by itself."""

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
from fieldvisit.exports import school_letters
from fieldvisit.pages import who
from fieldvisit.schools import sessions
from fieldvisit.words import Refusal

HERE = "/bilans-ecole"
STATUS = {sessions.NotFound: 404, school_letters.Nothing: 404, school_letters.NotAllowed: 403}


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas d’imprimer ces courriers."


@allow("sante_enfant")
async def letters(request: Request) -> Response:
    """``?eleve=<id>`` for one child, as often as wanted; without it, those of the whole session."""
    caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
    if caller is None:
        return RedirectResponse(f"/connexion?next={HERE}", 303)
    try:
        if not permission.of(letters).admits(caller.actor):
            raise NotYours
        session_id = _id(request.path_params["session_id"])
        only = [_id(one) for one in request.query_params.getlist("eleve")]
        content = await anyio.to_thread.run_sync(_print, caller.actor, session_id, only)
    except Refusal as refusal:
        status = STATUS.get(type(refusal), 403 if isinstance(refusal, NotYours) else 400)
        return _page_with(refusal.sentence, status)
    headers = {"Content-Disposition": 'inline; filename="courriers-bilans.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _print(actor: Actor, session_id: uuid.UUID, only: list[uuid.UUID]) -> bytes:
    """Set between reading and noting, so that no write waits for the setting; none leaves without its line."""
    now = who.now()
    with db.reading() as reader:
        found = school_letters.of_session(reader, actor, session_id, only, now)
    content = school_letters.render(found, now)
    with db.writing() as writer:
        school_letters.note(writer, actor, session_id, found, now)
    return content


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise sessions.NotFound from error


def _page_with(sentence: str, status: int) -> HTMLResponse:
    page = (
        '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Courriers – Fieldvisit</title>'
        '<meta name="viewport" content="width=device-width">'
        '<link rel="stylesheet" href="/fieldvisit.css"><main class="office-main stack"><h1>Courriers aux parents</h1>'
        f'<p class="notice notice-warn">{escape(sentence)}</p>'
        f'<p><a class="button" href="{HERE}">Revenir aux bilans à l’école</a></p></main></html>'
    )
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


routes = [Route(f"/api{HERE}/{{session_id}}/courriers.pdf", letters, methods=["GET"])]
