"""Settings of the whole suite: no deadlines for properties, and the same examples each time in CI; a PostgreSQL."""

import os
import tempfile

import pytest
from hypothesis import HealthCheck, settings

import postgres
from collabflow.testing.places import quick_folder

tempfile.tempdir = quick_folder()  # for the stores of all tests, as for those of the kit

settings.register_profile(
    "suite",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        postgres.announce()


@pytest.fixture(scope="session")
def postgres_server():
    """The URL of a PostgreSQL server where databases may be made. Without one, the test is skipped, or fails in CI."""
    try:
        return postgres.server()
    except postgres.NoPostgres as why:
        if os.environ.get(postgres.NEEDED):
            pytest.fail(str(why))
        pytest.skip(str(why))


@pytest.fixture
def postgres_database(postgres_server):
    """The URL of a fresh, empty PostgreSQL database, dropped after the test."""
    with postgres.fresh_database(postgres_server) as url:
        yield url
