import pytest

from fieldvisit.forms import catalogue
from fieldvisit.schedule import visit_type


def test_planning_and_forms_know_the_same_types():
    kinds = catalogue.kinds()
    assert set(visit_type.TYPES) == set(kinds)
    for code, one in visit_type.TYPES.items():
        assert one.roles == set(kinds[code]["roles"]) and one.duration_min == kinds[code]["duration_min"], code
        assert one.core == kinds[code]["core"]


def test_a_type_that_reveals_a_concern_is_a_plain_visit_for_whoever_may_not_know():
    assert visit_type.shown_to("secretariat", "vad_eval_ip") is visit_type.DISCREET
    assert visit_type.shown_to("tisf", "vad_eval_ip") is visit_type.DISCREET
    assert visit_type.shown_to("coordinatrice", "vad_eval_ip").code == "vad_eval_ip"


def test_an_unknown_type_of_a_newer_application_is_a_plain_visit():
    assert visit_type.shown_to("coordinatrice", "vad_2030") is visit_type.DISCREET


@pytest.mark.parametrize("planner", ["coordinatrice", "secretariat"])
def test_what_may_be_planned_is_what_the_worker_does_and_the_planner_may_know(planner):
    codes = {one.code for one in visit_type.plannable(planner, "puericultrice")}
    assert "vad_sortie" in codes and "vad_agrement" not in codes
    assert ("vad_eval_ip" in codes) is (planner == "coordinatrice")
    assert visit_type.plannable(planner, "tisf") == []
