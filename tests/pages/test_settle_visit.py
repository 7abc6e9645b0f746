"""Two writings of one visit, settled through the page's own handlers."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.pages.office import settle_state, settle_views
from fieldvisit.pages.office.desk import PageState
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
