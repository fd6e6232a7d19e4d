"""The places where the checks run."""

from __future__ import annotations

import pytest

from reliability.places import PostgresPlace, SqlitePlace


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """A place of each kind, with nothing in it."""
    if request.param == "sqlite":
        return SqlitePlace(tmp_path)
    return PostgresPlace(request.getfixturevalue("postgres_database"))


@pytest.fixture
def file(tmp_path):
    """A place in a SQLite file."""
    return SqlitePlace(tmp_path)
