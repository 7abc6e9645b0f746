"""What a worker decides of her list without network: kept once, never over somebody's later word, by who may only."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.due import decisions, follow, listing
from fieldvisit.due.decision import DueDecision
from fieldvisit.due.item import DueItem
from fieldvisit.schedule.visit import Status
from fieldvisit.sync.received import ReceivedLine
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task
from tests.sync.tablet import stamp
from tests.sync.test_pull import until

WHY = "La grand-mère est là, rappeler"


@pytest.fixture
def line(engine, cast, today):
    """The Benali's visit of two months, in the list."""
    with db.writing(engine) as session:
        listing.refresh(session, [cast.benali.id, cast.roche.id], today)
        follow.catch_up(session, today)
        return session.exec(
            select(DueItem).where(DueItem.family_id == cast.benali.id, DueItem.code == "vad_2_3m")
        ).one()


@pytest.fixture
def say(line, cast, now):
    """``say(tablet, choice, …)``: the word of one decision on that line."""

    def push(tablet, choice="reporte", id=None, family=None, **given):
        body = {"subject_id": str(line.subject_id), "code": line.code, "occurrence": 0, "choice": choice, "on": None}
        body |= {"reason": WHY, "known": None, "at": stamp(now)} | given
        family = (family or cast.benali).id
        [word] = tablet.push(tablet.line("due_decision", body, id=id or new_id(), family_id=family))
        return word

    return push


def made(engine) -> list[DueDecision]:
    with db.reading(engine) as session:
        return list(session.exec(select(DueDecision).order_by(DueDecision.made_at, DueDecision.id)))


def test_a_postponement_is_kept_under_the_tablet_s_id_journaled_and_follows_in_the_list(
    say, claire, engine, cast, today, line
):
    claire.pull_all()
    id, on = new_id(), today + timedelta(days=60)
    assert say(claire, on=on.isoformat(), id=id)["word"] == "received"
    [one] = made(engine)
    assert (one.id, one.choice, one.on, one.reason, one.account_id) == (id, "reporte", on, WHY, cast.claire.id)
    with db.reading(engine) as session:
        [noted] = session.exec(select(AccessEvent).where(AccessEvent.screen == "echeances"))
        assert (noted.offline, noted.subject_id, noted.what) == (True, id, "ecriture")

    def shown():
        with db.writing(engine) as session:
            follow.catch_up(session, today)
        claire.pull()
        lines = claire.aboard("due")[str(cast.benali.id)]["lines"]
        [told] = [each for each in lines if each["code"] == "vad_2_3m"]
        return (told["opens"], told.get("decision")) == (on.isoformat(), str(id))

    until(claire, shown)


def test_sent_again_it_is_identical(claire, line, cast, engine, now):
    body = {"subject_id": str(line.subject_id), "code": line.code, "occurrence": 0, "choice": "refuse", "on": None}
    sent = claire.line("due_decision", body | {"reason": WHY, "known": None}, family_id=cast.benali.id)
    assert [claire.push(sent)[0]["word"] for _ in range(2)] == ["received", "identical"]
    assert len(made(engine)) == 1


def test_what_the_office_decided_meanwhile_is_not_overwritten(say, claire, engine, cast, line, today, now):
    with db.writing(engine) as session:
        decisions.decide(session, cast.actor("helene"), line.id, "sans_objet", None, "Vue ailleurs", today, now)
    word = say(claire, "refuse")
    assert word["word"] == "diverged" and "Hélène Vidal a noté « Sans objet »" in word["sentence"]
    assert [one.choice for one in made(engine)] == ["sans_objet"]


def test_the_same_word_said_twice_stands_once(say, claire, engine, cast, line, today, now):
    with db.writing(engine) as session:
        decisions.decide(session, cast.actor("helene"), line.id, "refuse", None, "Au téléphone", today, now)
    word = say(claire, "refuse", reason="Au téléphone")
    assert (word["word"], word["sentence"]) == ("received", "C’était déjà noté ainsi.")
    assert len(made(engine)) == 1


def test_the_same_word_for_another_reason_keeps_both_reasons(say, claire, engine, cast, line, today, now):
    with db.writing(engine) as session:
        decisions.decide(session, cast.actor("helene"), line.id, "refuse", None, "Au téléphone", today, now)
    assert say(claire, "refuse", reason="Ils ont peur du chien du voisin")["word"] == "received"
    assert say(claire, "refuse", reason=" Au  téléphone")["sentence"] == "C’était déjà noté ainsi."
    assert [(one.choice, one.reason) for one in made(engine)] == [
        ("refuse", "Au téléphone"), ("refuse", "Ils ont peur du chien du voisin"),
    ]  # fmt: skip


def test_a_word_that_had_seen_the_last_one_replaces_it_also_offline(say, claire, engine, cast, line, today, now):
    with db.writing(engine) as session:
        first = decisions.decide(session, cast.actor("helene"), line.id, "refuse", None, "Au téléphone", today, now)
    second = new_id()
    assert say(claire, "repris", known=str(first.id), reason="", id=second)["word"] == "received"
    assert say(claire, "sans_objet", known=str(second))["word"] == "received"
    assert [one.choice for one in made(engine)] == ["refuse", "repris", "sans_objet"]


def test_what_was_done_meanwhile_stands_and_the_word_is_kept(say, claire, plan, engine, cast, line, today):
    visit = plan(kind="vad_2_3m", planned_on=line.opens_on, status=Status.DONE)
    assert visit.worker_id == cast.claire.id
    with db.writing(engine) as session:
        listing.refresh(session, [cast.benali.id], line.opens_on)
    word = say(claire, "refuse")
    assert word["word"] == "received" and "C’est fait depuis" in word["sentence"]
    assert [one.choice for one in made(engine)] == ["refuse"]


def told(engine, tablet, family, today):
    """The word that the tablet was last told of on that line."""
    with db.writing(engine) as session:
        follow.catch_up(session, today)
    tablet.pull()
    lines = tablet.aboard("due")[str(family.id)]["lines"]
    return next(one.get("decision") for one in lines if one["code"] == "vad_2_3m")


def test_a_word_that_moves_no_line_is_told_all_the_same(say, claire, plan, engine, cast, line):
    day = line.opens_on
    plan(kind="vad_2_3m", planned_on=day, status=Status.DONE)
    with db.writing(engine) as session:
        listing.refresh(session, [cast.benali.id], day)
    claire.pull_all()
    told(engine, claire, cast.benali, day)
    id = new_id()
    assert "C’est fait depuis" in say(claire, "refuse", id=id)["sentence"]
    until(claire, lambda: told(engine, claire, cast.benali, day) == str(id))


def test_another_reason_of_the_office_is_told_so_that_her_next_word_has_seen_it(
    say, claire, engine, cast, line, today, now
):
    def decide(reason):
        with db.writing(engine) as session:
            return decisions.decide(session, cast.actor("helene"), line.id, "refuse", None, reason, today, now).id

    decide("Au téléphone")
    claire.pull_all()
    with db.writing(engine) as session:
        follow.catch_up(session, today)
    claire.pull_all()
    now += timedelta(minutes=1)
    second = decide("Par écrit")

    def shown():
        claire.pull()
        lines = claire.aboard("due")[str(cast.benali.id)]["lines"]
        return next(one.get("decision") for one in lines if one["code"] == "vad_2_3m") == str(second)

    until(claire, shown)
    assert say(claire, "sans_objet", known=str(second))["word"] == "received"


@pytest.fixture
def sealed(claire, line, cast, now):
    """``sealed(choice, known)``: a line of that decision, not pushed."""

    def make(choice, known, reason=WHY, id=None):
        body = {"subject_id": str(line.subject_id), "code": line.code, "occurrence": 0, "choice": choice, "on": None}
        body |= {"reason": reason, "known": known and str(known), "at": stamp(now)}
        return claire.line("due_decision", body, id=id or new_id(), family_id=cast.benali.id)

    return make


def test_a_second_word_waits_for_the_first_one_instead_of_taking_its_place(sealed, claire, engine):
    id = new_id()
    first, second = sealed("refuse", None, id=id), sealed("repris", id, "")
    [word] = claire.push(second)
    assert word["word"] == "later" and made(engine) == []
    assert [claire.push(one)[0]["word"] for one in (first, second)] == ["received", "received"]
    assert {one.choice for one in made(engine)} == {"refuse", "repris"}


def test_a_first_word_that_was_set_aside_is_waited_for_no_longer(sealed, claire, engine):
    id = new_id()
    assert claire.push(sealed("refuse", None, " ", id=id))[0]["word"] == "invalid"
    assert claire.push(sealed("refuse", id))[0]["word"] == "received"


def test_a_first_word_that_never_comes_is_not_waited_for_for_ever(sealed, claire, engine):
    sent = sealed("refuse", new_id())
    assert claire.push(sent)[0]["word"] == "later"
    with db.writing(engine) as session:
        for one in session.exec(select(ReceivedLine).where(ReceivedLine.kind == "due_decision")):
            one.received_at -= timedelta(days=2)
    assert claire.push(sent)[0]["word"] == "received"
    assert [one.reason for one in made(engine)] == [WHY]


def test_tomorrow_is_judged_on_the_day_it_was_said(say, claire, today, now, engine):
    said = now - timedelta(days=3)
    assert say(claire, on=(today - timedelta(days=1)).isoformat(), at=stamp(said))["word"] == "received"
    assert say(claire, on=(today - timedelta(days=1)).isoformat(), at=stamp(now))["word"] == "invalid"


@pytest.mark.parametrize(
    "given, says",
    [
        ({"reason": " "}, "pourquoi"),
        ({"choice": "peut-etre"}, "choice"),
        ({"choice": "reporte", "on": None}, "reportez"),
        ({"choice": "fait", "on": "2031-01-01"}, "a été fait"),
        ({"code": "vad_de_demain"}, "code"),
        ({"subject_id": "x"}, "subject_id"),
        ({"subject_id": str(new_id())}, "pas de ce dossier"),
        ({"occurrence": -1}, "occurrence"),
        ({"reason": "x" * 2_001}, "trop long"),
    ],
)
def test_what_cannot_be_kept_like_this_is_invalid_with_the_reason(say, claire, engine, given, says):
    word = say(claire, **{"choice": "refuse"} | given)
    assert word["word"] == "invalid" and says in word["sentence"], word
    assert made(engine) == []


@pytest.mark.parametrize("who, family", [("sylvie", "benali"), ("nadia", "benali"), ("claire", "roche")])
def test_who_may_not_decide_there_is_refused(tablet_of, say, cast, engine, who, family):
    assert say(tablet_of(who), "refuse", family=getattr(cast, family))["word"] == "refused"
    assert made(engine) == []


def test_a_subject_of_another_family_is_not_decided_through_this_one(say, claire, cast, engine):
    assert say(claire, "refuse", subject_id=str(cast.roche_child.id))["word"] == "invalid"
    assert made(engine) == []


@pytest.fixture
def task(engine, cast, now):
    def make(**given):
        fields = {"sector_id": cast.bourg.id, "family_id": cast.benali.id, "kind": Kind.REFERRAL, "label": "CAMSP"}
        with db.writing(engine) as session:
            return tasks.open_task(session, source=str(new_id()), now=now, **fields | given)

    return make


@pytest.fixture
def answer(cast, now):
    def push(tablet, task, outcome="fait", note="", family=None, **given):
        body = {"task_id": str(task.id), "outcome": outcome, "note": note, "at": stamp(now)} | given
        [word] = tablet.push(tablet.line("task_done", body, family_id=(family or cast.benali).id))
        return word

    return push


def kept(engine, task) -> tuple:
    with db.reading(engine) as session:
        one = session.get_one(Task, task.id)
        return one.outcome, one.closing_note, one.closed_by


@pytest.mark.parametrize(
    "outcome, note", [("fait", ""), ("fait", "RDV le 3"), ("non_fait", WHY), ("perdu_de_vue", WHY)]
)
def test_a_task_is_closed_with_its_outcome_and_its_words(answer, claire, task, engine, cast, outcome, note):
    one = task(assigned_to=cast.claire.id)
    claire.pull_all()
    assert answer(claire, one, outcome, note)["word"] == "received"
    assert kept(engine, one) == (outcome, note, cast.claire.id)
    with db.reading(engine) as session:
        [noted] = session.exec(select(AccessEvent).where(AccessEvent.screen == "taches"))
        assert (noted.offline, noted.subject_id) == (True, one.id)
    until(claire, lambda: claire.aboard("due")[str(cast.benali.id)]["tasks"] == [])


def test_a_task_closed_otherwise_meanwhile_waits_for_a_person(answer, claire, task, engine, cast, now):
    one = task()
    with db.writing(engine) as session:
        tasks.close(session, cast.actor("ines"), one.id, "non_fait", "Ils ne veulent pas", now)
    word = answer(claire, one, "fait", "RDV pris")
    assert word["word"] == "diverged" and "« Non fait »" in word["sentence"]
    assert kept(engine, one) == ("non_fait", "Ils ne veulent pas", cast.ines.id)


def test_two_who_did_it_are_both_heard(answer, claire, task, engine, cast, now):
    one = task()
    with db.writing(engine) as session:
        tasks.close(session, cast.actor("ines"), one.id, "fait", "Fait lundi", now)
    assert answer(claire, one, "fait", "RDV pris")["word"] == "received"
    assert kept(engine, one)[1] == "Fait lundi\nRDV pris"


def test_a_word_that_is_part_of_another_is_added_once_and_journaled(answer, claire, task, engine, cast, now):
    one = task()
    with db.writing(engine) as session:
        tasks.close(session, cast.actor("ines"), one.id, "fait", "prévu lundi", now)
    assert answer(claire, one, "fait", "vu")["word"] == answer(claire, one, "fait", "vu")["word"] == "received"
    assert kept(engine, one)[1] == "prévu lundi\nvu"
    with db.reading(engine) as session:
        noted = session.exec(select(AccessEvent).where(AccessEvent.screen == "taches", AccessEvent.offline))
        assert [(one.account_id, one.what) for one in noted] == [(cast.claire.id, "ecriture")]


@pytest.mark.parametrize(
    "given, says",
    [({"outcome": "annule"}, "Choisissez"), ({"outcome": "non_fait"}, "pourquoi"), ({"task_id": 4}, "task_id"),
     ({"note": "x" * 2_001}, "trop long")],
)  # fmt: skip
def test_an_answer_that_is_none_is_invalid(answer, claire, task, engine, given, says):
    one = task()
    word = answer(claire, one, **given)
    assert word["word"] == "invalid" and says in word["sentence"], word
    assert kept(engine, one)[0] == ""


@pytest.mark.parametrize(
    "who, given, family",
    [
        ("sylvie", {}, "benali"),
        ("nadia", {}, "benali"),
        ("claire", {}, "petit"),
        ("claire", {"compartment": "entretien", "role": "sage_femme_pmi"}, "benali"),
        ("claire", {"compartment": "dossier_mere"}, "benali"),
    ],
)
def test_who_may_not_close_it_is_refused(tablet_of, answer, task, engine, cast, who, given, family):
    one = task(**given)
    assert answer(tablet_of(who), one, family=getattr(cast, family))["word"] == "refused"
    assert kept(engine, one)[0] == ""


def test_a_family_handed_over_yesterday_is_still_answered_for(say, answer, claire, task, engine, cast, today):
    one = task()
    with db.writing(engine) as session:
        for care in session.exec(select(CareRelationship).where(CareRelationship.account_id == cast.claire.id)):
            care.until = today - timedelta(days=1)
    assert say(claire, "refuse")["word"] == "received"
    assert answer(claire, one)["word"] == "received"
