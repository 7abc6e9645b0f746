"""Certificates: received by the office, written by who may, corrected by a linked version, and what they bring."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship
from fieldvisit.carnet import certificates, reach, templates
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.certificates import Written
from fieldvisit.carnet.entry import Exam
from fieldvisit.carnet.problem import Asked
from fieldvisit.families import household
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.tasks.task import Task

BORN = date(2026, 1, 10)
WHOLE = {
    "PAT-058": "non", "MED-186": "non", "29463-7": "8 400", "8302-2": "70,5", "8287-5": "45", "MED-1274": "860642002",
    "ORG-196": "non",
}  # fmt: skip
SEEN = date(2026, 10, 12)


@pytest.fixture
def adam(engine, cast):
    with db.writing(engine) as session:
        child = session.get_one(Person, cast.benali_child.id)
        child.birth_date = BORN
        session.add(child)
    return child


@pytest.fixture
def received(session, cast, adam, now, today):
    return certificates.receive(session, cast.actor("claire"), adam.id, "CS9", today, now, today)


@pytest.fixture
def write(session, cast, received, now, today):
    def make(given=None, which=None, who=None, on=SEEN, **more):
        said = Written(on, "Dr Roy", "Bourg", WHOLE if given is None else given)
        actor = who or cast.actor("claire")
        return certificates.write(session, actor, (which or received).id, said, now, today, **more)

    return make


def measured(session, standing=True):
    query = select(Measurement).where(Measurement.source == "certificat")
    if standing:
        query = query.where(Measurement.superseded_by_id.is_(None))
    return {(one.kind, one.value) for one in session.exec(query)}


def test_the_secretariat_notes_an_arrival_and_neither_writes_nor_reads_what_it_says(session, hire, adam, now, today):
    clerk = hire("secretariat")
    noted = certificates.receive(session, clerk, adam.id, "CS9", today, now, today)
    assert (noted.entered_at, noted.examined_on, noted.answers) == (None, None, {})
    assert noted.missing == templates.missing("CS9", {})
    for write in (True, False):
        with pytest.raises(reach.NotFound):
            certificates.find(session, clerk, noted.id, today, write=write)


def test_the_same_certificate_received_twice_says_since_when_it_is_there(received, session, cast, adam, now, today):
    with pytest.raises(certificates.AlreadyThere) as refused:
        certificates.receive(session, cast.actor("claire"), adam.id, "CS9", today, now, today)
    assert "23/11/2026" in refused.value.sentence
    certificates.receive(session, cast.actor("claire"), adam.id, "CS8", today, now, today)


@pytest.mark.parametrize("days", [1, -400])
def test_a_certificate_does_not_come_tomorrow_nor_before_the_birth(session, cast, adam, now, today, days):
    with pytest.raises(Asked):
        certificates.receive(session, cast.actor("claire"), adam.id, "CS9", today + timedelta(days=days), now, today)


def test_what_it_says_brings_measurements_and_the_exam(write, session, adam, now):
    made = write()
    assert (made.missing, made.doctor_link, made.answers["8302-2"]) == ([], False, 70.5)
    assert measured(session) == {("poids", 8400), ("taille", 70.5), ("pc", 45)}
    line = session.exec(select(Measurement).where(Measurement.kind == "taille")).one()
    assert (line.source_id, line.method, line.taken_at.date()) == (made.id, "couche", SEEN)
    exam = session.exec(select(Exam)).one()
    assert (exam.code, exam.done_on, exam.doctor, exam.source) == ("ex08", SEEN, "Dr Roy", "certificat")


def test_one_that_is_not_whole_is_kept_and_says_what_is_missing(write):
    assert write({"29463-7": "8400", "PAT-058": "oui"}).missing == [
        "MED-186", "8302-2", "8287-5", "MED-1274", "ORG-196",
    ]  # fmt: skip


def test_what_is_asked_only_beside_another_answer_is_missing_only_then():
    assert "MED-201" not in templates.missing("CS24", {"MED-200": False})
    assert "MED-201" in templates.missing("CS24", {"MED-200": True})


@pytest.mark.parametrize(
    "code, text, says",
    [
        ("29463-7", "8,4 kg", "saisissez un nombre"),
        ("29463-7", "8,4", "de 300 à 30\u202f000"),
        ("8302-2", "705", "de 20 à 130"),
        ("MED-1274", "peut-être", "choisissez une des réponses"),
        ("PAT-058", "parfois", "oui ou non"),
        ("85722-7", "2,5", "un nombre entier"),
        ("29463-7", "²", "saisissez un nombre"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_box_and_nothing_is_written(write, session, code, text, says):
    with pytest.raises(Asked) as asked:
        write(WHOLE | {code: text})
    [problem] = asked.value.problems
    assert problem.key == code and says in problem.sentence
    assert session.exec(select(Certificate)).one().entered_at is None


@pytest.mark.parametrize("on", [None, BORN - timedelta(days=1), date(2027, 1, 1)])
def test_the_day_of_the_exam_is_one_of_the_child_s_life(write, on):
    with pytest.raises(Asked) as asked:
        write(on=on)
    assert asked.value.problems[0].key == "examined_on"


def test_an_unusual_weight_is_confirmed(write, session):
    with pytest.raises(Asked) as asked:
        write(WHOLE | {"29463-7": "22000"})
    assert asked.value.confirmable and "Douteuse" not in asked.value.sentence
    write(WHOLE | {"29463-7": "22000"}, confirmed=True)
    assert ("poids", 22000) in measured(session)


def test_a_correction_is_a_linked_version_and_what_the_first_had_brought_no_longer_counts(write, session, cast):
    first = write()
    with pytest.raises(certificates.NoReason):
        write(WHOLE | {"29463-7": "8600"})
    second = write(WHOLE | {"29463-7": "8600"}, reason="8600 sur le papier", on=SEEN + timedelta(days=1))
    assert first.replaced_by == second.id and first.answers["29463-7"] == 8400
    assert (second.noted_at, second.received_on) == (first.noted_at, first.received_on)
    assert measured(session) == {("poids", 8600), ("taille", 70.5), ("pc", 45)}
    assert len(measured(session, standing=False)) == 4
    exams = session.exec(select(Exam).where(Exam.struck_at.is_(None))).all()
    assert [one.done_on for one in exams] == [SEEN + timedelta(days=1)]
    assert [one.id for one, _ in certificates.versions(session, second)] == [first.id]
    with pytest.raises(certificates.Gone):
        write(which=first, reason="trop tard")


def test_an_exam_copied_from_the_carnet_before_stays_the_one(write, session, cast, adam, now):
    known = Exam(family_id=adam.family_id, child_id=adam.id, noted_by=cast.claire.id, noted_at=now, code="ex08",
                 done_on=SEEN - timedelta(days=1), doctor="Dr Blanc")  # fmt: skip
    session.add(known)
    session.flush()
    write()
    assert [one.id for one in session.exec(select(Exam))] == [known.id]


def test_the_link_with_the_doctor_opens_one_task_and_the_file_to_the_sector_s_doctors(
    write, session, hire, cast, adam, today
):
    doctor = hire("medecin_pmi", "Anne Roy")
    link = WHOLE | {"ORG-196": "oui", "texte": "Prend peu de poids, père seul."}
    made = write(link)
    assert (made.doctor_link, made.about) == (True, "Prend peu de poids, père seul.")
    write(link, reason="relu")
    task = session.exec(select(Task)).one()
    assert (task.kind, task.compartment, task.role, task.person_id) == (
        "lien_medecin", "sante_enfant", "medecin_pmi", adam.id,
    )  # fmt: skip
    assert "poids" not in task.label and task.note == made.about
    bond = session.exec(select(CareRelationship).where(CareRelationship.account_id == doctor.account_id)).one()
    assert (bond.family_id, bond.since, bond.until) == (adam.family_id, today, today + timedelta(days=90))


def test_a_link_that_was_an_error_cancels_its_task(write, session):
    write(WHOLE | {"ORG-196": "oui"})
    write(reason="case « non » sur le papier")
    assert session.exec(select(Task)).one().outcome == "annule"


@pytest.mark.parametrize("end", ["corrected", "struck"])
def test_a_link_that_was_an_error_closes_the_file_unless_another_certificate_asks_for_it(
    write, session, hire, cast, adam, now, today, end
):
    doctor, claire, link = hire("medecin_pmi", "Anne Roy"), cast.actor("claire"), WHOLE | {"ORG-196": "oui"}
    eighth = certificates.receive(session, claire, adam.id, "CS8", today, now, today)
    write({"ORG-196": "oui"}, which=eighth, on=BORN + timedelta(days=5))

    def no_link(one, given, on):
        if end == "struck":
            return certificates.strike(session, claire, one.id, "erreur", now, today)
        return write(given, which=one, on=on, reason="case « non » sur le papier")

    ninth = write(link)
    no_link(ninth, WHOLE, SEEN)
    assert household.is_open(session, doctor, adam.family_id, "sante_enfant", today)
    no_link(eighth, {"ORG-196": "non"}, BORN + timedelta(days=5))
    assert not household.is_open(session, doctor, adam.family_id, "sante_enfant", today)


def test_a_certificate_noted_by_mistake_is_struck_out_with_all_it_brought_and_may_be_noted_again(
    write, session, cast, adam, now, today
):
    made = write(WHOLE | {"ORG-196": "oui"})
    with pytest.raises(certificates.NoReason):
        certificates.strike(session, cast.actor("claire"), made.id, "", now, today)
    certificates.strike(session, cast.actor("claire"), made.id, "c’est celui de sa sœur", now, today)
    assert measured(session) == set() and len(measured(session, standing=False)) == 3
    assert session.exec(select(Exam)).one().struck_why == "c’est celui de sa sœur"
    assert session.exec(select(Task)).one().closed_at is not None
    certificates.receive(session, cast.actor("claire"), adam.id, "CS9", today, now, today)


def test_the_sector_s_doctor_writes_the_certificates_that_are_sent_to_them_the_file_stays_closed(
    write, session, hire, cast, received, today
):
    doctor = hire("medecin_pmi")
    assert write(who=doctor).entered_by == doctor.account_id
    assert not reach.may(session, reach.may_write_carnet(doctor, today), received.family_id)


@pytest.mark.parametrize("who", ["nadia", "sylvie", "root", "helene"])
def test_who_may_not_write_a_child_s_health_writes_no_certificate(write, session, cast, received, now, today, who):
    with pytest.raises(reach.NotFound):
        write(who=cast.actor(who))
    if who != "helene":  # she may note arrivals, and take one back while it is empty
        with pytest.raises(reach.NotFound):
            certificates.strike(session, cast.actor(who), received.id, "pour voir", now, today)


def test_the_templates_are_whole():
    for kind in ("CS8", "CS9", "CS24"):
        codes = [field["code"] for field in templates.fields(kind)]
        assert len(set(codes)) == len(codes)
        for field in templates.fields(kind):
            assert field["type"] in ("bool", "code", "int", "number", "text")
            assert field["type"] != "code" or templates.options(field)
            assert "if" not in field or field["if"][0] in codes
        assert {"29463-7", "8302-2", "8287-5", "ORG-196", "texte"} <= set(codes)
