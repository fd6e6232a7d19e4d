"""Checks: what every store refuses before it writes or looks up, and how it judges a batch.

A value that cannot be stored is named by its field and never quoted. The checks follow from the annotations
of the records: a field that is added is checked, and an annotation without a check fails at import.
Source: storage.md, the port; testing.md, laws F2, F3, F8 and V1 to V6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from attrs import fields

from collabflow.core.errors import CaseErased, KeyReused, Malformed, TooLarge, VersionConflict
from collabflow.ports.records import Answered, Batch, MessageRow, Outcome, Query, Row, StoreLimits, Summary, pinned

MOST = 2**63 - 1
"""The largest whole number that every database keeps."""

LEAST_SALT = 16
"""Bytes of a salt: fewer could be tried one by one to guess a short text (NIST SP 800-132, 5.1: 128 bits)."""

_DIGEST = 32

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Faults = Iterator[tuple[str, str]]
Judge = Callable[[object], str | None]


# fields ---------------------------------------------------------------------------------------


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return "must be text"
    if "\x00" in value:
        return "must not hold a NUL character"
    if value.isascii():
        return None
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return "must not hold half a surrogate pair"
    return None


def _whole(value: object) -> str | None:
    if type(value) is not int or not 0 <= value <= MOST:
        return "must be a whole number from 0 to 2**63 - 1"
    return None


def _day(value: object) -> str | None:
    if not isinstance(value, date) or isinstance(value, datetime):
        return "must be a date without a time"
    return None


def _texts(value: object) -> str | None:
    if not isinstance(value, tuple):
        return "must be a tuple of texts"
    return next((why for why in map(_text, value) if why), None)


def _plain(kind: type, says: str) -> Judge:
    return lambda value: None if isinstance(value, kind) else f"must be {says}"


def _optional(judge: Judge) -> Judge:
    return lambda value: None if value is None else judge(value)


_JUDGES: dict[str, Judge] = {
    "str": _text,
    "int": _whole,
    "bytes": _plain(bytes, "bytes"),
    "datetime": _plain(datetime, "a date with a time"),
    "date": _day,
    "tuple[str, ...]": _texts,
    "Verdict": _plain(str, "a verdict"),
}
_JUDGES |= {f"{annotation} | None": _optional(judge) for annotation, judge in _JUDGES.items()}

_PLANS: dict[type, tuple[tuple[str, Judge], ...]] = {
    kind: tuple((spec.name, _JUDGES[str(spec.type)]) for spec in fields(kind))
    for kind in (Row, MessageRow, Summary, Query, Outcome)
}


def _unfit(record: object, path: str = "") -> Faults:
    for name, judge in _PLANS[type(record)]:
        why = judge(getattr(record, name))
        if why:
            yield f"{path}{name}", why


def _refuse(what: str, faults: Iterable[tuple[str, str]]) -> None:
    found = tuple(faults)
    if found:
        raise Malformed(what, found)


# a batch --------------------------------------------------------------------------------------


def check(batch: Batch, limits: StoreLimits) -> None:
    """Refuse a batch that cannot be stored. Raises `Malformed` naming every field at fault, or `TooLarge`."""
    _refuse("Batch", _unfit_head(batch))
    _refuse("Batch", _unfit_parts(batch))
    _refuse("Batch", _disagreements(batch))
    _check_size(batch, limits)


def _unfit_head(batch: Batch) -> Faults:
    judged = (
        ("case_id", _text(batch.case_id)),
        ("expected", _whole(batch.expected)),
        ("key", _JUDGES["str | None"](batch.key)),
        ("fingerprint", _JUDGES["str | None"](batch.fingerprint)),
    )
    yield from ((name, why) for name, why in judged if why)
    if batch.case_id == "":
        yield "case_id", "must not be empty"
    if (batch.key is None) is not (batch.fingerprint is None):
        yield "fingerprint", "comes with a key, and a key with a fingerprint"


def _unfit_parts(batch: Batch) -> Faults:
    for place, row in enumerate(batch.rows):
        yield from _unfit(row, f"rows[{place}].")
    for place, message in enumerate(batch.messages):
        yield from _unfit(message, f"messages[{place}].")
    if batch.summary is not None:
        yield from _unfit(batch.summary, "summary.")


def _disagreements(batch: Batch) -> Faults:
    for place, row in enumerate(batch.rows):
        yield from _row_faults(row, batch, place)
    yield from _message_faults(batch)
    if batch.summary is not None and not batch.is_empty:
        yield from _summary_faults(batch.summary, batch)


def _row_faults(row: Row, batch: Batch, place: int) -> Faults:
    path = f"rows[{place}]."
    if row.case_id != batch.case_id:
        yield f"{path}case_id", "must be the batch's case"
    if row.version != batch.expected + place + 1:
        yield f"{path}version", "must follow the row before it, the first one `expected`"
    if row.body is None:
        yield f"{path}body", "must be there when a row is written"
    if row.salt is None or len(row.salt) < LEAST_SALT:
        yield f"{path}salt", f"must be at least {LEAST_SALT} bytes"
    if len(row.body_digest) != _DIGEST or len(row.digest) != _DIGEST:
        yield f"{path}digest", "must be 32 bytes; seal the rows first"


def _message_faults(batch: Batch) -> Faults:
    seen: set[str] = set()
    for place, message in enumerate(batch.messages):
        path = f"messages[{place}]."
        if message.id in seen:
            yield f"{path}id", "must not be that of another message in the batch"
        if message.case_id != batch.case_id:
            yield f"{path}case_id", "must be the batch's case"
        if not 1 <= message.version <= batch.version:
            yield f"{path}version", "must be that of an entry of the case"
        seen.add(message.id)


def _summary_faults(summary: Summary, batch: Batch) -> Faults:
    if summary.case_id != batch.case_id:
        yield "summary.case_id", "must be the batch's case"
    if summary.version != batch.version:
        yield "summary.version", "must be the case's version after the batch"
    if batch.rows and summary.head != batch.rows[-1].digest:
        yield "summary.head", "must be the digest of the last row"
    if len(set(summary.parties)) != len(summary.parties):
        yield "summary.parties", "must not name a party twice"


def _check_size(batch: Batch, limits: StoreLimits) -> None:
    most = limits.rows_per_batch
    if most is not None and len(batch.rows) > most:
        raise TooLarge(f"a batch has {len(batch.rows)} rows; this store takes {most} at once")
    if limits.bytes_per_row is None:
        return
    for row in batch.rows:
        _check_bytes(f"row {row.version}", limits.bytes_per_row, row.body, row.evidence)
    for message in batch.messages:
        _check_bytes(f"message {message.id!r}", limits.bytes_per_row, message.body)


def _check_bytes(what: str, most: int, *texts: str | None) -> None:
    size = sum(len(text.encode("utf-8")) for text in texts if text)
    if size > most:
        raise TooLarge(f"{what} has {size} bytes; this store takes {most}")


def judge(batch: Batch, *, erased: bool, seen: Answered | None, actual: int, stored: Callable[[], bool]) -> int | None:
    """How a well-formed batch is answered by the case as it stands: a version without writing, or None to write.

    `seen` is what its key was used for, `actual` the case's version (0 for a case never written), `stored` says
    whether all its rows and messages are already stored just as given; it is asked only when that matters. Raises
    `CaseErased`, `KeyReused` or `VersionConflict`.
    """
    if erased:
        raise CaseErased(batch.case_id)
    if batch.key is not None and seen is not None:
        if seen.fingerprint != batch.fingerprint:
            raise KeyReused(batch.case_id, batch.key)
        return seen.version
    if actual == batch.expected:
        return actual if batch.is_empty else None
    if batch.is_empty or batch.version > actual or not stored():
        raise VersionConflict(batch.case_id, batch.expected, actual)
    return batch.version


def answer_to(batch: Batch) -> Answered | None:
    """What the batch's key is used for once it is written, to be kept under that key; None without a key."""
    if batch.fingerprint is None:
        return None
    versions = tuple(row.version for row in batch.rows)
    return Answered(fingerprint=batch.fingerprint, version=batch.version, versions=versions)


# questions ------------------------------------------------------------------------------------


def check_ids(verb: str, **ids: str) -> None:
    """Refuse ids that no store can hold. Raises `Malformed` naming them."""
    _refuse(verb, ((name, why) for name, value in ids.items() if (why := _text(value))))


def check_counts(verb: str, **counts: int | None) -> None:
    """Refuse counts that are not whole, negative or beyond every database. Raises `Malformed` naming them."""
    whole = _JUDGES["int | None"]
    _refuse(verb, ((name, why) for name, value in counts.items() if (why := whole(value))))


def check_query(query: Query) -> None:
    """Refuse a query that no store can answer. Raises `Malformed`."""
    _refuse("Query", _unfit(query))
    if query.limit < 1:
        raise Malformed("Query", (("limit", "must be at least 1"),))


def check_summaries(summaries: tuple[Summary, ...]) -> None:
    """Refuse summaries that cannot be stored. Raises `Malformed`."""
    for place, summary in enumerate(summaries):
        _refuse("summarise", _unfit(summary, f"[{place}]."))
        if len(set(summary.parties)) != len(summary.parties):
            raise Malformed("summarise", ((f"[{place}].parties", "must not name a party twice"),))


def check_outcomes(outcomes: tuple[Outcome, ...], *, now: datetime) -> None:
    """Refuse outcomes that cannot be stored. Raises `Malformed`."""
    check_now("settle", now)
    for place, outcome in enumerate(outcomes):
        _refuse("settle", _unfit(outcome, f"[{place}]."))


def check_revival(ids: tuple[str, ...], *, now: datetime) -> None:
    """Refuse ids of messages that no store can hold. Raises `Malformed`."""
    check_now("revive", now)
    for message_id in ids:
        check_ids("revive", id=message_id)


def check_now(verb: str, now: datetime) -> None:
    """Refuse a time without an offset. Raises `Malformed`."""
    if now.utcoffset() is None:
        raise Malformed(verb, (("now", "has no time zone; a flow's clock answers aware times"),))


def lease_end(now: datetime, lease: timedelta) -> datetime:
    """When a lease given at `now` ends, in UTC, where an hour is always an hour. Raises `Malformed`."""
    check_now("claim", now)
    if lease <= timedelta(0):
        raise Malformed("claim", (("lease", "must be longer than nothing"),))
    try:
        return pinned(now).astimezone(UTC) + lease
    except OverflowError:
        raise Malformed("claim", (("lease", "must end before the year 10000"),)) from None


def micros(moment: datetime) -> int:
    """An aware time as whole microseconds since 1970 in UTC: what stores compare, for clocks may change zone."""
    return (pinned(moment) - _EPOCH) // timedelta(microseconds=1)
