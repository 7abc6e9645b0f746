"""The page on plain HTTP where a tablet installs the authority, then opens the app over HTTPS.

It knows nothing of families or accounts and answers four addresses only.
"""

import html
import io
import plistlib
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import segno

Answer = tuple[str, bytes]

STYLE = """
body { margin: 0 auto; max-width: 44rem; padding: 24px; font: 18px/1.5 system-ui, sans-serif; color: #12222a;
  background: #f1f3f0; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.button { display: inline-block; padding: 14px 20px; border-radius: 10px; background: #0e4a63; color: #fff;
  font-weight: 600; text-decoration: none; }
.plain { background: #fff; color: #12222a; border: 1.5px solid #75858b; }
code { overflow-wrap: anywhere; font-size: .8rem; } svg { background: #fff; border-radius: 10px; }
"""


def page(app: str, doorstep: str, fingerprint: str) -> str:
    """``app`` and ``doorstep``: the two addresses; ``fingerprint``: to compare with what the tablet shows."""
    code = segno.make(doorstep, error="m").svg_inline(scale=5, border=2)
    return f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Fieldvisit sur cette tablette</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body>
<h1>Fieldvisit sur cette tablette</h1>
<p>À faire une seule fois : la tablette apprend à reconnaître ce serveur, puis Fieldvisit s’y installe et s’ouvre
même sans réseau.</p>
<h2>1. Installer l’autorité de certification</h2>
<p><a class="button" href="/fieldvisit.mobileconfig">iPad</a>
<a class="button" href="/fieldvisit.crt">Android, Windows, Linux</a></p>
<p><strong>iPad</strong> : Réglages › Profil téléchargé › Installer, puis Réglages › Général › Informations ›
Réglages des certificats : activer « Fieldvisit ».<br>
<strong>Android</strong> : Paramètres › Sécurité › Chiffrement et identifiants › Installer un certificat ›
Certificat CA, puis choisir le fichier téléchargé.</p>
<p>Empreinte à comparer avec celle que montre la tablette :<br><code>{html.escape(fingerprint)}</code></p>
<h2>2. Ouvrir Fieldvisit</h2>
<p><a class="button" href="{html.escape(app)}">Ouvrir Fieldvisit</a></p>
<p>Puis, dans le menu du navigateur : « Ajouter à l’écran d’accueil » ou « Installer l’application ».</p>
<h2>Une autre tablette ?</h2>
<p>Qu’elle lise ce code, sur le même réseau : {html.escape(doorstep)}</p>
{code}
</body></html>"""


def code_in_text(address: str) -> str:
    """The same code for a terminal, with half blocks."""
    written = io.StringIO()
    segno.make(address, error="m").terminal(out=written, compact=True)
    return written.getvalue()


def profile(der: bytes, identity: str) -> bytes:
    """The same certificate as an iPad expects it; the same authority replaces itself instead of piling up."""

    certificate = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"fr.fieldvisit.{identity}.root",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, f"root {identity}")).upper(),
        "PayloadDisplayName": "Fieldvisit",
        "PayloadContent": der,
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"fr.fieldvisit.{identity}",
            "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, f"profile {identity}")).upper(),
            "PayloadDisplayName": "Fieldvisit – réseau local",
            "PayloadDescription": "Permet à cet iPad de reconnaître le serveur Fieldvisit de ce réseau.",
            "PayloadContent": [certificate],
        }
    )


def answers(app: str, doorstep: str, der: bytes, fingerprint: str) -> dict[str, Answer]:
    identity = fingerprint.replace(":", "").upper()
    return {
        "/": ("text/html; charset=utf-8", page(app, doorstep, fingerprint).encode()),
        "/fieldvisit.crt": ("application/x-x509-ca-cert", der),
        "/fieldvisit.mobileconfig": ("application/x-apple-aspen-config", profile(der, identity)),
    }


def open_door(port: int, known: dict[str, Answer]) -> ThreadingHTTPServer:
    """Bound to its port; it answers in whoever calls its ``serve_forever``. :raises OSError: if the port is taken"""
    return ThreadingHTTPServer(("0.0.0.0", port), _handler(known))


def _handler(known: dict[str, Answer]) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "Fieldvisit", ""

        def do_GET(self) -> None:
            kind, body = known.get(self.path.split("?")[0], ("text/plain; charset=utf-8", b"Rien ici."))
            self.send_response(200 if self.path.split("?")[0] in known else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_) -> None:
            """A tablet's visits to this page are nobody's business."""

    return Handler
