"""The chain of digests: each row vouches for all rows of its case before it.

    digest      = SHA-256(previous digest ‖ header)
    header      = fields that stay for ever, each with its length, then body_digest
    body_digest = SHA-256(salt ‖ by_name ‖ evidence ‖ key ‖ body), each with its length

The first previous digest is 32 zero bytes. What a lawful erasure destroys lies behind `body_digest`, and the
salt goes with it, so that a short text cannot be guessed back from its digest; the chain still verifies. Texts
are digested as they are stored, times as their stored ISO text; the place in the feed is no part of it.

The chain shows a change only to someone who kept a head elsewhere: whoever can rewrite the whole store can
rewrite the whole chain. Pass the kept digest as `head`.
Source: storage.md, rows and digests.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

from attrs import evolve, frozen

from collabflow.core.errors import Malformed
from collabflow.ports.records import Row

GENESIS = bytes(32)
"""The digest before a case's first row."""

_FORMAT = "collabflow row 1"
_NOTHING = b"\xff" * 8
"""Stands where a length would, for a field that is None: no text is that long."""


class FaultKind(StrEnum):
    """What is wrong with a journal."""

    OTHER_CASE = "other_case"
    OUT_OF_ORDER = "out_of_order"
    """A version is missing, doubled or moved."""
    CHANGED = "changed"
    """Its header, or a row before it, is not what was sealed."""
    BODY_CHANGED = "body_changed"
    """What it says is not what was sealed."""
    HALF_ERASED = "half_erased"
    """Some of what it said is gone and some is not: no erasure does that."""
    HEAD_MISSING = "head_missing"
    """The chain is whole but does not end at the head that was kept: its end was cut or rewritten."""


@frozen(kw_only=True)
class Fault:
    """The first place at which a journal is not what was sealed."""

    case_id: str
    version: int
    kind: FaultKind


def seal(rows: Iterable[Row], *, previous: bytes = GENESIS) -> tuple[Row, ...]:
    """The rows with their digests, following on the digest `previous` of the row before them.

    Raises `Malformed` for a text that has no UTF-8 form, naming its field.
    """
    sealed = []
    for row in rows:
        body_digest = _body_digest(row)
        previous = _digest(row, body_digest, previous)
        sealed.append(evolve(row, body_digest=body_digest, digest=previous))
    return tuple(sealed)


def verify(
    rows: Iterable[Row], *, after: int = 0, previous: bytes = GENESIS, head: bytes | None = None
) -> Fault | None:
    """The first fault of a case's rows, or None.

    `rows` begin right after version `after`, whose digest is `previous`. With `head` they must also end there.
    """
    case_id, version = "", after
    for row in rows:
        case_id = case_id or row.case_id
        version += 1
        kind = _fault_in(row, case_id, version, previous)
        if kind is not None:
            return Fault(case_id=row.case_id, version=row.version, kind=kind)
        previous = row.digest
    if head is not None and not compare_digest(previous, head):
        return Fault(case_id=case_id, version=version, kind=FaultKind.HEAD_MISSING)
    return None


def _fault_in(row: Row, case_id: str, version: int, previous: bytes) -> FaultKind | None:
    if row.case_id != case_id:
        return FaultKind.OTHER_CASE
    if row.version != version:
        return FaultKind.OUT_OF_ORDER
    if not compare_digest(_digest(row, row.body_digest, previous), row.digest):
        return FaultKind.CHANGED
    if row.is_erased or row.salt is None:
        return None if _nothing_is_left(row) else FaultKind.HALF_ERASED
    return None if compare_digest(_body_digest(row), row.body_digest) else FaultKind.BODY_CHANGED


def _nothing_is_left(row: Row) -> bool:
    return all(part is None for part in (row.body, row.salt, row.by_name, row.evidence, row.key))


def _digest(row: Row, body_digest: bytes, previous: bytes) -> bytes:
    header = (
        ("format", _FORMAT),
        ("case_id", row.case_id),
        ("version", str(row.version)),
        ("type", row.type),
        ("type_version", str(row.type_version)),
        ("by_id", row.by_id),
        ("by_role", row.by_role),
        ("at", stored_time(row.at)),
        ("occurred", stored_time(row.occurred)),
        ("via", row.via),
    )
    fields = b"".join(_measured(name, text) for name, text in header)
    return sha256(previous + fields + body_digest).digest()


def _body_digest(row: Row) -> bytes:
    said = (("by_name", row.by_name), ("evidence", row.evidence), ("key", row.key), ("body", row.body))
    salt = row.salt or b""
    fields = b"".join(_measured(name, text) for name, text in said)
    return sha256(len(salt).to_bytes(8, "big") + salt + fields).digest()


def _measured(name: str, text: str | None) -> bytes:
    if text is None:
        return _NOTHING
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError:
        raise Malformed("Row", ((name, "must not hold half a surrogate pair"),)) from None
    return len(raw).to_bytes(8, "big") + raw


def stored_time(moment: datetime) -> str:
    """The text of a time in a store: ISO 8601 to the microsecond, with its offset."""
    return moment.isoformat(timespec="microseconds")
