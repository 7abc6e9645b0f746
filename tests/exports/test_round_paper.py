"""The round on paper: what it says to whom, what it never says, and that a name is a name."""

import io
import json
import time as clock
from datetime import time, timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.exports import round_pdf, round_sheet
from fieldvisit.families.household import Household
from fieldvisit.forms import compartments
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit

SECRET = "CANARI"


@pytest.fixture
def plan(engine, cast, today, now):
    def make(family="benali", worker="claire", **fields) -> Visit:
        visit = Visit(
            **{
                "family_id": getattr(cast, family).id,
                "kind": "vad_suivi",
                "planned_on": today,
                "planned_at": time(9, 0),
                "duration_min": 45,
                "worker_id": getattr(cast, worker).id,
                "reason": f"{SECRET} motif",
                "created_at": now,
                "created_by": cast.helene.id,
            }
            | fields
        )
        with db.writing(engine) as session:
            session.add(visit)
        return visit

    return make


@pytest.fixture
def last_visit(engine, cast, plan, today, now):
    """Written ten days ago at the Benali's, with a canary in everything that paper must not say."""
    visit = plan(planned_on=today - timedelta(days=10), status="realisee")
    violence = compartments.TABLE["violence_items"]
    body = {
        "kind": "vad_suivi",
        "forms": {"vad": "2.0.0"},
        "answers": {"suite": {"v": "nouvelle_vad", "note": SECRET}} | {item: {"v": SECRET} for item in violence},
        "notes": [{"at": "2026-11-13T09:00:00.000Z", "text": SECRET}],
    }
    record = VisitRecord(
        id=new_id(),
        family_id=visit.family_id,
        visit_id=visit.id,
        author_id=cast.claire.id,
        outcome="realisee",
        body=body,
        digest="d",
        captured_at=now - timedelta(days=10),
        received_at=now - timedelta(days=10),
    )
    with db.writing(engine) as session:
        session.add(record)
        session.flush()
        for kind, value, doubtful in (("poids", 4125.0, False), ("taille", 54.5, False), ("poids", 9999.0, True)):
            session.add(
                Measurement(
                    family_id=visit.family_id,
                    child_id=cast.benali_child.id,
                    taken_at=now - timedelta(days=10),
                    kind=kind,
                    value=value,
                    doubtful=doubtful,
                    entered_by=cast.claire.id,
                    record_id=record.id,
                )
            )


@pytest.fixture
def sheet(engine, cast, today, now):
    def read(reader="helene", worker="claire", on=None, actor=None):
        with db.reading(engine) as session:
            who = actor or cast.actor(reader)
            return round_sheet.read(session, who, getattr(cast, worker).id, on or today, today, now)

    return read


def printed(sheet) -> str:
    """The text of the PDF, on one line."""
    reader = PdfReader(io.BytesIO(round_pdf.render(sheet)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_paper_says_what_is_needed_at_the_door(plan, last_visit, sheet):
    plan()
    plan("petit", planned_at=time(10, 30), position=1)
    text = printed(sheet())
    assert text.index("10:30") < text.index("09:00"), "in the nurse's order"
    for words in (
        *("Tournée du lundi 23 novembre 2026", "Claire Morel", "Puéricultrice de PMI", "Bourg-en-Bresse"),
        *("Famille Benali", "1 rue des Tilleuls, 01000 Bourg-en-Bresse", "06 12 34 56 78", "Interphone en panne"),
        *("Chien dans la cour", "Mère : Samira, 31 ans", "Adam, 30 j", "Léa, 1 mois", "01-2026-0001"),
        *("13/11/2026, Claire Morel, réalisée", "suite : Nouvelle VAD", "Poids 4 125 g", "Taille 54,5 cm"),
        *("Réalisée", "Famille absente", "Refusée", "Reportée au", "Poids", "Taille", "PC"),
        *("Confidentiel – à détruire après saisie", "Imprimée par Hélène Vidal le 23/11/2026 à 10:30", "Page 1 sur 1"),
    ):
        assert words.replace("\u202f", " ") in text.replace("\u202f", " "), words


def test_the_paper_never_says_what_was_confided(plan, last_visit, sheet):
    plan()
    for reader in ("claire", "helene", "ines"):
        assert SECRET not in printed(sheet(reader)) and "9999" not in printed(sheet(reader))


def test_an_evaluation_is_a_plain_visit_on_paper_for_everybody(plan, sheet):
    plan(kind="vad_eval_ip")
    assert "Visite à domicile" in printed(sheet("helene")) and "valuation" not in printed(sheet("helene"))


def test_a_visit_whose_name_tells_of_health_is_a_plain_visit_on_the_secretariats_paper(plan, sheet, cast):
    plan(kind="vad_prema")
    secretary = Actor(cast.root.id, "Secrétaire", "secretariat", frozenset([cast.bourg.id]))
    text = printed(sheet(actor=secretary))
    assert "Visite à domicile" in text and "rématuré" not in text and "vulnérabilité" not in text
    assert "rématuré" in printed(sheet("claire"))


def test_who_may_not_read_visits_gets_no_summary(plan, last_visit, sheet, cast):
    plan()
    secretary = Actor(cast.root.id, "Secrétaire", "secretariat", frozenset([cast.bourg.id]))
    text = printed(sheet(actor=secretary))
    assert "Famille Benali" in text and "Samira" in text
    for hidden in ("Nouvelle VAD", "4 125", "Dernière visite"):
        assert hidden not in text.replace("\u202f", " ")


def test_a_family_worker_prints_her_own_round_without_health_nor_safety_notes(plan, last_visit, sheet):
    plan(worker="sylvie")
    text = printed(sheet("sylvie", "sylvie"))
    assert "Famille Benali" in text and "Interphone" in text and "Adam, 30 j" in text
    for hidden in ("Chien", "Samira, 31", "4 125", "Nouvelle VAD", "Poids", "PC"):
        assert hidden not in text.replace("\u202f", " ")


@pytest.mark.parametrize(("reader", "role"), [("nadia", None), ("sylvie", None), ("helene", "crip"), ("root", None)])
def test_who_may_not_see_the_round_prints_nothing(plan, sheet, cast, reader, role):
    plan()
    actor = Actor(getattr(cast, reader).id, "X", role, frozenset([cast.bourg.id])) if role else None
    with pytest.raises(round_sheet.Nothing):
        sheet(reader, actor=actor)


def test_a_cancelled_visit_is_left_out_and_a_received_one_asks_for_nothing(plan, sheet):
    plan(status="annulee")
    plan("petit", status="realisee")
    text = printed(sheet())
    assert "Benali" not in text and "Déjà reçue au bureau : Réalisée" in text and "Famille absente" not in text


NASTY = (
    '#import "@preview/x:1"',
    "*gras* _it_ $x^2$",
    "\\ \\u{41} `code`",
    '= Titre\n- #read("/etc/passwd")',
    "]#panic()[",
)


@pytest.mark.parametrize("name", NASTY)
def test_what_a_family_is_called_is_printed_and_never_obeyed(plan, sheet, engine, cast, name):
    plan()
    with db.writing(engine) as session:
        home = session.get(Household, cast.benali.id)
        home.label, home.address, home.access_notes = name, name, name
    text = printed(sheet())
    assert text.count(" ".join(name.split())) == 3


def test_names_of_everywhere_have_their_letters(plan, sheet, engine, cast):
    plan()
    with db.writing(engine) as session:
        session.get(Household, cast.benali.id).label = "Famille Nguyễn-Şahin Œuvrard Łukasz Ćosić"
    assert "Nguyễn-Şahin Œuvrard Łukasz Ćosić" in printed(sheet())


def test_five_visits_hold_on_two_pages_and_are_set_within_a_second(plan, last_visit, sheet, engine, cast):
    with db.writing(engine) as session:
        session.get(Household, cast.petit.id).access_notes = "Bâtiment C, code 4B12, troisième étage. " * 6
    for at in range(5):
        plan(("benali", "petit")[at % 2], planned_at=time(9 + at))
    begun = clock.perf_counter()
    content = round_pdf.render(sheet())
    assert clock.perf_counter() - begun < 1
    assert len(PdfReader(io.BytesIO(content)).pages) <= 2


def test_nothing_is_fetched_from_outside(monkeypatch, plan, sheet):
    """Fonts are inside the package; the template names no other package."""
    plan()
    source = round_pdf.TEMPLATE.read_text(encoding="utf-8")
    assert "@preview" not in source and "#import" not in source
    fonts = {
        str(font["/BaseFont"]).split("+")[-1]
        for page in PdfReader(io.BytesIO(round_pdf.render(sheet()))).pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    assert fonts and all("Libertinus" in each for each in fonts), fonts


def test_each_family_on_the_sheet_has_its_line_in_the_journal(plan, sheet, engine, cast, now):
    one, other = plan(), plan("petit")
    made = sheet()
    with db.writing(engine) as session:
        round_sheet.note(session, cast.actor("helene"), made, now)
    with db.reading(engine) as session:
        lines = session.exec(select(AccessEvent)).all()
    assert {(line.account_id, line.family_id, line.what, line.screen, line.subject_id) for line in lines} == {
        (cast.helene.id, visit.family_id, "impression", "tournee_papier", visit.id) for visit in (one, other)
    }


def test_a_family_that_may_not_be_named_keeps_its_number(plan, sheet, monkeypatch, cast):
    plan()

    def closed(*_):
        raise round_sheet.household.NotFound

    monkeypatch.setattr(round_sheet.file, "read", closed)
    text = printed(sheet())
    assert "Dossier 01-2026-0001" in text and "Benali" not in text


def test_what_goes_to_the_template_is_data_only(plan, sheet):
    plan()
    told = json.loads(json.dumps(round_pdf._words(sheet())))
    assert set(told) == {"title", "sector", "who", "printed", "fonts", "calls"}


def test_a_care_relationship_that_ended_closes_the_summary(plan, last_visit, sheet, engine, cast, today):
    plan()
    with db.writing(engine) as session:
        for relation in session.exec(select(CareRelationship).where(CareRelationship.account_id == cast.ines.id)):
            relation.until = today - timedelta(days=1)
    assert "Nouvelle VAD" not in printed(sheet("ines")) and "Nouvelle VAD" in printed(sheet("claire"))
