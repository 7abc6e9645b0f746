"""An « Urgent » met at a school or in a childminder’s home: on the list of who reads the results there, no other."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import AccessEvent
from fieldvisit.alerts import alert, worklist
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.families.person import Person
from fieldvisit.licences.history import LicenceEvent
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.history import SchoolEvent
from fieldvisit.sync import filing
from tests.licences.conftest import monique  # noqa: F401
from tests.schools.written import BSEM, send, whole
from tests.sync.tablet import stamp

PATIENCE = timedelta(minutes=30)


@pytest.fixture
def pupil(listed, born):
    return listed(("Durand", "Noé", born))[0]


@pytest.fixture
def doctor(cast) -> Actor:
    return Actor(cast.root.id, "Denis Roy", "medecin_pmi", frozenset([cast.bourg.id]))


def met(now, child=None, item="bs_danger", **more):
    return {
        "rule": item,
        "item": item,
        "child_id": str(child.id) if child else None,
        "text": "Danger pour un enfant",
        "orientations": ["medecin_pmi"],
        "raised_at": stamp(now),
        "done": [],
    } | more


def tell(tablet, place_id, visit_id, *alerts, **more):
    body = {"visit_id": str(visit_id), "record_id": None, "alerts": list(alerts)}
    [word] = tablet.push(tablet.line("urgent", body, family_id=place_id, **more))
    return word["word"]


def listed_to(engine, actor, today, now):
    with db.reading(engine) as session:
        rows = worklist.waiting(session, actor, today, now, PATIENCE)
        assert worklist.count(session, actor, today, now, PATIENCE)[0] == len(rows)
        assert all(one.whole for one in rows)
        return [(one.family, one.child, one.place) for one in rows]


def test_a_pupil_s_is_listed_at_once_to_who_reads_results_and_not_even_counted_to_the_others(
    claire, cast, held, pupil, doctor, check_of, engine, today, now
):
    assert tell(claire, held.id, pupil.id, met(now, pupil)) == "received"
    row = ("École des Lilas", "Durand Noé", "ecole")
    for actor in (doctor, cast.actor("claire")):
        assert [(one[0], set(one[1].split()), one[2]) for one in listed_to(engine, actor, today, now)] == [
            (row[0], set(row[1].split()), row[2])
        ]
    elsewhere = Actor(doctor.account_id, doctor.name, "medecin_pmi", frozenset([cast.oyonnax.id]))
    head = Actor(doctor.account_id, doctor.name, "medecin_responsable", frozenset())
    late = now + 3 * PATIENCE
    for actor in (elsewhere, head, *map(cast.actor, ("nadia", "helene", "sylvie", "root"))):
        assert listed_to(engine, actor, today, late) == []
    # The record tells the same again: it stays one.
    assert send(claire, held, check_of(pupil, urgent=[met(now, pupil)]))["word"] == "received"
    assert len(listed_to(engine, doctor, today, now)) == 1


def test_taken_in_charge_and_closed_it_is_in_the_history_of_the_session_and_in_no_family_s_journal(
    claire, held, pupil, doctor, cast, engine, today, now
):
    tell(claire, held.id, pupil.id, met(now, pupil))
    with db.writing(engine) as session:
        [one] = worklist.waiting(session, doctor, today, now, PATIENCE)
        worklist.see(session, doctor, [one], now)
        with pytest.raises(worklist.NotFound):
            worklist.take(session, cast.actor("nadia"), one.alert.id, today, now, PATIENCE)
        worklist.take(session, doctor, one.alert.id, today, now, PATIENCE)
    claire.pull(places={})
    [told] = claire.aboard("alert").values()
    assert (told["taken_by"], told["family_id"]) == ("Paul Administrateur", str(held.id))
    with db.writing(engine) as session:
        worklist.close(session, doctor, one.alert.id, "Vu avec l’école", today, now, PATIENCE)
        assert worklist.waiting(session, doctor, today, now, PATIENCE) == []
        assert [row.alert.id for row in worklist.past(session, doctor, today, now, PATIENCE)] == [one.alert.id]
    with db.reading(engine) as session:
        steps = [line.what for line, _ in alert.history(session, one.alert.id)]
        assert steps == ["signalee", "vue", "prise", "close"]
        by_doctor = select(SchoolEvent.what).where(SchoolEvent.account_id == doctor.account_id)
        assert session.exec(by_doctor.order_by(SchoolEvent.id)).all() == ["lecture", "urgence_prise", "urgence_close"]
        assert session.exec(select(AccessEvent).where(AccessEvent.account_id == doctor.account_id)).all() == []


def test_that_of_a_child_the_service_knows_goes_into_the_child_s_file_with_its_history(
    claire, cast, held, listed, born, doctor, check_of, engine, today, now
):
    [pupil] = listed(("Petitt", "Léa", born))
    tell(claire, held.id, pupil.id, met(now, pupil))
    send(claire, held, check_of(pupil, urgent=[met(now, pupil)]))
    with db.writing(engine) as session:
        [one] = worklist.waiting(session, doctor, today, now, PATIENCE)
        worklist.take(session, doctor, one.alert.id, today, now, PATIENCE)
        child = session.get(Person, cast.petit_twins[0].id)
        child.birth_date = born
        session.add(child)
    with db.writing(engine) as session:
        filing.link(session, cast.actor("claire"), pupil.id, cast.petit_twins[0].id, now)
    done = [{"what": "École prévenue", "at": stamp(now)}]
    assert tell(claire, held.id, pupil.id, met(now, pupil, done=done)) == "received"
    with db.reading(engine) as session:
        kept = session.exec(select(UrgentAlert)).one()
        assert (kept.id, kept.family_id, kept.place_id) == (one.alert.id, cast.petit.id, None)
        assert kept.child_key == str(cast.petit_twins[0].id) and kept.taken_by == doctor.account_id
        assert [each["what"] for each in kept.done] == ["École prévenue"]


def test_that_of_a_licence_s_visit_is_listed_to_who_reads_licences_whole(
    claire,
    cast,
    inspection,
    doctor,
    monique,  # noqa: F811
    engine,
    today,
    now,
):
    report = whole(now, inspection)
    send(claire, None, report | {"urgent": [met(now, item="ag_danger")]})
    [(name, child, place)] = listed_to(engine, doctor, today, now)
    assert (name, child, place) == ("Annie Lefèvre", "", "agrement")
    for actor in (monique, *map(cast.actor, ("ines", "nadia", "sylvie", "root"))):
        assert listed_to(engine, actor, today, now) == []
    with db.writing(engine) as session:
        [one] = worklist.waiting(session, doctor, today, now, PATIENCE)
        worklist.close(session, doctor, one.alert.id, "Visite inopinée demain", today, now, PATIENCE)
    with db.reading(engine) as session:
        assert "urgence_close" in session.exec(select(LicenceEvent.what)).all()


@pytest.mark.parametrize("known", [False, True], ids=["at the place", "in the child's file"])
def test_a_correction_that_no_longer_raises_it_takes_it_back_and_its_tablet_repeating_it_does_not_raise_it(
    known, claire, cast, held, listed, born, doctor, check_of, engine, today, now
):
    if known:
        with db.writing(engine) as session:
            child = session.get(Person, cast.petit_twins[0].id)
            child.birth_date = born
            session.add(child)
    [pupil] = listed(("Petit", "Léa", born) if known else ("Durand", "Noé", born))
    alarm = met(now, pupil)
    tell(claire, held.id, pupil.id, alarm)
    body = check_of(pupil, BSEM | {"bs_danger": {"v": "oui"}}, urgent=[alarm])
    first = claire.line("visit_record", body, family_id=held.id)
    assert claire.push(first)[0]["word"] == "received"
    with db.reading(engine) as session:
        made = session.exec(select(SchoolCheck)).one()
        assert made.urgent and (made.filed_id is not None) is known
    # A correction of something else leaves it; one that says « non » takes it back, though the tablet repeats it.
    again = check_of(pupil, body["child_answers"][str(pupil.id)] | {"bs_poids": {"v": 15700}}, urgent=[alarm])
    again |= {"corrects": str(made.id), "correction_reason": "Erreur de saisie"}
    assert send(claire, held, again)["word"] == "received"
    assert len(listed_to(engine, doctor, today, now)) == 1
    with db.reading(engine) as session:
        made = session.exec(select(SchoolCheck).where(SchoolCheck.corrected_by_id.is_(None))).one()
        assert made.urgent
    right = check_of(pupil, urgent=[alarm], corrects=str(made.id), correction_reason="Erreur de saisie")
    assert send(claire, held, right)["word"] == "received"
    assert tell(claire, held.id, pupil.id, met(now, pupil, done=[])) == "received"
    assert listed_to(engine, doctor, today, now) == []
    with db.reading(engine) as session:
        [past] = worklist.past(session, doctor, today, now, PATIENCE)
        assert [line.what for line, _ in alert.history(session, past.alert.id)] == ["signalee", "levee"]
        made = session.exec(select(SchoolCheck).where(SchoolCheck.corrected_by_id.is_(None))).one()
        assert not made.urgent
    # Seen once more, it is an alert anew.
    assert tell(claire, held.id, pupil.id, met(now + timedelta(minutes=1), pupil)) == "received"
    assert len(listed_to(engine, doctor, today, now)) == 1
