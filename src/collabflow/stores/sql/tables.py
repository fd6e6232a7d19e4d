"""The tables of a relational store as data, for hosts who keep them beside their own: SQLAlchemy's and Django's view.

The numbered scripts make the tables; this only tells what is there, and a test compares it with what they made.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from attrs import frozen


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INT = "int"
    BYTES = "bytes"


@frozen
class Column:
    """One column: its name, what it holds, whether it may hold nothing, and whether it belongs to the primary key."""

    name: str
    kind: Kind
    may_be_null: bool
    is_key: bool

    @classmethod
    def told(cls, words: str) -> Self:
        """The column of "name kind", "name kind?" where it may be null, "name kind!" in the primary key."""
        name, kind = words.split()
        return cls(name, Kind(kind.rstrip("?!")), kind.endswith("?"), kind.endswith("!"))


@frozen
class Index:
    """One index beside the primary key, over some rows only where it says `where`."""

    name: str
    columns: tuple[str, ...]
    where: str | None = None
    is_unique: bool = False


def _columns(words: str) -> tuple[Column, ...]:
    return tuple(Column.told(one) for one in words.split(","))


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "cf_meta": _columns("only_row int!, schema_version int, oldest_reader int, oldest_writer int"),
    "cf_case": _columns(
        "tenant text!, case_id text!, version int, erased int, summary_version int?, step text?, status text?,"
        "cycle int?, student text?, next_due text?, head bytes?"
    ),
    "cf_party": _columns("tenant text!, case_id text!, party text!, place int"),
    "cf_entry": _columns(
        "tenant text!, case_id text!, version int!, type text, type_version int, by_id text, by_role text,"
        "by_name text?, at text, occurred text, via text?, evidence text?, key text?, body text?, salt bytes?,"
        "body_digest bytes, digest bytes"
    ),
    "cf_key": _columns("tenant text!, case_id text!, key text!, fingerprint text, version int, entries int"),
    "cf_unfed": _columns("tenant text!, place int!, version int!, case_id text"),
    "cf_feed": _columns("tenant text!, position int!, case_id text, version int"),
    "cf_message": _columns(
        "tenant text!, id text!, place int, case_id text, version int, n int, channel text, recipient text, body text,"
        "not_before text?, state text, attempts int, claims int, token text?, ready_us int, next_try text?,"
        "lease_until text?, settled_at text?, error text?"
    ),
}

INDEXES: Mapping[str, tuple[Index, ...]] = {
    "cf_case": (
        Index("cf_case_due", ("tenant", "next_due", "case_id"), "next_due IS NOT NULL"),
        Index("cf_case_student", ("tenant", "student", "case_id")),
        Index("cf_case_step", ("tenant", "step", "case_id")),
        Index("cf_case_status", ("tenant", "status", "case_id")),
    ),
    "cf_party": (Index("cf_party_case", ("tenant", "party", "case_id")),),
    "cf_message": (
        Index("cf_message_place", ("tenant", "place"), is_unique=True),
        Index("cf_message_waiting", ("tenant", "place", "ready_us"), "state = 'waiting'"),
        Index("cf_message_dead", ("tenant", "place"), "state = 'dead'"),
        Index("cf_message_case", ("tenant", "case_id", "place")),
    ),
}

UNIQUE: Mapping[str, tuple[str, ...]] = {"cf_feed": ("tenant", "case_id", "version")}
