"""Records: the plain frozen values that a flow and a store hand each other.

They hold str, int, bytes, aware datetimes and dates, nothing that can change and nothing that needs cattrs.
A time keeps its offset as a number: the rules of a time zone may change, what was written may not. What
people wrote, and their names, stay out of every `repr`.
Source: storage.md, the port, rows and digests.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timezone
from enum import StrEnum
from typing import Literal, Self

from attrs import Attribute, field, frozen

from collabflow.core.errors import Malformed

Offer = Literal[True] | str
"""True, or the reason why a store does not offer something."""


def pinned(moment: datetime) -> datetime:
    """The same moment with its offset as a plain number; a time without an offset is left for `aware` to refuse."""
    offset = moment.utcoffset()
    if offset is None or (type(moment.tzinfo) is timezone and not moment.fold):
        return moment
    return moment.replace(tzinfo=timezone(offset), fold=0)


def _pinned_if_any(moment: datetime | None) -> datetime | None:
    return None if moment is None else pinned(moment)


def aware(record: object, spec: Attribute[datetime], moment: datetime | None) -> None:
    """Refuses a time without an offset; an attrs validator. Raises `Malformed` naming the field."""
    if moment is not None and moment.utcoffset() is None:
        why = "has no time zone; add one, for example tzinfo=ZoneInfo('Europe/Madrid')"
        raise Malformed(type(record).__name__, ((spec.name, why),))


# journal --------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Row:
    """One entry of a case's journal, as text.

    `version` counts a case's entries from 1 without holes. `at` is when it was recorded, `occurred` when it
    happened. `body` and `evidence` are canonical JSON **text** and come back code point for code point, also
    of a type or a type version that today's code does not know. `salt` is 16 random bytes or more. `body`,
    `evidence`, `by_name`, `key` and `salt` are None once the case was erased; `body_digest` and `digest` stay
    (see `chain`).
    """

    case_id: str
    version: int
    type: str
    type_version: int
    by_id: str
    by_role: str
    by_name: str | None = field(default=None, repr=False)
    at: datetime = field(converter=pinned, validator=aware)
    occurred: datetime = field(converter=pinned, validator=aware)
    via: str | None = None
    evidence: str | None = field(default=None, repr=False)
    key: str | None = None
    body: str | None = field(repr=False)
    salt: bytes | None = field(repr=False)
    body_digest: bytes = field(default=b"", repr=False)
    digest: bytes = field(default=b"", repr=False)

    @property
    def is_erased(self) -> bool:
        """Whether what it said was lawfully destroyed."""
        return self.body is None


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(texts)


@frozen(kw_only=True)
class Summary:
    """Where a case stands at one version, for finding it without reading its journal.

    `head` is the digest of the row with that version. `next_due` is the first day on which something is due.
    No party is named twice.
    """

    case_id: str
    version: int
    step: str
    status: str
    cycle: int
    student: str
    parties: tuple[str, ...] = field(default=(), converter=_texts)
    next_due: date | None = None
    head: bytes = field(repr=False)


@frozen(kw_only=True)
class Answered:
    """What a key was used for: the request's fingerprint, the version it was answered with, and its rows' versions."""

    fingerprint: str
    version: int
    versions: tuple[int, ...] = ()


# messages -------------------------------------------------------------------------------------


@frozen(kw_only=True)
class MessageRow:
    """One message to one person, enqueued with the entries that caused it.

    `id` is the caller's and unique in the store: case, version and `n` with colons between. `version` is the
    entry it is about, `recipient` an opaque id, `body` JSON text. It is not sent before `not_before`.
    """

    id: str
    case_id: str
    version: int
    n: int
    channel: str
    recipient: str
    body: str = field(repr=False)
    not_before: datetime | None = field(default=None, converter=_pinned_if_any, validator=aware)


@frozen(kw_only=True)
class Claimed(MessageRow):
    """A message in the hands of one worker until `lease_until` (UTC).

    `attempts` counts this claim too. `token` fences: only the latest claim's token settles the message.
    """

    attempts: int
    token: str
    lease_until: datetime = field(converter=pinned, validator=aware)


class MessageState(StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    """It is to be sent, or is being sent just now."""
    SENT = "sent"
    DEAD = "dead"
    """It was given up; `dead` lists it and `revive` brings it back."""


@frozen(kw_only=True)
class Tracked(MessageRow):
    """A message with what has become of it, for people to look at.

    `attempts` counts claims since it was enqueued or revived. `next_try` is when it is due again after a failed
    attempt, `lease_until` when the running attempt ends, `settled_at` when it was sent or given up, `error` the
    code of the last failure.
    """

    state: MessageState = MessageState.WAITING
    attempts: int = 0
    next_try: datetime | None = field(default=None, converter=_pinned_if_any, validator=aware)
    lease_until: datetime | None = field(default=None, converter=_pinned_if_any, validator=aware)
    settled_at: datetime | None = field(default=None, converter=_pinned_if_any, validator=aware)
    error: str | None = None


class Verdict(StrEnum):
    """How an attempt to send ended."""

    SENT = "sent"
    AGAIN = "again"
    DEAD = "dead"


@frozen(kw_only=True)
class Outcome:
    """How the attempt behind `token` ended. Made with `sent`, `again` or `dead`; `error` is a code, not a sentence."""

    id: str
    token: str
    verdict: Verdict
    at: datetime | None = field(default=None, converter=_pinned_if_any, validator=aware)
    error: str | None = None

    @classmethod
    def sent(cls, claimed: Claimed) -> Self:
        """It was accepted for delivery; it is never claimed again."""
        return cls(id=claimed.id, token=claimed.token, verdict=Verdict.SENT)

    @classmethod
    def again(cls, claimed: Claimed, *, at: datetime, error: str) -> Self:
        """It failed for now; it may be claimed again from `at` on."""
        return cls(id=claimed.id, token=claimed.token, verdict=Verdict.AGAIN, at=at, error=error)

    @classmethod
    def dead(cls, claimed: Claimed, *, error: str) -> Self:
        """It is given up; a person looks at it."""
        return cls(id=claimed.id, token=claimed.token, verdict=Verdict.DEAD, error=error)

    def __attrs_post_init__(self) -> None:
        if (self.verdict is Verdict.AGAIN) is (self.at is None):
            raise Malformed("Outcome", (("at", "belongs to `again`, and to nothing else"),))
        if (self.verdict is Verdict.SENT) is (self.error is not None):
            raise Malformed("Outcome", (("error", "belongs to `again` and `dead`"),))


# questions and answers ------------------------------------------------------------------------


def _rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(rows)


def _messages(messages: Iterable[MessageRow]) -> tuple[MessageRow, ...]:
    return tuple(messages)


@frozen(kw_only=True)
class Batch:
    """All that one action writes: together or not at all.

    `expected` is the case's version when it was judged. `rows` follow it without a hole, sealed with `seal`.
    `messages` are about entries up to the last of these rows; there may be messages without rows. `summary` is of
    the version after the batch. `key` and `fingerprint` come together or not at all.
    """

    case_id: str
    expected: int
    rows: tuple[Row, ...] = field(default=(), converter=_rows)
    messages: tuple[MessageRow, ...] = field(default=(), converter=_messages)
    summary: Summary | None = None
    key: str | None = None
    fingerprint: str | None = None

    @property
    def version(self) -> int:
        """The case's version after the batch."""
        return self.expected + len(self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write: neither rows nor messages."""
        return not self.rows and not self.messages


@frozen(kw_only=True)
class Query:
    """Which cases to find: all that is given must hold.

    `party` finds the cases that name this party, `due_before` those where something is due before that day.
    `limit` is how many a page holds, from 1; `cursor` is where the last page ended.
    """

    case_id: str | None = None
    student: str | None = None
    party: str | None = None
    step: str | None = None
    status: str | None = None
    due_before: date | None = None
    limit: int = 100
    cursor: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Page:
    """Some summaries, and where the next page begins; no cursor, no next page."""

    summaries: tuple[Summary, ...]
    cursor: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class FeedItem:
    """An entry with its position in the tenant's feed. Positions rise; there may be holes."""

    position: int
    row: Row


# what a store says of itself ------------------------------------------------------------------


@frozen(kw_only=True)
class StoreLimits:
    """What a store takes at most; None means as much as there is room for.

    `bytes_per_row` counts `body` and `evidence` of a row, or the body of a message, in UTF-8.
    """

    rows_per_batch: int | None = None
    bytes_per_row: int | None = None


@frozen(kw_only=True)
class Capabilities:
    """What a store offers; each is True, or the reason why not, which `Declined` then repeats.

    `durable`: what was acknowledged survives the end of the process. `multi_process`: several processes may
    work on it at once. `shares_host_transaction`: `within`. `finds`: `find` and `summarise`. `finds_at_once`: a
    summary is there as soon as its rows are. `feeds`: `read`. `erases`: `erase`.
    """

    durable: Offer = True
    multi_process: Offer = True
    shares_host_transaction: Offer = True
    finds: Offer = True
    finds_at_once: Offer = True
    feeds: Offer = True
    erases: Offer = True
