"""Runs a tablet module in node, so that Python and JavaScript answer to the same cases."""

import json
import subprocess
from pathlib import Path

JS = Path(__file__).parent.parent / "fieldvisit" / "offline" / "js"
CASES = Path(__file__).parent / "cases"

SCRIPT = """
import { readFileSync } from "node:fs";
const { body, given, shared } = JSON.parse(readFileSync(0, "utf8"));
const work = (await import("data:text/javascript," + encodeURIComponent(body))).default;
const answers = [];
for (const each of given) answers.push((await work(each, shared)) ?? null);
process.stdout.write(JSON.stringify(answers));
"""


def in_node(body: str, given: list, shared=None) -> list:
    """Call the default export of a small module, written with ``{js}`` as the folder of the modules, on each input.

    ``shared`` is its second argument each time: what is large and the same for all.
    """
    sent = json.dumps({"body": body.replace("{js}", JS.as_uri()), "given": given, "shared": shared})
    done = subprocess.run(
        ["node", "--input-type=module", "-e", SCRIPT], input=sent, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def cases(name: str):
    return json.loads((CASES / name).read_text(encoding="utf-8"))
