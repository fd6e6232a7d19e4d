"""Which connections a SQLite store takes part in the transaction of, and which it declines."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from collabflow.core.errors import Declined
from collabflow.stores.sql.executor import Dialect, LentExecutor
from collabflow.stores.sqlite_transaction import SqliteExecutor

_FULL = 2
"""What `PRAGMA synchronous` answers for FULL (sqlite.org/pragma.html#pragma_synchronous)."""

_WORD_AND_NUMBER = "SELECT name, only_row FROM sqlite_master, cf_meta WHERE name = 'cf_meta'"

_CRASH_PROOF = ("delete", "truncate", "persist", "wal")


def lent(connection: object) -> LentExecutor:
    """Statements on a host's `sqlite3.Connection`."""
    if not isinstance(connection, sqlite3.Connection):
        raise Declined(f"a {type(connection).__name__} is no sqlite3.Connection")
    if connection.text_factory is not str:
        raise Declined("the connection must read text as str; its text_factory is another")
    return SqliteExecutor(connection)


def check_fit(sql: LentExecutor, path: Path) -> None:
    """Refuse a connection to another database, or one whose commits could be lost. Raises `Declined`."""
    if sql.dialect is not Dialect.SQLITE:
        raise Declined("the connection is open on another database than the store")
    databases = sql.run("PRAGMA database_list").rows
    file = next(file for _, name, file in databases if name == "main")
    if not file or not _is_same(Path(str(file)), path):
        raise Declined("the connection is open on another database than the store")
    if sql.run(_WORD_AND_NUMBER).rows != [("cf_meta", 1)]:
        raise Declined("the connection must read what is stored as it is; it converts text or numbers (detect_types)")
    ((synchronous,),) = sql.run("PRAGMA synchronous").rows
    ((journal,),) = sql.run("PRAGMA journal_mode").rows
    if int(synchronous or 0) < _FULL or journal not in _CRASH_PROOF:
        raise Declined(
            "the connection may lose what it commits; it needs PRAGMA synchronous = FULL and a journal on disk"
        )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except FileNotFoundError:
        return False
