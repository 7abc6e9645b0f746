"""Who may sign, and what needs the family's agreement, alike at the office and on the tablet."""

import pytest

from fieldvisit.access import roles
from fieldvisit.forms import calculations, catalogue, checking
from tests import twins

KINDS = [*catalogue.kinds(), "epp", "epnp"]
PLACES = [None, "domicile", "centre_pmi", "maternite", "visio", "autre"]
#: Interviews ask for an agreement since the second of these days.
BEFORE, AFTER = "2026-11-22", "2026-11-23"
BOTH = """
import { agreementNeeded, refusalOfKind, signingRefusal } from "{js}/rules/checking.js";
import { reading } from "{js}/rules/calculations.js";
import { functions } from "{js}/rules/growth.js";
export default ([grid, role, draft, HELD]) =>
  [signingRefusal(grid, role), agreementNeeded(grid, reading(grid, draft, { on: HELD }, functions), HELD),
   refusalOfKind(grid.kind, role)];
"""


def _draft(place: str | None) -> dict:
    return {"answers": {"A1_lieu": {"v": place}} if place else {}, "child_answers": {}, "children": []}


def test_both_sides_say_the_same_of_every_kind_role_and_place():
    asked = [(kind, role, place) for kind in KINDS for role in sorted(roles.FIELD) for place in PLACES]
    given = [[catalogue.grid_for(kind), role, _draft(place), AFTER] for kind, role, place in asked]
    given += [[catalogue.grid_for(kind), "sage_femme_pmi", _draft(None), BEFORE] for kind in KINDS]
    asked += [(kind, "sage_femme_pmi", BEFORE) for kind in KINDS]
    told = twins.in_node(BOTH, given)
    for (kind, role, place), (grid, _, draft, held_on), found in zip(asked, given, told, strict=True):
        reading = calculations.reading(grid, draft, {"on": held_on})
        why = checking.signing_refusal(grid, role)
        mine = [why, checking.needs_agreement(grid, reading, held_on), why if kind in ("epp", "epnp") else ""]
        assert found == mine, (kind, role, place)


@pytest.mark.parametrize("kind", ["epp", "epnp"])
def test_an_interview_is_refused_to_all_but_midwife_and_doctor_with_the_law(kind):
    refused = {role: checking.signing_refusal(catalogue.grid_for(kind), role) for role in roles.FIELD}
    assert {role for role, why in refused.items() if not why} == {"sage_femme_pmi", "medecin_pmi"}
    assert all("CSP L2122-1" in why for why in refused.values() if why)


@pytest.mark.parametrize(
    ("kind", "place", "needed"),
    [
        ("epp", "domicile", True),
        ("epp", None, True),
        ("epp", "maternite", False),
        ("epp", "visio", False),
        ("epnp", None, True),
        ("vad_1m", None, True),
        ("vad_eval_ip", None, False),
        ("pesee_seule", None, False),
    ],
)
def test_a_visit_to_the_home_needs_an_agreement_and_nothing_else_does(kind, place, needed):
    grid = catalogue.grid_for(kind)
    reading = calculations.reading(grid, _draft(place), {"on": AFTER})
    assert checking.needs_agreement(grid, reading, AFTER) is needed
    was_asked = needed and kind not in ("epp", "epnp")
    assert checking.needs_agreement(grid, reading, BEFORE) is was_asked, "right when it was signed, it stays so"
