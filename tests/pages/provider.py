"""An OpenID Connect provider on this machine: it asks for PKCE, signs, and can be told to do each thing wrong."""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "fieldvisit-essai", "secret-du-client"


class Provider:
    """``claims``: of whoever logs in; ``hidden``: which the token leaves out; ``wrong``: what it says otherwise."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        self.other = RSAKey.generate_key(2048, {"kid": "1"})
        self.claims = {"sub": "f:abc:1", "SubjectNameID": "899700218896", "acr": "eidas1", "email": "c@ain.example"}
        self.hidden: set[str] = set()
        self.wrong: dict = {}
        self.signs_with = self.key
        self.codes: dict[str, dict] = {}
        self.seen: list[dict] = []
        self.address = ""

    def described(self) -> dict:
        at = self.address
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "userinfo_endpoint": f"{at}/userinfo",
            "jwks_uri": f"{at}/keys",
            "end_session_endpoint": f"{at}/logout",
        }

    def authorize(self, asked: dict) -> str:
        """Whoever comes is logged in at once; the address she is sent back to."""
        self.seen.append(asked)
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and len(asked["nonce"]) > 40 and len(asked["state"]) > 40
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict, authorization: str) -> tuple[int, dict]:
        basic = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        fits = asked and challenge == asked["code_challenge"] and form["redirect_uri"] == asked["redirect_uri"]
        if basic != f"{CLIENT}:{SECRET}" or not fits:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {name: value for name, value in self.claims.items() if name not in self.hidden}
        said |= {"iss": self.address, "aud": CLIENT, "nonce": asked["nonce"], "iat": now, "exp": now + 600} | self.wrong
        token = jwt.encode({"alg": "RS256", "kid": "1"}, said, self.signs_with)
        return 200, {"access_token": "laissez-passer", "token_type": "Bearer", "id_token": token, "expires_in": 600}


@contextmanager
def running():
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            match parts.path:
                case "/.well-known/openid-configuration":
                    self.tell(200, provider.described())
                case "/keys":
                    self.tell(200, {"keys": [provider.key.as_dict(private=False)]})
                case "/userinfo" if self.headers["Authorization"] == "Bearer laissez-passer":
                    self.tell(200, provider.claims)
                case "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(asked))
                    self.end_headers()
                case _:
                    self.tell(404, {})

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.tell(*provider.token(form, self.headers.get("Authorization", "")))

        def tell(self, status, content):
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
