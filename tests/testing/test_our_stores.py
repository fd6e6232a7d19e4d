"""Our own stores are proved by the kit that we give to others, and so are the right stores that mutants are made of."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager

import pytest

from collabflow.stores.memory import MemoryStore
from collabflow.stores.sqlite import SqliteStore
from collabflow.testing import StoreConformance, no, prove
from collabflow.testing.mutants.logged import Alone, Logged
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.telling import told


class TestMemoryStore(StoreConformance):
    """One suite as an author would write it; the others are run as a whole, below."""

    durable = no("it lives in memory")

    def open_store(self, place):
        return MemoryStore()


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


class PlainConformance(StoreConformance):
    def open_store(self, place):
        return Plain()


class LoggedConformance(StoreConformance):
    def open_store(self, place):
        return Logged(place)


class AloneConformance(StoreConformance):
    def open_store(self, place):
        return Alone(place)


@pytest.mark.parametrize("suite", [SqliteConformance, PlainConformance, LoggedConformance, AloneConformance])
def test_a_right_store_passes(suite):
    report = prove(suite())

    assert report.passes, "\n\n".join(told(trial, repeat="") for trial in report.failures)
    print(report.line())
