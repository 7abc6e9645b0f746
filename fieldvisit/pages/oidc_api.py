"""« Pro Santé Connect », « ProConnect »: the way there and the way back.

The way back comes from another site, so the session's cookie (« strict ») would not be sent with a redirection
that follows it: a small page of ours takes the browser on.
"""

from html import escape

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from fieldvisit import db, settings
from fieldvisit.access import federation, session
from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.pages import accounts_api, oidc, who
from fieldvisit.settings import Provider
from fieldvisit.words import Refusal

COOKIE, HERE = "fieldvisit_way", "/api/oidc"


class NoProvider(Refusal):
    sentence = "Cette façon de se connecter n’est pas ouverte ici : utilisez votre identifiant."


def _provider(request: Request) -> Provider:
    for one in settings.read().providers:
        if one.code == request.path_params["provider"]:
            return one
    raise NoProvider


def _back(request: Request, provider: Provider) -> str:
    return f"{accounts_api.our_address(request)}{HERE}/{provider.code}/retour"


@allow("public")
async def listed(_: Request) -> Response:
    content = [{"label": one.label, "href": f"{HERE}/{one.code}"} for one in settings.read().providers]
    return accounts_api.answer({"providers": content})


@allow("public")
async def go(request: Request) -> Response:
    try:
        provider = _provider(request)
        wanted = accounts_api.local_path(request.query_params.get("next"))
        begun = await anyio.to_thread.run_sync(_begin, provider.code, wanted)
        address = await oidc.way_there(provider, begun, _back(request, provider))
    except Refusal as refusal:
        return accounts_api.page_with(refusal.sentence, 400)
    answer = RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, begun.browser, max_age=600, httponly=True, samesite="lax", secure=secure, path=HERE)
    return answer


def _begin(provider: str, wanted: str) -> federation.Begun:
    with db.writing() as writer:
        return federation.begin(writer, provider, wanted, who.now())


@allow("public")
async def come_back(request: Request) -> Response:
    try:
        provider = _provider(request)
        asked, browser = request.query_params, request.cookies.get(COOKIE, "")
        begun = await anyio.to_thread.run_sync(_take_up, provider.code, asked.get("state", ""), browser)
        if not asked.get("code"):  # she gave up there, or the provider refused her
            raise oidc.Unbelieved
        back = _back(request, provider)
        known = await oidc.recognise(provider, asked["code"], begun.verifier, begun.nonce, back)
        agent, cookie = request.headers.get("user-agent", ""), request.headers.get("cookie", "")
        account, token = await anyio.to_thread.run_sync(_enter, provider.code, known, agent, cookie)
    except Refusal as refusal:
        answer = accounts_api.page_with(refusal.sentence, 400)
        answer.delete_cookie(COOKIE, path=HERE)
        return answer
    answer = _on_to(begun.wanted or accounts_api.HOME.get(account.role, "/planning"))
    accounts_api.give_cookie(answer, token, account.role, request)
    secure = request.url.scheme == "https"
    way_out = {"httponly": True, "samesite": "strict", "secure": secure, "path": accounts_api.LOG_OUT}
    answer.set_cookie(accounts_api.THERE, known.id_token, **way_out)
    answer.delete_cookie(COOKIE, path=HERE)
    return answer


def _take_up(provider: str, state: str, browser: str) -> federation.LoginRequest:
    with db.writing() as writer:
        return federation.take_up(writer, provider, state, browser, who.now())


def _enter(provider: str, known: oidc.Known, agent: str, cookie: str) -> tuple[Account, str]:
    before = who.logged_in(cookie, touch=False)
    with db.writing() as writer:
        account, token = federation.enter(writer, provider, known.subject, who.now(), agent)
        if before is not None:  # another tab may still be open under it
            session.end(writer, before.session_id, who.now())
        return account, token


def _on_to(target: str) -> HTMLResponse:
    place = escape(target, quote=True)
    page = (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>Connexion</title>'
        f'<meta http-equiv="refresh" content="0;url={place}"><link rel="stylesheet" href="/fieldvisit.css">'
        f'<main class="office-main"><p><a class="button" href="{place}">Continuer</a></p></main></html>'
    )
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


routes = [
    Route(HERE, listed, methods=["GET"]),
    Route(f"{HERE}/{{provider}}", go, methods=["GET"]),
    Route(f"{HERE}/{{provider}}/retour", come_back, methods=["GET"]),
]
