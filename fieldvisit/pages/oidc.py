"""What is asked of an OpenID Connect provider, and how its answer is believed: authlib speaks, joserfc verifies."""

import warnings
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.deprecate import AuthlibDeprecationWarning
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from fieldvisit.access.federation import Begun
from fieldvisit.settings import Provider
from fieldvisit.words import Refusal

with warnings.catch_warnings():
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)  # it announces httpx2
    from authlib.integrations.httpx_client import AsyncOAuth2Client

TIMEOUT_S = 10
ALGORITHMS = ["RS256", "ES256", "PS256"]
#: Clocks of two servers may differ by so much, in seconds.
LEEWAY = 60


class Away(Refusal):
    sentence = "Le service de connexion national ne répond pas. Réessayez, ou connectez-vous avec votre identifiant."


class Unbelieved(Refusal):
    sentence = "La réponse du service de connexion national n’est pas valable : elle est refusée. Recommencez."


@dataclass(frozen=True)
class Known:
    """``subject``: the configured claim, empty if the provider did not say it."""

    subject: str
    id_token: str


def _client(provider: Provider, redirect: str = ""):
    return AsyncOAuth2Client(
        provider.client_id,
        provider.client_secret,
        scope=provider.scope,
        redirect_uri=redirect,
        code_challenge_method="S256",
        timeout=TIMEOUT_S,
        follow_redirects=False,
        trust_env=False,
        verify=provider.authority or True,
    )


async def described(provider: Provider, client) -> dict:
    """:raises Away: if it does not say where it is, in its own name and over HTTPS"""
    if not is_guarded(provider.issuer):
        raise Away
    answer = await client.request("GET", f"{provider.issuer}/.well-known/openid-configuration", withhold_token=True)
    answer.raise_for_status()
    said = answer.json()
    places = [said[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if said["issuer"].rstrip("/") != provider.issuer or not all(map(is_guarded, places)):
        raise Away
    return said


def is_guarded(address: str) -> bool:
    """In clear only to this machine itself, where nobody listens in between."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1"))


async def way_there(provider: Provider, begun: Begun, redirect: str) -> str:
    """The address to send the browser to.

    :raises Away: if the provider does not answer
    """
    async with _speaking(_client(provider, redirect)) as client:
        said = await described(provider, client)
        more = {"acr_values": " ".join(provider.acr)} if provider.acr else {}
        address, _ = client.create_authorization_url(
            said["authorization_endpoint"],
            state=begun.state,
            nonce=begun.nonce,
            code_verifier=begun.verifier,
            **more,
        )
        return address


async def recognise(provider: Provider, code: str, verifier: str, nonce: str, redirect: str) -> Known:
    """:raises Unbelieved: if signature, issuer, audience, nonce, time or strength are not as asked

    :raises Away: if the provider does not answer
    """
    async with _speaking(_client(provider, redirect)) as client:
        said = await described(provider, client)
        token = await client.fetch_token(
            said["token_endpoint"], code=code, code_verifier=verifier, grant_type="authorization_code"
        )
        keys = KeySet.import_key_set((await client.request("GET", said["jwks_uri"], withhold_token=True)).json())
        claims = _believed(token["id_token"], keys, said["issuer"], provider, nonce)
        subject = claims.get(provider.claim)
        if not subject and said.get("userinfo_endpoint") and is_guarded(said["userinfo_endpoint"]):
            told = await _told_of(client, said["userinfo_endpoint"], keys)
            if told.get("sub") != claims["sub"]:
                raise Unbelieved
            subject = told.get(provider.claim)
        return Known(subject if isinstance(subject, str) else "", token["id_token"])


def _believed(id_token: str, keys: KeySet, issuer: str, provider: Provider, nonce: str) -> dict:
    claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
    jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": provider.client_id},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    ).validate(claims)
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise Unbelieved
    if provider.acr and claims.get("acr") not in provider.acr:
        raise Unbelieved
    return claims


async def _told_of(client, address: str, keys: KeySet) -> dict:
    answer = await client.get(address)
    answer.raise_for_status()
    if answer.headers.get("content-type", "").startswith("application/jwt"):
        return jwt.decode(answer.text, keys, algorithms=ALGORITHMS).claims
    return answer.json()


async def way_out(provider: Provider, id_token: str, back: str) -> str:
    """Where the browser ends the provider's session, too; empty if there is no such place, or no answer."""
    try:
        async with _speaking(_client(provider)) as client:
            place = (await described(provider, client)).get("end_session_endpoint", "")
    except Refusal:
        return ""
    if not place or not is_guarded(place):
        return ""
    return f"{place}?{urlencode({'id_token_hint': id_token, 'post_logout_redirect_uri': back})}"


class _speaking:
    """Whatever goes wrong between two servers is one of two sentences; what the other one said stays here."""

    def __init__(self, client):
        self.client = client

    async def __aenter__(self):
        return self.client

    async def __aexit__(self, kind, error, _):
        await self.client.aclose()
        if isinstance(error, httpx.HTTPError):
            raise Away from None
        if isinstance(error, JoseError | AuthlibBaseError | KeyError | ValueError):
            raise Unbelieved from None
