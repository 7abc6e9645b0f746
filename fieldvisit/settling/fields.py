"""Two writings of one visit, field by field, in the words of the form: the same, only in one, or contradicting."""

from collections.abc import Callable
from dataclasses import dataclass

from fieldvisit.forms import catalogue, compartments, wording
from fieldvisit.schedule.visit import Status
from fieldvisit.sync import envelope
from fieldvisit.sync.shape import day_from, said
from fieldvisit.words import Choice

METHODS = {"couche": "couché", "debout": "debout"}
#: What both writings say of the planning and of themselves; nobody chooses between these.
ABOUT_ITSELF = frozenset(
    {
        "visit_id",
        "family_id",
        "kind",
        "planned",
        "planned_on",
        "planned_at",
        "duration_min",
        "forms",
        "corrects",
        "correction_reason",
        "signed_at",
        "sources",
        "settled",
        "children",
        "answers",
        "child_answers",
        "notes",
        "attachments",
        "urgent",
        "alerts",
    }
)
#: Fields that are chosen together: one without the other says nothing.
GROUPS = {
    "outcome": ("Comment la visite s’est terminée", ("outcome", "outcome_detail")),
    "times": ("Horaires", ("started_at", "ended_at")),
    "agreement": ("Accord de la famille pour la visite", ("agreement",)),
    "photo_agreement": ("Accord de la famille pour les photos", ("photo_agreement",)),
}
VISIT_PART, NOTES_PART = "La visite", "Notes"


class State(Choice):
    SAME = "meme", "Identique"
    ONLY_A = "a", "Seulement à gauche"
    ONLY_B = "b", "Seulement à droite"
    DIFFERS = "differe", "À choisir"


@dataclass(frozen=True)
class Field:
    """``key``: « answers/item », « child/id/item » or a group; ``place``: the compartment it lives in."""

    key: str
    section: str
    question: str
    who: str
    a: str
    b: str
    state: State
    place: str


def compare(a: dict, b: dict, names: dict[str, str], time: Callable) -> list[Field]:
    """Both bodies must be of one kind and form version. ``names``: first names by child id; ``time``: how an instant
    is written.

    :raises Refusal: if the grid is not known here
    """
    grid = catalogue.grid_for(str(a.get("kind", "")), a.get("forms"))
    fields = _around(a, b, time)
    for section in grid["sections"]:
        for key in section["items"]:
            item = grid["items"][key]
            places = _children(a, b) if item["par_enfant"] else [None]
            for child in places:
                found = _answer(grid, section["title"], item, key, child, a, b, names)
                fields += [found] if found else []
    return fields + _notes(a, b)


def of_one(body: dict, names: dict[str, str], time: Callable) -> list[Field]:
    """One writing alone, in words: everything stands on the left."""
    nothing = {"kind": body.get("kind"), "forms": body.get("forms")}
    return compare(body, nothing, names, time)


def stored(body: dict, key: str) -> object:
    """What a body holds under the key of a field."""
    place, _, rest = key.partition("/")
    if place == "answers":
        return (body.get("answers") or {}).get(rest)
    if place == "child":
        child, _, item = rest.partition("/")
        return ((body.get("child_answers") or {}).get(child) or {}).get(item)
    return {name: body.get(name) for name in GROUPS[place][1]} if place in GROUPS else body.get(place)


def _children(a: dict, b: dict) -> list[str]:
    return list(dict.fromkeys([*(a.get("child_answers") or {}), *(b.get("child_answers") or {})]))


def _around(a: dict, b: dict, time: Callable) -> list[Field]:
    """What is told beside the answers."""
    fields = []
    for key, (label, parts) in GROUPS.items():
        left, right = (_group_words(key, body, time) if _tells(body, parts) else "" for body in (a, b))
        same = left == right or all(_minute(a.get(part)) == _minute(b.get(part)) for part in parts)
        fields += _field(key, VISIT_PART, label, "", left, right, same, compartments.VISIT)
    known = ABOUT_ITSELF | {part for _, parts in GROUPS.values() for part in parts}
    for key in dict.fromkeys([*a, *b]):
        if key not in known:  # of a newer tablet: kept, shown to its author only
            left, right = (str(body[key]) if body.get(key) else "" for body in (a, b))
            same = a.get(key) == b.get(key)
            fields += _field(key, VISIT_PART, f"Autre donnée ({key})", "", left, right, same, compartments.VIOLENCE)
    return fields


def _minute(value: object) -> object:
    """Two tablets opened one visit some seconds apart: what reads the same is no choice, however an instant is
    written for whoever looks, or for the choice to be carried out."""
    at = envelope.instant_from(value)
    return at.replace(second=0, microsecond=0) if at else _plain(value)


def _tells(body: dict, parts: tuple) -> bool:
    return any(body.get(part) for part in parts)


def _plain(value: object) -> object:
    """Absent, null and empty say the same: nothing."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if _plain(one) is not None} or None
    return None if value in ("", [], None) else value


def _answer(grid, section, item, key, child, a, b, names) -> Field | None:
    full = f"child/{child}/{key}" if child else f"answers/{key}"
    left, right = stored(a, full), stored(b, full)
    words = [_said(grid, item, one) for one in (left, right)]
    who = names.get(child, "Enfant") if child else ""
    same = _told(left) == _told(right)
    found = _field(full, section, item["question"], who, *words, same, compartments.of(key))
    return found[0] if found else None


def _told(answer: object) -> object:
    """What an answer says; how it was entered (« rien à signaler ») is not a disagreement."""
    if not isinstance(answer, dict):
        return None
    return _plain({name: answer.get(name) for name in ("v", "special", "note", "method", "doubtful")})


def _said(grid: dict, item: dict, answer: object) -> str:
    if not isinstance(answer, dict):
        return ""
    words = wording.shown(item, answer, grid["special_answers"])
    marks = [METHODS[answer["method"]]] if str(answer.get("method")) in METHODS else []
    marks += ["mesure douteuse"] if answer.get("doubtful") else []
    words += f" ({', '.join(marks)})" if marks else ""
    return " – ".join(part for part in (words, str(answer.get("note") or "")) if part)


def _notes(a: dict, b: dict) -> list[Field]:
    fields, left, right = [], _texts(a), _texts(b)
    for number, text in enumerate(dict.fromkeys([*left, *right])):
        on_left, on_right = (text if text in side else "" for side in (left, right))
        fields += _field(f"note/{number}", NOTES_PART, "Note", "", on_left, on_right, True, compartments.VISIT)
    return fields


def _texts(body: dict) -> list[str]:
    return [str(one.get("text", "")) for one in body.get("notes") or [] if isinstance(one, dict) and one.get("text")]


def _field(key, section, question, who, left, right, same, place) -> list[Field]:
    if not left and not right:
        return []
    if left and not right:
        state = State.ONLY_A
    elif right and not left:
        state = State.ONLY_B
    else:
        state = State.SAME if same else State.DIFFERS
    return [Field(key, section, question, who, left, right, state, place)]


def _group_words(key: str, body: dict, time: Callable) -> str:
    if key == "outcome":
        return _outcome(str(body.get("outcome")), body.get("outcome_detail") or {})
    if key == "times":
        begin, end = (envelope.instant_from(body.get(name)) for name in ("started_at", "ended_at"))
        return " → ".join(time(one) if one else "?" for one in (begin, end))
    given = body.get(key) or {}
    return ", ".join(str(given[name]) for name in ("status", "mode") if given.get(name))


def _outcome(code: str, detail: dict) -> str:
    label = Status(code).label if code in set(Status) else code
    parts = [label, str(detail.get("reason") or "")]
    if detail.get("postponed_to"):
        parts.append(f"reportée au {_day(detail['postponed_to'])}")
    if detail.get("notice"):
        parts.append("avis de passage laissé")
    return " – ".join(part for part in parts if part)


def _day(text: object) -> str:
    day = day_from(text)
    return said(day) if day else str(text)
