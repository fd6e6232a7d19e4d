"""Statements and transactions on a SQLite connection, and SQLite's errors in words.

The driver's messages can hold whole rows of personal data, so nothing of them goes on: only the name of the
error code, in an error of ours that does not show its cause.
Source: storage.md, the host's own transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from collabflow.core.errors import StoreBusy, StoreError
from collabflow.stores.sql import words
from collabflow.stores.sql.executor import AfterCommit, Dialect, Found, Values

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")

_WORDS = {
    "SQLITE_CANTOPEN": "the database file cannot be opened; check its folder and permissions",
    "SQLITE_CORRUPT": "the database file is damaged; restore a backup",
    "SQLITE_FULL": words.FULL,
    "SQLITE_IOERR": "the disk or file system failed",
    "SQLITE_NOTADB": "the file is not a database",
    "SQLITE_READONLY_DBMOVED": "the database file was moved or deleted while it was open; nothing was written",
    "SQLITE_READONLY": "the database file is read-only",
}


def in_words(error: BaseException | None) -> StoreError:
    """The error of ours that stands for one of SQLite's."""
    code: str | None = getattr(error, "sqlite_errorname", None)
    if code is None:
        return StoreError(words.DRIVER_REFUSED)
    if code.startswith(_BUSY):
        return StoreBusy(words.BUSY, code)
    told = next((told for start, told in _WORDS.items() if code.startswith(start)), words.REFUSED)
    return StoreError(told, code)


class worded:  # noqa: N801 - reads like `contextlib.suppress`; a class, as every statement is run inside it
    """Inside it, SQLite's errors become ours."""

    __slots__ = ()

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise in_words(error) from None


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    """One transaction: DEFERRED for reading, IMMEDIATE for writing. Any exception rolls it back."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class SqliteExecutor:
    """Runs statements on a `sqlite3.Connection`, ours or the host's. It cannot tell when a host has committed."""

    dialect = Dialect.SQLITE

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, values: Values = ()) -> Found:
        with worded():
            cursor = self._connection.cursor()
            cursor.row_factory = None  # the host's may be anything
            rows = cursor.execute(sql, values).fetchall()
        return Found([column[0] for column in cursor.description or ()], rows, cursor.rowcount)

    def post(self, sql: str, values: Values = ()) -> None:
        self.run(sql, values)

    def is_in_transaction(self) -> bool:
        return self._connection.in_transaction

    def after_commit(self, work: AfterCommit) -> bool:
        return False
