"""What a record says of referrals, whoever sent it."""

import pytest

from fieldvisit.forms import catalogue
from fieldvisit.referrals import said
from fieldvisit.referrals.referral import State
from tests.referrals.conftest import proposal


def read(*referrals, **answers):
    body = {"answers": {key: {"v": value} for key, value in answers.items()}, "child_answers": {}}
    return said.read(body | {"referrals": list(referrals)})


def told(*referrals, **answers):
    return [(one.code, one.state and one.state.value, one.place) for one in read(*referrals, **answers)]


def test_each_is_told_with_what_the_family_said_of_it():
    assert told(
        proposal("tabacologue", item="E1_actuel"),
        proposal("service_social", "refusee", item="G3"),
        proposal("laep", "a_reflechir", item="F3"),
        proposal("psychologue_pmi", "", item="D3"),
    ) == [
        ("tabacologue", "acceptee", "entretien"),
        ("service_social", "refusee", "entretien"),
        ("laep", "a_reflechir", "entretien"),
        ("psychologue_pmi", None, "entretien"),
    ]


def test_what_an_older_tablet_ticked_counts_as_the_question_beside_it_says():
    assert told(I4=["psychologue_pmi"], I5="acceptee") == [("psychologue_pmi", "acceptee", "entretien")]
    assert told(I4=["addictologie"], I5="refusee") == [("addictologie", "refusee", "entretien")]
    assert told(I4=["addictologie"]) == [("addictologie", None, "entretien")]
    assert told(orient=["laep", "aucune"]) == [("laep", "acceptee", "observations_vad")]


def test_a_word_on_one_referral_counts_before_the_word_on_all():
    assert told(proposal("laep", "refusee", item="I4"), I4=["laep", "tisf_caf"], I5="acceptee") == [
        ("laep", "refusee", "entretien"),
        ("tisf_caf", "acceptee", "entretien"),
    ]


def test_changed_it_is_the_one_chosen_instead_and_the_first_is_not_followed():
    [one] = read(proposal("psychologue_pmi", item="D3", to="psychiatrie_perinatale"), I4=["psychologue_pmi"])
    assert (one.code, one.state, one.instead_of) == ("psychiatrie_perinatale", State.ACCEPTED, "psychologue_pmi")
    assert one.label == "Psychiatrie périnatale"


def test_what_only_a_confided_answer_asks_for_lives_with_it():
    assert told(proposal("psychologue_pmi", item="F7")) == [("psychologue_pmi", "acceptee", "violence")]
    assert told(proposal("asso_violences", item="I4")) == [("asso_violences", "acceptee", "violence")]
    both = proposal("psychologue_pmi")
    both["sources"] = [{"item": "F7", "rule": None}, {"item": "D3", "rule": None}]
    assert told(both) == [("psychologue_pmi", "acceptee", "entretien")]
    assert told(proposal("psychologue_pmi")) == [("psychologue_pmi", "acceptee", "violence")]


@pytest.mark.parametrize("code", ["crip", "aucune", "tel_3919", "epds", "conseil_prevention", "inconnue", None, 3])
def test_what_is_no_referral_is_not_followed(code):
    assert read(proposal(code)) == []


@pytest.mark.parametrize(
    "odd",
    [None, 3, "x", {"code": "laep"}, [None, 3, "laep", []], [{"code": ["laep"]}], [{"code": "laep", "state": ["x"]}]],
)
def test_what_cannot_be_read_is_passed_over(odd):
    assert all(one.state is None for one in said.read({"answers": {}, "referrals": odd}))


def test_every_orientation_of_every_alert_is_one_that_is_known_here():
    known = said.orientations()
    for each in catalogue.forms():
        for item in catalogue.as_document(*each.split("@"))["items"].values():
            for alert in item["alertes"] or []:
                assert set(alert["orientation"]) <= set(known)
