"""Two writings of one visit: both kept, shown field by field, a person chooses, nothing disappears."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import AccountSector
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.families.decision import About, Decision, NoReason
from fieldvisit.growth.measurement import Measurement
from fieldvisit.pages.office import french
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.settling import choosing, visits, waiting
from fieldvisit.settling.choosing import Apart, Changed, Choice, Reserved
from fieldvisit.settling.fields import State
from fieldvisit.settling.merging import NotChosen
from fieldvisit.settling.visits import NotFound
from fieldvisit.sync.documents import stamp


@pytest.fixture
def desk(engine, keyring, cast, now, today):
    """What a person at the office does, each act in its own transaction."""

    class Desk:
        def __init__(self):
            self.keyring, self.cast = keyring, cast

        def waiting(self, who):
            with db.reading(engine) as session:
                return visits.waiting(session, cast.actor(who), today)

        def look(self, who, line_id):
            with db.writing(engine) as session:
                return visits.look(session, keyring, cast.actor(who), line_id, now, today)

        def settle(self, who, line_id, left, picks, reason="relu avec la famille"):
            with db.writing(engine) as session:
                choice = Choice(left, picks, reason)
                return choosing.settle(session, keyring, cast.actor(who), line_id, choice, now, today)

    return Desk()


def only(desk, who="claire"):
    [(row, *_)] = desk.waiting(who)
    return row.id


def every_pick(pair, side):
    return {one.key: side for one in pair.fields if one.state is State.DIFFERS}


def records(engine):
    with db.reading(engine) as session:
        return list(session.exec(select(VisitRecord)))


def in_force(engine, visit_id):
    [found] = [one for one in records(engine) if one.visit_id == visit_id and one.corrected_by_id is None]
    return found


def test_both_are_shown_field_by_field_in_the_words_of_the_form(two, desk, engine):
    pair = desk.look("claire", only(desk))
    seen = {(one.question, one.who): (one.a, one.b, one.state) for one in pair.fields}
    weight = next(value for (question, who), value in seen.items() if "4\u202f200 g" in value[0])
    assert weight[1].startswith("4\u202f350") and weight[2] is State.DIFFERS
    by_key = {one.key: one for one in pair.fields}
    child = two["child"]
    assert by_key[f"child/{child}/taille"].state is State.ONLY_A
    assert by_key[f"child/{child}/taille"].who == "Adam"
    assert by_key[f"child/{child}/pc"].state is State.ONLY_B
    assert by_key["answers/suite"].state is State.SAME
    assert by_key["answers/n_demande"].state is State.DIFFERS
    assert {one.a or one.b for one in pair.fields if one.question == "Note"} == {
        "Rappeler vendredi",
        "Le père est passé",
    }
    assert (pair.left.author.name, pair.right.author.name) == ("Claire Morel", "Claire Morel")
    with db.reading(engine) as session:
        read = session.exec(select(AccessEvent).where(AccessEvent.screen == "departager")).all()
        assert [(line.what, line.family_id) for line in read] == [("lecture", two["visit"].family_id)]


def test_the_choice_makes_a_new_version_that_names_both_and_both_stay(two, desk, engine, cast):
    line = only(desk)
    pair = desk.look("claire", line)
    picks = every_pick(pair, "a") | {f"child/{two['child']}/poids": "b"}
    made = desk.settle("claire", line, pair.in_force.id, picks)
    merged = in_force(engine, two["visit"].id)
    assert merged.id == made and str(merged.corrects_id) == two["first"]["id"]
    answers = merged.body["child_answers"][two["child"]]
    assert {key: one["v"] for key, one in answers.items()} == {"poids": 4350, "taille": 54.5, "pc": 37.5}
    assert merged.body["answers"]["n_demande"]["v"] == "Le sommeil"
    assert merged.body["answers"]["violence"]["v"] == "preoccupant"
    assert [note["text"] for note in merged.body["notes"]] == ["Le père est passé", "Rappeler vendredi"]
    assert {one["id"] for one in merged.body["sources"]} == {two["first"]["id"], two["second"]["id"]}
    assert merged.author_id == cast.claire.id
    originals = {str(one.id): one for one in records(engine) if one.id != made}
    assert set(originals) == {two["first"]["id"], two["second"]["id"]}
    assert all(one.corrected_by_id == made for one in originals.values())
    assert originals[two["second"]["id"]].digest == two["second"]["digest"]
    assert originals[two["second"]["id"]].body["child_answers"] == two["right"]["child_answers"]
    assert desk.waiting("claire") == []


def test_measurements_of_both_originals_stay_and_rules_skip_them(two, desk, engine, claire):
    line = only(desk)
    pair = desk.look("claire", line)
    made = desk.settle("claire", line, pair.in_force.id, every_pick(pair, "b"))
    with db.reading(engine) as session:
        kept = session.exec(select(Measurement)).all()
    assert sorted(one.value for one in kept if one.superseded_by_id == made) == [37.5, 54.5, 4200, 4350]
    assert sorted(one.value for one in kept if one.superseded_by_id is None) == [37.5, 54.5, 4350]
    claire.pull_all()
    family = claire.aboard("family")[str(two["visit"].family_id)]
    [adam] = [one for one in family["persons"] if one["id"] == two["child"]]
    assert sorted(one["value"] for one in adam["measurements"]) == [37.5, 54.5, 4350]


def test_both_tablets_hear_what_was_chosen(two, desk, engine):
    first, spare = two["claire"], two["spare"]
    line = only(desk)
    pair = desk.look("claire", line)
    desk.settle("claire", line, pair.in_force.id, every_pick(pair, "a"), "relu ensemble")
    asked = [{"id": two["second"]["id"], "digest": two["second"]["digest"]}]
    [said] = spare.ask(awaiting=asked)["settled"]
    assert said["word"] == "settled" and "relu ensemble" in said["sentence"]
    for tablet in (first, spare):
        tablet.pull_all()
        [new] = [one for one in tablet.aboard("record").values() if not one["corrected_by"]]
        assert new["body"]["settled"]["reason"] == "relu ensemble" and new["corrects"] == two["first"]["id"]
    assert spare.push(two["second"]["line"])[0]["word"] == "identical"


def test_kept_as_two_visits_both_are_in_force(two, desk, engine, cast):
    line = only(desk)
    pair = desk.look("claire", line)
    made = desk.settle("claire", line, pair.in_force.id, None)
    assert str(made) == two["second"]["id"]
    second = next(one for one in records(engine) if one.id == made)
    assert second.visit_id != two["visit"].id and second.corrected_by_id is None
    assert str(in_force(engine, two["visit"].id).id) == two["first"]["id"]
    with db.reading(engine) as session:
        visit = session.get_one(Visit, second.visit_id)
        assert (visit.family_id, visit.status, visit.worker_id) == (cast.benali.id, "realisee", cast.claire.id)
        assert len(session.exec(select(Measurement).where(Measurement.superseded_by_id.is_(None))).all()) == 4


def test_a_field_left_open_is_asked_for_and_nothing_changes(two, desk, engine):
    line = only(desk)
    pair = desk.look("claire", line)
    for picks in ({}, dict(list(every_pick(pair, "a").items())[1:])):
        with pytest.raises(NotChosen):
            desk.settle("claire", line, pair.in_force.id, picks)
    with pytest.raises(NoReason):
        desk.settle("claire", line, pair.in_force.id, every_pick(pair, "a"), "  ")
    assert len(records(engine)) == 1 and len(desk.waiting("claire")) == 1


def test_what_reads_the_same_to_the_minute_is_not_asked_for_when_the_choice_is_carried_out(
    claire, tablet_of, plan, write, desk, engine, now
):
    visit, spare = plan(), tablet_of("claire")
    for tablet, second, said in ((claire, 5, "Le bain"), (spare, 40, "Le sommeil")):
        answers = {"n_presents": {"v": ["mere"]}, "suite": {"v": "fin"}, "n_demande": {"v": said}}
        began, ended = (now - timedelta(minutes=each) + timedelta(seconds=second) for each in (40, 9))
        write(tablet, visit, answers=answers, started_at=stamp(began), ended_at=stamp(ended))
    line = only(desk)
    with db.writing(engine) as session:
        pair = visits.look(session, desk.keyring, desk.cast.actor("claire"), line, now, now.date(), french.moment)
    picks = every_pick(pair, "b")
    assert set(picks) == {"answers/n_demande"}
    made = desk.settle("claire", line, pair.in_force.id, picks)
    assert in_force(engine, visit.id).id == made


def test_settled_once_it_is_settled(two, desk, engine):
    line = only(desk)
    pair = desk.look("claire", line)
    desk.settle("claire", line, pair.in_force.id, every_pick(pair, "a"))
    with pytest.raises(NotFound):
        desk.settle("helene", line, pair.in_force.id, None)
    with db.reading(engine) as session:
        assert len(session.exec(select(Decision)).all()) == 1


def test_a_left_side_corrected_meanwhile_is_read_again(two, desk, claire, write):
    line = only(desk)
    pair = desk.look("claire", line)
    write(claire, two["visit"], corrects=two["first"]["id"], correction_reason="Faute", **two["left"])
    with pytest.raises(Changed):
        desk.settle("claire", line, pair.in_force.id, every_pick(pair, "a"))
    assert len(desk.waiting("claire")) == 1


def test_who_may_not_read_or_write_of_this_visit_sees_and_settles_nothing(two, desk):
    line = only(desk)
    pair = desk.look("claire", line)
    for who in ("nadia", "sylvie", "root"):
        assert desk.waiting(who) == []
        with pytest.raises(NotFound):
            desk.look(who, line)
        with pytest.raises(NotFound):
            desk.settle(who, line, pair.in_force.id, None)


def test_the_coordinator_sees_no_reserved_answer_and_does_not_choose_on_one(claire, tablet_of, plan, write, desk):
    visit, spare = plan(), tablet_of("claire")
    core = {"n_presents": {"v": ["mere"]}, "suite": {"v": "fin"}}
    write(claire, visit, answers=core | {"violence": {"v": "preoccupant", "note": "coups"}})
    write(spare, visit, answers=core | {"violence": {"v": "aborde_rien", "note": "elle rit"}})
    line = only(desk, "helene")
    pair = desk.look("helene", line)
    assert "coups" not in str(pair.fields) and "elle rit" not in str(pair.fields) and pair.reserved == 1
    assert "answers/violence" not in {one.key for one in pair.fields}  # that it was asked and answered tells enough
    picks = every_pick(pair, "a")
    with pytest.raises(Reserved):
        desk.settle("helene", line, pair.in_force.id, picks)
    hers = desk.look("claire", line)
    assert "coups" in str(hers.fields)
    assert desk.settle("claire", line, pair.in_force.id, every_pick(hers, "a"))


def test_a_reserved_answer_of_one_side_is_kept_by_who_may_not_read_it(two, desk, engine):
    line = only(desk, "helene")
    pair = desk.look("helene", line)
    assert "violence" not in str([(one.key, one.question) for one in pair.fields]).casefold()
    desk.settle("helene", line, pair.in_force.id, every_pick(pair, "a"))
    assert in_force(engine, two["visit"].id).body["answers"]["violence"]["v"] == "preoccupant"


def test_why_a_visit_was_settled_is_told_to_whoever_may_read_the_visit(two, desk, engine, cast, today):
    line = only(desk)
    pair = desk.look("claire", line)
    desk.settle("claire", line, pair.in_force.id, every_pick(pair, "a"), "Elle a dit avoir peur")

    def told(actor):
        with db.reading(engine) as session:
            return [one.reason for one, *_ in waiting.decided(session, actor, today, (About.VISIT.value,))]

    assert told(cast.actor("claire")) == told(cast.actor("helene")) == ["Elle a dit avoir peur"]
    for role in ("secretariat", "puericultrice", "medecin_pmi"):
        assert told(replace(cast.actor("helene"), account_id=cast.root.id, role=role)) == []
    with db.writing(engine) as session:
        for one in session.exec(select(CareRelationship).where(CareRelationship.account_id == cast.claire.id)):
            session.delete(one)
    assert told(cast.actor("claire")) == []


def test_two_nurses_at_two_keep_their_reserved_answers_under_their_own_names(
    claire, tablet_of, plan, write, desk, engine, cast, today
):
    visit = plan()
    with db.writing(engine) as session:
        session.add(AccountSector(account_id=cast.nadia.id, sector_id=cast.bourg.id))
        session.add(CareRelationship(account_id=cast.nadia.id, family_id=cast.benali.id, since=today))
        again = session.get_one(Visit, visit.id)
        again.worker_id = cast.nadia.id
        session.add(again)
    core = {"n_presents": {"v": ["mere"]}, "suite": {"v": "fin"}}
    write(claire, visit, answers=core)
    word = write(tablet_of("nadia"), visit, answers=core | {"violence": {"v": "preoccupant"}})
    assert word["word"] == "diverged"
    line = only(desk, "claire")
    pair = desk.look("claire", line)
    assert pair.apart and "preoccupant" not in json.dumps([one.b for one in pair.fields])
    assert "answers/violence" not in {one.key for one in pair.fields}
    with pytest.raises(Apart):
        desk.settle("claire", line, pair.in_force.id, every_pick(pair, "a"))
    made = desk.settle("claire", line, pair.in_force.id, None)
    assert next(one for one in records(engine) if one.id == made).author_id == cast.nadia.id


def test_two_corrections_of_one_record_become_one(claire, tablet_of, plan, write, desk, engine):
    visit, spare = plan(), tablet_of("claire")
    core = {"n_presents": {"v": ["mere"]}, "suite": {"v": "fin"}}
    first = write(claire, visit, answers=core)
    again = {"corrects": first["id"], "correction_reason": "Oubli"}
    write(claire, visit, answers=core | {"n_demande": {"v": "Le bain"}}, **again)
    assert write(spare, visit, answers=core | {"n_demande": {"v": "Le sommeil"}}, **again)["word"] == "diverged"
    line = only(desk)
    pair = desk.look("claire", line)
    assert pair.correction
    with pytest.raises(Apart):
        desk.settle("claire", line, pair.in_force.id, None)
    made = desk.settle("claire", line, pair.in_force.id, every_pick(pair, "b"))
    assert in_force(engine, visit.id).id == made
    assert in_force(engine, visit.id).body["answers"]["n_demande"]["v"] == "Le sommeil"
    assert len(records(engine)) == 4


def test_one_draft_signed_on_two_tablets_under_one_id_keeps_both(claire, tablet_of, plan, write, desk, engine):
    visit, spare = plan(), tablet_of("claire")
    core = {"n_presents": {"v": ["mere"]}, "suite": {"v": "fin"}}
    first = write(claire, visit, answers=core | {"n_demande": {"v": "Le bain"}})
    second = write(spare, visit, id=first["id"], answers=core | {"n_demande": {"v": "Le sommeil"}})
    assert second["word"] == "diverged"
    line = only(desk)
    pair = desk.look("claire", line)
    desk.settle("claire", line, pair.in_force.id, every_pick(pair, "b"))
    said = {one.body["answers"]["n_demande"]["v"] for one in records(engine) if one.corrected_by_id}
    assert said == {"Le bain", "Le sommeil"} and len(records(engine)) == 3


def test_what_nobody_can_read_is_not_kept_beside_under_the_same_id(claire, tablet_of, plan, write, desk):
    visit, spare = plan(), tablet_of("claire")
    first = write(claire, visit)
    for answers in (["x"], "x", {"n_demande": {"v": {"a": []}}}):
        assert write(spare, visit, id=first["id"], answers=answers)["word"] == "invalid"
    assert desk.waiting("claire") == []


def test_a_colleague_puts_nothing_beside_a_visit_that_was_never_hers(
    claire, tablet_of, plan, write, desk, engine, cast, today
):
    visit = plan()
    first = write(claire, visit)
    with db.writing(engine) as session:
        session.add(AccountSector(account_id=cast.nadia.id, sector_id=cast.bourg.id))
        session.add(CareRelationship(account_id=cast.nadia.id, family_id=cast.benali.id, since=today))
    beside = {"n_presents": {"v": ["mere"]}, "suite": {"v": "fin"}, "n_demande": {"v": "Le bain"}}
    assert write(tablet_of("nadia"), visit, id=first["id"], answers=beside)["word"] == "refused"
    assert desk.waiting("claire") == []


def test_what_comes_of_a_choice_is_held_to_the_rules_of_any_visit(claire, tablet_of, plan, write, desk, engine):
    visit, spare = plan(), tablet_of("claire")
    write(claire, visit)
    write(spare, visit, outcome="absente", answers={}, agreement=None, started_at=None, ended_at=None,
          outcome_detail={"reason": "", "postponed_to": None, "notice": None})  # fmt: skip
    line = only(desk)
    pair = desk.look("claire", line)
    both = every_pick(pair, "b")
    assert "outcome" in both
    made = desk.settle("claire", line, pair.in_force.id, every_pick(pair, "a"))
    assert in_force(engine, visit.id).id == made and in_force(engine, visit.id).outcome == "realisee"


FEVER = {"rule": "A11", "item": "temp", "text": "Fièvre avant 3 mois", "orientations": ["tel_15"], "withdrawn_at": None}


def alerts_of(engine, visit_id):
    with db.reading(engine) as session:
        return session.exec(select(UrgentAlert).where(UrgentAlert.visit_id == visit_id)).all()


@pytest.mark.parametrize(("told", "as_two"), [(True, False), (False, False), (False, True)])
def test_what_was_urgent_on_the_side_kept_beside_is_raised_by_the_choice(
    claire, tablet_of, plan, write, desk, engine, cast, now, told, as_two
):
    visit, spare, child = plan(), tablet_of("claire"), str(cast.benali_child.id)
    core = {"answers": {"n_presents": {"v": ["mere"]}, "suite": {"v": "fin"}}, "children": [child]}
    fever = FEVER | {"child_id": child, "raised_at": stamp(now), "done": [{"what": "15 appelé", "at": stamp(now)}]}
    hot = {"child_answers": {child: {"temp": {"v": 38.4, "confirmed": True}}}} | ({"urgent": [fever]} if told else {})
    write(claire, visit, **core, **({"urgent": []} if told else {}))
    assert write(spare, visit, **core, **hot)["word"] == "diverged"
    assert alerts_of(engine, visit.id) == []
    line = only(desk, "helene")
    pair = desk.look("helene", line)
    assert "urgent" not in {one.key for one in pair.told}
    made = desk.settle("helene", line, pair.in_force.id, None if as_two else every_pick(pair, "a"))
    [alert] = alerts_of(engine, visit.id)
    assert (alert.rule, alert.child_key, len(alert.done)) == ("A11", child, int(told))
    if not as_two:
        assert alert.record_id == made and in_force(engine, visit.id).body.get("urgent") == ([fever] if told else None)
