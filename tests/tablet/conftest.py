"""Fixtures of the end-to-end tests: a county that runs, a tablet, an office computer, a network that can be cut.

``county`` (its ``link``, ``kill``, ``restart``), ``tablet`` and ``office`` (``open``, ``kill``) are new for each
test; ``outside_requests`` watches both and fails the test if anything but the county was asked for.
"""

import fcntl
import os
import subprocess
import sys

import pytest

from fieldvisit.launch import build
from tests.tablet.browser import Device, Outside
from tests.tablet.county import County, copy_of


@pytest.fixture(scope="session")
def built():
    """The production build of these sources; the one that is there if they did not change."""
    if not build.is_current():
        build.build()
    return build.CLIENT


@pytest.fixture(scope="session")
def demo_county(tmp_path_factory):
    """A SQLite file with the demo county of today, made once for the whole run and copied for each test."""
    base = tmp_path_factory.getbasetemp()
    data = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "county"
    data.mkdir(exist_ok=True)
    environment = {**os.environ, "FIELDVISIT_DATA": str(data), "FIELDVISIT_DATABASE_URL": "", "FIELDVISIT_DEMO": "1"}
    with open(data / "made", "a+") as made:
        fcntl.flock(made, fcntl.LOCK_EX)
        made.seek(0)
        if not made.read():
            subprocess.run([sys.executable, "-m", "fieldvisit", "demo"], cwd=build.ROOT, env=environment, check=True)
            made.write("yes")
    return data / "fieldvisit.sqlite"


@pytest.fixture
def county(built, demo_county, tmp_path):
    copy_of(demo_county, tmp_path / "data")
    county = County(tmp_path / "data")
    county.start()
    yield county
    county.close()
    assert county.told() == [], "the server's log tells of a family, a person or a session"


@pytest.fixture
def outside_requests():
    outside = Outside()
    yield outside
    assert outside.asked == [], "a page asked for something outside the county"


@pytest.fixture
def tablet(playwright, county, outside_requests, tmp_path):
    device = Device(playwright, county, tmp_path / "tablet", outside_requests)
    yield device
    device.close()


@pytest.fixture
def office(playwright, county, outside_requests, tmp_path):
    device = Device(playwright, county, tmp_path / "office", outside_requests, tablet=False)
    yield device
    device.close()
