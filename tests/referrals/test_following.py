"""A referral lives on: to whom, when, what was answered; read by few, changed by those, each change told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.referrals import following
from fieldvisit.referrals.following import NotFound, NotYours
from fieldvisit.referrals.noted import Invalid, Noted, told
from fieldvisit.referrals.referral import Referral, State
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task
from tests.referrals.conftest import proposal


@pytest.fixture
def one(sign, read, engine):
    """An accepted referral of Inès's interview."""
    sign([proposal("tabacologue", item="E1_actuel", words="Elle préfère Viriat")])
    read()
    with db.reading(engine) as session:
        return session.exec(select(Referral)).one()


@pytest.fixture
def note(engine, cast, now):
    def write(referral, by="ines", at=None, **given):
        actor = cast.actor(by) if isinstance(by, str) else by
        with db.writing(engine) as writer:
            return following.note(writer, actor, referral.id, Noted(**{"state": "acceptee"} | given), at or now)

    return write


def shown(engine, cast, today, who="ines"):
    actor = cast.actor(who) if isinstance(who, str) else who
    with db.reading(engine) as session:
        return following.of_family(session, actor, cast.benali.id, today)


def task_of(engine, referral) -> Task:
    with db.reading(engine) as session:
        return session.exec(select(Task).where(Task.id == referral.task_id)).one()


def test_accepted_it_has_a_task_of_whoever_proposed_it_and_the_words_stay(one, engine, cast, today):
    task = task_of(engine, one)
    assert (task.kind, task.label, task.assigned_to) == (Kind.REFERRAL, "Tabacologue", cast.ines.id)
    assert (one.place, one.words, one.state) == ("entretien", "Elle préfère Viriat", State.ACCEPTED)
    assert task.due_on == today - timedelta(days=1) + timedelta(days=30)


def test_sent_it_is_asked_after_a_month_later_or_on_the_chosen_day(one, note, engine, cast, today):
    note(one, to_whom="  Dr Fabre,   Bourg ", sent_on=today)
    assert task_of(engine, one).due_on == today + timedelta(days=30)
    note(one, to_whom="Dr Fabre, Bourg", sent_on=today, remind_on=today + timedelta(days=7))
    assert task_of(engine, one).due_on == today + timedelta(days=7)
    assert [one.late for one in shown(engine, cast, today)] == [False]
    assert [one.late for one in shown(engine, cast, today + timedelta(days=8))] == [True]
    [now_] = shown(engine, cast, today)
    assert told(now_.referral) == f"Adressée à Dr Fabre, Bourg le {today:%d/%m/%Y} – sans réponse"


def test_each_change_is_told_once_with_what_stood_before(one, note, engine, cast, today):
    note(one, to_whom="CSAPA", sent_on=today)
    note(one, to_whom="CSAPA", sent_on=today)
    note(one, to_whom="CSAPA de Bourg", sent_on=today, answered_on=today, answer="Rendez-vous le 3", seen="oui")
    with db.reading(engine) as session:
        steps = [(step.what, step.before, step.after, who) for step, who in following.history(session, one.id)]
        assert len(session.exec(select(AccessEvent).where(AccessEvent.screen == "orientations")).all()) == 3
    day = f"{today:%d/%m/%Y}"
    assert sorted(steps) == sorted(
        [
            ("Adressée à", "", "CSAPA", "Inès Costa"),
            ("Envoyée le", "", day, "Inès Costa"),
            ("Adressée à", "CSAPA", "CSAPA de Bourg", "Inès Costa"),
            ("Réponse le", "", day, "Inès Costa"),
            ("Réponse", "", "Rendez-vous le 3", "Inès Costa"),
            ("La famille a été vue", "", "Oui", "Inès Costa"),
        ]
    )


def test_closed_it_is_over_and_stays_readable(one, engine, cast, now, today, note):
    with db.writing(engine) as writer:
        following.close(writer, cast.actor("ines"), one.id, "fait", "Suivie au CSAPA", now)
    [after] = shown(engine, cast, today)
    assert not after.is_open and after.task.outcome == "fait" and not after.may_write
    with pytest.raises(NotYours, match="close"):
        note(one, to_whom="X")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"state": "peut_etre"}, "Dites ce que la famille"),
        ({"sent_on": 1}, "d’aujourd’hui ou d’avant"),
        ({"answered_on": -400}, "dans l’année"),
        ({"sent_on": -1, "answered_on": -2}, "avant l’envoi"),
        ({"remind_on": 0}, "à venir"),
        ({"remind_on": 400}, "dans un an"),
        ({"to_whom": "x" * 201}, "trop long"),
        ({"answer": "x" * 2001}, "trop longue"),
        ({"seen": "peut-être"}, "vue"),
        ({"state": "refusee", "sent_on": 0}, "sans l’accord"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_changes(one, note, engine, today, given, words):
    days = {key: today + timedelta(days=value) if isinstance(value, int) else value for key, value in given.items()}
    with pytest.raises(Invalid, match=words):
        note(one, **days)
    with db.reading(engine) as session:
        assert following.history(session, one.id) == []


def test_thought_over_it_has_no_task_until_the_family_accepts(sign, read, engine, cast, today, note):
    sign([proposal("laep", "a_reflechir", item="F3"), proposal("service_social", "refusee", item="G3")])
    read()
    found = shown(engine, cast, today)
    assert [(each.referral.code, each.is_open) for each in found] == [("laep", False), ("service_social", False)]
    laep = found[0].referral
    note(laep, "ines")
    [first, _] = shown(engine, cast, today)
    assert first.is_open and first.task.label == "LAEP / soutien à la parentalité"
    note(first.referral, "ines", state="refusee")
    assert task_of(engine, first.referral).outcome == "annule"
    note(first.referral, "ines")
    assert task_of(engine, first.referral).closed_at is None


@pytest.mark.parametrize("who", ["claire", "helene", "sylvie", "nadia", "root"])
def test_what_an_interview_told_is_read_by_midwife_doctor_and_psychologist_only(
    one, engine, cast, today, now, who, note
):
    assert shown(engine, cast, today, who) == []
    with db.reading(engine) as session, pytest.raises(NotFound):
        following.find(session, cast.actor(who), one.id, today)
    with pytest.raises(NotFound):
        note(one, who, to_whom="X")
    doctor = replace(cast.actor("claire"), role="medecin_pmi")
    assert [each.referral.id for each in shown(engine, cast, today, doctor)] == [one.id]


def test_of_what_was_confided_the_coordinator_learns_nothing_at_all(sign, read, engine, cast, today):
    sign([proposal("asso_violences", item="I4"), proposal("psychologue_pmi", item="F7")])
    read()
    with db.reading(engine) as session:
        for task in session.exec(select(Task).where(Task.kind == Kind.REFERRAL)):
            assert task.compartment == "violence"
            with pytest.raises(tasks.NotFound):
                tasks.find(session, cast.actor("helene"), task.id, today)


def test_a_correction_keeps_what_the_office_noted_and_withdraws_what_it_no_longer_says(
    sign, read, engine, cast, today, note
):
    first = sign([proposal("laep", "a_reflechir", item="F3"), proposal("tabacologue", item="E1_actuel")])
    read()
    laep = next(each.referral for each in shown(engine, cast, today) if each.referral.code == "laep")
    note(laep, "ines", to_whom="La Parenthèse")
    sign([proposal("laep", "a_reflechir", item="F3")], corrects=first)
    read()
    states = {each.referral.code: (each.referral.state, each.is_open) for each in shown(engine, cast, today)}
    assert states == {"laep": (State.ACCEPTED, True), "tabacologue": (State.WITHDRAWN, False)}
    with db.reading(engine) as session:
        assert len(session.exec(select(Referral)).all()) == 2


@pytest.mark.parametrize("state", ["acceptee", "a_reflechir"])
def test_corrected_it_is_read_by_nobody_more_than_either_writing(sign, read, engine, cast, today, state):
    first = sign([proposal("service_social", item="n_demande", words="Le loyer")], kind="vad_suivi", by="claire")
    read()
    with db.reading(engine) as session:
        assert session.exec(select(Referral)).one().place == "observations_vad"
    second = sign([proposal("service_social", state, item="violence", words="Il la suit")], corrects=first, by="claire")
    read()
    assert shown(engine, cast, today, "helene") == [], "the coordinator reads visits, not what was confided"
    with db.reading(engine) as session:
        kept, task = session.exec(select(Referral)).one(), session.exec(select(Task)).one()
        assert (kept.place, task.compartment, kept.words) == ("violence", "violence", "Il la suit")
    sign([proposal("service_social", state, item="n_demande")], corrects=second, by="claire")
    read()
    with db.reading(engine) as session:
        assert session.exec(select(Referral)).one().place == session.exec(select(Task)).one().compartment == "violence"


def test_a_short_note_is_written_once(one, engine, cast, now):
    for _ in range(2):
        with db.writing(engine) as writer:
            following.add_words(writer, cast.actor("ines"), writer.get_one(Referral, one.id), "Rappelée", now)
    with db.reading(engine) as session:
        assert [(step.what, step.after) for step, _ in following.history(session, one.id)] == [("Mot", "Rappelée")]
