"""Events: what happened, who recorded it, and all that a judgement may look at besides the case.

An event is in the past tense and says three things: whose word it is, what would make it unsound on this
case, and what it changes. It knows no store, clock or rule.
Source: house.md sections 1 and 2; storage.md for what a stamp keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from attrs import Factory, field, frozen

from collabflow.core.case import Case
from collabflow.core.fact import Fact
from collabflow.core.finding import Unsound
from collabflow.core.people import SCHOOL_ROLES, Acting, Role
from collabflow.core.values import Evidence, PartyId, Via

Lift = Callable[[dict[str, object]], dict[str, object]]
"""Turns the stored fields of one version of an event into those of the next."""


@frozen(kw_only=True)
class Stamp(Fact):
    """Who recorded an entry, when, and how they know.

    `at` comes from the flow's clock; `occurred` is when it happened, by default `at` and never later. `via`
    says how a person quoted in the event said it. `key` is the caller's idempotency key.
    """

    by: Acting
    at: datetime
    occurred: datetime = field(default=Factory(lambda stamp: stamp.at, takes_self=True))
    via: Via | None = None
    evidence: tuple[Evidence, ...] = ()
    key: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.occurred > self.at:
            yield "occurred", "must not be later than the moment of recording"

    @property
    def day(self) -> date:
        """The day on which it happened, at the place where it was recorded."""
        return self.occurred.date()


@frozen(kw_only=True)
class Event(Fact):
    """Something that happened in the collaboration. Inherit, freeze, and give it a stored name for ever.

    `recorders` are the roles that may record it, besides any party it gives voice to. `lifts` turn the fields
    of older versions into today's, oldest first; the version of the class is one more than their number.
    """

    stored_as: ClassVar[str] = ""
    lifts: ClassVar[tuple[Lift, ...]] = ()
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES
    taken_when_closed: ClassVar[bool] = False
    correctable: ClassVar[bool] = True

    def voices(self) -> Iterator[PartyId]:
        """Whose word this is. When somebody else records it, the stamp must say `via`. Default nobody's."""
        return iter(())

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        """What does not fit this case: an unknown party, a slot that was never offered. Default nothing."""
        return iter(())

    def apply(self, case: Case, entry: Entry) -> Case:
        """The case after this event. Must not judge; it is replayed as it stands."""
        raise TypeError(f"{type(self).__name__} does not say what it changes; give it an `apply`")


@frozen(kw_only=True)
class Entry:
    """An event with its stamp and its place in the case's journal, counted from 1."""

    event: Event
    stamp: Stamp
    version: int


class Tighter(StrEnum):
    """Which way a limit gets stricter."""

    HIGHER = "higher"
    LOWER = "lower"


@frozen(kw_only=True)
class Limit:
    """A tunable number of practice: its name, value, which way is stricter, and where it comes from."""

    name: str
    value: float
    tighter: Tighter
    source: str

    def is_looser(self, value: float) -> bool:
        """Whether that value is less strict than this limit."""
        return value < self.value if self.tighter is Tighter.HIGHER else value > self.value


@frozen(kw_only=True)
class Calendar(Fact):
    """The days on which a school is open: weekdays (1 is Monday) less the breaks (first and last day, paired)."""

    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    breaks_from: tuple[date, ...] = ()
    breaks_to: tuple[date, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.weekdays or not set(self.weekdays) <= set(range(1, 8)):
            yield "weekdays", "must be numbers from 1 (Monday) to 7"
        if len(self.breaks_from) != len(self.breaks_to):
            yield "breaks_to", "must have as many days as `breaks_from`"
        elif any(last < first for first, last in self.breaks):
            yield "breaks_to", "a break must not end before it begins"

    @property
    def breaks(self) -> tuple[tuple[date, date], ...]:
        """The breaks as pairs of first and last day."""
        return tuple(zip(self.breaks_from, self.breaks_to, strict=False))

    def in_break(self, day: date) -> bool:
        """Whether that day lies in a break."""
        return any(first <= day <= last for first, last in self.breaks)

    def is_school_day(self, day: date) -> bool:
        """Whether the school is open on that day."""
        return day.isoweekday() in self.weekdays and not self.in_break(day)

    def days_outside_breaks(self, first: date, last: date) -> int:
        """Calendar days from `first` (not counted) to `last` (counted) that lie in no break."""
        days = max((last - first).days, 0)
        return sum(not self.in_break(first + timedelta(days=n)) for n in range(1, days + 1))

    def school_days(self, first: date, last: date) -> int:
        """School days from `first` (not counted) to `last` (counted)."""
        days = max((last - first).days, 0)
        return sum(self.is_school_day(first + timedelta(days=n)) for n in range(1, days + 1))

    def school_day_after(self, day: date, count: int) -> date:
        """The day on which so many school days have passed since `day`, which itself does not count."""
        for _ in range(count):
            day += timedelta(days=1)
            while not self.is_school_day(day):
                day += timedelta(days=1)
        return day


EVERY_DAY = Calendar(weekdays=(1, 2, 3, 4, 5, 6, 7))
"""The calendar of a profile that was given none: no day is a school holiday."""


@frozen(kw_only=True)
class Context:
    """All that a judgement may look at besides the case: the stamp, the day, limits, calendar and terms of a place.

    `limits[name]` raises `KeyError` for a limit that no room declares, so that a slip never passes. `terms` are to be
    explained besides those of the glossary, each with its plain words.
    """

    stamp: Stamp
    today: date
    limits: Mapping[str, float]
    calendar: Calendar = EVERY_DAY
    terms: Mapping[str, str] = field(factory=dict)

    @property
    def now(self) -> datetime:
        """The moment of recording."""
        return self.stamp.at
