"""« Naissances » in a browser: a file in three steps, then a family given in one tap; usable at both sizes."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector, Sector
from fieldvisit.demo.places import COMMUNES
from fieldvisit.families.household import Household
from fieldvisit.places.commune import Commune
from tests.births.files import as_csv, row
from tests.tablet.test_office_pages import change, log_in, usable


@pytest.fixture
def communes(county):
    def bring(session):
        if session.exec(select(Commune.insee).limit(1)).first() is None:
            sectors = {one.code: one.id for one in session.exec(select(Sector))}
            for name, one in COMMUNES.items():
                key = name.casefold()
                sector = sectors[one.sector]
                session.add(Commune(insee=one.insee, name=name, name_key=key, postcode=one.postcode, sector_id=sector))

    change(county, bring)


def sizes(page, seen, name):
    for width, height in ((800, 1280), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        seen[f"{name} {width}"] = usable(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.long
def test_a_file_comes_in_and_a_family_is_given_in_one_tap(office, communes):
    born = (date.today() - timedelta(days=3)).strftime("%d/%m/%Y")
    page, seen = log_in(office, "isabelle.roux", "/naissances?import=nouveau"), {}
    page.get_by_role("button", name="Avis de décès").click()
    sizes(page, seen, "empty")
    page.locator("input[type=file]").set_input_files(
        {"name": "avis.csv", "mimeType": "text/csv", "buffer": as_csv([row(ddn=born), row(nom="")], encoding="cp1252")}
    )
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_text("Éloïse Lefèvre · né·e le")).to_be_visible()
    sizes(page, seen, "preview")
    page.get_by_role("button", name="Enregistrer ces avis").click()
    expect(page.get_by_text("Terminé : 1 pris en compte, 1 à corriger.")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("link", name="Télécharger ces lignes")).to_be_visible()
    page.reload()
    with page.expect_download() as back:
        page.get_by_role("link", name="Télécharger ces lignes").click()
    assert back.value.suggested_filename == "avis-a-corriger.csv"
    page.get_by_role("button", name="À affecter").click()
    mine = page.get_by_role("listitem").filter(has_text="Éloïse Lefèvre")
    expect(mine.get_by_role("button", name="Affecter à")).to_be_visible()
    sizes(page, seen, "list")
    mine.get_by_role("button", name="Affecter à").click()
    expect(page.get_by_text("affectation enregistrée")).to_be_visible()
    assert {name: found for name, found in seen.items() if found} == {}


@pytest.mark.long
def test_what_was_typed_comes_back_with_its_boxes(office, communes, county):
    """A notice of another kind, a person in another role: boxes that are not asked for now keep what is in them."""
    page = log_in(office, "isabelle.roux", "/naissances?import=nouveau")
    kind = page.get_by_role("button", expanded=False)
    kind.filter(has_text="Avis de décès").click()
    name = page.locator("form:visible input[name=child_last_name]")
    name.fill("Lefèvre")
    kind.filter(has_text="Avis de naissance").click()
    expect(name).to_have_value("")
    kind.filter(has_text="Avis de décès").click()
    expect(name).to_have_value("Lefèvre")

    with Session(county.engine()) as session:
        hers = select(AccountSector.sector_id).join(Account).where(Account.login == "isabelle.roux")
        family = session.exec(select(Household.id).where(Household.sector_id.in_(hers))).first()
    page.goto(page.url.partition("/naissances")[0] + f"/familles/{family}")
    page.get_by_role("button", name="Ajouter une personne").click()
    page.locator("input[name=school]").fill("Les Tilleuls")
    page.locator("select[name=role]").select_option("mere")
    expect(page.locator("input[name=school]")).to_be_hidden()
    assert not page.evaluate("new FormData(document.querySelector('aside form')).has('school')")
    page.locator("select[name=role]").select_option("enfant")
    expect(page.locator("input[name=school]")).to_have_value("Les Tilleuls")
