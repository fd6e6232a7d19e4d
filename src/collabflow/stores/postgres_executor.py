"""Statements and transactions on a psycopg connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.adapt import AdaptersMap
from psycopg.postgres import register_default_adapters, types
from psycopg.pq import PipelineStatus, TransactionStatus
from psycopg.rows import TupleRow, tuple_row

from collabflow.core.errors import Declined
from collabflow.stores.postgres_words import ROLLED_BACK, in_words
from collabflow.stores.sql.executor import AfterCommit, Dialect, Found, Values, placed

_ADAPTERS = AdaptersMap(types=types)
register_default_adapters(_ADAPTERS)


class _Cursor(psycopg.Cursor[TupleRow]):
    """Hands values on as psycopg does by itself: a host may have its own connection change them on the way."""

    @property
    def adapters(self) -> AdaptersMap:
        return _ADAPTERS


@contextmanager
def worded() -> Iterator[None]:
    """Inside it, psycopg's errors become ours."""
    try:
        yield
    except psycopg.Error as error:
        raise in_words(error) from None


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
        cursor = _Cursor(self._connection, row_factory=tuple_row)  # the host's may answer rows in any shape
        cursor.execute(placed(sql, "format").encode(), values)
        result = cursor.pgresult
        if result is None or result.nfields == 0:
            return Found((), (), cursor.rowcount)
        names = [(result.fname(place) or b"").decode() for place in range(result.nfields)]  # `description` is slow
        return Found(names, cursor.fetchall(), cursor.rowcount)


class LentPsycopg(PsycopgExecutor):
    """Runs statements on a host's connection. It cannot tell when the host has committed."""

    def run(self, sql: str, values: Values = ()) -> Found:
        if self._connection.info.pipeline_status is not PipelineStatus.OFF:
            raise Declined("the connection is in pipeline mode, where no statement is answered at once; leave it first")
        try:
            return self._run(sql, values)
        except psycopg.Error as error:
            if (error.sqlstate or "").startswith(ROLLED_BACK):
                raise  # the host began this transaction, and tries it again
            raise in_words(error) from None

    def is_in_transaction(self) -> bool:
        began = self._connection.info.transaction_status is not TransactionStatus.IDLE
        return began or not self._connection.autocommit

    def after_commit(self, work: AfterCommit) -> bool:
        return False
