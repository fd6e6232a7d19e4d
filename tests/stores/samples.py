"""What the tests of stores share: invented rows, messages and batches, sealed as a flow would seal them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from collabflow.ports import GENESIS, Batch, Claimed, MessageRow, Outcome, Row, Store, Summary, seal
from collabflow.stores.sqlite_schema import journal_mode

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)
SALT = bytes(range(16))

HAS_WAL = journal_mode(sqlite3.sqlite_version_info) == "wal"
"""Whether SQLite stores on this machine use a WAL."""


def a_row(version: int = 1, *, case_id: str = "maya", body: str | None = '{"words":"Maya loves maps"}', **facts) -> Row:
    """One unsealed row."""
    plain = {
        "type": "build_rapport.strength_named",
        "type_version": 1,
        "by_id": "rosa",
        "by_role": "caregiver",
        "by_name": "Rosa Vidal",
        "at": NOW + version * MINUTE,
        "occurred": NOW,
        "salt": SALT,
    }
    return Row(case_id=case_id, version=version, body=body, **{**plain, **facts})


def rows_after(expected: int, bodies: Iterable[str], *, case_id: str = "maya", previous: bytes = GENESIS, **facts):
    """Sealed rows with these bodies."""
    rows = [a_row(n, case_id=case_id, body=body, **facts) for n, body in enumerate(bodies, start=expected + 1)]
    return seal(rows, previous=previous)


def a_message(version: int = 1, n: int = 1, *, case_id: str = "maya", **facts) -> MessageRow:
    """One message about an entry."""
    plain = {"channel": "email", "recipient": "rosa", "body": '{"kind":"slot_offered","text":"Does Tuesday suit?"}'}
    return MessageRow(
        **{"id": f"{case_id}:{version}:{n}", "case_id": case_id, "version": version, "n": n, **plain, **facts}
    )


def a_summary(rows: tuple[Row, ...], **facts) -> Summary:
    """The summary of a case after these rows."""
    plain = {
        "step": "plan_meeting",
        "status": "open",
        "cycle": 1,
        "student": "student-maya",
        "parties": ("rosa", "lee"),
        "next_due": date(2026, 9, 14),
    }
    last = rows[-1]
    return Summary(case_id=last.case_id, version=last.version, head=last.digest, **{**plain, **facts})


def head_of(store: Store, case_id: str) -> tuple[int, bytes]:
    """Where a case stands: its version and the digest there."""
    rows = store.load(case_id)
    return (rows[-1].version, rows[-1].digest) if rows else (0, GENESIS)


def a_batch(
    store: Store, case_id: str = "maya", bodies: Iterable[str] = ('{"n":1}',), *, messages: int = 0, **facts
) -> Batch:
    """A batch that the store takes now: these bodies as entries, and that many messages about the first of them."""
    version, head = head_of(store, case_id)
    rows = rows_after(version, bodies, case_id=case_id, previous=head)
    outgoing = tuple(a_message(version + 1, n, case_id=case_id) for n in range(1, messages + 1))
    return Batch(
        **{
            "case_id": case_id,
            "expected": version,
            "rows": rows,
            "messages": outgoing,
            "summary": a_summary(rows),
            **facts,
        }
    )


def write(store: Store, case_id: str = "maya", bodies: Iterable[str] = ('{"n":1}',), **facts) -> Batch:
    """Append such a batch, and answer it."""
    batch = a_batch(store, case_id, bodies, **facts)
    store.append(batch)
    return batch


def claim(store: Store, *, now: datetime = NOW, lease: timedelta = MINUTE, limit: int = 100) -> tuple[Claimed, ...]:
    """Claim messages."""
    return store.claim(now=now, lease=lease, limit=limit)


def give_up(store: Store, *, now: datetime = NOW) -> None:
    """Claim all that is due, and settle it as dead."""
    store.settle([Outcome.dead(one, error="no_such_address") for one in claim(store, now=now)], now=now)


def everything(store: Store, case_ids: Iterable[str] = ("maya",)) -> tuple[object, ...]:
    """All that can be seen of these cases and the feed, for saying that nothing changed."""
    from collabflow.ports import Query

    seen = tuple((store.load(case_id), store.messages(case_id)) for case_id in case_ids)
    return (*seen, store.find(Query()).summaries, store.read(limit=10_000))
