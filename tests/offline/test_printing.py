"""What a browser puts on paper, by the style sheets alone: nothing confided, and of the tablet two papers only."""

from pathlib import Path

import pytest

ASSETS = Path(__file__).parent.parent.parent / "assets"
SHEETS = "".join(
    (ASSETS / name).read_text(encoding="utf-8") for name in ("fieldvisit.css", "family.css", "terrain.css")
)
OFFICE = "<dl><div class='answer'>Poids</div><div class='answer never-printed'>Violences</div></dl>"
TABLET = "<div class='field-behind'><p class='said'>Violences</p><div class='synthesis-paper'>Synthèse</div></div>"


@pytest.fixture(scope="module")
def on_paper(playwright, chromium):
    """``on_paper(body)``: what can be read on paper; ``printing``: the class that a print button sets."""
    browser = playwright.chromium.launch(**chromium)
    page = browser.new_page()

    def read(body, printing=""):
        page.set_content(f"<html class='{printing}'><style>{SHEETS}</style><body>{body}</body></html>")
        assert "Violences" in page.inner_text("body")
        page.emulate_media(media="print")
        words = page.inner_text("body")
        page.emulate_media(media="screen")
        return words.split()

    yield read
    browser.close()


def test_an_answer_that_was_confided_is_read_on_screen_and_never_printed(on_paper):
    assert on_paper(OFFICE) == ["Poids"]


def test_a_screen_of_the_tablet_is_not_printed_and_the_woman_s_synthesis_is_alone(on_paper):
    assert on_paper(TABLET) == []
    assert on_paper(TABLET, "printing-synthesis") == ["Synthèse"]
