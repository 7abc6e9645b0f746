"""Reading a cell of a table that somebody made: decimal comma or point, and a sentence for what is no number."""

import math


class Unread(Exception):
    """What is wrong with a cell or its line, in French."""


def number(name: str, text: str) -> float:
    """:raises Unread: naming ``name``, if ``text`` is not a finite number"""
    try:
        value = math.nan if "_" in text else float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Unread(f"{name} : « {text[:40]} » n’est pas un nombre.")
    return value
