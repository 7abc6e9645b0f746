"""« Imprimer »: the paper round of one worker-day as a PDF, over plain HTTP because a browser opens it by itself."""

import re
import unicodedata
import uuid
from datetime import date
from html import escape

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.exports import round_pdf, round_sheet
from fieldvisit.exports.round_sheet import RoundSheet
from fieldvisit.pages import who
from fieldvisit.words import Refusal


class Unreadable(Refusal):
    sentence = "Cette adresse n’est pas lisible : demandez l’impression depuis « Aujourd’hui » ou le planning."


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas d’imprimer une tournée."


STATUS = {Unreadable: 400, NotYours: 403, round_sheet.Nothing: 404}


@allow("planning_mission")
async def print_round(request: Request) -> Response:
    """``?personne=<account>&jour=<date>``; without a person, one's own round; without a day, today's."""
    cookie = request.headers.get("cookie", "")
    caller = await anyio.to_thread.run_sync(who.logged_in, cookie)
    if caller is None:
        return RedirectResponse("/connexion?next=/journee", 303)
    try:
        if not permission.of(print_round).admits(caller.actor):
            raise NotYours
        person, day = _asked(request, caller.actor)
        sheet, content = await anyio.to_thread.run_sync(_print, caller.actor, person, day)
    except Refusal as refusal:
        status = STATUS.get(type(refusal), 400)
        return page_with("Impression", refusal.sentence, status, "/journee", "Revenir à la journée")
    name = f"tournee-{_plain(sheet.worker)}-{sheet.on.isoformat()}.pdf"
    return Response(
        content, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _asked(request: Request, actor: Actor) -> tuple[uuid.UUID, date]:
    asked = request.query_params
    try:
        person = uuid.UUID(asked["personne"]) if "personne" in asked else actor.account_id
        return person, date.fromisoformat(asked["jour"]) if "jour" in asked else who.today()
    except ValueError as error:
        raise Unreadable from error


def _print(actor: Actor, person: uuid.UUID, day: date) -> tuple[RoundSheet, bytes]:
    """Set between reading and journal, so that no write waits for the setting; nothing leaves without its line."""
    now = who.now()
    with db.reading() as reader:
        sheet = round_sheet.read(reader, actor, person, day, who.today(), now)
    content = round_pdf.render(sheet)
    with db.writing() as writer:
        round_sheet.note(writer, actor, sheet, now)
    return sheet, content


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def page_with(title: str, sentence: str, status: int, back: str, back_words: str) -> HTMLResponse:
    """A plain page that says why there is no file, and leads back."""
    page = (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{escape(title)} – Fieldvisit</title>'
        f'<link rel="stylesheet" href="/fieldvisit.css"><main class="office-main stack"><h1>{escape(title)}</h1>'
        f'<p>{escape(sentence)}</p><p><a class="button" href="{back}">{escape(back_words)}</a></p></main></html>'
    )
    return HTMLResponse(page, status)


routes = [Route("/api/tournee.pdf", print_round, methods=["GET"])]
