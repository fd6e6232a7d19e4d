"""A durable store of one's own in one file of JSON lines, written from the docstrings of `collabflow.ports` alone.

Each change is one line that says what was asked; opening the file asks all of it again, of a store in memory. A line
is there or it is not: one that was torn by a crash is cut off. A lock keeps the file to one process. Nothing is ever
rewritten, so the store cannot erase, and says so. `collabflow.testing` proves it in tests/testing/test_our_stores.py.
Run it: python examples/jsonl_store.py
"""

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any, TypeVar

from attrs import asdict

import collabflow as cf
from collabflow import ports
from collabflow.stores.memory import MemoryStore

ONE_PROCESS = "the file is locked by the process that opened it"
ONLY_GROWS = "the file only grows; nothing in it can be destroyed"
NO_SHARE = "a file has no transaction of the host's to share"

T = TypeVar("T")


class JsonlStore:
    """The cases of one tenant in the file `path`. Raises `StoreBusy` when another process has it open."""

    limits = ports.StoreLimits(rows_per_batch=10_000, bytes_per_row=4 * 2**20)
    capabilities = ports.Capabilities(multi_process=ONE_PROCESS, shares_host_transaction=NO_SHARE, erases=ONLY_GROWS)

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._file = path.open("a+b")
        try:
            flock(self._file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise cf.StoreBusy(ONE_PROCESS) from None
        self._now = self._added_up()

    def _added_up(self) -> MemoryStore:
        """What the lines add up to; what follows the last whole line is cut off."""
        self._file.seek(0)
        lines = self._file.read().splitlines(keepends=True)
        whole = [line for line in lines if line.endswith(b"\n")]
        self._file.truncate(sum(map(len, whole)))
        now = MemoryStore(limits=self.limits)
        for line in whole:
            verb, asked = json.loads(line)
            _AGAIN[verb](now, asked)
        return now

    def _changed(self, verb: str, do: Callable[[MemoryStore], T], **asked: object) -> T:
        """Do it and write it down, or neither. The answer is given when the disk has it."""
        with self._lock:
            answer = do(self._now)
            end = self._file.seek(0, os.SEEK_END)
            try:
                self._file.write(json.dumps([verb, asked], default=_in_json).encode() + b"\n")
                self._file.flush()
                os.fsync(self._file.fileno())
            except OSError as error:
                self._file.truncate(end)
                self._now = self._added_up()
                raise cf.StoreError("the file cannot be written; nothing was", str(error.errno)) from None
            return answer

    def _read(self, ask: Callable[[MemoryStore], T]) -> T:
        with self._lock:
            return ask(self._now)

    def append(self, batch: ports.Batch) -> int:
        return self._changed("append", lambda now: now.append(batch), batch=batch)

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[ports.Row, ...]:
        return self._read(lambda now: now.load(case_id, after=after, limit=limit))

    def answered(self, case_id: str, key: str) -> ports.Answered | None:
        return self._read(lambda now: now.answered(case_id, key))

    def find(self, query: ports.Query) -> ports.Page:
        return self._read(lambda now: now.find(query))

    def summarise(self, summaries: Iterable[ports.Summary]) -> int:
        given = tuple(summaries)
        return self._changed("summarise", lambda now: now.summarise(given), summaries=given)

    def read(self, *, after: int = 0, limit: int) -> tuple[ports.FeedItem, ...]:
        return self._read(lambda now: now.read(after=after, limit=limit))

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[ports.Claimed, ...]:
        return self._changed(
            "claim",
            lambda store: store.claim(now=now, lease=lease, limit=limit),
            now=now,
            micros=lease // timedelta(microseconds=1),
            limit=limit,
        )

    def settle(self, outcomes: Iterable[ports.Outcome], *, now: datetime) -> None:
        given = tuple(outcomes)
        self._changed("settle", lambda store: store.settle(given, now=now), outcomes=given, now=now)

    def dead(self, *, limit: int) -> tuple[ports.Tracked, ...]:
        return self._read(lambda now: now.dead(limit=limit))

    def revive(self, ids: Iterable[str], *, now: datetime) -> int:
        given = tuple(ids)
        return self._changed("revive", lambda store: store.revive(given, now=now), ids=given, now=now)

    def messages(self, case_id: str) -> tuple[ports.Tracked, ...]:
        return self._read(lambda now: now.messages(case_id))

    def erase(self, case_id: str) -> int:
        raise self._declined(ONLY_GROWS)

    def within(self, connection: object) -> ports.Store:
        raise self._declined(NO_SHARE)

    def _declined(self, why: str) -> cf.Declined:
        self._read(lambda now: now.dead(limit=0))  # a closed store says so first
        return cf.Declined(why)

    def close(self) -> None:
        with self._lock:
            self._now.close()
            self._file.close()


# lines --------------------------------------------------------------------------------------------


def _in_json(value: Any) -> object:
    """What JSON has no word for: times and days as ISO text, bytes as hexadecimal digits, records as objects."""
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else asdict(value, recurse=False)


def _time(text: str | None) -> Any:
    return None if text is None else datetime.fromisoformat(text)


def _bytes(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**said, **{name: bytes.fromhex(said[name]) for name in names}}


def _row(said: dict[str, Any]) -> ports.Row:
    plain = _bytes(said, "salt", "body_digest", "digest")
    return ports.Row(**{**plain, "at": _time(said["at"]), "occurred": _time(said["occurred"])})


def _message(said: dict[str, Any]) -> ports.MessageRow:
    return ports.MessageRow(**{**said, "not_before": _time(said["not_before"])})


def _summary(said: dict[str, Any]) -> ports.Summary:
    due = said["next_due"]
    return ports.Summary(**{**_bytes(said, "head"), "next_due": date.fromisoformat(due) if due else None})


def _batch(said: dict[str, Any]) -> ports.Batch:
    summary = said["summary"]
    parts = {"rows": map(_row, said["rows"]), "messages": map(_message, said["messages"])}
    return ports.Batch(**{**said, **parts, "summary": _summary(summary) if summary else None})


def _settle(store: MemoryStore, asked: dict[str, Any]) -> None:
    said = ({**one, "verdict": ports.Verdict(one["verdict"]), "at": _time(one["at"])} for one in asked["outcomes"])
    store.settle([ports.Outcome(**one) for one in said], now=_time(asked["now"]))


def _claim(store: MemoryStore, asked: dict[str, Any]) -> None:
    lease = timedelta(microseconds=asked["micros"])
    store.claim(now=_time(asked["now"]), lease=lease, limit=asked["limit"])


_AGAIN: dict[str, Callable[[MemoryStore, dict[str, Any]], object]] = {
    "append": lambda store, asked: store.append(_batch(asked["batch"])),
    "summarise": lambda store, asked: store.summarise(map(_summary, asked["summaries"])),
    "claim": _claim,
    "settle": _settle,
    "revive": lambda store, asked: store.revive(asked["ids"], now=_time(asked["now"])),
}
"""How a line is asked again, by its verb."""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.jsonl"
        lee = cf.Party(id="lee", name="Lee Park", roles=(cf.Role.CASE_MANAGER,))
        flow = cf.CollabFlow(JsonlStore(path))
        case = flow.open(student="maya", parties=[lee], by=lee, key="student-7")
        flow.store.close()
        with path.open("ab") as file:
            file.write(b'["append", {"ba')  # the machine stops in the middle of a line
        again = cf.CollabFlow(JsonlStore(path))
        print(f"{again.case(case.id).version} entry; the journal is whole: {again.verify(case.id) is None}")
