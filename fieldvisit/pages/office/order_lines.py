"""Intervention orders as the office reads them: lines of a list, hours as a bar, facts for who may know them."""

from typing import TypedDict

from fieldvisit.access.account import Actor
from fieldvisit.pages.office import french
from fieldvisit.tisf import hours, lists, order_fields, order_reach, recurrence
from fieldvisit.tisf.desk import Held
from fieldvisit.tisf.hours import Totals, Warn
from fieldvisit.tisf.order import InterventionOrder, Status
from fieldvisit.tisf.orders import Listed
from fieldvisit.tisf.session import Status as Session

TONES = {
    Status.DRAFT: "plain",
    Status.SENT: "warn",
    Status.ACCEPTED: "sea",
    Status.RUNNING: "ok",
    Status.SUSPENDED: "warn",
    Status.EXTENDED: "ok",
    Status.ENDED: "plain",
    Status.STOPPED: "plain",
    Status.REFUSED: "plain",
}
SESSION_TONES = {
    Session.PLANNED: "sea",
    Session.RUNNING: "sea",
    Session.TO_VALIDATE: "warn",
    Session.VALIDATED: "ok",
    Session.NOT_DONE: "plain",
}
#: Short words of what runs out.
SHORT = {
    Warn.OVER: "Heures dépassées",
    Warn.USED: "Heures épuisées",
    Warn.NEARLY: "80 % des heures",
    Warn.PLANNED_OVER: "Prévu au-delà",
    Warn.ENDED: "Date passée",
    Warn.ENDING: "Fin proche",
}
GRAVE = (Warn.OVER, Warn.USED, Warn.ENDED)


class Option(TypedDict):
    value: str
    label: str


class Bar(TypedDict):
    """``done``, ``planned``: parts of a hundred; ``words``: the same, to be read; ``left``: still to plan."""

    done: str
    planned: str
    words: str
    left: str
    over: bool


class OrderLine(TypedDict):
    id: str
    href: str
    number: str
    family: str
    frame: str
    motive: str
    period: str
    worker: str
    status: str
    tone: str
    warning: str
    warning_tone: str
    bar: Bar


class SessionLine(TypedDict):
    id: str
    day: str
    iso: str
    hour: str
    hours: str
    minutes: str
    worker: str
    worker_id: str
    family: str
    href: str
    status: str
    tone: str
    words: str
    may_change: bool
    in_series: bool


class Fact(TypedDict):
    label: str
    value: str


class Event(TypedDict):
    day: str
    who: str
    act: str
    words: str


NO_BAR: Bar = {"done": "0%", "planned": "0%", "words": "", "left": "", "over": False}


def bar(granted: int, told: Totals) -> Bar:
    whole = max(granted, told.billed + told.planned, 1)
    left = hours.left(granted, told)
    said = f"{told_hours(told.billed)} faites, {told_hours(told.planned)} prévues, sur {told_hours(granted)}"
    rest = f"reste {hours.words(left)}" if left >= 0 else f"{hours.words(-left)} de trop"
    return {
        "done": f"{100 * told.billed / whole:.1f}%",
        "planned": f"{100 * told.planned / whole:.1f}%",
        "words": said,
        "left": rest,
        "over": left < 0,
    }


def told_hours(minutes: int) -> str:
    """« 0 h » for nothing."""
    return hours.words(minutes) if minutes else "0\u00a0h"


def line(actor: Actor, one: Listed) -> OrderLine:
    order = one.order
    first = one.warnings[0] if one.warnings else None
    return {
        "id": str(order.id),
        "href": f"/interventions/{order.id}",
        "number": order.number,
        "family": one.family,
        "frame": lists.FRAMES[order.frame],
        "motive": order_reach.motive_of(actor.role, order),
        "period": f"{french.short(order.starts_on)} – {french.short(order.ends_on)}",
        "worker": one.worker or "Personne n’est encore nommé",
        "status": Status(order.status).label,
        "tone": TONES[Status(order.status)],
        "warning": SHORT[first] if first else "",
        "warning_tone": "alarm" if first in GRAVE else "warn",
        "bar": bar(order.minutes_granted, one.totals),
    }


def session_line(one: Held, may_plan: bool) -> SessionLine:
    planned, held = one.visit, one.session
    cancelled = planned.status == "annulee"
    return {
        "id": str(held.id),
        "day": french.long(planned.planned_on).capitalize(),
        "iso": planned.planned_on.isoformat(),
        "hour": french.hour(planned.planned_at),
        "hours": " – " + hours.words(one.minutes) if one.minutes else "",
        "minutes": str(planned.duration_min),
        "worker": one.worker,
        "worker_id": str(planned.worker_id),
        "family": one.family,
        "href": f"/interventions/{one.order.id}",
        "status": "Annulée" if cancelled else Session(held.status).label,
        "tone": SESSION_TONES[Session(held.status)],
        "words": planned.cancel_reason if cancelled else held.returned_words,
        "may_change": may_plan and held.status == Session.PLANNED and planned.status in ("programmee", "confirmee"),
        "in_series": held.from_series is not None,
    }


def facts(actor: Actor, order: InterventionOrder, worker: str) -> list[Fact]:
    """What this reader may know of the order; what is empty is left out."""
    rich = order_reach.reads_resources(actor.role)
    pattern = recurrence.read(order.recurrence).words() if order.recurrence else ""
    told = [
        ("Dispositif", lists.FRAMES[order.frame]),
        ("Motif", order_reach.motive_of(actor.role, order)),
        ("Financeur", lists.FUNDERS[order.funder]),
        ("Niveau", lists.LEVELS.get(order.level, "")),
        ("Période", french.span(order.starts_on, order.ends_on)),
        ("Heures accordées", hours.words(order.minutes_granted)),
        ("Par semaine", hours.words(order.minutes_per_week) if order.minutes_per_week else ""),
        ("Séances", pattern),
        ("Service", order.service),
        ("Intervenante", worker),
        ("Référent", order.referent),
        ("Accord du financeur", order.funder_reference),
        ("Participation", _contribution(order, rich)),
        ("Point d’étape", french.short(order.review_on) if order.review_on else ""),
        ("Signature", "À chaque séance" if order.signature_each else "Sur le relevé du mois"),
        ("Sécurité", order.safety_notes),
        ("Vie quotidienne", order.daily_notes),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _contribution(order: InterventionOrder, rich: bool) -> str:
    hourly = f"{euros(order.contribution_cents)} par heure" if order.contribution_cents is not None else ""
    if not rich:
        return hourly
    parts = [
        order_fields.SCHEMES.get(order.contribution_scheme, ""),
        hourly,
        f"quotient {order.income_ratio} €" if order.income_ratio is not None else "",
        f"{euros(order.contribution_cap_cents)} par mois au plus" if order.contribution_cap_cents else "",
        f"depuis le {french.short(order.contribution_from)}" if order.contribution_from else "",
        order.exemption_reason,
    ]
    return ", ".join(filter(None, parts))


def euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02} €"


def options(known: dict[str, str]) -> list[Option]:
    return [{"value": code, "label": label} for code, label in known.items()]
