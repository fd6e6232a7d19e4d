"""Every law of the port runs on every store."""

from __future__ import annotations

import pytest

from collabflow.stores.memory import MemoryStore
from collabflow.stores.sqlite import SqliteStore


@pytest.fixture(params=["memory", "sqlite"])
def open_store(request, tmp_path):
    """Opens a store; again and again the same one, where there is a file."""
    opened = []

    def opener(**options):
        is_memory = request.param == "memory"
        opened.append(MemoryStore(**options) if is_memory else SqliteStore(tmp_path / "cases.db", **options))
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
