"""The fuzz: every document is read exactly or refused by a typed error that repeats none of its words.

What is read is looked at three ways, none of which is the codec's own: each attribute against its annotation, the
document against what is written of it, and whether the same entry comes back from there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from collabflow.core.errors import CaseErased, Malformed
from collabflow.core.event import Entry, Event, Stamp
from collabflow.ports import Row
from reliability.annotations import altered, ill_typed
from reliability.documents import CODEC, SALT
from reliability.mutate import CANARY
from reliability.tally import Tally
from support import stamp

PROMISES = ("untyped error", "ill-typed", "altered", "not read back", "words repeated")


class Reader(Protocol):
    """What reads rows: the codec, or one with a seeded bug."""

    def decode(self, row: Row) -> Entry: ...


def fuzz(rows: Iterable[Row], *, reader: Reader = CODEC) -> Tally:
    """Read all these rows, whatever they hold."""
    tally = Tally(*PROMISES)
    kinds = set()
    for number, row in enumerate(rows):
        tally.did("documents")
        try:
            entry = reader.decode(row)
        except (Malformed, CaseErased) as error:
            tally.did("refused")
            if CANARY in str(error):
                tally.broke("words repeated", f"document {number}")
        except Exception as error:
            tally.broke("untyped error", f"document {number}: {error!r:.100}")
        else:
            tally.did("read")
            kinds.add(type(entry.event))
            for promise, where in _faults(row, entry):
                tally.broke(promise, f"document {number}, {row.type!r:.60}: {where}")
    tally.measured("kinds of event read", len(kinds))
    return tally


def fuzz_forms(forms: Iterable[tuple[object, Any]], *, event: Callable[[Any, object], Event] = CODEC.event) -> Tally:
    """Make events of all these names and values, which no JSON need ever have been."""
    tally = Tally(*PROMISES)
    for number, (name, values) in enumerate(forms):
        tally.did("forms")
        try:
            made = Entry(event=event(name, values), stamp=stamp(), version=1)
        except Malformed as error:
            tally.did("refused")
            if CANARY in str(error):
                tally.broke("words repeated", f"form {number}")
        except Exception as error:
            tally.broke("untyped error", f"form {number}, {name!r:.60}: {error!r:.100}")
        else:
            tally.did("read")
            for promise, where in (
                *_kept(made),
                *(("altered", at) for at in altered(values, json.loads(CODEC.body(made.event)))),
            ):
                tally.broke(promise, f"form {number}, {name!r:.60}: {where}")
    return tally


def _kept(entry: Entry) -> Iterator[tuple[str, str]]:
    yield from (("ill-typed", where) for where in _ill_typed_entry(entry))
    if CODEC.decode(CODEC.encode("case-1", entry, salt=SALT)) != entry:
        yield "not read back", "another entry came back"


def _faults(row: Row, entry: Entry) -> Iterator[tuple[str, str]]:
    yield from (("ill-typed", where) for where in _ill_typed_entry(entry))
    if type(row.type_version) is not int:
        yield "ill-typed", f"type_version is {row.type_version!r}"
    try:
        again = CODEC.encode(row.case_id, entry, salt=SALT)
        if CODEC.decode(again) != entry or CODEC.encode(row.case_id, CODEC.decode(again), salt=SALT) != again:
            yield "not read back", "another entry came back"
    except Exception as error:
        yield "not read back", f"{error!r:.200}"
        return
    if row.type_version == again.type_version:
        yield from (("altered", where) for where in _altered(row.body, again.body))
    evidence = "[]" if row.evidence is None else row.evidence
    yield from (("altered", where) for where in _altered(evidence, again.evidence or "[]"))
    yield from (("altered", f"column {name}") for name in _COLUMNS if not _is_kept(row, again, name))


_COLUMNS = ("version", "type", "by_id", "by_role", "by_name", "at", "occurred", "via", "key")


def _is_kept(row: Row, again: Row, name: str) -> bool:
    before, after = getattr(row, name), getattr(again, name)
    if name == "by_name" and before is None:
        return after == ""
    return type(before) is type(after) and before == after


def _ill_typed_entry(entry: Entry) -> Iterator[str]:
    if type(entry.version) is not int or entry.version < 1:
        yield f"version is {entry.version!r}"
    yield from ill_typed(entry.stamp, Stamp, "stamp")
    yield from ill_typed(entry.event, Event, "event")


def _altered(read: str | None, written: str | None) -> Iterator[str]:
    try:
        before = json.loads(read or "", object_pairs_hook=_once, parse_constant=_none_such)
    except ValueError as error:
        yield f"what was read is no JSON: {error}"
        return
    yield from altered(before, json.loads(written or ""))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _none_such(name: str) -> Any:
    raise ValueError(f"{name} is no number")
