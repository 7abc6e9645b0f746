"""Two writings of one visit, settled through the page's own handlers."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.families import correction
from fieldvisit.pages.office import settle_state, settle_views
from fieldvisit.pages.office.desk import Desk, PageState
from fieldvisit.pages.office.settle_state import Settle
from fieldvisit.schedule.record import VisitRecord
from tests.pages.test_settle import opened, shown
from tests.settling.conftest import keyring, two, write  # noqa: F401
from tests.sync.conftest import claire, client, door, plan, tablet_of  # noqa: F401


@pytest.fixture
def page(tab, cookie, office, two, keyring, monkeypatch):  # noqa: F811
    for module in (settle_state, settle_views):
        monkeypatch.setattr(module, "keyring", lambda: keyring)
    return opened(tab, cookie, "claire", Settle.load)


def test_a_visit_is_settled_in_a_few_taps(page, engine):
    [item] = shown(page, Settle)["items"]
    page.call(Settle.open, kind=item["kind"], item_id=item["id"])
    assert {one["question"].split(" – ")[0] for one in shown(page, Settle)["differ"]} >= {"Poids"}
    page.call(Settle.pick_all, side="b")
    assert shown(page, Settle)["left_to_pick"] == 0
    page.call(Settle.say_why, words="Vu avec l’auteur")
    page.call(Settle.settle)
    assert shown(page, PageState)["said"] and shown(page, Settle)["items"] == []
    with db.reading(engine) as session:
        assert len(session.exec(select(VisitRecord)).all()) == 3


def test_why_a_choice_was_not_taken_stays_on_screen_while_the_page_looks_for_news(page):
    [item] = shown(page, Settle)["items"]
    page.call(Settle.open, kind=item["kind"], item_id=item["id"])
    page.call(Settle.settle)
    page.call(Settle.look_again)
    assert shown(page, PageState)["problem"]
    assert shown(page, Settle)["opened"]["id"] == item["id"]


def test_the_menu_counts_anew_while_the_page_stays_open(page, engine, office, now):
    def counted():
        return {one["href"]: one["count"] for one in shown(page, Desk)["menu"]}["/a-departager"]

    assert counted() == "1"
    seen = {"phone": office.benali.phone}
    with db.writing(engine) as session:
        for name, number in (("claire", "07 11"), ("helene", "07 22")):
            correction.correct(session, office.actor(name), office.benali.id, {"phone": number}, seen, now)
    page.call(Settle.look_again)
    assert counted() == "2" and len(shown(page, Settle)["items"]) == 2
