"""« Exporter (FHIR) »: a record's signed answers as a file, over plain HTTP because a browser downloads it."""

import json
import uuid

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.exports import fhir_record, fhir_words
from fieldvisit.pages import who
from fieldvisit.pages.print_api import page_with
from fieldvisit.schedule import record
from fieldvisit.sync import documents
from fieldvisit.words import Refusal


class Unreadable(Refusal):
    sentence = "Cette adresse n’est pas lisible : demandez l’export depuis l’écrit de la visite."


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas d’exporter un écrit de visite."


STATUS = {NotYours: 403, record.NotFound: 404, fhir_record.NothingReadable: 403}


@allow("observations_vad")
async def give(request: Request) -> Response:
    """With ``?confidentiel=oui``, also what was confided, for whoever may read it."""
    caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
    if caller is None:
        return RedirectResponse("/connexion?next=/familles", 303)
    try:
        if not permission.of(give).admits(caller.actor):
            raise NotYours
        asked = _id(request.path_params["record_id"])
        confidential = request.query_params.get("confidentiel") == "oui"
        content = await anyio.to_thread.run_sync(_export, caller.actor, asked, confidential)
    except Refusal as refusal:
        return page_with(
            "Export", refusal.sentence, STATUS.get(type(refusal), 400), "/familles", "Revenir aux familles"
        )
    return Response(
        content,
        media_type="application/fhir+json",
        headers={
            "Content-Disposition": f'attachment; filename="reponses-{asked}.fhir.json"',
            "Cache-Control": "no-store",
        },
    )


def address(record_id: object) -> str:
    return f"/api/ecrits/{record_id}/fhir.json"


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Unreadable from error


def _export(actor: Actor, record_id: uuid.UUID, confidential: bool) -> bytes:
    """Nothing leaves without its line in the journal, and what was refused leaves none."""
    now = who.now()
    with db.reading() as reader:
        found = fhir_record.find(reader, actor, record_id, who.today())
        shown = documents.Shown(reader, actor, {found.family_id}, who.today())
        [home] = documents.families(shown, {found.family_id})
        made = fhir_record.resource(reader, actor, found, home["body"], fhir_words.base(), confidential)
    content = json.dumps(made, ensure_ascii=False, indent=1).encode()
    with db.writing() as writer:
        fhir_record.note(writer, actor, found, confidential, now)
    return content


routes = [Route(address("{record_id}"), give, methods=["GET"])]
