"""What the board's panels say: a verdict, the places of a day, a visit's moment, an account."""

from typing import TypedDict
from uuid import UUID

from fieldvisit.calendars.free import PARIS
from fieldvisit.pages.office import french
from fieldvisit.pages.office.planning_opened import Choice, Unreadable
from fieldvisit.pages.office.rounds_shown import HOUR, Line, lasting
from fieldvisit.weekplans import week
from fieldvisit.weekplans.shown import Board, Card, RunView, Waiting
from fieldvisit.weekplans.verdicts import Verdict


class Share(TypedDict):
    name: str
    visits: str
    driving: str
    contact: str
    share: str


def verdict(found: Verdict) -> str:
    """The rule that is broken, or what the place costs."""
    if not found.allowed:
        return " ".join(found.broken) or "Impossible ici."
    return " ".join(
        filter(None, ["Possible.", found.price and f"{found.price[0].upper()}{found.price[1:]}.", *found.warnings])
    )


def new_hours(found: Verdict) -> list[str]:
    """The days that change, with their hours."""
    return [
        f"{french.DAYS[one.day].capitalize()} : "
        + ", ".join(f"{week.clock(card.begin)} {card.family.removeprefix('Famille ')}" for card in one.cards)
        for one in found.days
        if one.cards
    ]


def places(lines: list[Line], job: str, worker: str, day: str) -> list[Choice]:
    """Where in that day the visit may be put: first, or after each of the others."""
    cells = [cell for line in lines if line["worker"] == worker for cell in line["cells"] if str(cell["day"]) == day]
    if not cells:
        return []
    others = [block for block in cells[0]["blocks"] if block["job"] != job]
    first = [{"value": "0", "label": "en premier" if others else "seule visite du jour"}]
    return first + [
        {"value": str(at), "label": f"après {one['family']} ({one['hour']})"} for at, one in enumerate(others, 1)
    ]


def minutes_of(text: str) -> int | None:
    """Minutes after midnight of « 13:30 », or None."""
    hours, colon, minutes = text.strip().partition(":")
    if not (colon and hours.isdecimal() and minutes[:2].isdecimal()):
        return None
    found = int(hours) * HOUR + int(minutes[:2])
    return found if found < 24 * HOUR else None


def find(whole: Board | None, job: str) -> Card | Waiting:
    """:raises Unreadable: if the board that was shown has no such visit"""
    if whole is not None:
        for row in whole.rows:
            for one in row.days:
                for card in one.cards:
                    if str(card.job) == job:
                        return card
        for waiting in whole.tray:
            if str(waiting.job) == job:
                return waiting
    raise Unreadable


def moment(card: Card, whole: Board) -> str:
    """« mardi 24 novembre, 9 h 05 à 9 h 50, Claire Morel »."""
    name = next(row.name for row in whole.rows if row.worker == card.worker)
    on = next(one.date for one in whole.heads if one.day == card.day)
    return f"{french.long(on)}, {week.clock(card.begin)} à {week.clock(card.end)}, {name}"


def so_far(run: RunView) -> str:
    return (
        f"{run.placed} visites placées sur {run.visits} · {run.km:.0f} km · {lasting(run.driving)} de route"
        f" · {run.seconds:.0f} s sur {run.limit:.0f} s"
    )


def best(run: RunView) -> str:
    """What the search weighs plans by, which falls while it finds better ones; nothing before the first."""
    if not run.best:
        return ""
    return f"Meilleur plan jusqu’ici : {lasting(run.best // 60)} de route, visites sans place et changements comptés."


def begun(run: RunView) -> str:
    """Who else began it is said by name, since when."""
    since = run.since.astimezone(PARIS)
    return f"lancé par {run.by} à {week.clock(since.hour * HOUR + since.minute)}"


def named(whole: Board) -> list[Choice]:
    """The visits that stand somewhere and may still be moved, by day and hour."""
    cards = [card for row in whole.rows for one in row.days for card in one.cards if not card.fixed]
    seen: dict[UUID, Choice] = {}
    for card in sorted(cards, key=lambda each: (each.day, each.begin)):
        label = f"{french.DAYS[card.day]} {week.clock(card.begin)} – {card.family}, {card.city}"
        seen.setdefault(card.job, {"value": str(card.job), "label": label})
    return list(seen.values())


def waiting(whole: Board) -> list[Choice]:
    return [{"value": str(one.job), "label": f"sans place – {one.family}, {one.city}"} for one in whole.tray]


def all_sums(whole: Board) -> str:
    """« 42 visites placées, 3 sans place · 512 km · 9 h 30 de route »."""
    of = whole.totals
    waiting = f", {of.waiting} sans place" if of.waiting else ""
    many = "visites placées" if of.visits > 1 else "visite placée"
    driving, contact = f"{lasting(of.driving)} de route", f"{lasting(of.contact)} auprès des familles"
    return f"{of.visits} {many}{waiting} · {of.km:.0f} km · {driving} · {contact}"


def shares(whole: Board) -> list[Share]:
    return [
        {
            "name": one.name,
            "visits": str(one.visits),
            "driving": lasting(one.driving),
            "contact": lasting(one.contact),
            "share": f"{one.share} %",
        }
        for one in whole.fairness.rows
    ]
