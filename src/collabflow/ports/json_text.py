"""JSON text: how the body of a row is written, and read back without guessing.

What Python's reader lets pass is refused here: keys that stand twice, NaN, infinite and overlong numbers. Each is
told with its path, and nothing that was read is quoted: a body holds a family's words.
Source: RFC 8259; storage.md, rows and digests.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite

from collabflow.core.errors import Malformed, below
from collabflow.core.fact import Wrong

MAX_BODY = 1024 * 1024
"""The longest body of an entry, in bytes of UTF-8."""

MAX_DEPTH = 40
"""How deeply JSON may be nested."""

TOO_DEEP = f"is nested more than {MAX_DEPTH} deep"
TOO_LONG = f"is longer than {MAX_BODY} bytes; point to a document instead"

_MOST_DIGITS = 400  # of a whole number that is read at all; what a field may hold is far less
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}(\.[A-Za-z0-9_]{1,60}){0,3}")


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no blanks, no NaN, text as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def read_json(text: str, *, what: str = "JSON", most: int | None = None) -> object:
    """The value of a JSON text of at most so many bytes.

    Raises `Malformed` for what is no JSON or nested too deeply, and for doubled keys, NaN, infinite numbers and
    numbers that are too long, naming the path of each.
    """
    if not isinstance(text, str):
        raise Malformed(what, (("", "must be text"),))
    if most is not None and length_of(text) > most:
        raise Malformed(what, (("", TOO_LONG),))
    unfit: list[_Unfit] = []
    try:
        value = _FIT.decode(text)
    except (ValueError, RecursionError):
        value = _looked_into(text, unfit, what=what)
    if may_be_too_deep(text) and is_too_deep(value):
        raise Malformed(what, (("", TOO_DEEP),))
    if unfit:
        raise Malformed(what, tuple(_unfit_below(value, "")))
    return value


def _looked_into(text: str, unfit: list[_Unfit], *, what: str) -> object:
    """As `_loaded`. Raises `Malformed` for what is no JSON, or nested more deeply than Python can read."""
    try:
        return _loaded(text, unfit)
    except json.JSONDecodeError as wrong:
        why = wrong.msg.partition(":")[0].strip().lower()
        raise Malformed(what, ((f"line {wrong.lineno} column {wrong.colno}", why),)) from None
    except RecursionError:
        raise Malformed(what, (("", TOO_DEEP),)) from None


def _once(found: list[tuple[str, object]]) -> dict[str, object]:
    seen = dict(found)
    if len(seen) < len(found):
        raise ValueError
    return seen


def _short(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError
    return int(digits)


def _finite(digits: str) -> float:
    if not isfinite(read := float(digits)):
        raise ValueError
    return read


def _refused(name: str) -> object:
    raise ValueError


_FIT = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refused, parse_int=_short, parse_float=_finite)
"""Reads what is fit, made once, as every row is read with it. It refuses just what `_loaded` marks; that is then looked
into, to tell what and where."""


class _Unfit:
    """Stands in a value that was read from JSON for something that no entry may hold, until its path is known."""

    def __init__(self, why: str) -> None:
        self.why = why


def _loaded(text: str, unfit: list[_Unfit]) -> object:
    """The value of a JSON text, with an `_Unfit` in the place of all that is unfit, also listed in `unfit`."""

    def marked(why: str) -> _Unfit:
        unfit.append(_Unfit(why))
        return unfit[-1]

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        seen = dict(found)
        if len(seen) < len(found):
            times = Counter(name for name, _ in found)
            seen.update({name: marked("stands twice in one object") for name in seen if times[name] > 1})
        return seen

    def whole(digits: str) -> object:
        return int(digits) if len(digits) <= _MOST_DIGITS else marked("is a number that is too long")

    def number(digits: str) -> object:
        return read if isfinite(read := float(digits)) else marked("is a number that is too large")

    return json.loads(
        text,
        object_pairs_hook=pairs,
        parse_constant=lambda name: marked(f"{name} is no JSON number"),
        parse_int=whole,
        parse_float=number,
    )


def _unfit_below(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, _Unfit):
        yield path, value.why
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _unfit_below(inner, below(path, named(name)))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unfit_below(inner, f"{path}[{place}]")


def may_be_too_deep(text: str) -> bool:
    """Whether a JSON text opens more brackets than may be nested; with fewer there is no need to look closer."""
    return text.count("[") + text.count("{") > MAX_DEPTH


def is_too_deep(value: object) -> bool:
    """Whether the value is nested too deeply; what stands in several places of one level is looked into once."""
    level: Mapping[int, object] = {0: value}
    for _ in range(MAX_DEPTH):
        level = {id(inner): inner for outer in level.values() for inner in _parts(outer)}
        if not level:
            return False
    return True


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def length_of(text: str) -> int:
    """The length of a text in bytes of UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def named(name: object) -> str:
    """A name for a message; "?" for what is no name, for it may be anything, also somebody's words."""
    return name if isinstance(name, str) and _NAME.fullmatch(name) else "?"


# single values --------------------------------------------------------------------------------


def _of_type(kind: type, words: str) -> Callable[[object], object]:
    def read(value: object) -> object:
        if type(value) is not kind:
            raise Wrong(f"must be {words}")
        return value

    return read


def _in_text(pattern: str, made: Callable[[str], object], words: str) -> Callable[[object], object]:
    """Reads text of one form only: what Python understands besides is a guess, and would be written otherwise."""
    form = re.compile(pattern, re.ASCII)

    def read(value: object) -> object:
        try:
            if type(value) is str and form.fullmatch(value):
                return made(value)
        except ValueError:
            pass
        raise Wrong(f"must be {words}")

    return read


def _read_float(value: object) -> object:
    if type(value) not in (int, float):
        raise Wrong("must be a number")
    return value


_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?"
_OFFSET = r"(Z|[+-]\d{2}:[0-5]\d(:[0-5]\d(\.\d{6})?)?)"

READERS: Mapping[type, Callable[[object], object]] = {
    str: _of_type(str, "text"),
    int: _of_type(int, "a whole number"),
    bool: _of_type(bool, "true or false"),
    float: _read_float,
    date: _in_text(_DAY, date.fromisoformat, "a date such as '2026-09-07'"),
    datetime: _in_text(
        f"{_DAY}T{_CLOCK}{_OFFSET}",
        datetime.fromisoformat,
        "a time with its offset, such as '2026-09-07T15:30:00+02:00'",
    ),
    Decimal: _in_text(r"-?\d{1,61}(\.\d{1,30})?", Decimal, "a decimal number in text, such as '12.50'"),
}


def read_choice(value: object, kind: type[Enum]) -> Enum:
    """The member with this stored name. Raises `Wrong`, naming those that there are."""
    try:
        if type(value) is str:
            return kind(value)
    except ValueError:
        pass
    raise Wrong(f"must be one of: {', '.join(str(member.value) for member in kind)}")
