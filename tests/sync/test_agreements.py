"""What the office writes of an agreement holds for the tablets at their next pull, and for what they send."""

import pytest

from fieldvisit import db
from fieldvisit.families import agreeing, members
from tests.sync.tablet import visit_record


@pytest.fixture
def given(cast, engine, today, now):
    with db.writing(engine) as session:
        actor, mother = cast.actor("claire"), cast.benali_mother.id
        return agreeing.note(session, actor, cast.benali.id, "accord_vad", "Accordé", today, now, person_id=mother)


@pytest.fixture
def withdraw(cast, engine, given, today, now):
    def withdraw():
        with db.writing(engine) as session:
            mother = cast.benali_mother.id
            agreeing.withdraw(session, cast.actor("claire"), given.id, today, now, said_by=mother)

    return withdraw


def test_a_withdrawal_reaches_the_tablet_at_its_next_pull(claire, cast, withdraw):
    claire.pull_all()
    [before] = claire.aboard("family")[str(cast.benali.id)]["agreements"]
    withdraw()
    claire.pull_all()
    [after] = claire.aboard("family")[str(cast.benali.id)]["agreements"]
    assert (before["status"], after["status"]) == ("Accordé", "Retiré")


def test_a_visit_is_not_made_on_an_agreement_that_was_withdrawn(claire, plan, now, withdraw):
    first, second = plan(), plan()

    def send(visit):
        body = visit_record(visit, now)
        body["agreement"] = None
        return claire.push(claire.line("visit_record", body, family_id=visit.family_id))[0]

    assert send(first)["word"] == "received"
    withdraw()
    refused = send(second)
    assert refused["word"] == "invalid" and "Sans accord" in str(refused)


def test_a_person_set_aside_leaves_the_tablet(claire, cast, engine, today, now):
    claire.pull_all()
    with db.writing(engine) as session:
        members.set_aside(session, cast.actor("claire"), cast.benali_child.id, "Voisin", today, now)
    claire.pull_all()
    aboard = claire.aboard("family")[str(cast.benali.id)]["persons"]
    assert [one["first_name"] for one in aboard] == ["Samira"]
