"""The list of known traps names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"`(?:…|(tests/[\w/]+\.py))(?:::(\w+))?(?:::(\w+))?`")


def test_every_test_that_the_list_of_traps_names_exists():
    path, missing = None, []
    for found in NAMED.finditer((ROOT / "docs" / "traps.md").read_text(encoding="utf-8")):
        path = found[1] or path
        text = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ""
        names = [name for name in found.groups()[1:] if name]
        missing += [f"{path}::{name}" for name in names if not re.search(rf"(def|class) {name}\b", text)]
        missing += [path] if not text else []
    assert missing == []
    assert len(set(re.findall(r"^\| (\d+)\.", (ROOT / "docs" / "traps.md").read_text(), re.M))) == 22
