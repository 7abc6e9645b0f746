"""What ``docs/threats.md`` calls a proof is one: each test that it names is there."""

import re
from pathlib import Path

HERE = Path(__file__).parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_proof_that_is_named_exists():
    named = NAMED.findall((HERE / "docs" / "threats.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    missing = []
    for file, test in named:
        path = HERE / file
        if not path.is_file() or (test and f"def {test}(" not in path.read_text(encoding="utf-8")):
            missing.append(f"{file}::{test}")
    assert missing == []
