"""What « Bilans à l’école » shows of a session and its pupils, as far as its reader may know."""

from datetime import date, time
from typing import TypedDict

from fieldvisit.forms import catalogue
from fieldvisit.pages.office import french
from fieldvisit.schools import checks
from fieldvisit.schools.checks import SchoolCheck, Standing
from fieldvisit.schools.history import What
from fieldvisit.schools.pupils import Known, Link, SchoolPupil
from fieldvisit.schools.sessions import MINUTES, Invalid, SchoolSession, Status

TONES = {
    Standing.TO_SEE: "off",
    Standing.DONE: "ok",
    Standing.AGAIN: "warn",
    Standing.ABSENT: "sea",
    Standing.REFUSED: "off",
}
STATES = {Status.READY: "sea", Status.CLOSED: "ok", Status.CANCELLED: "off"}


class Choice(TypedDict):
    value: str
    label: str


class Count(TypedDict):
    label: str
    count: int
    tone: str


class SessionLine(TypedDict):
    id: str
    school: str
    city: str
    day: str
    team: str
    state: str
    tone: str
    progress: str
    done: int
    total: int
    urgent: bool


class PupilLine(TypedDict):
    """``known``: the child is linked to a file, ``href`` its own where the reader has the address."""

    id: str
    name: str
    born: str
    classroom: str
    standing: str
    tone: str
    referrals: str
    urgent: bool
    unseen: bool
    check_id: str
    others: str
    known: bool
    href: str
    proposed: bool
    letter: str
    last_name: str
    first_name: str
    birth_date: str
    sex: str


class Proposal(TypedDict):
    id: str
    name: str
    born: str
    home: str


class Fact(TypedDict):
    day: str
    label: str
    words: str


NO_SESSION: SessionLine = {
    **dict.fromkeys(("id", "school", "city", "day", "team", "state", "tone", "progress"), ""),
    "done": 0,
    "total": 0,
    "urgent": False,
}
NO_PUPIL: PupilLine = {
    **dict.fromkeys(("id", "name", "born", "classroom", "standing", "tone", "referrals", "check_id", "others"), ""),
    **dict.fromkeys(("href", "letter", "last_name", "first_name", "birth_date", "sex"), ""),
    **dict.fromkeys(("urgent", "unseen", "known", "proposed"), False),
}


def session_line(held: SchoolSession, listed: list[SchoolPupil], found: dict, names: dict, reads: bool) -> SessionLine:
    counts = checks.count(listed, found)
    done, total = len(listed) - counts[Standing.TO_SEE], len(listed)
    at = f" à {french.hour(held.starts_at)}" if held.starts_at else ""
    return {
        "id": str(held.id),
        "school": held.school,
        "city": held.city,
        "day": french.long(held.held_on).capitalize() + at,
        "team": " et ".join(names.get(one, "") for one in held.team),
        "state": Status(held.status).label,
        "tone": STATES[Status(held.status)],
        "progress": f"{done} / {total}" if total else "Liste à apporter",
        "done": done,
        "total": total,
        "urgent": reads and any(one.urgent for one in found.values()),
    }


def counts(listed: list[SchoolPupil], found: dict, reads: bool) -> list[Count]:
    counted = checks.count(listed, found, results=reads)
    return [{"label": one.label, "count": counted[one], "tone": TONES[one]} for one in Standing]


def referrals(found: dict) -> list[Count]:
    counted, labels = checks.referrals(found.values()), _labels("bs_orient")
    return [{"label": label, "count": counted[code], "tone": "sea"} for code, label in labels.items() if counted[code]]


def pupil_line(
    one: SchoolPupil, check: SchoolCheck | None, others: int, proposed: bool, family: str, reads: bool, me, today: date
) -> PupilLine:
    standing = checks.standing(check, results=reads)
    own = check is not None and check.author_id == me
    reasons = checks.said(check, "bs_orient") if check and reads else None
    labels = _labels("bs_orient")
    return {
        "id": str(one.id),
        "name": f"{one.last_name} {one.first_name}",
        "born": f"{french.short(one.birth_date)} – {french.age(one.birth_date, today)}",
        "classroom": one.classroom,
        "standing": standing.label,
        "tone": TONES[standing],
        "referrals": " · ".join(labels.get(each, each) for each in reasons) if isinstance(reasons, list) else "",
        "urgent": bool(check and check.urgent and (reads or own)),
        "unseen": bool(check and reads and check.seen_at is None and not own),
        "check_id": str(check.id) if check and (reads or own) else "",
        "others": f"{others} autre{'s' if others > 1 else ''} compte{'s' if others > 1 else ''} rendu"
        if others
        else "",
        "known": one.person_id is not None,
        "href": f"/familles/{family}" if family else "",
        "proposed": proposed and one.link != Link.REFUSED,
        "letter": french.moment(one.letter_at),
        "last_name": one.last_name,
        "first_name": one.first_name,
        "birth_date": one.birth_date.isoformat(),
        "sex": one.sex,
    }


def proposal(one: Known, today: date) -> Proposal:
    born = one.person.birth_date
    return {
        "id": str(one.person.id),
        "name": f"{one.person.first_name} {one.person.last_name}",
        "born": f"{french.short(born)} – {french.age(born, today)}" if born else "",
        "home": f"{one.home.label}, {one.home.city}",
    }


def facts(listed: list, reads: bool) -> list[Fact]:
    """Who did what; to who reads no results, an urgent check is one that came in, and its alert alone is nothing."""
    found = []
    for one, name in listed:
        what = What(one.what)
        if not reads and (what is What.TAKEN or (what is What.URGENT and not one.words)):
            continue
        what = What.CHECKED if what is What.URGENT and not reads else what
        found.append({"day": french.moment(one.at), "label": f"{what.label} – {name}", "words": one.words})
    return found


def day_or_none(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None


def fields_of(form: dict) -> dict:
    """What a form says of a session, as the room takes it.

    :raises Invalid: with what cannot be read
    """
    fields = {name: str(form.get(name, "")) for name in ("school", "address", "postcode", "city", "phone", "words")}
    try:
        fields["held_on"] = date.fromisoformat(str(form.get("held_on", "")))
    except ValueError as error:
        raise Invalid("Indiquez le jour de la séance.") from error
    try:
        hour = str(form.get("starts_at") or "")
        fields["starts_at"] = time.fromisoformat(hour).replace(tzinfo=None) if hour else None
    except ValueError as error:
        raise Invalid("L’heure s’écrit ainsi : 08:45.") from error
    try:
        fields["duration_min"] = int(str(form.get("duration_min") or MINUTES))
    except ValueError as error:
        raise Invalid("La durée s’écrit en minutes.") from error
    return fields


def _labels(item: str) -> dict[str, str]:
    options = catalogue.grid_for(checks.KIND)["items"][item]["options"]
    return {one["code"]: one["libelle"] for one in options}
