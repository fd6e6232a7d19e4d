"""The plain store: right, slow and in small pieces, so that a mutant can be one piece done wrong.

It is written apart from the memory store, which is the reference of the kit; each checks the other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from attrs import asdict, evolve

from collabflow.core.errors import Declined, StoreClosed, StoreError
from collabflow.ports import (
    Answered,
    Batch,
    Capabilities,
    FeedItem,
    MessageRow,
    Page,
    Query,
    Row,
    Store,
    StoreLimits,
    Summary,
    Tracked,
)
from collabflow.ports.checks import (
    check,
    check_counts,
    check_ids,
    check_query,
    check_summaries,
    judge,
)
from collabflow.ports.paging import Place, cursor_at, place_after, place_of
from collabflow.testing.mutants.plain_outbox import Case, Kept, PlainOutbox, as_given

IN_MEMORY = Capabilities(
    durable="it lives in memory and ends with the process",
    multi_process="it lives in the memory of one process",
    shares_host_transaction="memory has no transaction of the host's to share",
)


class Plain(PlainOutbox):
    """A right store in memory, in small pieces."""

    limits = StoreLimits(rows_per_batch=5_000, bytes_per_row=4 * 2**20)
    capabilities = IN_MEMORY

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._closed = False
        self.kept = Kept()

    @contextmanager
    def at_work(self, verb: str) -> Iterator[None]:
        """Inside it, nobody else is at work, and the store is open."""
        with self._lock:
            if self._closed:
                raise StoreClosed("this store was closed")
            yield

    def close(self) -> None:
        with self._lock:
            self._closed = True

    def within(self, connection: object) -> Store:
        with self.at_work("within"):
            raise Declined(str(self.capabilities.shares_host_transaction))

    # appending --------------------------------------------------------------------------------

    def append(self, batch: Batch) -> int:
        with self.at_work("append"):
            check(batch, self.limits)
            answer = self.judged(batch)
            if answer is not None:
                return answer
            self.refuse_taken(batch)
            self.write(batch)
            return batch.version

    def judged(self, batch: Batch) -> int | None:
        """How the batch is answered without writing, or None."""
        case = self.case(batch.case_id)
        seen = None if batch.key is None else case.keys.get(batch.key)
        stored = lambda: self.is_stored(batch)  # noqa: E731
        return judge(batch, erased=case.erased, seen=seen, actual=len(case.rows), stored=stored)

    def is_stored(self, batch: Batch) -> bool:
        """Whether all of the batch is there, just as it is."""
        rows = tuple(self.case(batch.case_id).rows[batch.expected : batch.version])
        return rows == batch.rows and all(self.holds(message) for message in batch.messages)

    def holds(self, message: MessageRow) -> bool:
        """Whether this message was enqueued, just as it is."""
        tracked = self.kept.messages.get(message.id)
        return tracked is not None and as_given(tracked) == message

    def refuse_taken(self, batch: Batch) -> None:
        """Refuse message ids that another message has."""
        for message in batch.messages:
            if message.id in self.kept.messages and not self.holds(message):
                raise StoreError(f"message id {message.id!r} is taken by another message; nothing was written")

    def write(self, batch: Batch) -> None:
        """Write all of the batch."""
        case = self.kept.cases.setdefault(self.name_of(batch.case_id), Case())
        for row in batch.rows:
            case.rows.append(row)
            self.kept.feed.append((row.case_id, row.version))
        self.enqueue(batch.messages)
        case.summary = batch.summary or case.summary
        if batch.key is not None and batch.fingerprint is not None:
            versions = tuple(row.version for row in batch.rows)
            case.keys[batch.key] = Answered(fingerprint=batch.fingerprint, version=batch.version, versions=versions)

    def enqueue(self, messages: Sequence[MessageRow]) -> None:
        """Take in the messages that are new."""
        for message in messages:
            self.kept.messages.setdefault(message.id, Tracked(**asdict(message)))

    # reading ----------------------------------------------------------------------------------

    def name_of(self, case_id: str) -> str:
        """Under which name a case is kept."""
        return case_id

    def case(self, case_id: str) -> Case:
        """A case, or an empty one that is not kept."""
        return self.kept.cases.get(self.name_of(case_id), Case())

    def shown(self, row: Row) -> Row:
        """A row as it is given back."""
        return row

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        with self.at_work("load"):
            check_ids("load", case_id=case_id)
            check_counts("load", after=after, limit=limit)
            return self.window(tuple(map(self.shown, self.case(case_id).rows)), after, limit)

    def window(self, rows: tuple[Row, ...], after: int, limit: int | None) -> tuple[Row, ...]:
        """The rows above `after`, at most `limit` of them."""
        return rows[after:][:limit]

    def answered(self, case_id: str, key: str) -> Answered | None:
        with self.at_work("answered"):
            check_ids("answered", case_id=case_id, key=key)
            return self.case(case_id).keys.get(key)

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        with self.at_work("read"):
            check_counts("read", after=after, limit=limit)
            return tuple(item for item in self.fed() if item.position > after)[:limit]

    def fed(self) -> Iterator[FeedItem]:
        """The whole feed."""
        for position, (case_id, version) in enumerate(self.kept.feed, start=1):
            yield FeedItem(position=position, row=self.shown(self.case(case_id).rows[version - 1]))

    def find(self, query: Query) -> Page:
        with self.at_work("find"):
            check_query(query)
            start = place_after(query)
            found = sorted(_placed(case.summary, query) for case in self.kept.cases.values() if _fits(case, query))
            ahead = [place for place in found if place > (start.due, start.case_id)]
            page = ahead[: query.limit]
            summaries = tuple(self.summary_of(case_id) for _, case_id in page)
            return Page(summaries=summaries, cursor=cursor_at(Place(*page[-1])) if len(ahead) > len(page) else None)

    def summary_of(self, case_id: str) -> Summary:
        """The summary of a case that has one."""
        summary = self.case(case_id).summary
        if summary is None:
            raise StoreError("there is no summary")
        return summary

    def summarise(self, summaries: Iterable[Summary]) -> int:
        with self.at_work("summarise"):
            given = tuple(summaries)
            check_summaries(given)
            return sum(self.replaced(summary) for summary in given)

    def replaced(self, summary: Summary) -> bool:
        """Replace a summary; whether the case stood at its version."""
        case = self.case(summary.case_id)
        if case.erased or not case.rows or len(case.rows) != summary.version:
            return False
        case.summary = summary
        return True

    def erase(self, case_id: str) -> int:
        with self.at_work("erase"):
            check_ids("erase", case_id=case_id)
            case = self.case(case_id)
            if case.erased or not case.rows:
                return 0
            self.destroy(case)
            for message in self.of_case(case_id):
                del self.kept.messages[message.id]
            return len(case.rows)

    def destroy(self, case: Case) -> None:
        """Let go of what a case said."""
        case.rows[:] = [evolve(row, body=None, salt=None, by_name=None, evidence=None, key=None) for row in case.rows]
        case.keys.clear()
        case.summary, case.erased = None, True


def _placed(summary: Summary | None, query: Query) -> tuple[str, str]:
    if summary is None:
        return ("", "")
    place = place_of(summary, query)
    return place.due, place.case_id


def _fits(case: Case, query: Query) -> bool:
    summary = case.summary
    if summary is None or (query.party is not None and query.party not in summary.parties):
        return False
    names = ("case_id", "student", "step", "status")
    if any(getattr(query, name) not in (None, getattr(summary, name)) for name in names):
        return False
    due = query.due_before
    return due is None or (summary.next_due is not None and summary.next_due < due)
