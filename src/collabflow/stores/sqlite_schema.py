"""The schema of a SQLite store: whose file this is, which version it has, and how it gets to the newest.

A file is ours when its `application_id` says so; an empty file becomes ours. `user_version` counts the
numbered scripts in `migrations/sqlite` that were applied, each in one transaction with its number, so a
process that is killed half-way leaves the version before.
Source: storage.md, relational schema.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from attrs import frozen

from collabflow.core.errors import StoreError
from collabflow.stores.sql.executor import Dialect, Executor
from collabflow.stores.sql.schema import scripts
from collabflow.stores.sqlite_transaction import SqliteExecutor, transaction

APPLICATION_ID = 0x43464C57
"""`CFLW` in ASCII."""

OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables came with it (sqlite.org/stricttables.html)."""


def migrations() -> tuple[str, ...]:
    """The numbered scripts, in order: applying the first n of them gives schema n."""
    return scripts(Dialect.SQLITE)


def statements(script: str) -> Iterator[str]:
    """The single statements of a script; a statement ends at the end of a line."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def journal_mode(version: tuple[int, int, int]) -> str:
    """WAL where that SQLite has the fix for the WAL-reset race, otherwise TRUNCATE.

    Fixed in 3.51.3, and on their branches in 3.50.7 and 3.44.6 (sqlite.org/wal.html, storage.md).
    """
    on_a_fixed_branch = (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return "wal" if version >= (3, 51, 3) or on_a_fixed_branch else "truncate"


def check_library(version: tuple[int, int, int]) -> None:
    """Refuse a SQLite that does not know STRICT tables. Raises `StoreError`."""
    if version < OLDEST_SQLITE:
        found, needed = (".".join(map(str, each)) for each in (version, OLDEST_SQLITE))
        raise StoreError(f"this Python has SQLite {found}; a store needs {needed} or later")


@frozen
class Standing:
    """What a file says of itself."""

    application_id: int
    version: int
    tables: int

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written to the file yet."""
        return self == Standing(application_id=0, version=0, tables=0)


def standing(sql: Executor) -> Standing:
    """What the file says of itself, asked inside one transaction, for somebody else may just be making it ours."""
    asked = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
    application_id, version, tables = (int(sql.run(question).rows[0][0] or 0) for question in asked)
    return Standing(application_id=application_id, version=version, tables=tables)


def check_ours(found: Standing, name: str) -> None:
    """Refuse a file that something else has made. Raises `StoreError`."""
    if not found.is_blank and found.application_id != APPLICATION_ID:
        raise StoreError(f"{name!r} is a database of something else, not a collabflow store; nothing was changed")


def migrate(connection: sqlite3.Connection, name: str, scripts: tuple[str, ...]) -> int:
    """Bring the file to the newest schema known and answer its version, which may be newer still.

    Several processes may do this at once: each step begins by looking again. Raises `StoreError` for a file of
    something else, before anything is changed.
    """
    sql = SqliteExecutor(connection)
    with transaction(connection, "DEFERRED"):
        found = standing(sql)
    check_ours(found, name)
    while found.version < len(scripts):
        with transaction(connection, "IMMEDIATE"):
            found = _step(sql, name, scripts)
    return found.version


def migrate_within(sql: Executor) -> int:
    """The same inside a host's transaction and in the host's own file, which thereby becomes ours too.

    Raises `StoreError` for a file whose `application_id` or `user_version` the host has given a meaning of its own.
    """
    found = standing(sql)
    if found.application_id != APPLICATION_ID and (found.application_id or found.version):
        raise StoreError("the file's application_id or user_version is in use by something else; nothing was changed")
    for script in migrations()[found.version :]:
        _apply(sql, script, found.version + 1)
        found = standing(sql)
    return found.version


def _step(sql: Executor, name: str, scripts: tuple[str, ...]) -> Standing:
    found = standing(sql)
    check_ours(found, name)
    if found.version < len(scripts):
        _apply(sql, scripts[found.version], found.version + 1)
    return standing(sql)


def _apply(sql: Executor, script: str, version: int) -> None:
    for statement in statements(script):
        sql.run(statement)
    sql.run(f"PRAGMA application_id = {APPLICATION_ID}")
    sql.run(f"PRAGMA user_version = {version}")
