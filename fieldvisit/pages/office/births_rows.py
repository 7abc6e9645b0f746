"""A line of « Naissances » as it is read: who, where, since when, and what is to be done by when."""

from datetime import date, datetime
from typing import TypedDict

from fieldvisit.births import clock
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.births.worklist import Line, Tab
from fieldvisit.families.age import PARIS
from fieldvisit.pages.office import french
from fieldvisit.words import french_date


class Choice(TypedDict):
    value: str
    label: str


class Row(TypedDict):
    """``best``: who is proposed, or nothing; ``undo``: whose death may be an error; ``tone``: of the deadline."""

    id: str
    kind: str
    who: str
    what: str
    family_id: str
    family: str
    where: str
    since: str
    deadline: str
    tone: str
    band: str
    worker: str
    letter: str
    remarks: list[str]
    best: str
    best_name: str
    why: str
    others: list[Choice]
    may_write: bool
    undo: str


def row(line: Line, tab: Tab, today: date) -> Row:
    notice, home = line.notice, line.home
    said = notice.said
    best = next((one for one in line.options if one.proposed), None)
    deadline, tone = _deadline(line, tab, today)
    return {
        "id": str(notice.id),
        "kind": Kind(notice.kind).label,
        "who": who(line.notices),
        "what": what(notice),
        "family_id": str(home.id) if home else "",
        "family": f"{home.label} – {home.case_number}" if home else "",
        "where": _where(home.address, home.postcode, home.city) if home else _said_where(said),
        "since": clock.received_words(notice.received_on, today).capitalize(),
        "deadline": deadline,
        "tone": tone,
        "band": f"P{line.band}" if line.band < 4 and tab != Tab.CLOSED else "",
        "worker": line.worker,
        "letter": f"Courrier du {french_date(line.letter_on)}" if line.letter_on else "",
        "remarks": list(dict.fromkeys(text for one in line.notices for text in one.remarks)),
        "best": str(best.account_id) if best else "",
        "best_name": best.name if best else "",
        "why": best.why if best else "",
        "others": [
            {"value": str(one.account_id), "label": f"{one.name} – {one.why}"}
            for one in line.options
            if one is not best
        ],
        "may_write": notice.kind != Kind.DEATH and tab in (Tab.TO_ASSIGN, Tab.ASSIGNED, Tab.CONTACTED),
        "undo": str(notice.person_id) if notice.kind == Kind.DEATH and notice.undo else "",
    }


def who(notices: list[Notice]) -> str:
    """« Éloïse et Tom Lefèvre », or the mother of a pregnancy."""
    said = notices[0].said
    if notices[0].kind == Kind.PREGNANCY:
        return f"{said['mother_first_name']} {said['mother_name']}"
    return f"{' et '.join(one.said['child_first_name'] for one in notices)} {said['child_last_name']}"


def what(notice: Notice) -> str:
    said = notice.said
    if notice.kind == Kind.PREGNANCY:
        return f"Terme prévu le {_day(said['due_date'])}"
    born = f"né·e le {_day(said.get('birth_date', ''))}"
    if notice.kind == Kind.DEATH:
        return f"{born.capitalize()}, décédé·e le {_day(said['deceased_on'])}"
    mother = f"{said.get('mother_first_name', '')} {said.get('mother_name', '')}".strip()
    return ", ".join(filter(None, (born.capitalize(), f"mère : {mother}" if mother else "")))


def _day(text: str) -> str:
    return french_date(date.fromisoformat(text)) if text else "(date inconnue)"


def _said_where(said: dict) -> str:
    return _where(said.get("address", ""), said.get("postcode", ""), said.get("city", ""))


def _where(address: str, postcode: str, city: str) -> str:
    return ", ".join(filter(None, (address, f"{postcode} {city}".strip())))


def _deadline(line: Line, tab: Tab, today: date) -> tuple[str, str]:
    notice = line.notice
    if tab == Tab.CLOSED:
        return (notice.settled_why or Status(notice.status).label, "")
    if notice.kind == Kind.DEATH:
        return ("Décès : à rapprocher tout de suite", "alarm")
    if tab == Tab.CONTACTED:
        return (f"Contactée le {_moment(notice.first_contact_at)}", "ok")
    if tab == Tab.ASSIGNED:
        return _toned("famille à contacter", line.contact_by, today)
    return _toned("à affecter" if tab == Tab.TO_ASSIGN else "à rapprocher et à affecter", line.assign_by, today)


def _toned(what: str, by: date, today: date) -> tuple[str, str]:
    left = (by - today).days
    return clock.deadline_words(what, by, today).capitalize(), "alarm" if left < 0 else "warn" if left <= 1 else "sea"


def _moment(at: datetime | None) -> str:
    return french.short(at.astimezone(PARIS).date()) if at else ""
