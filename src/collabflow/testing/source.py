"""Values as the source text that makes them, for scripts that can be pasted and run.

Invisible characters are named, long texts are cut with their length, and batches are told in the words of
`samples`, as differences from what those give.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import cast

from attrs import NOTHING, Attribute, AttrsInstance, fields, has

from collabflow.core.errors import CollabflowError
from collabflow.ports import Batch, MessageRow, Row
from collabflow.testing import samples
from collabflow.testing.samples import MINUTE, NOW

MOST_OF_A_TEXT = 120


def source(value: object) -> str:
    """The source text of a value."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return _text(value)
    if isinstance(value, tuple | list):
        return _several(value)
    if isinstance(value, Batch):
        return of_batch(value, {})
    if isinstance(value, BaseException):
        return of_error(value)
    return _record(value) if has(type(value)) else _small(value)


def _small(value: object) -> str:
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, timedelta) and value % MINUTE == timedelta(0):
        return "MINUTE" if value == MINUTE else f"{value // MINUTE} * MINUTE"
    if isinstance(value, bytes) and len(value) > 16:
        return f"bytes.fromhex({value.hex()[:16]!r}…)"
    return repr(value).removeprefix("datetime.")


def _text(value: str) -> str:
    if len(value) > MOST_OF_A_TEXT:
        return f"{_text(value[:40])} … ({len(value)} characters)"
    shown = "".join(_visible(character) for character in value)
    quoted = '"' if "'" in shown and '"' not in shown else "'" if '"' in shown else '"'
    return f"{quoted}{shown}{quoted}"


def _visible(character: str) -> str:
    """The character, or an escape where it would not be seen."""
    if character == "\\":
        return "\\\\"
    kind = unicodedata.category(character)
    if kind.startswith(("C", "Z", "M")) and character != " ":
        return f"\\N{{{unicodedata.name(character)}}}" if unicodedata.name(character, "") else repr(character)[1:-1]
    return character


def _moment(value: datetime) -> str:
    if value.tzinfo == UTC and abs(value - NOW) < timedelta(days=400):
        ahead = value - NOW
        return "NOW" if not ahead else f"NOW + {_small(ahead)}"
    return f"datetime.fromisoformat({value.isoformat()!r})"


def _several(values: tuple[object, ...] | list[object]) -> str:
    inside = ", ".join(source(value) for value in values)
    if isinstance(values, list):
        return f"[{inside}]"
    return f"({inside},)" if len(values) == 1 else f"({inside})"


def of_error(error: BaseException) -> str:
    """What was raised, with the facts that it carries."""
    if not isinstance(error, CollabflowError):
        return f"{type(error).__module__}.{type(error).__name__}: {error}".removeprefix("builtins.")
    facts = error.__reduce__()[1]
    inside = ", ".join(source(fact) for fact in facts) if isinstance(facts, tuple) else str(error)
    return f"{type(error).__name__}({inside})"


# records ------------------------------------------------------------------------------------------


def _fields(record: object) -> tuple[Attribute[object], ...]:
    return tuple(fields(cast(type[AttrsInstance], type(record))))


def _given(record: object) -> dict[str, object]:
    """The fields that are not as they are by default."""
    every = {spec.name: (getattr(record, spec.name), spec.default) for spec in _fields(record)}
    return {name: value for name, (value, default) in every.items() if default is NOTHING or value != default}


def _call(name: str, /, *parts: str, **facts: object) -> str:
    named = (f"{key}={source(value)}" for key, value in facts.items())
    return f"{name}({', '.join((*parts, *named))})"


def _record(record: object) -> str:
    if isinstance(record, Row):
        return _call("row", str(record.version), **_differences(record, samples.row(record.version), drop=("version",)))
    if isinstance(record, MessageRow):
        return _message(record)
    return _call(type(record).__name__, **_given(record))


def _message(record: MessageRow) -> str:
    plain = samples.message(record.version, record.n, case_id=record.case_id)
    if type(record) is not MessageRow:
        given = _given(record)
        own = {name: value for name, value in given.items() if value != getattr(plain, name, None) or name == "id"}
        return _call(type(record).__name__, **own)
    facts = _differences(record, plain, drop=("version", "n"))
    named = {} if record.case_id == "maya" else {"case_id": record.case_id}
    return _call("message", str(record.version), str(record.n), **named, **facts)


def _differences(record: object, plain: object, *, drop: tuple[str, ...] = ()) -> dict[str, object]:
    names = [spec.name for spec in _fields(record) if spec.name not in (*drop, "body_digest", "digest")]
    return {name: getattr(record, name) for name in names if getattr(record, name) != getattr(plain, name)}


# batches ------------------------------------------------------------------------------------------


def of_batch(batch: Batch, before: Mapping[str, Batch]) -> str:
    """A call of `samples.batch` that gives this batch, following on one of those named before where it does."""
    after = _follows(batch, before)
    entries = tuple(_entry(row) for row in batch.rows)
    parts = [source(batch.case_id), *(source(entry) for entry in entries)]
    facts: dict[str, object] = {}
    if after is not None:
        parts.append(f"after={after}")
    elif batch.expected:
        facts["expected"] = batch.expected
    if batch.messages:
        facts["messages"] = _number(batch) or batch.messages
    for name in ("key", "fingerprint"):
        if getattr(batch, name) is not None:
            facts[name] = getattr(batch, name)
    parts += _standing(batch)
    return _call("batch", *parts, **facts)


def _follows(batch: Batch, before: Mapping[str, Batch]) -> str | None:
    for name, earlier in before.items():
        if earlier.case_id == batch.case_id and earlier.rows and earlier.version == batch.expected:
            return name
    return None


def _entry(row: Row) -> str | Row:
    plain = samples.row(row.version, case_id=row.case_id, body=row.body or "")
    return row.body if row.body is not None and not _differences(row, plain) else row


def _number(batch: Batch) -> int:
    """How many messages it has when they are those that `samples.batch` makes of a number, else 0."""
    about = batch.expected + (1 if batch.rows else 0)
    plain = (samples.message(about, n, case_id=batch.case_id) for n in range(1, len(batch.messages) + 1))
    return len(batch.messages) if batch.messages == tuple(plain) else 0


def _standing(batch: Batch) -> list[str]:
    """How its summary differs from the one that `samples.batch` makes."""
    plain = samples.summary(batch.rows[-1]) if batch.rows else None
    if batch.summary == plain:
        return []
    return ["summary=None" if batch.summary is None else f"summary={_record(batch.summary)}"]


def same_start(found: object, wanted: object) -> str:
    """Both values, or where they first differ when they are long."""
    if isinstance(found, str) and isinstance(wanted, str) and max(len(found), len(wanted)) > MOST_OF_A_TEXT:
        at = _first_difference(found, wanted)
        return (
            f"{len(found)} characters where {len(wanted)} were due; the first difference is at {at}: "
            f"{source(found[at : at + 20])} where {source(wanted[at : at + 20])} was due"
        )
    return f"{shortened(source(found))}, where {shortened(source(wanted))} was due"


def _first_difference(found: str, wanted: str) -> int:
    pairs = enumerate(zip(found, wanted, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(found), len(wanted)))


def shortened(text: str, most: int = 300) -> str:
    """The text, or its beginning and its length."""
    return text if len(text) <= most else f"{text[:most]} … ({len(text)} characters)"
