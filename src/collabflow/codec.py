"""The codec: entries to stored rows and back, strictly. The only place that imports `cattrs`.

Nothing is ever coerced. An unknown key, a wrong type, a naive time, a doubled JSON key, NaN, half a surrogate
pair, an unknown event, an entry from a later version: each is a typed error that names the path, and no error
quotes a value. Older versions of an event are lifted to today's shape by the event's own `lifts`.
Source: storage.md, rows and digests; house.md section 3.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar, Union, cast, get_args, get_origin

from attrs import fields
from cattrs import Converter
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_unstructure_fn, override

from collabflow.core.errors import CaseErased, FromTheFuture, Malformed, UnknownEvent
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.fact import Wrong
from collabflow.core.people import Acting
from collabflow.core.values import CaseId, Evidence
from collabflow.ports import Row

MAX_BODY = 1024 * 1024
"""The longest body of an entry, in bytes of UTF-8."""

MAX_DEPTH = 40
"""How deeply JSON may be nested."""

T = TypeVar("T")


# JSON -----------------------------------------------------------------------------------------


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no blanks, no NaN, text as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def read_json(text: str, *, what: str = "JSON") -> object:
    """The value of a JSON text. Raises `Malformed` for doubled keys, NaN, too deep nesting, and what is no JSON."""

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        seen = dict(found)
        if len(seen) < len(found):
            names = [name for name, _ in found]
            doubled = next(name for name in names if names.count(name) > 1)
            raise Malformed(what, ((doubled, "stands twice in one object"),))
        return seen

    def constant(name: str) -> object:
        raise Malformed(what, (("", f"{name} is no JSON number"),))

    try:
        value: object = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as wrong:
        raise Malformed(what, ((f"line {wrong.lineno} column {wrong.colno}", wrong.msg.lower()),)) from None
    except RecursionError:
        raise Malformed(what, (("", f"is nested more than {MAX_DEPTH} deep"),)) from None
    except ValueError:
        raise Malformed(what, (("", "holds a number that is too long"),)) from None
    if _depth(value) > MAX_DEPTH:
        raise Malformed(what, (("", f"is nested more than {MAX_DEPTH} deep"),))
    return value


def _depth(value: object) -> int:
    deepest, level = 0, [value]
    while level and deepest <= MAX_DEPTH:
        inner: list[object] = []
        for one in level:
            if isinstance(one, dict):
                inner.extend(one.values())
            elif isinstance(one, list):
                inner.extend(one)
        deepest, level = deepest + 1, inner
    return deepest


# the codec of a profile's events --------------------------------------------------------------


class Codec:
    """Encodes and decodes the events of one profile."""

    def __init__(self, events: Iterable[type[Event]]) -> None:
        self._events: Mapping[str, type[Event]] = {event.stored_as: event for event in events}
        self._converter = _strict_converter(self)

    def encode(self, case_id: CaseId, entry: Entry, *, salt: bytes) -> Row:
        """The row of an entry, not sealed yet. Raises `Malformed` when its body is too long."""
        stamp, event = entry.stamp, entry.event
        evidence = [self._converter.unstructure(item) for item in stamp.evidence]
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
            evidence=canonical(evidence) if evidence else None,
            key=stamp.key,
            body=self.body(event),
            salt=salt,
        )

    def body(self, event: Event) -> str:
        """The canonical JSON text of an event's fields."""
        text = canonical(self.fields_of(event))
        if len(text.encode()) > MAX_BODY:
            raise Malformed(event.stored_as, (("", f"is longer than {MAX_BODY} bytes; point to a document instead"),))
        return text

    def fields_of(self, event: Event) -> dict[str, object]:
        """The event's fields as plain JSON values; fields that hold nothing are left out."""
        return cast("dict[str, object]", self._converter.unstructure(event, unstructure_as=type(event)))

    def decode(self, row: Row) -> Entry:
        """The entry of a row. Raises `CaseErased` where its content was destroyed, and `Malformed` or a leaf of it."""
        if row.body is None:
            raise CaseErased(row.case_id)
        where = f"{row.type} at version {row.version}"
        evidence = read_json(row.evidence, what=where) if row.evidence is not None else []
        stamp = {
            "by": Acting(id=row.by_id, role=cast("Any", row.by_role), name=row.by_name or ""),
            "at": row.at,
            "occurred": row.occurred,
            "via": row.via,
            "evidence": self._structured(evidence, tuple[Evidence, ...], where),
            "key": row.key,
        }
        event = self.event(row.type, read_json(row.body, what=where), version=row.type_version)
        return Entry(event=event, stamp=Stamp(**cast("Any", stamp)), version=row.version)

    def event(self, name: str, mapping: object, *, version: int | None = None) -> Event:
        """The event with this stored name and these fields, lifted where they are of an older version."""
        kind = self._events.get(name)
        if kind is None:
            raise UnknownEvent(name, (("event", "is not an event that the profile in force knows"),))
        return self._structured(_lifted(kind, mapping, version), kind, name)

    def _structured(self, value: object, kind: type[T], what: str) -> T:
        try:
            return self._converter.structure(value, kind)
        except Malformed as wrong:
            raise Malformed(what, wrong.faults) from None
        except Exception as wrong:  # noqa: BLE001 - told below by path and cause; an unknown cause is raised again
            raise Malformed(what, tuple(_faults(wrong, ""))) from None


def version_of(event: type[Event]) -> int:
    """The version in which this event class is stored today."""
    return len(event.lifts) + 1


def _lifted(kind: type[Event], mapping: object, version: int | None) -> object:
    today = version_of(kind)
    if version is None or version == today:
        return mapping
    if version > today:
        why = f"is version {version}, and this code knows {today}; use a newer release"
        raise FromTheFuture(kind.stored_as, (("version", why),))
    if version < 1 or not isinstance(mapping, dict):
        raise Malformed(kind.stored_as, (("version", f"there is no version {version} of this event"),))
    for number, lift in enumerate(kind.lifts[version - 1 :], start=version):
        try:
            mapping = lift(dict(mapping))
        except (KeyError, TypeError, ValueError, AttributeError):
            why = f"could not be lifted from version {number}"
            raise Malformed(kind.stored_as, (("version", why),)) from None
    return mapping


# strict conversion ----------------------------------------------------------------------------


def _strict_converter(codec: Codec) -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind, read in _READERS.items():
        converter.register_structure_hook(kind, _hook(read))
    converter.register_structure_hook_func(_is_number, _read_number)
    converter.register_structure_hook_func(_is_enum, _read_choice)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_reader(kind, converter))
    converter.register_structure_hook_func(lambda kind: kind is Event, lambda value, _: _read_event(value, codec))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_unstructure_hook_factory(_has_fields, lambda kind: _writer(kind, converter))
    converter.register_unstructure_hook_func(lambda kind: kind is Event, lambda event: _write_event(event, codec))
    return converter


def _has_fields(kind: Any) -> bool:
    return isinstance(kind, type) and hasattr(kind, "__attrs_attrs__") and kind is not Event


def _writer(kind: Any, converter: Converter) -> Callable[[Any], Any]:
    """Writes the fields of a class, leaving out those that hold None: it always means "not said"."""
    blanks = {f.name: override(omit_if_default=True) for f in fields(kind) if f.default is None}
    return make_dict_unstructure_fn(kind, converter, **cast("Any", blanks))


def _write_event(event: Event, codec: Codec) -> dict[str, object]:
    return {"event": event.stored_as, "version": version_of(type(event)), "fields": codec.fields_of(event)}


def _read_event(value: object, codec: Codec) -> Event:
    if not isinstance(value, dict) or set(value) - {"version"} != {"event", "fields"}:
        raise Wrong("must be an object with `event` and `fields`")
    name, version = value["event"], value.get("version")
    if not isinstance(name, str) or (version is not None and type(version) is not int):
        raise Wrong("must name its event in text and its version as a whole number")
    return codec.event(name, value["fields"], version=version)


def _hook(read: Callable[[object], object]) -> Callable[[object, object], Any]:
    return lambda value, _: read(value)


def _of_type(kind: type, words: str) -> Callable[[object], object]:
    def read(value: object) -> object:
        if type(value) is not kind:
            raise Wrong(f"must be {words}")
        return value

    return read


def _read_float(value: object) -> object:
    if type(value) not in (int, float):
        raise Wrong("must be a number")
    return value


def _read_date(value: object) -> object:
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Wrong("must be a date such as '2026-09-07'")


def _read_time(value: object) -> object:
    if isinstance(value, str) and "T" in value:
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise Wrong("must be a time with its offset, such as '2026-09-07T15:30:00+02:00'")


def _read_decimal(value: object) -> object:
    if isinstance(value, str) and len(value) <= 40:
        try:
            return Decimal(value)
        except InvalidOperation:
            pass
    raise Wrong("must be a decimal number in text, such as '12.50'")


_READERS: Mapping[type, Callable[[object], object]] = {
    str: _of_type(str, "text"),
    int: _of_type(int, "a whole number"),
    bool: _of_type(bool, "true or false"),
    float: _read_float,
    date: _read_date,
    datetime: _read_time,
    Decimal: _read_decimal,
}


def _is_number(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType) and {int, float} <= set(get_args(kind))


def _read_number(value: object, kind: Any) -> Any:
    return None if value is None and types.NoneType in get_args(kind) else _read_float(value)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _read_choice(value: object, kind: Any) -> Any:
    try:
        if type(value) is str:
            return kind(value)
    except ValueError:
        pass
    raise Wrong(f"must be one of: {', '.join(str(member.value) for member in kind)}")


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _tuple_reader(kind: Any, converter: Converter) -> Callable[[object, object], Any]:
    inner = get_args(kind)[0]
    read = converter.get_structure_hook(inner)

    def structured(value: object, _: object) -> Any:
        if type(value) is not list:
            raise Wrong("must be a list")
        items: list[Any] = []
        faults: list[tuple[str, str]] = []
        for place, item in enumerate(value):
            try:
                items.append(read(item, inner))
            except Exception as wrong:  # noqa: BLE001 - told by path and cause; an unknown cause is raised again
                faults.extend(_faults(wrong, f"[{place}]"))
        if faults:
            raise Malformed("list", tuple(faults))
        return tuple(items)

    return structured


# what went wrong, by path ---------------------------------------------------------------------


def _faults(wrong: BaseException, path: str) -> Iterator[tuple[str, str]]:
    """Every fault below a conversion error, with its path. A cause that is not ours is raised, never hidden."""
    if isinstance(wrong, BaseValidationError):
        noted, bare = cast("Any", wrong).group_exceptions()
        for inner, note in noted:
            yield from _faults(inner, _below(path, note.name))
        for inner in bare:
            yield from _faults(inner, path)
    elif isinstance(wrong, ForbiddenExtraKeysError):
        yield from ((_below(path, str(name)), "is not a field here") for name in sorted(wrong.extra_fields))
    elif isinstance(wrong, Malformed):
        yield from ((_below(path, inner), why) for inner, why in wrong.faults)
    elif isinstance(wrong, Wrong):
        yield _below(path, wrong.path), wrong.why
    elif isinstance(wrong, KeyError):
        yield path, "is missing"
    elif isinstance(wrong, TypeError | AttributeError):
        yield path, "must be an object with named fields"
    else:
        raise wrong


def _below(path: str, name: str) -> str:
    if not path or not name:
        return path or name
    return path + name if name.startswith("[") else f"{path}.{name}"


def parse_event(name: str, mapping: Mapping[str, object], *, events: Iterable[type[Event]]) -> Event:
    """The event with this stored name from plain JSON values, for forms and other languages."""
    return Codec(events).event(name, dict(mapping))
