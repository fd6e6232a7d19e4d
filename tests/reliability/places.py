"""Places: where the store of a check lives, so that every check runs on every kind of store, and on broken ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote
from uuid import uuid4

import psycopg

from collabflow.ports import Store
from collabflow.stores import postgres_schema, sqlite_schema
from collabflow.stores.postgres import PostgresStore
from collabflow.stores.postgres_executor import PsycopgExecutor
from collabflow.stores.sql.executor import Dialect
from collabflow.stores.sql.schema import scripts
from collabflow.stores.sqlite import SqliteStore
from postgres import run

PATIENCE = 30.0
"""Seconds that a store waits for its turn: the machine of a test may be busy with much else."""


class Place(Protocol):
    """Where one tenant's cases are kept. Opening it again and again opens the same store."""

    name: str
    others_write_meanwhile: bool
    """Whether others can write while a host's transaction is open that has written."""

    def open(self) -> Store: ...

    def blank(self) -> Place:
        """Another place of this kind, with nothing in it, not even tables."""
        ...

    def connect(self) -> Any:
        """A connection as a host has it, which begins and ends its transactions itself."""
        ...

    def lent(self) -> AbstractContextManager[object]:
        """A host's connection in a transaction; an exception rolls back, the end commits."""
        ...

    def settle(self) -> None:
        """Return when nothing more is done for clients that were killed."""
        ...

    def move_on(self, step: str) -> None:
        """Bring the schema to the version after the newest one, by this script, as a later release would."""
        ...

    def damage(self) -> str | None:
        """What the database itself finds wrong with its files, or None."""
        ...


class SqlitePlace:
    """A SQLite file in a folder that is the check's own."""

    name = "sqlite"
    others_write_meanwhile = False
    _numbers = count(1)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / f"cases-{next(self._numbers)}.db"

    def open(self) -> Store:
        return SqliteStore(self.path, timeout=PATIENCE)

    def blank(self) -> SqlitePlace:
        return SqlitePlace(self.folder)

    def connect(self) -> sqlite3.Connection:
        """A connection as a host has it, which never loses what it commits."""
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=PATIENCE)
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    @contextmanager
    def lent(self):
        with closing(self.connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def settle(self) -> None:
        pass  # what a process did not do, nobody does for it

    def move_on(self, step: str) -> None:
        with closing(self.connect()) as connection:
            sqlite_schema.migrate(connection, self.path.name, (*scripts(Dialect.SQLITE), step))

    def damage(self) -> str | None:
        with closing(sqlite3.connect(self.path)) as connection:
            ((said, *_),) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        return None if said == "ok" else said


class PostgresPlace:
    """A schema of its own in a PostgreSQL database that is the check's own."""

    name = "postgresql"
    others_write_meanwhile = True

    def __init__(self, database: str) -> None:
        self._database = database
        schema = f"cf_{uuid4().hex}"
        run(database, f"CREATE SCHEMA {schema}")
        self.url = f"{database}{'&' if '?' in database else '?'}options={quote(f'-csearch_path={schema}')}"

    def open(self) -> Store:
        return PostgresStore(self.url, timeout=PATIENCE)

    def blank(self) -> PostgresPlace:
        return PostgresPlace(self._database)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=True)

    def lent(self) -> AbstractContextManager[object]:
        return psycopg.connect(self.url)

    def settle(self) -> None:
        """The server goes on with what a client has asked for until it notices that the client is gone."""
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with closing(self.connect()) as connection:
            while connection.execute(others).fetchone() != (0,):
                pass

    def move_on(self, step: str) -> None:
        with psycopg.connect(self.url) as connection:
            postgres_schema.migrate(PsycopgExecutor(connection), (*scripts(Dialect.POSTGRESQL), step))

    def damage(self) -> str | None:
        return None  # a server that was not killed looks after its files itself


class Wrapped:
    """A store that does all as the one inside it does, but for what is changed."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


class BrokenPlace:
    """A place whose store has a seeded bug, to prove that a check can fail."""

    def __init__(self, place: Place, bug: Callable[[Store, Place], Store]) -> None:
        self._place = place
        self._bug = bug
        self.name = f"{place.name}, seeded"

    def open(self) -> Store:
        return self._bug(self._place.open(), self._place)

    def blank(self) -> BrokenPlace:
        return BrokenPlace(self._place.blank(), self._bug)

    def __getattr__(self, name: str) -> object:
        return getattr(self._place, name)
