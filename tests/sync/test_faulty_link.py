"""Nothing lost, nothing twice, nothing silent: sequences of a worker's day over a faulty link."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.faulty import Day, World

SETTINGS = settings(
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


@pytest.fixture
def world(engine, client, now, today):
    return World(engine, client, now, today)


def test_a_day_over_a_faulty_link_arrives_whole(world):
    days = 20 if world.engine.dialect.name == "sqlite" else 10
    run_state_machine_as_test(lambda: Day(world), settings=settings(SETTINGS, max_examples=days, derandomize=True))


@pytest.mark.long
def test_thousands_of_days_over_a_faulty_link_arrive_whole(world):
    run_state_machine_as_test(lambda: Day(world), settings=settings(SETTINGS, max_examples=2000))
