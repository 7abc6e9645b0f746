"""The second factor in a browser: put on at the office, asked on « Connexion » and on the tablet, its pages usable."""

import pyotp
from playwright.sync_api import expect

from fieldvisit.demo.people import PASSWORD
from tests.tablet.nurse import PHRASE
from tests.tablet.test_office import NURSE
from tests.tablet.test_office_pages import log_in, usable
from tests.tablet.test_screens import small_targets, violations


def typed(page) -> None:
    page.get_by_label("Identifiant").fill(NURSE)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def test_a_nurse_puts_it_on_and_her_tablet_asks_for_it(county, tablet, office):
    desk = log_in(office, NURSE, "/mes-connexions")
    expect(desk.get_by_text("Cette connexion")).to_be_visible()
    assert usable(desk) == []
    desk.get_by_label("Votre mot de passe").fill(PASSWORD)
    desk.get_by_role("button", name="Activer").click()
    telephone = pyotp.TOTP(desk.locator(".factor-key").inner_text().replace(" ", ""))
    assert usable(desk) == []
    desk.get_by_label("Code à 6 chiffres").fill(telephone.now())
    desk.get_by_role("button", name="Confirmer").click()
    codes = desk.locator(".factor-codes li")
    expect(codes).to_have_count(10)
    first, second, third = (codes.nth(rank).inner_text() for rank in range(3))
    assert usable(desk) == []
    desk.get_by_role("button", name="Je les ai notés").click()
    expect(codes).to_have_count(0)

    page = tablet.open("/terrain")
    typed(page)
    expect(page.get_by_label("Code à 6 chiffres")).to_be_visible()
    expect(page.get_by_label("Mot de passe")).to_have_value(PASSWORD)
    assert violations(page) == [] and small_targets(page) == []
    page.get_by_label("Code à 6 chiffres").fill("000000")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator(".gate-problem")).to_contain_text("pas le bon")
    page.get_by_label("Code à 6 chiffres").fill(first)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_label("La même, encore une fois").fill(PHRASE)
    page.get_by_role("button", name="Préparer la tablette").click()
    expect(page.locator(".aboard")).to_contain_text("Tout est à bord", timeout=30_000)

    desk.reload()
    desk.get_by_role("button", name="Fermer toutes les autres").click()
    expect(desk.get_by_text("Toutes vos autres connexions sont fermées.")).to_be_visible()
    page.locator(".bar-state").click()
    page.get_by_role("button", name="Synchroniser maintenant").click()
    page.get_by_label("Identifiant").fill(NURSE)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se reconnecter").last.click()
    page.get_by_label("Code à 6 chiffres").fill(third)
    page.get_by_role("button", name="Se reconnecter").last.click()
    expect(page.get_by_label("Code à 6 chiffres")).to_have_count(0)

    desk.get_by_role("button", name="Se déconnecter").click()
    expect(desk.get_by_label("Identifiant")).to_be_visible()
    typed(desk)
    expect(desk.get_by_label("Code à 6 chiffres")).to_be_focused()
    assert usable(desk) == []
    desk.get_by_role("button", name="Utiliser un code de secours").click()
    desk.get_by_label("Code à 6 chiffres").fill(second)
    desk.get_by_role("button", name="Se connecter", exact=True).click()
    expect(desk.get_by_text("Bonjour Claire Morel")).to_be_visible()
    assert tablet.errors == []
