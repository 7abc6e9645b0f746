"""Papers that a parent may obtain, with a canary in every place that only the other one, or nobody, may know."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.exceptional import REASON
from fieldvisit.access.journal import AccessEvent
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.exports import parent_copy, synthesis_pdf
from fieldvisit.families import household, parental_rights
from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person
from fieldvisit.forms import catalogue, compartments
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule import parent_visibility, visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit

KINDS = [one.code for one in visit_type.TYPES.values() if one.plain]


def grid_of(kind):
    try:
        return catalogue.grid_for(kind, None)
    except Exception:
        return None


def answer(item, mark):
    """Of its kind, and with a canary wherever something can be typed."""
    options = [one["code"] for one in item["options"] or []]
    if item["type"] == "multi":
        value = [*options, f"ZZ{mark}AUTRE"]
    elif options:
        value = options[-1]
    else:
        value = {"nombre": 7, "oui_non": "oui", "date": "2026-11-20"}.get(item["type"], f"ZZ{mark}TEXTE")
    return {"v": value, "note": f"ZZ{mark}NOTE"}


@pytest.fixture
def planted(engine, cast, now, today):
    """The Benali's: a father, and every question of every grid answered, with canaries « ZZ… » around."""
    made = {}
    with db.writing(engine) as writer:
        home = writer.get_one(Household, cast.benali.id)
        for name in (
            "address",
            "access_notes",
            "safety_notes",
            "daily_instructions",
            "phone",
            "phone_2",
            "contact_hours",
        ):
            setattr(home, name, f"ZZFOYER{name}")
        mother = writer.get_one(Person, cast.benali_mother.id)
        father = Person(family_id=home.id, role="pere", first_name="Karim", last_name="Benali", phone="ZZPERE")
        other = Person(family_id=home.id, role="enfant", first_name="Nour", last_name="ZZAINEE", birth_date=today)
        mother.phone = "ZZMERE"
        child = writer.get_one(Person, cast.benali_child.id)
        child.parental_authority, other.parental_authority = "Conjointe", "Pupille de l'État"
        for name in ("childcare", "school", "living_place", "birth_place", "disability"):
            setattr(child, name, f"ZZENFANT{name}")
        writer.add_all([father, other])
        writer.flush()
        who = {"account_id": cast.claire.id, "noted_at": now}
        writer.add(Contact(family_id=home.id, at=now, means="appel_emis", result="joint", words="ZZCONTACT", **who))
        said = {"family_id": home.id, "kind": "accord_vad", "status": "Accordé", "scope": "ZZACCORD"}
        writer.add(Agreement(**said, collected_at=now, collected_by=cast.claire.id))
        noted = {"family_id": home.id, "child_id": child.id, "noted_by": cast.claire.id, "noted_at": now}
        writer.add(Dose(**noted, vaccine="hexa", rank="1", given_on=today, lot="ZZLOT", given_by="ZZMEDECIN"))
        writer.add(Exam(**noted, code="ex01", done_on=today, doctor="ZZDOCTEUR", place="ZZLIEU"))
        for kind in KINDS:
            if (grid := grid_of(kind)) is None:
                continue
            visit = Visit(
                family_id=home.id,
                kind=kind,
                planned_on=today,
                duration_min=60,
                worker_id=cast.claire.id,
                created_at=now,
                created_by=cast.helene.id,
            )
            writer.add(visit)
            writer.flush()
            items = grid["items"].values()
            body = {
                "kind": kind,
                "forms": None,
                "answers": {one["id"]: answer(one, "SEULE") for one in items if not one["par_enfant"]},
                "child_answers": {
                    str(each.id): {one["id"]: answer(one, "ENFANT") for one in items if one["par_enfant"]}
                    for each in (child, other)
                },
                "notes": [{"at": now.isoformat(), "text": "ZZREMARQUE"}],
                "outcome_detail": {"reason": "ZZDETAIL"},
                "correction_reason": "ZZCORRECTION",
            }
            made[kind] = VisitRecord(
                family_id=home.id,
                visit_id=visit.id,
                author_id=cast.claire.id,
                outcome="realisee",
                body=body,
                digest=kind,
                captured_at=now,
                received_at=now,
            )
            writer.add(made[kind])
            writer.flush()
            measure = {"family_id": home.id, "child_id": child.id, "taken_at": now, "entered_by": cast.claire.id}
            grams = 4000 + 10 * KINDS.index(kind)
            writer.add(Measurement(**measure, kind="poids", value=grams, record_id=made[kind].id))
    return made | {"mere": mother, "pere": father}


def doctor_of(cast):
    return replace(cast.actor("ines"), role="medecin_pmi")


@pytest.fixture
def paper(engine, cast, now, planted):
    """``paper("pere")``: what stands on the copy for this parent."""

    def made(parent, actor=None):
        with db.reading(engine) as reader:
            copy = parent_copy.read(reader, actor or doctor_of(cast), cast.benali.id, planted[parent].id, now)
        pages = PdfReader(io.BytesIO(parent_copy.render(copy, now))).pages
        said = " ".join(" ".join(page.extract_text() for page in pages).split())
        return re.sub(r"(?<=\d) (?=\d{3} g)", "", said)

    return made


@pytest.mark.parametrize("parent", ["mere", "pere"])
def test_nothing_typed_no_address_no_phone_and_nothing_of_the_other_parent_is_on_the_copy(paper, parent):
    said = paper(parent)
    assert "ZZ" not in said
    assert {"mere": "Karim", "pere": "Samira"}[parent] not in said and "Nour" not in said
    assert "Adam Benali" in said and "4000 g" in said and "Vaccinations" in said


@pytest.mark.parametrize("parent", ["mere", "pere"])
def test_only_the_questions_that_are_named_are_on_it(paper, parent):
    said = paper(parent)
    documents = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
    items = [item for one in documents for item in one["items"].values()]
    named = {item["question"] for item in items if item["id"] in parent_copy.TOLD}
    for item in items:
        if item["question"] not in named and len(item["question"]) > 25:
            assert " ".join(item["question"].split()) not in said, item["id"]
    assert "Suit du regard" in said


def test_what_may_be_told_is_of_the_child_s_health_and_of_nothing_confided():
    documents = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
    items = [item for one in documents for item in one["items"].values() if item["id"] in parent_copy.TOLD]
    assert {item["id"] for item in items} == parent_copy.TOLD
    for item in items:
        assert compartments.compartment(item) == compartments.CHILD and item["par_enfant"]
        assert not item["prive"] and not item["seule"] and item["type"] in parent_copy.CHOSEN


def test_a_visit_kept_back_leaves_nothing_and_its_correction_neither(paper, engine, cast, now, today, planted):
    told = "Suit du regard", "Visite 2-3 mois"
    weight = f"{4000 + 10 * KINDS.index('vad_2_3m')} g"
    before = paper("pere")
    assert all(one in before for one in (*told, weight))
    with db.writing(engine) as writer:
        claire, record = cast.actor("claire"), planted["vad_2_3m"]
        parent_visibility.say(writer, claire, record.id, False, "ZZ : la mère l’a demandé.", today, now)
    for parent in ("mere", "pere"):
        after = paper(parent)
        assert not any(one in after for one in (*told, weight)) and "ZZ" not in after
    with db.writing(engine) as writer:
        corrected = VisitRecord(**record.model_dump(exclude={"id"}) | {"digest": "bis", "corrects_id": record.id})
        writer.add(corrected)
        writer.flush()
        writer.get_one(VisitRecord, record.id).corrected_by_id = corrected.id
    assert told[1] not in paper("pere")
    with db.writing(engine) as writer:
        parent_visibility.say(writer, cast.actor("claire"), corrected.id, True, "", today, now + timedelta(seconds=1))
    assert told[1] in paper("pere")


@pytest.mark.parametrize("name", ["ines", "sylvie", "helene", "nadia", "root"])
def test_who_does_not_follow_the_family_keeps_nothing_back(planted, engine, cast, now, today, name):
    if name == "ines":  # she follows it, but only reads it exceptionally here
        actor = replace(cast.actor("nadia"), exceptional=frozenset([cast.benali.id]))
    else:
        actor = cast.actor(name)
    with pytest.raises(Exception) as refusal, db.writing(engine) as writer:
        parent_visibility.say(writer, actor, planted["vad_1m"].id, False, "Une raison écrite.", today, now)
    assert refusal.value.sentence


def test_keeping_back_needs_a_reason(planted, engine, cast, now, today):
    with pytest.raises(parent_visibility.NoReason), db.writing(engine) as writer:
        parent_visibility.say(writer, cast.actor("claire"), planted["vad_1m"].id, False, " x ", today, now)


@pytest.mark.parametrize(
    ("authority", "told"),
    [
        ("Conjointe", {"mere", "pere"}),
        ("Exclusive mère", {"mere"}),
        ("Exclusive père / coparent", {"pere"}),
        ("Déléguée", set()),
        ("Tutelle", set()),
        ("Pupille de l'État", set()),
        ("Inconnue", set()),
        ("Retirée (mot d’un ancien fichier)", set()),
    ],
)
def test_each_parent_is_told_by_the_authority_that_she_or_he_exercises(paper, engine, cast, authority, told):
    with db.writing(engine) as writer:
        writer.get_one(Person, cast.benali_child.id).parental_authority = authority
    for parent in ("mere", "pere"):
        if parent in told:
            assert "Adam" in paper(parent)
            continue
        with pytest.raises((parental_rights.NoAuthority, parental_rights.NotKnown)) as refusal:
            paper(parent)
        assert "Adam" not in refusal.value.sentence


def test_a_child_or_somebody_set_aside_or_dead_is_given_no_copy(planted, engine, cast, now, today):
    with db.writing(engine) as writer:
        writer.get_one(Person, planted["pere"].id).set_aside_at = now
        writer.get_one(Person, planted["mere"].id).deceased_on = today
    for who in (planted["pere"].id, planted["mere"].id, cast.benali_child.id, db.new_id()):
        with pytest.raises(parental_rights.NotAParent), db.reading(engine) as reader:
            parent_copy.read(reader, doctor_of(cast), cast.benali.id, who, now)


@pytest.mark.parametrize(
    "role", ["puericultrice", "sage_femme_pmi", "coordinatrice", "tisf", "secretariat", "dpo", "crip"]
)
def test_only_a_doctor_makes_it(paper, cast, role):
    with pytest.raises(parent_copy.NotAllowed):
        paper("mere", replace(cast.actor("ines"), role=role))


def test_a_doctor_who_does_not_follow_the_family_makes_none_without_exceptional_access(
    paper, engine, cast, now, planted
):
    stranger = replace(cast.actor("nadia"), role="medecin_pmi")
    with pytest.raises(household.NotFound):
        paper("mere", stranger)
    let_in = replace(stranger, exceptional=frozenset([cast.benali.id]))
    assert "Adam" in paper("mere", let_in)
    with db.writing(engine) as writer:
        copy = parent_copy.read(writer, let_in, cast.benali.id, planted["mere"].id, now)
        parent_copy.note(writer, let_in, copy, now)
    with db.reading(engine) as reader:
        [line] = reader.exec(select(AccessEvent).where(AccessEvent.screen == parent_copy.SCREEN))
        assert (line.what, line.subject_id, line.reason) == ("export", planted["mere"].id, REASON)


@pytest.mark.parametrize("kind", ["epp", "epnp"])
def test_the_woman_s_synthesis_tells_nothing_confided_and_nothing_of_the_other_parent(
    engine, cast, planted, kind, today
):
    record = planted[kind]
    with db.writing(engine) as writer:
        writer.get_one(Account, cast.claire.id).role = "sage_femme_pmi"
        body = {**record.body, "answers": {**record.body["answers"], "I6_remise": {"v": "oui"}}}
        held = writer.get_one(VisitRecord, record.id)
        grid = grid_of(kind)
        for key, item in grid["items"].items():
            guarded = item["prive"] or item["seule"] or compartments.compartment(item) == compartments.VIOLENCE
            if key in body["answers"] and key != "I6_remise":
                body["answers"][key] = answer(item, "CONFIE" if guarded else "DIT")
        held.body = body
    with db.reading(engine) as reader:
        _, told = synthesis_pdf.read(reader, replace(cast.actor("claire"), role="sage_femme_pmi"), record.id, today)
    said = str(told)
    assert "CONFIE" not in said and "ZZPERE" not in said and "ZZFOYER" not in said and "Karim" not in said
