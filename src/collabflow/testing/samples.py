"""Samples: invented rows, messages and batches, sealed as a flow would seal them.

The scripts of failures are written with these words, so they can be pasted and run.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar, cast

from attrs import evolve

from collabflow.ports import GENESIS, Batch, MessageRow, Row, Summary, seal

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)

_LAST = 10**6
"""Later versions are recorded when this one is, for their own minute might come after the last one there is."""

_SALT = bytes(range(16))
_BODY = '{"n":1}'

T = TypeVar("T")


def changed(record: T, **facts: object) -> T:
    """The record with these fields instead."""
    return cast(Callable[..., T], evolve)(record, **facts)


def row(version: int = 1, *, case_id: str = "maya", body: str = _BODY, **facts: object) -> Row:
    """One entry, not sealed."""
    plain = Row(
        case_id=case_id,
        version=version,
        type="build_rapport.strength_named",
        type_version=1,
        by_id="rosa",
        by_role="caregiver",
        by_name="Rosa Vidal",
        at=NOW + min(version, _LAST) * MINUTE,
        occurred=NOW,
        body=body,
        salt=_SALT,
    )
    return changed(plain, **facts)


def message(version: int = 1, n: int = 1, *, case_id: str = "maya", **facts: object) -> MessageRow:
    """One message about an entry."""
    plain = MessageRow(
        id=f"{case_id}:{version}:{n}",
        case_id=case_id,
        version=version,
        n=n,
        channel="email",
        recipient="rosa",
        body='{"text":"Does Tuesday suit?"}',
    )
    return changed(plain, **facts)


def summary(last: Row, **facts: object) -> Summary:
    """Where a case stands after this row."""
    plain = Summary(
        case_id=last.case_id,
        version=last.version,
        step="plan_meeting",
        status="open",
        cycle=1,
        student="student-1",
        parties=("rosa", "lee"),
        next_due=date(2026, 9, 14),
        head=last.digest,
    )
    return changed(plain, **facts)


def batch(
    case_id: str = "maya",
    *entries: str | Row,
    after: Batch | None = None,
    expected: int | None = None,
    messages: int | tuple[MessageRow, ...] = 0,
    **facts: object,
) -> Batch:
    """A batch of entries, given as bodies or as rows, that follows on the batch `after`, or on nothing.

    With a number, so many messages are about its first entry. It has a summary when it has entries.
    """
    start = (0 if after is None else after.version) if expected is None else expected
    rows = sealed(case_id, start, entries, previous=GENESIS if after is None or not after.rows else _head(after))
    if isinstance(messages, int):
        about = start + 1 if rows else start
        messages = tuple(message(about, n, case_id=case_id) for n in range(1, messages + 1))
    standing = summary(rows[-1]) if rows else None
    plain = Batch(case_id=case_id, expected=start, rows=rows, messages=messages, summary=standing)
    return changed(plain, **facts)


def standing(given: Batch, **facts: object) -> Summary:
    """The summary of a batch that has one, with these fields instead."""
    if given.summary is None:
        raise ValueError("this batch has no summary")
    return changed(given.summary, **facts)


def sealed(case_id: str, start: int, entries: tuple[str | Row, ...], *, previous: bytes) -> tuple[Row, ...]:
    """Rows with digests; a body becomes a row of its place, a row keeps all it says."""
    rows = [
        row(start + place, case_id=case_id, body=entry) if isinstance(entry, str) else entry
        for place, entry in enumerate(entries, start=1)
    ]
    return seal(rows, previous=previous)


def _head(after: Batch) -> bytes:
    return after.rows[-1].digest
