"""A family worker's hands on the tablet, in the words of the screen."""

import re

from playwright.sync_api import expect

from tests.tablet.nurse import Nurse


class Helper(Nurse):
    def start_session(self) -> None:
        self.page.get_by_role("button", name="Commencer", exact=True).click()
        expect(self.page.get_by_role("button", name="Terminer", exact=True)).to_be_visible()

    def end_session(self) -> None:
        self.page.get_by_role("button", name="Terminer", exact=True).click()
        expect(self.page.get_by_role("button", name="Signer et clore")).to_be_visible()

    def touch(self, *texts: str) -> None:
        """Tiles of the part on screen."""
        for text in texts:
            tile = self.page.locator(".choice-tile", has_text=re.compile(f"^{re.escape(text)}")).first
            tile.click()
            expect(tile).to_have_attribute("aria-pressed", "true")

    def sign_by_family(self, name: str) -> None:
        self.page.get_by_role("button", name="La famille signe").click()
        self.page.get_by_label("Nom de la personne qui signe").fill(name)
        box = self.page.locator("#signature").bounding_box()
        self.page.mouse.move(box["x"] + 60, box["y"] + 80)
        self.page.mouse.down()
        for step in range(12):
            self.page.mouse.move(box["x"] + 60 + 20 * step, box["y"] + 80 + (step % 3) * 25)
        self.page.mouse.up()
        self.page.get_by_role("button", name="Enregistrer", exact=True).click()
        expect(self.page.locator(".tile img")).to_have_count(1)

    def sign_session(self) -> None:
        expect(self.page.locator("main li .button-left"), "what is missing before signing").to_have_text([])
        self.page.get_by_role("button", name="Signer et clore").click()
        expect(self.page.get_by_role("button", name="Retour à la tournée")).to_be_visible()
