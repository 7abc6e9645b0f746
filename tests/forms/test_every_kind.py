"""Every kind of visit and activity of the county: a type, a grid that says where it comes from, and who may plan it."""

import json

import pytest

from fieldvisit.forms import catalogue
from fieldvisit.schedule import visit_type

SOURCE = json.loads((catalogue.ROOM / "grids" / "vad-2.0.0.json").read_text(encoding="utf-8"))
LISTED = {one["code"]: one for one in SOURCE["types_visite"] + SOURCE["autres_activites"]}


def test_none_is_missing():
    assert len(SOURCE["types_visite"]) == 12 and len(SOURCE["autres_activites"]) == 5
    assert LISTED.keys() <= visit_type.TYPES.keys()


@pytest.mark.parametrize("code", sorted(LISTED))
def test_it_has_the_label_the_roles_and_the_items_of_the_data(code):
    said, kind, grid = LISTED[code], visit_type.TYPES[code], catalogue.grid_for(code)
    assert (kind.label.replace("’", "'"), kind.core) == (said["libelle"].replace("’", "'"), said["noyau"])
    assert kind.roles == set(said["roles"]) and kind.duration_min == said["duree_min"]
    own = {item["id"] for item in said.get("items", [])}
    core = {item["id"] for item in SOURCE["noyau_commun"]} if said["noyau"] else set()
    assert own | core <= grid["items"].keys()
    assert all(catalogue.as_document(form)["version"] for form in catalogue.forms_of(code))


@pytest.mark.parametrize("code", sorted(LISTED))
def test_it_is_planned_for_those_who_make_it_and_for_nobody_else(code):
    kind = visit_type.TYPES[code]
    for role in ("puericultrice", "infirmiere_pmi", "sage_femme_pmi", "medecin_pmi", "tisf"):
        able = kind in visit_type.plannable("medecin_pmi", role)
        assert able is (role in kind.roles and not kind.outside_families), role
