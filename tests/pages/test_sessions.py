"""« Interventions » of a file as a client gets it: sessions, what was written, signatures, each to who reads it."""

import hashlib
import os

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.pages import pictures_api
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.sessions_card import SessionsCard
from fieldvisit.pictures import looking, objects
from fieldvisit.pictures.picture import Picture, State
from fieldvisit.pictures.shown import Shelf
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession
from tests.pictures import drawn
from tests.tisf.conftest import SERVICE, body_of, order, order_of, session_of  # noqa: F401

WORDS = {
    "facts": [{"words": "Fait gardé", "shared": False}, {"words": "Fait partagé", "shared": True}],
    "quotes": [{"who": "Mère", "words": "« Parole gardée »", "shared": False}],
    "incident": {"code": "negligence", "words": "Rien au frigo"},
}


@pytest.fixture
def written(engine, cast, order, session_of, now):  # noqa: F811
    """A session of Sylvie's, signed and waiting."""
    visit, held = session_of(order)
    record = SessionRecord(
        family_id=order.family_id, session_id=held.id, visit_id=visit.id, order_id=order.id,
        author_id=cast.sylvie.id, outcome="realisee", body=body_of(visit, order, now, **WORDS), digest="0" * 64,
        captured_at=now, received_at=now,
    )  # fmt: skip
    with db.writing(engine) as session:
        session.add(record)
        session.flush()
        one = session.get_one(InterventionSession, held.id)
        one.status, one.record_id = "a_valider", record.id
        one.started_at, one.ended_at, one.minutes_exact = now.replace(hour=8), now.replace(hour=9, minute=5), 35
    return held, record


@pytest.fixture
def become(engine, cast):
    """``become("ines", "referent_ase")``: the same person with another function."""

    def change(name, role, employer=""):
        with db.writing(engine) as session:
            one = session.get_one(Account, getattr(cast, name).id)
            one.role, one.employer = role, employer

    return change


@pytest.fixture
def read(tab, cookie, cast, written):
    def as_(name):
        client = tab(cookie=cookie(name), path=f"/familles/{cast.benali.id}")
        client.load(Desk.arrive, FamilyFile.load, SessionsCard.load)
        client.call(SessionsCard.open_one, session_id=str(written[0].id))
        return client

    return as_


@pytest.mark.parametrize("name", ["claire", "ines", "helene", "sylvie"])
def test_who_reads_the_writings_of_family_workers_reads_them_whole(read, name):
    told = read(name).words()
    for words in ("Fait gardé", "Fait partagé", "« Parole gardée »", "Négligence observée", "Jeux et éveil"):
        assert words in told
    assert "09:30 – 10:05" in told


def test_opening_it_makes_it_seen_and_leaves_a_line(read, engine, cast, written):
    read("sylvie")
    with db.reading(engine) as session:
        assert session.get_one(SessionRecord, written[1].id).seen_at is None, (
            "its author's own reading is not the team's"
        )
    read("claire")
    with db.reading(engine) as session:
        assert session.get_one(SessionRecord, written[1].id).seen_by == cast.claire.id
        query = select(AccessEvent.account_id).where(AccessEvent.subject_id == written[1].id)
        assert session.exec(query).all() == [cast.sylvie.id, cast.claire.id]


def test_the_referent_reads_what_is_shareable_and_no_more(read, become):
    become("ines", "referent_ase")
    told = read("ines").words()
    assert "Fait partagé" in told and "09:30 – 10:05" in told
    for words in ("Fait gardé", "Parole", "Négligence", "Rien au frigo", "Jeux et éveil", "Bureau"):
        assert words not in told


@pytest.mark.parametrize(
    ("role", "employer"),
    [("responsable_tisf", "Autre association"), ("secretariat", ""), ("psychologue_pmi", ""), ("tisf", SERVICE)],
)
def test_whoever_has_nothing_to_do_with_it_reads_none_of_it(read, become, role, employer):
    become("ines", role, employer)
    told = read("ines").words()
    assert "Fait" not in told and "09:30 – 10:05" not in told


def test_a_psychologist_reads_the_goals_alone(read, become):
    become("ines", "psychologue_pmi")
    assert "Rituels du coucher" in read("ines").words()


def test_who_does_not_follow_the_family_reads_nothing(read, engine, cast):
    with db.writing(engine) as session:
        for one in session.exec(select(CareRelationship).where(CareRelationship.account_id == cast.claire.id)):
            session.delete(one)
    told = read("claire").words()
    assert "Fait" not in told and "Rituels" not in told


@pytest.fixture
def signature(engine, cast, written, tmp_path, monkeypatch, now):
    shelf = Shelf(objects.at("", tmp_path / "pictures"), os.urandom(32))
    monkeypatch.setattr(pictures_api, "shelf", lambda: shelf)
    monkeypatch.setattr(pictures_api, "_keyring", lambda: None)
    seen = looking.draw(drawn.jpeg())
    name, key = shelf.keep(seen)
    record = written[1]
    picture = Picture(
        family_id=record.family_id, record_id=record.id, visit_id=record.visit_id, author_id=record.author_id,
        kind="signature", taken_at=now, announced_at=now, arrived_at=now, sha256="0" * 64, size=1, width=1, height=1,
        blob_sha256=hashlib.sha256(b"x").hexdigest(), blob_size=17, state=State.RECEIVED, shown_as=name, shown_key=key,
        **looking.told(seen),
    )  # fmt: skip
    with db.writing(engine) as session:
        session.add(picture)
    return picture


@pytest.mark.parametrize(
    ("name", "role", "employer", "status"),
    [
        ("sylvie", "tisf", SERVICE, 200),
        ("ines", "responsable_tisf", SERVICE, 200),
        ("ines", "responsable_tisf", "Autre association", 404),
        ("ines", "tisf", SERVICE, 404),
        ("claire", "puericultrice", "", 200),
        ("ines", "secretariat", "", 404),
        ("nadia", "puericultrice", "", 404),
        ("root", "administrateur", "", 404),
    ],
)
def test_the_familys_signature_is_given_to_who_reads_the_hours(
    http, cookie, become, signature, name, role, employer, status
):
    become(name, role, employer)
    answer = http.get(f"/api/pictures/{signature.id}/small", headers={"cookie": cookie(name)})
    assert answer.status_code == status
