"""The outbox of a SQLite store: the SQL for messages, on a cursor inside somebody's transaction.

`ready_us` says all about when a message may be claimed: its `not_before`, its next try or the end of its
lease, whichever was set last. `claims` counts for ever, so that no token is given twice; `attempts` begins
anew when a message is revived.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from collabflow.core.errors import StoreError
from collabflow.ports.chain import stored_time
from collabflow.ports.checks import micros
from collabflow.ports.records import Claimed, MessageRow, MessageState, Outcome, Tracked, Verdict, pinned
from collabflow.stores.sqlite_values import records, time_if_any

_INSERT = """
INSERT INTO cf_message
    (tenant, id, place, case_id, version, n, channel, recipient, body, not_before, ready_us)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_MESSAGE = """
SELECT id, case_id, version, n, channel, recipient, body, not_before FROM cf_message WHERE tenant = ? AND id = ?
"""

_ANY_READY = "SELECT 1 FROM cf_message WHERE tenant = ? AND state = 'waiting' AND ready_us <= ? LIMIT 1"

_READY = """
SELECT id, case_id, version, n, channel, recipient, body, not_before,
    attempts + 1 AS attempts, id || '#' || (claims + 1) AS token, ? AS lease_until
FROM cf_message WHERE tenant = ? AND state = 'waiting' AND ready_us <= ? ORDER BY place LIMIT ?
"""

_CLAIM = """
UPDATE cf_message
SET attempts = attempts + 1, claims = claims + 1, token = ?, lease_until = ?, ready_us = ?, next_try = NULL
WHERE tenant = ? AND id = ?
"""

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

    def __init__(self, cursor: sqlite3.Cursor, tenant: str) -> None:
        self._cursor = cursor
        self._tenant = tenant

    def fresh(self, messages: Iterable[MessageRow]) -> tuple[MessageRow, ...]:
        """Those that are not stored yet. Raises `StoreError` for an id that a different message has."""
        fresh = []
        for message in messages:
            found = self._stored(message.id)
            if found is None:
                fresh.append(message)
            elif found != message:
                raise StoreError(f"message id {message.id!r} is taken by another message; nothing was written")
        return tuple(fresh)

    def holds(self, messages: Iterable[MessageRow]) -> bool:
        """Whether each of them was enqueued, just as it is."""
        return all(self._stored(message.id) == message for message in messages)

    def enqueue(self, messages: tuple[MessageRow, ...]) -> None:
        """Take messages in, at the end."""
        last = "SELECT coalesce(max(place), 0) FROM cf_message WHERE tenant = ?"
        ((place,),) = self._cursor.execute(last, (self._tenant,)).fetchall()
        self._cursor.executemany(
            _INSERT,
            [
                (
                    self._tenant,
                    message.id,
                    place + n,
                    message.case_id,
                    message.version,
                    message.n,
                    message.channel,
                    message.recipient,
                    message.body,
                    time_if_any(message.not_before),
                    0 if message.not_before is None else micros(message.not_before),
                )
                for n, message in enumerate(messages, start=1)
            ],
        )

    def has_ready(self, now: datetime) -> bool:
        """Whether there is anything to claim; asked first, so that an idle worker does not lock the file."""
        return bool(self._cursor.execute(_ANY_READY, (self._tenant, micros(now))).fetchall())

    def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Claimed, ...]:
        """Lease the first ones that are ready."""
        end = stored_time(until)
        ready = self._cursor.execute(_READY, (end, self._tenant, micros(now), limit))
        claimed = records(Claimed, ready)
        marks = [(one.token, end, micros(until), self._tenant, one.id) for one in claimed]
        self._cursor.executemany(_CLAIM, marks)
        return claimed

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
        return records(Tracked, self._cursor.execute(_DEAD, (self._tenant, limit)))

    def of_case(self, case_id: str) -> tuple[Tracked, ...]:
        """All messages of a case, in order."""
        return records(Tracked, self._cursor.execute(_OF_CASE, (self._tenant, case_id)))

    def forget(self, case_id: str) -> None:
        """Delete all messages of a case that is erased."""
        self._cursor.execute("DELETE FROM cf_message WHERE tenant = ? AND case_id = ?", (self._tenant, case_id))

    def _stored(self, message_id: str) -> MessageRow | None:
        found = records(MessageRow, self._cursor.execute(_MESSAGE, (self._tenant, message_id)))
        return found[0] if found else None

    def _changed(self, sql: str, values: tuple[str | int | None, ...]) -> bool:
        return self._cursor.execute(sql, values).rowcount == 1
