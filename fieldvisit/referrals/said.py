"""What a signed record says of referrals. Pure: a body in, what it says out; what cannot be read says nothing.

The tablet sends ``referrals``, each proposal with what the family said. An older one sent only the orientations that
were ticked: those count as the question beside them says.
"""

from dataclasses import dataclass, field

from fieldvisit.access.secrecy import VIOLENCE
from fieldvisit.alerts import reach
from fieldvisit.forms import catalogue, compartments
from fieldvisit.forms.shelf import kept
from fieldvisit.referrals.referral import State
from fieldvisit.tasks.task import Outcome

#: By item: which other answer says what the family thought of all that is ticked. Elsewhere being ticked is agreement.
ASKED_BY = {"I4": "I5"}
#: « Suite connue » of an assessment at school, already told with the orientation itself.
KNOWN_OUTCOME = {"bs_orient": "bs_suite"}
OUTCOMES = {"fait": Outcome.DONE, "non_fait": Outcome.NOT_DONE, "perdu": Outcome.LOST}
#: Not a thing to follow here: nothing chosen, what the unit for concerns receives by its own way, one’s own hierarchy.
NOT_FOLLOWED = frozenset({"aucune", "crip", "responsable", "bureau_agrement"})
FOLLOWED = frozenset({"professionnel", "service"})
#: A visit that the rules ask for is proposed like a referral, and becomes a visit to plan.
NEW_VISIT = "nouvelle_vad"
#: Whose very name says what was confided.
PRIVATE = frozenset({"asso_violences", "protocole_violences", "tel_3919"})
MOST, LONGEST = 100, 500


@dataclass(frozen=True)
class Said:
    """``place``: the class of data that it lives in; ``child``: id or ""; ``outcome``: what was already known of it.

    ``item``: the question whose ticked option it is, or "". ``on_paper``: nothing that was said alone or in private
    asks for it, so that it may stand in what the woman takes home.
    """

    child: str
    code: str
    label: str
    place: str
    state: State | None
    item: str = ""
    words: str = ""
    outcome: Outcome | None = None
    on_paper: bool = True
    instead_of: str = field(default="", compare=False)


def read(body: dict) -> list[Said]:
    """Each referral once by child and orientation, visits that are asked for included (:data:`NEW_VISIT`)."""
    explicit = _explicit(body.get("referrals"))
    decided = {(one.child, one.instead_of or one.code) for one in explicit}
    found = [*explicit, *(one for one in _ticked(body) if (one.child, one.code) not in decided)]
    return list({(one.child, one.code): one for one in reversed(found)}.values())[::-1]


def _explicit(listed: object) -> list[Said]:
    found = []
    for one in listed[:MOST] if isinstance(listed, list) else []:
        if not isinstance(one, dict):
            continue
        code, instead = one.get("code"), one.get("to")
        kept = instead if _is_known(instead) else code
        if not _is_known(kept) or kept in NOT_FOLLOWED:
            continue
        state = _text(one.get("state"))
        sources = [each for each in _list(one.get("sources")) if isinstance(each, dict)]
        item = next((key for each in sources if (key := _text(each.get("item"))) in _labels()), "")
        found.append(
            Said(
                child=_text(one.get("child_id")),
                code=kept,
                label=_labels().get(item, {}).get(kept) or orientations()[kept]["libelle"],
                place=_place(kept, sources),
                state=State(state) if state in set(State) - {State.WITHDRAWN} else None,
                item=item,
                words=_text(one.get("words")).strip()[:LONGEST],
                on_paper=kept not in PRIVATE and code not in PRIVATE and not any(map(_is_confided, sources)),
                instead_of=code if isinstance(code, str) and kept != code else "",
            )
        )
    return found


def _ticked(body: dict) -> list[Said]:
    found = []
    groups = [("", body.get("answers"))]
    of_children = body.get("child_answers")
    groups += list(of_children.items()) if isinstance(of_children, dict) else []
    for child, given in groups:
        said = answers(given)
        for item, chosen in said.items():
            labels = _labels().get(item)
            if labels is None or not isinstance(chosen, list):
                continue
            asked = ASKED_BY.get(item)
            state = said.get(asked) if asked else State.ACCEPTED
            outcome = OUTCOMES.get(str(said.get(KNOWN_OUTCOME.get(item, ""))))
            found += [
                Said(
                    child=child,
                    code=code,
                    label=labels[code],
                    place=VIOLENCE if code in PRIVATE else compartments.of(item),
                    state=State(state) if _text(state) in set(State) else None,
                    item=item,
                    outcome=outcome,
                    on_paper=code not in PRIVATE,
                )
                for code in dict.fromkeys(map(str, chosen))
                if code in labels and code not in NOT_FOLLOWED
            ]
    return found


def answers(given: object) -> dict:
    """Values by item; what is special, empty or unreadable says nothing."""
    if not isinstance(given, dict):
        return {}
    values = {
        item: answer.get("v") for item, answer in given.items() if isinstance(answer, dict) and "special" not in answer
    }
    return {item: value for item, value in values.items() if value not in (None, "", [])}


def _place(code: str, sources: list[dict]) -> str:
    """Where it lives: with the least reserved of the answers that ask for it, which explains it without the others."""
    if code in PRIVATE:
        return VIOLENCE
    places = []
    for one in sources:
        item, rule = one.get("item"), one.get("rule")
        item, rule = _text(item), _text(rule)
        if item or rule:
            confided = reach.confided(rule or item, item or None)
            places.append(VIOLENCE if confided else reach.compartment(rule or item, item or None))
    return max(places, key=reach.COMPARTMENTS.index, default=VIOLENCE)


def _is_confided(source: dict) -> bool:
    item, rule = _text(source.get("item")), _text(source.get("rule"))
    return item in _alone() or reach.confided(rule or item, item or None)


def _is_known(code: object) -> bool:
    known = orientations().get(code) if isinstance(code, str) else None
    return known is not None and (known["nature"] in FOLLOWED or code == NEW_VISIT)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list:
    return value if isinstance(value, list) else []


@kept
def orientations() -> dict[str, dict]:
    """The county’s list: ``{code: {libelle, nature, numero}}``."""
    return catalogue.as_document("vad")["orientations"]


@kept
def _alone() -> frozenset[str]:
    """The items that are asked alone, of every version."""
    documents = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
    return frozenset(key for document in documents for key, item in document["items"].items() if item["seule"])


@kept
def _labels() -> dict[str, dict[str, str]]:
    """By item whose options are the county's orientations: the label of each. An item keeps its meaning for ever."""
    documents = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
    return {
        key: {option["code"]: option["libelle"] for option in item["options"]}
        for document in documents
        for key, item in document["items"].items()
        if item.get("liste") == "orientations"
    }
