"""Our SQLite store as an author would have it proved."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager

from collabflow.stores.sqlite import SqliteStore
from collabflow.testing import StoreConformance, no


class SqliteConformance(StoreConformance):
    append_only = no("SQLite keeps pages, and mends them itself")

    def open_store(self, place):
        return SqliteStore(place.path / "cases.db")

    @contextmanager
    def open_host(self, place):
        with closing(sqlite3.connect(place.path / "cases.db", isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            yield connection
