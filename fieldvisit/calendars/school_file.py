"""The ministry's file of school holidays, as the county downloaded it: CSV (data.education.gouv.fr) or iCalendar.

Two things mislead in it: an instant is midnight in Paris written in UTC, so that its day is the day before; and the
end is the day on which lessons begin again. Teachers' lines and academies of one zone that say the same are dropped.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import icalendar

from fieldvisit.calendars.free import PARIS
from fieldvisit.calendars.school import Period
from fieldvisit.words import Refusal, french_date

#: The column of each field, by the names that the ministry has given it.
COLUMNS = {
    "label": ("description",),
    "first": ("start_date", "date de debut"),
    "end": ("end_date", "date de fin"),
    "zone": ("zones", "zone"),
    "people": ("population",),
}
TEACHERS = "enseignants"
LONGEST = timedelta(days=100)
MOST_BYTES = 20_000_000


class Unreadable(Refusal):
    sentence = "Ce fichier n’est ni le CSV ni l’iCalendar des vacances scolaires du ministère."


@dataclass
class Read:
    """``problems``: a sentence per line that could not be taken."""

    periods: list[Period] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def take(self, where: str, zone: str, label: str, first: date, end: date) -> None:
        """``end``: the day on which lessons begin again, or the first day again where it is not known yet."""
        if end <= first:
            if "ete" not in _plain(label):
                return  # « Rentrée » and the like: a day, not a period
            label, end = "Vacances d’été", date(first.year, 9, 1)
        if end - first > LONGEST:
            said = f"{french_date(first)} – {french_date(end)}"
            self.problems.append(f"{where} : « {label} » dure plus de trois mois ({said}).")
            return
        period = Period(zone, label.replace("'", "’"), first, end - timedelta(days=1))
        if period not in self.periods:
            self.periods.append(period)


def read(content: bytes, filename: str = "") -> Read:
    """:raises Unreadable: if it is neither, or holds no holidays"""
    if len(content) > MOST_BYTES:
        raise Unreadable("Ce fichier est trop gros pour un calendrier scolaire.")
    found = Read()
    if b"BEGIN:VCALENDAR" in content[:2000]:
        _read_ics(content, filename, found)
    else:
        _read_csv(_text(content), found)
    if not found.periods and not found.problems:
        raise Unreadable("Aucune période de vacances dans ce fichier.")
    return found


def _read_csv(text: str, found: Read) -> None:
    head = text.split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text), delimiter=";" if head.count(";") >= head.count(",") else ",")
    names = [_plain(name) for name in next(lines, [])]
    at = {what: next((names.index(each) for each in known if each in names), None) for what, known in COLUMNS.items()}
    if missing := [COLUMNS[what][0] for what in ("label", "first", "end", "zone") if at[what] is None]:
        raise Unreadable(f"Il manque la colonne « {missing[0]} » : prenez le fichier CSV complet du ministère.")
    for number, line in enumerate(lines, start=2):
        if not any(line):
            continue
        cells = {
            what: line[place].strip() if place is not None and place < len(line) else "" for what, place in at.items()
        }
        if _plain(cells["people"]) == TEACHERS:
            continue
        try:
            first, end = _day(cells["first"]), _day(cells["end"] or cells["first"])
        except ValueError:
            found.problems.append(f"Ligne {number} : date illisible (« {cells['first']} », « {cells['end']} »).")
            continue
        if not cells["label"] or not cells["zone"]:
            found.problems.append(f"Ligne {number} : il manque le nom des vacances ou la zone.")
            continue
        for zone in _zones(cells["zone"]) or [cells["zone"]]:
            found.take(f"Ligne {number}", zone, cells["label"], first, end)


def _read_ics(content: bytes, filename: str, found: Read) -> None:
    try:
        calendar = icalendar.Calendar.from_ical(content)
    except ValueError as error:
        raise Unreadable("Ce fichier iCalendar est abîmé : téléchargez-le de nouveau.") from error
    for number, event in enumerate(calendar.walk("VEVENT"), start=1):
        where, label = f"Événement {number}", str(event.get("SUMMARY", "")).strip()
        zones = _zones(f"{label} {event.get('LOCATION', '')} {event.get('DESCRIPTION', '')}") or _zones(filename)
        try:
            first = _civil(event.decoded("DTSTART"))
            end = _civil(event.decoded("DTEND")) if "DTEND" in event else first
        except (KeyError, ValueError):
            found.problems.append(f"{where} : date illisible (« {label} »).")
            continue
        if not zones:
            found.problems.append(f"{where} : zone inconnue (« {label} »).")
        for zone in zones:
            found.take(where, zone, re.sub(r"\s*[-–]\s*Zones?\b.*$", "", label), first, end)


def _zones(text: str) -> list[str]:
    """« Zone A », « Zones A, B et C » → the letters."""
    named = re.search(r"[Zz]ones?[\s_-]*((?:[ABC]\b(?:\s*(?:,|-|et|/)\s*)?)+)", text)
    return re.findall(r"[ABC]", named[1]) if named else []


def _day(text: str) -> date:
    if re.fullmatch(r"\d{2}/\d{2}/\d{4}", text):
        return datetime.strptime(text, "%d/%m/%Y").date()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text)
    return _civil(datetime.fromisoformat(text))


def _civil(moment: date | datetime) -> date:
    """The day in Paris of an instant; a day is itself."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(PARIS) if moment.tzinfo else moment).date()


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().strip())
    return "".join(one for one in letters if not unicodedata.combining(one))
