"""The county's references and how it corrects ages reach the tablets that draw charts, and no other."""

import json

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, Actor
from fieldvisit.families.person import Person
from fieldvisit.growth import plausibility, references
from fieldvisit.growth.measurement import Measurement

TABLE = "reference_id,version,indicator,sex,x_unit,x,L,M,S\n" + "".join(
    f"afpa,2018,wfa,{sex},months,{x},1,{3 + x},0.1\n" for sex in "MF" for x in (1, 2, 3)
)


@pytest.fixture
def head():
    return Actor(db.new_id(), "Françoise Berthet", "medecin_responsable", frozenset())


@pytest.fixture
def imported(engine, head, now):
    with db.writing(engine) as session:
        return references.bring_in(session, head, TABLE.encode(), "afpa.csv", now)


def _asked(tablet) -> dict:
    """As a tablet of today asks: what it has aboard for charts."""
    settings = tablet.aboard("growth").get("growth", {}).get("settings")
    known = {id: body["withdrawn"] for id, body in tablet.aboard("reference").items()}
    return {"growth": {"settings": settings, "references": known}}


def test_a_tablet_gets_each_reference_once_and_learns_that_it_was_withdrawn(tablet_of, engine, head, now, imported):
    claire = tablet_of("claire")
    claire.pull(**_asked(claire))
    body = claire.aboard("reference")["afpa@2018"]
    assert body["tables"]["wfa"]["F"]["M"] == [4, 5, 6] and body["withdrawn"] is False
    assert claire.aboard("growth")["growth"]["settings"] == plausibility.SETTINGS
    assert [doc["kind"] for doc in claire.ask(**_asked(claire))["docs"]] == []
    with db.writing(engine) as session:
        references.withdraw(session, head, imported.id, now)
    claire.pull(**_asked(claire))
    assert claire.aboard("reference")["afpa@2018"] == {"id": "afpa@2018", "withdrawn": True}
    with db.writing(engine) as session:
        references.offer(session, head, imported.id)
    claire.pull(**_asked(claire))
    assert claire.aboard("reference")["afpa@2018"]["tables"]


def test_a_tablet_that_knows_nothing_of_it_and_one_without_health_get_none(tablet_of, imported):
    claire, sylvie = tablet_of("claire"), tablet_of("sylvie")
    claire.pull()
    sylvie.pull(**_asked(sylvie))
    for tablet in (claire, sylvie):
        assert not tablet.aboard("reference") and not tablet.aboard("growth")


def test_a_reference_with_an_odd_key_or_that_cannot_be_read_costs_no_tablet_its_pull(
    tablet_of, engine, head, now, imported
):
    with db.writing(engine) as session:
        one = session.get_one(references.GrowthReference, imported.id)
        one.code, one.document = "af@pa", one.document.replace("afpa@2018", "af@pa@2018")
        session.add(one)
        session.flush()
        bad = references.bring_in(session, head, TABLE.replace("afpa", "bad").encode(), "bad.csv", now)
        bad.document = "{"
    claire = tablet_of("claire")
    claire.pull(**_asked(claire))
    assert claire.aboard("family") and claire.aboard("growth")
    assert list(claire.aboard("reference")) == ["af@pa@2018"]
    with db.reading(engine) as session:
        assert references.chosen(session, "af@pa@2018")


@pytest.mark.parametrize("told", [None, [], "x", {"references": []}, {"references": {"afpa@2018": 3}, "settings": 4}])
def test_whatever_a_tablet_says_it_has_is_answered(tablet_of, imported, told):
    claire = tablet_of("claire")
    claire.ask(growth=told)


@pytest.mark.parametrize("role", ["tisf", "intervenant_aep"])
def test_whatever_a_family_worker_s_tablet_asks_nothing_of_growth_comes_aboard(
    tablet_of, engine, cast, now, imported, role
):
    with db.writing(engine) as session:
        session.get_one(Account, cast.sylvie.id).role = role
        child = session.get_one(Person, cast.benali_child.id)
        child.term_weeks, child.birth_weight_g, child.birth_length_cm, child.birth_head_cm = 33, 1858, 43.25, 30.75
        session.get_one(Person, cast.benali_mother.id).height_cm = 163.5
        for kind, value in (("poids", 2717), ("taille", 47.35), ("pc", 33.65)):
            session.add(
                Measurement(
                    family_id=cast.benali.id,
                    child_id=child.id,
                    taken_at=now,
                    kind=kind,
                    value=value,
                    doubtful=False,
                    entered_by=cast.claire.id,
                )
            )
    sylvie, claire = tablet_of("sylvie"), tablet_of("claire")
    sylvie.pull_all()
    sylvie.pull(**_asked(sylvie))
    sylvie.pull(cursor=None, growth={"settings": None, "references": {"afpa@2018": True}})
    claire.pull_all()
    hers, all_of_it = (json.dumps(tablet.aboard("family"), ensure_ascii=False) for tablet in (sylvie, claire))
    assert cast.benali.case_number in hers
    for secret in ("2717", "47.35", "33.65", "1858", "43.25", "30.75", "163.5", "measurements", "height_cm"):
        assert secret in all_of_it, "what is looked for is aboard for who may read it"
        assert secret not in hers, secret
    assert not any(sylvie.aboard(kind) for kind in ("growth", "reference", "record", "form"))
