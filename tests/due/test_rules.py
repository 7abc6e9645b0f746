"""The rules as a county reads them: whole, coherent, and one for each seed measure that is the app's business."""

import json
from datetime import date
from pathlib import Path

import pytest

from fieldvisit.access import roles, secrecy
from fieldvisit.carnet import calendar as carnet
from fieldvisit.due import calendar, rules, windows
from fieldvisit.due.rules import RULES
from fieldvisit.families import supports
from fieldvisit.forms import catalogue
from fieldvisit.schedule import visit_type

#: Each phrase of domain §2 marked C or P, and the rules that make something due of it.
SEEDS = {
    "TISF « Premiers pas »": ("premiers_pas_debut", "premiers_pas_point"),
    "Entretien prénatal précoce": ("epp",),
    "Visites à domicile pré et post-natales": (
        *("vad_prenatale", "vad_sortie", "vad_prema", "vad_1m", "vad_2_3m", "vad_4m", "vad_9m", "vad_12m", "vad_24m"),
        *("suivi_vad_suivi", "epnp1", "epnp2"),
    ),
    "Interventions à domicile des TISF": ("tisf_point",),
    "Bilans de santé en écoles maternelles": ("bsem",),
    "Actions éducatives préventives (AEP)": ("aep_debut", "aep_bilan"),
    "Enfants en situation de handicap": ("handicap",),
    "Relais parental": ("relais_parental",),
    "Jeunes parents": ("jeunes_parents",),
    "CRIP, information préoccupante": ("vad_eval_ip", "ip_evaluation"),
    "Offre de suivi au domicile": ("aed_point", "aemo_point"),
    "Accompagnement des retours à domicile": (
        *("retour_preparation", "retour_j2", "retour_j7", "retour_j15", "retour_m1", "retour_m3"),
    ),
    "Enfants confiés": ("confie_suivi",),
    "Équipe mobile": ("equipe_mobile",),
    "Réponse sanitaire pour les enfants confiés": ("confie_bilan",),
    "Agrément et suivi des assistants maternels": ("vad_agrement",),
}
INDICATORS = {f"i{number:02}" for number in range(1, 33)}


@pytest.mark.parametrize("phrase", SEEDS)
def test_each_seed_measure_has_a_rule_with_window_trade_and_indicator(phrase):
    for code in SEEDS[phrase]:
        rule = RULES[code]
        assert rule.indicator in INDICATORS and rule.trade in roles.LABELS and rule.opens is not None
        # Sessions of a TISF or an AEP worker have their own form; what a midwife or a nurse does has a grid.
        assert rule.form or rule.visit_kind or rule.trade in ("tisf", "intervenant_aep") or code == "ip_evaluation"


def test_every_type_of_visit_with_a_window_has_its_rule():
    made = {rule.visit_kind for rule in RULES.values()}
    # Sessions of an order come from its own pattern.
    assert {one.code for one in visit_type.TYPES.values() if not one.session} <= made
    for kind in catalogue.kinds():
        assert kind in made


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_names_only_what_exists(rule):
    assert rule.compartment in secrecy.PLACES and set(rule.roles) <= set(roles.LABELS)
    assert rule.group in ("visite", "examen", "vaccin", "certificat", "entretien", "suivi", "evaluation")
    if rule.visit_kind:
        kind = visit_type.TYPES[rule.visit_kind]
        assert set(rule.roles) <= kind.roles
        assert kind.compartment in (None, rule.compartment)
    assert rule.form is None or rule.form in catalogue.versions()
    assert rule.support is None or rule.support in supports.kinds()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_opens_before_it_is_due_and_is_late_before_it_closes(rule):
    if rule.subject == "enfant" and rule.anchor == "naissance":
        window = windows.of_age(rule, date(2026, 1, 31))
    else:
        window = windows.of_period(rule, date(2026, 1, 31), declared=date(2026, 2, 1))
    days = [window.opens, window.due, window.late or window.due, window.closes or date.max]
    assert days == sorted(days)


def test_there_is_a_rule_for_each_exam_dose_certificate_and_grid_age():
    assert {rule.exam for rule in RULES.values() if rule.group == "examen"} == set(carnet.exams())
    asked = {rule.dose for rule in RULES.values() if rule.dose}
    doses = {(one.code, dose.rank) for one in carnet.vaccines().values() for dose in one.doses}
    assert asked == doses | {("grippe", "*")}
    assert {rule.certificate for rule in RULES.values() if rule.certificate} == {"CS8", "CS9", "CS24"}
    grid = catalogue.as_document("tnd")["items"]["tnd_age"]
    assert {f"m{rule.tnd:02}" for rule in RULES.values() if rule.tnd} == {each["code"] for each in grid["options"]}


def test_no_rule_of_health_is_known_to_whoever_may_not_read_it():
    from fieldvisit.due import reach

    for role in ("tisf", "intervenant_aep", "secretariat", "administrateur", "odpe"):
        known = {code for codes in reach.codes_of(role).values() for code in codes}
        assert not [code for code in known if RULES[code].compartment in ("sante_enfant", "dossier_mere")]
    assert reach.codes_of("administrateur") == {}
    assert reach.codes_of("tisf") == {"ordres_intervention": ["premiers_pas_debut"]}


def test_supports_are_read_with_the_day_their_visits_count_from():
    kinds = supports.kinds()
    assert kinds["retour_domicile"].anchor == "Jour du retour" and kinds["retour_domicile"].of_child
    for kind in kinds.values():
        assert kind.compartment in roles.COMPARTMENTS and set(kind.trades) <= set(roles.LABELS)
        assert kind.indicator in INDICATORS
        assert any(rule.support == kind.code for rule in RULES.values()), kind.code


@pytest.mark.parametrize(
    "text",
    ["", "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=9", "RRULE:FREQ=DAILY\nDTSTART:20260101", "FREQ=WEEKLY;BYHOUR=9", "x"],
)
def test_a_recurrence_of_anything_but_days_is_refused_with_what_to_do(text):
    with pytest.raises(calendar.Unreadable) as refused:
        calendar.check_rule(text, date(2026, 1, 1))
    assert "choisissez" in refused.value.sentence


def test_a_recurrence_without_end_is_only_followed_as_far_as_asked():
    assert len(calendar.occurrences("FREQ=DAILY", date(2026, 1, 1), date(2026, 1, 31))) == 31
    assert len(calendar.occurrences("FREQ=DAILY", date(1990, 1, 1), date(2099, 1, 1))) == calendar.MOST_OCCURRENCES


def test_the_files_say_where_they_come_from():
    for path in ("due/rules.json", "carnet/exams.json", "carnet/vaccines.json", "families/supports.json"):
        assert json.loads((Path(rules.__file__).parent.parent / path).read_text(encoding="utf-8"))["note"]
