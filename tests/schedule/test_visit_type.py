import pytest

from fieldvisit.forms import catalogue
from fieldvisit.schedule import visit_type

#: Interviews are no visits of the county's list: each has a grid of its own.
INTERVIEWS = {"epp", "epnp", "epds"}
#: Neither are sessions of an intervention order: they have no grid at all.
SESSIONS = {"seance_tisf", "seance_premiers_pas", "seance_aep"}


def test_planning_and_forms_know_the_same_types():
    kinds = catalogue.kinds()
    assert set(visit_type.TYPES) == set(kinds) | INTERVIEWS | SESSIONS
    for code, one in visit_type.TYPES.items():
        assert one.session is (code in SESSIONS)
        if code in SESSIONS:
            assert one.roles <= {"tisf", "intervenant_aep"} and one.compartment == "validation_seances"
            continue
        if code in INTERVIEWS:
            allowed = {"sage_femme_pmi", "medecin_pmi"}  # CSP L2122-1
            assert one.roles == (allowed | {"puericultrice", "infirmiere_pmi"} if code == "epds" else allowed)
            assert one.duration_min == catalogue.as_document(code)["kinds"][code]["duration_min"] and not one.core
            continue
        assert one.roles == set(kinds[code]["roles"]) and one.duration_min == kinds[code]["duration_min"], code
        assert one.core == kinds[code]["core"]


def test_a_type_that_reveals_a_concern_is_a_plain_visit_for_whoever_may_not_know():
    assert visit_type.shown_to("secretariat", "vad_eval_ip") is visit_type.DISCREET
    assert visit_type.shown_to("tisf", "vad_eval_ip") is visit_type.DISCREET
    assert visit_type.shown_to("coordinatrice", "vad_eval_ip").code == "vad_eval_ip"


@pytest.mark.parametrize("role", ["secretariat", "tisf", "responsable_tisf", "intervenant_aep"])
def test_a_type_whose_name_tells_of_health_is_a_plain_visit_that_may_all_the_same_be_planned(role):
    assert visit_type.shown_to(role, "vad_prema") is visit_type.DISCREET
    assert visit_type.shown_to("puericultrice", "vad_prema").code == "vad_prema"
    assert "vad_prema" in {one.code for one in visit_type.plannable("secretariat", "puericultrice")}


def test_an_unknown_type_of_a_newer_application_is_a_plain_visit():
    assert visit_type.shown_to("coordinatrice", "vad_2030") is visit_type.DISCREET


@pytest.mark.parametrize("planner", ["coordinatrice", "secretariat"])
def test_what_may_be_planned_is_what_the_worker_does_and_the_planner_may_know(planner):
    codes = {one.code for one in visit_type.plannable(planner, "puericultrice")}
    assert "vad_sortie" in codes and "vad_agrement" not in codes
    assert ("vad_eval_ip" in codes) is (planner == "coordinatrice")
    assert visit_type.plannable(planner, "tisf") == []


@pytest.mark.parametrize("planner", ["coordinatrice", "responsable_tisf"])
def test_a_session_of_an_order_is_not_planned_as_a_visit(planner):
    assert visit_type.shown_to(planner, "seance_tisf").short == "TISF"
    assert not visit_type.may_plan(planner, "seance_tisf")
    assert visit_type.plannable(planner, "tisf") == [] == visit_type.plannable(planner, "intervenant_aep")


def test_who_may_not_read_sessions_sees_a_visit():
    assert visit_type.shown_to("secretariat", "seance_premiers_pas") is visit_type.DISCREET
