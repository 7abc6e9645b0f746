"""What the medical head changes in the alert rules: who, when, old and new; refused in clear words; never lost."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, Actor
from fieldvisit.forms import alerts, calculations, catalogue, county, county_rules, thresholds, typed
from fieldvisit.forms.county_rules import AlertRuleChange

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def head(cast, engine):
    with db.writing(engine) as session:
        session.get_one(Account, cast.nadia.id).role = "medecin_responsable"
    return Actor(cast.nadia.id, "Nadia Haddad", "medecin_responsable", frozenset())


@pytest.fixture
def change(engine, head):
    """``change("A01", {"seuil.perte": "8"})`` as the head, on a page that shows everything so far."""

    def one(code, given, reason="", seen=10**6, now=NOW):
        with db.writing(engine) as session:
            return county_rules.change(session, head, code, given, reason, seen, now)

    return one


def _in_force(engine):
    with db.reading(engine) as session:
        return county_rules.in_force(session)


def _rule(found, code):
    return next((rule for rule in found.document["rules"] if rule["code"] == code), None)


def test_a_change_is_kept_with_who_when_old_and_new_and_counts_at_once(engine, change, head):
    before = _in_force(engine)
    change("A01", {"seuil.perte": "8,5", "action": "Appeler le médecin"}, "Réunion du 20")
    with db.reading(engine) as session:
        (line,) = county_rules.history(session, head)
    assert (line.number, line.rule, line.account_name, line.at, line.reason) == (
        1,
        "A01",
        "Nadia Haddad",
        NOW,
        "Réunion du 20",
    )
    assert line.changes == [
        {"field": "seuil.perte", "old": 10, "new": 8.5},
        {"field": "action", "old": "Avis médical le jour même, contrôle de l'allaitement", "new": "Appeler le médecin"},
    ]
    after = _in_force(engine)
    assert after.version != before.version and after.version.startswith("1.")
    assert "8,5 %" in _rule(after, "A01")["condition"] and _rule(after, "A01")["action"] == "Appeler le médecin"
    assert "8,5 %" in _rule(after, "A02")["condition"], "the upper end of A02 is the threshold of A01"


def test_back_to_the_origin_is_one_more_line_and_what_was_before_is_still_known(engine, change, head):
    change("A04", {"seuil.vigilance": "25", "seuil.alerte": "18"})
    second = _in_force(engine)
    with db.writing(engine) as session:
        county_rules.restore(session, head, "A04", "seuil.alerte", "", 1, NOW + timedelta(hours=1))
    with db.writing(engine) as session:
        county_rules.restore(session, head, "A04", "", "", 2, NOW + timedelta(hours=2))
    with db.reading(engine) as session:
        assert [line.number for line in county_rules.history(session, head)] == [3, 2, 1]
        assert county_rules.at(session, second.version).document["rules"] == second.document["rules"]
        assert county_rules.at(session, None).document["rules"] == thresholds.resolved({})
        assert county_rules.at(session, "de travers").version == county_rules.at(session, "0.12").version
    assert _in_force(engine).document["rules"] == thresholds.resolved({})


@pytest.mark.parametrize(
    ("code", "given", "words"),
    [
        ("A01", {"seuil.perte": "beaucoup"}, "saisissez un nombre de 5 à 20"),
        ("A01", {"seuil.perte": ""}, "saisissez un nombre"),
        ("A01", {"seuil.perte": "80"}, "80 n’est pas possible, de 5 à 20 %"),
        ("A01", {"seuil.perte": "8,55"}, "un seul chiffre après la virgule"),
        ("A01", {"seuil.avant": "13,5"}, "un nombre entier"),
        ("A01", {"niveau.0": "rouge"}, "Choisissez un niveau"),
        ("A01", {"action": "  "}, "écrivez ce qu’il faut faire"),
        ("A01", {"action": "x" * 301}, "raccourcissez"),
        ("A02", {"seuil.perte": "10"}, "doit rester sous"),
        ("A04", {"seuil.alerte": "20"}, "doit rester sous"),
        ("A06", {"seuil.bas": "2"}, "de −4 à −0,5"),
        ("A05", {"actif": "peut-être"}, "en service"),
        ("A28", {"seuil.perte": "5"}, "ne se règle pas ici"),
        ("A99", {}, "ne se règle pas ici"),
        ("A01", {"seuil.perte": "10"}, "Rien n’a changé"),
        ("A01", {"actif": "non"}, "Rien n’a changé"),
        ("A15", {"niveau.0": "information"}, "Rien n’a changé"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(engine, change, code, given, words):
    with pytest.raises(county_rules.Refusal) as refused:
        change(code, given)
    assert words in refused.value.sentence
    with db.reading(engine) as session:
        assert session.exec(select(AlertRuleChange)).all() == []


@pytest.mark.parametrize("text", ["8", "8,0", " 8 ", "8 %", "8.0", "+8"])
def test_a_number_is_read_as_it_is_written_in_french(text):
    assert typed.read("A01", {"seuil.perte": text}) == {"seuil.perte": 8}


@pytest.mark.parametrize("text", ["-2,5", "−2,5", "–2,5", "-2,5 DS"])
def test_a_minus_is_read_whatever_its_length(text):
    assert typed.read("A06", {"seuil.bas": text}) == {"seuil.bas": -2.5}


def test_two_people_do_not_overwrite_each_other(engine, change):
    change("A09", {"seuil.hausse": "1,2"}, seen=0)
    with pytest.raises(county_rules.ChangedMeanwhile) as refused:
        change("A09", {"seuil.hausse": "1,5"}, seen=0)
    assert "Nadia Haddad vient de changer cette règle" in refused.value.sentence
    change("A08", {"seuil.alerte": "2,5"}, seen=0)  # another rule is another matter
    change("A09", {"seuil.hausse": "1,5"}, seen=2)


@pytest.mark.parametrize("role", ["puericultrice", "medecin_pmi", "coordinatrice", "administrateur", "tisf"])
def test_nobody_else_reads_or_writes_them(engine, cast, role):
    actor = Actor(cast.claire.id, "Claire Morel", role, frozenset())
    with db.writing(engine) as session:
        for act in (
            lambda: county_rules.history(session, actor),
            lambda: county_rules.change(session, actor, "A01", {"seuil.perte": "8"}, "", 0, NOW),
            lambda: county_rules.restore(session, actor, "A01", "", "", 0, NOW),
        ):
            with pytest.raises(county_rules.NotAllowed):
                act()


def test_every_threshold_of_annex_b_is_a_field_with_sane_bounds_and_its_own_words():
    for code, rule in thresholds.sources().items():
        for seuil in rule.get("seuils", []):
            assert seuil["min"] <= seuil["valeur"] <= seuil["max"], code
            assert "{" + seuil["code"] + "}" in rule["condition"], (code, seuil["code"])
    assert {code for code in thresholds.sources() if not thresholds.acts(code)} == {
        *(f"A{number}" for number in range(23, 31))
    }
    assert not any("{" in str(rule) and "seuil" in rule for rule in thresholds.resolved({}))


@pytest.mark.parametrize("code", [code for code in thresholds.sources() if thresholds.acts(code)])
def test_each_threshold_moves_the_rule_that_has_it(code):
    rule = thresholds.sources()[code]
    plain = next(each for each in thresholds.resolved({}) if each["code"] == code)
    for seuil in rule.get("seuils", []):
        other = seuil["min"] if seuil["valeur"] != seuil["min"] else seuil["max"]
        moved = next(
            each for each in thresholds.resolved({code: {f"seuil.{seuil['code']}": other}}) if each["code"] == code
        )
        assert moved["alertes"] != plain["alertes"] and moved["condition"] != plain["condition"], seuil["code"]


def _fever(temp: float, changed: dict, born="2026-10-22") -> list[tuple]:
    persons = [{"id": "k", "role": "enfant", "birth_date": born}]
    draft = {"child_answers": {"k": {"temp": {"v": temp}}}, "children": ["k"]}
    grid = county.applied(catalogue.grid_for("vad_suivi"), thresholds.county(changed, 1))
    found = alerts.of(calculations.reading(grid, draft, {"on": "2026-11-22", "family": {"persons": persons}}))
    return [(each["level"], each["code"]) for each in found]


def test_a_question_that_says_the_same_follows_its_rule():
    higher = {"A11": {"seuil.temp": 38.5}}
    assert _fever(38.4, {}) == [("urgent", "A11")]
    assert _fever(38.4, higher) == [] and _fever(38.5, higher) == [("urgent", "A11")]
    assert _fever(38.4, higher, born="2026-08-22") == [("vigilance", None)], "older children are the question's matter"
    draft = {"answers": {"D7_score": {"v": 11}}}
    for changed, wanted in (({}, "alerte"), ({"A15": {"seuil.alerte": 12}}, "vigilance")):
        grid = county.applied(catalogue.grid_for("epp"), thresholds.county(changed, 1))
        found = alerts.of(calculations.reading(grid, draft, {"on": "2026-11-22"}))
        assert [(each["level"], each["code"]) for each in found if each["code"] == "A15"] == [(wanted, "A15")]
