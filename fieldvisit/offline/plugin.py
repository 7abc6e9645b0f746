"""Makes the build a PWA: worker, precache list, manifest, icons, and the list of pages for the server.

``rxconfig.py`` lists :class:`Pwa` among its plugins; ``fieldvisit.py`` takes :func:`head`.
"""

import base64
import hashlib
import json
import re
from pathlib import Path

import reflex as rx
from reflex_base.plugins import Plugin

from fieldvisit.offline import icon, state_js

FIELD = "/terrain"
THEME, GROUND = "#0e4a63", "#f1f3f0"
WORKER = Path(__file__).parent / "js" / "shell" / "worker.js"
#: Left beside the built files, out of the browser's reach; read by ``pages/serving.py``.
PAGES = "pages.json"
#: Public files that a screen may ask for; the rest (licences, sources) stays on the server.
SHELL = frozenset({".css", ".woff2", ".svg", ".png", ".webmanifest"})

MANIFEST = {
    "id": FIELD,
    "name": "Fieldvisit – visites à domicile",
    "short_name": "Fieldvisit",
    "description": "Ma tournée, les dossiers et les visites, même sans réseau.",
    "lang": "fr",
    "dir": "ltr",
    "start_url": FIELD,
    "scope": "/",
    "display": "standalone",
    "orientation": "any",
    "background_color": GROUND,
    "theme_color": THEME,
    "icons": [
        {"src": "/icons/192.png", "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": "/icons/512.png", "sizes": "512x512", "type": "image/png", "purpose": "any"},
        {"src": "/icons/maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ],
}
#: Name, size, whether it fills its square.
ICONS = (("192", 192, False), ("512", 512, False), ("maskable-512", 512, True), ("apple-180", 180, True))

WITHOUT_NETWORK = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Pas de réseau</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/fieldvisit.css"></head><body><main class="office-main stack"><h1>Pas de réseau</h1>
<p>Cette page a besoin du réseau. La tournée et les visites s’ouvrent sans lui.</p>
<p><a class="button button-primary" href="{FIELD}">Ma tournée</a></p></main></body></html>
"""


def head() -> list[rx.Component]:
    """For ``rx.App(head_components=…)``."""
    return [
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        rx.el.link(rel="icon", type="image/png", href="/icons/192.png"),
        rx.el.link(rel="apple-touch-icon", href="/icons/apple-180.png"),
        rx.el.meta(name="theme-color", content=THEME),
        rx.el.meta(name="mobile-web-app-capable", content="yes"),
        rx.el.meta(name="apple-mobile-web-app-capable", content="yes"),
        rx.el.meta(name="apple-mobile-web-app-title", content="Fieldvisit"),
        rx.el.meta(name="format-detection", content="telephone=no"),
    ]


class Pwa(Plugin):
    """``post_build`` comes after Vite and before compression, so the compressed copies match the list."""

    def pre_compile(self, **context) -> None:
        for change in state_js.CHANGES:
            context["add_modify_task"]("utils/state.js", change)

    def post_build(self, **context) -> None:
        built = context["static_dir"]
        (built / "manifest.webmanifest").write_text(json.dumps(MANIFEST, ensure_ascii=False), encoding="utf-8")
        (built / "icons").mkdir(exist_ok=True)
        for name, size, maskable in ICONS:
            (built / "icons" / f"{name}.png").write_bytes(icon.draw(size, maskable))
        (built / "hors-ligne.html").write_text(WITHOUT_NETWORK, encoding="utf-8")
        (built.parent / PAGES).write_text(json.dumps(pages(built), indent=1), encoding="utf-8")
        (built / "sw.js").write_text(worker(built), encoding="utf-8")


def pages(built: Path) -> dict[str, dict]:
    """Every prerendered address, the digests of its inline scripts, and whether it may evaluate text.

    Field pages ask nothing of a server's handler, so nothing is evaluated in them.
    """
    found = {}
    for file in sorted(built.rglob("index.html")):
        path = "/" + file.parent.relative_to(built).as_posix().removeprefix(".")
        found[path] = {"scripts": inline_scripts(file), "evaluates": not _is_field(path)}
    for file in sorted(built.glob("*.html")):
        found.setdefault(f"/{file.name}", {"scripts": inline_scripts(file), "evaluates": True})
    return found


def inline_scripts(file: Path) -> list[str]:
    """``sha256-…`` of each, as a content security policy names them."""
    text = file.read_text(encoding="utf-8")
    bodies = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", text, re.S)
    return sorted({f"sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}" for body in bodies})


def worker(built: Path) -> str:
    """``worker.js`` with the list of the shell and its version, which is the digest of the list."""
    shell = {url: hashlib.sha256(file.read_bytes()).hexdigest() for url, file in sorted(shell_files(built).items())}
    version = hashlib.sha256((json.dumps(shell) + WORKER.read_text(encoding="utf-8")).encode()).hexdigest()[:16]
    filled = WORKER.read_text(encoding="utf-8")
    for name, value in (("VERSION", version), ("FIELD", FIELD), ("SHELL", shell)):
        filled, times = re.subn(rf"self\.__{name}__", lambda _, value=value: json.dumps(value, indent=1), filled)
        if times != 1:
            raise ValueError(f"worker.js must name self.__{name}__ once")
    return filled


def shell_files(built: Path) -> dict[str, Path]:
    """URL → file of all that the field pages need, and nothing of the office's own chunks."""
    files = {
        f"/{file.relative_to(built).as_posix()}": file
        for file in built.rglob("*")
        if file.suffix in SHELL and file.parts[len(built.parts)] not in ("assets", "external")
    }
    manifest = _manifest(built)
    wanted = [manifest["url"], manifest["entry"]["module"], *manifest["entry"]["imports"], *manifest["entry"]["css"]]
    for route in manifest["routes"].values():
        if route["id"] == "root" or _is_field(f"/{route.get('path', '')}"):
            wanted += [route["module"], *route["imports"], *route["css"]]
    for html in (built / "__spa-fallback.html", *built.glob("index.html")):
        wanted += re.findall(r'/assets/[^"?]+', html.read_text(encoding="utf-8"))
    for url in _with_what_they_import(built, wanted, manifest["url"]):
        files[url] = built / url.lstrip("/")
    for path in pages(built):
        if _is_field(path):
            files[path] = built / path.lstrip("/") / "index.html"
    files["/hors-ligne.html"] = built / "hors-ligne.html"
    files["/__spa-fallback.html"] = built / "__spa-fallback.html"
    return files


def _is_field(path: str) -> bool:
    return path == FIELD or path.startswith(f"{FIELD}/")


def _manifest(built: Path) -> dict:
    file = next((built / "assets").glob("manifest-*.js"))
    return json.loads(file.read_text(encoding="utf-8").removeprefix("window.__reactRouterManifest=").rstrip(";\n"))


def _with_what_they_import(built: Path, urls: list[str], manifest: str) -> list[str]:
    """The chunks named by these chunks too, lazily loaded ones included; the manifest names every page, so not its."""
    names = {file.name for file in (built / "assets").iterdir()}
    seen: set[str] = set()
    waiting = list(urls)
    while waiting:
        url = waiting.pop()
        if url in seen or not (built / url.lstrip("/")).exists():
            continue
        seen.add(url)
        if url == manifest or not url.endswith((".js", ".css")):
            continue
        text = (built / url.lstrip("/")).read_text(encoding="utf-8")
        waiting += [f"/assets/{name}" for name in re.findall(r"[\w.\-]+\.(?:js|css|wasm|woff2)", text) if name in names]
    return sorted(seen)
