"""The health of a PostgreSQL store: what the server promises, the schema, and whether the clocks agree.

Source: storage.md, PostgreSQL; postgresql.org/docs, "Write Ahead Log" (fsync, full_page_writes, synchronous_commit).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta

import psycopg

from collabflow.ports import Clock
from collabflow.stores.health import Sign, fault, of_guards, of_schema, warning
from collabflow.stores.postgres_connections import connected
from collabflow.stores.postgres_executor import PsycopgExecutor, worded
from collabflow.stores.postgres_schema import version_of
from collabflow.stores.sql.executor import Dialect, Executor

OLDEST_SERVER = 120_000
"""PostgreSQL 12: MATERIALIZED came with it."""

APART = timedelta(seconds=5)
"""How far the clocks may be apart: messages and leases go by this machine's clock, and others see them by theirs."""

_ASKED = ("fsync", "full_page_writes", "synchronous_commit", "server_encoding", "server_version_num")

_TRIGGERS = """
SELECT tgname FROM pg_catalog.pg_trigger AS g JOIN pg_catalog.pg_class AS t ON t.oid = g.tgrelid
WHERE pg_table_is_visible(t.oid) AND tgenabled <> 'D'
"""


def signs(url: str, *, clock: Clock) -> tuple[Sign, ...]:
    """What is not as it should be with the store in this database. Raises `StoreError` where it cannot be reached."""
    with worded(), closing(connected(url, timeout=5.0)) as connection:
        sql = PsycopgExecutor(connection)
        settings = {name: str(sql.run(f"SHOW {name}").rows[0][0]) for name in _ASKED}
        return (*of_settings(settings), *_of_tables(sql), *_of_clocks(connection, clock))


def of_settings(settings: Mapping[str, str]) -> Iterator[Sign]:
    """Whether a server with these settings keeps what it has acknowledged."""
    if settings["fsync"] == "off":
        yield fault("FSYNC_OFF", "a crash of the server may lose or damage everything: fsync is off", "set fsync = on")
    if settings["full_page_writes"] == "off":
        what = "a crash of the server may leave half-written pages: full_page_writes is off"
        yield fault("FULL_PAGE_WRITES_OFF", what, "set full_page_writes = on")
    if settings["synchronous_commit"] == "off":
        what = "connections begin with synchronous_commit off, and may lose what they commit"
        fix = "set synchronous_commit = on for whom you lend connections of; the store's own do"
        yield warning("SYNCHRONOUS_COMMIT_OFF", what, fix)
    if settings["server_encoding"] != "UTF8":
        what = f"the database keeps text as {settings['server_encoding']}"
        yield fault("ENCODING", what, "create a database with ENCODING 'UTF8'")
    if int(settings["server_version_num"]) < OLDEST_SERVER:
        yield fault("SERVER_OLD", "the server is older than PostgreSQL 12", "update the server")


def _of_tables(sql: Executor) -> Iterator[Sign]:
    version = version_of(sql)
    yield from of_schema(sql, version)
    if version:
        yield from of_guards(Dialect.POSTGRESQL, [str(name) for (name,) in sql.run(_TRIGGERS).rows], version)


def _of_clocks(connection: psycopg.Connection, clock: Clock) -> Iterator[Sign]:
    before = clock()
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    after = clock()
    if row is not None:
        yield from of_clocks(before, row[0], after)


def of_clocks(before: datetime, there: datetime, after: datetime) -> Iterator[Sign]:
    """Whether the server's clock agrees with this machine's, which was read before and after asking."""
    if before - APART <= there <= after + APART:
        return
    apart = round(abs((there - before).total_seconds()))
    what = f"this machine's clock and the server's are {apart} seconds apart"
    yield warning("CLOCKS_APART", what, "let both machines keep time, for example by NTP")
