"""Two words on one line of the list: whoever plans and may read it chooses, and what was not chosen stays."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.db import new_id
from fieldvisit.due import decisions, listing
from fieldvisit.due.decision import DueDecision
from fieldvisit.due.item import DueItem
from fieldvisit.due.rules import RULES
from fieldvisit.families.decision import Decision, NoReason, Taken
from fieldvisit.settling import listed, quarantine, waiting
from fieldvisit.sync import shape
from fieldvisit.sync.kinds import due_decision
from fieldvisit.sync.received import ReceivedLine
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task


@pytest.fixture
def both(engine, cast, claire, today, now):
    """``both("vad_2_3m")``: Hélène, or Inès, decided that; Claire's tablet then says « refusé »."""

    def make(code, by="helene"):
        with db.writing(engine) as session:
            listing.refresh(session, [cast.benali.id], today)
            here = select(DueItem).where(DueItem.family_id == cast.benali.id, DueItem.code == code)
            item = session.exec(here).one()
            decisions.decide(session, cast.actor(by), item.id, "sans_objet", None, "Vue ailleurs", today, now)
        body = {"subject_id": str(item.subject_id), "code": code, "occurrence": 0, "choice": "refuse", "on": None}
        body |= {"reason": "Ne veulent plus", "known": None}
        [word] = claire.push(claire.line("due_decision", body, family_id=cast.benali.id))
        assert word["word"] == "diverged"
        with db.reading(engine) as session:
            return session.exec(select(ReceivedLine.id).where(ReceivedLine.kind == "due_decision")).one()

    return make


def choices(engine):
    with db.reading(engine) as session:
        return [one.choice for one in session.exec(select(DueDecision).order_by(DueDecision.made_at, DueDecision.id))]


def settle(engine, keyring, actor, line, take, now, today, reason="vue avec elle"):
    with db.writing(engine) as session:
        listed.settle(session, keyring, actor, line, take, reason, now, today)


def count(engine, actor, today):
    with db.reading(engine) as session:
        return waiting.to_choose(session, actor, today)


@pytest.mark.parametrize("take", [True, False])
def test_one_of_both_is_chosen_and_the_tablet_hears_it(both, engine, keyring, cast, claire, now, today, take):
    line, helene = both("vad_2_3m"), cast.actor("helene")
    assert count(engine, helene, today) == 1
    with db.writing(engine) as session:
        pair = listed.look(session, keyring, helene, line, now, today)
    assert (pair.what, pair.in_force.who, pair.beside.who) == ("Visite 2-3 mois", "Hélène Vidal", "Claire Morel")
    assert pair.in_force.words == "Sans objet\nVue ailleurs"
    assert pair.beside.words == "Refusé par la famille\nNe veulent plus"
    with pytest.raises(NoReason):
        settle(engine, keyring, helene, line, take, now, today, reason=" ")
    settle(engine, keyring, helene, line, take, now, today)
    assert choices(engine) == ["sans_objet", "refuse"] if take else ["sans_objet"]
    assert count(engine, helene, today) == 0
    with pytest.raises((listed.NotFound, Taken)):
        settle(engine, keyring, helene, line, take, now, today)
    with db.reading(engine) as session:
        [made] = session.exec(select(Decision))
        sent = session.get_one(ReceivedLine, line)
    asked = {"id": str(sent.envelope_id), "digest": sent.digest}
    [told] = claire.ask(device_id=str(claire.device_id), awaiting=[asked])["settled"]
    assert told["word"] == "settled" and "Hélène Vidal a gardé" in told["sentence"] and made.reason in told["sentence"]


def test_who_may_not_know_of_it_sees_that_it_waits_and_nothing_of_it(both, engine, keyring, cast, now, today):
    """A vaccine is no coordinator's matter; the midwife who follows the family chooses."""
    line, helene = both("vac_hexa_d1", by="ines"), cast.actor("helene")
    with db.writing(engine) as session:
        pair = listed.look(session, keyring, helene, line, now, today)
    assert (pair.what, pair.in_force.words, pair.beside.words) == ("", "", "")
    assert (pair.why, pair.may_leave) == (listed.RESERVED, True)
    with pytest.raises(listed.NotFound):
        settle(engine, keyring, helene, line, True, now, today)
    settle(engine, keyring, cast.actor("ines"), line, True, now, today)
    assert choices(engine) == ["sans_objet", "refuse"]


@pytest.mark.parametrize("who", ["nadia", "sylvie"])
def test_a_stranger_finds_nothing(both, engine, keyring, cast, now, today, who):
    line, actor = both("vad_2_3m"), cast.actor(who)
    assert count(engine, actor, today) == 0
    with pytest.raises(listed.NotFound):
        settle(engine, keyring, actor, line, True, now, today)


@pytest.mark.parametrize("take", [True, False])
def test_two_outcomes_of_a_task_both_stay_readable(engine, keyring, cast, claire, now, today, take):
    with db.writing(engine) as session:
        task = tasks.open_task(session, sector_id=cast.bourg.id, family_id=cast.benali.id, kind=Kind.REFERRAL,
                               label="Assistante sociale", source=str(new_id()), now=now)  # fmt: skip
        tasks.close(session, cast.actor("ines"), task.id, "perdu_de_vue", "Injoignables", now)
    body = {"task_id": str(task.id), "outcome": "fait", "note": "RDV pris"}
    [word] = claire.push(claire.line("task_done", body, family_id=cast.benali.id))
    assert word["word"] == "diverged"
    with db.writing(engine) as session:
        [(row, label, author)] = listed.waiting(session, cast.actor("ines"), today)
        pair = listed.look(session, keyring, cast.actor("ines"), row.id, now, today)
    assert (label, author) == ("Famille Benali", "Claire Morel")
    assert (pair.in_force.words, pair.beside.words) == ("Perdu de vue\nInjoignables", "Fait\nRDV pris")
    settle(engine, keyring, cast.actor("ines"), row.id, take, now, today)
    with db.reading(engine) as session:
        one = session.get_one(Task, task.id)
        kept = (one.outcome, one.closing_note, one.closed_by)
    both = "RDV pris\nNoté avant par Inès Costa le 23/11/2026 : Perdu de vue – Injoignables"
    assert kept == (("fait", both, cast.claire.id) if take else ("perdu_de_vue", "Injoignables", cast.ines.id))


@pytest.fixture
def secretary(engine, cast, now):
    with db.writing(engine) as session:
        account = Account(login="lea.blanc", name="Léa Blanc", role="secretariat", created_at=now)
        session.add(account)
        session.flush()
        session.add(AccountSector(account_id=account.id, sector_id=cast.bourg.id))
    return Actor(account.id, account.name, account.role, frozenset([cast.bourg.id]))


def why(engine, actor, today):
    with db.reading(engine) as session:
        return [one.reason for one, *_ in waiting.decided(session, actor, today, ("echeance",))]


def test_why_is_for_whoever_may_know_of_the_line(both, engine, keyring, cast, secretary, now, today):
    settle(engine, keyring, cast.actor("ines"), both("vac_hexa_d1", by="ines"), True, now, today)
    assert why(engine, secretary, today) == why(engine, cast.actor("sylvie"), today) == []
    assert why(engine, cast.actor("ines"), today) == why(engine, cast.actor("claire"), today) == ["vue avec elle"]


@pytest.mark.parametrize("take", [True, False])
def test_why_one_outcome_of_a_task_was_kept_is_for_whoever_reads_the_task(
    engine, keyring, cast, claire, secretary, now, today, take
):
    for place, seen in (("sante_enfant", []), ("planning_mission", ["vue avec elle"])):
        with db.writing(engine) as session:
            task = tasks.open_task(session, sector_id=cast.bourg.id, family_id=cast.benali.id, kind=Kind.REFERRAL,
                                   label="CAMSP", source=str(new_id()), now=now, compartment=place)  # fmt: skip
            tasks.close(session, cast.actor("ines"), task.id, "perdu_de_vue", "Injoignables", now)
        body = {"task_id": str(task.id), "outcome": "fait", "note": "RDV pris"}
        claire.push(claire.line("task_done", body, family_id=cast.benali.id))
        with db.reading(engine) as session:
            [(row, *_)] = listed.waiting(session, cast.actor("ines"), today)
        settle(engine, keyring, cast.actor("ines"), row.id, take, now, today)
        assert why(engine, secretary, today) == seen
    assert len(why(engine, cast.actor("claire"), today)) == 2


@pytest.mark.parametrize(
    "place, known_to", [("violence", ["ines"]), ("planning_mission", ["ines", "helene", "claire"])]
)
def test_that_something_waits_is_not_told_of_what_is_confided(
    engine, cast, tablet_of, secretary, now, today, place, known_to
):
    ines = tablet_of("ines")
    with db.writing(engine) as session:
        task = tasks.open_task(session, sector_id=cast.bourg.id, family_id=cast.benali.id, kind=Kind.REFERRAL,
                               label="CIDFF", source=str(new_id()), now=now, compartment=place)  # fmt: skip
        tasks.close(session, cast.actor("ines"), task.id, "perdu_de_vue", "Injoignable", now)
    body = {"task_id": str(task.id), "outcome": "fait", "note": "RDV pris"}
    assert ines.push(ines.line("task_done", body, family_id=cast.benali.id))[0]["word"] == "diverged"
    assert [one for one in ("ines", "helene", "claire") if count(engine, cast.actor(one), today)] == known_to
    assert count(engine, secretary, today) == (place == "planning_mission")
    with db.reading(engine) as session:
        assert session.exec(select(ReceivedLine.task_id)).one() == task.id


def test_what_is_about_a_concern_is_not_told_to_the_planning(both, engine, cast, secretary, now, today):
    both("vad_2_3m")
    assert count(engine, secretary, today) == 1
    with db.writing(engine) as session:
        secret = next(one.code for one in RULES.values() if one.compartment == "information_preoccupante")
        session.exec(select(ReceivedLine).where(ReceivedLine.rule == "vad_2_3m")).one().rule = secret
    assert [count(engine, one, today) for one in (secretary, cast.actor("helene"), cast.actor("ines"))] == [0, 1, 1]


@pytest.fixture
def head(engine, cast, now):
    """The sector's doctor, without a care relationship with anybody."""
    with db.writing(engine) as session:
        account = Account(login="paul.roux", name="Paul Roux", role="medecin_pmi", created_at=now)
        session.add(account)
        session.flush()
        session.add(AccountSector(account_id=account.id, sector_id=cast.bourg.id))
    return Actor(account.id, account.name, account.role, frozenset([cast.bourg.id]))


def test_a_refused_decision_is_read_in_words_and_taken_in(engine, keyring, cast, tablet_of, head, now, today):
    with db.writing(engine) as session:
        listing.refresh(session, [cast.benali.id], today)
    nadia = tablet_of("nadia")
    body = {"subject_id": str(cast.benali_child.id), "code": "vad_2_3m", "occurrence": 0, "choice": "reporte"}
    body |= {"on": "2026-12-20", "reason": "En voyage", "known": None}
    [word] = nadia.push(nadia.line("due_decision", body, family_id=cast.benali.id))
    assert word["word"] == "refused"
    with db.writing(engine) as session:
        [aside] = quarantine.waiting(session, head)
        _, told = quarantine.look(session, keyring, head, aside.id, now)
    assert aside.kind == "Décision sur une échéance"
    assert [(one.question, one.a) for one in told] == [
        ("Échéance", "Visite 2-3 mois"), ("Pour", "Adam"), ("Décision", "Reporté"), ("Jour", "20/12/2026"),
        ("Motif", "En voyage"),
    ]  # fmt: skip
    with db.writing(engine) as session:
        quarantine.accept(session, keyring, head, aside.id, "vue à deux", now, today)
    assert choices(engine) == ["reporte"] and quarantine.Kind.TASK.label == "Suite donnée à une tâche"


def test_two_contents_under_one_id_are_chosen_between(engine, keyring, cast, claire, now, today):
    """The one kept beside is written under an id of its own."""
    body = {"subject_id": str(cast.benali_child.id), "code": "vad_2_3m", "occurrence": 0, "choice": "refuse"}
    body |= {"on": None, "known": None}
    id = new_id()
    lines = [
        claire.line("due_decision", body | {"reason": why}, id=id, family_id=cast.benali.id)
        for why in ("Non", "Pas là")
    ]
    assert [claire.push(one)[0]["word"] for one in lines] == ["received", "diverged"]
    with db.reading(engine) as session:
        [(row, *_)] = listed.waiting(session, cast.actor("helene"), today)
    settle(engine, keyring, cast.actor("helene"), row.id, True, now, today)
    with db.reading(engine) as session:
        assert {one.reason for one in session.exec(select(DueDecision))} == {"Non", "Pas là"}


@pytest.mark.parametrize("how", ["rule", "task"])
def test_what_nobody_can_read_any_more_does_not_wait_for_ever(
    both, engine, keyring, cast, claire, head, now, today, monkeypatch, how
):
    """A rule was taken out of the table, a task out of the family: whoever heads the service leaves what stands."""
    if how == "rule":
        line = both("vad_2_3m")
        monkeypatch.setattr(due_decision, "RULES", {})
    else:
        with db.writing(engine) as session:
            task = tasks.open_task(session, sector_id=cast.bourg.id, family_id=cast.benali.id, kind=Kind.REFERRAL,
                                   label="CAMSP", source=str(new_id()), now=now)  # fmt: skip
            tasks.close(session, cast.actor("ines"), task.id, "perdu_de_vue", "Injoignables", now)
        body = {"task_id": str(task.id), "outcome": "fait", "note": "RDV pris"}
        claire.push(claire.line("task_done", body, family_id=cast.benali.id))
        with db.writing(engine) as session:
            session.get_one(Task, task.id).family_id = cast.petit.id
            line = session.exec(select(ReceivedLine.id).where(ReceivedLine.kind == "task_done")).one()
    with db.writing(engine) as session:
        pair = listed.look(session, keyring, cast.actor("ines"), line, now, today)
        assert not pair.may_leave and pair.why and pair.why != listed.RESERVED
        assert listed.look(session, keyring, head, line, now, today).may_leave
    with pytest.raises(shape.Invalid):
        settle(engine, keyring, cast.actor("ines"), line, False, now, today)
    with pytest.raises(shape.Invalid):
        settle(engine, keyring, head, line, True, now, today)
    settle(engine, keyring, head, line, False, now, today)
    assert count(engine, head, today) == 0
    with db.reading(engine) as session:
        assert session.get_one(ReceivedLine, line).raw
