"""A whole day on a tablet whose clock is wrong: the right round, and every visit received once, in its order."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.families.household import Household
from fieldvisit.pages.office import french
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync.received import ReceivedLine
from tests.tablet.nurse import Nurse
from tests.tablet.test_office import COORDINATOR, sign_in
from tests.tablet.test_screens import LOGIN, first_visits

long = pytest.mark.long


@pytest.mark.parametrize(
    "ahead",
    [
        pytest.param(timedelta(days=365), id="a year ahead"),
        pytest.param(timedelta(days=-1), id="a day behind", marks=long),
        pytest.param(timedelta(days=-365), id="a year behind", marks=long),
        pytest.param(timedelta(days=1), id="a day ahead", marks=long),
    ],
)
@pytest.mark.long
def test_a_day_of_six_visits_with_a_wrong_clock(county, tablet, office, ahead):
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    tablet.ahead = ahead
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    page = nurse.page
    expect(page.locator('.day[aria-current="date"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator("h1")).to_contain_text(f"Aujourd’hui, {french.long(today).rsplit(' ', 1)[0]}", ignore_case=True)
    way = "avance" if ahead > timedelta() else "retarde"
    length = "1 jour" if abs(ahead) == timedelta(days=1) else "1 an"
    calm = f"L’horloge de la tablette {way} de {length} : l’heure du bureau est utilisée."
    expect(page.locator(".notice", has_text=calm)).to_be_visible()

    visits = first_visits(county, 5)
    county.link.cut()
    for visit in visits:
        nurse.open_visit(str(visit.id))
        nurse.page.locator(".dock").get_by_role("button", name="Famille absente").click()
        nurse.sign()
    nurse.kill()
    nurse.reopen()
    with Session(county.engine()) as session:
        family = session.get(Household, visits[0].family_id).label
    nurse.add(family, "Visite de suivi")
    nurse.end("Famille absente")
    nurse.sign()
    county.link.restore()
    expect(nurse.page.locator(".bar-state")).not_to_contain_text("à envoyer", timeout=40_000)

    with Session(county.engine()) as session:
        query = select(VisitRecord).where(VisitRecord.device_id.is_not(None)).order_by(VisitRecord.received_at)
        records = session.exec(query).all()
        assert [record.visit_id for record in records[:5]] == [visit.id for visit in visits], "in the order of the day"
        assert len(records) == 6
        for record in records:
            assert abs((record.captured_at - ahead) - record.received_at) < timedelta(minutes=5)
            assert abs(datetime.fromisoformat(record.body["signed_at"]) - record.received_at) < timedelta(minutes=5)
        assert session.get(Visit, records[5].visit_id).planned_on == today, "added today, whatever the clock says"
        offsets = session.exec(select(ReceivedLine.clock_offset_s).where(ReceivedLine.kind == "visit_record")).all()
        assert [abs(offset - ahead.total_seconds()) < 120 for offset in offsets] == [True] * 6
        family_id, own = visits[0].family_id, records[0].captured_at
    desk = sign_in(office, COORDINATOR, f"/familles/{family_id}")
    desk.get_by_role("button", name="Lire la visite").first.click()
    shown = own.astimezone(ZoneInfo("Europe/Paris"))
    expect(desk.locator("#ecrit")).to_contain_text(f"horloge de la tablette : {shown:%H:%M le %d/%m/%Y}")
    assert tablet.errors == []
