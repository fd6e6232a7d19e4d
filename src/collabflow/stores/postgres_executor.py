"""Statements and transactions on a psycopg connection, and PostgreSQL's errors in words.

PostgreSQL's messages can hold whole rows of personal data, so nothing of them goes on: only the SQLSTATE, in an error
of ours that does not show its cause.
Source: storage.md, the host's own transaction; postgresql.org/docs, appendix A (error codes).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from collabflow.core.errors import StoreBusy, StoreError
from collabflow.stores.sql.executor import AfterCommit, Dialect, Found, Values, placed

ROLLED_BACK = "40"
"""How the codes begin that ask for the whole transaction to be tried again: serialization failure, deadlock."""

_BUSY = (ROLLED_BACK, "55P03", "57014", "53300", "57P03")
"""Also: a lock that did not come in time, a cancelled statement, too many connections, a server that is starting."""

_WORDS = {
    "08": "the connection to the database was lost; what was under way may or may not be written",
    "28": "the database does not let this user in; check user and password",
    "3D": "there is no such database; create it first",
    "42501": "this database user may not do that; see to its rights, or run `collabflow migrate` as the owner",
    "53100": "the disk is full",
    "57P": "the server is shutting down; what was under way may or may not be written",
    "25006": "the database is read-only",
    "XX001": "the database is damaged; restore a backup",
}


def in_words(sqlstate: str | None) -> StoreError:
    """The error of ours that stands for one of PostgreSQL's. Without a code, the server could not be heard."""
    if sqlstate is None:
        return StoreError("the connection to the database was lost; what was under way may or may not be written")
    if sqlstate.startswith(_BUSY):
        return StoreBusy("the database is held by somebody else just now; nothing was written, try again", sqlstate)
    words = next((words for start, words in _WORDS.items() if sqlstate.startswith(start)), None)
    return StoreError(words or "the database refused; nothing was written", sqlstate)


@contextmanager
def worded() -> Iterator[None]:
    """Inside it, psycopg's errors become ours."""
    try:
        yield
    except psycopg.Error as error:
        raise in_words(error.sqlstate) from None


@contextmanager
def transaction(connection: psycopg.Connection) -> Iterator[None]:
    """One transaction of ours. Any exception rolls it back."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            connection.execute("ROLLBACK")
        raise


class PsycopgExecutor:
    """Runs statements on a `psycopg.Connection`, ours or the host's."""

    dialect = Dialect.POSTGRESQL

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, values: Values = ()) -> Found:
        with worded():
            return self._run(sql, values)

    def _run(self, sql: str, values: Values) -> Found:
        cursor = psycopg.Cursor(self._connection, row_factory=tuple_row)  # the host's may answer rows in any shape
        cursor.execute(placed(sql, "format").encode(), values)
        columns = cursor.description
        if columns is None:
            return Found((), (), cursor.rowcount)
        return Found([column.name for column in columns], cursor.fetchall(), cursor.rowcount)


class LentPsycopg(PsycopgExecutor):
    """Runs statements on a host's connection. It cannot tell when the host has committed."""

    def run(self, sql: str, values: Values = ()) -> Found:
        try:
            return self._run(sql, values)
        except psycopg.Error as error:
            if (error.sqlstate or "").startswith(ROLLED_BACK):
                raise  # the host began this transaction, and tries it again
            raise in_words(error.sqlstate) from None

    def is_in_transaction(self) -> bool:
        began = self._connection.info.transaction_status is not TransactionStatus.IDLE
        return began or not self._connection.autocommit

    def after_commit(self, work: AfterCommit) -> bool:
        return False
