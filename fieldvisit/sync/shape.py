"""Reading a body field by field: each thing that is not as it must be gives one reason, and reading goes on."""

import math
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from fieldvisit.sync import envelope
from fieldvisit.words import Refusal

LONGEST_TEXT = 100_000
DEEPEST = 32
_UNSAFE = re.compile("[\0\ud800-\udfff]")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
#: How far from now a date of a visit may lie: corrections reach back, plans reach ahead.
PAST = timedelta(days=3 * 366)
AHEAD = timedelta(days=2 * 366)
#: A tablet's clock may be wrong by that much before its instants are doubted.
CLOCK = timedelta(days=1)


@dataclass(frozen=True)
class Reason:
    item: str | None
    child: str | None
    sentence: str


class Invalid(Refusal):
    """Against the rules: kept whole, with reasons."""

    sentence = "Cet envoi n’est pas conforme ; il est conservé, rien n’est perdu."

    def __init__(self, sentence: str | None = None, reasons: list[Reason] = ()):
        super().__init__(sentence or (reasons[0].sentence if len(reasons) == 1 else None))
        self.reasons = [asdict(reason) for reason in reasons]


def _said(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def said(day: date) -> str:
    return day.strftime("%d/%m/%Y")


class Reader:
    """Fields of one JSON object. ``done`` raises what was gathered."""

    def __init__(self, body: dict, now: datetime, where: str = "", reasons: list[Reason] | None = None):
        self.body = body
        self.now = now
        self.where = where
        self.reasons = [] if reasons is None else reasons

    def wrong(self, name: str, sentence: str | None = None) -> None:
        name = f"{self.where}{name}"
        self.reasons.append(Reason(None, None, sentence or f"La donnée « {name} » manque ou n’est pas lisible."))

    def done(self) -> None:
        if self.reasons:
            raise Invalid(reasons=self.reasons)

    def _read(self, name: str, of, optional: bool):
        value = self.body.get(name)
        if value is None and optional:
            return None
        read = of(value)
        if read is None:
            self.wrong(name)
        return read

    def uuid(self, name: str, *, optional: bool = False) -> UUID | None:
        return self._read(name, envelope.uuid_from, optional)

    def uuids(self, name: str) -> list[UUID]:
        value = self.body.get(name)
        read = [envelope.uuid_from(each) for each in value] if isinstance(value, list) else [None]
        if None in read or len(set(read)) != len(read):
            self.wrong(name)
            return []
        return read

    def text(self, name: str, *, optional: bool = False) -> str:
        return self._read(name, lambda value: value if isinstance(value, str) else None, optional) or ""

    def code(self, name: str, among) -> str | None:
        return self._read(name, lambda value: value if isinstance(value, str) and value in among else None, False)

    def flag(self, name: str) -> bool:
        return bool(self._read(name, lambda value: value if isinstance(value, bool) else None, False))

    def whole(self, name: str, least: int, most: int) -> int | None:
        return self._read(name, lambda value: value if type(value) is int and least <= value <= most else None, False)

    def mapping(self, name: str, *, optional: bool = False) -> dict:
        return self._read(name, lambda value: value if isinstance(value, dict) else None, optional) or {}

    def things(self, name: str, *, optional: bool = False) -> list:
        return self._read(name, lambda value: value if isinstance(value, list) else None, optional) or []

    def day(self, name: str, label: str = "", *, optional: bool = False, checked: bool = True) -> date | None:
        """A date, near enough to now where ``checked``."""
        read = self._read(name, day_from, optional)
        if checked and read and not (self.now - PAST).date() <= read <= (self.now + AHEAD).date():
            self.wrong(name, f"{label} du {said(read)} n’est pas plausible : vérifiez l’année.")
        return read

    def hour(self, name: str, *, optional: bool = False) -> time | None:
        def of(value):
            return time.fromisoformat(value) if isinstance(value, str) and _TIME.fullmatch(value) else None

        return self._read(name, of, optional)

    def instant(self, name: str, label: str = "", *, optional: bool = False, checked: bool = True) -> datetime | None:
        """An instant that has been, as far as clocks agree, where ``checked``."""
        read = self._read(name, envelope.instant_from, optional)
        if checked and read and not plausible(read, self.now):
            self.wrong(name, f"{label} ({said(read)}) n’est pas plausible : vérifiez la date de la tablette.")
        return read


def plausible(instant: datetime, now: datetime) -> bool:
    return now - PAST <= instant <= now + CLOCK


def day_from(value: object) -> date | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def check_texts(body: object) -> None:
    """Refuse what no database keeps as it came (NUL, half characters), texts without end, and bottomless nesting.

    :raises Invalid: with the item and the child concerned
    """
    reasons: list[Reason] = []
    pending = [(body, ())]
    while pending:
        value, path = pending.pop()
        if isinstance(value, str):
            if _UNSAFE.search(value):
                sentence = "Un caractère invisible n’est pas accepté ici : effacez le texte et ressaisissez-le."
                reasons.append(Reason(*_place(path), sentence))
            elif len(value) > LONGEST_TEXT:
                sentence = f"Ce texte est trop long ({_said(len(value))} caractères, {_said(LONGEST_TEXT)} au plus)"
                reasons.append(Reason(*_place(path), f"{sentence} : raccourcissez-le."))
        elif isinstance(value, float) and not math.isfinite(value):
            reasons.append(Reason(*_place(path), "Ce nombre n’est pas lisible."))
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
            reasons.append(Reason(*_place(path), "Ce nombre est trop grand."))
        elif isinstance(value, (dict, list)):
            if len(path) >= DEEPEST:
                raise Invalid("Cet envoi est trop complexe pour être lu ; il est conservé.")
            if isinstance(value, dict):
                for key in value:
                    pending.append((key, (*path, key)))
                pending.extend((each, (*path, key)) for key, each in value.items())
            else:
                pending.extend((each, path + ("",)) for each in value)
        if len(reasons) >= 50:
            break
    if reasons:
        raise Invalid(reasons=reasons)


def _place(path: tuple) -> tuple[str | None, str | None]:
    """Item and child of a path inside a visit record; what is said of them must itself be storable."""
    item = child = None
    if len(path) >= 2 and path[0] == "answers":
        item = path[1]
    elif len(path) >= 3 and path[0] == "child_answers":
        child, item = path[1], path[2]
    return tuple(_UNSAFE.sub("", each)[:80] if each else None for each in (item, child))
