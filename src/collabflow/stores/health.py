"""The health of a database: what would lose or bend what a store writes there, each with a way to mend it.

A fault is a reason not to work on that database; a warning is for a person to weigh. Nothing is changed by looking,
and nothing of any case is read.
Source: storage.md, SQLite, PostgreSQL and what it must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache

from attrs import frozen

from collabflow.stores.sql.executor import Dialect, Executor
from collabflow.stores.sql.schema import meta_of, scripts


class Weight(StrEnum):
    """How much something weighs."""

    FAULT = "fault"
    """What is written here may be lost or changed, or cannot be read: mend it first."""
    WARNING = "warning"


@frozen
class Sign:
    """Something that is not as it should be: a stable code, what it is, and how to mend it."""

    code: str
    weight: Weight
    what: str
    fix: str


def fault(code: str, what: str, fix: str) -> Sign:
    """A sign that is a reason not to work on the database."""
    return Sign(code, Weight.FAULT, what, fix)


def warning(code: str, what: str, fix: str) -> Sign:
    """A sign for a person to weigh."""
    return Sign(code, Weight.WARNING, what, fix)


def of_schema(sql: Executor, version: int) -> Iterator[Sign]:
    """Whether this code may work on the schema that is there. `version` is 0 where there is none."""
    known = len(scripts(sql.dialect))
    if version < known:
        what = (
            "there are no tables of collabflow yet" if version == 0 else f"the schema is version {version} of {known}"
        )
        yield warning("SCHEMA_OLD", what, "run: collabflow migrate --db URL")
    if version == 0:
        return
    _, reader, writer = meta_of(sql)
    future = f"the schema is version {version}; this collabflow knows up to {known} and may not"
    if reader > known:
        yield fault("SCHEMA_FROM_THE_FUTURE", f"{future} read it", "update collabflow")
    elif writer > known:
        yield fault("SCHEMA_FROM_THE_FUTURE", f"{future} write to it", "update collabflow")


def of_guards(dialect: Dialect, there: Iterable[str], version: int) -> Iterator[Sign]:
    """Whether the triggers that keep what was written are all there, for the scripts that were applied."""
    missing = sorted(set(_triggers(dialect, version)) - set(there))
    if missing:
        what = f"what was written is not guarded: {', '.join(missing)}"
        yield fault("GUARDS_MISSING", what, "check every case with `collabflow verify`, and restore a backup's schema")


@cache
def _triggers(dialect: Dialect, version: int) -> tuple[str, ...]:
    applied = "\n".join(scripts(dialect)[:version])
    return tuple(re.findall(r"^CREATE TRIGGER (\w+)", applied, re.MULTILINE))
