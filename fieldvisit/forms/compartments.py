"""Who may read which answer: every item lives in one compartment, and the default is no.

Who reads a compartment is ``access.secrecy``'s matter, « violence » and « entretien » (EPP, EPNP) among them.
Whether the family is open to the reader at all is asked before, in the query (``families.household.open_to``).
"""

import json

from fieldvisit.access.secrecy import CHILD, INTERVIEW, MOTHER, VIOLENCE, may_read
from fieldvisit.forms import catalogue
from fieldvisit.forms.shelf import kept

TABLE = json.loads((catalogue.ROOM / "compartments.json").read_text(encoding="utf-8"))
VISIT, LICENCE = "observations_vad", "agrement_assmat"


def compartment(item: dict) -> str:
    """The compartment of an item, from what the grid says of it."""
    if item["form"] in TABLE["entretien_forms"]:
        return INTERVIEW
    if item["id"] in TABLE["violence_items"] or (item["seule"] and item["prive"]):
        return VIOLENCE
    if item["id"] in TABLE["mother_items"]:
        return MOTHER
    if item["form"] in TABLE["agrement_forms"]:
        return LICENCE
    return CHILD if item["par_enfant"] else VISIT


@kept
def _known() -> dict[str, str]:
    """Compartment of every item of every version: an item keeps its id, and its place, for ever."""
    documents = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
    return {key: compartment(item) for document in documents for key, item in document["items"].items()}


def of(item: str) -> str:
    """The compartment of an item by its id. An unknown item, of a newer form, is the most closed: « violence »."""
    return _known().get(item, VIOLENCE)


def readable(answers: dict, child_answers: dict, role: str, is_author: bool) -> tuple[dict, dict]:
    """Return the answers, and the answers by child, that this reader may see. What is null says nothing."""
    return (
        _readable(answers, role, is_author),
        {child: _readable(given or {}, role, is_author) for child, given in child_answers.items()},
    )


def _readable(answers: dict, role: str, is_author: bool) -> dict:
    return {
        item: answer for item, answer in answers.items() if answer is not None and may_read(of(item), role, is_author)
    }
