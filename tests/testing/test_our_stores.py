"""Our own stores are proved by the kit that we give to others, and so are the right stores that mutants are made of."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import psycopg
import pytest

from collabflow.stores.memory import MemoryStore
from collabflow.stores.postgres import PostgresStore
from collabflow.testing import LAWS, Settings, StoreConformance, no, prove
from collabflow.testing.mutants.logged import Alone, Logged
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.telling import told
from stores.conforming import SqliteConformance

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"


class TestMemoryStore(StoreConformance):
    """One suite as an author would write it; the others are run as a whole, below."""

    durable = no("it lives in memory")

    def open_store(self, place):
        return MemoryStore()


class PlainConformance(StoreConformance):
    def open_store(self, place):
        return Plain()


class LoggedConformance(StoreConformance):
    def open_store(self, place):
        return Logged(place)


class AloneConformance(StoreConformance):
    def open_store(self, place):
        return Alone(place)


class JsonlConformance(StoreConformance):
    def open_store(self, place):
        return example("jsonl_store").JsonlStore(place.path / "cases.jsonl")


class ShelfConformance(StoreConformance):
    def open_store(self, place):
        return example("custom_store").ShelfStore()


@cache
def example(name):
    """The module of an example."""
    spec = spec_from_file_location(name, EXAMPLES / f"{name}.py")
    sys.modules[name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SUITES = [SqliteConformance, PlainConformance, LoggedConformance, AloneConformance, JsonlConformance, ShelfConformance]


@pytest.mark.parametrize("suite", SUITES)
def test_a_right_store_passes(suite):
    proved(suite())


def test_the_postgres_store_passes(postgres_database):
    class PostgresConformance(StoreConformance):
        append_only = no("PostgreSQL keeps pages in its server, and mends them itself")

        def open_store(self, place):
            return PostgresStore(postgres_database, tenant=place.name)

        @contextmanager
        def open_host(self, place):
            with psycopg.connect(postgres_database) as connection:
                connection.execute("SELECT 1")  # psycopg begins a transaction with the first statement
                yield connection

    proved(PostgresConformance())


def proved(suite):
    report = prove(suite)

    assert report.passes, "\n\n".join(told(trial, repeat="") for trial in report.failures)
    print(report.line())


# The 100 seeds of the full setting are in `CLEAN_SEEDS=100 pytest -k stays_clean`; a few are tried each time.


@pytest.mark.parametrize("seed", range(int(os.environ.get("CLEAN_SEEDS", "3"))))
@pytest.mark.parametrize("kind", [PlainConformance, AloneConformance, JsonlConformance])
def test_a_clean_store_stays_clean_with_any_seed(kind, seed):
    walks = tuple(law for law in LAWS if law.code == "M1")
    report = prove(kind(), Settings(seed=seed), laws=walks)

    assert report.passes, "\n\n".join(told(trial, repeat="") for trial in report.failures)
