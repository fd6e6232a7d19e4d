"""Properties of a workflow: what always holds, what can happen, and what must follow in time.

class TestOurDistrict(WorkflowModel):
    profile = OUR_DISTRICT

    @always("a goal is never without its student")
    def about_somebody(self, case): return case.student.id != "nobody"

    @sometimes("a cycle can be completed without a waiver")
    def smooth(self, case): return case.ending == "completed" and not case[Waivers].waivers

    @leads_to("a refused plan is talked about again", within=timedelta(days=30))
    def answered(self, case): return (refused(case), talked(case))
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from attrs import evolve, frozen

from collabflow.core.event import Calendar

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "_collabflow_property"


class Kind(StrEnum):
    """What a property says."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    LEADS_TO = "leads_to"


@frozen
class SchoolDays:
    """So many school days of the profile's calendar."""

    count: int


def school_days(count: int) -> SchoolDays:
    """So many school days, for `within`."""
    return SchoolDays(count)


@frozen(kw_only=True)
class Property:
    """One property: its title for readers, the method that asks it, and how long what follows may take."""

    kind: Kind
    title: str
    name: str
    within: timedelta | SchoolDays | None = None

    def is_late(self, since: datetime, now: datetime, calendar: Calendar) -> bool:
        """Whether what has to follow since then is overdue now."""
        if isinstance(self.within, SchoolDays):
            return calendar.school_days(since.date(), now.date()) > self.within.count
        return self.within is not None and now - since > self.within


def always(title: str) -> Callable[[F], F]:
    """A method of a model that is true of every case. It is given the case."""
    return _marked(Kind.ALWAYS, title, None)


def sometimes(title: str) -> Callable[[F], F]:
    """A method of a model that is true of some case; when none is ever found, the model fails."""
    return _marked(Kind.SOMETIMES, title, None)


def leads_to(title: str, *, within: timedelta | SchoolDays) -> Callable[[F], F]:
    """A method that answers two things of a case: whether something waits, and whether it was answered.

    From when the first becomes true, the second must become true within that time.
    """
    return _marked(Kind.LEADS_TO, title, within)


def _marked(kind: Kind, title: str, within: timedelta | SchoolDays | None) -> Callable[[F], F]:
    if not isinstance(title, str) or not title.strip():
        raise TypeError(f"@{kind.value}(...) needs a sentence that says what should hold")

    def made(method: F) -> F:
        setattr(method, _MARK, Property(kind=kind, title=title, name=method.__name__, within=within))
        return method

    return made


def properties_of(model: type[object]) -> tuple[Property, ...]:
    """The properties of a model class, those of its bases first, each name once."""
    found: dict[str, Property] = {}
    for base in reversed(model.__mro__):
        for name, method in vars(base).items():
            marked = getattr(method, _MARK, None)
            if isinstance(marked, Property):
                found[name] = evolve(marked, name=name)
    return tuple(found.values())
