"""A record's answers as a file: each role what it reads, what was confided only when asked for, always a line."""

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.forms import catalogue
from fieldvisit.pages.office import record_card
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.schedule.record import VisitRecord
from tests.exports import fhir_reader
from tests.pages.test_record import record  # noqa: F401  (the fixture)


@pytest.fixture
def written(record, engine):  # noqa: F811
    """Claire's visit, with an orientation that is private beside one that is not."""
    with db.writing(engine) as writer:
        stored = writer.get_one(VisitRecord, record.id)
        answers = stored.body["answers"] | {"orient": {"v": ["crip", "psychologue_pmi"], "note": "écrit à la CRIP"}}
        answers["violence"] = {"v": "preoccupant", "note": "confidence"}
        stored.body = stored.body | {"answers": answers}
    return stored


@pytest.fixture
def export(http, cookie, written):
    """``export("ines", "oui")`` asks for the file, with what was confided or without."""

    def as_(name, confidential=""):
        query = f"?confidentiel={confidential}" if confidential else ""
        headers = {"cookie": cookie(name)} if name else {}
        return http.get(f"/api/ecrits/{written.id}/fhir.json{query}", headers=headers)

    return as_


def _lines(engine, written):
    with db.reading(engine) as reader:
        found = reader.exec(select(AccessEvent).where(AccessEvent.subject_id == written.id)).all()
    return [(line.account_id, line.what, line.screen) for line in found]


def test_it_leaves_as_a_valid_file_and_leaves_a_line(export, engine, written, office):
    answer = export("helene")
    assert answer.headers["content-type"] == "application/fhir+json"
    assert f'filename="reponses-{written.id}.fhir.json"' in answer.headers["content-disposition"]
    read = QuestionnaireResponse.model_validate(answer.json())
    assert read.status == "completed" and read.questionnaire.endswith("/fhir/Questionnaire/vad_1m|2.0.0")
    assert answer.json()["meta"]["security"][0]["code"] == "R"
    assert _lines(engine, written) == [(office.helene.id, "export", "fhir")]


@pytest.mark.parametrize("name", ["claire", "ines", "helene"])
def test_what_was_confided_never_leaves_by_default(export, name):
    text = export(name).text
    assert "confidence" not in text and "preoccupant" not in text and "violence" not in text
    assert "crip" not in text.lower(), "a private option, and the words beside it"
    assert "psychologue_pmi" in text and "4210" in text


@pytest.mark.parametrize(("name", "reads"), [("claire", True), ("ines", True), ("helene", False)])
def test_asked_for_it_goes_to_whoever_may_read_it(export, engine, written, office, name, reads):
    answer = export(name, "oui")
    assert ("confidence" in answer.text, "preoccupant" in answer.text) == (reads, reads)
    QuestionnaireResponse.model_validate(answer.json())
    assert answer.json()["meta"]["security"][0]["code"] == "V"
    assert _lines(engine, written) == [(getattr(office, name).id, "export", "fhir_confidentiel")]


def test_the_mother_s_answers_leave_with_whoever_reads_them(export, written):
    answers, of_children = fhir_reader.answers(export("ines").json(), catalogue.grid_for("vad_1m")["items"])
    assert answers["humeur_mere"] == {"v": "triste", "note": "pleure en parlant"}
    (child,) = written.body["children"]
    assert of_children == {child: {"poids": {"v": 4210}, "taille": {"v": 54.5, "method": "couche"}}}


def test_no_name_leaves_but_the_first_name_of_a_child_and_the_author(export, office):
    text = export("helene").text
    assert office.benali_child.first_name in text and "Claire Morel" in text
    for private in ("Benali", "Samira", "Tilleuls", "06 12"):
        assert private not in text


@pytest.mark.parametrize(("name", "status"), [("", 303), ("nadia", 404), ("sylvie", 403), ("root", 403)])
def test_whoever_may_not_read_it_gets_nothing_and_no_line(export, engine, written, name, status):
    answer = export(name)
    assert answer.status_code == status
    assert "4210" not in answer.text and _lines(engine, written) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [({"outcome": "absente"}, "pas été réalisée"), ({"corrected_by_id": True}, "ouvrez la correction")],
)
def test_what_was_not_made_or_was_corrected_since_is_refused_in_a_sentence(export, engine, written, change, words):
    with db.writing(engine) as writer:
        stored = writer.get_one(VisitRecord, written.id)
        stored.outcome = change.get("outcome", stored.outcome)
        stored.corrected_by_id = written.id if "corrected_by_id" in change else None
    answer = export("helene")
    assert answer.status_code == 400 and words in answer.text and _lines(engine, written) == []


def test_an_address_that_is_none_is_refused(http, cookie, office):
    answer = http.get("/api/ecrits/lune/fhir.json", headers={"cookie": cookie("helene")})
    assert answer.status_code == 400 and "écrit de la visite" in answer.text


@pytest.mark.parametrize(("name", "everything"), [("helene", False), ("ines", True)])
def test_the_open_record_offers_the_file_and_apart_what_was_confided(tab, cookie, written, name, everything):
    client = tab(cookie=cookie(name), path=f"/familles/{written.family_id}")
    client.load(Desk.arrive, FamilyFile.load)
    client.call(FamilyFile.open_record, record_id=str(written.id))
    address = f"/api/ecrits/{written.id}/fhir.json"
    shown = client.words().split(" | ")
    assert address in shown and (f"{address}?confidentiel=oui" in shown) is everything


def test_the_links_open_apart_so_that_the_page_s_router_leaves_them_alone():
    """Within the page they would be taken for pages of the office: « Cette page n’existe pas »."""
    drawn = str(record_card.record())
    assert drawn.count("/fhir.json") == 0 and drawn.count('target:"_blank"') >= 2, drawn[:300]
