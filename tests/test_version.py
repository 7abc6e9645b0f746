"""One version, wherever it is written: the office compares a tablet's with its own."""

import re
import tomllib
from pathlib import Path

from fieldvisit import settings
from fieldvisit.offline.modules import FOLDER

ROOT = Path(__file__).parent.parent


def test_the_tablet_the_office_and_the_package_say_the_same_version():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    tablet = re.search(r'APP_VERSION = "([^"]+)"', (FOLDER / "sync/door.js").read_text())[1]
    assert package == tablet == settings.VERSION
