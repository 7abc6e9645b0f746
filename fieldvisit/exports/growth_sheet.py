"""A child's growth charts as PDF or PNG, A4, black on white: set by typst with its own fonts, without network.

The drawings come ready, as SVG, from the one that draws on screen; here they are set with who it is, the reference, the
legend and the table of measures.
"""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import local

import typst
from PIL import Image

from fieldvisit.exports.round_pdf import FONTS, PARIS

TEMPLATE = Path(__file__).parent / "growth.typ"
#: Points to an inch of the picture: a page is 1240 by 1754.
PPI = 150
#: As many greys as a line needs to be smooth: a quarter of the bytes.
GREYS = 16
_thread = local()


@dataclass(frozen=True)
class GrowthSheet:
    """``child``: who it is, in words; ``sheets``: a chart each, as :mod:`fieldvisit.offline.drawn` gives them."""

    child: str
    family: str
    printed_by: str
    printed_at: datetime
    sheets: list[dict]


def pdf(sheet: GrowthSheet) -> bytes:
    return _compiled(sheet, "pdf")


def png(sheet: GrowthSheet) -> bytes:
    """One picture; where there are several pages they stand one under the other."""
    made = _compiled(sheet, "png", ppi=PPI)
    pages = [Image.open(io.BytesIO(page)).convert("L") for page in (made if isinstance(made, list) else [made])]
    whole = Image.new("L", (max(page.width for page in pages), sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    found = io.BytesIO()
    whole.quantize(GREYS).save(found, "png", dpi=(PPI, PPI))
    return found.getvalue()


def _compiled(sheet: GrowthSheet, kind: str, **options):
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), ignore_system_fonts=True)
    return _thread.compiler.compile(
        format=kind,
        sys_inputs={"growth": json.dumps(_words(sheet), ensure_ascii=False)},
        timestamp=sheet.printed_at.replace(microsecond=0),
        **options,
    )


def _words(sheet: GrowthSheet) -> dict:
    return {
        "title": f"Croissance – {sheet.child}",
        "child": sheet.child,
        "family": sheet.family,
        "printed": f"Imprimé par {sheet.printed_by} le {sheet.printed_at.astimezone(PARIS):%d/%m/%Y à %H:%M}.",
        "fonts": list(FONTS),
        "sheets": [one | {"alt": f"{one['title']} : {sheet.child}"} for one in sheet.sheets],
    }
