"""A school and a childminder's home on the tablet: what is carried, by whom, and where what was written arrives."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.db import new_id
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.growth import striking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.licences import history as licence_history
from fieldvisit.licences import visit as licence_visits
from fieldvisit.licences.record import LicenceRecord
from fieldvisit.licences.visit import LicenceVisit
from fieldvisit.pages.office import licence_lines
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.schools import checks, sessions
from fieldvisit.schools import history as school_history
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.sync import filing
from tests.schools.written import BSEM, send, whole
from tests.sync.tablet import stamp


def test_the_list_comes_aboard_of_who_makes_the_session_and_only_when_it_changed(tablet_of, held, listed, born, engine):
    [pupil] = listed(("Durand", "Noé", born))
    claire, ines = tablet_of("claire"), tablet_of("ines")
    page = claire.pull(places={})
    place = claire.aboard("family")[str(held.id)]
    assert place["place"] == "ecole" and [one["id"] for one in place["persons"]] == [str(pupil.id)]
    assert {str(held.id), str(pupil.id)} <= claire.aboard("visit").keys()
    assert str(held.id) not in page["forget"]
    again = claire.pull(places={str(held.id): place["version"]})
    assert not [doc for doc in again["docs"] if doc["family_id"] == str(held.id)] and again["forget"] == []
    listed(("Morel", "Ana", born))
    more = claire.pull(places={str(held.id): place["version"]})
    assert len(more["docs"]) == 4
    assert str(held.id) not in {doc["id"] for doc in ines.pull(places={})["docs"]}
    with db.reading(engine) as session:
        told = session.exec(select(school_history.SchoolEvent.what)).all()
    assert told.count(school_history.What.SYNCED) == 2


@pytest.fixture
def lea(engine, cast, listed, born, now, today):
    """A pupil whom the service knows: weighed at home last month, and once by mistake."""
    child_id = cast.petit_twins[0].id
    with db.writing(engine) as session:
        child = session.get(Person, child_id)
        child.birth_date = born
        session.add(child)
    [pupil] = listed(("Petit", "Léa", born))
    common = {"family_id": cast.petit.id, "child_id": child_id, "kind": "poids", "entered_by": cast.claire.id}
    with db.writing(engine) as session:
        session.add(Measurement(value=15100, taken_at=now - timedelta(days=30), **common))
        wrong = Measurement(value=51000, taken_at=now - timedelta(days=20), **common)
        session.add(wrong)
        session.flush()
        striking.at_the_office(session, cast.actor("claire"), wrong.id, "saisie", "", now, today)
    return pupil


def carried(tablet, held, pupil) -> dict:
    tablet.pull(places={})
    return next(one for one in tablet.aboard("family")[str(held.id)]["persons"] if one["id"] == str(pupil.id))


def test_what_a_family_s_file_gives_of_a_pupil_is_in_its_journal_and_without_what_was_struck(
    claire, cast, held, lea, engine
):
    given = carried(claire, held, lea)
    assert given["term_weeks"] == 34 and [one["value"] for one in given["measurements"]] == [15100]
    with db.reading(engine) as session:
        query = select(AccessEvent).where(AccessEvent.screen == "bilan à l’école", AccessEvent.what == What.SYNC)
        [line] = session.exec(query)
    assert (line.account_id, line.family_id, line.subject_id) == (cast.claire.id, cast.petit.id, lea.person_id)


def test_a_pupil_whose_file_she_may_not_read_comes_by_the_list_alone(claire, cast, held, lea, engine):
    with db.writing(engine) as session:
        home = session.get(Household, cast.petit.id)
        home.sector_id = cast.oyonnax.id
        session.add(home)
    given = carried(claire, held, lea)
    assert "measurements" not in given and "term_weeks" not in given
    with db.reading(engine) as session:
        assert session.exec(select(AccessEvent).where(AccessEvent.screen == "bilan à l’école")).all() == []


def test_a_session_given_to_another_leaves_the_tablet(claire, held, listed, born, engine):
    listed(("Durand", "Noé", born))
    claire.pull(places={})
    with db.writing(engine) as session:
        found = session.get(sessions.SchoolSession, held.id)
        found.status = sessions.Status.CANCELLED
        session.add(found)
    assert str(held.id) in claire.pull(places={})["forget"]


def test_a_check_of_a_child_nobody_knows_stays_with_the_session(claire, held, listed, born, check_of, engine):
    [pupil] = listed(("Durand", "Noé", born))
    assert send(claire, held, check_of(pupil))["word"] == "received"
    with db.reading(engine) as session:
        made = session.exec(select(SchoolCheck)).one()
        assert (made.pupil_id, made.outcome, made.filed_id) == (pupil.id, "realisee", None)
        assert session.exec(select(VisitRecord)).all() == [] and session.exec(select(Measurement)).all() == []
        assert session.exec(select(AccessEvent).where(AccessEvent.family_id == held.id)).all() == []
        assert checks.referrals(checks.of(session, [held.id])) == {"ophtalmo_orthoptie": 1}
    page = claire.pull(places={})
    record = claire.aboard("record")[str(made.id)]
    assert record["visit_id"] == str(pupil.id) and page["forget"] == []
    assert claire.aboard("visit")[str(pupil.id)]["record"]["custody"] == "recue"


def test_a_check_of_a_child_the_service_knows_goes_into_the_child_s_file_too(
    claire, cast, held, listed, born, check_of, engine
):
    with db.writing(engine) as session:
        child = session.get(Person, cast.petit_twins[0].id)
        child.birth_date = born
        session.add(child)
    [pupil] = listed(("Petit", "Léa", born))
    first = claire.line("visit_record", check_of(pupil), family_id=held.id)
    assert claire.push(first)[0]["word"] == "received" and claire.push(first)[0]["word"] == "identical"
    with db.reading(engine) as session:
        check = session.exec(select(SchoolCheck)).one()
        record = session.exec(select(VisitRecord)).one()
        visit = session.exec(select(Visit).where(Visit.id == record.visit_id)).one()
        assert check.filed_id == record.id and record.family_id == cast.petit.id == visit.family_id
        assert visit.kind == "bsem" and visit.worker_id == cast.claire.id
        assert list(record.body["child_answers"]) == [str(cast.petit_twins[0].id)]
        kinds = {(one.kind, one.value, one.child_id) for one in session.exec(select(Measurement))}
    assert kinds == {("poids", 15500, cast.petit_twins[0].id), ("taille", 98.5, cast.petit_twins[0].id)}
    corrected = check_of(
        pupil, BSEM | {"bs_poids": {"v": 15700}}, corrects=str(check.id), correction_reason="Erreur de saisie"
    )
    assert send(claire, held, corrected)["word"] == "received"
    with db.reading(engine) as session:
        standing = session.exec(select(Measurement).where(Measurement.superseded_by_id.is_(None))).all()
        assert {one.value for one in standing} == {15700, 98.5}
        old = session.get(VisitRecord, record.id)
        assert old.corrected_by_id is not None and session.exec(select(Visit).where(Visit.kind == "bsem")).one()


def test_seen_by_mistake_she_was_absent_and_what_was_measured_no_longer_counts_in_her_file(
    claire, cast, held, lea, check_of, engine, now, today
):
    """The other child was weighed: nothing is deleted, and put right again it counts again."""

    def put(body, corrects=None):
        why = {"corrects": str(corrects.id), "correction_reason": "Autre enfant"} if corrects else {}
        assert send(claire, held, body | why)["word"] == "received"
        with db.reading(engine) as session:
            return checks.of(session, [held.id])[0]

    def counts():
        with db.reading(engine) as session:
            visit = session.exec(select(Visit).where(Visit.kind == "bsem")).one()
            records = session.exec(select(VisitRecord).order_by(VisitRecord.received_at, VisitRecord.id)).all()
            in_force = [one.outcome for one in records if one.corrected_by_id is None]
            query = select(Measurement.value).where(striking.standing(), Measurement.record_id.is_not(None))
            return visit.status, len(records), in_force, set(session.exec(query))

    seen = put(check_of(lea))
    assert counts() == ("realisee", 1, ["realisee"], {15500, 98.5})
    absent = put(check_of(lea, {}, outcome="absente", children=[], child_answers={}), seen)
    assert counts() == ("absente", 2, ["absente"], set())
    with db.reading(engine) as session:
        told = session.get_one(VisitRecord, seen.filed_id).body["child_answers"][str(lea.person_id)]
        assert told["bs_poids"] == {"v": 15500}
        assert len(session.exec(select(Measurement).where(Measurement.record_id == seen.filed_id)).all()) == 2
    again = put(check_of(lea), absent)
    assert counts() == ("realisee", 3, ["realisee"], {15500, 98.5})
    with db.writing(engine) as session:
        weight = session.exec(
            select(Measurement).where(Measurement.record_id == again.filed_id, Measurement.kind == "poids")
        ).one()
        striking.at_the_office(session, cast.actor("claire"), weight.id, "saisie", "", now, today)
    put(check_of(lea, BSEM | {"bs_taille": {"v": 99.0, "method": "debout"}}), again)
    assert counts()[3] == {99.0}, "what was struck stays struck in the correction"


def test_a_child_found_in_a_file_afterwards_gets_the_check_there(
    claire, cast, held, listed, born, check_of, engine, now
):
    [pupil] = listed(("Petitt", "Léa", born))
    send(claire, held, check_of(pupil))
    with db.writing(engine) as session:
        child = session.get(Person, cast.petit_twins[0].id)
        child.birth_date = born
        session.add(child)
        session.flush()
        filing.link(session, cast.actor("helene"), pupil.id, child.id, now)
    with db.reading(engine) as session:
        assert session.exec(select(VisitRecord)).one().author_id == cast.claire.id
    with pytest.raises(filing.Filed), db.writing(engine) as session:
        filing.link(session, cast.actor("helene"), pupil.id, None, now)


def test_two_checks_of_one_pupil_are_both_kept_and_who_was_seen_counts(tablet_of, held, listed, born, check_of, engine):
    [pupil] = listed(("Durand", "Noé", born))
    claire = tablet_of("claire")
    send(claire, held, check_of(pupil))
    absent = check_of(pupil, {}, outcome="absente", children=[], child_answers={})
    word = send(claire, held, absent)
    assert word["word"] == "received" and "conservés" in word["sentence"]
    with db.reading(engine) as session:
        found = checks.of(session, [held.id])
        assert len(found) == 2 and checks.by_pupil(found)[pupil.id].outcome == "realisee"


def test_a_correction_that_names_another_pupil_s_check_is_refused_and_both_stay(
    claire, held, listed, born, check_of, engine
):
    noe, ana = listed(("Durand", "Noé", born), ("Morel", "Ana", born))
    send(claire, held, check_of(noe))
    with db.reading(engine) as session:
        first = session.exec(select(SchoolCheck)).one()
    word = send(claire, held, check_of(ana, corrects=str(first.id), correction_reason="Erreur"))
    assert word["word"] == "refused" and "autre élève" in word["sentence"]
    with db.reading(engine) as session:
        assert [one.id for one in checks.of(session, [held.id])] == [first.id]


@pytest.mark.parametrize("who", ["ines", "sylvie", "nadia"])
def test_who_makes_no_check_there_is_refused(tablet_of, held, listed, born, check_of, who, engine):
    [pupil] = listed(("Durand", "Noé", born))
    assert send(tablet_of(who), held, check_of(pupil))["word"] == "refused"
    with db.reading(engine) as session:
        assert session.exec(select(SchoolCheck)).all() == []


def test_an_answer_outside_its_options_is_told_and_kept_apart(claire, held, listed, born, check_of):
    [pupil] = listed(("Durand", "Noé", born))
    word = send(claire, held, check_of(pupil, BSEM | {"bs_accord": {"v": "peut-etre"}}))
    assert word["word"] == "invalid" and word["reasons"][0]["item"] == "bs_accord"


def test_an_urgent_at_school_stands_with_the_session_until_somebody_opens_it(
    tablet_of, cast, held, listed, born, check_of, engine, now
):
    [pupil] = listed(("Durand", "Noé", born))
    claire = tablet_of("claire")
    alert = {"rule": "bs_danger", "item": "bs_danger", "child_id": str(pupil.id), "text": "Évaluation de danger"}
    alert |= {"orientations": ["crip"], "private": True, "raised_at": stamp(now), "withdrawn_at": None, "done": []}
    told = {"visit_id": str(pupil.id), "record_id": None, "at": stamp(now), "alerts": [alert]}
    [word] = claire.push(claire.line("urgent", told, family_id=held.id))
    assert word["word"] == "received"
    send(claire, held, check_of(pupil, BSEM | {"bs_danger": {"v": "oui"}}, urgent=[alert]))
    nadia = cast.actor("nadia")
    colleague = type(nadia)(cast.nadia.id, "N", "puericultrice", frozenset([cast.bourg.id]))
    with db.writing(engine) as session:
        assert checks.urgent_waiting(session, colleague) == 1
        assert checks.urgent_waiting(session, cast.actor("helene")) == 0, "she reads no results"
        check, _ = checks.find(session, colleague, session.exec(select(SchoolCheck)).one().id)
        checks.see(session, colleague, check, now)
    with db.reading(engine) as session:
        assert checks.urgent_waiting(session, colleague) == 0


@pytest.fixture
def urgent_word(now):
    """``urgent_word(tablet, place_id)``: what the door answers to an « Urgent » told at a place."""

    def tell(tablet, place_id):
        told = {"visit_id": str(new_id()), "record_id": None, "at": stamp(now), "alerts": []}
        [word] = tablet.push(tablet.line("urgent", told, family_id=place_id))
        return word["word"]

    return tell


@pytest.mark.parametrize(
    ("role", "at_school", "at_home"),
    [("puericultrice", "received", "received"), ("infirmiere_pmi", "received", "refused"),
     ("sage_femme_pmi", "refused", "refused"), ("tisf", "refused", "refused")],
)  # fmt: skip
def test_an_urgent_at_a_place_comes_from_who_makes_such_visits(
    tablet_of, held, inspection, urgent_word, cast, engine, role, at_school, at_home
):
    with db.writing(engine) as session:
        session.get_one(Account, cast.ines.id).role = role
    ines = tablet_of("ines")
    assert (urgent_word(ines, held.id), urgent_word(ines, inspection.licence_id)) == (at_school, at_home)
    with db.reading(engine) as session:
        told = [one.account_id for one in session.exec(select(school_history.SchoolEvent)) if one.what == "urgence"]
        assert (cast.ines.id in told) is (at_school == "received")


# Licences


def test_the_visit_of_a_childminder_s_home_arrives_in_the_licence_file_and_in_no_family_s(
    claire, inspection, now, engine
):
    claire.pull(places={})
    place = claire.aboard("family")[str(inspection.licence_id)]
    assert place["place"] == "agrement" and place["persons"] == []
    assert claire.aboard("visit")[str(inspection.id)]["kind"] == "vad_agrement"
    word = send(claire, None, whole(now, inspection))
    assert word["word"] == "received", word["reasons"]
    with db.reading(engine) as session:
        made = session.exec(select(LicenceRecord)).one()
        visit = session.get(LicenceVisit, inspection.id)
        assert made.licence_visit_id == visit.id
        assert (visit.status, visit.opinion, visit.words) == ("realisee", "favorable", "Logement adapté.")
        assert session.exec(select(VisitRecord)).all() == []
        told = session.exec(select(licence_history.LicenceEvent.what)).all()
        assert licence_history.What.VISITED in told
    claire.pull(places={})
    assert claire.aboard("record")[str(made.id)]["body"]["answers"]["ag_avis"] == {"v": "favorable"}


def said_of(engine, visit):
    with db.reading(engine) as session:
        found = session.get(LicenceVisit, visit.id)
        return found.status, found.opinion, found.words


def test_what_the_office_noted_meanwhile_is_kept_and_the_tablet_s_words_stand_beside(
    claire, inspection, cast, now, today, engine
):
    with db.writing(engine) as session:
        actor, words = cast.actor("claire"), "Barrière à poser."
        licence_visits.close(session, actor, inspection.id, today, "reserves", words, today, now)
    word = send(claire, None, whole(now, inspection))
    assert word["word"] == "received" and "déjà noté" in word["sentence"]
    assert said_of(engine, inspection) == ("realisee", "reserves", "Barrière à poser.")
    with db.reading(engine) as session:
        visit, written = session.get(LicenceVisit, inspection.id), session.exec(select(LicenceRecord)).one()
        line = licence_lines.visit_line(visit, "Claire Morel", True, written)
        assert (line["opinion"], line["words"]) == ("Favorable avec réserves", "Barrière à poser.")
        assert line["beside"] == "Sur la tablette : Favorable – Logement adapté."
        assert licence_lines.visit_line(visit, "Claire Morel", False, written)["beside"] == ""
        assert session.exec(select(licence_history.LicenceEvent.what)).all().count("visite_faite") == 1
    again = whole(now, inspection) | {"corrects": str(written.id), "correction_reason": "Oubli"}
    again["answers"]["ag_motivation"] = {"v": "Logement adapté, jardin clos."}
    assert "déjà noté" in send(claire, None, again)["sentence"]
    assert said_of(engine, inspection) == ("realisee", "reserves", "Barrière à poser.")


def test_a_correction_changes_what_its_own_record_had_said_and_a_visit_that_was_not_made_is_to_make_again(
    claire, inspection, now, engine
):
    def put(corrects=None, **changes):
        why = {"corrects": str(corrects), "correction_reason": "Erreur"} if corrects else {}
        word = send(claire, None, whole(now, inspection) | why | changes)
        assert (word["word"], word["sentence"]) == ("received", "")
        return word["id"]

    first = put()
    assert said_of(engine, inspection) == ("realisee", "favorable", "Logement adapté.")
    answers = whole(now, inspection)["answers"]
    second = put(first, answers=answers | {"ag_avis": {"v": "reserves"}, "ag_motivation": {"v": "Jardin ouvert."}})
    assert said_of(engine, inspection) == ("realisee", "reserves", "Jardin ouvert.")
    put(second, outcome="absente", answers={})
    assert said_of(engine, inspection) == ("programmee", "", "")


def test_a_correction_that_names_another_visit_s_record_is_refused(
    claire, inspection, opened, cast, engine, now, today
):
    other = opened(last="Vidal")
    with db.writing(engine) as session:
        actor = cast.actor("claire")
        second, _ = licence_visits.plan(
            session, actor, other.id, "premiere", today, None, 90, actor.account_id, today, now
        )
    assert send(claire, None, whole(now, inspection))["word"] == "received"
    with db.reading(engine) as session:
        first = session.exec(select(LicenceRecord)).one()
    word = send(claire, None, whole(now, second) | {"corrects": str(first.id), "correction_reason": "Erreur"})
    assert word["word"] == "refused" and "autre visite" in word["sentence"]
    with db.reading(engine) as session:
        assert session.exec(select(LicenceRecord)).one().corrected_by_id is None
        assert session.get(LicenceVisit, second.id).status == "programmee"


def test_nobody_carries_a_licence_but_who_makes_its_visit(tablet_of, inspection):
    for who in ("ines", "sylvie", "nadia"):
        tablet = tablet_of(who)
        tablet.pull(places={})
        assert str(inspection.licence_id) not in tablet.aboard("family")


def test_a_nurse_without_licences_is_refused(tablet_of, inspection, cast, engine, now):
    with db.writing(engine) as session:
        account = session.get(type(cast.claire), cast.claire.id)
        account.role = "infirmiere_pmi"
        session.add(account)
    assert send(tablet_of("claire"), None, whole(now, inspection))["word"] == "refused"


def test_such_a_visit_goes_into_no_family_s_file(claire, cast, inspection, now):
    body = whole(now, inspection) | {"family_id": str(cast.benali.id), "planned": False}
    word = send(claire, None, body)
    assert word["word"] == "refused" and "famille" in word["sentence"]


def test_an_older_tablet_carries_no_place(claire, held, inspection):
    page = claire.pull()
    assert not [doc for doc in page["docs"] if doc["body"].get("place")]
