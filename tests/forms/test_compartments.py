"""Who reads which answer: a TISF no health item, a coordinator no violence item, the default is no."""

import pytest

from fieldvisit.access import roles
from fieldvisit.forms import catalogue, compartments

ANSWERS = {
    "n_presents": {"v": ["mere"]},
    "humeur_mere": {"v": "triste"},
    "violence": {"v": "preoccupant"},
    "suite": {"v": "fin"},
}
OF_CHILDREN = {"k": {"poids": {"v": 3450}}}


@pytest.mark.parametrize(
    ("item", "place"),
    [
        ("poids", "sante_enfant"),
        ("lien", "sante_enfant"),
        ("humeur_mere", "dossier_mere"),
        ("humeur_copar", "observations_vad"),
        ("vs_cicatrice", "dossier_mere"),
        ("vp_ta_sys", "dossier_mere"),
        ("secu", "observations_vad"),
        ("violence", "violence"),
        ("ct_danger", "violence"),
        ("F6", "entretien"),
        ("N14", "entretien"),
        ("ag_danger", "agrement_assmat"),
        ("an_item_of_a_newer_form", "violence"),
    ],
)
def test_an_item_lives_in_one_compartment(item, place):
    assert compartments.of(item) == place


def test_every_item_marked_alone_and_private_is_closed():
    closed = {compartments.VIOLENCE, compartments.INTERVIEW}
    for form in catalogue.forms():
        for key, item in catalogue.as_document(*form.split("@"))["items"].items():
            if item["seule"] and item["prive"]:
                assert compartments.of(key) in closed


def test_the_explicit_lists_name_items_that_exist():
    known = {key for form in catalogue.forms() for key in catalogue.as_document(*form.split("@"))["items"]}
    assert set(compartments.TABLE["mother_items"] + compartments.TABLE["violence_items"]) <= known


@pytest.mark.parametrize(
    ("role", "is_author", "items", "child"),
    [
        ("medecin_pmi", False, {"n_presents", "humeur_mere", "violence", "suite"}, True),
        ("sage_femme_pmi", False, {"n_presents", "humeur_mere", "violence", "suite"}, True),
        ("psychologue_pmi", False, {"n_presents", "humeur_mere", "violence", "suite"}, True),
        ("puericultrice", True, {"n_presents", "humeur_mere", "violence", "suite"}, True),
        ("puericultrice", False, {"n_presents", "suite"}, True),
        ("infirmiere_pmi", False, {"n_presents", "suite"}, True),
        ("coordinatrice", False, {"n_presents", "humeur_mere", "suite"}, True),
        ("medecin_responsable", False, {"n_presents", "humeur_mere", "suite"}, True),
        ("referent_ase", False, set(), False),
        ("crip", False, set(), False),
        ("tisf", False, set(), False),
        ("tisf", True, set(), False),
        ("secretariat", False, set(), False),
        ("administrateur", True, set(), False),
        ("inconnu", True, set(), False),
    ],
)
def test_a_role_reads_what_its_compartments_allow(role, is_author, items, child):
    answers, of_children = compartments.readable(ANSWERS, OF_CHILDREN, role, is_author)
    assert set(answers) == items
    assert bool(of_children["k"]) is child


def test_no_role_without_the_mothers_file_reads_violence():
    for role in roles.LABELS:
        if roles.right(role, "dossier_mere").read is roles.Reach.NONE:
            assert not compartments.may_read(compartments.VIOLENCE, role, is_author=True)
