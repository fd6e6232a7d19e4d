"""Which connections a PostgreSQL store takes part in the transaction of, and which it declines."""

from __future__ import annotations

import psycopg

from collabflow.core.errors import Declined
from collabflow.stores.postgres_executor import LentPsycopg
from collabflow.stores.sql.executor import Dialect, Executor, LentExecutor, Value

_WHERE = """
SELECT current_database(), CAST(to_regclass('cf_meta') AS text), CAST(to_regclass('cf_meta')::oid AS text),
    current_setting('client_encoding'), current_setting('synchronous_commit')
"""


def lent(connection: object) -> LentExecutor:
    """Statements on a host's `psycopg.Connection`."""
    if not isinstance(connection, psycopg.Connection):
        raise Declined(f"a {type(connection).__name__} cannot be lent; lend a psycopg.Connection")
    return LentPsycopg(connection)


def place_of(sql: Executor) -> tuple[Value, ...]:
    """The database and the table that a connection sees, to tell whether two see the same."""
    ((database, _, table, _, _),) = sql.run(_WHERE).rows
    return database, table


def check_fit(sql: LentExecutor, place: tuple[Value, ...]) -> None:
    """Refuse a connection to another database, or one whose commits could be lost. Raises `Declined`."""
    if sql.dialect is not Dialect.POSTGRESQL:
        raise Declined("the connection is open on another database than the store")
    ((database, name, table, encoding, synchronous),) = sql.run(_WHERE).rows
    if (database, table) != place:
        seen = "sees other tables than the store" if name else "sees no tables of collabflow; check its search_path"
        raise Declined(f"the connection is open on another database than the store, or {seen}")
    if encoding != "UTF8":
        raise Declined("the connection must write text as UTF8; its client_encoding is another")
    if synchronous == "off":
        raise Declined("the connection may lose what it commits; it needs synchronous_commit = on")
