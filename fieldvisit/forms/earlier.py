"""The last signed answers of a file, as rules read them across forms (« epp.F6 », « vad_24m.v24_marche_age »)."""

from fieldvisit.forms import catalogue, epds
from fieldvisit.forms.shelf import kept


@kept
def _places() -> dict[str, str]:
    """« scope.item » of every item of every version: ids are unique over all forms."""
    documents = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
    return {key: f"{item['scope']}.{key}" for document in documents for key, item in document["items"].items()}


def last_answers(bodies: list[dict]) -> dict:
    """Return ``{"scope.item": ANSWER}`` and ``{"scope.item": {child: ANSWER}}`` of signed bodies, oldest first.

    ``epds`` is the last valid passation as a whole: answers of two questionnaires are never added up.
    """
    found: dict = {}
    for body in bodies:
        if filled := epds.signed(body):
            found["epds"] = {"v": filled}
        for key, answer in (body.get("answers") or {}).items():
            if key in _places():
                found[_places()[key]] = answer
        for child, answers in (body.get("child_answers") or {}).items():
            for key, answer in (answers or {}).items():
                if key in _places():
                    found.setdefault(_places()[key], {})[child] = answer
    return found
