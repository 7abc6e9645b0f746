"""The main job: a day of visits without network, a tab killed twice, a server killed between commit and answer.

Every answer must be at the office exactly once, and the tablet must say so.
"""

import time

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit
from tests.tablet.nurse import Nurse

LOGIN = "claire.morel"


@pytest.fixture
def files(county):
    """Looks into the county's database while the server runs."""
    with Session(county.engine()) as session:
        yield Files(session)


class Files:
    def __init__(self, session: Session):
        self.session = session
        self.nurse = session.exec(select(Account).where(Account.login == LOGIN)).one()

    def planned(self) -> list[Visit]:
        """Her open visits with the common core and at least one living child, soonest first."""
        visits = self.session.exec(
            select(Visit)
            .where(Visit.worker_id == self.nurse.id, Visit.status == Status.PLANNED, Visit.kind.startswith("vad_"))
            .where(Visit.family_id.in_(select(Person.family_id).where(Person.role == "enfant")))
            .order_by(Visit.planned_on, Visit.planned_at)
        )
        return list(visits)

    def children(self, visit: Visit) -> list[Person]:
        query = select(Person).where(Person.family_id == visit.family_id, Person.role == "enfant")
        return list(self.session.exec(query))

    def family(self, visit: Visit) -> Household:
        return self.session.get(Household, visit.family_id)

    def records(self) -> list[VisitRecord]:
        self.session.expire_all()
        self.session.rollback()
        query = select(VisitRecord).where(VisitRecord.author_id == self.nurse.id, VisitRecord.device_id.is_not(None))
        return list(self.session.exec(query))

    def wait_for_records(self, count: int, seconds: float = 60, every: float = 0.2) -> list[VisitRecord]:
        end = time.monotonic() + seconds
        while len(found := self.records()) < count and time.monotonic() < end:
            time.sleep(every)
        return found


def test_a_day_without_network_arrives_whole_and_once(county, tablet, files):
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    full, absent, refused, postponed = files.planned()[:4]
    child = files.children(full)[0]
    county.link.cut()

    # One whole visit, its tab killed in the middle of a sentence.
    nurse.open_visit(str(full.id))
    nurse.start()
    nurse.agree()
    nurse.part("Rencontre")
    nurse.choose("Personnes présentes", "Mère")
    nurse.fill("Demande ou préoccupation", "Elle voudrait parler du sommeil, et")
    nurse.saved()
    nurse.kill()
    nurse.reopen()
    demand = nurse.card("Demande ou préoccupation").locator("textarea").first
    expect(demand).to_have_value("Elle voudrait parler du sommeil, et")
    expect(demand).to_be_focused()
    nurse.page.keyboard.type(" de la reprise du travail – café ☕.")
    nurse.nothing_to_report()
    nurse.part("Mesures")
    nurse.weigh("4,215", child.first_name)
    nurse.special("Température", "Non abordé", child.first_name)
    nurse.part("Suite")
    nurse.choose("Suite", "Nouvelle VAD")
    nurse.note("Revoir le couchage à la prochaine visite.")
    nurse.end("Réalisée")
    nurse.sign()

    for visit, outcome in ((absent, "Famille absente"), (refused, "Refusée"), (postponed, "Reportée")):
        nurse.open_visit(str(visit.id))
        nurse.page.locator(".dock").get_by_role("button", name=outcome).click()
        nurse.sign()

    # Two that nobody planned; the battery dies in the second.
    family = files.family(full)
    name = family.label.split()[-1]
    nurse.add(name, "Pesée seule")
    nurse.part("Pesée")
    nurse.weigh("4,230", child.first_name)
    answer_what_is_asked(nurse)
    nurse.end("Réalisée")
    nurse.sign()
    nurse.add(name, "Contact téléphonique")
    nurse.note("A rappelé pour le poids.")
    nurse.saved()
    nurse.kill()
    nurse.reopen()
    answer_what_is_asked(nurse)
    nurse.end("Réalisée")
    nurse.sign()
    expect(nurse.page.locator(".badge", has_text="Sur la tablette").first).to_be_visible()

    # Back in range: the server dies after its first commit, before the tablet has its answer.
    county.link.restore()
    assert files.wait_for_records(1, every=0.005)
    county.kill()
    assert nurse.page.locator(".badge", has_text="Reçue").count() == 0
    county.start()

    records = files.wait_for_records(6, seconds=90)
    time.sleep(3)  # long enough for a second copy to arrive, if there were one
    records = files.records()
    assert sorted(record.outcome for record in records) == sorted(
        ["realisee", "absente", "refusee", "reportee", "realisee", "realisee"]
    )
    whole = next(record for record in records if record.visit_id == full.id)
    assert whole.body["answers"]["n_demande"]["v"] == (
        "Elle voudrait parler du sommeil, et de la reprise du travail – café ☕."
    )
    assert whole.body["answers"]["n_presents"]["v"] == ["mere"]
    assert whole.body["child_answers"][str(child.id)]["poids"]["v"] == 4215
    assert whole.body["child_answers"][str(child.id)]["temp"] == {"special": "non_aborde"}
    assert [note["text"] for note in whole.body["notes"]] == ["Revoir le couchage à la prochaine visite."]
    assert whole.body["answers"]["suite"]["v"] == "nouvelle_vad"
    assert whole.body["agreement"]["status"] == "Accordé"

    weights = files.session.exec(
        select(Measurement.value).where(
            Measurement.child_id == child.id,
            Measurement.record_id.in_([record.id for record in records]),
            Measurement.kind == "poids",
        )
    ).all()
    assert sorted(weights) == [4215, 4230]
    for visit, status in ((full, "realisee"), (absent, "absente"), (refused, "refusee"), (postponed, "reportee")):
        files.session.refresh(visit)
        assert visit.status == status
    read = files.session.exec(
        select(AccessEvent).where(AccessEvent.family_id == full.family_id, AccessEvent.offline)
    ).all()
    assert read, "reading without network is journaled too"

    nurse.open_visit(str(full.id))
    expect(nurse.page.locator(".badge", has_text="Reçue").first).to_be_visible(timeout=30_000)
    assert tablet.errors == []


def answer_what_is_asked(nurse: Nurse) -> None:
    """« Non abordé » to every question still open in every part: what a short contact leaves aside."""
    for at in range(nurse.page.locator(".section-link").count()):
        nurse.page.locator(".section-link").nth(at).click()
        for card in nurse.page.locator(".item").all():
            pressed = '.pill[aria-pressed="true"]:not(.growth-beside .pill), .special[aria-pressed="true"]'
            chosen = card.locator(pressed).count()
            typed = card.locator("input, textarea").first
            if card.locator(".special").count() and not chosen and not (typed.count() and typed.input_value()):
                card.locator(".special", has_text="Non abordé").first.click()
