"""The county's lists for family workers, and that what is stored is what they say."""

import pytest

from fieldvisit.access import roles
from fieldvisit.tisf import goal, lists, order, session


@pytest.mark.parametrize(
    ("stored", "listed"),
    [
        (order.Status, "statuts_ordre"),
        (session.Status, "statuts_seance"),
        (goal.State, "objectif_avancement"),
    ],
)
def test_each_status_is_stored_under_the_code_of_its_label(stored, listed):
    assert [(one.value, one.label) for one in stored] == [
        (lists.code_of(label), label) for label in lists.LISTS[listed]
    ]


def test_every_motive_has_a_neutral_label_and_a_code_of_its_own():
    told = [one for group in lists.LISTS["motifs_caf"] for one in group["motifs"]] + lists.LISTS["motifs_departement"]
    assert len(lists.MOTIVES) == len(told) and all(one.neutral for one in lists.MOTIVES.values())
    assert lists.MOTIVES["naissance"].of_caf and not lists.MOTIVES["gestion_du_budget"].of_caf
    assert all(one.label == one.neutral for one in lists.MOTIVES.values() if not one.sensitive)


def test_each_step_is_made_by_known_roles_between_known_statuses():
    known = {
        "ordre": set(order.Status) | {""},
        "seance": set(session.Status) | {""},
    }
    for one in lists.CIRCUITS:
        assert one.roles and one.roles <= roles.LABELS.keys()
        assert one.of not in known or {one.before, one.after} <= known[one.of]


def test_who_may_make_a_step_is_read_from_the_circuits_and_a_misspelt_step_is_an_error():
    assert lists.who("ordre", "accepter") == {"responsable_tisf"}
    assert lists.may("tisf", "seance", "démarrer") and not lists.may("responsable_tisf", "seance", "démarrer")
    assert lists.who("ordre", "terminer") == {"responsable_tisf"}
    with pytest.raises(KeyError):
        lists.may("tisf", "seance", "demarrer")
