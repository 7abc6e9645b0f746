"""An official table of growth brought in over plain HTTP: it may be larger than a page's own connection carries."""

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fieldvisit import db, settings
from fieldvisit.access import origin, permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.growth import references
from fieldvisit.growth.references import COMPARTMENT
from fieldvisit.growth.references_file import MOST_BYTES, NotATable
from fieldvisit.pages import who
from fieldvisit.words import Refusal, sound

#: The form around a file.
_AROUND = 100_000
MOST_WRONG = 200


class LoggedOut(Refusal):
    sentence = "Votre session est terminée : reconnectez-vous, puis choisissez le fichier de nouveau."


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas d’importer une table de croissance."


class TooLarge(Refusal):
    sentence = "Ce fichier dépasse 20 Mo : ce n’est pas une table de croissance."


class NoFile(Refusal):
    sentence = "Choisissez le fichier de la table."


STATUS = {LoggedOut: 401, NotYours: 403, TooLarge: 413, NotATable: 422}


@allow(COMPARTMENT, "W")
async def bring_in(request: Request) -> Response:
    """Form ``fichier``: a CSV, kept whole or refused whole. → ``{said, problem, wrong: [« ligne 12 : … »]}``"""
    try:
        caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
        if caller is None:
            raise LoggedOut
        ours = origin.is_ours(request.headers.get("origin"), settings.read().origins)
        if not ours or not permission.of(bring_in).admits(caller.actor):
            raise NotYours
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES + _AROUND:
            raise TooLarge
        async with request.form(max_files=1, max_fields=1) as form:
            sent = form.get("fichier")
            if not hasattr(sent, "read") or not sent.filename:
                raise NoFile
            content, name = await sent.read(), sound(sent.filename)[:200]
        return _told(said=await anyio.to_thread.run_sync(_bring_in, caller.actor, content, name))
    except NotATable as refused:
        problem = f"« {name} » est refusé, rien n’est enregistré. Corrigez et choisissez-le de nouveau :"
        return _told(422, problem=problem, wrong=refused.problems[:MOST_WRONG])
    except Refusal as refusal:
        return _told(STATUS.get(type(refusal), 400), problem=refusal.sentence)


def _bring_in(actor: Actor, content: bytes, name: str) -> str:
    with db.writing() as session:
        one = references.bring_in(session, actor, content, name, who.now())
        shown = (
            "déjà importée, puis retirée : « Proposer de nouveau » la rend aux courbes"
            if one.withdrawn_at
            else "les courbes peuvent la montrer"
        )
        return f"{one.name}, version {one.version} : {shown}."


def _told(status: int = 200, said: str = "", problem: str = "", wrong: list[str] | None = None) -> JSONResponse:
    return JSONResponse({"said": said, "problem": problem, "wrong": wrong or []}, status)


routes = [Route("/api/references/fichier", bring_in, methods=["POST"])]
