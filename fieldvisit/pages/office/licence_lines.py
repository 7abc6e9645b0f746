"""What « Agréments » shows of a file, as far as its reader may know: the secretariat gets dates, not judgements."""

from datetime import date
from typing import TypedDict

from fieldvisit.access.account import Actor
from fieldvisit.licences import due, licence, record, request
from fieldvisit.licences.decision import Choose
from fieldvisit.licences.due import Due, File, Standing
from fieldvisit.licences.history import What
from fieldvisit.licences.licence import Invalid, State
from fieldvisit.licences.record import LicenceRecord
from fieldvisit.licences.rules import About, Kind, Opinion
from fieldvisit.licences.visit import LicenceVisit, Status
from fieldvisit.pages.office import french
from fieldvisit.words import french_date

#: Colour of a standing and of a state; the word is always there too.
TONES = {Standing.LATE: "alarm", Standing.TO_DO: "warn", Standing.AHEAD: "sea"}
#: How a visit that could not be made ended; one that was made says so itself.
OUTCOMES = {"absente": "Personne absente", "refusee": "Refusée sur place", "reportee": "Reportée sur place"}
STATES = {State.GRANTED: "ok", State.ASKED: "sea", State.SUSPENDED: "alarm", State.EXPIRED: "alarm"}


class DueLine(TypedDict):
    label: str
    on: str
    standing: str
    tone: str
    said: str


class LicenceLine(TypedDict):
    """One row of the list."""

    id: str
    name: str
    number: str
    kind: str
    city: str
    capacity: str
    state: str
    tone: str
    until: str
    due: list[DueLine]


class VisitLine(TypedDict):
    id: str
    about: str
    day: str
    worker: str
    status: str
    opinion: str
    words: str
    iso: str
    hour: str
    minutes: str
    worker_id: str
    open: bool
    record_id: str
    outcome: str
    urgent: bool
    beside: str


class IncidentLine(TypedDict):
    id: str
    day: str
    told_by: str
    words: str
    outcome: str
    open: bool


class Fact(TypedDict):
    """A dated line of requests, decisions or history."""

    day: str
    label: str
    words: str


class Choice(TypedDict):
    value: str
    label: str


NOTHING: LicenceLine = {
    **dict.fromkeys(("id", "name", "number", "kind", "city", "capacity", "state", "tone", "until"), ""),
    "due": [],
}
NO_VISIT: VisitLine = {
    **dict.fromkeys(
        ("id", "about", "day", "worker", "status", "opinion", "words", "iso", "hour", "minutes", "worker_id"), ""
    ),
    **dict.fromkeys(("record_id", "outcome", "beside"), ""),
    "open": False,
    "urgent": False,
}


def due_line(one: Due) -> DueLine:
    return {
        "label": one.label,
        "on": french_date(one.on),
        "standing": one.standing.label,
        "tone": TONES[one.standing],
        "said": one.said,
    }


def licence_line(file: File, listed: list[Due], today: date) -> LicenceLine:
    one, state = file.licence, licence.state(file.licence, today)
    return {
        "id": str(one.id),
        "name": f"{one.last_name} {one.first_name}",
        "number": one.number,
        "kind": Kind(one.kind).label,
        "city": one.city,
        "capacity": children(one.capacity),
        "state": state.label,
        "tone": STATES.get(state, "off"),
        "until": f"jusqu’au {french_date(one.expires_on)}" if one.expires_on and not one.ended else "",
        "due": [due_line(each) for each in listed],
    }


def children(count: int | None) -> str:
    return "" if count is None else f"{count} enfant{'s' if count > 1 else ''}"


def visit_line(one: LicenceVisit, worker: str, whole: bool, written: LicenceRecord | None = None) -> VisitLine:
    """``whole``: with what was seen and proposed; ``written``: on the tablet, in force."""
    on = one.made_on or one.planned_on
    hour = f" à {french.hour(one.planned_at)}" if one.planned_at and one.made_on in (None, one.planned_on) else ""
    return {
        "id": str(one.id),
        "about": About(one.about).label,
        "day": french.long(on).capitalize() + hour,
        "worker": worker,
        "status": Status(one.status).label,
        "opinion": Opinion(one.opinion).label if whole and one.opinion else "",
        "words": (one.words if whole else "") or one.cancel_reason,
        "iso": one.planned_on.isoformat(),
        "hour": french.hour(one.planned_at),
        "minutes": str(one.duration_min),
        "worker_id": str(one.worker_id),
        "open": one.status == Status.PLANNED,
        "record_id": str(written.id) if whole and written else "",
        "outcome": OUTCOMES.get(written.outcome, "") if written else "",
        "urgent": bool(whole and written and written.urgent),
        "beside": _beside(one, written) if whole and written else "",
    }


def _beside(one: LicenceVisit, written: LicenceRecord) -> str:
    """What the tablet brought of a visit that the office had noted otherwise."""
    opinion, words = record.proposed(written)
    if one.status != Status.DONE or written.outcome != "realisee" or (opinion, words) == (one.opinion, one.words):
        return ""
    said = [Opinion(opinion).label if opinion else "", words]
    return f"Sur la tablette : {' – '.join(filter(None, said)) or 'sans avis'}"


def incident_lines(file: File) -> list[IncidentLine]:
    return [
        {
            "id": str(one.id),
            "day": french_date(one.happened_on),
            "told_by": one.told_by,
            "words": one.words,
            "outcome": one.outcome,
            "open": one.closed_at is None,
        }
        for one in file.incidents
    ]


def request_facts(file: File) -> list[Fact]:
    found = []
    for one in file.requests:
        asked = ", ".join(part for part in (children(one.capacity), one.ages) if part)
        complete = f"Dossier complet le {french_date(one.complete_on)}. " if one.complete_on else ""
        if one.closed_on:
            end = f"{Choose(one.outcome).label} le {french_date(one.closed_on)}."
        else:
            end = f"Décision au plus tard le {french_date(request.due_on(one, file.licence.kind))}."
        words = complete + end + (f" Demandé : {asked}." if asked else "")
        found.append({"day": french_date(one.received_on), "label": About(one.about).label, "words": words})
    return found


def decision_facts(file: File, actor: Actor) -> list[Fact]:
    whole, found = licence.reads_all(actor), []
    for one in file.decisions:
        facts = [children(one.capacity), one.ages, f"jusqu’au {french_date(one.until)}" if one.until else ""]
        reasons = one.reasons if whole else ""
        words = "\n".join(part for part in (", ".join(fact for fact in facts if fact), reasons) if part)
        found.append({"day": french_date(one.decided_on), "label": Choose(one.what).label, "words": words})
    return found


def history_facts(listed: list, whole: bool) -> list[Fact]:
    """Who did what; without the right to all, not even that there was an incident, or an « Urgent »."""
    hidden = () if whole else (What.INCIDENT, What.CLOSED, What.URGENT, What.TAKEN)
    return [
        {"day": french.moment(one.at), "label": f"{What(one.what).label} – {name}", "words": one.words}
        for one, name in listed
        if one.what not in hidden
    ]


def shown_due(file: File, actor: Actor, today: date) -> list[Due]:
    listed = due.of(file, today)
    return listed if licence.reads_all(actor) else [one for one in listed if one.code != "incident"]


def day_of(text: object, what: str) -> date:
    """:raises Invalid: saying which day is missing"""
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise Invalid(f"Indiquez {what}.") from error


def day_or_none(text: object, what: str) -> date | None:
    return day_of(text, what) if text else None


def number(text: object, what: str) -> int | None:
    """:raises Invalid: if it is no whole number"""
    try:
        return int(str(text)) if str(text or "").strip() else None
    except ValueError as error:
        raise Invalid(f"{what} s’écrit en chiffres.") from error
