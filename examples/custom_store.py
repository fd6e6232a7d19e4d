"""A store of one's own in about a hundred lines: dictionaries under a lock, written from the port's docstrings.

It keeps journals, keys and messages, and says with a reason what it does not offer: lists, the feed, erasure, and a
share in the host's transaction. Run it: python examples/custom_store.py
"""

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import evolve

import collabflow as cf
from collabflow import events as did
from collabflow import ports


class ShelfStore:
    """Journals on a shelf, in memory."""

    limits = ports.StoreLimits()
    capabilities = ports.Capabilities(
        durable="it lives in memory",
        multi_process="it lives in one process",
        shares_host_transaction="it has no transaction",
        finds="it keeps no lists",
        feeds="it keeps no feed",
        erases="it forgets everything at the end anyway",
    )

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[str, list[ports.Row]] = {}
        self._keys: dict[tuple[str, str], ports.Answered] = {}
        self._messages: dict[str, ports.Tracked] = {}
        self._closed = False

    def _open(self) -> None:
        if self._closed:
            raise cf.StoreClosed("this shelf is closed")

    def append(self, batch: ports.Batch) -> int:
        with self._lock:
            self._open()
            known = self._keys.get((batch.case_id, batch.key)) if batch.key is not None else None
            if known is not None:
                if known.fingerprint != batch.fingerprint:
                    raise cf.KeyReused(batch.case_id, batch.key or "")
                return known.version
            rows = self._rows.get(batch.case_id, [])
            after = [*rows[: batch.expected], *batch.rows]
            if batch.rows and rows[: len(after)] == after:
                return len(after)  # a lost answer: stored already, just as given
            if len(rows) != batch.expected:
                raise cf.VersionConflict(batch.case_id, batch.expected, len(rows))
            if batch.is_empty:
                return len(rows)
            self._rows[batch.case_id] = after
            for row in batch.messages:
                fields = {name: getattr(row, name) for name in _MESSAGE}
                self._messages.setdefault(row.id, ports.Tracked(**fields))
            if batch.key is not None:
                versions = tuple(row.version for row in batch.rows)
                answer = ports.Answered(fingerprint=batch.fingerprint or "", version=len(after), versions=versions)
                self._keys[batch.case_id, batch.key] = answer
            return len(after)

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[ports.Row, ...]:
        with self._lock:
            self._open()
            rows = self._rows.get(case_id, [])[after:]
            return tuple(rows if limit is None else rows[:limit])

    def answered(self, case_id: str, key: str) -> ports.Answered | None:
        with self._lock:
            self._open()
            return self._keys.get((case_id, key))

    def messages(self, case_id: str) -> tuple[ports.Tracked, ...]:
        with self._lock:
            self._open()
            return tuple(m for m in self._messages.values() if m.case_id == case_id)

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[ports.Claimed, ...]:
        with self._lock:
            self._open()
            claimed = []
            for message in [m for m in self._messages.values() if _is_due(m, now)][:limit]:
                taken = evolve(message, attempts=message.attempts + 1, lease_until=now + lease)
                self._messages[message.id] = taken
                fields = {name: getattr(message, name) for name in _MESSAGE}
                token = f"{message.id}#{taken.attempts}"
                claimed.append(ports.Claimed(**fields, attempts=taken.attempts, token=token, lease_until=now + lease))
            return tuple(claimed)

    def settle(self, outcomes: Iterable[ports.Outcome], *, now: datetime) -> None:
        with self._lock:
            self._open()
            for outcome in outcomes:
                message = self._messages[outcome.id]
                if outcome.token != f"{message.id}#{message.attempts}" or message.lease_until is None:
                    raise cf.LeaseLost("somebody else holds this message now")
                ended = outcome.verdict is not ports.Verdict.AGAIN
                state = ports.MessageState(outcome.verdict.value) if ended else message.state
                self._messages[message.id] = evolve(
                    message, state=state, lease_until=None, next_try=outcome.at, error=outcome.error
                )

    def dead(self, *, limit: int) -> tuple[ports.Tracked, ...]:
        with self._lock:
            self._open()
            return tuple(m for m in self._messages.values() if m.state is ports.MessageState.DEAD)[:limit]

    def revive(self, ids: Iterable[str], *, now: datetime) -> int:
        raise cf.Declined("a shelf does not revive")

    def find(self, query: ports.Query) -> ports.Page:
        raise cf.Declined("it keeps no lists")

    def summarise(self, summaries: Iterable[ports.Summary]) -> int:
        raise cf.Declined("it keeps no lists")

    def read(self, *, after: int = 0, limit: int) -> tuple[ports.FeedItem, ...]:
        raise cf.Declined("it keeps no feed")

    def erase(self, case_id: str) -> int:
        raise cf.Declined("it forgets everything at the end anyway")

    def within(self, connection: object) -> ports.Store:
        raise cf.Declined("it has no transaction")

    def close(self) -> None:
        self._closed = True


_MESSAGE = ("id", "case_id", "version", "n", "channel", "recipient", "body", "not_before")


def _is_due(message: ports.Tracked, now: datetime) -> bool:
    waits = message.state is ports.MessageState.WAITING
    held = message.lease_until is not None and now < message.lease_until
    return waits and not held and (message.next_try is None or message.next_try <= now)


if __name__ == "__main__":
    flow = cf.CollabFlow(ShelfStore())
    lee = cf.Party(id="lee", name="Lee Park", roles=(cf.Role.CASE_MANAGER,))
    case = flow.open(student="maya", parties=[lee], by=lee, key="student-7")
    flow.record(case, did.ActionAssigned(action="a1", what="Send the map home", owner="lee"), by=lee, key="form-1")
    case = flow.record(
        case, did.ActionAssigned(action="a1", what="Send the map home", owner="lee"), by=lee, key="form-1"
    )
    print(f"{case.version} entries; the journal is {'whole' if flow.verify(case) is None else 'not whole'}")
