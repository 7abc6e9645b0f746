"""A licence from its request to its renewal: delays, silence, decisions; who reads and writes what."""

import json
from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.forms import catalogue
from fieldvisit.licences import decision, due, history, incident, licence, request, rules, visit
from fieldvisit.licences.history import What
from fieldvisit.licences.licence import Invalid, Licence, NotAllowed, NotFound, State
from fieldvisit.licences.request import LicenceRequest
from fieldvisit.licences.rules import About, Kind, Opinion


def lines(engine, actor, one, today):
    with db.reading(engine) as session:
        [file] = due.files(session, actor, one.id)
        return [(each.code, each.on, each.standing) for each in due.of(file, today)]


def stored(engine, one) -> Licence:
    with db.reading(engine) as session:
        return session.get_one(Licence, one.id)


def test_professions_objects_and_opinions_are_those_of_the_grid():
    forms = catalogue.grid_for(visit.KIND)["forms"]
    assert set(forms) == {visit.GRID}
    grid = json.loads((catalogue.ROOM / f"grids/{visit.GRID}-{forms[visit.GRID]}.json").read_text(encoding="utf-8"))
    items = {item["id"]: item for section in grid["sections"] for item in section["items"]}
    for item, choices in (("ag_type", Kind), ("ag_objet", About), ("ag_avis", Opinion)):
        told = [(option["code"], option["libelle"]) for option in items[item]["options"]]
        assert [(one.value, one.label) for one in choices] == told
    assert items["ag_agrement"]["max"] == max(one["most"] for one in rules.RULES["capacity"].values())


@pytest.mark.parametrize(
    ("kind", "received", "last"),
    [
        ("maternel", date(2026, 8, 24), date(2026, 11, 24)),
        ("mam", date(2026, 8, 24), date(2026, 11, 24)),
        ("familial", date(2026, 7, 24), date(2026, 11, 24)),
        ("maternel", date(2026, 11, 30), date(2027, 2, 28)),
        ("familial", date(2027, 10, 31), date(2028, 2, 29)),
    ],
)
def test_a_decision_is_due_three_months_after_the_request_four_for_a_foster_carer(kind, received, last):
    one = LicenceRequest(about="premiere", received_on=received)
    assert request.due_on(one, kind) == last
    assert request.tacit_on(one, kind) == last + timedelta(days=1)


def test_the_delay_runs_from_the_complete_file_and_is_longer_once_extended(engine, cast, opened, decide, today, now):
    one = opened(30, kind="familial")
    with db.writing(engine) as session:
        request.complete(session, cast.actor("claire"), one.id, today - timedelta(days=5), today, now)
    assert ("decision", date(2027, 3, 18), "a_venir") in lines(engine, cast.actor("claire"), one, today)
    decide(one, "prolongation", reasons="Entretien à compléter")
    assert ("decision", date(2027, 5, 18), "a_venir") in lines(engine, cast.actor("claire"), one, today)
    with pytest.raises(Invalid):
        decide(one, "prolongation", reasons="Encore")


def test_silence_is_said_before_it_grants_and_only_then_can_be_noted(engine, cast, opened, decide, today):
    one = opened(0)
    actor, last = cast.actor("claire"), date(2027, 2, 23)
    with db.reading(engine) as session:
        [file] = due.files(session, actor, one.id)
        [told] = [each for each in due.of(file, last) if each.code == "decision"]
    assert told.standing == "a_faire" and "Sans décision notifiée le 23/02/2027" in told.said
    assert [each for each in decision.possible(one, file.waiting, last)] == ["accord", "refus"]
    assert lines(engine, actor, one, last + timedelta(days=1))[0][0] == "tacite"
    with pytest.raises(Invalid, match="24/02/2027"):
        decide(one, "tacite", on=last, at=last + timedelta(days=9))
    decide(one, "tacite", on=last + timedelta(days=1), at=last + timedelta(days=9))
    kept = stored(engine, one)
    assert (kept.capacity, kept.granted_on, kept.expires_on) == (3, date(2027, 2, 24), date(2032, 2, 23))


def test_a_granted_licence_lasts_five_years_and_a_renewal_goes_on_from_its_end(
    engine, cast, opened, decide, today, now
):
    one = opened(80)
    decide(one, "accord", on=date(2026, 11, 20), capacity=4)
    assert stored(engine, one).expires_on == date(2031, 11, 19)
    later = date(2031, 7, 1)
    with db.writing(engine) as session:
        request.receive(session, cast.actor("claire"), one.id, "renouvellement", later, None, "", later, now)
    decide(one, "accord", on=date(2031, 9, 1), at=date(2031, 9, 1))
    kept = stored(engine, one)
    assert (kept.granted_on, kept.expires_on, kept.capacity) == (date(2031, 11, 20), date(2036, 11, 19), 4)
    assert licence.state(kept, date(2031, 9, 1)) is State.GRANTED
    decide(one, "restriction", on=date(2031, 9, 2), at=date(2031, 9, 2), capacity=2, reasons="Travaux")


def test_a_refused_renewal_lets_the_licence_run_out(engine, cast, opened, decide, now):
    one = opened(80)
    decide(one, "accord", on=date(2026, 11, 20), capacity=4)
    later = date(2031, 9, 1)
    with db.writing(engine) as session:
        request.receive(session, cast.actor("claire"), one.id, "renouvellement", later, None, "", later, now)
    decide(one, "refus", on=later, at=later, reasons="Conditions d’accueil")
    assert licence.state(stored(engine, one), later) is State.GRANTED
    assert licence.state(stored(engine, one), date(2031, 11, 20)) is State.EXPIRED


@pytest.mark.parametrize(
    ("what", "fields", "word"),
    [
        ("refus", {}, "motivée"),
        ("accord", {"capacity": 9}, "entre 1 et 8"),
        ("accord", {"capacity": 5}, "dérogation"),
        ("accord", {"on": date(2026, 11, 24)}, "aujourd’hui"),
        ("accord", {"on": date(2026, 1, 1)}, "avant la demande"),
        ("tacite", {}, "pas possible"),
        ("retrait", {"reasons": "…"}, "pas possible"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_with_why(opened, decide, what, fields, word):
    with pytest.raises(Invalid) as refusal:
        decide(opened(), what, **fields)
    assert word in refusal.value.sentence


def test_a_suspension_ends_by_itself_and_lasts_four_months_at_most(engine, cast, opened, decide, today):
    one = opened(60)
    decide(one, "accord", on=today - timedelta(days=20))
    with pytest.raises(Invalid, match="22/03/2027"):
        decide(one, "suspension", until=date(2027, 3, 23), reasons="Enquête")
    decide(one, "suspension", until=date(2026, 12, 31), reasons="Enquête")
    kept = stored(engine, one)
    assert licence.state(kept, today) is State.SUSPENDED
    assert licence.state(kept, date(2027, 1, 1)) is State.GRANTED
    assert ("suspension", date(2026, 12, 31), "a_faire") in lines(engine, cast.actor("claire"), one, date(2026, 12, 20))
    decide(one, "fin_suspension")
    assert licence.state(stored(engine, one), today) is State.GRANTED


def test_renewal_is_announced_then_awaited_then_over(engine, cast, opened, decide, now):
    one = opened(80)
    decide(one, "accord", on=date(2026, 11, 20))  # until 19/11/2031
    actor = cast.actor("claire")
    codes = {
        day: {code: standing for code, _, standing in lines(engine, actor, one, day)}
        for day in (date(2030, 11, 18), date(2030, 11, 19), date(2031, 7, 20), date(2031, 11, 20))
    }
    assert "courrier" not in codes[date(2030, 11, 18)]
    assert codes[date(2030, 11, 19)]["courrier"] == "a_faire"
    assert codes[date(2031, 7, 20)]["courrier"] == "en_retard"
    assert codes[date(2031, 11, 20)]["echu"] == "en_retard"
    with db.writing(engine) as session:
        history.note(session, actor, one.id, What.NOTICE, now.replace(year=2031, month=7))
    assert ("renouvellement", date(2031, 8, 19), "a_venir") in lines(engine, actor, one, date(2031, 7, 20))
    assert ("renouvellement", date(2031, 8, 19), "en_retard") in lines(engine, actor, one, date(2031, 8, 20))


def made(engine, cast, one, on, now, about="suivi"):
    with db.writing(engine) as session:
        planned, _ = visit.plan(session, cast.actor("claire"), one.id, about, on, time(9), 90, cast.claire.id, on, now)
        session.flush()
        visit.close(session, cast.actor("claire"), planned.id, on, "sans_objet", "", on, now)


def test_follow_up_visits_have_windows_that_a_visit_inside_fills(engine, cast, opened, decide, now):
    one = opened(80)
    decide(one, "accord", on=date(2026, 11, 20))
    actor = cast.actor("claire")
    assert lines(engine, actor, one, date(2027, 5, 19)) == []
    assert lines(engine, actor, one, date(2027, 5, 20)) == [("premiere_annee", date(2027, 11, 20), "a_faire")]
    assert lines(engine, actor, one, date(2027, 12, 1)) == [("premiere_annee", date(2027, 11, 20), "en_retard")]
    made(engine, cast, one, date(2027, 12, 2), now, "controle")
    assert lines(engine, actor, one, date(2027, 12, 2)) == []
    assert lines(engine, actor, one, date(2028, 11, 20)) == [("mi_parcours", date(2029, 11, 20), "a_faire")]


def test_the_visit_of_an_instruction_is_due_until_it_is_planned(engine, cast, opened, today, now):
    one, actor = opened(10), cast.actor("claire")
    assert ("visite_instruction", date(2027, 1, 14), "a_faire") in lines(engine, actor, one, today)
    with db.writing(engine) as session:
        planned, warning = visit.plan(
            session, actor, one.id, "premiere", today, time(9), 90, cast.claire.id, today, now
        )
    assert warning == "" and "visite_instruction" not in {code for code, *_ in lines(engine, actor, one, today)}
    with db.writing(engine) as session:
        visit.cancel(session, actor, planned.id, "Absente", now)
    assert "visite_instruction" in {code for code, *_ in lines(engine, actor, one, today)}
    with pytest.raises(Invalid), db.writing(engine) as session:
        visit.move(session, actor, planned.id, today, None, 90, cast.claire.id, today, now)


def test_only_who_makes_these_visits_is_sent(engine, cast, opened, today, now):
    one = opened()
    for name in ("ines", "sylvie", "nadia"):
        with pytest.raises(Invalid), db.writing(engine) as session:
            who = getattr(cast, name).id
            visit.plan(session, cast.actor("claire"), one.id, "suivi", today, None, 90, who, today, now)


def test_a_reserved_opinion_is_reasoned(engine, cast, opened, today, now):
    one, actor = opened(), cast.actor("claire")
    with db.writing(engine) as session:
        planned, _ = visit.plan(session, actor, one.id, "premiere", today, None, 90, cast.claire.id, today, now)
    with pytest.raises(Invalid, match="motivé"), db.writing(engine) as session:
        visit.close(session, actor, planned.id, today, "reserves", " ", today, now)


def test_two_requests_never_wait_at_once_and_a_person_has_one_file(engine, cast, opened, today, now):
    one = opened(birth_date=date(1980, 3, 1))
    with pytest.raises(Invalid, match="attend déjà"), db.writing(engine) as session:
        request.receive(session, cast.actor("claire"), one.id, "premiere", today, 2, "", today, now)
    with pytest.raises(Invalid, match=one.number):
        opened(birth_date=date(1980, 3, 1), last="LEFÈVRE".title())
    assert opened(last="Autre").number != one.number


@pytest.mark.parametrize("name", ["ines", "sylvie", "nadia", "root"])
def test_other_roles_and_other_sectors_find_nothing(engine, cast, opened, today, name):
    one = opened()
    with db.reading(engine) as session:
        assert licence.listed(session, cast.actor(name)) == []
        assert due.files(session, cast.actor(name)) == []
        with pytest.raises(NotFound):
            licence.find(session, cast.actor(name), one.id)


def test_a_coordinator_reads_and_writes_nothing(engine, cast, opened, decide, today, now):
    one, helene = opened(), cast.actor("helene")
    with db.reading(engine) as session:
        assert licence.find(session, helene, one.id).number == one.number
    with pytest.raises(NotAllowed):
        decide(one, "accord", by=helene)
    with pytest.raises(NotAllowed), db.writing(engine) as session:
        incident.note(session, helene, one.id, today, "", "Chien", today, now)
    with pytest.raises(NotAllowed):
        opened(last="Autre", by=helene)


def test_the_secretariat_keeps_dates_and_decisions_and_judges_nothing(
    engine, cast, opened, decide, monique, today, now
):
    one = opened(by=monique)
    assert not licence.reads_all(monique) and not licence.judges(monique)
    with db.writing(engine) as session:
        planned, _ = visit.plan(session, monique, one.id, "premiere", today, None, 90, cast.claire.id, today, now)
    with pytest.raises(NotAllowed), db.writing(engine) as session:
        visit.close(session, monique, planned.id, today, "favorable", "", today, now)
    with pytest.raises(NotAllowed), db.writing(engine) as session:
        incident.note(session, monique, one.id, today, "", "Chien", today, now)
    decide(one, "accord", by=monique)
    assert stored(engine, one).granted_on == today


def test_an_incident_waits_until_somebody_says_what_was_done(engine, cast, opened, today, now):
    one, actor = opened(), cast.actor("claire")
    with db.writing(engine) as session:
        told = incident.note(session, actor, one.id, today, "Mairie", "Chien en liberté", today, now)
    assert ("incident", today + timedelta(days=15), "a_faire") in lines(engine, actor, one, today)
    with pytest.raises(Invalid), db.writing(engine) as session:
        incident.close(session, actor, told.id, "  ", now)
    with db.writing(engine) as session:
        incident.close(session, actor, told.id, "Visite faite, chien attaché", now)
    assert "incident" not in {code for code, *_ in lines(engine, actor, one, today)}


def test_the_history_says_who_did_what_and_what_stood_there_before(engine, cast, opened, decide, today, now):
    one, actor = opened(), cast.actor("claire")
    with db.writing(engine) as session:
        before = {name: getattr(one, name) for name in request.FIELDS}
        request.correct(session, actor, one.id, "Lefebvre", "Annie", None, {"city": "Viriat"}, before, today, now)
    decide(one, "accord")
    with db.reading(engine) as session:
        told = history.of(session, one.id)
        every = session.exec(select(history.LicenceEvent)).all()
    assert {event.what for event, _ in told} == {"ouverture", "demande", "correction", "decision"}
    assert "Lefèvre" in next(event.words for event in every if event.what == "correction")
