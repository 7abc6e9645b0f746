"""« Urgences » as a client gets it: whole for whom it concerns, the fact alone for who may only know of it."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.urgences import Urgences


@pytest.fixture
def raised(office, engine, now):
    """A fever and a confided violence at the Benali's, told by Claire."""

    def alert(rule, compartment, text):
        return UrgentAlert(
            family_id=office.benali.id,
            visit_id=office.petit.id,
            author_id=office.claire.id,
            rule=rule,
            compartment=compartment,
            text=text,
            orientations=[],
            raised_at=now,
            received_at=now,
        )

    with db.writing(engine) as session:
        session.add_all(
            [alert("A11", "sante_enfant", "Fièvre avant trois mois"), alert("A17", "violence", "Peur du partenaire")]
        )


def reads(engine, account) -> int:
    with db.reading(engine) as session:
        return len(session.exec(select(AccessEvent).where(AccessEvent.account_id == account.id)).all())


def test_the_coordinator_learns_that_there_is_one_and_nothing_of_what_was_confided(tab, cookie, raised, engine, office):
    client = tab(cookie=cookie("helene"), path="/urgences")
    client.load(Desk.arrive, Urgences.load)
    assert "Famille Benali" in client.text() and "Fièvre avant trois mois" in client.text()
    assert "Peur du partenaire" not in client.text() and "Contenu réservé" in client.text()
    assert reads(engine, office.helene) == 1  # the fever, once, however often the page looks
    client.load(Urgences.load)
    assert reads(engine, office.helene) == 1


def test_what_may_only_be_known_to_exist_is_not_opened_taken_nor_closed(tab, cookie, raised, engine):
    with db.reading(engine) as session:
        confided = session.exec(select(UrgentAlert.id).where(UrgentAlert.rule == "A17")).one()
    client = tab(cookie=cookie("helene"), path="/urgences")
    client.call(Urgences.open_one, alert_id=str(confided))
    client.call(Urgences.take, alert_id=str(confided))
    client.call(Urgences.close_alert, form={"reason": "Réglé"})
    assert "Peur du partenaire" not in client.text()
    with db.reading(engine) as session:
        alert = session.get(UrgentAlert, confided)
    assert alert.taken_at is None and alert.closed_at is None


@pytest.mark.parametrize("name", ["nadia", "sylvie", "root"])
def test_a_stranger_learns_nothing(tab, cookie, raised, name):
    client = tab(cookie=cookie(name), path="/urgences")
    client.load(Desk.arrive, Urgences.load, Urgences.look_again, Desk.look_for_urgent)
    assert "Benali" not in client.text() and "Fièvre" not in client.text()
    assert {
        delta[Desk.get_full_name()].get("urgent_rx_state_", 0)
        for delta in client.received
        if Desk.get_full_name() in delta
    } == {0}


def test_the_badge_is_on_every_page(tab, cookie, raised):
    client = tab(cookie=cookie("ines"), path="/familles")
    client.load(Desk.arrive)
    told = [
        values["urgent_rx_state_"]
        for delta in client.received
        for values in delta.values()
        if "urgent_rx_state_" in values
    ]
    assert told[-1] == 2
