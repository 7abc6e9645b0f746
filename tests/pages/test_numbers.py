"""« Numéros d’urgence » as a client gets it: who may open it, a number changed, a wrong one refused."""

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.alerts import numbers
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.numbers import Numbers


@pytest.fixture
def head(office, engine):
    """Nadia heads the service today."""
    with db.writing(engine) as writer:
        writer.get_one(Account, office.nadia.id).role = "medecin_responsable"
    return "nadia"


@pytest.fixture(params=["root", "head"])
def client(request, tab, cookie):
    who = request.getfixturevalue("head") if request.param == "head" else "root"
    client = tab(cookie=cookie(who), path="/numeros")
    client.load(Desk.arrive, Numbers.load)
    return client


def phones(engine, code: str) -> list[str]:
    with db.reading(engine) as session:
        return [one.phone for one in numbers.in_force(session).get(code, [])]


def test_a_number_is_changed_added_and_removed_and_the_page_says_when_tablets_have_it(client, engine):
    assert "04 65 71 91 03" in client.text()
    client.call(Numbers.edit, code="crip", at=0)
    client.call(Numbers.save, form={"name": "CRIP de l’Ain", "phone": "0465719199"})
    assert phones(engine, "crip") == ["04 65 71 91 99"]
    assert "prochain contact" in client.text() and "→" in client.text()
    client.call(Numbers.add, code="")
    client.call(Numbers.save, form={"code": "hebergement", "name": "SIAO", "phone": "115"})
    assert phones(engine, "hebergement") == ["115"]
    client.call(Numbers.edit, code="hebergement", at=0)
    client.call(Numbers.remove)
    assert phones(engine, "hebergement") == []


def test_a_wrong_number_is_refused_and_nothing_changes(client, engine):
    client.call(Numbers.edit, code="crip", at=0)
    client.call(Numbers.save, form={"name": "CRIP", "phone": "pas un numéro"})
    assert "n’est pas un numéro" in client.text()
    assert phones(engine, "crip") == ["04 65 71 91 03"]
    client.call(Numbers.edit, code="tel_15", at=0)
    client.call(Numbers.remove)
    assert "ne se retire pas" in client.text() and phones(engine, "tel_15") == ["15"]


@pytest.mark.parametrize("who", ["claire", "helene", "sylvie"])
def test_nobody_else_is_let_in(tab, cookie, who):
    client = tab(cookie=cookie(who), path="/numeros")
    client.load(Desk.arrive, Numbers.load)
    assert "04 65 71 91 03" not in client.text()
