"""Logging in and out over plain HTTP: only a plain answer can set a cookie that scripts cannot read."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from urllib.parse import parse_qsl

import anyio
import segno
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db, settings
from fieldvisit.access import federation, login, origin, roles, second_factor, session, throttle
from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.access.second_factor import Standing
from fieldvisit.pages import oidc, who
from fieldvisit.sync import sealing
from fieldvisit.words import Refusal, sound

LARGEST_BODY = 10_000
LOG_OUT = "/api/logout"
#: The token that a national provider wants to see again at its own end of the session; sent to :data:`LOG_OUT` alone.
THERE = "fieldvisit_there"
#: Where a role goes after login when it asked for no page.
HOME = {"administrateur": "/admin", "coordinatrice": "/journee"}


class Unreadable(Refusal):
    sentence = "Cette demande de connexion n’est pas lisible : rechargez la page."


class Foreign(Refusal):
    sentence = "Cette demande vient d’un autre site : elle est refusée."


def local_path(text: object) -> str:
    """``text`` if it is a path of this site; « //elsewhere » and « /\\elsewhere » are other sites."""
    path = text if isinstance(text, str) else ""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if safe else ""


def our_address(request: Request) -> str:
    """The address by which this browser came, if it is one of ours; else our first one."""
    here, known = f"{request.url.scheme}://{request.url.netloc}", settings.read().origins
    return here if here in known else known[0]


def _account(name: str, role: str, account_id) -> dict:
    return {"id": str(account_id), "name": name, "role": role, "role_label": roles.LABELS[role]}


def _stamp(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answer(content: dict, status: int = 200) -> JSONResponse:
    content["server_time"] = _stamp(who.now())
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


def _ours(endpoint):
    @wraps(endpoint)
    async def checked(request: Request) -> Response:
        if not origin.is_ours(request.headers.get("origin"), settings.read().origins):
            return answer({"sentence": Foreign.sentence}, 403)
        return await endpoint(request)

    return checked


async def _fields(request: Request) -> tuple[dict, bool]:
    """The fields sent, and whether a form sent them (then the answer is a page, not JSON)."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise Unreadable
    is_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    if is_form:
        return dict(parse_qsl(body.decode("utf-8", "replace"))), True
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(fields, dict):
        raise Unreadable
    return fields, False


class CodeAsked(Refusal):
    """The password is right; ``step`` and what else the page needs to ask for the second half are in ``told``."""

    sentence = "Saisissez le code à 6 chiffres de votre application, ou un code de secours."
    told = {"second_step": Standing.ASKED}


class CodeWrong(CodeAsked):
    sentence = second_factor.WrongCode.sentence


class ToSetUp(CodeAsked):
    sentence = (
        "Votre fonction demande un second facteur : activez-le d’abord depuis la page Connexion, sur un ordinateur "
        "ou dans le navigateur de la tablette."
    )

    def __init__(self, begun: second_factor.Begun):
        super().__init__(self.sentence)
        square = segno.make(begun.address, error="m").svg_data_uri(scale=5, border=3)
        self.told = {"second_step": Standing.TO_SET_UP, "key": begun.key, "square": square, "address": begun.address}


@dataclass(frozen=True)
class Entered:
    """``codes``: of the second factor that this login switched on, told this once."""

    account: Account
    token: str
    codes: list[str]


def _enter(typed: str, secret: str, code: str, address: str, user_agent: str, cookie: str) -> Entered:
    config = settings.read()
    now, master = who.now(), sealing.master_key(config)
    before = who.logged_in(cookie, touch=False)
    with db.writing() as writer:
        attempt = throttle.admit(writer, typed, address, now)
    with db.reading() as reader:
        account = login.recognise(reader, typed, secret)
        account_id, required = account.id, account.role in config.second_factor
    with db.writing() as writer:
        account = writer.get_one(Account, account_id)
        standing, codes = second_factor.weigh(writer, master, account, code, now, required)
        if standing in (Standing.ASKED, Standing.TO_SET_UP):
            throttle.forget(writer, attempt)
        begun = second_factor.begin(writer, master, account, now) if standing is Standing.TO_SET_UP else None
    if begun:
        raise ToSetUp(begun)
    if standing is not Standing.PASSED:
        raise CodeAsked if standing is Standing.ASKED else CodeWrong
    with db.writing() as writer:
        token = login.enter(writer, account_id, secret, attempt, now, user_agent)
        if before is not None:  # another tab may still be open under it
            session.end(writer, before.session_id, now)
        return Entered(writer.get_one(Account, account_id), token, codes)


@allow("public")
@_ours
async def log_in(request: Request) -> Response:
    is_form = False
    try:
        fields, is_form = await _fields(request)
        typed, secret, code = fields.get("login"), fields.get("password"), fields.get("code", "")
        if not all(isinstance(one, str) for one in (typed, secret, code)):
            raise Unreadable("Indiquez l’identifiant et le mot de passe.")
        address = request.client.host if request.client else ""
        agent, cookie = request.headers.get("user-agent", ""), request.headers.get("cookie", "")
        given = sound(typed), sound(secret), sound(code).strip(), address, agent, cookie
        entered = await anyio.to_thread.run_sync(_enter, *given)
    except CodeAsked as asked:
        if is_form:
            return page_with(asked.sentence, 401, _three_fields(asked))
        return answer({"sentence": asked.sentence} | asked.told, 401)
    except Refusal as refusal:
        status = {throttle.TooMany: 429, login.Wrong: 401}.get(type(refusal), 400)
        if is_form:
            return page_with(refusal.sentence, status)
        return answer({"sentence": refusal.sentence}, status)
    account = entered.account
    wanted = local_path(fields.get("next"))
    target = wanted or HOME.get(account.role, "/planning")
    content = {"account": _account(account.name, account.role, account.id), "next": target}
    if not wanted and account.role in roles.FIELD:
        content["choices"] = [
            {"label": "Ma tournée, sur la tablette", "href": "/terrain"},
            {"label": "Le planning, au bureau", "href": "/planning"},
        ]
    if entered.codes:
        content["codes"] = entered.codes
    told = RedirectResponse(target, 303) if is_form else answer(content)
    give_cookie(told, entered.token, account.role, request)
    return told


def give_cookie(told: Response, token: str, role: str, request: Request) -> None:
    told.set_cookie(
        session.COOKIE,
        token,
        max_age=int(session.length_for(role).at_most.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
    told.headers["Cache-Control"] = "no-store"


@allow("session")
@_ours
async def log_out(request: Request) -> Response:
    caller = who.logged_in(request.headers.get("cookie", ""))
    place = "/connexion"
    if caller is not None:
        with db.writing() as writer:
            session.end(writer, caller.session_id, who.now())
            left = federation.leave(writer, caller.session_id)
        token = request.cookies.get(THERE, "")
        for provider in settings.read().providers:
            if token and provider.code == left:
                place = await oidc.way_out(provider, token, our_address(request) + place) or place
    told = answer({"next": place})
    told.delete_cookie(session.COOKIE, path="/", httponly=True, samesite="strict")
    told.delete_cookie(THERE, path=LOG_OUT, httponly=True, samesite="strict")
    return told


@allow("session")
async def me(request: Request) -> Response:
    caller = who.logged_in(request.headers.get("cookie", ""), touch=False)
    if caller is None:
        return answer({"sentence": "Votre session est terminée : connectez-vous."}, 401)
    actor = caller.actor
    return answer({"account": _account(actor.name, actor.role, actor.account_id)})


def _three_fields(asked: CodeAsked) -> str:
    """Where no script runs, all is typed again: a page that repeated the password would be kept by the browser."""
    if asked.told["second_step"] is not Standing.ASKED:
        return ""
    fields = (
        ("Identifiant", 'name="login" autocomplete="username"'),
        ("Mot de passe", 'name="password" type="password" autocomplete="current-password"'),
        ("Code", 'name="code" autocomplete="one-time-code"'),
    )
    typed = "".join(
        f'<label class="field"><span class="label">{label}</span><input class="input" required {more}></label>'
        for label, more in fields
    )
    button = '<button class="button button-primary" type="submit">Se connecter</button>'
    return f'<form class="stack" method="post" action="/api/login">{typed}{button}</form>'


def page_with(sentence: str, status: int, more: str = "") -> HTMLResponse:
    """For a form sent before the page's script was ready."""
    page = (
        '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Connexion refusée</title>'
        '<link rel="stylesheet" href="/fieldvisit.css"><main class="office-main"><h1>Connexion refusée</h1>'
        f'<p>{sentence}</p>{more}<p><a class="button" href="/connexion">Réessayer</a></p></main></html>'
    )
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


routes = [
    Route("/api/login", log_in, methods=["POST"]),
    Route(LOG_OUT, log_out, methods=["POST"]),
    Route("/api/me", me, methods=["GET"]),
]
