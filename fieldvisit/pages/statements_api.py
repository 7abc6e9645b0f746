"""A month's statement as a PDF and as a CSV, over plain HTTP: a browser keeps or prints it by itself."""

import uuid
from collections.abc import Callable
from datetime import datetime

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db
from fieldvisit.access import permission
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.access.permission import allow
from fieldvisit.exports import statement_csv, statement_facts, statement_pdf
from fieldvisit.exports.statement_facts import Facts
from fieldvisit.pages import who
from fieldvisit.pages.print_api import page_with
from fieldvisit.statements import reach, reading
from fieldvisit.words import Refusal

HERE = "/releves"


@allow(reach.PLACE)
async def give_pdf(request: Request) -> Response:
    found = await _given(request, statement_pdf.render, What.PRINT)
    return found if isinstance(found, Response) else _file(*found, "pdf", "inline", "application/pdf")


@allow(reach.PLACE)
async def give_csv(request: Request) -> Response:
    found = await _given(request, lambda facts, _: statement_csv.render(facts), What.EXPORT)
    return found if isinstance(found, Response) else _file(*found, "csv", "attachment", "text/csv; charset=utf-8")


async def _given(
    request: Request, render: Callable[[Facts, datetime], bytes], what: What
) -> tuple[Facts, bytes] | Response:
    """What was read and its file; or the answer to who gets none."""
    caller = await anyio.to_thread.run_sync(who.logged_in, request.headers.get("cookie", ""))
    if caller is None:
        return RedirectResponse(f"/connexion?next={HERE}", 303)
    try:
        if not permission.of(request.scope["endpoint"]).admits(caller.actor):
            raise reach.NotFound
        return await anyio.to_thread.run_sync(_made, caller.actor, request.path_params["timesheet_id"], render, what)
    except Refusal as refusal:
        return page_with("Relevé mensuel", refusal.sentence, 404, HERE, "Revenir aux relevés")


def _made(actor: Actor, asked: str, render: Callable[[Facts, datetime], bytes], what: What) -> tuple[Facts, bytes]:
    """Set between reading and journal; nothing leaves without its lines."""
    try:
        sheet_id = uuid.UUID(asked)
    except ValueError as error:
        raise reach.NotFound from error
    with db.reading() as reader:
        facts = statement_facts.read(reader, actor, sheet_id, who.today())
        content = render(facts, who.now())
    with db.writing() as writer:
        reading.note(writer, actor, facts.statement, what, who.now())
    return facts, content


def _file(facts: Facts, content: bytes, ending: str, shown: str, kind: str) -> Response:
    headers = {
        "Content-Disposition": f'{shown}; filename="{statement_facts.file_name(facts, ending)}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=kind, headers=headers)


routes = [
    Route("/api/releves/{timesheet_id}.pdf", give_pdf, methods=["GET"]),
    Route("/api/releves/{timesheet_id}.csv", give_csv, methods=["GET"]),
]
