"""The schema of a relational store: its numbered scripts, and which code may read and write which version.

Applying the first n scripts of a dialect gives schema n. `cf_meta` says how old the code may be that still reads,
and that still writes, tables from a later version of the code.
Source: storage.md, relational schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from collabflow.core.errors import FromTheFuture, StoreError
from collabflow.stores.sql.executor import Dialect, Executor

_FOLDERS = {Dialect.SQLITE: "sqlite", Dialect.POSTGRESQL: "postgres"}


@cache
def scripts(dialect: Dialect) -> tuple[str, ...]:
    """The numbered scripts, in order."""
    folder = files("collabflow.stores") / "migrations" / _FOLDERS[dialect]
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".sql")), key=lambda script: script.name)
    return tuple(script.read_text(encoding="utf-8") for script in found)


def statements(script: str) -> Iterator[str]:
    """The single statements of a script for PostgreSQL; one ends at the end of a line, outside of `$$`."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if line.rstrip().endswith(";") and pending.count("$$") % 2 == 0:
            yield pending
            pending = ""


def may_write(sql: Executor, name: str, *, known: int) -> tuple[int, bool]:
    """The schema that is there, and whether code that knows that many scripts may write to it.

    Raises `FromTheFuture` where it may not even read it.
    """
    version, reader, writer = meta_of(sql)
    if reader > known:
        raise from_the_future(name, version=version, known=known)
    return version, writer <= known


def meta_of(sql: Executor) -> tuple[int, int, int]:
    """What `cf_meta` says: the schema, and the oldest schemas whose code may read and may write it.

    Raises `StoreError` where it is empty.
    """
    for version, reader, writer in sql.run("SELECT schema_version, oldest_reader, oldest_writer FROM cf_meta").rows:
        return int(version or 0), int(reader or 0), int(writer or 0)
    raise StoreError("the tables do not say which schema they have: cf_meta is empty; restore a backup")


def from_the_future(name: str, *, version: int, known: int) -> FromTheFuture:
    """The refusal of a store that a later collabflow has changed."""
    why = f"is version {version}, this collabflow knows up to {known}; update collabflow"
    return FromTheFuture(f"store {name!r}", (("schema", why),))
