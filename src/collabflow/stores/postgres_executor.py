"""Statements and transactions on a psycopg connection.

What a transaction of ours asks nothing of waits for the next statement that is asked something, and crosses the network
with it, in one round trip (libpq's pipeline mode). All that is pending is sent before the commit, and with it.
Source: postgresql.org/docs, libpq, pipeline mode.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.adapt import AdaptersMap
from psycopg.postgres import register_default_adapters, types
from psycopg.pq import PipelineStatus, TransactionStatus
from psycopg.rows import TupleRow, tuple_row

from collabflow.core.errors import Declined
from collabflow.stores.postgres_words import ROLLED_BACK, in_words
from collabflow.stores.sql.executor import AfterCommit, Dialect, Executor, Found, Values, placed

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
def transaction(connection: psycopg.Connection) -> Iterator[Executor]:
    """What runs statements in one transaction of ours. Any exception rolls it back."""
    sql = _Gathering(connection)
    sql.post("BEGIN")
    try:
        yield sql
        sql.run("COMMIT")
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

    def post(self, sql: str, values: Values = ()) -> None:
        self.run(sql, values)

    def _run(self, sql: str, values: Values) -> Found:
        cursor = _Cursor(self._connection, row_factory=tuple_row)  # the host's may answer rows in any shape
        self._send(cursor, sql, values)
        result = cursor.pgresult
        if result is None or result.nfields == 0:
            return Found((), (), cursor.rowcount)
        names = [(result.fname(place) or b"").decode() for place in range(result.nfields)]  # `description` is slow
        return Found(names, cursor.fetchall(), cursor.rowcount)

    def _send(self, cursor: psycopg.Cursor, sql: str, values: Values) -> None:
        cursor.execute(placed(sql, "format").encode(), values)


class _Gathering(PsycopgExecutor):
    """Sends what was posted together with the next statement that is run."""

    def __init__(self, connection: psycopg.Connection) -> None:
        super().__init__(connection)
        self._posted: list[tuple[str, Values]] = []

    def post(self, sql: str, values: Values = ()) -> None:
        self._posted.append((sql, values))

    def _send(self, cursor: psycopg.Cursor, sql: str, values: Values) -> None:
        posted, self._posted = self._posted, []
        if not posted:
            super()._send(cursor, sql, values)
            return
        with _together(self._connection):
            for one in posted:
                super()._send(_Cursor(self._connection), *one)
            super()._send(cursor, sql, values)


@contextmanager
def _together(connection: psycopg.Connection) -> Iterator[None]:
    """What is sent inside it takes one round trip, where this libpq can do that (14 and later).

    Raises the first error. psycopg would write to its log what it finds on leaving, with whole rows of personal data in
    it, if an error left it; so none does.
    """
    if not psycopg.Pipeline.is_supported():
        yield
        return
    first: BaseException | None = None
    handled = sys.exception()
    try:
        with connection.pipeline():
            try:
                yield
            except BaseException as error:  # noqa: BLE001 - raised below
                first = error
    except psycopg.Error as left:
        first = first or _interruption(left, handled) or left
    if first is not None:
        raise first


def _interruption(error: BaseException, handled: BaseException | None) -> BaseException | None:
    """What broke off the waiting, such as an exception from a signal's handler, where psycopg then could not leave.

    Not what our caller is just handling, which stands behind every error.
    """
    behind = error.__context__
    return None if behind is handled or isinstance(behind, psycopg.Error) else behind


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
