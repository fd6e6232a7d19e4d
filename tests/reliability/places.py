"""Places: where the store of a check lives, so that every check runs on every kind of store, and on broken ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from collabflow.ports import Store
from collabflow.stores.sqlite import SqliteStore


class Place(Protocol):
    """Where one tenant's cases are kept. Opening it again and again opens the same store."""

    name: str
    others_write_meanwhile: bool
    """Whether others can write while a host's transaction is open that has written."""

    def open(self) -> Store: ...

    def blank(self) -> Place:
        """Another place of this kind, with nothing in it, not even tables."""
        ...

    def lent(self) -> Iterator[object]:
        """A host's connection in a transaction, as a context; an exception rolls back, the end commits."""
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
        return SqliteStore(self.path)

    def blank(self) -> SqlitePlace:
        return SqlitePlace(self.folder)

    def connect(self) -> sqlite3.Connection:
        """A connection as a host has it, which never loses what it commits."""
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    @contextmanager
    def lent(self) -> Iterator[object]:
        with closing(self.connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def damage(self) -> str | None:
        with closing(sqlite3.connect(self.path)) as connection:
            ((said, *_),) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        return None if said == "ok" else said


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
