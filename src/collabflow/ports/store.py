"""The store: the verbs that keep one tenant's cases, with their edge cases; the reference for adapter authors.

A store reads no clock, random source or environment: times, ids, keys and salts come in as arguments. It
runs no guard, hook or notifier. Its verbs are called from several threads at once. Only `CollabflowError`s
leave it, and none of them quotes what was stored. What it must hold is in testing.md (laws S, V, G, F, O,
L, T, C); `checks` and `chain` do what every store does the same.
Source: storage.md, the port.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from collabflow.ports.records import (
    Answered,
    Batch,
    Capabilities,
    Claimed,
    FeedItem,
    Outcome,
    Page,
    Query,
    Row,
    StoreLimits,
    Summary,
    Tracked,
)


class Store(Protocol):
    """One tenant's journals, summaries, feed and outbox.

    Ids are opaque and exact: letter case, blanks at the end, `%`, `_` and `/`, and Unicode normal forms all count.
    Texts come back code point for code point, times with their offset to the microsecond. A text with a NUL or
    a lone surrogate is refused (`Malformed`) before anything is written or looked up; so is a negative count.
    A database that is held by somebody else is `StoreBusy`: nothing was written (but see `erase`), trying again is
    safe. Any other trouble with it is `StoreError`, with the database's own code and none of its words.
    """

    @property
    def limits(self) -> StoreLimits:
        """What one batch may hold at most."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this store offers, or why not. What it does not offer raises `Declined` with that reason."""
        ...

    def append(self, batch: Batch) -> int:
        """Write the batch, whole or not at all, and answer the case's version after it.

        Judged in this order, and nothing is written unless all of it passes:

        1. the batch is well-formed and within the limits, else `Malformed` or `TooLarge`;
        2. the case was not erased, else `CaseErased`;
        3. its key is new on this case; a key seen with the same fingerprint answers the first version, also
           when the case has moved on since, and one seen with another fingerprint raises `KeyReused`;
        4. the case is at `expected` (a case that was never written is at 0). Where it is not, but all rows and
           messages of the batch are already stored just as given (the answer to a first try was lost), it
           answers the version that the first try was answered with; otherwise `VersionConflict`;
        5. no message id is taken by a different message, else `StoreError`.

        Rows, messages, key and summary are there together (a store may say that summaries come later). A
        message that is already stored just so is not enqueued again, also when it was sent long ago. A batch
        with neither rows nor messages is judged, and then writes nothing: no key, no summary. After an error
        the store works on as before.
        """
        ...

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        """The case's rows with a version above `after`, in order, at most `limit` of them (0 is none of them).

        A finished sequence: what is appended later does not show in it. An unknown case is empty, and asking
        does not create it. An erased case keeps its rows, without what they said.
        """
        ...

    def answered(self, case_id: str, key: str) -> Answered | None:
        """What this key was used for on this case, or None. Keys are kept as long as the case."""
        ...

    def find(self, query: Query) -> Page:
        """A page of the summaries that match, in order of case id by code point.

        With `due_before` the order is soonest first, then by case id. Pages follow each other by cursor: a case
        that stays as it is is seen exactly once. Erased cases and cases without a summary are not found. A
        cursor of another store or another kind of query raises `Malformed`.
        """
        ...

    def summarise(self, summaries: Iterable[Summary]) -> int:
        """Replace these summaries, each only where the case is at the summary's version; answer how many were.

        For recomputing them after the rules have changed. Unknown and erased cases are left alone.
        """
        ...

    def read(self, *, after: int = 0, limit: int) -> tuple[FeedItem, ...]:
        """The tenant's entries with a position above `after`, in the order they were committed, at most `limit`.

        Entries of one case come in the order of their versions. Once a position was read, nothing ever appears
        below it, and no position is given twice, whatever was refused, rolled back or erased. An empty answer
        means that there is nothing new just now.
        """
        ...

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
        """Take up to `limit` messages that are due, for as long as `lease`, first in first out.

        Due is a waiting message whose `not_before` or next try is at or before `now`, and which no live lease
        holds; a lease ends exactly when `now >= claimed + lease`, whatever the machine's clock says. Of those
        that are due, the ones appended first are taken first, so a case's messages are handed out in their
        order. But a message that is leased out or waits for its next try holds nobody up: what comes after it
        is handed out meanwhile (law O7), for a family's letter must not wait for another one's full mailbox.
        Each claim counts as an attempt and has a token that no other claim of that message ever had.
        """
        ...

    def settle(self, outcomes: Iterable[Outcome], *, now: datetime) -> None:
        """Record how attempts ended: sent, try again at, or dead.

        A token counts as live until the message is claimed again or settled, also when its lease has run out.
        Outcomes with a live token are recorded even when others have lost theirs; then `LeaseLost` names the ids
        of the others. An unknown message is a lost one. A try again keeps the attempts and the error code.
        """
        ...

    def dead(self, *, limit: int) -> tuple[Tracked, ...]:
        """Messages that were given up, the oldest first, at most `limit`."""
        ...

    def revive(self, ids: Iterable[str], *, now: datetime) -> int:
        """Make dead messages due again from `now` on, with their attempts counted afresh; answer how many were dead.

        Tokens of claims before are not live again.
        """
        ...

    def messages(self, case_id: str) -> tuple[Tracked, ...]:
        """All messages of a case with what has become of them, in the order they were enqueued."""
        ...

    def erase(self, case_id: str) -> int:
        """Destroy what a case holds, for good, and answer how many entries lost what they said.

        Bodies, evidence, salts, names and keys of its entries, its messages and its summary go. Case id,
        versions, types, times, opaque ids and the chain of digests stay: `load` and `read` show the rows
        without what they said, `verify` still passes, positions stay taken, and the case takes no more entries
        (`CaseErased`). Other cases are not touched. 0 means that there was nothing to destroy: check the id.
        `StoreBusy` may also come when the case is erased, but the database still keeps what it held for somebody who
        is reading; its message says so. Erase it again, until nothing is raised.
        """
        ...

    def within(self, connection: object) -> Store:
        """This store on the host's connection, inside the transaction that the host has begun there.

        Never commits, rolls back, closes or opens a savepoint on it: the rows are there when the host commits.
        The host must not go on after a `StoreError` from the database. What cannot be done inside somebody
        else's transaction raises `Declined`. Closing it ends this view only.
        """
        ...

    def close(self) -> None:
        """End the work. Afterwards every verb raises `StoreClosed`; closing twice is fine."""
        ...


@runtime_checkable
class Lent(Store, Protocol):
    """What `within` may answer: a store on the host's connection that can tell when the host has committed."""

    def after_commit(self, work: Callable[[], object]) -> bool:
        """Have this done once the host has committed, and never when it rolls back.

        False where this connection cannot tell when that is: then it is never done.
        """
        ...
