"""Contacts: who may note them, what may come of each, who reads the words."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit.families import contacting
from fieldvisit.families.contacting import NotAllowed
from fieldvisit.families.decision import NoReason
from fieldvisit.families.fact import Invalid
from fieldvisit.families.fact_change import FactChange


@pytest.fixture
def log(session, cast, acting, today, now):
    def log(who="claire", means="appel_emis", result="joint", **more):
        actor = acting(who) if isinstance(who, str) else who
        return contacting.log(session, actor, cast.benali.id, means, result, today, now, **more)

    return log


def test_the_words_are_for_whom_they_were_written_and_the_contact_is_for_all(session, cast, log, acting, today):
    log(words="La mère pleure beaucoup", compartment="dossier_mere")

    def told(who):
        [one] = contacting.of_family(session, acting(who), cast.benali.id, today)
        return one.words, one.kept_from_reader

    assert told("claire") == ("La mère pleure beaucoup", False)
    assert told("ines") == ("La mère pleure beaucoup", False)
    assert told("secretariat") == ("", True)


def test_a_tisf_reads_no_contact_and_notes_none(session, cast, log, acting, today):
    log(words="Rappeler lundi")
    assert contacting.of_family(session, acting("sylvie"), cast.benali.id, today) == []
    with pytest.raises(NotAllowed):
        log("sylvie")


def test_the_secretariat_writes_no_clinical_words(log):
    assert log("secretariat", words="Rendez-vous confirmé").compartment == "planning_mission"


def test_the_secretariat_cannot_write_where_it_could_not_read(log, acting):
    with pytest.raises(NotAllowed):
        log("secretariat", words="Elle va mal", compartment="observations_vad")
    assert list(contacting.readers_for("secretariat")) == ["planning_mission"]


@pytest.mark.parametrize(("means", "result"), [("courrier", "joint"), ("appel_recu", "message"), ("fax", "joint")])
def test_only_what_can_come_of_it_is_noted(log, means, result):
    with pytest.raises(Invalid):
        log(means=means, result=result)


def test_neither_a_contact_of_tomorrow_nor_a_book(log, now):
    with pytest.raises(Invalid):
        log(at=now + timedelta(days=1))
    with pytest.raises(Invalid):
        log(words="x" * 2001)


def test_one_noted_by_mistake_stays_struck_out_with_its_reason(session, acting, log, today, now):
    claire = acting("claire")
    made = log()
    with pytest.raises(NoReason):
        contacting.cancel(session, claire, made.id, "", today, now)
    contacting.cancel(session, claire, made.id, "Autre famille", today, now)
    assert made.result == "annule"
    [line] = session.exec(select(FactChange)).all()
    assert (line.found, line.after, line.reason) == ("joint", "annule", "Autre famille")
