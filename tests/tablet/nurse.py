"""A worker's hands on the tablet, in the words of the screen: what a test says, somebody could do."""

import re

from playwright.sync_api import Page, expect

from fieldvisit import demo
from tests.tablet.browser import Device

PHRASE = "quatre mots bien choisis"


class Nurse:
    """Signs in once, then only ever unlocks. ``page`` is the tablet's screen now."""

    def __init__(self, tablet: Device, login: str, password: str = demo.PASSWORD):
        self.tablet, self.login, self.password = tablet, login, password
        self.page: Page = tablet.open("/terrain")

    def prepare(self) -> None:
        """Sign in, choose the phrase, wait until the round is aboard and the app opens without network."""
        page = self.page
        page.get_by_label("Identifiant").fill(self.login)
        page.get_by_label("Mot de passe").fill(self.password)
        page.get_by_role("button", name="Se connecter").click()
        page.get_by_label("Phrase secrète").fill(PHRASE)
        page.get_by_label("La même, encore une fois").fill(PHRASE)
        page.get_by_role("button", name="Préparer la tablette").click()
        expect(page.locator(".aboard")).to_contain_text("Tout est à bord", timeout=30_000)
        page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=30_000)

    def reopen(self) -> None:
        """After a killed tab or a dead battery: open the app from its icon and unlock."""
        self.page = self.tablet.open("/terrain" + self.hash(), wait=False)
        self.unlock()

    def kill(self) -> None:
        self.remembered = self.page.evaluate("location.hash")
        self.tablet.kill()

    def hash(self) -> str:
        return getattr(self, "remembered", "")

    def unlock(self) -> None:
        self.page.get_by_label("Phrase secrète").fill(PHRASE)
        self.page.get_by_role("button", name="Déverrouiller").click()
        expect(self.page.locator(".bar-state")).to_be_visible(timeout=20_000)

    def round(self) -> None:
        if not self.page.locator(".days").is_visible():
            self.page.locator(".bar-back").click()

    def day(self, at: int) -> None:
        self.page.locator(".day").nth(at).click()

    def open_visit(self, visit_id: str) -> None:
        """Find a visit of the round on whichever day it stands."""
        self.round()
        for at in range(self.page.locator(".day").count()):
            self.day(at)
            stop = self.page.locator(f'[data-visit="{visit_id}"] .stop-open')
            if stop.count():
                return stop.click()
        raise AssertionError(f"visit {visit_id} is not on the round")

    def start(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Démarrer")).click()

    def agree(self) -> None:
        self.part("Accord")
        self.page.get_by_role("group", name="Accord pour la visite à domicile").get_by_text(
            "Accordé", exact=True
        ).click()

    def part(self, title: str) -> None:
        self.page.locator(".section-link", has_text=title).first.click()

    def card(self, question: str, child: str = ""):
        cards = self.page.locator(".item", has=self.page.locator(f'h3:has-text("{question}")'))
        return cards.filter(has_text=child).first if child else cards.first

    def choose(self, question: str, option: str, child: str = "") -> None:
        self.card(question, child).locator(".pill", has_text=option).first.click()

    def fill(self, question: str, text: str, child: str = "") -> None:
        self.card(question, child).locator("input, textarea").first.fill(text)

    def weigh(self, kilos: str, child: str) -> None:
        """Type a weight and, when the tablet finds it unusual, confirm it."""
        self.fill("Poids", kilos, child)
        card = self.card("Poids", child)
        card.locator("input").first.blur()
        if card.get_by_text("Mesure confirmée").count():
            card.get_by_text("Mesure confirmée").click()

    def special(self, question: str, label: str, child: str = "") -> None:
        self.card(question, child).get_by_role("button", name=label).click()

    def note(self, text: str) -> None:
        self.page.locator(".dock").get_by_role("button", name="Note").click()
        self.page.locator("#visit-note").fill(text)
        self.page.get_by_role("button", name="Ajouter aux notes").click()
        self.page.get_by_role("button", name="Fermer").click()

    def put_notes_away(self) -> None:
        """A tablet that died while a note was written comes back with its notes open."""
        close = self.page.locator(".drawer").get_by_role("button", name="Fermer")
        if close.count():
            close.click()

    def ask_for_photos(self) -> None:
        """Open the place of photos at its question, which a file that has the agreement does not ask by itself."""
        self.page.locator(".dock").get_by_role("button", name="Photos").click()
        expect(self.page.locator(".drawer")).to_be_visible()
        if self.page.get_by_role("button", name="Changer").count():
            self.page.get_by_role("button", name="Changer").click()

    def nothing_to_report(self) -> None:
        """Tap « Rien à signaler » in each part that offers it."""
        for at in range(self.page.locator(".section-link").count()):
            self.page.locator(".section-link").nth(at).click()
            quick = self.page.get_by_role("button", name="Rien à signaler (")
            if quick.count():
                quick.click()

    def end(self, outcome: str = "") -> None:
        self.put_notes_away()
        self.page.locator(".dock").get_by_role("button", name="Terminer").click()
        if outcome:
            self.outcome(outcome)

    def outcome(self, label: str) -> None:
        self.page.get_by_role("group", name="Issue de la visite").get_by_text(label, exact=True).click()

    def sign(self) -> None:
        expect(self.page.locator("main li .button-left"), "what is missing before signing").to_have_text([])
        self.page.get_by_role("button", name="Signer et clore").click()
        expect(self.page.get_by_role("button", name="Retour à la tournée")).to_be_visible()

    def add(self, family: str, kind: str) -> None:
        self.round()
        self.page.get_by_role("button", name="Ajouter").click()
        self.page.get_by_label("Quelle famille ?").fill(family)
        self.page.locator("main li button").first.click()
        self.page.get_by_role("button", name=kind).click()

    def saved(self) -> None:
        expect(self.page.locator(".saved")).to_have_text("Enregistré sur la tablette")
