"""The carnet and a certificate at the office: a page copied in place, an arrival noted, its content written."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Dose
from tests.tablet.test_carnet import a_child_of_ten_months, look
from tests.tablet.test_office_pages import log_in, usable
from tests.tablet.test_screens import LOGIN


@pytest.mark.long  # what it calls: tests/pages/test_carnet.py
def test_a_page_of_the_carnet_is_copied_and_a_certificate_received_and_written(office, county):
    visit, child = a_child_of_ten_months(county)
    page = log_in(office, LOGIN, f"/familles/{visit.family_id}")
    page.get_by_role("tab", name="Santé de l’enfant").click()
    expect(page.get_by_role("heading", name=f"Carnet de santé – {child.first_name}")).to_be_visible()
    page.get_by_role("button", name="Pneumocoque D1").click()
    expect(page.get_by_text("Indiquez d’abord la date")).to_be_visible()
    page.get_by_label("Date des doses recopiées").fill((child.birth_date + timedelta(days=125)).isoformat())
    page.get_by_role("button", name="Hexavalent D2").click()
    page.get_by_role("button", name="Pneumocoque D1").click()
    expect(page.get_by_role("heading", name="À enregistrer")).to_be_visible()
    look(page, "office-carnet")
    assert usable(page) == []
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("2 lignes notées.")).to_be_visible()
    page.get_by_role("link", name="Certificat reçu").click()
    page.locator(".pill-radio", has_text="CS9").click()
    look(page, "office-arrival")
    page.get_by_role("button", name="Noter l’arrivée").click()
    expect(page.get_by_label("Date de l’examen")).to_be_visible()
    page.get_by_label("Date de l’examen").fill((child.birth_date + timedelta(days=270)).isoformat())
    page.get_by_label("Médecin", exact=True).fill("Dr Roy")
    page.get_by_label("Poids (g) *").fill("8 kilos")
    page.get_by_role("radiogroup", name="Lien avec le médecin").get_by_text("Oui").click()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Poids : saisissez un nombre, en g.").first).to_be_visible()
    expect(page.get_by_label("Poids (g) *")).to_have_value("8 kilos")
    look(page, "office-certificate")
    assert usable(page) == []
    page.get_by_label("Poids (g) *").fill("8 400")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Il reste incomplet")).to_be_visible()
    look(page, "office-certificate-read")
    page.get_by_role("button", name="Fermer").click()
    page.get_by_role("button", name="Incomplets (").click()
    expect(page.locator(".visit-line", has_text=child.last_name)).to_be_visible()
    page.get_by_text("Importer des certificats").click()
    born, on = child.birth_date, child.birth_date + timedelta(days=7)
    head = "Nom;Prénom;Date de naissance;Certificat;Date de l’examen;Poids;Taille"
    lines = [f"{child.last_name};{child.first_name};{born:%d/%m/%Y};CS8;{on:%d/%m/%Y};3500;50",
             f"Inconnu;Zoé;{born:%d/%m/%Y};CS8;{on:%d/%m/%Y};3500;50"]  # fmt: skip
    table = {"name": "cs8.csv", "mimeType": "text/csv", "buffer": "\n".join([head, *lines]).encode("cp1252")}
    page.get_by_label("Fichiers de certificats").set_input_files(table)
    expect(page.get_by_text("À saisir : 1 · Enfant introuvable : 1")).to_be_visible()
    look(page, "office-certificates")
    assert usable(page) == []
    page.get_by_role("button", name="Enregistrer (1)").click()
    expect(page.get_by_text("Enregistré : 1").first).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("button", name="Télécharger ce qui est à revoir").click()
    assert "Inconnu" in given.value.path().read_text("utf-8")
    page.set_viewport_size({"width": 800, "height": 1280})
    look(page, "office-certificates-800")
    with Session(county.engine()) as session:
        found = session.exec(
            select(Certificate).where(Certificate.child_id == child.id, Certificate.kind == "CS9")
        ).one()
        assert (found.answers["29463-7"], found.doctor_link, found.doctor) == (8400, True, "Dr Roy")
        doses = session.exec(select(Dose).where(Dose.child_id == child.id).order_by(Dose.given_on, Dose.vaccine)).all()
        assert [(one.vaccine, one.rank) for one in doses] == [("hexa", "D1"), ("hexa", "D2"), ("pneumo", "D1")]
