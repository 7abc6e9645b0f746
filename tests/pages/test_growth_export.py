"""A child's growth on paper and as a picture: what it says, who may have it, and that whoever may not gets nothing."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.offline import drawn
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.growth_card import GrowthCard

SAID = (
    *("Adam Benali, garçon, né le", "Famille Benali – 01-2026-0001", "Né à 33 SA + 2 j", "Imprimé par Claire Morel"),
    *("OMS 2006/2007 – ce ne sont pas les courbes du carnet de santé", "WHO Child Growth Standards, 2006", "OMS 2006"),
    *("Poids", "Taille", "à l’âge réel", "à l’âge corrigé", "douteuse, ne compte pas", "Âge corrigé", "2,717 kg"),
    *("47,5 cm", "9,999 kg", "Douteuse", "Naissance", "1,850 kg", "Page 1 sur 2"),
)


@pytest.fixture
def weighed(office, engine, now):
    """Adam, thirty days old, born at 33 weeks: a few measures, one of them doubtful; his mother's height."""
    with db.writing(engine) as session:
        child = session.get_one(Person, office.benali_child.id)
        child.sex, child.term_weeks, child.term_days, child.birth_weight_g = "M", 33, 2, 1850
        session.get_one(Person, office.benali_mother.id).height_cm = 163
        for days, kind, value, doubtful in (
            (20, "poids", 2050, False),
            (10, "poids", 9999, True),
            (3, "poids", 2717, False),
            (3, "taille", 47.5, False),
        ):
            session.add(
                Measurement(
                    family_id=office.benali.id,
                    child_id=child.id,
                    taken_at=now - timedelta(days=days),
                    kind=kind,
                    value=value,
                    method="couche" if kind == "taille" else "",
                    doubtful=doubtful,
                    entered_by=office.claire.id,
                )
            )
    return child


@pytest.fixture
def asked(http, cookie, office):
    def ask(name="claire", query="format=pdf&mesure=poids", family=None, child=None):
        path = f"/api/croissance/{(family or office.benali).id}/{(child or office.benali_child).id}?{query}"
        return http.get(path, headers={"cookie": cookie(name)} if name else {})

    return ask


def words(answer) -> str:
    reader = PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_sheet_says_who_when_which_reference_and_every_measure(asked, weighed, engine, office):
    answer = asked(query="format=pdf&mesure=taille&mesure=poids&periode=3m")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"].startswith('inline; filename="croissance-adam-2026-11-23.pdf"')
    text = words(answer)
    for said in SAID:
        assert said in text, said
    assert text.index("2,717 kg") < text.index("47,5 cm"), "weight first, as on screen, whatever the order asked"
    with db.reading(engine) as session:
        [line] = session.exec(select(AccessEvent).where(AccessEvent.screen == "croissance_pdf"))
        assert (line.what, line.subject_id, line.family_id) == ("impression", weighed.id, office.benali.id)


def test_the_drawing_is_the_tablet_s_own_and_tells_lines_apart_without_colour(weighed, engine, office, today):
    from fieldvisit.pages import growth_facts

    with db.reading(engine) as session:
        facts = growth_facts.read(session, office.actor("claire"), office.benali.id, today)
    given = {name: facts[name] for name in ("today", "references", "settings", "adults")}
    choices = [{"measure": one, "span": "", "ages": "", "reference": ""} for one in ("poids", "ds", "imc")]
    child = next(one for one in facts["children"] if one["id"] == str(weighed.id))
    weight, all_of_them, bmi = drawn.growth(child, choices, given, "Libertinus Serif")
    assert weight["svg"].count("stroke-dasharray") >= 5 and ">douteuse</text>" in weight["svg"]
    assert "currentColor" not in weight["svg"] and "class=" not in weight["svg"]
    assert [row["out"] for row in weight["rows"]] == [False, True, False, False]
    assert all_of_them["title"] == "Toutes les mesures, en DS" and "Mesure" in all_of_them["columns"]
    assert bmi["rows"] == [] and "à partir de 2 ans" in bmi["empty"]


def test_a_picture_is_a_page_wide_and_several_stand_one_under_the_other(asked, weighed):
    one, two = (
        Image.open(io.BytesIO(asked(query=f"format=png&mesure=poids{more}").content)) for more in ("", "&mesure=pc")
    )
    assert one.size == (1240, 1754) and two.size == (1240, 3508)
    assert one.convert("L").getextrema()[0] < 40, "it is not blank"


def test_a_child_whose_name_is_an_order_to_the_printer_is_a_child(asked, weighed, engine):
    with db.writing(engine) as session:
        session.get_one(Person, weighed.id).first_name = '#panic("x") <b>&É "'
    assert '#panic("x") <b>&É "' in words(asked())


def test_without_a_birth_date_or_a_sex_the_sheet_says_why(asked, weighed, engine):
    with db.writing(engine) as session:
        session.get_one(Person, weighed.id).sex = None
    assert "Sexe non renseigné : ni lignes, ni DS" in words(asked())
    with db.writing(engine) as session:
        session.get_one(Person, weighed.id).birth_date = None
    text = words(asked())
    assert "date de naissance non renseignée" in text and "ni âge, ni courbe" in text


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("format=pdf", 400, "au moins une courbe"),
        ("format=exe&mesure=poids", 400, "pas lisible"),
        ("format=pdf&mesure=poids&mesure=x", 400, "pas lisible"),
        (f"format=pdf&mesure=poids&reference={'a' * 200}", 400, "pas lisible"),
    ],
)
def test_what_cannot_be_read_is_said(asked, weighed, query, status, says):
    answer = asked(query=query)
    assert answer.status_code == status and says in answer.text


def test_a_drawing_that_fails_leaves_no_line_in_the_journal(asked, weighed, engine, monkeypatch):
    monkeypatch.setattr(drawn, "_node", lambda: "/nowhere/node")
    answer = asked()
    assert answer.status_code == 503 and "imprimez-la depuis l’écran" in answer.text
    with db.reading(engine) as session:
        assert session.exec(select(AccessEvent).where(AccessEvent.screen == "croissance_pdf")).all() == []


@pytest.mark.parametrize(("name", "status"), [("sylvie", 403), ("root", 403), ("nadia", 404), (None, 303)])
def test_whoever_may_not_read_the_child_s_health_gets_no_sheet(asked, weighed, engine, name, status):
    answer = asked(name)
    assert answer.status_code == status
    assert "2,717" not in answer.text and "Adam" not in answer.text
    with db.reading(engine) as session:
        assert session.exec(select(AccessEvent).where(AccessEvent.what == "impression")).all() == []


def test_a_child_of_another_file_is_not_found_in_this_one(asked, weighed, office):
    assert asked(child=office.roche_child).status_code == 404
    assert asked(family=office.petit).status_code == 404
    assert asked(child=type("Odd", (), {"id": "x"})).status_code == 400


@pytest.mark.parametrize("role", ["tisf", "responsable_tisf", "intervenant_aep"])
def test_a_family_worker_s_office_page_holds_nothing_of_growth(tab, cookie, asked, weighed, engine, office, role):
    with db.writing(engine) as session:
        session.get_one(Account, office.sylvie.id).role = role
    page = tab(cookie=cookie("sylvie"), path=f"/familles/{office.benali.id}")
    page.load(Desk.arrive, FamilyFile.load, GrowthCard.load)
    for secret in ("2717", "9999", "1850", "47.5", "163", "measurements", "term_weeks", "height_cm': 1"):
        assert secret not in page.text(), secret
    assert asked("sylvie").status_code == 403
    nurse = tab(cookie=cookie("claire"), path=f"/familles/{office.benali.id}")
    nurse.load(Desk.arrive, FamilyFile.load, GrowthCard.load)
    assert "2717" in nurse.text(), "what is looked for is there for who may read it"
