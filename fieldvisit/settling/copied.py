"""A carnet copied on a tablet, in words: what a line set aside says, whatever shape it has."""

from fieldvisit.carnet import calendar


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


def _things(body: dict, name: str) -> list[dict]:
    found = body.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _of(what: str, one: dict, names: dict[str, str]) -> str:
    name = names.get(str(one.get("child_id")), "")
    return f"{name} : {what}".strip(" :")
