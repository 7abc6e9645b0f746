"""The county's alert rules reach the tablets that judge by them; a signed visit keeps its alerts."""

from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import AccountSector, Actor
from fieldvisit.access.care import CareRelationship
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.db import new_id
from fieldvisit.forms import county_rules
from fieldvisit.schedule.record import VisitRecord
from tests.sync.tablet import stamp, visit_record

WHY = {"rule": "Règle", "source": "Source", "action": "", "facts": [{"label": "Perte", "value": "8 %"}]}


def _asked(tablet) -> dict:
    return {"alert_rules": tablet.aboard("alert_rules").get("alert_rules", {}).get("version")}


def test_a_tablet_gets_the_rules_once_and_again_when_a_threshold_moves(tablet_of, engine, cast, now):
    claire, sylvie, older = tablet_of("claire"), tablet_of("sylvie"), tablet_of("nadia")
    claire.pull(**_asked(claire))
    first = claire.aboard("alert_rules")["alert_rules"]
    assert first["version"].startswith("0.") and first["leaves"] == []
    assert "alert_rules" not in {doc["kind"] for doc in claire.ask(**_asked(claire))["docs"]}
    head = Actor(cast.nadia.id, "Nadia Haddad", "medecin_responsable", frozenset())
    with db.writing(engine) as session:
        county_rules.change(session, head, "A11", {"seuil.temp": "38,5"}, "", 0, now)
    claire.pull(**_asked(claire))
    second = claire.aboard("alert_rules")["alert_rules"]
    assert second["version"].startswith("1.") and second["leaves"][0]["now"] == 38.5
    sylvie.pull(**_asked(sylvie))
    older.pull()
    assert not sylvie.aboard("alert_rules") and not older.aboard("alert_rules")


def _raised(**more) -> dict:
    one = {"level": "vigilance", "text": "Texte", "orientation": [], "item": None, "child": None, "code": "A02"}
    return one | {"private": False, "why": WHY} | more


def test_a_colleague_reads_the_alerts_as_they_rose_and_nothing_that_was_confided(
    tablet_of, engine, plan, cast, now, today
):
    claire = tablet_of("claire")
    visit = plan()
    told = [_raised(), _raised(code="A17", text="Protocole violences", private=True), "de travers", {"level": "rouge"}]
    body = visit_record(visit, now, alerts={"version": "3.abcdef01", "raised": told})
    id = new_id()
    [word] = claire.push(claire.line("visit_record", body, id=id, family_id=visit.family_id))
    assert word["word"] == "received", word
    with db.reading(engine) as session:
        assert session.get_one(VisitRecord, id).body["alerts"]["raised"] == told, "kept as it was signed"
    with db.writing(engine) as session:
        session.add(AccountSector(account_id=cast.nadia.id, sector_id=cast.bourg.id))
        session.add(CareRelationship(account_id=cast.nadia.id, family_id=visit.family_id, since=today))
    nadia = tablet_of("nadia")
    for tablet, seen in ((claire, 4), (nadia, 1)):
        tablet.pull_all()
        kept = tablet.aboard("record")[str(id)]
        assert len(kept["body"]["alerts"]["raised"]) == seen
        assert kept["body"]["alerts"]["version"] == "3.abcdef01"
    assert "Protocole violences" not in str(nadia.aboard("record"))


def test_an_urgent_says_why_and_what_cannot_be_read_of_it_is_left_out(tablet_of, engine, plan, now):
    claire, visit = tablet_of("claire"), plan()
    alert = {"rule": "A01", "item": None, "child_id": None, "text": "Perte", "orientations": [], "private": False}
    alert |= {"raised_at": stamp(now), "withdrawn_at": None, "done": []}
    odd = {
        "rule": 3,
        "source": "Source",
        "facts": ["x", {"label": "", "value": "1"}, {"label": "Perte", "value": "8 %"}],
    }
    body = {"visit_id": str(visit.id), "record_id": None, "at": stamp(now)}
    lines = [alert | {"why": odd}, alert | {"rule": "A09", "why": "?"}]
    [word] = claire.push(claire.line("urgent", body | {"alerts": lines}, id=new_id(), family_id=visit.family_id))
    assert word["word"] == "received", word
    with db.reading(engine) as session:
        found = {one.rule: one.why for one in session.exec(select(UrgentAlert))}
    assert found["A01"] == {"rule": "", "source": "Source", "action": "", "facts": WHY["facts"]}
    assert found["A09"] == {}
