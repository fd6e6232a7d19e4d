"""The outbox of a relational store: the SQL for messages, inside somebody's transaction.

`ready_us` says all about when a message may be claimed: its `not_before`, its next try or the end of its
lease, whichever was set last. `claims` counts for ever, so that no token is given twice; `attempts` begins
anew when a message is revived.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from collabflow.core.errors import StoreError
from collabflow.ports.chain import stored_time
from collabflow.ports.checks import micros
from collabflow.ports.records import Claimed, MessageRow, MessageState, Outcome, Tracked, Verdict, pinned
from collabflow.stores.sql.executor import MOST_VALUES, Dialect, Executor, Value, Values, chunks, insert_new
from collabflow.stores.sql.values import records, time_if_any

_COLUMNS = "tenant, id, case_id, version, n, channel, recipient, body, not_before, ready_us"

_LAST_PLACE = "SELECT coalesce(max(place), 0) FROM cf_message WHERE tenant = ?"

_MESSAGES = """
SELECT id, case_id, version, n, channel, recipient, body, not_before FROM cf_message WHERE tenant = ? AND id IN
"""

_ANY_READY = "SELECT 1 FROM cf_message WHERE tenant = ? AND state = 'waiting' AND ready_us <= ? LIMIT 1"

_CLAIM = """
WITH ready AS MATERIALIZED (
    SELECT id AS ready_id FROM cf_message WHERE tenant = ? AND state = 'waiting' AND ready_us <= ?
    ORDER BY place LIMIT ? {skip_locked}
)
UPDATE cf_message
SET attempts = attempts + 1, claims = claims + 1, token = id || '#' || (claims + 1),
    lease_until = ?, ready_us = ?, next_try = NULL
FROM ready WHERE tenant = ? AND id = ready_id
RETURNING place, id, case_id, version, n, channel, recipient, body, not_before, attempts, token, lease_until
"""
"""Materialized, because PostgreSQL may otherwise look for ready ones more than once, and take more than asked."""

_SKIP_LOCKED = {Dialect.SQLITE: "", Dialect.POSTGRESQL: "FOR UPDATE SKIP LOCKED"}

_AGAIN = """
UPDATE cf_message SET token = NULL, lease_until = NULL, next_try = ?, ready_us = ?, error = ?
WHERE tenant = ? AND id = ? AND token = ?
"""

_END = """
UPDATE cf_message SET token = NULL, lease_until = NULL, next_try = NULL, state = ?, settled_at = ?, error = ?
WHERE tenant = ? AND id = ? AND token = ?
"""

_REVIVE = """
UPDATE cf_message SET state = 'waiting', attempts = 0, settled_at = NULL, next_try = ?, ready_us = ?
WHERE tenant = ? AND id = ? AND state = 'dead'
"""

_DEAD = """
SELECT id, case_id, version, n, channel, recipient, body, not_before,
    state, attempts, next_try, lease_until, settled_at, error
FROM cf_message WHERE tenant = ? AND state = 'dead' ORDER BY place LIMIT ?
"""

_OF_CASE = """
SELECT id, case_id, version, n, channel, recipient, body, not_before,
    state, attempts, next_try, lease_until, settled_at, error
FROM cf_message WHERE tenant = ? AND case_id = ? ORDER BY place
"""


class Outbox:
    """The messages of one tenant."""

    def __init__(self, sql: Executor, tenant: str) -> None:
        self._sql = sql
        self._tenant = tenant

    def fresh(self, messages: Sequence[MessageRow]) -> tuple[MessageRow, ...]:
        """Those that are not stored yet. Raises `StoreError` for an id that a different message has."""
        stored = self._stored(messages)
        for message in messages:
            if stored.get(message.id, message) != message:
                raise StoreError(f"message id {message.id!r} is taken by another message; nothing was written")
        return tuple(message for message in messages if message.id not in stored)

    def holds(self, messages: Sequence[MessageRow]) -> bool:
        """Whether each of them was enqueued, just as it is."""
        stored = self._stored(messages)
        return all(stored.get(message.id) == message for message in messages)

    def enqueue(self, messages: Sequence[MessageRow]) -> None:
        """Take messages in, at the end. Raises `StoreError` for an id that was taken just now, by another case."""
        rows = [_written(self._tenant, message) for message in messages]
        columns = _COLUMNS
        if rows and self._sql.dialect is Dialect.SQLITE:  # on PostgreSQL a sequence gives the place
            ((last,),) = self._sql.run(_LAST_PLACE, (self._tenant,)).rows
            rows = [(*row, int(last or 0) + n) for n, row in enumerate(rows, start=1)]
            columns = f"{_COLUMNS}, place"
        if insert_new(self._sql, "cf_message", columns, rows) < len(rows):
            raise StoreError("a message id was taken just now, by another case; the transaction must be rolled back")

    def has_ready(self, now: datetime) -> bool:
        """Whether there is anything to claim; asked first, so that an idle worker does not lock the database."""
        return bool(self._sql.run(_ANY_READY, (self._tenant, micros(now))).rows)

    def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Claimed, ...]:
        """Lease the first ones that are ready, and that nobody else is taking just now."""
        sql = _CLAIM.format(skip_locked=_SKIP_LOCKED[self._sql.dialect])
        wanted = (self._tenant, micros(now), limit)
        found = self._sql.run(sql, (*wanted, stored_time(until), micros(until), self._tenant))
        claimed = records(_placed, found)
        return tuple(message for _, message in sorted(claimed, key=lambda one: one[0]))

    def settle(self, outcome: Outcome, now: datetime) -> bool:
        """Record how an attempt ended; whether its token was the live one."""
        place = (self._tenant, outcome.id, outcome.token)
        if outcome.at is not None:
            again = (stored_time(outcome.at), micros(outcome.at), outcome.error)
            return self._changed(_AGAIN, (*again, *place))
        state = MessageState.SENT if outcome.verdict is Verdict.SENT else MessageState.DEAD
        return self._changed(_END, (state.value, stored_time(pinned(now)), outcome.error, *place))

    def revive(self, message_id: str, now: datetime) -> bool:
        """Make a dead message due again; whether it was dead."""
        return self._changed(_REVIVE, (stored_time(pinned(now)), micros(now), self._tenant, message_id))

    def dead(self, limit: int) -> tuple[Tracked, ...]:
        """Those that were given up, in order."""
        return records(Tracked, self._sql.run(_DEAD, (self._tenant, limit)))

    def of_case(self, case_id: str) -> tuple[Tracked, ...]:
        """All messages of a case, in order."""
        return records(Tracked, self._sql.run(_OF_CASE, (self._tenant, case_id)))

    def forget(self, case_id: str) -> None:
        """Delete all messages of a case that is erased."""
        self._sql.run("DELETE FROM cf_message WHERE tenant = ? AND case_id = ?", (self._tenant, case_id))

    def _stored(self, messages: Sequence[MessageRow]) -> dict[str, MessageRow]:
        stored: dict[str, MessageRow] = {}
        for chunk in chunks([message.id for message in messages], MOST_VALUES - 1):
            found = self._sql.run(f"{_MESSAGES} ({', '.join('?' * len(chunk))})", (self._tenant, *chunk))
            stored.update((message.id, message) for message in records(MessageRow, found))
        return stored

    def _changed(self, sql: str, values: Values) -> bool:
        return self._sql.run(sql, values).count == 1


_CLAIMED: Callable[..., Claimed] = Claimed
"""The columns found are its fields."""


def _placed(place: int, **message: object) -> tuple[int, Claimed]:
    return place, _CLAIMED(**message)


def _written(tenant: str, message: MessageRow) -> tuple[Value, ...]:
    return (
        tenant,
        message.id,
        message.case_id,
        message.version,
        message.n,
        message.channel,
        message.recipient,
        message.body,
        time_if_any(message.not_before),
        0 if message.not_before is None else micros(message.not_before),
    )
