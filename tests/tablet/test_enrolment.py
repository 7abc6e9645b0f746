"""A county where a tablet is prepared with a code only: made at the office, read by the tablet, good once."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.access.invitations import Invitation
from tests.tablet.nurse import PHRASE, Nurse
from tests.tablet.test_office import ADMINISTRATOR, sign_in
from tests.tablet.test_office_pages import usable
from tests.tablet.test_screens import LOGIN, small_targets, violations


def prepare(page, nurse: Nurse) -> None:
    page.get_by_label("Identifiant").fill(nurse.login)
    page.get_by_label("Mot de passe").fill(nurse.password)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_label("La même, encore une fois").fill(PHRASE)


def known(county) -> list[str]:
    with Session(county.engine()) as session:
        return [one.name for one in session.exec(select(Device))]


def forgotten_by_a_restored_backup(county, desk, page) -> None:
    """The office has yesterday's tables: the tablet says that a code is asked for, takes one, and loads again."""
    with Session(county.engine()) as session:
        for table in (Invitation, DeviceKey, Device):
            session.connection().execute(sa.delete(table))
        session.commit()
    desk.get_by_label("Pour qui ?").select_option(label="Claire Morel")
    desk.get_by_role("button", name="Faire le code").click()
    code = desk.locator(".enrol-code").inner_text()
    page.locator(".bar-state").click()
    page.get_by_role("button", name="Synchroniser maintenant").click()
    expect(page.get_by_role("heading", name="Code d’enrôlement")).to_be_visible(timeout=15_000)
    assert violations(page) == [] and small_targets(page) == []
    page.get_by_label("Code", exact=False).last.fill(code)
    page.get_by_role("button", name="Enrôler").click()
    expect(page.get_by_role("heading", name="Code d’enrôlement")).to_have_count(0)
    assert len(known(county)) == 1


@pytest.mark.long  # its parts: tests/sync/test_enrolment.py, tests/offline/test_invitation.py
def test_a_tablet_comes_in_by_the_code_that_its_camera_reads_and_no_other_way(county, tablet, office):
    county.environment = {"FIELDVISIT_ENROLMENT": "code"}
    county.restart()
    desk = sign_in(office, ADMINISTRATOR, "/tablettes")
    desk.get_by_role("button", name="Enrôler une tablette").click()
    desk.get_by_label("Pour qui ?").select_option(label="Claire Morel")
    desk.get_by_label("Nom de la tablette").fill("Tablette 7 – Bourg")
    desk.get_by_role("button", name="Faire le code").click()
    expect(desk.get_by_alt_text("Code à lire avec l’appareil photo")).to_be_visible()
    assert usable(desk) == []
    code = desk.locator(".enrol-code").inner_text()

    nurse = Nurse(tablet, LOGIN)
    page = nurse.page
    prepare(page, nurse)
    page.get_by_role("button", name="Préparer la tablette").click()
    expect(page.locator(".gate-problem")).to_contain_text("avec un code d’enrôlement")
    expect(page.get_by_label("Code d’enrôlement")).to_be_visible()
    assert page.get_by_label("Phrase secrète").input_value() == PHRASE, "what was typed is still there"
    assert violations(page) == [] and small_targets(page) == []

    page = tablet.open("/connexion")  # the camera opens the link in a page of its own
    page = nurse.page = tablet.open(f"/terrain#/enroler/{code.replace(' ', '')}")
    expect(page.get_by_label("Code d’enrôlement")).to_have_value(code.replace(" ", ""))
    assert "enroler" not in page.url
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_label("La même, encore une fois").fill(PHRASE)
    page.get_by_role("button", name="Préparer la tablette").click()
    expect(page.locator(".aboard")).to_contain_text("Tout est à bord", timeout=30_000)

    expect(desk.locator(".panel")).to_contain_text("la tablette est enrôlée pour Claire Morel", timeout=15_000)
    expect(desk.locator("tbody")).to_contain_text("Tablette 7 – Bourg")
    assert known(county) == ["Tablette 7 – Bourg"]
    forgotten_by_a_restored_backup(county, desk, page)
    assert code.replace(" ", "") not in county.log.read_text(errors="replace")
    assert tablet.errors == []
