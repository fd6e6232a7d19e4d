"""Progress, numbers: which numbers and days a calculation takes, and how a number is put in words.

A number is a finite int or float up to 2**53; all else is refused, and every fault is named at once.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

from collabflow.core.errors import Malformed
from collabflow.core.fact import Range
from collabflow.core.tongue import Tongue
from collabflow.core.values import Number

LARGEST: Final = 2**53  # beyond it a float cannot tell one whole number from the next
DUST: Final = 1e-9  # a gap this small beside the numbers is rounding: 0.1 + 0.2 is 0.3

Value = Annotated[Number, Range(-LARGEST, LARGEST)]
"""A measured number, as a field of a fact that checks itself."""


def refuse(what: str, *faults: tuple[str, str | None]) -> None:
    """Raise one error that names every fault; a place whose reason is None has none."""
    found = tuple((path, why) for path, why in faults if why is not None)
    if found:
        raise Malformed(what, found)


def not_a_day(value: object) -> str | None:
    """Why this is no day; None when it is."""
    return None if isinstance(value, date) and not isinstance(value, datetime) else "is not a date"


def not_a_number(value: object) -> str | None:
    """Why this is no number of sensible size; None when it is."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        return "is not an int or a float"
    return None if -LARGEST <= value <= LARGEST else "is not a finite number of sensible size"


def not_an_amount(value: Number) -> str | None:
    """Why this is no number from zero up; None when it is."""
    return not_a_number(value) or ("is below zero" if value < 0 else None)


def not_whole(value: int, *, least: int) -> str | None:
    """Why this is no whole number from `least` up; None when it is."""
    if isinstance(value, bool) or not isinstance(value, int):
        return "is not a whole number"
    return f"is below {least}" if value < least else None


def checks_in_words(number: Number, reader: Tongue) -> str:
    """So many checks, for people: "1 check", "4 checks"."""
    said = reader.number(plainly(number))
    return reader.count(_grammatical(number), "{n} check", "{n} checks", about="progress", n=said)


def weeks_in_words(number: Number, reader: Tongue) -> str:
    """So many weeks, for people: "1 week", "2.5 weeks"."""
    said = reader.number(plainly(number))
    return reader.count(_grammatical(number), "{n} week", "{n} weeks", about="progress", n=said)


def _grammatical(number: Number) -> int:
    """The whole number that chooses the form; a part of one is several."""
    return int(number) if number == int(number) else 2


def plainly(number: Number) -> str:
    """A number for people: one decimal, or two digits where it is small."""
    text = f"{number:.1f}" if abs(number) >= 1 else f"{number:.2g}"
    return text.removesuffix(".0")
