"""Concern reports over plain HTTP: a document comes in, documents go out. A browser does these by itself."""

import uuid
from functools import wraps

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db, settings
from fieldvisit.access import origin, permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.concerns import drafting, pieces, reach, reading
from fieldvisit.concerns.report import Act
from fieldvisit.exports import concern_pdf
from fieldvisit.pages import who
from fieldvisit.pages.print_api import page_with
from fieldvisit.words import Refusal, sound

HERE = "/inquietude"
_AROUND = 100_000


class Foreign(Refusal):
    sentence = "Cette demande vient d’un autre site : elle est refusée."


class NoFile(Refusal):
    sentence = "Choisissez un fichier, puis « Joindre »."


STATUS = {Foreign: 403, reach.NotAllowed: 403, reach.NotFound: 404, pieces.TooLarge: 413}


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
            if not permission.of(endpoint).admits(caller.actor):
                raise reach.NotAllowed
            return await endpoint(request, caller.actor)
        except Refusal as refusal:
            status = STATUS.get(type(refusal), 400)
            return page_with("Information préoccupante", refusal.sentence, status, HERE, "Revenir")

    return answered


@_answers
@allow("information_preoccupante", "C")
async def attach(request: Request, actor: Actor) -> Response:
    """A document for one's own draft, or for what one transmitted."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > pieces.LARGEST + _AROUND:
        raise pieces.TooLarge
    report_id = _id(request.path_params["report_id"])
    async with request.form(max_files=1, max_fields=5) as form:
        sent = form.get("fichier")
        if not hasattr(sent, "read") or not sent.filename:
            raise NoFile
        content, name = await sent.read(), sound(sent.filename)

    def keep() -> uuid.UUID | None:
        with db.writing() as session:
            begun = [one for one in drafting.of(session, actor) if one.id == report_id]
            pieces.attach(session, actor, report_id, name, content, who.now())
            return begun[0].family_id if begun else None

    family_id = await anyio.to_thread.run_sync(keep)
    return RedirectResponse(f"{HERE}?famille={family_id}" if family_id else HERE, 303)


@_answers
@allow("information_preoccupante", "C")
async def receipt(request: Request, actor: Actor) -> Response:
    """That it was transmitted and when; for its author, whatever her function."""
    report_id = _id(request.path_params["report_id"])

    def read() -> bytes:
        with db.reading() as session:
            one = reading.receipt(session, actor, report_id)
        return concern_pdf.render_receipt(one)

    return _document(await anyio.to_thread.run_sync(read), "application/pdf", "accuse-de-transmission.pdf")


@_answers
@allow("information_preoccupante")
async def document(request: Request, actor: Actor) -> Response:
    """The whole report, for who reads it; written down before it is set."""
    report_id = _id(request.path_params["report_id"])

    def read() -> bytes:
        with db.writing() as session:
            opened = reading.read(session, actor, report_id, who.today(), who.now(), Act.PRINTED)
            session.flush()
        return concern_pdf.render(opened)

    return _document(await anyio.to_thread.run_sync(read), "application/pdf", "information-preoccupante.pdf")


@_answers
@allow("information_preoccupante", "C")
async def piece(request: Request, actor: Actor) -> Response:
    """As it was given, for who reads the report, or its author while it is a draft."""
    piece_id = _id(request.path_params["piece_id"])

    def read() -> pieces.ConcernPiece:
        with db.writing() as session:
            return pieces.read(session, actor, piece_id, who.today(), who.now())

    one = await anyio.to_thread.run_sync(read)
    return _document(one.content, one.media_type, f"piece.{one.media_type.rpartition('/')[2]}")


def _document(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise reach.NotFound from error


routes = [
    Route(f"/api{HERE}/{{report_id}}/piece", attach, methods=["POST"]),
    Route(f"/api{HERE}/{{report_id}}/accuse.pdf", receipt, methods=["GET"]),
    Route(f"/api{HERE}/{{report_id}}/document.pdf", document, methods=["GET"]),
    Route(f"/api{HERE}/pieces/{{piece_id}}", piece, methods=["GET"]),
]
