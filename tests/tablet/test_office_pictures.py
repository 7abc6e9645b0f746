"""The pictures of a visit in a browser at the office: seen small, seen large, said when they are still to come."""

import time

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.families.household import Household
from fieldvisit.pictures.picture import Picture
from tests.tablet.test_office_pages import COORDINATOR, log_in, usable


@pytest.fixture
def visit(county, office):
    """``visit("Garnier-Petit")``: the record of that family that has pictures, open at the office."""

    def open_(name, login=COORDINATOR):
        with Session(county.engine()) as session:
            query = select(Picture).join(Household, Household.id == Picture.family_id)
            one = session.exec(query.where(Household.label.contains(name)).limit(1)).one()
        expect(log_in(office, login, "/familles").get_by_role("button", name="Se déconnecter")).to_be_visible()
        page = office.open(f"/familles/{one.family_id}?ecrit={one.record_id}")
        expect(page.get_by_role("heading", name="Photos et signatures")).to_be_visible()
        return page

    return open_


def drawn(image, seconds: float = 10) -> bool:
    """Has the picture come and been decoded? Waited for: the dialog opens before its picture is there."""
    end = time.monotonic() + seconds
    while not image.evaluate("one => one.complete && one.naturalWidth > 0") and time.monotonic() < end:
        time.sleep(0.1)
    return image.evaluate("one => one.complete && one.naturalWidth > 0")


@pytest.mark.long  # what it shows to whom: tests/pages/test_pictures.py
def test_photos_and_signature_are_seen_small_then_one_large(visit):
    page = visit("Garnier-Petit")
    tiles = page.locator("button.album-tile")
    expect(tiles).to_have_count(3)
    expect(tiles.last).to_contain_text("Signé par")
    page.wait_for_load_state("networkidle")
    assert all(drawn(image) for image in page.locator(".album-image").all())
    assert usable(page) == []
    chosen = tiles.filter(has_text="Le coin du bébé")
    chosen.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Le coin du bébé")
    page.wait_for_load_state("networkidle")
    assert drawn(dialog.get_by_role("img")) and usable(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(chosen).to_contain_text("Vue par l’équipe")


@pytest.mark.long
def test_it_is_said_which_photo_is_still_to_come(visit):
    page = visit("Traoré")
    expect(page.get_by_text("1 photo sur 2 est arrivée.")).to_be_visible()
    expect(page.locator("button.album-tile")).to_have_count(2)
    page.set_viewport_size({"width": 800, "height": 1280})
    assert usable(page) == []
