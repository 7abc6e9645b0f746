"""The carnet and the certificates at the office: each reader their part, and what was typed stays."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.journal import AccessEvent
from fieldvisit.carnet import certificates
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.certificates import Written
from fieldvisit.carnet.entry import Dose
from fieldvisit.pages.office.carnet_state import CarnetCard
from fieldvisit.pages.office.certificate_entry import CertificateEntry
from fieldvisit.pages.office.certificate_import import CertificateImport
from fieldvisit.pages.office.certificates_state import Certificates
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile

CANARY = "CANARI-CERTIFICAT"


@pytest.fixture
def secretary(office, engine, now):
    """Monique, of Claire’s sector, under the name that the cookie asks for."""
    with db.writing(engine) as session:
        account = Account(login="sec", name="Monique Girard", role="secretariat", created_at=now)
        session.add(account)
        session.flush()
        session.add(AccountSector(account_id=account.id, sector_id=office.bourg.id))
    object.__setattr__(office, "monique", account)
    return account


@pytest.fixture
def written(office, engine, now, today):
    with db.writing(engine) as session:
        claire = office.actor("claire")
        made = certificates.receive(session, claire, office.benali_child.id, "CS8", today, now, today)
        said = Written(office.benali_child.birth_date, "Dr Roy", CANARY, {"29463-7": "3300", "texte": CANARY})
        certificates.write(session, claire, made.id, said, now, today)
        session.add(
            Dose(family_id=office.benali.id, child_id=office.benali_child.id, vaccine="vrs", rank="D1", lot=CANARY,
                 given_on=office.benali_child.birth_date, noted_by=office.claire.id, noted_at=now)
        )  # fmt: skip
    return made


def file_of(tab, cookie, office, who):
    page = tab(cookie(who), f"/familles/{office.benali.id}")
    page.load(Desk.arrive, FamilyFile.load, CarnetCard.load)
    return page


def test_a_nurse_copies_a_page_in_place_and_the_boxes_keep_what_is_wrong(tab, cookie, office, engine, today):
    page = file_of(tab, cookie, office, "claire")
    page.call(CarnetCard.say, box="day", words="2020-01-01")
    page.call(CarnetCard.tap_dose, vaccine="hexa", rank="D1", key="", text="")
    page.call(CarnetCard.save)
    assert "avant la naissance" in page.text()
    with db.reading(engine) as session:
        assert session.exec(select(Dose)).all() == []
    page.call(CarnetCard.remove, key="ligne-1")
    page.call(CarnetCard.say, box="day", words=today.isoformat())
    page.call(CarnetCard.tap_dose, vaccine="hexa", rank="D1", key="", text="")
    assert "avant 2 mois" in page.text()
    page.call(CarnetCard.save)
    page.call(CarnetCard.confirm)
    with db.reading(engine) as session:
        assert [one.vaccine for one in session.exec(select(Dose))] == ["hexa"]


def test_lines_not_saved_yet_outlive_a_cut_and_a_look_at_another_section(tab, cookie, office, engine, today):
    page = file_of(tab, cookie, office, "claire")
    page.call(CarnetCard.say, box="day", words=today.isoformat())
    page.call(CarnetCard.tap_dose, vaccine="hexa", rank="D1", key="", text="")
    page.load(Desk.arrive, FamilyFile.load, CarnetCard.load)
    page.call(CarnetCard.choose_child, child_id=str(office.petit_twins[0].id))
    assert "Enregistrez ou retirez d’abord" in page.text()
    page.call(CarnetCard.save)
    page.call(CarnetCard.confirm)
    with db.reading(engine) as session:
        assert [one.vaccine for one in session.exec(select(Dose))] == ["hexa"]


def test_the_secretariat_notes_and_lists_arrivals_and_no_word_of_what_they_say_reaches_it(
    tab, cookie, office, engine, secretary, written
):
    page = tab(cookie("monique"), "/certificats")
    page.load(Desk.arrive, Certificates.load, CertificateImport.load)
    for code in ("attendus", "a_saisir", "incomplets", "saisis"):
        page.call(Certificates.choose_tab, code=code)
    page.call(CertificateEntry.open, certificate_id=str(written.id))
    page.call(Certificates.choose, child_id=str(office.benali_child.id))
    page.call(Certificates.receive, form={"kind": "CS9", "received_on": "2026-11-23"})
    assert "arrivée notée" in page.text()
    with db.reading(engine) as session:
        [arrived] = session.exec(select(Certificate.id).where(Certificate.kind == "CS9"))
    page.call(Certificates.strike, form={"id": str(written.id), "why": "pour voir"})
    page.call(Certificates.strike, form={"id": str(arrived), "why": "celui de sa sœur"})
    with db.reading(engine) as session:
        struck = {one.kind: one.struck_why for one in session.exec(select(Certificate))}
        assert struck == {"CS8": "", "CS9": "celui de sa sœur"}, "of what is written she takes nothing back"
    there = file_of(tab, cookie, office, "monique")
    for text in (page.text(), there.text()):
        assert CANARY not in text and "3300" not in text and "Dr Roy" not in text


@pytest.mark.parametrize("who", ["sylvie", "nadia"])
def test_a_stranger_gets_nothing_of_the_carnet_whatever_is_called(tab, cookie, office, engine, written, who):
    page = file_of(tab, cookie, office, who)
    page.call(CertificateEntry.open, certificate_id=str(written.id))
    page.call(CarnetCard.choose_child, child_id=str(office.benali_child.id))
    page.call(CarnetCard.say, box="day", words="2026-11-20")
    page.call(CarnetCard.tap_dose, vaccine="hexa", rank="D1", key="", text="")
    page.call(CarnetCard.confirm)
    page.call(CertificateImport.look, chosen=[["a.csv", "Tm9t"]])
    assert CANARY not in page.text()
    with db.reading(engine) as session:
        assert [one.vaccine for one in session.exec(select(Dose))] == ["vrs"]


def test_opening_a_certificate_leaves_its_line_in_the_journal_and_shows_it_whole(tab, cookie, office, engine, written):
    page = tab(cookie("claire"), "/certificats")
    page.load(Desk.arrive, Certificates.load)
    page.call(CertificateEntry.open, certificate_id=str(written.id))
    assert CANARY in page.text()
    with db.reading(engine) as session:
        lines = session.exec(
            select(AccessEvent).where(AccessEvent.screen == "certificat", AccessEvent.what == "lecture")
        )
        assert [(one.account_id, one.subject_id) for one in lines] == [(office.claire.id, written.id)]


def test_the_second_of_two_who_write_one_certificate_is_told_and_may_correct_it(
    tab, cookie, office, engine, today, now
):
    with db.writing(engine) as session:
        child = office.benali_child.id
        received = certificates.receive(session, office.actor("claire"), child, "CS8", today, now, today)
    pages = [tab(cookie("claire"), "/certificats") for _ in range(2)]
    for page in pages:
        page.load(Desk.arrive, Certificates.load)
        page.call(CertificateEntry.open, certificate_id=str(received.id))
    form = {"examined_on": office.benali_child.birth_date.isoformat(), "doctor": "Dr Roy", "c:29463-7": "3300"}
    pages[0].call(CertificateEntry.save, form=form)
    pages[1].call(CertificateEntry.save, form=form | {"c:29463-7": "3400"})
    assert "Claire Morel a écrit ce certificat le" in pages[1].text()
    told = {}
    for delta in pages[1].received:
        told |= delta.get(CertificateEntry.get_full_name(), {})
    assert {told[f"{name}_rx_state_"] for name in ("writing", "correction")} == {True}, (
        "the box for the reason is there"
    )
    pages[0].call(CertificateEntry.correct)
    pages[0].call(CertificateEntry.save, form=form | {"c:29463-7": "3350", "reason": "mal lu"})
    again = form | {"c:29463-7": "3400", "reason": "relu sur le papier"}
    pages[1].call(CertificateEntry.save, form=again)
    assert "pendant votre saisie" in pages[1].words()
    pages[1].call(CertificateEntry.save, form=again)
    with db.reading(engine) as session:
        standing = session.exec(select(Certificate).where(Certificate.replaced_by.is_(None))).one()
        assert (standing.answers["29463-7"], standing.correction_reason) == (3400, "relu sur le papier")


def test_a_correction_asks_why_and_keeps_both(tab, cookie, office, engine, written):
    page = tab(cookie("claire"), "/certificats")
    page.load(Desk.arrive, Certificates.load)
    page.call(CertificateEntry.open, certificate_id=str(written.id))
    page.call(CertificateEntry.correct)
    form = {"examined_on": office.benali_child.birth_date.isoformat(), "doctor": "Dr Roy", "c:29463-7": "3400"}
    page.call(CertificateEntry.save, form=form)
    assert "Écrivez en quelques mots pourquoi" in page.text()
    page.call(CertificateEntry.save, form=form | {"reason": "mal lu"})
    with db.reading(engine) as session:
        kept = session.exec(select(Certificate).order_by(Certificate.entered_at, Certificate.id)).all()
        assert sorted(one.answers["29463-7"] for one in kept) == [3300, 3400]
        assert sum(one.replaced_by is None for one in kept) == 1
