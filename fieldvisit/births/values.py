"""What a cell of a county's file says: a date, a sex, a phone, a term « 38 SA + 2 », a weight. Words in, values out.

Each reader gives None for what it cannot read; whether that is a fault is ``checking``'s matter.
"""

import re
from datetime import date, timedelta

from fieldvisit.births.columns import fold_apart

#: Day 0 of a spreadsheet that lost the format of its dates.
_EXCEL_ZERO = date(1899, 12, 30)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv", "jan"),
            ("fevrier", "fevr", "fev"),
            ("mars",),
            ("avril", "avr"),
            ("mai",),
            ("juin",),
            ("juillet", "juil"),
            ("aout",),
            ("septembre", "sept", "sep"),
            ("octobre", "oct"),
            ("novembre", "nov"),
            ("decembre", "dec"),
        ),
        start=1,
    )
    for name in names
}
_SEXES = {
    "F": {"f", "fille", "feminin", "feminine", "femme", "2", "fem", "mme", "madame"},
    "M": {"m", "g", "garcon", "masculin", "masculine", "homme", "h", "1", "masc", "monsieur"},
}
_TERM = r"(\d{2})(?: ?(?:sa|s|semaines?|sem))?(?: ?(?:et |plus )?(\d)(?: ?(?:j|jours?))?)?"
_YES = {"oui", "o", "x", "vrai", "true", "multiple", "gemellaire", "jumeaux", "jumeau", "jumelles", "triples"}
_NO = {"non", "n", "faux", "false", "simple", "unique", ""}


def day(text: str, today: date) -> date | None:
    """« 03/11/2026 », « 2026-11-03 », « 3 novembre 2026 », « 03112026 », with or without an hour after it.

    Two figures for the year are of this century as long as that is not to come.
    """
    words = fold_apart(re.sub(r"(?<=\d)T(?=\d)", " ", text)).split()
    if len(words) >= 2 and words[0].isalpha() and words[0] not in _MONTHS:
        words = words[1:]  # « lundi 3 novembre »
    if len(words) >= 3 and words[1] in _MONTHS:
        words[1] = str(_MONTHS[words[1]])
    if words and words[0] == "1er":
        words[0] = "1"
    if len(words) >= 3 and all(one.isdecimal() for one in words[:3]):
        return _of_parts(*words[:3], today)
    if len(words) != 1 or not words[0].isdecimal():
        return None
    figures = words[0]
    if len(figures) == 8:
        as_iso = figures[:4] in {str(year) for year in range(1900, 2101)} and int(figures[4:6]) in range(1, 13)
        parts = (figures[:4], figures[4:6], figures[6:]) if as_iso else (figures[:2], figures[2:4], figures[4:])
        return _of_parts(*parts, today)
    if len(figures) == 5 and 15_000 < int(figures) < 80_000:
        return _EXCEL_ZERO + timedelta(days=int(figures))
    return None


def _of_parts(first: str, second: str, third: str, today: date) -> date | None:
    year, month, number = (first, second, third) if len(first) == 4 else (third, second, first)
    if len(year) not in (2, 4) or len(month) > 2 or len(number) > 2:
        return None
    full = int(year)
    if len(year) == 2:
        full += 2000 if 2000 + full <= today.year + 1 else 1900
    try:
        return date(full, int(month), int(number))
    except ValueError:
        return None


def sex(text: str) -> str | None:
    word = fold_apart(text)
    return next((code for code, words in _SEXES.items() if word in words), None)


def phones(text: str) -> list[str] | None:
    """French numbers as « 06 12 34 56 78 », foreign ones as « +41 79 123 45 67 »; None if one is none of these."""
    found = []
    for part in re.split(r"[/;,]| ou | et ", text):
        written = part.strip()
        figures = re.sub(r"\D", "", written)
        if not figures:
            continue
        abroad = written.startswith("+") or figures.startswith("00")
        figures = figures[2:] if figures.startswith("00") else figures
        if abroad and figures.startswith("33"):
            figures, abroad = figures[2:].removeprefix("0"), False
        if abroad:
            if not 8 <= len(figures) <= 15:
                return None
            found.append(f"+{figures}")
            continue
        figures = "0" + figures if len(figures) == 9 and figures[0] != "0" else figures
        if not re.fullmatch(r"0[1-9]\d{8}", figures):
            return None
        found.append(" ".join(figures[at : at + 2] for at in range(0, 10, 2)))
    return found


def term(text: str) -> tuple[int, int] | None:
    """Weeks of amenorrhoea and days of « 38 SA + 2 », « 38+2 », « 38 semaines 2 jours », « 38 ».

    Between 22 SA (below, there is no birth record) and 44 SA.
    """
    found = re.fullmatch(_TERM, re.sub(r" d amenorrhee\b", "", fold_apart(text)))
    if found is None:
        return None
    weeks, extra = int(found[1]), int(found[2] or 0)
    return (weeks, extra) if 22 <= weeks <= 44 and extra <= 6 else None


def grams(text: str) -> int | None:
    """« 3 250 g », « 3,25 kg », « 3250 »; between 300 g and 7 kg."""
    found = re.fullmatch(r"(\d+)(?:[.,](\d+))?(kg|g|grammes)?", re.sub(r"\s", "", text.casefold()))
    if found is None:
        return None
    value = float(f"{found[1]}.{found[2] or 0}")
    weight = round(value * 1000 if found[3] == "kg" or (found[3] is None and value < 20) else value)
    return weight if 300 <= weight <= 7000 else None


def count(text: str) -> int | None:
    """A small number; « oui » of « jumeaux » is two, « non » one."""
    word = fold_apart(text)
    if word in _NO:
        return 1
    if word in _YES:
        return 2
    return int(word) if word.isdecimal() and 0 <= int(word) <= 20 else None


def earlier_children(text: str) -> int | None:
    """How many children were born before: « Primipare : oui » is none."""
    word = fold_apart(text)
    if word in {"oui", "primipare", "o", "premier", "1er"}:
        return 0
    return int(word) if word.isdecimal() and int(word) <= 20 else None


def name(text: str) -> str:
    """« DUPONT-MARTIN » and « dupont-martin » as « Dupont-Martin »; what is written in both cases stays as it is."""
    words = " ".join(text.split())
    if words and (words == words.upper() or words == words.lower()):
        return re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), words.lower())
    return words


def padded(text: str, length: int) -> str:
    """A code that a spreadsheet took for a number: « 1053 » is « 01053 »."""
    code = re.sub(r"[\s.]", "", text).upper()
    return code.zfill(length) if code.isdecimal() and len(code) == length - 1 else code
