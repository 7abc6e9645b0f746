"""« PDF » and « PNG » of a child's growth charts, over plain HTTP: the browser shows or keeps the file by itself."""

import unicodedata
import uuid
from datetime import datetime
from html import escape

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import journal, permission
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.exports import growth_sheet
from fieldvisit.exports.growth_sheet import GrowthSheet
from fieldvisit.families import household
from fieldvisit.offline import drawn
from fieldvisit.pages import growth_facts, who
from fieldvisit.words import Refusal

MEASURES = ("poids", "taille", "pc", "imc", "ds")
KINDS = {"pdf": ("application/pdf", growth_sheet.pdf), "png": ("image/png", growth_sheet.png)}
LONGEST = 120


class NotYours(Refusal):
    sentence = "Votre fonction ne donne pas accès aux mesures des enfants."


class Unreadable(Refusal):
    sentence = "Cette adresse n’est pas lisible : demandez l’export depuis « Croissance », dans le dossier."


class NothingChosen(Refusal):
    sentence = "Choisissez au moins une courbe à exporter, puis recommencez."


class NoSuchChild(Refusal):
    sentence = "Aucune courbe de cet enfant ne vous est ouverte."


STATUS = {NotYours: 403, NoSuchChild: 404, household.NotFound: 404, drawn.NotDrawn: 503}


@allow("sante_enfant")
async def export(request: Request) -> Response:
    """``?format=pdf|png&mesure=poids&mesure=…&periode=…&ages=…&reference=…``: a page for each measure, as it is looked
    at; without ``periode`` or ``ages``, as a screen would begin."""
    caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
    if caller is None:
        return RedirectResponse("/connexion?next=/familles", 303)
    try:
        if not permission.of(export).admits(caller.actor):
            raise NotYours
        kind, choices = _asked(request)
        family_id, child_id = (_id(request.path_params[name]) for name in ("family_id", "child_id"))
        name, content = await anyio.to_thread.run_sync(_made, caller.actor, family_id, child_id, kind, choices)
    except Refusal as refusal:
        return _page_with(refusal.sentence, STATUS.get(type(refusal), 400))
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=KINDS[kind][0], headers=headers)


def _asked(request: Request) -> tuple[str, list[dict]]:
    asked = request.query_params
    kind, measures = asked.get("format", "pdf"), list(dict.fromkeys(asked.getlist("mesure")))
    looked = {"span": asked.get("periode", ""), "ages": asked.get("ages", ""), "reference": asked.get("reference", "")}
    if kind not in KINDS or not set(measures) <= set(MEASURES) or any(len(one) > LONGEST for one in looked.values()):
        raise Unreadable
    if not measures:
        raise NothingChosen
    return kind, [{"measure": one} | looked for one in MEASURES if one in measures]


def _made(actor: Actor, family_id: uuid.UUID, child_id: uuid.UUID, kind: str, choices: list[dict]) -> tuple[str, bytes]:
    """Set between reading and journal, so that no write waits for the setting; nothing leaves without its line."""
    now, today = who.now(), who.today()
    with db.reading() as reader:
        home = household.find(reader, actor, family_id, today)
        facts = growth_facts.read(reader, actor, home.id, today)
        family = f"{home.label} – {home.case_number}"
    child = next((one for one in facts["children"] if one["id"] == str(child_id)), None)
    if child is None:
        raise NoSuchChild
    given = {name: facts[name] for name in ("today", "references", "settings", "adults")}
    sheets = drawn.growth(child, choices, given, growth_sheet.FONTS[0])
    content = KINDS[kind][1](GrowthSheet(_identity(child, sheets[0]), family, actor.name, now, sheets))
    with db.writing() as writer:
        journal.note(writer, actor, home.id, journal.What.PRINT, f"croissance_{kind}", now, subject_id=child_id)
    return _name(child, now, kind), content


def _identity(child: dict, sheet: dict) -> str:
    name = " ".join(filter(None, (child["first_name"], child["last_name"])))
    return sheet["identity"] or f"{name}, date de naissance non renseignée"


def _name(child: dict, now: datetime, kind: str) -> str:
    letters = unicodedata.normalize("NFKD", child["first_name"].casefold()).encode("ascii", "ignore").decode()
    name = "".join(one for one in letters if one.isalnum()) or "enfant"
    return f"croissance-{name}-{now.astimezone(who.PARIS):%Y-%m-%d}.{kind}"


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Unreadable from error


def _page_with(sentence: str, status: int) -> HTMLResponse:
    page = (
        '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Export – Fieldvisit</title>'
        '<link rel="stylesheet" href="/fieldvisit.css"><main class="office-main stack"><h1>Export de la croissance</h1>'
        f'<p>{escape(sentence)}</p><p><a class="button" href="/familles">Revenir aux familles</a></p></main></html>'
    )
    return HTMLResponse(page, status)


routes = [Route("/api/croissance/{family_id}/{child_id}", export, methods=["GET"])]
