"""Certificates brought in by files, a table or CI-SIS documents: line by line, and the same file again does nothing."""

from datetime import date

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.carnet import certificates
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.intake import bringing, cda, files, xml
from fieldvisit.intake.bringing import State

BORN = date(2026, 1, 10)
TYPE = 'xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
HABIT = (
    '<observation><code code="11345-6"><qualifier><value code="{0}"/></qualifier></code>'
    '<value xsi:type="{1}" {2}/>{3}</observation>'
)
MOTHER = '<subject><relatedSubject><code code="MTH"/></relatedSubject></subject>'
PROBLEM = '<observation negationInd="{1}"><code code="282291009"/><value xsi:type="CD" code="{0}"/></observation>'
PLAIN = '<observation><code code="{0}"/><value xsi:type="{1}" {2}/></observation>'
SHOT = (
    '<substanceAdministration negationInd="{3}"><effectiveTime {2}/><consumable><manufacturedProduct>'
    '<manufacturedMaterial><code><translation code="{0}"/></code><lotNumberText>{4}</lotNumberText>'
    "</manufacturedMaterial></manufacturedProduct></consumable><entryRelationship><observation>"
    '<code code="30973-2"/><value xsi:type="INT" value="{1}"/></observation></entryRelationship>'
    "</substanceAdministration>"
)
LINK = (
    '<encounter moodCode="ARQ"><code code="AMB"><qualifier><value code="ORG-196"/></qualifier></code>'
    '<entryRelationship><act><code code="48767-8"/><text><reference value="#mot"/></text></act></entryRelationship>'
    "</encounter>"
)


def document(*entries, family="BENALI", given="Adam Elias", born="20260110", template="1.2.250.1.213.1.1.1.5.2"):
    """A « CS9 » as a doctor’s software sends it, with the entries that a test needs."""
    body = "".join(f"<entry>{one}</entry>" for one in entries)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><ClinicalDocument {TYPE}><templateId root="{template}"/>'
        '<effectiveTime value="20261013094914+0200"/><recordTarget><patientRole><patient><name>'
        f'<family>{family}</family><given>{given}</given></name><birthTime value="{born}"/>'
        "</patient></patientRole></recordTarget><documentationOf><serviceEvent><effectiveTime>"
        '<low value="20261012094914+0200"/></effectiveTime><performer><assignedEntity><assignedPerson><name>'
        "<given>Anne </given><family>ROY</family><suffix>DR</suffix></name></assignedPerson>"
        "<representedOrganization><name>Cabinet du Bourg</name></representedOrganization></assignedEntity>"
        "</performer></serviceEvent></documentationOf><component><structuredBody><component><section>"
        f'<text><content ID="mot">Prend peu de poids.</content></text>{body}</section></component></structuredBody>'
        "</component></ClinicalDocument>"
    ).encode()


WHOLE = (
    PLAIN.format("29463-7", "PQ", 'value="8400" unit="g"'), PLAIN.format("8302-2", "PQ", 'value="70.5"'),
    PLAIN.format("8287-5", "PQ", 'value="45"'), PLAIN.format("MED-1274", "CD", 'code="860642002"'),
    HABIT.format("PAT-058", "BL", 'value="true"', ""), HABIT.format("PAT-048", "CD", 'code="PAT-050"', ""),
    HABIT.format("MED-183", "BL", 'value="false"', ""), HABIT.format("ORG-099", "CD", 'code="3"', MOTHER),
    PROBLEM.format("MED-183", "true"), PROBLEM.format("MED-186", "false"), LINK,
    PLAIN.format("XX-1", "INT", 'value="1"'),
)  # fmt: skip


@pytest.fixture
def adam(engine, cast):
    with db.writing(engine) as session:
        child = session.get_one(Person, cast.benali_child.id)
        child.birth_date = BORN
        session.add(child)
    return child


@pytest.fixture
def bring(session, cast, adam, now, today):
    def make(*contents, who="claire"):
        reads = files.read([(f"f{at}", one) for at, one in enumerate(contents)], today)
        return bringing.bring(session, cast.actor(who), reads, now, today)

    return make


def table(*rows, head="Nom;Prénom;Date de naissance;Certificat;Date de l’examen;Médecin;29463-7;Taille;ORG-196"):
    return "\n".join([head, *rows]).encode()


GOOD = "BENALI;Adam;10/01/2026;CS9;12/10/2026;Dr Roy;8 400;70,5;non"


def test_a_document_is_read_code_by_code_whatever_the_section():
    read = cda.read(document(*WHOLE), "lettre.xml")
    assert (read.kind, read.last_names, read.first_names, read.birth_date) == (
        "CS9",
        ("BENALI",),
        ("Adam Elias",),
        BORN,
    )
    assert (read.examined_on, read.doctor, read.place) == (date(2026, 10, 12), "Dr Anne ROY", "Cabinet du Bourg")
    assert read.given == {
        "29463-7": "8400", "8302-2": "70.5", "8287-5": "45", "MED-1274": "860642002", "PAT-058": "oui",
        "PAT-048": "PAT-050", "MED-283": "non", "ORG-099:MTH": "3", "MED-183": "non", "MED-186": "oui",
        "ORG-196": "oui", "texte": "Prend peu de poids.",
    }  # fmt: skip
    assert read.unread == 1


def test_a_document_brings_its_measurements_its_exam_and_the_doses_whose_day_it_tells(bring, session, adam):
    dated = [SHOT.format(code, 1, 'value="20260312"', "false", "L7") for code in bringing.HEXAVALENT]
    untold = [SHOT.format("J07AL", rank, 'nullFlavor="NAV"', "false", "") for rank in (1, 2)]
    refused = SHOT.format("J07AH09", 1, 'value="20260412"', "true", "")
    vrs = SHOT.format("J06BD", 0, 'value="20260111"', "false", "")
    [line] = bring(document(*WHOLE, *dated, *untold, refused, vrs))
    assert (line.state, line.missing) == (State.DONE, 0)
    made = session.exec(select(Certificate)).one()
    assert (made.channel, made.doctor_link, made.about) == ("ci_sis", True, "Prend peu de poids.")
    assert (made.answers["J07AL"], made.answers["J07CA01"], made.answers["J06BD"]) == (2, 1, True)
    assert {one.kind for one in session.exec(select(Measurement))} == {"poids", "taille", "pc"}
    assert session.exec(select(Exam)).one().source == "certificat"
    doses = {(one.vaccine, one.rank, one.given_on, one.lot) for one in session.exec(select(Dose))}
    assert doses == {("hexa", "D1", date(2026, 3, 12), "L7"), ("vrs", "D1", date(2026, 1, 11), "")}


def test_the_same_file_again_does_nothing(bring, session):
    for content in (document(*WHOLE), table(GOOD)):
        bring(content)
        [again] = bring(content)
        assert again.state in (State.KNOWN, State.THERE)
    assert len(session.exec(select(Certificate)).all()) == 1


def test_what_is_good_in_a_table_goes_in_and_the_rest_says_why(bring, session):
    lines = bring(
        table(
            GOOD,
            "INCONNU;Zoé;10/01/2026;CS9;12/10/2026;Dr Roy;8400;70;non",
            "BENALI;Adam;10/01/2026;certificat;12/10/2026;Dr Roy;8400;70;non",
            "BENALI;Adam;demain;CS8;12/01/2026;Dr Roy;3400;50;non",
            "BENALI;Adam;10/01/2026;CS8;12/01/2026;Dr Roy;trois kilos;50;non",
            "BENALI;Adam;10/01/2026;CS24;12/01/2028;Dr Roy;12000;85;non",
        )
    )
    assert [line.state for line in lines] == [
        State.DONE, State.NOBODY, State.WRONG, State.WRONG, State.WRONG, State.WRONG,
    ]  # fmt: skip
    says = ("CS8, CS9", "naissance", "Poids", "pas encore")
    assert all(said in line.sentence for line, said in zip(lines[2:], says, strict=True))
    assert lines[0].read.where.endswith("ligne 2") and lines[0].missing == 4
    assert session.exec(select(Certificate)).one().answers == {"29463-7": 8400, "8302-2": 70.5, "ORG-196": False}


def test_a_preview_does_nothing(session, cast, adam, today):
    reads = files.read([("t.csv", table(GOOD, GOOD))], today)
    lines = bringing.preview(session, cast.actor("claire"), reads, today)
    assert [line.state for line in lines] == [State.NEW, State.KNOWN]
    assert session.exec(select(Certificate)).all() == []


def test_it_completes_an_arrival_that_the_office_had_noted(bring, session, cast, adam, now, today):
    arrived = certificates.receive(session, cast.actor("helene"), adam.id, "CS9", today, now, today)
    [line] = bring(table(GOOD))
    assert line.state is State.DONE
    assert session.exec(select(Certificate)).one().id == arrived.id and arrived.noted_by == cast.helene.id


def test_one_that_is_written_already_is_left_as_it_is(bring, session, cast, adam, now, today):
    bring(table(GOOD))
    [line] = bring(table(GOOD.replace("8 400", "8 600")))
    assert line.state is State.THERE
    assert session.exec(select(Certificate)).one().answers["29463-7"] == 8400


@pytest.mark.parametrize("who", ["nadia", "sylvie", "helene", "root"])
def test_who_does_not_write_these_certificates_finds_no_child(bring, session, who):
    [line] = bring(document(*WHOLE), who=who)
    assert line.state is State.NOBODY
    assert session.exec(select(Certificate)).all() == []


BOMB = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE b SYSTEM "http://example.org/b.dtd" [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("trap", [BOMB, OUTSIDE, "<!DOCTYPE b>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_that_asks_for_more_than_reading_is_not_read(trap, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{trap}<ClinicalDocument {TYPE}>&a;</ClinicalDocument>'
    with pytest.raises(xml.Forbidden):
        xml.read(text.encode(encoding))


@pytest.mark.parametrize("content", [b"<a>" * 200, b"<a>" + b"<b/>" * 70_000 + b"</a>", b" " * (xml.LARGEST + 1)])
def test_a_document_without_end_is_not_read(content):
    with pytest.raises((xml.TooLarge, xml.Unreadable)):
        xml.read(content)


@pytest.mark.parametrize(
    "content",
    [b"<a", b"<a>\0</a>", b"<a/>", document(template="1.2.3"), b"\x00\x01\x02", b"", b"<?xml encoding='klingon'?><a/>"],
)
def test_what_is_no_certificate_says_so_on_a_line(content, today):
    [line] = files.read([("photo.xml", content)], today)
    assert line.problem and line.where == "photo.xml"
