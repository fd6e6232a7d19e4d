"""The SQLite store: the cases of one tenant in one file, for one machine with any number of processes.

The verbs and their edge cases are in `ports.store`; the SQL is in the files beside this one, by table. Every
write is one `BEGIN IMMEDIATE` transaction with `synchronous=FULL`, and whatever takes time is done before it
begins. Beside `cases.db` lie `cases.db-turn`, an empty file by which writers queue (see `sqlite_turn`), and SQLite's
own journal; keep them together, on a local disk, not on a network share. Who only reads does not queue, unless a
commit is under way.

After `erase` nothing readable is left in the database: SQLite overwrites what is freed. Where a WAL must keep it for
somebody who reads or writes, `erase` raises `StoreBusy`, and has to be called again. What a disk, a backup or a
snapshot keeps of earlier states is beyond it.
Source: storage.md, SQLite.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from collabflow.core.errors import Malformed, StoreBusy
from collabflow.ports.checks import check_ids
from collabflow.ports.records import StoreLimits
from collabflow.ports.store import Store
from collabflow.stores.sql.executor import Executor
from collabflow.stores.sql.lending import lent
from collabflow.stores.sql.schema import from_the_future, may_write
from collabflow.stores.sql.store import LIMITS, SqlStore
from collabflow.stores.sql.within import Within
from collabflow.stores.sqlite_files import Connections
from collabflow.stores.sqlite_lent import check_fit
from collabflow.stores.sqlite_schema import check_library, journal_mode, migrate_within, migrations, standing
from collabflow.stores.sqlite_transaction import SqliteExecutor, transaction, worded
from collabflow.stores.sqlite_turn import Turn

T = TypeVar("T")


class SqliteStore(SqlStore):
    """A store in the file `path`, which is made if it is not there; its folder must be.

    `tenant` is whose cases these are: several tenants may share a file and never see each other's. `timeout` is
    how long, in seconds, a verb waits for its turn and for the database before it raises `StoreBusy`. Raises
    `StoreError` for a file of something else, `FromTheFuture` for one that a later collabflow has changed so
    that this one cannot read it; one that it can read but not write refuses the writing verbs.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        tenant: str = "default",
        timeout: float = 5.0,
        limits: StoreLimits = LIMITS,
    ) -> None:
        check_ids("SqliteStore", path=os.fspath(path), tenant=tenant)
        if os.fspath(path) in ("", ":memory:"):
            raise Malformed("SqliteStore", (("path", "must be a file; a store in memory is a MemoryStore"),))
        check_library(sqlite3.sqlite_version_info)
        super().__init__(tenant=tenant, limits=limits)
        self._path = Path(path).absolute()
        self._turn = Turn(str(self._path), timeout=timeout)
        self._connections = Connections(
            str(self._path),
            timeout=timeout,
            journal=journal_mode(sqlite3.sqlite_version_info),
            scripts=migrations(),
        )
        self._version, self._may_write = self._opened()

    def _opened(self) -> tuple[int, bool]:
        try:
            with self._turn.taken(), self._connections.borrowed() as connection:
                return may_write(SqliteExecutor(connection), self._path.name, known=len(migrations()))
        except BaseException:
            self._connections.close()
            raise

    def close(self) -> None:
        self._connections.close()

    def within(self, connection: object) -> Store:
        self._check_may_write()
        sql = lent(connection)
        check_fit(sql, self._path)
        return Within(sql, tenant=self._tenant, limits=self._limits)

    def erase(self, case_id: str) -> int:
        erased = super().erase(case_id)
        with self._connections.borrowed() as connection, self._turn.taken(), self._connections.patient(connection):
            ((is_kept, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if is_kept:
            raise StoreBusy("erased, but the WAL keeps what it held while somebody reads or writes; erase it again")
        return erased

    def _check_open(self) -> None:
        self._connections.check_open()

    def _check_may_write(self) -> None:
        self._check_open()
        if not self._may_write:
            raise from_the_future(self._path.name, version=self._version, known=len(migrations()))

    def _read(self, work: Callable[[Executor], T]) -> T:
        with self._connections.borrowed() as connection:
            with suppress(StoreBusy):
                return work(SqliteExecutor(connection))
            # Commits that follow one on the other leave SQLite's own waiting hardly a gap.
            with self._turn.taken(), self._connections.patient(connection):
                return work(SqliteExecutor(connection))

    def _write(self, work: Callable[[Executor], T]) -> T:
        self._check_may_write()
        with (
            self._connections.borrowed() as connection,
            self._turn.taken(),
            self._connections.patient(connection),
            transaction(connection, "IMMEDIATE"),
        ):
            return work(SqliteExecutor(connection))


def bring_forward(path: Path) -> tuple[int, int]:
    """Bring the tables in that file to the newest version known; the version that was there before, and the one now.

    In a host's own file they are made beside the host's tables: this is how it is said that they shall be there.
    Raises `FromTheFuture` where a later collabflow has been at work, and `StoreError` for what cannot be used.
    """
    check_library(sqlite3.sqlite_version_info)
    with worded(), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        sql, known = SqliteExecutor(connection), len(migrations())
        with transaction(connection, "IMMEDIATE"):
            before, after = standing(sql).version, migrate_within(sql)
            if after > known:
                raise from_the_future(path.name, version=after, known=known)
    SqliteStore(path).close()  # sees to the journal mode
    return before, after
