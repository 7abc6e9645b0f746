"""« Naissances » over plain HTTP: a file comes in, corrections and letters go out. A browser does these by itself."""

import csv
import io
import uuid
from functools import wraps
from html import escape

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db, settings
from fieldvisit.access import origin, permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.births import columns, importing, letters, reach, reading
from fieldvisit.births.notice import Kind
from fieldvisit.exports import letter_pdf
from fieldvisit.pages import who
from fieldvisit.words import Refusal, sound

HERE = "/naissances"
#: The form around a file.
_AROUND = 100_000
#: Ids of letters, as a form sends them.
_LARGEST_FORM = 20_000


class Foreign(Refusal):
    sentence = "Cette demande vient d’un autre site : elle est refusée."


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas de recevoir des avis."


class NoFile(Refusal):
    sentence = "Choisissez un fichier, puis « Lire le fichier »."


class Unreadable(Refusal):
    sentence = "Cette demande n’est pas lisible : recommencez depuis « Naissances »."


STATUS = {Foreign: 403, NotYours: 403, importing.NotFound: 404, letters.Nothing: 404, reading.TooLarge: 413}


def _answers(endpoint):
    """Who asks is known, and a refusal becomes a page with its sentence."""

    @wraps(endpoint)
    async def answered(request: Request) -> Response:
        caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
        if caller is None:
            return RedirectResponse(f"/connexion?next={HERE}", 303)
        try:
            if request.method == "POST" and not origin.is_ours(request.headers.get("origin"), settings.read().origins):
                raise Foreign
            if not permission.of(endpoint).admits(caller.actor) or not reach.may_act(caller.actor):
                raise NotYours
            return await endpoint(request, caller.actor.to_write())
        except Refusal as refusal:
            return _page_with(refusal.sentence, STATUS.get(type(refusal), 400))

    return answered


@_answers
@allow("identite_foyer", "W")
async def receive(request: Request, actor: Actor) -> Response:
    """A file, read and kept; what its columns mean is asked on the page it leads to."""
    _check_length(request, reading.LARGEST + _AROUND)
    async with request.form(max_files=1, max_fields=5) as form:
        sent, kind = form.get("fichier"), str(form.get("contenu", ""))
        if not hasattr(sent, "read") or not sent.filename:
            raise NoFile
        content, name = await sent.read(), sound(sent.filename)
    batch_id = await anyio.to_thread.run_sync(_receive, actor, kind, name, content)
    return RedirectResponse(f"{HERE}?import={batch_id}", 303)


def _receive(actor: Actor, kind: str, name: str, content: bytes) -> uuid.UUID:
    with db.writing() as session:
        return importing.receive(session, actor, kind, name, content, who.now()).id


@_answers
@allow("identite_foyer", "W")
async def corrections(request: Request, actor: Actor) -> Response:
    def read() -> tuple[str, bytes]:
        with db.reading() as session:
            batch = importing.find(session, actor, _id(request.path_params["batch_id"]))
            return batch.filename.rsplit(".", 1)[0], importing.rejected(session, batch)

    name, content = await anyio.to_thread.run_sync(read)
    return _attached(content, f"{_plain(name)}-a-corriger.csv")


@_answers
@allow("identite_foyer", "W")
async def model(request: Request, actor: Actor) -> Response:
    """An empty table with the headings that are understood, for whoever keeps notices by hand."""
    kind = request.query_params.get("contenu", Kind.BIRTH)
    if kind not in list(Kind):
        raise Unreadable
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerow([one.label for one in columns.fields(kind).values()])
    return _attached(written.getvalue().encode("utf-8-sig"), f"modele-{kind}.csv")


@_answers
@allow("identite_foyer", "W")
async def write_letters(request: Request, actor: Actor) -> Response:
    _check_length(request, _LARGEST_FORM)
    async with request.form(max_files=0, max_fields=letters.MOST + 1) as form:
        ids = [_id(str(one)) for one in form.getlist("avis")]
    content = await anyio.to_thread.run_sync(_letters, actor, ids)
    headers = {"Content-Disposition": 'inline; filename="courriers.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _letters(actor: Actor, ids: list[uuid.UUID]) -> bytes:
    """Set between reading and noting, so that no write waits for the setting; none leaves without its line."""
    now, today = who.now(), who.today()
    with db.reading() as reader:
        found = letters.addressees(reader, actor, ids, today)
    content = letter_pdf.render(found, now)
    with db.writing() as writer:
        still = letters.addressees(writer, actor, ids, today)
        if [one.family_id for one in still] != [one.family_id for one in found]:
            content = letter_pdf.render(still, now)  # a death or an opposition came in between
        letters.note(writer, actor, still, today, now)
    return content


def _check_length(request: Request, most: int) -> None:
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise Unreadable
    if int(length) > most:
        raise reading.TooLarge(f"Ce fichier dépasse {reading.LARGEST // 2**20} Mo : partagez-le en plusieurs.")


def _attached(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _plain(name: str) -> str:
    return "-".join(columns.fold_apart(name).encode("ascii", "ignore").decode().split()) or "avis"


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Unreadable from error


def _page_with(sentence: str, status: int) -> HTMLResponse:
    page = (
        '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Naissances – Fieldvisit</title>'
        '<meta name="viewport" content="width=device-width">'
        '<link rel="stylesheet" href="/fieldvisit.css"><main class="office-main stack"><h1>Naissances</h1>'
        f'<p class="notice notice-warn">{escape(sentence)}</p>'
        f'<p><a class="button" href="{HERE}?import=nouveau">Revenir à « Naissances »</a></p></main></html>'
    )
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


routes = [
    Route(f"/api{HERE}/fichier", receive, methods=["POST"]),
    Route(f"/api{HERE}/a-corriger/{{batch_id}}.csv", corrections, methods=["GET"]),
    Route(f"/api{HERE}/modele.csv", model, methods=["GET"]),
    Route(f"/api{HERE}/courriers.pdf", write_letters, methods=["POST"]),
]
