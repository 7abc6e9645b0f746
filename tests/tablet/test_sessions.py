"""A family worker's day of sessions without network, a tablet killed while one runs; every screen usable by anybody."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.families.household import Household
from fieldvisit.pictures import picture
from fieldvisit.pictures.picture import WHOLE, Picture
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.tisf import reading
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession
from tests.tablet.helper import Helper
from tests.tablet.test_screens import small_targets, violations

LOGIN = "fatima.elidrissi"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def files(county):
    with Session(county.engine()) as session:
        yield Files(session)


class Files:
    def __init__(self, session: Session):
        self.session = session
        self.worker = session.exec(select(Account).where(Account.login == LOGIN)).one()

    def planned(self) -> list[Visit]:
        """Her open sessions of standing orders, soonest first."""
        query = (
            select(Visit)
            .join(InterventionSession, InterventionSession.visit_id == Visit.id)
            .where(Visit.worker_id == self.worker.id, Visit.status == Status.PLANNED)
            .where(Visit.planned_on >= datetime.now(PARIS).date())
            .order_by(Visit.planned_on, Visit.planned_at)
        )
        return list(self.session.exec(query))

    def order(self, visit: Visit) -> InterventionOrder:
        held = select(InterventionSession.order_id).where(InterventionSession.visit_id == visit.id)
        return self.session.exec(select(InterventionOrder).where(InterventionOrder.id.in_(held))).one()

    def family(self, visit: Visit) -> Household:
        return self.session.get(Household, visit.family_id)

    def anew(self) -> None:
        self.session.rollback()
        self.session.expire_all()

    def records(self) -> list[SessionRecord]:
        self.anew()
        query = select(SessionRecord).where(
            SessionRecord.author_id == self.worker.id, SessionRecord.device_id.is_not(None)
        )
        return list(self.session.exec(query))

    def wait_for_records(self, count: int, seconds: float = 60) -> list[SessionRecord]:
        end = time.monotonic() + seconds
        while len(found := self.records()) < count and time.monotonic() < end:
            time.sleep(0.2)
        return found


def raise_concern(page) -> None:
    """« Inquiétude » from where she is: the family of that screen, one child, facts, and signed."""
    page.get_by_role("button", name="Inquiétude").click()
    page.get_by_role("group", name="Enfants").get_by_role("button").first.click()
    page.get_by_label("Faits observés").fill("Trois enfants seuls à mon arrivée.")
    page.get_by_role("button", name="Sécurité").click()
    page.get_by_label("Jour du fait").fill(datetime.now(PARIS).date().isoformat())
    page.get_by_role("group", name="Danger immédiat").get_by_role("button", name="Non").click()
    page.get_by_role("group", name="Parents informés").get_by_role("button", name="Oui").click()
    page.get_by_role("button", name="Signer et transmettre").click()
    expect(page.get_by_role("heading", name="Signée")).to_be_visible()


def reports(files) -> list[ConcernReport]:
    files.anew()
    return list(files.session.exec(select(ConcernReport).where(ConcernReport.device_id.is_not(None))))


def signatures(files, record: SessionRecord) -> list[Picture]:
    return picture.of_records(files.session, [record.id])


def test_a_day_of_three_sessions_without_network_arrives_once(county, tablet, files):
    ordinary, alarming, absent = files.planned()[:3]
    with Session(county.engine().execution_options(writes=True)) as session:
        order = session.get_one(InterventionOrder, files.order(ordinary).id)
        order.signature_each = True
        session.add(order)
        session.commit()
    helper = Helper(tablet, LOGIN)
    helper.prepare()
    county.link.cut()

    # An ordinary session; the battery dies while it runs, in the middle of a sentence.
    helper.open_visit(str(ordinary.id))
    expect(helper.page.get_by_text("Il reste").first).to_be_visible()
    helper.start_session()
    helper.touch("Mère", "Enfant(s)")
    helper.part("Activités")
    helper.touch("Bain / change avec le parent", "Soutien à la relation parent-enfant")
    helper.part("Faits et paroles")
    helper.page.locator("#facts-p0-words").fill("Le bain est donné par la mère,")
    helper.saved()
    helper.kill()
    helper.reopen()
    expect(helper.page.locator("#facts-p0-words")).to_have_value("Le bain est donné par la mère,")
    expect(helper.page.locator("#facts-p0-words")).to_be_focused()
    helper.page.keyboard.type(" seule.")
    helper.page.get_by_role("button", name="Partageable avec le référent").first.click()
    helper.page.locator("#quotes-p0-who").fill("la mère")
    helper.page.locator("#quotes-p0-words").fill("J’ai moins peur.")
    helper.round()
    strip = helper.page.locator(".running-strip")
    expect(strip).to_contain_text(files.family(ordinary).label)
    helper.open_visit(str(alarming.id))
    expect(strip).to_be_visible()
    helper.page.get_by_role("button", name="Commencer", exact=True).click()
    expect(helper.page.get_by_text("Une seule à la fois.")).to_be_visible()
    strip.get_by_role("button", name="Terminer").click()
    helper.sign_by_family("Elif Öztürk")
    helper.sign_session()

    # Another one in which something alarms.
    helper.open_visit(str(alarming.id))
    helper.start_session()
    helper.touch("Mère")
    helper.part("Activités")
    helper.touch("Accueil et écoute de la famille")
    helper.part("Situation inquiétante")
    helper.touch("Négligence observée")
    helper.page.get_by_label("Ce que vous avez vu ou entendu").fill("Le réfrigérateur est vide depuis lundi.")
    helper.part("Trajet")
    helper.page.get_by_label("Kilomètres").fill("12,5")
    helper.end_session()
    helper.sign_session()

    # What she saw there is told at once, from the session's own screen: the family is known.
    raise_concern(helper.page)
    assert reports(files) == []
    helper.round()  # from the report back to the session, from there to the round

    # The third family is not there.
    helper.open_visit(str(absent.id))
    helper.page.get_by_role("button", name="Pas réalisée…").click()
    helper.touch("Famille absente sans prévenir")
    helper.sign_session()
    helper.round()
    helper.page.get_by_role("button", name="Mes heures").click()
    expect(helper.page.locator(".week-here").first).to_contain_text("encore sur la tablette")
    assert files.records() == []

    county.link.restore()
    files.wait_for_records(3, seconds=90)
    time.sleep(3)  # long enough for a second copy to arrive, if there were one
    records = {record.visit_id: record for record in files.records()}
    assert len(files.records()) == len(records) == 3
    first = records[ordinary.id].body
    assert first["facts"] == [{"words": "Le bain est donné par la mère, seule.", "shared": True}]
    assert first["quotes"] == [{"who": "la mère", "words": "J’ai moins peur.", "shared": False}]
    assert first["tapped"] == {name: first[name] for name in ("started_at", "ended_at")}
    assert records[alarming.id].body["incident"]["code"] == "negligence"
    assert records[alarming.id].body["travel"]["km"] == 12.5
    assert records[absent.id].outcome == "absente"
    held = {one.visit_id: one for one in files.session.exec(select(InterventionSession))}
    assert [held[visit.id].status for visit in (ordinary, alarming, absent)] == [
        "a_valider",
        "a_valider",
        "non_realisee",
    ]
    # The office has the family's signature whole, beside what was signed.
    end = time.monotonic() + 30
    while [one.state in WHOLE for one in signatures(files, records[ordinary.id])] != [True]:
        assert time.monotonic() < end, "the signature never arrived whole"
        time.sleep(0.2)
        files.anew()
    assert reading.written(first, "responsable_tisf", {}).signature
    [report] = reports(files)
    assert (report.family_id, report.status) == (alarming.family_id, "transmise")
    assert report.facts == "Trois enfants seuls à mon arrivée."
    helper.open_visit(str(ordinary.id))
    expect(helper.page.locator(".badge", has_text="Reçue").first).to_be_visible(timeout=30_000)
    assert tablet.errors == []


def test_anybody_can_use_every_screen_of_a_session(county, tablet, files):
    first, second = files.planned()[:2]
    helper = Helper(tablet, LOGIN)
    helper.prepare()
    page, seen = helper.page, {}

    def look(name):
        page.wait_for_timeout(200)
        seen[name] = violations(page) + [f"too small: {one}" for one in small_targets(page)]

    look("round")
    page.get_by_role("button", name="Mes heures").click()
    look("hours")
    helper.open_visit(str(first.id))
    look("brief")
    helper.start_session()
    for at in range(page.locator(".section-link").count()):
        page.locator(".section-link").nth(at).click()
        look(f"part {at}")
    helper.part("Situation inquiétante")
    helper.touch("Autre")
    look("incident")
    helper.open_visit(str(second.id))
    page.get_by_role("button", name="Commencer", exact=True).click()
    look("another one runs")
    page.get_by_role("button", name="Pas réalisée…").click()
    look("not made")
    page.get_by_role("button", name="Revenir à la fiche").click()
    page.locator(".strip-open").click()
    helper.end_session()
    page.get_by_text("La séance n’a pas eu lieu ?").click()
    look("end")
    helper.part("Heures")
    page.get_by_label("Fin").fill("00:01")
    look("hours that cannot be")
    helper.part("Pas réalisée" if page.locator(".section-link", has_text="Pas réalisée").count() else "Signature")
    page.get_by_text("La séance n’a pas eu lieu ?").click()
    helper.touch("Enfant malade")
    helper.part("Situation inquiétante")
    page.locator(".choice-tile[aria-pressed=true]").click()
    helper.part("Pas réalisée")
    helper.sign_session()
    look("signed")
    helper.round()
    page.get_by_role("button", name="Ajouter").click()
    page.locator("main li button").first.click()
    look("add")
    assert {name: found for name, found in seen.items() if found} == {}
    assert tablet.errors == []
