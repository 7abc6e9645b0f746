"""« Conservation » as a client gets it: the head decides with names, the DPO carries out without, others stay out."""

from datetime import date

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.account import actor as actor_of
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.retention import Retention
from fieldvisit.retention import slip_pdf
from fieldvisit.retention.disposal_list import DisposalList
from tests.retention.conftest import old  # noqa: F401


@pytest.fixture
def opened(tab, cookie, engine, office):
    """``opened("dpo")``: the page as somebody of that role sees it, in Bourg."""

    def open_as(role, name):
        with db.writing(engine) as writer:
            writer.get_one(Account, getattr(office, name).id).role = role
        client = tab(cookie=cookie(name), path="/conservation")
        client.load(Desk.arrive, Retention.load)
        return client

    return open_as


def the_list(engine) -> DisposalList:
    with db.reading(engine) as session:
        return session.exec(select(DisposalList)).one()


def approved(engine, head, home, act="eliminer"):
    head.call(Retention.make, form={f"act-{home.id}": act, f"reason-{home.id}": "Un motif"})
    asked = str(the_list(engine).id)
    visa = {"list": asked, "reference": "AD01-2026-117", "name": "Directrice des Archives", "on": "2026-11-20"}
    head.call(Retention.give_visa, form=visa)
    head.call(Retention.approve, list_id=asked)
    return asked


def test_from_the_proposal_to_the_end(opened, engine, old):  # noqa: F811
    home = old()
    head = opened("medecin_responsable", "helene")
    assert "Famille Ancienne" in head.words() and "28 ans du plus jeune enfant" in head.words()
    asked = approved(engine, head, home)
    dpo = opened("dpo", "ines")
    assert "Dossier n° 1" in dpo.words() and "Ancienne" not in dpo.words() and home.case_number not in dpo.words()
    dpo.call(Retention.ask, list_id=asked)
    assert "1 dossier disparaît pour toujours" in dpo.words()
    with db.reading(engine) as session:
        assert session.exec(select(Person).where(Person.family_id == home.id)).all(), "asking does nothing yet"
    dpo.load(Retention.execute)
    assert "1 dossier éliminé" in dpo.words()
    with db.reading(engine) as session:
        assert session.exec(select(Person).where(Person.family_id == home.id)).all() == []
    again = opened("medecin_responsable", "helene")
    assert "Ancienne" not in again.words()


def test_archived_then_taken_back(opened, engine, old):  # noqa: F811
    home = old(date(2010, 1, 1))
    head = opened("medecin_responsable", "helene")
    asked = approved(engine, head, home, "archiver")
    dpo = opened("dpo", "ines")
    dpo.call(Retention.ask, list_id=asked)
    dpo.load(Retention.execute)
    head = opened("medecin_responsable", "helene")
    assert "Famille Ancienne" in head.words() and "8 ans du plus jeune enfant" in head.words()
    head.call(Retention.bring_back, form={"family": str(home.id), "reason": "La mère attend un enfant."})
    with db.reading(engine) as session:
        assert session.get_one(Household, home.id).archived_at is None


@pytest.mark.parametrize(
    "role", ["coordinatrice", "puericultrice", "medecin_pmi", "administrateur", "secretariat", "crip"]
)
def test_nobody_else_is_let_in(opened, engine, old, role):  # noqa: F811
    home = old()
    client = opened(role, "helene")
    client.call(Retention.make, form={f"act-{home.id}": "eliminer"})
    assert "Ancienne" not in client.words() and "Liste" not in client.words()
    with db.reading(engine) as session:
        assert session.exec(select(DisposalList)).all() == []


def test_the_dpo_decides_nothing_and_the_head_carries_nothing_out(opened, engine, old):  # noqa: F811
    home = old()
    dpo = opened("dpo", "ines")
    dpo.call(Retention.make, form={f"act-{home.id}": "eliminer"})
    assert "médecin responsable établit" in dpo.words()
    head = opened("medecin_responsable", "helene")
    asked = approved(engine, head, home)
    head.call(Retention.ask, list_id=asked)
    head.load(Retention.execute)
    assert "exécutée par le ou la DPO" in head.words() and the_list(engine).executed_at is None


def test_what_is_no_id_and_a_call_before_anything_was_asked_are_refused_in_words(opened):
    client = opened("dpo", "ines")
    client.load(Retention.execute)
    client.call(Retention.ask, list_id="x")
    client.call(Retention.give_visa, form={"list": "", "on": "demain"})
    client.call(Retention.bring_back, form={})
    assert "n’existe pas" in client.words()


def test_the_slip_tells_no_name(opened, engine, office, cookie, http, old):  # noqa: F811
    home = old()
    head = opened("medecin_responsable", "helene")
    asked = approved(engine, head, home)
    with db.reading(engine) as session:
        reader = actor_of(session, session.get_one(Account, office.helene.id))
        slip = slip_pdf.read(session, reader, the_list(engine).id)
    told = str(slip.words)
    for words in ("L212-2", "AD01-2026-117", "2000", "28 ans du plus jeune enfant", "Dossier de PMI"):
        assert words in told
    assert "Ancienne" not in told and home.case_number not in told and "Rose" not in told
    answer = http.get(f"/api/conservation/{asked}.pdf", headers={"cookie": cookie("helene")})
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    for name, path in (("claire", asked), ("helene", "x")):
        answer = http.get(f"/api/conservation/{path}.pdf", headers={"cookie": cookie(name)})
        assert answer.status_code == 404


def test_the_menu_has_it_for_these_two_only(opened):
    for role, there in (("medecin_responsable", True), ("dpo", True), ("coordinatrice", False)):
        assert ("'href': '/conservation'" in opened(role, "helene").text()) is there
