"""The PostgreSQL store: the cases of one tenant in one database, for any number of machines.

The verbs and their edge cases are in `ports.store`; the SQL is in `sql`, by table. A write holds its own case and
nothing else; positions in the feed are given later, when it is read. A transaction that PostgreSQL itself takes back
(a deadlock) is tried again. After `erase` nothing readable is left in the tables; PostgreSQL clears what is freed
when it vacuums, and what backups and replicas keep of earlier states is beyond it.
Source: storage.md, the relational schema. Needs the extra `postgres`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

import psycopg

from collabflow.core.errors import Malformed, StoreBusy, StoreError
from collabflow.ports.checks import check_ids
from collabflow.ports.records import StoreLimits
from collabflow.ports.store import Store
from collabflow.stores.postgres_connections import Connections, connected
from collabflow.stores.postgres_executor import PsycopgExecutor, transaction, worded
from collabflow.stores.postgres_lent import check_fit, place_of
from collabflow.stores.postgres_schema import migrate, version_of
from collabflow.stores.postgres_words import ROLLED_BACK
from collabflow.stores.sql.executor import Dialect, Executor, Value
from collabflow.stores.sql.lending import lent
from collabflow.stores.sql.schema import from_the_future, may_write, scripts
from collabflow.stores.sql.store import LIMITS, SqlStore
from collabflow.stores.sql.within import Within

T = TypeVar("T")

_TRIES = 3


class PostgresStore(SqlStore):
    """A store in the database at `url`: `postgresql://user@host/name`, or any connection string of libpq.

    The tables lie in the first schema of the connection's `search_path`. Opening makes them, or brings them to the
    newest version, unless `migrates` is False: then an older schema is refused, and is brought there by `collabflow
    migrate` or by the host's own migrations. `tenant` is whose cases these are: several tenants may share a database
    and never see each other's. `timeout` is how long, in seconds, a verb waits for a lock before it raises `StoreBusy`.
    Raises `StoreError` for a database that cannot be used, `FromTheFuture` for one that a later collabflow has changed
    so that this one cannot read it; one that it can read but not write refuses the writing verbs.
    """

    def __init__(
        self,
        url: str,
        *,
        tenant: str = "default",
        timeout: float = 5.0,
        limits: StoreLimits = LIMITS,
        migrates: bool = True,
    ) -> None:
        check_ids("PostgresStore", url=url, tenant=tenant)
        super().__init__(tenant=tenant, limits=limits)
        self._name = _name_in(url)
        self._connections = Connections(url, timeout=timeout)
        try:
            self._version, self._may_write, self._place = self._opened(migrates=migrates)
        except BaseException:
            self._connections.close()
            raise

    def _opened(self, *, migrates: bool) -> tuple[int, bool, tuple[Value, ...]]:
        with self._connections.borrowed() as connection:
            sql = PsycopgExecutor(connection)
            known = len(scripts(Dialect.POSTGRESQL))
            _check_encoding(sql)
            if version_of(sql) < known:
                if not migrates:
                    raise StoreError("the schema is older than this code; run `collabflow migrate --db URL` first")
                with transaction(connection) as held:
                    migrate(held)
            return *may_write(sql, self._name, known=known), place_of(sql)

    def close(self) -> None:
        self._connections.close()

    def within(self, connection: object) -> Store:
        self._check_may_write()
        sql = lent(connection)
        check_fit(sql, self._place)
        return Within(sql, tenant=self._tenant, limits=self._limits)

    def _check_open(self) -> None:
        self._connections.check_open()

    def _check_may_write(self) -> None:
        self._check_open()
        if not self._may_write:
            raise from_the_future(self._name, version=self._version, known=len(scripts(Dialect.POSTGRESQL)))

    def _read(self, work: Callable[[Executor], T]) -> T:
        with self._connections.borrowed() as connection:
            return work(PsycopgExecutor(connection))

    def _write(self, work: Callable[[Executor], T]) -> T:
        self._check_may_write()
        for _ in range(_TRIES - 1):
            try:
                return self._written(work)
            except StoreBusy as busy:
                if not (busy.code or "").startswith(ROLLED_BACK):
                    raise
        return self._written(work)

    def _written(self, work: Callable[[Executor], T]) -> T:
        with self._connections.borrowed() as connection, transaction(connection) as sql:
            return work(sql)


def bring_forward(url: str) -> tuple[int, int]:
    """Bring the tables there to the newest version known; the version that was there before, and the one now.

    Raises `FromTheFuture` where a later collabflow has been at work, and `StoreError` for what cannot be used.
    """
    name = _name_in(url)
    with worded(), closing(connected(url, timeout=5.0)) as connection, transaction(connection) as sql:
        _check_encoding(sql)
        before, after, known = version_of(sql), migrate(sql), len(scripts(Dialect.POSTGRESQL))
        if after > known:
            raise from_the_future(name, version=after, known=known)
        return before, after


def _name_in(url: str) -> str:
    """The name of the database, for messages. Raises `Malformed` for what is no connection string."""
    try:
        told = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        told = {}
    if not told:
        raise Malformed("PostgresStore", (("url", "is no connection string; write postgresql://user@host/name"),))
    return str(told.get("dbname", "postgres"))


def _check_encoding(sql: Executor) -> None:
    ((encoding,),) = sql.run("SELECT current_setting('server_encoding')").rows
    if encoding != "UTF8":
        raise StoreError(f"the database keeps text as {encoding!r}; create one with ENCODING 'UTF8'")
