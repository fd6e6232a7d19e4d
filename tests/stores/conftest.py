"""Every law of the port runs on every store."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from collabflow.stores.memory import MemoryStore
from collabflow.stores.postgres import PostgresStore
from collabflow.stores.sqlite import SqliteStore
from postgres import fresh_database


@pytest.fixture(scope="session")
def laws_database(postgres_server):
    """A PostgreSQL database for all tests of the laws; each has a tenant of its own in it, and sees no other."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def open_store(request, tmp_path):
    """Opens a store; again and again the same one, where there is a file or a database."""
    opened = []
    database = request.getfixturevalue("laws_database") if request.param == "postgres" else ""
    makers = {
        "memory": MemoryStore,
        "sqlite": partial(SqliteStore, tmp_path / "cases.db"),
        "postgres": partial(PostgresStore, database, tenant=uuid4().hex),
    }

    def opener(**options):
        opened.append(makers[request.param](**options))
        return opened[-1]

    yield opener
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store):
    """An empty store."""
    return open_store()


@pytest.fixture
def path(tmp_path):
    """Where a SQLite store may be made."""
    return tmp_path / "cases.db"


@pytest.fixture
def open_file(path):
    """Opens a SQLite store on that path."""
    opened = []

    def opener(**options):
        opened.append(SqliteStore(path, **options))
        return opened[-1]

    yield opener
    for store in opened:
        store.close()
