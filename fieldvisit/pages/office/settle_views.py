"""What « À départager » lists and opens, in words: two visits, corrections or orders, a visit changed meanwhile."""

import uuid
from datetime import date

from sqlmodel import Session

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.device import Device
from fieldvisit.families import correction
from fieldvisit.families.correction import FIELDS, HouseholdChange
from fieldvisit.families.decision import About, Decision
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act
from fieldvisit.pages.office.sides import Decided, Row, SideView, keyring, side
from fieldvisit.schedule import overtaken, visit_type
from fieldvisit.schedule.overtaken import How
from fieldvisit.schedule.visit import Status, types_shown
from fieldvisit.settling import listed, orders, visits, waiting
from fieldvisit.settling.visits import Pair
from fieldvisit.words import Refusal

VISIT, FOYER, ROUND, OVERTAKEN, LISTED = (
    one.value for one in (About.VISIT, About.HOUSEHOLD, About.ROUND, About.OVERTAKEN, About.LISTED)
)


#: What waits, by kind of line: what it says is read once it is opened.
DETAILS = dict(zip(listed.KINDS, ("Deux décisions sur une échéance", "Deux suites d’une tâche"), strict=True))
IN_FORCE, UNREAD = "Laisser ce qui est en vigueur", "Ne se lit pas ici : reste conservé tel quel"
LEAVE = "Vous pouvez laisser ce qui est en vigueur, avec un motif : l’autre reste conservé."


class Gone(Refusal):
    sentence = "Ceci vient d’être traité par quelqu’un d’autre."


def items(act: Act) -> list[dict]:
    """Everything that waits, the gravest kind first, each oldest first."""
    session, actor, today = act.session, act.actor, act.today
    found = [
        _item(VISIT, row.id, label, f"Deux écrits d’une visite – {name}", french.ago(row.received_at, act.now))
        for row, label, name in visits.waiting(session, actor, today)
    ]
    found += [
        _item(FOYER, one.id, label, f"{FIELDS[one.field].label} – {name}", french.ago(one.received_at, act.now))
        for one, label, name in correction.open_conflicts(session, actor, today)
    ]
    found += [
        _item(LISTED, row.id, label, f"{DETAILS[row.kind]} – {name}", french.ago(row.received_at, act.now))
        for row, label, name in listed.waiting(session, actor, today)
    ]
    found += [
        _item(ROUND, one.line_id, one.author, f"Deux ordres de la tournée du {_day(one.day)}", "")
        for one in orders.waiting(session, keyring(), actor, today)
    ]
    found += [
        _item(OVERTAKEN, one.id, label, How(one.how).label, french.ago(one.made_at, act.now))
        for one, _, label in overtaken.to_acknowledge(session, actor, today)
    ]
    return found


def _item(kind: str, id: uuid.UUID, title: str, detail: str, when: str) -> dict:
    return {"id": str(id), "kind": kind, "title": title, "detail": detail, "when": when}


def pair_words(pair: Pair, actor: Actor) -> dict:
    left, right = pair.left, pair.right
    kind = visit_type.shown_to(actor.role, str(pair.in_force.body.get("kind", ""))).label
    day = french.short(pair.visit.planned_on)
    return {
        "title": f"{kind} du {day}",
        "left": side("A – en vigueur", left.author.name, left.captured_at, left.received_at, left.device),
        "right": side("B – gardé à côté", right.author.name, right.captured_at, right.received_at, right.device),
        "rows": [
            _row(one.key, f"{one.question} – {one.who}" if one.who else one.question, one.a, one.b, one.state.value)
            for one in pair.fields
        ],
        "apart": pair.apart,
        "two": not pair.correction,
        "reserved": pair.reserved,
        "in_force": str(pair.in_force.id),
    }


def foyer_words(act: Act, change_id: uuid.UUID) -> dict:
    """Two values of one field, the one in force left."""
    found = [one for one in correction.open_conflicts(act.session, act.actor, act.today) if one[0].id == change_id]
    if not found:
        raise Gone
    change, label, author = found[0]
    last = correction.last_of(act.session, change)
    current = last[0].after if last else change.found
    left: SideView = {"title": "A – en vigueur", "who": "Dossier", "facts": []}
    if last:
        left = side(left["title"], last[1], last[0].captured_at, last[0].received_at, _device(act.session, last[0]))
    right = side("B – gardé à côté", author, change.captured_at, change.received_at, _device(act.session, change))
    field = FIELDS[change.field]
    values = (correction.words(change.field, one) for one in (current, change.after))
    return _two(f"{label} – {field.label}", left, right, [_row("valeur", field.label, *values, "differe")])


def listed_words(act: Act, line_id: uuid.UUID) -> dict:
    """Two words on something due, or on a task; to whoever may not know of it, no more than that they are there."""
    pair = listed.look(act.session, keyring(), act.actor, line_id, act.now, act.today)
    journal.note(act.session, act.actor, pair.family_id, journal.What.READ, "departager", act.now)
    current, beside = pair.in_force, pair.beside
    left = side("A – en vigueur", current.who, current.at, current.received_at, None)
    right = side("B – gardé à côté", beside.who, beside.at, beside.received_at, beside.device)
    if pair.may_leave:
        leave = _row("valeur", DETAILS[pair.kind], IN_FORCE, UNREAD, "differe")
        return _two(pair.family, left, right, [leave]) | {"notice": f"{pair.why} {LEAVE}"}
    if pair.why:
        return _two(pair.family, left, right, []) | {"apart": pair.why}
    row = _row("valeur", pair.what, current.words, beside.words, "differe")
    return _two(f"{pair.family} – {pair.what}", left, right, [row])


def order_words(act: Act, line_id: uuid.UUID) -> dict:
    found = [one for one in orders.waiting(act.session, keyring(), act.actor, act.today) if one.line_id == line_id]
    if not found:
        raise Gone
    one = found[0]
    sides = ({"title": title, "who": one.author, "facts": []} for title in ("A – en vigueur", "B – gardé à côté"))
    lists = ("\n".join(f"{n}. {label}" for n, label in enumerate(each, 1)) for each in (one.in_force, one.beside))
    row = _row("ordre", "Ordre de la tournée", *lists, "differe")
    return _two(f"Tournée du {_day(one.day)} – {one.author}", *sides, [row])


def overtaken_words(act: Act, overtaken_id: uuid.UUID) -> dict:
    """What the office had decided, what was done: nothing to choose, to know of."""
    found = [one for one in overtaken.to_acknowledge(act.session, act.actor, act.today) if one[0].id == overtaken_id]
    if not found:
        raise Gone
    one, visit, label = found[0]
    office, done = _visit_facts(act.session, one.office), _visit_facts(act.session, one.done)
    rows = [_row(name, name, office[name], done[name], "info") for name in office if office[name] or done[name]]
    left: SideView = {"title": "Au bureau", "who": "Ce qui était décidé", "facts": []}
    right: SideView = {"title": "Sur la tablette", "who": "Ce qui a été fait, et fait foi", "facts": []}
    kind = types_shown(act.session, act.actor, [visit], act.today)[visit.id].label
    right["facts"] = [f"Reçu le {french.moment(one.made_at)}"]
    return _two(f"{label} – {kind}", left, right, rows) | {"notice": How(one.how).label}


def _visit_facts(session: Session, told: dict) -> dict[str, str]:
    worker = session.get(Account, uuid.UUID(told["worker_id"])) if told.get("worker_id") else None
    day = _day(str(told.get("planned_on") or ""))
    return {
        "État": Status(told["status"]).label if told.get("status") in set(Status) else "",
        "Jour": f"{day} à {told['planned_at']}" if told.get("planned_at") else day,
        "Par": worker.name if worker else "",
        "Motif d’annulation": str(told.get("cancel_reason") or ""),
    }


def decided(act: Act) -> list[Decided]:
    return decided_words(waiting.decided(act.session, act.actor, act.today, (VISIT, FOYER, ROUND, OVERTAKEN, LISTED)))


def decided_words(found: list[tuple[Decision, str, str]]) -> list[Decided]:
    return [
        {
            "when": french.moment(one.made_at),
            "who": name,
            "about": About(one.about).label,
            "family": label,
            "reason": one.reason,
        }
        for one, name, label in found
    ]


def _two(title: str, left: SideView, right: SideView, rows: list[Row]) -> dict:
    return {
        "title": title,
        "left": left,
        "right": right,
        "rows": rows,
        "apart": "",
        "two": False,
        "reserved": 0,
        "in_force": "",
    }


def _row(key: str, question: str, a: str, b: str, state: str) -> Row:
    return {"key": key, "question": question, "a": a, "b": b, "state": state, "pick": ""}


def _device(session: Session, change: HouseholdChange) -> Device | None:
    return session.get(Device, change.device_id) if change.device_id else None


def _day(text: str) -> str:
    try:
        return french.short(date.fromisoformat(text))
    except ValueError:
        return text
