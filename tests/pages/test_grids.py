"""« Grilles » as a client gets it: a file becomes a draft, its changes are read, it is published, or it is refused."""

import base64
import copy

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.forms import catalogue, shelf
from fieldvisit.forms.fault import items
from fieldvisit.forms.version import FormVersion, State
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.grids import Grids
from tests.forms import damage


def _chosen(form: dict, name: str = "epp-2.1.0.json") -> dict:
    return {"chosen": [name, base64.b64encode(damage.file(form)).decode()]}


def _newer() -> dict:
    form = damage.grid("epp", "2.1.0")
    item = next(one for _, one in items(form) if one["id"] == "C5")
    item["options"].append({"code": "insomnie", "libelle": "Insomnie"})
    return form


@pytest.fixture
def head(office, engine, cookie, tab):
    """Nadia heads the service today."""
    with db.writing(engine) as writer:
        writer.get_one(Account, office.nadia.id).role = "medecin_responsable"
    shelf.follow(lambda: engine)
    client = tab(cookie=cookie("nadia"), path="/grilles")
    client.load(Desk.arrive, Grids.load)
    yield client
    shelf.follow(None)


def _rows(engine) -> list[FormVersion]:
    with db.reading(engine) as session:
        return list(session.exec(select(FormVersion).order_by(FormVersion.brought_at)))


def test_the_list_says_version_date_source_and_author_of_every_grid(head):
    words = head.words()
    for code in catalogue.versions():
        form = catalogue.source(code)
        assert form["titre"] in words and form["source"] in words and form["auteur"] in words
        assert f"{code} – version {form['version']} du 22/11/2026" in words


def test_a_file_is_kept_read_published_and_in_force(head, engine):
    head.call(Grids.bring_in, **_chosen(_newer()))
    assert "gardée en brouillon" in head.words() and "Option ajoutée : « Insomnie »" in head.words()
    assert "1 changement par rapport à la version 2.0.0" in head.words()
    (draft,) = _rows(engine)
    assert draft.state is State.DRAFT and catalogue.versions()["epp"] == "2.0.0"
    head.call(Grids.preview_draft, version_id=str(draft.id))
    assert "Bon · Perturbé · Très perturbé · Insomnie" in head.words()
    head.call(Grids.publish, version_id=str(draft.id))
    assert "publiée. Les tablettes la reçoivent" in head.words() and "epp – version 2.1.0" in head.words()
    assert catalogue.versions()["epp"] == "2.1.0" and "Versions antérieures" in head.words()
    head.call(Grids.bring_in, **_chosen(_newer()))
    assert "déjà publiée, rien ne change" in head.words() and len(_rows(engine)) == 1


def test_a_draft_that_is_given_up_stays_in_the_history(head, engine):
    head.call(Grids.bring_in, **_chosen(_newer()))
    (draft,) = _rows(engine)
    head.call(Grids.discard, version_id=str(draft.id))
    assert "il reste dans l’historique" in head.words() and "Abandonnée" in head.words()
    head.call(Grids.publish, version_id=str(draft.id))
    assert "a été abandonné" in head.words() and catalogue.versions()["epp"] == "2.0.0"
    head.call(Grids.bring_in, **_chosen(_newer()))
    assert [one.state for one in _rows(engine)] == [State.DISCARDED, State.DRAFT]


def test_a_wrong_file_is_refused_with_place_and_reason_and_nothing_is_kept(head, engine):
    form = copy.deepcopy(_newer())
    next(one for _, one in items(form) if one["id"] == "C5")["visible_si"] = {"eq": ["C55", "oui"]}
    head.call(Grids.bring_in, **_chosen(form))
    assert "est refusé, rien n’est enregistré" in head.words()
    assert "question C5, condition d’affichage" in head.words() and "« C55 » n’est ni une question" in head.words()
    head.call(Grids.bring_in, chosen=["grand.json", ""])
    assert "dépasse 600 ko" in head.words()
    for odd in ([], ["x"], [1, 2], ["a", "%%%"]):
        head.call(Grids.bring_in, chosen=odd)
    for odd in ("x", "00000000-0000-4000-8000-000000000001"):
        head.call(Grids.publish, version_id=odd)
        head.call(Grids.open_draft, version_id=odd)
    head.call(Grids.preview_grid, code="lune")
    assert _rows(engine) == []


def test_the_epds_is_switched_off_and_on_again(head):
    head.call(Grids.switch, code="epds", used=False)
    assert "n’est plus proposée nulle part" in head.words() and "Désactivée" in head.words()
    assert "epds" not in catalogue.grid_for("epnp")["forms"]
    head.call(Grids.switch, code="epds", used=True)
    assert "epds" in catalogue.grid_for("epnp")["forms"]
    head.call(Grids.switch, code="epp", used=False)
    assert "Ce module n’existe pas" in head.words() and catalogue.offered("epp")


@pytest.mark.parametrize("name", ["claire", "ines", "helene", "sylvie", "root"])
def test_who_does_not_head_the_service_sees_and_writes_nothing(tab, cookie, engine, name):
    client = tab(cookie=cookie(name), path="/grilles")
    client.load(Desk.arrive, Grids.load)
    client.call(Grids.bring_in, **_chosen(_newer()))
    client.call(Grids.switch, code="epds", used=False)
    client.call(Grids.preview_grid, code="epp")
    assert "thèmes publics de l’EPP" not in client.text() and "'href': '/grilles'" not in client.text()
    assert _rows(engine) == [] and catalogue.offered("epds")
