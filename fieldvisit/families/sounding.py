"""How a French name sounds: « Lefebvre », « Lefèvre » and « Lefébure » have one code, « Dupond » and « Dupont » too.

Our own table, for names: the libraries at hand code words of a text (« phonetic-fr » does not bring « Lefebvre » and
« Lefèvre » together) or the sounds of English. A code only says « look here as well »: spelling comes first.
"""

import re
from functools import lru_cache

from fieldvisit.words import fold

#: In order. A capital stands for a sound that no letter has: A (an), I (in), O (on), C (ch), U (ou), E (é, è).
_RULES = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        # silent or foreign groups
        (r"sch|sh", "C"),
        (r"ch(?=[lrt]|ael)", "k"),
        (r"ch", "C"),
        (r"ph", "f"),
        (r"h", ""),
        (r"b(?=v)|(?<=e)bu(?=re)", lambda found: "" if found[0] == "b" else "v"),
        (r"w", "v"),
        (r"y", "i"),
        (r"nn$", "n"),
        (r"(?<=m)p(?=[ts]|$)", ""),
        # c, q, g, j
        (r"sc(?=[ei])", "s"),
        (r"c(?=[ei])", "s"),
        (r"ck|cqu|cq|qu|q|c", "k"),
        (r"gu(?=[ei])", "g*"),
        (r"ge(?=[aou])", "j"),
        (r"g(?=[ei])", "j"),
        (r"\*", ""),
        (r"x(?=.)", "ks"),
        (r"z", "s"),
        # endings that are written and not said
        (r"ent$", "At"),
        (r"(?<=.)ou[tdxsp]+$", "ou"),
        (r"(?<=.)(er|et|ez|ee|ai[st]?|ey|ei)s?$", "E"),
        (r"(?<=..)p?[tdxs]+$", ""),
        (r"(?<=..)es?$", "e"),
        # vowels
        (r"eau[lx]?|aul?(?=[tdsx]|$)|au", "o"),
        (r"ean(?=[^aeiounmE]|$)", "an"),
        (r"ean(?=n)", "an"),
        (r"(ain|ein|aim|eim|in|im|un|um)(?=[^aeiounmE]|$)", "I"),
        (r"(?<=i)en$", "I"),
        (r"(an|am|en|em)(?=[^aeiounmE]|$)", "A"),
        (r"(on|om)(?=[^aeiounmE]|$)", "O"),
        (r"oeu|eu|oe(?=.)", "e"),
        (r"oi", "Ua"),
        (r"ou", "U"),
        (r"ai|ei|E", "e"),
        (r"(?<=[aeoU])ill", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)e$", ""),
    )
)


@lru_cache(maxsize=65_536)
def code(word: str) -> str:
    """The code of one folded word; a word without letters is its own."""
    if not word.isalpha() or not word.isascii():
        return word
    said = word
    for pattern, by in _RULES:
        said = pattern.sub(by, said)
    return said or word


def of(name: str) -> str:
    """The code of a name, its words run together: « Le Goff » sounds like « Legoff »."""
    return code(fold(name).replace(" ", ""))


def alike(one: str, other: str) -> bool:
    """Whether two names sound the same."""
    return of(one) == of(other)
