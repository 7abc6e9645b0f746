"""Nobody is left with « Urgent » alone: each such rule says in French what to do, and gives somebody to call."""

import json
import re

import pytest

from fieldvisit import settings
from fieldvisit.alerts import contacts, numbers, reach
from fieldvisit.forms import catalogue, urgent
from fieldvisit.forms.conditions import Reading
from tests import twins

DOCUMENTS = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
RULES = {rule["code"]: rule for document in DOCUMENTS for rule in document["rules"]}


def _urgent(alerts: list) -> list:
    return [alert for alert in alerts or [] if alert["niveau"] == "urgent"]


RAISED = [(code, alert) for code, rule in RULES.items() for alert in _urgent(rule["alertes"])]
RAISED += [
    (key, alert)
    for document in DOCUMENTS
    for key, item in document["items"].items()
    for alert in _urgent(item["alertes"])
]


@pytest.mark.parametrize(("rule", "alert"), RAISED, ids=lambda one: one if isinstance(one, str) else one["texte"][:30])
def test_what_is_urgent_says_what_to_do_and_whom_to_call(rule, alert):
    sentence = contacts.actions().get(rule, "")
    assert re.match(r"[A-ZÉÀN].{20,}[.]$", sentence), f"{rule} says nothing to do"
    named = numbers.given()
    orientations = DOCUMENTS[0]["orientations"]
    reached = [code for code in alert["orientation"] if orientations[code]["numero"] or named.get(code)]
    reached += [code for code in alert["orientation"] if code in contacts.COLLEAGUES]
    assert reached, f"{rule} gives nobody to call"


def test_every_sentence_is_of_a_rule_that_can_be_urgent():
    assert set(contacts.actions()) == {rule for rule, _ in RAISED}


def test_nothing_urgent_hides_in_the_alerts_of_a_whole_form():
    assert [alert for document in DOCUMENTS for alert in _urgent(document["alerts"])] == []


def test_the_doctor_of_the_sector_stands_there_with_her_number(session, cast, now):
    from fieldvisit.access.account import Account, AccountSector

    for login, name, sector in (("m.un", "Hélène Marchand", cast.bourg), ("m.deux", "Paul Autre", cast.oyonnax)):
        account = Account(login=login, name=name, role="medecin_pmi", phone="04 65 71 90 16", created_at=now)
        session.add(account)
        session.flush()
        session.add(AccountSector(account_id=account.id, sector_id=sector.id))
    session.flush()
    document = contacts.document(session, cast.actor("claire"))
    assert document["contacts"]["medecin_pmi"] == [{"name": "Dr Hélène Marchand", "phone": "04 65 71 90 16"}]
    assert document["contacts"]["tel_15"] == [{"name": "SAMU", "phone": "15"}]
    assert contacts.document(session, cast.actor("claire"))["version"] == document["version"]


def test_a_real_county_gives_its_own_numbers_and_none_of_the_demo(tmp_path, monkeypatch):
    own = tmp_path / "numeros.json"
    own.write_text(json.dumps({"contacts": {"crip": [{"name": "CRIP", "phone": "01"}]}}))
    monkeypatch.setenv("FIELDVISIT_DEMO", "0")
    assert "crip" not in numbers.given() and settings.read().contacts is None
    assert numbers.given()["tel_15"] == [{"name": "SAMU", "phone": "15"}]
    monkeypatch.setenv("FIELDVISIT_CONTACTS", str(own))
    assert numbers.given()["crip"] == [{"name": "CRIP", "phone": "01"}]


def test_what_the_tablet_takes_for_confided_stays_so_when_the_server_tells_it_back():
    for code, alert in RAISED:
        item = None if code in RULES else code
        grids = [document["items"][code] for document in DOCUMENTS if code in document["items"]]
        private = any(each["prive"] for each in grids) or bool(RULES.get(code, {}).get("prive"))
        assert reach.confided(code, item) == private, (code, alert["texte"])
    assert reach.confided("Z99", None) and reach.confided("A11", "a_question_of_tomorrow")


def _draft(kind="vad_suivi", visit=None, child=None):
    return {
        "kind": kind,
        "answers": {key: {"v": value} for key, value in (visit or {}).items()},
        "child_answers": {"k": {key: {"v": value} for key, value in (child or {}).items()}},
        "children": ["k"],
    }


HOME = {"persons": [{"id": "k", "role": "enfant", "birth_date": "2026-09-22", "birth_weight_g": 3300}]}
CASES = [
    (_draft(child={"temp": 38.2}), {}, [("A11", "k")]),
    (_draft(child={"temp": 37.2}), {}, []),
    (_draft(child={"temp": 38.2, "peau": ["ecchymose"]}), {}, [("A10", "k"), ("A11", "k")]),
    # Confided alone, then somebody comes in: it was not taken back.
    (_draft(visit={"violence": "preoccupant", "n_presents": ["mere", "pere"]}), {}, [("A17", None)]),
    (_draft(visit={"violence": "preoccupant", "n_presents": ["mere"]}), {}, [("A17", None)]),
    # What the file held before is not news of this visit.
    (_draft(), {"epp.F7": {"v": "actuellement"}}, []),
    (_draft(kind="contact_telephonique", child={"ct_gravite": ["refus_boire", "vomissements"]}), {}, None),
]


def test_python_and_the_tablet_raise_the_same_urgent_alerts():
    grids, given = [], []
    for draft, earlier, _ in CASES:
        grid = catalogue.grid_for(draft["kind"])
        context = {"on": "2026-11-22", "family": HOME, "earlier": earlier}
        grids.append(grid)
        given.append([grid, draft, context])
    told = twins.in_node(
        """
        import { urgents } from "{js}/rules/urgent.js";
        import { reading } from "{js}/rules/calculations.js";
        import { functions } from "{js}/rules/growth.js";
        export default ([grid, draft, context]) =>
          urgents((one, answers) => reading(one, answers, context, functions), grid, draft);
        """,
        given,
    )
    for (grid, draft, context), found, (_, _, expected) in zip(given, told, CASES, strict=True):
        mine = urgent.of(lambda one, answers, c=context: _reading(one, answers, c), grid, draft)
        assert found == mine
        if expected is not None:
            assert sorted((each["rule"], each["child"]) for each in mine) == expected, mine


def _reading(grid, draft, context) -> Reading:
    from fieldvisit.forms import calculations
    from fieldvisit.growth import series

    return calculations.reading(grid, draft, context, series.functions)
