"""« Naissances » as a client gets it: files over plain HTTP, lists of one's sectors, nothing for a stranger."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.births import working
from fieldvisit.births.notice import ImportBatch, Notice, Status
from fieldvisit.families.person import Person
from fieldvisit.pages import who
from fieldvisit.pages.office.births import Births
from fieldvisit.pages.office.births_import import BirthsImport
from fieldvisit.pages.office.births_match import BirthsMatch
from fieldvisit.pages.office.births_typed import BirthsTyped
from fieldvisit.pages.office.desk import Desk
from fieldvisit.places.commune import Commune
from tests.births.files import GOOD, HEADINGS, as_csv, row

ORIGIN = {"origin": "http://localhost:3000"}
TYPED = {
    "child_last_name": "Lefèvre",
    "child_first_name": "Éloïse",
    "birth_date": "20/11/2026",
    "mother_first_name": "Anaïs",
    "city": "Viriat",
}


@pytest.fixture
def viriat(office, engine):
    with db.writing(engine) as writer:
        writer.add(
            Commune(insee="01451", name="Viriat", name_key="viriat", postcode="01440", sector_id=office.bourg.id)
        )


def send(http, cookie, content, kind="naissance", name="avis.csv"):
    return http.post(
        "/api/naissances/fichier",
        data={"contenu": kind},
        files={"fichier": (name, content)},
        headers={"cookie": cookie, **ORIGIN},
    )


def run(engine):
    with db.reading(engine) as reader:
        batch = reader.exec(select(ImportBatch)).one()
    working.run(engine, batch.id, who.today, who.now)


def notices(engine):
    with db.reading(engine) as reader:
        return reader.exec(select(Notice)).all()


def test_a_file_is_brought_in_and_its_bad_rows_come_back(http, tab, cookie, viriat, engine, monkeypatch):
    monkeypatch.setattr(working, "begin", lambda *_: None)
    answer = send(http, cookie("helene"), as_csv([GOOD, row(nom="")], encoding="latin-1"))
    assert answer.status_code == 303
    where = answer.headers["location"]
    batch_id = where.rsplit("=", 1)[1]
    client = tab(cookie=cookie("helene"), path=where)
    client.load(Desk.arrive, Births.load, BirthsImport.load)
    client.call(BirthsImport.open_one, batch_id=batch_id)
    assert "Éloïse Lefèvre · né·e le 20/11/2026" in client.text() and "Il manque le nom" in client.text()
    client.call(BirthsImport.start)
    run(engine)
    client.call(BirthsImport.look_again)
    assert "1 pris en compte, 1 à corriger" in client.text()
    back = http.get(f"/api/naissances/a-corriger/{batch_id}.csv", headers={"cookie": cookie("helene")})
    assert back.content.decode("utf-8-sig").splitlines()[0] == ";".join([*HEADINGS, "Motif"])
    assert (
        http.get(f"/api/naissances/a-corriger/{batch_id}.csv", headers={"cookie": cookie("nadia")}).status_code == 404
    )


def test_a_column_that_a_person_puts_right_is_read_as_she_says(http, tab, cookie, viriat, engine, monkeypatch):
    monkeypatch.setattr(working, "begin", lambda *_: None)
    send(http, cookie("helene"), as_csv([GOOD], headings=["Qui", *HEADINGS[1:]]))
    with db.reading(engine) as reader:
        batch_id = str(reader.exec(select(ImportBatch.id)).one())
    client = tab(cookie=cookie("helene"), path="/naissances")
    client.call(BirthsImport.open_one, batch_id=batch_id)
    assert "Il manque la colonne « Nom de l’enfant »" in client.text()
    client.call(BirthsImport.say_column, heading="Qui", code="child_last_name")
    client.call(BirthsImport.start)
    run(engine)
    assert [one.said["child_last_name"] for one in notices(engine)] == ["Lefèvre"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "aucune ligne"), (b"\xd0\xcf\x11\xe0....", "ancien format Excel"), (b"bonjour", "ni un tableau CSV")],
)
def test_a_file_that_cannot_be_read_is_answered_by_a_sentence_and_a_way_back(http, cookie, office, content, sentence):
    answer = send(http, cookie("helene"), content)
    assert answer.status_code == 400 and sentence in answer.text and 'href="/naissances' in answer.text


@pytest.mark.parametrize("name", ["sylvie", "root"])
def test_who_may_not_write_identities_brings_nothing_and_gets_nothing(http, tab, cookie, viriat, engine, name):
    assert send(http, cookie(name), as_csv([GOOD])).status_code == 403
    client = tab(cookie=cookie("helene"), path="/naissances")
    client.call(BirthsTyped.choose, kind="naissance")
    client.call(BirthsTyped.save, form=TYPED)
    stranger = tab(cookie=cookie(name), path="/naissances")
    stranger.load(Desk.arrive, Births.load, BirthsImport.load)
    stranger.call(Births.show_tab, code="a-affecter")
    stranger.call(BirthsMatch.open_one, notice_id=str(notices(engine)[0].id))
    assert "Lefèvre" not in stranger.text()
    body = {"avis": str(notices(engine)[0].id)}
    answer = http.post("/api/naissances/courriers.pdf", data=body, headers={"cookie": cookie(name), **ORIGIN})
    assert answer.status_code == 403


def test_a_request_of_another_site_is_refused(http, cookie, office):
    headers = {"cookie": cookie("helene"), "origin": "https://evil.example"}
    for address in ("/api/naissances/fichier", "/api/naissances/courriers.pdf"):
        assert http.post(address, data={"avis": "x"}, headers=headers).status_code == 403


def test_a_notice_typed_by_hand_is_given_in_one_tap_and_written_to(http, tab, cookie, office, viriat, engine):
    client = tab(cookie=cookie("helene"), path="/naissances")
    client.call(BirthsTyped.choose, kind="naissance")
    client.call(BirthsTyped.save, form=TYPED | {"birth_date": "31/02/2026"})
    assert "n’est pas une date possible" in client.text() and notices(engine) == []
    client.call(BirthsTyped.save, form=TYPED)
    assert "la famille attend d’être affectée" in client.text()
    client.load(Desk.arrive, Births.load)
    assert "reçu aujourd’hui" in client.text().lower() and "Claire Morel" in client.text()
    (notice,) = notices(engine)
    client.call(Births.assign, notice_id=str(notice.id), account_id=str(office.claire.id))
    assert notices(engine)[0].status == Status.ASSIGNED
    body = {"avis": str(notice.id)}
    answer = http.post("/api/naissances/courriers.pdf", data=body, headers={"cookie": cookie("helene"), **ORIGIN})
    assert answer.content.startswith(b"%PDF") and answer.headers["cache-control"] == "no-store"
    with db.reading(engine) as reader:
        assert "courrier" in reader.exec(select(AccessEvent.screen)).all()


def test_a_death_is_typed_and_an_error_is_undone_with_its_reason(tab, cookie, office, engine):
    client = tab(cookie=cookie("helene"), path="/naissances")
    client.call(BirthsTyped.choose, kind="deces")
    told = {"child_last_name": "Benali", "child_first_name": "Adam", "birth_date": "24/10/2026"}
    client.call(BirthsTyped.save, form=told | {"deceased_on": "20/11/2026"})
    assert "les visites, rappels et courriers de cet enfant sont arrêtés" in client.text()
    client.call(Births.show_tab, code="closes")
    client.call(Births.undo_death, form={"child": str(office.benali_child.id), "reason": " "})
    client.call(Births.undo_death, form={"child": str(office.benali_child.id), "reason": "Homonyme"})
    assert "Décès annulé" in client.text() and "Écrivez en quelques mots pourquoi" in client.text()
    with db.reading(engine) as reader:
        assert reader.get_one(Person, office.benali_child.id).deceased_on is None


def test_a_notice_that_waits_is_shown_beside_the_family_and_decided(tab, cookie, office, viriat, engine):
    client = tab(cookie=cookie("helene"), path="/naissances")
    client.call(BirthsTyped.choose, kind="naissance")
    client.call(
        BirthsTyped.save,
        form=TYPED | {"child_last_name": "Benali", "mother_first_name": "Samia", "mother_birth_name": "Benali",
                      "mother_birth_date": "02/04/1995"},
    )  # fmt: skip
    (notice,) = notices(engine)
    assert notice.status == Status.TO_MATCH
    client.call(BirthsMatch.open_one, notice_id=str(notice.id))
    assert "Famille Benali – 01-2026-0001" in client.text() and "un enfant né le 24/10/2026" in client.text()
    with db.reading(engine) as reader:
        read = reader.exec(select(AccessEvent).where(AccessEvent.what == "lecture", AccessEvent.screen == "avis")).all()
    assert [(one.family_id, one.subject_id) for one in read] == [(office.benali.id, notice.id)]
    client.call(BirthsMatch.attach, family_id=str(office.roche.id), child_id="", moved=False)
    assert "autre secteur" in client.text() and notices(engine)[0].status == Status.TO_MATCH
    client.call(BirthsMatch.attach, family_id=str(office.benali.id), child_id="", moved=False)
    assert notices(engine)[0].family_id == office.benali.id
