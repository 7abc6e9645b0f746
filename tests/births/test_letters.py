"""Whom a letter goes to, what it says, and what remains of it."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.births import letters
from fieldvisit.births.notice import Kind, Notice
from fieldvisit.exports import letter_pdf
from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person
from fieldvisit.tasks.task import Task
from tests.births.files import PREGNANT, row, stored


@pytest.fixture
def asked(engine, county, today):
    def of(by="helene"):
        with db.reading(engine) as reader:
            ids = list(reader.exec(select(Notice.id)))
            return letters.addressees(reader, county.actor(by), ids, today)

    return of


def test_one_letter_for_twins_with_neither_their_names_nor_the_reason(engine, bring, asked, now):
    bring([row(prenom="Léa", acte="1"), row(prenom="Tom", sexe="M", acte="2")])
    (one,) = asked()
    assert (one.names, one.lines) == ("Anaïs Lefèvre", ("12 rue des Prés", "01440 Viriat"))
    pdf = PdfReader(BytesIO(letter_pdf.render([one], now)))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert len(pdf.pages) == 1 and "Anaïs Lefèvre" in text and "12 rue des Prés" in text
    assert not [word for word in ("Léa", "Tom", "naissance", "grossesse", "38 SA") if word in text]


def test_many_letters_are_one_pdf_and_a_name_is_never_an_order(engine, bring, asked, now):
    bring([row(mere_nom="#import", mere_prenom="$x$"), row(mere_prenom="Lise", prenom="Ana", mere_ddn="01/01/1990")])
    pdf = PdfReader(BytesIO(letter_pdf.render(asked(), now)))
    assert len(pdf.pages) == 2
    assert "$X$ #Import" in pdf.pages[0].extract_text() + pdf.pages[1].extract_text()


def test_a_letter_is_noted_once_a_day_in_file_journal_and_task(engine, county, bring, asked, today, now):
    bring([row()])
    for _ in range(2):
        with db.writing(engine) as writer:
            letters.note(writer, county.actor("helene"), asked(), today, now)
    assert [(one.means, one.result) for one in stored(engine, Contact)] == [("courrier", "envoye")]
    assert {one.outcome for one in stored(engine, Task) if one.kind == "courrier"} == {"fait"}
    assert [one.screen for one in stored(engine, AccessEvent) if one.what == "impression"] == ["courrier"] * 2
    assert stored(engine, Notice)[0].first_contact_at == now


def test_nobody_is_written_to_after_a_death_an_opposition_or_against_their_wish(
    engine,
    county,
    bring,
    asked,
    today,
    now,
):
    bring([row()])
    (notice,) = stored(engine, Notice)

    def changed(act):
        with db.writing(engine) as writer:
            act(writer)
        with pytest.raises(letters.Nothing):
            asked()

    def contact(session, word):
        session.get_one(Household, notice.family_id).contact_ok = word

    changed(lambda session: contact(session, "non"))
    with db.writing(engine) as writer:
        contact(writer, "oui")
    assert len(asked()) == 1
    with db.writing(engine) as writer:
        child = writer.get_one(Person, notice.person_id)
        child.deceased_on = today
    with pytest.raises(letters.Nothing):
        asked()
    with db.writing(engine) as writer:
        writer.get_one(Person, notice.person_id).deceased_on = None
    changed(
        lambda session: session.add(
            Agreement(
                family_id=notice.family_id,
                kind="opposition",
                status="Accordé",
                collected_at=now,
                collected_by=county.helene.id,
            )
        )
    )


@pytest.mark.parametrize("name", ["nadia", "sylvie", "root"])
def test_a_stranger_writes_to_nobody(bring, asked, name):
    bring([row()])
    with pytest.raises(letters.Nothing):
        asked(name)


def test_the_countys_own_words_are_set_and_a_broken_file_is_said(engine, bring, asked, now, tmp_path, monkeypatch):
    bring([["Roux", "Lina", "02/03/1999", "10/05/2027", "Viriat", "01440"]], Kind.PREGNANCY, PREGNANT)
    own = tmp_path / "lettre.json"
    monkeypatch.setenv("FIELDVISIT_LETTER", str(own))
    own.write_text(letter_pdf.WORDS.read_text(encoding="utf-8").replace("Département", "Conseil départemental"))
    text = PdfReader(BytesIO(letter_pdf.render(asked(), now))).pages[0].extract_text()
    assert "Conseil départemental" in text and "Lina Roux" in text
    own.write_text("{}")
    with pytest.raises(letter_pdf.NoWords):
        letter_pdf.render(asked(), now)
