"""The extract of the journal that a parent may ask for, as a PDF over plain HTTP: a browser prints it by itself."""

from datetime import date

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.exports import access_extract
from fieldvisit.exports.access_extract import Asker
from fieldvisit.families import consulted
from fieldvisit.pages import who
from fieldvisit.pages.print_api import page_with
from fieldvisit.words import Refusal, sound

HERE = "/journal-acces"
STATUS = {consulted.NotAllowed: 403, consulted.Unknown: 404}


class Unreadable(Refusal):
    sentence = "Choisissez le premier et le dernier jour de l’extrait."


class NobodyAsks(Refusal):
    sentence = "Choisissez quel parent le demande : chacun n’apprend pas la même chose."


@allow("journal_acces")
async def give(request: Request) -> Response:
    """``?dossier=<case number>&du=<date>&au=<date>&pour=mere|autre``: which parent asks"""
    caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
    if caller is None:
        return RedirectResponse(f"/connexion?next={HERE}", 303)
    try:
        if not permission.of(give).admits(caller.actor):
            raise consulted.NotAllowed
        content = await anyio.to_thread.run_sync(_made, caller.actor, dict(request.query_params))
    except Refusal as refusal:
        status = STATUS.get(type(refusal), 400)
        return page_with("Extrait du journal", refusal.sentence, status, HERE, "Revenir au journal")
    headers = {"Content-Disposition": 'inline; filename="acces-au-dossier.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _made(actor: Actor, asked: dict[str, str]) -> bytes:
    """Set before its line is committed: nothing leaves without it, and no line for what failed."""
    try:
        since, until = date.fromisoformat(asked.get("du", "")), date.fromisoformat(asked.get("au", ""))
    except ValueError:
        raise Unreadable from None
    if asked.get("pour") not in list(Asker):
        raise NobodyAsks
    now = who.now()
    with db.writing() as session:
        home, lines = consulted.extract(session, actor, sound(asked.get("dossier", "")), since, until, now)
        told = access_extract.told_to(session, Asker(asked["pour"]), lines)
        return access_extract.render(home, told, since, until, now)


routes = [Route("/api/acces.pdf", give, methods=["GET"])]
