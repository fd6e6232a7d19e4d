"""Plain values: what text, numbers, days and times a fact may hold, each with its check.

A check gives back the value that fits, or raises `Wrong` and says what would fit, never what was given.

A time is kept with its offset as a plain number. The rules of a time zone may change and what was written may
not; and a time read back from a journal must compare and add up exactly like the one that was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timezone
from decimal import Decimal
from math import isfinite
from typing import cast

MAX_TEXT = 20_000
"""Longest text of one field, in code points: about seven printed pages."""

MAX_ID = 200
"""Longest id, in code points."""

MAX_WHOLE = 2**53 - 1
"""Largest whole number, either way: beyond it not every reader of JSON keeps it exactly (RFC 8259, section 6)."""

MAX_DIGITS = 30
"""Most digits of a decimal number, written out, and most of them behind its point."""

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""The years of days and times: outside them it is a slip of the keyboard, and adding days could overflow."""

Check = Callable[[object], object]
"""Gives back the value that fits, as it is kept; raises `Wrong` for any other."""

_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")
_UNFIT_FOR_ID = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Wrong(Exception):
    """One field does not fit; `path` is where below the field, `why` is what would fit."""

    def __init__(self, why: str, path: str = "") -> None:
        self.why = why
        self.path = path
        super().__init__(why)


def _text(value: object) -> object:
    if not isinstance(value, str):
        raise Wrong(f"must be text, not {kind_of(value)}")
    if len(value) > MAX_TEXT:
        raise Wrong(f"must be at most {MAX_TEXT} characters long; shorten it or point to a document")
    if (not value.isascii() and _UNSTORABLE.search(value)) or "\x00" in value:
        raise Wrong("must not hold a NUL character or half a surrogate pair")
    return value if type(value) is str else str.__str__(value)


def _whole(value: object) -> object:
    if type(value) is not int:
        raise Wrong(f"must be a whole number, not {kind_of(value)}")
    if abs(value) > MAX_WHOLE:
        raise Wrong(f"must lie between -{MAX_WHOLE} and {MAX_WHOLE}")
    return value


def _number(value: object) -> object:
    if type(value) is int:
        return _whole(value)
    if type(value) is not float:
        raise Wrong(f"must be a number, not {kind_of(value)}")
    if not isfinite(value):
        raise Wrong("must be a finite number")
    return value


def _flag(value: object) -> object:
    if type(value) is not bool:
        raise Wrong(f"must be true or false, not {kind_of(value)}")
    return value


def _amount(value: object) -> object:
    if type(value) is int:
        return Decimal(cast("int", _whole(value)))
    if not isinstance(value, Decimal):
        raise Wrong(f"must be a decimal number, not {kind_of(value)}")
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise Wrong("must be a finite number")
    if len(digits) + max(exponent, 0) > MAX_DIGITS or -exponent > MAX_DIGITS:
        raise Wrong(f"must have at most {MAX_DIGITS} digits")
    return value


def _day(value: object) -> object:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Wrong(f"must be a date without a time, not {kind_of(value)}")
    _check_year(value)
    return value if type(value) is date else date(value.year, value.month, value.day)


def _moment(value: object) -> object:
    if not isinstance(value, datetime):
        raise Wrong(f"must be a date with a time, not {kind_of(value)}")
    offset = value.utcoffset()
    if offset is None:
        raise Wrong("has no time zone; add one, for example tzinfo=ZoneInfo('Europe/Madrid')")
    _check_year(value)
    if type(value) is datetime and type(value.tzinfo) is timezone and not value.fold:
        return value
    day = date(value.year, value.month, value.day)
    clock = time(value.hour, value.minute, value.second, value.microsecond)
    return datetime.combine(day, clock, timezone(offset))


def _check_year(value: date) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Wrong(f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}")


PLAIN: Mapping[object, Check] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _flag,
    Decimal: _amount,
    date: _day,
    datetime: _moment,
}
"""The check of each plain type."""


def is_id(text: str) -> bool:
    """Whether this may be an id: not blank, not too long, and nothing in it that would break a line of a log."""
    if not text.strip() or len(text) > MAX_ID:
        return False
    return (text.isascii() and text.isprintable()) or not _UNFIT_FOR_ID.search(text)


def kind_of(value: object) -> str:
    """What to call a value in a message without quoting it."""
    return "nothing" if value is None else type(value).__name__
