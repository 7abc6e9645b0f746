"""What « Aujourd’hui » says of a day: rounds, counts, what arrived, what is awaited, what to plan again."""

import uuid
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import TypedDict

from fieldvisit.access import roles
from fieldvisit.pages.office import french
from fieldvisit.pages.who import PARIS
from fieldvisit.schedule import day, visit_type
from fieldvisit.schedule.again import Missed
from fieldvisit.schedule.day import Day, State, Stop, Tablet, Worker
from fieldvisit.schedule.look import Arrived
from fieldvisit.schedule.visit import Status
from fieldvisit.schedule.visit_type import VisitType

#: Colour and sign of a state: never colour alone.
TONES = {
    State.AHEAD: ("ahead", ""),
    State.RUNNING: ("now", "●"),
    State.LATE: ("late", "!"),
    State.UNHEARD: ("unheard", "?"),
    State.DONE: ("done", "✓"),
    State.ABSENT: ("warn", "∅"),
    State.REFUSED: ("warn", "✕"),
    State.POSTPONED: ("warn", "↷"),
    State.CANCELLED: ("off", "✕"),
}
#: The line of counts, always whole so that nothing moves: label for one, for several, states.
COUNTED = (
    ("à venir", "à venir", (State.AHEAD,)),
    ("en cours", "en cours", (State.RUNNING,)),
    ("faite", "faites", (State.DONE,)),
    ("en retard", "en retard", (State.LATE,)),
    ("sans nouvelle", "sans nouvelle", (State.UNHEARD,)),
    ("non faite", "non faites", (State.ABSENT, State.REFUSED, State.POSTPONED)),
    ("annulée", "annulées", (State.CANCELLED,)),
)


class Chip(TypedDict):
    id: str
    hour: str
    family: str
    kind: str
    state: str
    since: str
    tone: str
    sign: str
    href: str
    label: str


class Round(TypedDict):
    worker_id: str
    name: str
    role: str
    contact: str
    heard: bool
    chips: list[Chip]


class Count(TypedDict):
    number: str
    label: str
    tone: str


class Line(TypedDict):
    """One line of a list: ``href`` may be empty."""

    key: str
    title: str
    words: str
    detail: str
    href: str


def rounds(seen: Day, now: datetime) -> tuple[list[Round], str, list[Count]]:
    """A round for each worker who has visits, who has none, and the counts of all."""
    workers = {one.id: one for one in seen.workers}
    by_worker: dict[uuid.UUID, list[Stop]] = defaultdict(list)
    for one in seen.stops:
        by_worker[one.worker_id].append(one)
    counted: Counter = Counter()
    shown: list[Round] = []
    for worker in seen.workers:
        stops = by_worker.get(worker.id)
        if not stops:
            continue
        states = [day.state(one, worker.contact, planned(one), now) for one in stops]
        counted.update(states)
        shown.append(
            {
                "worker_id": str(worker.id),
                "name": worker.name,
                "role": roles.LABELS[worker.role],
                "contact": contact_words(worker, now),
                "heard": not day.is_silent(worker.contact, now),
                "chips": [_chip(one, state) for one, state in zip(stops, states, strict=True)],
            }
        )
    idle = [one.name for one in workers.values() if one.id not in by_worker]
    return shown, ", ".join(idle), _counts(counted)


def _counts(counted: Counter) -> list[Count]:
    numbers = [(sum(counted[state] for state in states), one, many, states[0]) for one, many, states in COUNTED]
    return [
        {"number": str(number), "label": one if number < 2 else many, "tone": TONES[state][0] if number else "none"}
        for number, one, many, state in numbers
    ]


def _chip(one: Stop, state: State) -> Chip:
    tone, sign = TONES[state]
    kind = _kind(one)
    hour = french.hour(one.at)
    since = f"depuis {_hour(one.running_since)}" if state is State.RUNNING else ""
    href = f"/familles/{one.family_id}" + (f"?ecrit={one.record_id}" if one.record_id else "")
    said = " ".join(part for part in (state.label, since) if part)
    return {
        "id": str(one.visit_id),
        "hour": hour or "–",
        "family": one.family.removeprefix("Famille "),
        "kind": kind.short,
        "state": state.label,
        "since": since,
        "tone": tone,
        "sign": sign,
        "href": href,
        "label": f"{hour or 'Heure à fixer'}, {one.family}, {kind.label} : {said}",
    }


def _kind(one: Stop) -> VisitType:
    return visit_type.TYPES.get(one.kind, visit_type.DISCREET)


def planned(one: Stop) -> datetime | None:
    return datetime.combine(one.on, one.at, PARIS) if one.at else None


def contact_words(worker: Worker, now: datetime) -> str:
    """« à portée », « dernier contact 11:42 »: late and out of range are two different things."""
    if not worker.tablets:
        return "pas de tablette"
    if worker.contact is None:
        return "tablette jamais connectée"
    if not day.is_silent(worker.contact, now):
        return "tablette à portée"
    return f"dernier contact {when(worker.contact, now)}"


def when(instant: datetime, now: datetime) -> str:
    """« 11:42 », « hier à 18:05 », « le 12/11 à 09:00 »."""
    local, today = instant.astimezone(PARIS), now.astimezone(PARIS).date()
    hour = f"{local:%H:%M}"
    if local.date() == today:
        return hour
    return f"hier à {hour}" if local.date() == today - timedelta(days=1) else f"le {local:%d/%m} à {hour}"


def _hour(instant: datetime | None) -> str:
    return f"{instant.astimezone(PARIS):%H:%M}" if instant else ""


def arrivals(found: list[Arrived], now: datetime) -> list[Line]:
    """One line for each record that this reader may open, then how many others came, by author."""
    lines: list[Line] = [
        {
            "key": str(one.id),
            "title": one.label,
            "words": f"{one.author} – " + ("correction" if one.corrects else Status(one.outcome).label.lower()),
            "detail": when(one.received_at, now),
            "href": f"/familles/{one.family_id}?ecrit={one.id}",
        }
        for one in reversed(found)
        if one.readable
    ]
    others = Counter(one.author for one in found if not one.readable)
    lines += [
        {"key": f"nombre {name}", "title": name, "words": several(number, "visite reçue"), "detail": "", "href": ""}
        for name, number in sorted(others.items())
    ]
    return lines


def awaited(seen: Day, now: datetime) -> list[Line]:
    """« Encore sur les tablettes »: what has not arrived as far as one can know, worker by worker."""
    due: dict[uuid.UUID, list[Stop]] = defaultdict(list)
    for one in (*seen.earlier, *seen.stops):
        if one.record_id is None and _is_due(one, seen.on, now):
            due[one.worker_id].append(one)
    lines: list[Line] = []
    for worker in seen.workers:
        stops = due.get(worker.id, [])
        told = [part for tablet in worker.tablets for part in _told(tablet)]
        parts = ([several(len(stops), "visite") + " sans écrit reçu"] if stops else []) + told
        if parts:
            lines.append(
                {
                    "key": str(worker.id),
                    "title": worker.name,
                    "words": ", ".join(parts),
                    "detail": " · ".join([*(_named(one, seen.on) for one in stops[:6]), contact_words(worker, now)]),
                    "href": "",
                }
            )
    return lines


def _is_due(one: Stop, today: date, now: datetime) -> bool:
    """Under way, or its time is over, and no outcome is known."""
    if one.running_since is not None:
        return True
    if one.status in day.CLOSED:
        return False
    begin = planned(one)
    return one.on < today or (begin is not None and now >= begin + timedelta(minutes=one.duration_min))


def _told(tablet: Tablet) -> list[str]:
    parts = []
    if tablet.unsent:
        parts.append(several(tablet.unsent, "envoi") + " en attente")
    if tablet.pictures:
        parts.append(several(tablet.pictures, "photo") + " en attente")
    if tablet.drafts:
        parts.append(several(tablet.drafts, "visite commencée") + ", pas encore signée" + "s" * (tablet.drafts > 1))
    if parts and tablet.shared:
        parts[-1] += f" (tablette partagée {tablet.label})".rstrip(" )") + ")"
    return parts


def _named(one: Stop, today: date) -> str:
    begin = french.hour(one.at) if one.on == today else f"le {one.on:%d/%m}"
    return f"{begin} {one.family.removeprefix('Famille ')}".strip()


def to_plan(found: list[Missed], kinds: dict[uuid.UUID, VisitType]) -> list[Line]:
    return [
        {
            "key": str(one.visit.id),
            "title": one.family,
            "words": f"{Status(one.visit.status).label.lower()} le {one.visit.planned_on:%d/%m}"
            f" – {kinds[one.visit.id].label}, {one.worker}",
            "detail": f"souhaitée le {french.long(one.wished)}" if one.wished else "",
            "href": f"/planning?replanifier={one.visit.id}",
        }
        for one in found
    ]


def several(number: int, words: str) -> str:
    """« 1 visite reçue », « 3 visites reçues »: every word takes its s."""
    plural = " ".join(f"{word}s" for word in words.split()) if number > 1 else words
    return f"{number} {plural}"
