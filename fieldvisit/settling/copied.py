"""A carnet copied on a tablet, or a measure struck there, in words: what a line set aside says, whatever its shape."""

from fieldvisit.carnet import calendar
from fieldvisit.growth import plausibility
from fieldvisit.growth.strike import Why


def lines(body: dict, names: dict[str, str]) -> list[tuple[str, str]]:
    """(what, said) of each line; ``names``: first name by child id."""
    told = []
    for one in _things(body, "doses"):
        vaccine = calendar.vaccines().get(str(one.get("vaccine")))
        what = f"{vaccine.short if vaccine else one.get('vaccine')} {one.get('rank', '')}"
        told.append((_of(what, one, names), " – ".join(filter(None, map(str, (one.get("given_on"), one.get("lot")))))))
    for one in _things(body, "exams"):
        exam = calendar.exams().get(str(one.get("code")))
        said = ", ".join(filter(None, map(str, (one.get("done_on"), one.get("doctor"), one.get("place")))))
        told.append((_of(exam.label if exam else str(one.get("code")), one, names), said))
    told += [("Ligne rayée", str(one.get("why", ""))) for one in _things(body, "strikes")]
    return told


def strike(body: dict, names: dict[str, str]) -> list[tuple[str, str]]:
    """(what, said) of a measure struck, or put back."""
    kind, value, why = str(body.get("kind") or ""), body.get("value"), str(body.get("why") or "")
    known = kind in plausibility.MEASURES and isinstance(value, int | float)
    told = [
        (
            "Mesure rétablie" if body.get("act") == "retablir" else "Mesure rayée",
            plausibility.shown(kind, value) if known else f"{kind} {value or ''}".strip(),
        ),
        ("Enfant", names.get(str(body.get("child_id")), "")),
        ("Motif", Why(why).label if why in set(Why) else why),
        ("Mot", str(body.get("words") or "")),
    ]
    return [one for one in told if one[1]]


def _things(body: dict, name: str) -> list[dict]:
    found = body.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _of(what: str, one: dict, names: dict[str, str]) -> str:
    name = names.get(str(one.get("child_id")), "")
    return f"{name} : {what}".strip(" :")
