"""As a county runs it: PostgreSQL, Redis, several workers. The same screens, and nothing kept in one process."""

import os
import subprocess
import sys
import uuid

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from fieldvisit.launch import build
from tests.conftest import POSTGRES
from tests.tablet.browser import Device
from tests.tablet.county import County
from tests.tablet.nurse import Nurse
from tests.tablet.test_office import COORDINATOR, NURSE, next_visit, sign_in

REDIS = "FIELDVISIT_TEST_REDIS"


class GreatCounty(County):
    database_url = ""


@pytest.fixture
def great_county(built, tmp_path):
    server, redis = os.environ.get(POSTGRES), os.environ.get(REDIS)
    if not server or not redis:
        pytest.skip(f"{POSTGRES} and {REDIS} are not both set")
    name = f"fieldvisit_test_{uuid.uuid4().hex[:12]}"
    administrator = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    data = tmp_path / "data"
    data.mkdir()
    county = GreatCounty(data)
    county.database_url = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    # A Redis database of its own: states of other runs must not be met here.
    county.environment["FIELDVISIT_REDIS_URL"] = f"{redis.rsplit('/', 1)[0]}/9"
    environment = {
        **os.environ,
        "FIELDVISIT_DATA": str(data),
        "FIELDVISIT_DATABASE_URL": county.database_url,
        "FIELDVISIT_DEMO": "1",
    }
    subprocess.run([sys.executable, "-m", "fieldvisit", "demo"], cwd=build.ROOT, env=environment, check=True)
    county.start()
    yield county
    county.close()
    with administrator.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    administrator.dispose()


def test_office_and_tablet_work_over_postgresql_redis_and_several_workers(
    playwright, great_county, outside_requests, tmp_path
):
    tablet = Device(playwright, great_county, tmp_path / "tablet", outside_requests)
    office = Device(playwright, great_county, tmp_path / "office", outside_requests, tablet=False)
    try:
        nurse = Nurse(tablet, NURSE)
        nurse.prepare()
        visit, family = next_visit(great_county)
        page = sign_in(office, COORDINATOR, "/planning")
        expect(page.locator(".plan-block").first).to_be_visible(timeout=30_000)
        nurse.open_visit(str(visit.id))
        nurse.page.locator(".dock").get_by_role("button", name="Famille absente").click()
        nurse.sign()
        expect(nurse.page.locator(".card .badge", has_text="Reçue").first).to_be_visible(timeout=30_000)
        expect(page.locator(".received-line", has_text=family.label).first).to_be_visible(timeout=20_000)
        page.get_by_role("button", name="Quinzaine suivante").click()
        page.get_by_role("button", name="Aujourd’hui").click()
        expect(page.locator(".plan-block", has_text=family.label.removeprefix("Famille ")).first).to_be_visible()
        assert tablet.errors == [] and office.errors == []
    finally:
        tablet.close()
        office.close()
