"""What somebody types to find a family, understood: names, a birth date, a phone number, a place, a file number."""

import re
from dataclasses import dataclass, replace

from fieldvisit.families import sounding
from fieldvisit.families.name_key import compact, digits, place_words, words_of
from fieldvisit.words import fold

MOST_WORDS = 8
_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
MONTHS = {name: number for number, name in enumerate(_MONTHS.split(), start=1)}
_PHONE = re.compile(
    r"(?<![\d/])(?:(?:\+|00)33[ .\-]?(?:\(0\))?[ .\-]?\d(?:[ .\-]?\d{2}){1,4}|0\d(?:[ .\-]?\d{2}){2,4})(?![\d/])"
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DAY = re.compile(r"\b(\d{1,2})\s?[/.\-]\s?(\d{1,2})(?:\s?[/.\-]\s?(\d{4}|\d{2}))?\b")
_MONTH = re.compile(r"(?:\b(\d{1,2})(?:er)?\s+)?\b(" + "|".join(MONTHS) + r")\b(?:\s+(\d{4}))?")


@dataclass(frozen=True)
class Range:
    """Words of one kind from ``low`` on and below ``below``; ``below`` empty: ``low`` alone."""

    kind: str
    low: str
    below: str = ""

    def holds(self, kind: str, word: str) -> bool:
        if kind != self.kind:
            return False
        return self.low <= word < self.below if self.below else word == self.low


@dataclass(frozen=True)
class Term:
    """One thing asked: ``exact`` is what it says, ``begins`` what begins like it, ``sounds`` what sounds like it."""

    said: str
    exact: tuple[Range, ...] = ()
    begins: tuple[Range, ...] = ()
    sounds: tuple[Range, ...] = ()

    def ranges(self, tier: int) -> tuple[Range, ...]:
        """What the term accepts: 0 exactly, 1 by its beginning too, 2 by its sound too."""
        return (self.exact, self.exact + self.begins, self.exact + self.begins + self.sounds)[tier]


def read(words: str) -> list[list[Term]]:
    """The ways to understand these words, the likeliest first: « 8 mai 1945 » is a day, and may be a street."""
    text = words[:200]
    first = _read(text, dates=True)
    plain = _read(text, dates=False)
    return [way for way in ([first] if first == plain else [first, plain]) if way]


def _read(text: str, dates: bool) -> list[Term]:
    terms: list[Term] = []

    def take(read):
        def one(found: re.Match) -> str:
            term = read(found)
            if term is None:
                return found[0]
            terms.append(term)
            return " "

        return one

    text = _PHONE.sub(take(_phone), text)
    if dates:
        text = _ISO.sub(take(lambda found: _date(found[0], found[3], found[2], found[1])), text)
        text = _DAY.sub(take(lambda found: _date(found[0], found[1], found[2], found[3])), text)
        text = _MONTH.sub(take(lambda found: _month(found)), _unaccented(text))
    raw = [one for one in text.split() if fold(one)]
    return (terms + _with_neighbours(raw))[:MOST_WORDS]


def _unaccented(text: str) -> str:
    """Accents and case away, signs kept: a file number keeps its dashes."""
    return " ".join(re.sub(r"[^-’']+", lambda part: fold(part[0]), one) for one in text.split())


def _phone(found: re.Match) -> Term:
    number = digits(found[0])
    exact = (Range("tel", number), Range("dossier", compact(found[0])))
    return Term(found[0].strip(), exact, (begins("tel", number), begins("dossier", compact(found[0]))))


def _date(said: str, day: str, month: str, year: str | None) -> Term | None:
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return None
    short = f"{int(month):02}-{int(day):02}"
    if not year:
        return Term(said.strip(), (Range("date", short),))
    if len(year) == 4:
        return Term(said.strip(), (Range("date", f"{year}-{short}"),))
    # Of somebody born in 26, 1926 is never meant; a parent may be of 95.
    return Term(said.strip(), tuple(Range("date", f"{century}{year}-{short}") for century in ("20", "19")))


def _month(found: re.Match) -> Term | None:
    day, month, year = found[1], MONTHS[found[2]], found[3]
    if day:
        return _date(found[0], day, str(month), year)
    if year:
        return Term(found[0].strip(), (), (Range("date", f"{year}-{month:02}-01", f"{year}-{month:02}-99"),))
    return None  # « mai » alone is a name as well


def _with_neighbours(raw: list[str]) -> list[Term]:
    """A term for each word; two that follow each other may be one name: « le goff » finds « Legoff »."""
    each = [(one, word) for one in raw for word in words_of(one)]
    terms = []
    for at, (said, word) in enumerate(each):
        term = _word(said, word)
        for pair in {"".join(w for _, w in each[max(start, 0) : start + 2]) for start in (at - 1, at)} - {word}:
            term = replace(
                term,
                exact=(*term.exact, Range("nom", pair)),
                begins=(*term.begins, begins("nom", pair)),
                sounds=(*term.sounds, *_sounding(pair)),
            )
        if term not in terms:
            terms.append(term)
    return terms


def _word(said: str, word: str) -> Term:
    number = compact(said)
    if word.isdigit():
        exact = [Range("dossier", number), Range("lieu", word)]
        after = [begins("dossier", number)]
        if len(word) >= 3:
            after += [begins("lieu", word), begins("tel", word)]
        if len(word) == 4 and word[:2] in ("19", "20"):
            after.append(Range("date", f"{word}-01-01", f"{word}-99-99"))
        return Term(said, tuple(exact), tuple(after))
    place = (place_words(said) or [word])[0] if "’" in said or "'" in said else word
    exact = [Range("nom", word), Range("lieu", place)]
    after = [begins("nom", word), begins("lieu", place)]
    if any(sign.isdigit() for sign in number):
        exact.append(Range("dossier", number))
        after.append(begins("dossier", number))
    return Term(said, tuple(exact), tuple(after), _sounding(word))


def _sounding(word: str) -> tuple[Range, ...]:
    # Of two letters, half the county sounds alike.
    return (Range("son", sounding.code(word)),) if len(word) > 2 and word.isalpha() else ()


def begins(kind: str, word: str) -> Range:
    """Everything that begins like this, in whatever order a database sorts letters and figures."""
    stem = word.rstrip("z")
    last = stem[-1:]
    if not last:
        return Range(kind, word, "zzzz" + "z" * len(word))
    return Range(kind, word, stem[:-1] + ("a" if last == "9" else chr(ord(last) + 1)))
