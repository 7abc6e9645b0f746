"""What the build leaves for the tablet: the shell and nothing of the office, a worker, the pages with their scripts."""

import base64
import hashlib
import json
import re
from io import BytesIO

import pytest
from PIL import Image

from fieldvisit.offline import icon, plugin

SCRIPT = "window.x = 1"


@pytest.fixture
def built(tmp_path):
    """A build in small: a field page that loads a chunk lazily, an office page with a chunk of its own."""
    client = tmp_path / "build" / "client"
    files = {
        "assets/manifest-1.js": "window.__reactRouterManifest="
        + json.dumps(
            {
                "url": "/assets/manifest-1.js",
                "entry": {"module": "/assets/entry-1.js", "imports": ["/assets/shared-1.js"], "css": []},
                "routes": {
                    "root": {"id": "root", "path": "", "module": "/assets/root-1.js", "imports": [], "css": []},
                    "a": {"id": "a", "path": "terrain", "module": "/assets/field-1.js", "imports": [], "css": []},
                    "b": {"id": "b", "path": "planning", "module": "/assets/office-1.js", "imports": [], "css": []},
                },
            }
        )
        + ";",
        "assets/entry-1.js": "import './shared-1.js'",
        "assets/shared-1.js": "1",
        "assets/root-1.js": "1",
        "assets/field-1.js": "import('./lazy-1.js')",
        "assets/lazy-1.js": "1",
        "assets/office-1.js": "import('./chart-1.js')",
        "assets/chart-1.js": "1",
        "external/fieldvisit/login.js": "1",
        "fonts/one.woff2": "font",
        "fonts/OFL.txt": "licence",
        "fieldvisit.css": "body {}",
        "__spa-fallback.html": f"<script>{SCRIPT}</script>",
        "index.html": "<p>",
        "terrain/index.html": f'<script src="/assets/entry-1.js"></script><script>{SCRIPT}</script>',
        "planning/index.html": "<script>other()</script>",
    }
    for name, text in files.items():
        (client / name).parent.mkdir(parents=True, exist_ok=True)
        (client / name).write_text(text)
    plugin.Pwa().post_build(static_dir=client)
    return client


def shell(client):
    return json.loads(re.search(r"const SHELL = (\{.*?\});", (client / "sw.js").read_text(), re.DOTALL).group(1))


def test_the_shell_holds_what_the_field_pages_load_even_lazily_and_nothing_of_the_office(built):
    held = set(shell(built))
    assert {"/terrain", "/assets/field-1.js", "/assets/lazy-1.js", "/assets/shared-1.js", "/fonts/one.woff2"} <= held
    assert {"/fieldvisit.css", "/manifest.webmanifest", "/hors-ligne.html", "/icons/192.png"} <= held
    assert not {"/planning", "/assets/office-1.js", "/assets/chart-1.js", "/fonts/OFL.txt"} & held
    assert not [url for url in held if url.startswith("/external/") or url == "/sw.js"]


def test_every_digest_is_that_of_the_file_served(built):
    for url, digest in shell(built).items():
        file = built / "terrain" / "index.html" if url == "/terrain" else built / url.lstrip("/")
        assert hashlib.sha256(file.read_bytes()).hexdigest() == digest, url


def test_the_version_changes_with_any_file_of_the_shell_and_only_then(built):
    def version():
        return re.search(r'const VERSION = "(\w+)"', plugin.worker(built)).group(1)

    first = version()
    assert version() == first
    (built / "assets" / "office-1.js").write_text("2")
    assert version() == first
    (built / "assets" / "lazy-1.js").write_text("2")
    assert version() != first


def test_the_pages_carry_the_digests_of_their_inline_scripts(built):
    pages = json.loads((built.parent / plugin.PAGES).read_text())
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert pages["/terrain"] == {"scripts": [f"sha256-{digest}"], "evaluates": False}
    assert pages["/planning"]["evaluates"]


@pytest.mark.parametrize(("size", "maskable"), [(192, False), (512, True)])
def test_an_icon_has_its_size_and_a_maskable_one_fills_its_square(size, maskable):
    image = Image.open(BytesIO(icon.draw(size, maskable)))
    assert image.size == (size, size)
    assert (image.getpixel((0, 0))[3] == 255) is maskable
