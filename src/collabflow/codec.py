"""The codec: entries to stored rows and back, strictly. The only place that imports `cattrs`.

Nothing is ever coerced. An unknown key, a wrong type, a naive time, a doubled JSON key, NaN, half a surrogate
pair, an unknown event, an entry from a later version: each is a typed error that names the path, and no error
quotes a value. All that is wrong is told at once. Older versions of an event are lifted to today's shape by the
event's own `lifts`. What could not be read back is not written.
Source: storage.md, rows and digests; house.md section 3; RFC 8259 and RFC 3339.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields
from cattrs import Converter

from collabflow.core.errors import CaseErased, FromTheFuture, Malformed, UnknownEvent, below, told_of
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.fact import Fact, Wrong, is_open_to_kinds, plan_of
from collabflow.core.people import Acting
from collabflow.core.values import CaseId, Evidence
from collabflow.ports import Row
from collabflow.ports.json_text import (
    MAX_BODY,
    MAX_DEPTH,
    READERS,
    TOO_DEEP,
    TOO_LONG,
    canonical,
    is_too_deep,
    length_of,
    may_be_too_deep,
    named,
    read_choice,
    read_json,
)

__all__ = ["MAX_BODY", "MAX_DEPTH", "Codec", "canonical", "read_json", "version_of"]

T = TypeVar("T")

_NO_OBJECT = "must be an object with named fields"


# the codec of a profile's events --------------------------------------------------------------


class Codec:
    """Encodes and decodes the events of one profile. Building one costs about as much as a hundred entries: keep it."""

    def __init__(self, events: Iterable[type[Event]]) -> None:
        self._events: Mapping[str, type[Event]] = {event.stored_as: event for event in events}
        self._converter = _strict_converter(self)

    def encode(self, case_id: CaseId, entry: Entry, *, salt: bytes) -> Row:
        """The row of an entry, not sealed yet. Raises `Malformed` for what is too long or could not be read back."""
        stamp, event = entry.stamp, entry.event
        return Row(
            case_id=case_id,
            version=entry.version,
            type=event.stored_as,
            type_version=version_of(type(event)),
            by_id=stamp.by.id,
            by_role=stamp.by.role.value,
            by_name=stamp.by.name,
            at=stamp.at,
            occurred=stamp.occurred,
            via=stamp.via.value if stamp.via else None,
            evidence=_text(self._converter.unstructure(stamp.evidence), "evidence") if stamp.evidence else None,
            key=stamp.key,
            body=self.body(event),
            salt=salt,
        )

    def body(self, event: Event) -> str:
        """The canonical JSON text of an event's fields. Raises `Malformed` when it is too long, and as `fields_of`."""
        return _text(self.fields_of(event), event.stored_as)

    def fields_of(self, event: Event) -> dict[str, object]:
        """The event's fields as plain JSON values; fields that hold nothing are left out.

        Raises `UnknownEvent` for an event that the profile does not know: nobody could read it back.
        """
        if self._events.get(event.stored_as) is not type(event):
            raise _unknown(event.stored_as)
        return _write_exactly(event, self._converter)

    def plain(self, fact: object) -> object:
        """Any fact, record or stamp as plain JSON values, for readers."""
        return _FOR_READERS.unstructure(fact)

    def decode(self, row: Row) -> Entry:
        """The entry of a row. Raises `CaseErased` where its content was destroyed, and `Malformed` or a leaf of it."""
        if row.body is None:
            raise CaseErased(row.case_id)
        for version in (row.version, row.type_version):
            _counted(version, row.type)
        with told_of(f"{named(row.type)} at version {row.version}"):
            event = self._read(row.type, read_json(row.body, most=MAX_BODY), version=row.type_version)
            evidence = () if row.evidence is None else self._evidence(row.evidence)
            with told_of("by", at="by"):
                by = Acting(
                    id=row.by_id, role=cast("Any", row.by_role), name="" if row.by_name is None else row.by_name
                )
            via = cast("Any", row.via)
            stamp = Stamp(by=by, at=row.at, occurred=row.occurred, via=via, evidence=evidence, key=row.key)
        return Entry(event=event, stamp=stamp, version=row.version)

    def _evidence(self, text: str) -> tuple[Evidence, ...]:
        with told_of("evidence", at="evidence"):
            return self._structured(read_json(text, most=MAX_BODY), tuple[Evidence, ...])

    def event(self, name: str, mapping: object, *, version: int | None = None) -> Event:
        """The event with this stored name and these fields, lifted where they are of an older version.

        Raises `UnknownEvent`, `FromTheFuture`, or `Malformed` naming the path of everything that does not fit.
        """
        if is_too_deep(mapping):
            raise Malformed(named(name), (("", TOO_DEEP),))
        return self._read(name, mapping, version=version)

    def _read(self, name: object, mapping: object, *, version: object = None, at: str = "") -> Event:
        """As `event`, of values that are known not to be nested too deeply, and stand at this path."""
        kind = self._events.get(name) if isinstance(name, str) else None
        if kind is None:
            raise _unknown(name)
        lifted = _lifted(kind, mapping, version)
        with told_of(kind.stored_as, at=at):
            return self._structured(lifted, kind)

    def _structured(self, value: object, kind: type[T]) -> T:
        try:
            return self._converter.structure(value, kind)
        except Wrong as wrong:
            raise Malformed(kind.__name__, ((wrong.path, wrong.why),)) from None


def _text(value: object, what: str) -> str:
    text = canonical(value)
    if may_be_too_deep(text) and is_too_deep(value):
        raise Malformed(what, (("", TOO_DEEP),))
    if length_of(text) > MAX_BODY:
        raise Malformed(what, (("", TOO_LONG),))
    return text


def version_of(event: type[Event]) -> int:
    """The version in which this event class is stored today."""
    return len(event.lifts) + 1


def _unknown(name: object) -> UnknownEvent:
    return UnknownEvent(named(name), (("event", "is not an event that the profile in force knows"),))


def _counted(version: object, what: object) -> int:
    if type(version) is not int or version < 1:
        raise Malformed(named(what), (("version", "must be a whole number, at least 1"),))
    return version


def _lifted(kind: type[Event], mapping: object, version: object) -> object:
    today = version_of(kind)
    if version is None or (type(version) is int and version == today):
        return mapping
    version = _counted(version, kind.stored_as)
    if version > today:
        why = f"is version {version}, and this code knows {today}; use a newer release"
        raise FromTheFuture(kind.stored_as, (("version", why),))
    mapping = deepcopy(mapping)  # a lift may change what it is given
    for number, lift in enumerate(kind.lifts[version - 1 :], start=version):
        try:
            mapping = lift(cast("Any", mapping))
        except Exception:  # noqa: BLE001 - an old entry that does not fit its lift may fail in any way; it is told
            raise Malformed(kind.stored_as, (("version", f"could not be lifted from version {number}"),)) from None
    return mapping


# strict conversion ----------------------------------------------------------------------------


def _strict_converter(codec: Codec) -> Converter:
    converter = _writing_converter(_write_exactly)
    for kind, read in READERS.items():
        converter.register_structure_hook(kind, _hook(read))
    converter.register_structure_hook_func(_is_number, _read_number)
    converter.register_structure_hook_func(_is_enum, read_choice)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_reader(kind, converter))
    converter.register_structure_hook_factory(_is_fact, lambda kind: _fact_reader(kind, converter))
    converter.register_structure_hook_func(lambda kind: kind is Event, lambda value, _: _read_event(value, codec))
    converter.register_unstructure_hook_func(_is_event, lambda event: _write_event(event, codec))
    return converter


def _writing_converter(write: Callable[[Any, Converter], object]) -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(Decimal, lambda amount: format(amount, "f"))
    converter.register_unstructure_hook_func(_is_fact, lambda fact: write(fact, converter))
    converter.register_unstructure_hook(tuple, lambda items: [converter.unstructure(item) for item in items])
    return converter


def _is_fact(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Fact) and kind is not Event


def _is_event(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Event)


# writing --------------------------------------------------------------------------------------


def _written(fact: Fact, converter: Converter) -> dict[str, object]:
    """The fields of a fact, without those that hold None: it always means "not said"."""
    values = ((name, may_lack, getattr(fact, name)) for name, may_lack in _shape(cast(Any, type(fact))))
    return {name: converter.unstructure(value) for name, may_lack, value in values if value is not None or not may_lack}


@cache
def _shape(kind: Any) -> tuple[tuple[str, bool], ...]:
    return tuple((f.name, f.default is None) for f in fields(kind))


def _write_exactly(fact: Fact, converter: Converter) -> dict[str, object]:
    """As `_written`, of what can be read back. Raises `TypeError` for a class that stands for several."""
    if is_open_to_kinds(type(fact)):
        raise TypeError(f"an event cannot hold a {type(fact).__name__}: it could not be read back as what it was")
    return _written(fact, converter)


def _write_event(event: Event, codec: Codec) -> dict[str, object]:
    return {"event": event.stored_as, "version": version_of(type(event)), "fields": codec.fields_of(event)}


_FOR_READERS = _writing_converter(_written)


# reading --------------------------------------------------------------------------------------


class _Told:
    """What does not fit, by path, and the error that tells it: the most telling of those it was gathered from."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str]] = []
        self.error: type[Malformed] = Malformed

    def add(self, wrong: Wrong | Malformed, path: str) -> None:
        if isinstance(wrong, Wrong):
            self.faults.append((below(path, wrong.path), wrong.why))
            return
        self.faults.extend((below(path, inner), why) for inner, why in wrong.faults)
        self.error = self.error if type(wrong) is Malformed else type(wrong)


def _fact_reader(kind: type[Fact], converter: Converter) -> Callable[[object, object], Any]:
    @cache
    def plan() -> tuple[tuple[str, Any, Callable[[object, Any], Any], bool], ...]:
        """Worked out at the first reading and not before, for classes may hold each other."""
        hints = get_type_hints(kind)
        own = ((f.name, hints[f.name], f.default is NOTHING) for f in fields(kind))
        return tuple((name, hint, converter.get_structure_hook(hint), is_needed) for name, hint, is_needed in own)

    def structured(value: object, _: object) -> Any:
        if not isinstance(value, dict):
            raise Wrong(_NO_OBJECT)
        told, held = _Told(), dict[str, Any]()
        for name, hint, read, is_needed in plan():
            try:
                if name in value:
                    held[name] = read(value[name], hint)
                elif is_needed:
                    raise Wrong("is missing")
            except (Wrong, Malformed) as wrong:
                told.add(wrong, name)
        if not told.faults and len(held) == len(value):
            return kind(**held)
        raise _all_told(told, kind, held, value)

    return structured


def _all_told(told: _Told, kind: type[Fact], held: Mapping[str, object], value: Mapping[object, object]) -> Malformed:
    """The error for a value that does not fit: also what its other fields refuse, and the names that are no fields."""
    for name, check in plan_of(kind):
        if name in held:
            try:
                check(held[name])
            except Wrong as wrong:
                told.add(wrong, name)
    own = {f.name for f in fields(kind)}
    told.faults.extend((named(name), "is not a field here") for name in value if name not in own)
    return told.error(kind.__name__, tuple(told.faults))


def _tuple_reader(kind: Any, converter: Converter) -> Callable[[object, object], Any]:
    inner = get_args(kind)[0]
    read = converter.get_structure_hook(inner)

    def structured(value: object, _: object) -> Any:
        if type(value) is not list:
            raise Wrong("must be a list")
        told, items = _Told(), list[Any]()
        for place, item in enumerate(value):
            try:
                items.append(read(item, inner))
            except (Wrong, Malformed) as wrong:
                told.add(wrong, f"[{place}]")
        if told.faults:
            raise told.error("list", tuple(told.faults))
        return tuple(items)

    return structured


def _read_event(value: object, codec: Codec) -> Event:
    if not isinstance(value, dict) or not {"event", "fields"} <= value.keys() <= {"event", "version", "fields"}:
        raise Wrong("must be an object with `event`, `fields` and, where it is an older one, `version`")
    return codec._read(value["event"], value["fields"], version=value.get("version"), at="fields")


def _hook(read: Callable[[object], object]) -> Callable[[object, object], Any]:
    return lambda value, _: read(value)


def _is_number(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and {int, float} <= set(get_args(kind))


def _read_number(value: object, kind: Any) -> Any:
    return None if value is None and NoneType in get_args(kind) else READERS[float](value)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


# what went wrong, by path ---------------------------------------------------------------------
