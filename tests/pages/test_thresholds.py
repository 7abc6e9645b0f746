"""« Seuils d’alerte » as a client gets it: set by the medical head alone, refused with what was typed, undone."""

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.forms import county_rules
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.thresholds import Thresholds


@pytest.fixture
def head(office, engine):
    """Nadia heads the service today."""
    with db.writing(engine) as writer:
        writer.get_one(Account, office.nadia.id).role = "medecin_responsable"
    return "nadia"


def _rule(engine, code):
    with db.reading(engine) as session:
        document = county_rules.in_force(session).document
    return next((rule for rule in document["rules"] if rule["code"] == code), None)


def test_a_threshold_is_set_shown_with_its_history_and_put_back(tab, cookie, head, engine):
    client = tab(cookie=cookie(head), path="/seuils")
    client.load(Desk.arrive, Thresholds.load)
    assert "Perte de poids néonatale" in client.text() and "bornes des mesures" in client.text()
    client.call(Thresholds.open_rule, code="A01")
    assert "De 5 à 20, un chiffre après la virgule" in client.text() and "Aucun" not in client.text()
    client.call(Thresholds.save, form={"seuil.perte": "8", "seuil.avant": "14", "motif": "Avis du service"})
    assert "Perte de poids à partir de : 10 % → 8 %" in client.text() and "Avis du service" in client.text()
    assert "À l’origine : 10 %" in client.text() and "Modifiée" in client.text()
    assert "8 %" in _rule(engine, "A01")["condition"]
    client.call(Thresholds.restore, name="seuil.perte")
    assert "Perte de poids à partir de : 8 % → 10 %" in client.text()
    assert "10 %" in _rule(engine, "A01")["condition"]


def test_a_rule_is_switched_off_and_on_again(tab, cookie, head, engine):
    client = tab(cookie=cookie(head), path="/seuils")
    client.load(Desk.arrive, Thresholds.load)
    client.call(Thresholds.open_rule, code="A33")
    client.call(Thresholds.save, form={"actif": "non"})
    assert "En service → Arrêtée" in client.text() and _rule(engine, "A33") is None
    client.call(Thresholds.save, form={"actif": "oui"})
    assert _rule(engine, "A33") is not None


def test_bad_input_is_told_at_its_field_and_nothing_is_kept(tab, cookie, head, engine):
    client = tab(cookie=cookie(head), path="/seuils")
    client.load(Desk.arrive, Thresholds.load)
    client.call(Thresholds.open_rule, code="A02")
    client.call(Thresholds.save, form={"seuil.perte": "cent", "action": ""})
    assert "Rien n’est enregistré : corrigez" in client.text()
    assert "saisissez un nombre de 3 à 19" in client.text() and "écrivez ce qu’il faut faire" in client.text()
    client.call(Thresholds.save, form={"seuil.perte": "12"})
    assert "doit rester sous A01" in client.text()
    for odd in ({}, {"x": 1}, {"seuil.perte": None}, {"seuil.perte": ["7"]}):
        client.call(Thresholds.save, form=odd)
    client.call(Thresholds.open_rule, code="A28")
    client.call(Thresholds.open_rule, code="<script>")
    client.call(Thresholds.restore, name="seuil.perte")
    with db.reading(engine) as session:
        assert county_rules.in_force(session).version.startswith("0.")


@pytest.mark.parametrize("name", ["claire", "helene", "sylvie", "ines", "root"])
def test_who_does_not_head_the_service_sees_and_writes_nothing(tab, cookie, engine, name):
    client = tab(cookie=cookie(name), path="/seuils")
    client.load(Desk.arrive, Thresholds.load)
    client.call(Thresholds.open_rule, code="A01")
    client.call(Thresholds.save, form={"seuil.perte": "8"})
    assert "néonatale" not in client.text()
    assert "10 %" in _rule(engine, "A01")["condition"]
