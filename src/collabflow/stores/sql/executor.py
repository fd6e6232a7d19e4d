"""What the shared SQL runs on: one small executor per kind of connection, our own or the host's.

The SQL is written once, with `?` for each value. An executor puts in its driver's placeholders, runs the statement
on a connection inside somebody's transaction, and turns the driver's errors into ours.
Source: storage.md, the host's own transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import count
from typing import Protocol, TypeVar

from attrs import frozen

T = TypeVar("T")
Value = str | int | bytes | None
Values = Sequence[Value]
AfterCommit = Callable[[], object]

MOST_VALUES = 30_000
"""How many values go into one statement: SQLite takes 32,766, PostgreSQL 65,535 and some of its drivers 32,767."""


class Dialect(StrEnum):
    """Whose SQL it is, where the two differ."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@frozen
class Found:
    """What a statement answered: its columns' names, its rows, and how many rows it wrote."""

    names: Sequence[str]
    rows: Sequence[Sequence[Value]]
    count: int


class Executor(Protocol):
    """Runs statements on one connection."""

    @property
    def dialect(self) -> Dialect: ...

    def run(self, sql: str, values: Values = ()) -> Found:
        """Run one statement. Raises `StoreError`, without a word of what the statement held."""
        ...

    def post(self, sql: str, values: Values = ()) -> None:
        """Run one statement that is asked nothing: it may be sent with the next one that is, and fail only there."""
        ...


class LentExecutor(Executor, Protocol):
    """Runs statements on a connection that the host lends, in the host's transaction."""

    def is_in_transaction(self) -> bool:
        """Whether what is run now will wait for the host's commit."""
        ...

    def after_commit(self, work: AfterCommit) -> bool:
        """Have the work done once the host has committed; False where the host cannot say when that is."""
        ...


# placeholders ---------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def placed(sql: str, style: str) -> str:
    """The statement with the placeholders of a driver's `paramstyle` (PEP 249; SQLAlchemy's `numeric_dollar`)."""
    if style == "qmark":
        return sql
    if style in ("format", "pyformat"):
        return sql.replace("%", "%%").replace("?", "%s")
    if style in ("numeric", "numeric_dollar"):
        mark, numbers = (":" if style == "numeric" else "$"), count(1)
        first, *parts = sql.split("?")
        return first + "".join(f"{mark}{next(numbers)}{part}" for part in parts)
    raise ValueError(f"no driver is known that writes values as {style}")


# statements of any length ---------------------------------------------------------------------


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in order, so many at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def insert(sql: Executor, table: str, columns: str, rows: Sequence[Values]) -> None:
    """Insert rows, none of which may be there."""
    for text, values in _inserting(table, columns, rows):
        sql.post(text, values)


def insert_new(sql: Executor, table: str, columns: str, rows: Sequence[Values]) -> int:
    """Insert rows, and answer how many were; those whose key is taken are left alone."""
    found = (sql.run(f"{text} ON CONFLICT DO NOTHING", values) for text, values in _inserting(table, columns, rows))
    return sum(one.count for one in found)


def _inserting(table: str, columns: str, rows: Sequence[Values]) -> Iterator[tuple[str, Values]]:
    for chunk in chunks(rows, MOST_VALUES // (columns.count(",") + 1)):
        yield _insert_text(table, columns, len(chunk)), [value for row in chunk for value in row]


@lru_cache(maxsize=512)
def _insert_text(table: str, columns: str, rows: int) -> str:
    marks = f"({', '.join('?' * (columns.count(',') + 1))})"
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([marks] * rows)}"  # noqa: S608 (names of ours only)
