"""What a profile is made of: guards in their places, deadlines, and the checks on what a user brings.

Whatever is misspelt or half-made is a `ProfileError` that says what there is instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from math import isfinite

from attrs import evolve, frozen

from collabflow.core.case import Case
from collabflow.core.errors import ProfileError
from collabflow.core.event import Context, Event, Limit
from collabflow.core.fact import plan_of
from collabflow.core.finding import Basis, Severity, Waivable
from collabflow.core.guard import Guard
from collabflow.core.people import Role
from collabflow.core.values import PartyId, Step, Trigger
from collabflow.language.glossary import is_known


@frozen(kw_only=True)
class Due:
    """Something that is due on a day: what kind, about what, who should know. Its `key` never changes.

    `citation` names the law that sets the day, where one does.
    """

    key: str
    kind: str
    subject: str
    on: date
    who: tuple[PartyId, ...] = ()
    citation: str | None = None


Deadline = Callable[[Case, Context], Iterator[Due]]
"""A pure query: what is due in this case."""


@frozen(kw_only=True)
class Placed:
    """A guard and where it is asked: leaving a step, entering one, or on a trigger."""

    guard: Guard
    leaving: Step | None = None
    entering: Step | None = None
    on: Trigger | None = None

    @property
    def where(self) -> str:
        """The place in words, for the catalogue."""
        if self.leaving is not None:
            return f"leaving {self.leaving.value}"
        return f"entering {self.entering.value}" if self.entering is not None else f"on {self.on}"

    def cited(self, citation: str) -> Placed:
        """The same rule with this law behind it as well; what follows from the ten steps still rests on them."""
        basis = Basis.SEED if self.guard.basis is Basis.SEED else Basis.LAW
        every = filter(None, (self.guard.citation, citation))
        return evolve(self, guard=evolve(self.guard, citation="; ".join(dict.fromkeys(every)), basis=basis))


def placed_at(
    guard: Guard, *, leaving: Step | str | None, entering: Step | str | None, on: Trigger | str | None
) -> Placed:
    """The guard in the one place that is named."""
    if (leaving is not None) + (entering is not None) + (on is not None) != 1:
        raise ProfileError(f"{guard.code}: say one of leaving=, entering= or on=")
    return Placed(
        guard=guard,
        leaving=None if leaving is None else step_named(leaving),
        entering=None if entering is None else step_named(entering),
        on=None if on is None else trigger_named(on),
    )


@frozen(kw_only=True)
class Rule:
    """A guard as the catalogue lists it: where it is asked and how much it weighs there."""

    guard: Guard
    severity: Severity
    where: str


def check_guard(guard: Guard, *, known: frozenset[str]) -> None:
    """Refuses a guard whose remedies nobody here can record, and a blocker without any way on."""
    for remedy in guard.remedy_names:
        if remedy not in known:
            raise ProfileError(f"{guard.code}: its remedy {remedy!r} is no event here; add it with with_events()")
    if not guard.remedies and guard.waivable is Waivable.NO and guard.severity is Severity.BLOCKER:
        raise ProfileError(f"{guard.code}: a blocker needs a remedy or a waiver, or nobody could ever go on")


def check_limit(limit: Limit) -> None:
    """Refuses a limit that nobody could name, tune or trace."""
    if not limit.name.isidentifier():
        raise ProfileError(f"a limit's name must be one word such as 'ride_minutes', not {limit.name!r}")
    if not limit.source.strip():
        raise ProfileError(f"limit {limit.name} must say where its number comes from (`source`)")
    check_value(limit.name, limit.value)


def tuned(
    limits: Iterable[Limit], own: Iterable[Limit], values: Mapping[str, float]
) -> tuple[tuple[Limit, ...], tuple[str, ...]]:
    """The limits with some more and with other numbers, and what that loosens."""
    known, loosened = {limit.name: limit for limit in limits}, []
    for limit in own:
        check_limit(limit)
        if limit.name in known:
            raise ProfileError(f"there is a limit {limit.name!r} already; give it another number by its name")
        known[limit.name] = limit
    for name, value in values.items():
        if name not in known:
            raise ProfileError(f"there is no limit {name!r}; there are: {', '.join(sorted(known))}")
        check_value(name, value)
        if known[name].is_looser(value):
            loosened.append(f"{name}: {known[name].value:g} -> {value:g}")
        known[name] = evolve(known[name], value=value)
    return tuple(known.values()), tuple(loosened)


def check_term(name: str, plain: str, *, taken: Mapping[str, str]) -> None:
    """Refuses a term without plain words, and one that is explained already: its meaning cannot be replaced."""
    if not name.strip() or not plain.strip():
        raise ProfileError(f"a term needs a name and its plain words, not {name!r}: {plain!r}")
    if name in taken or is_known(name):
        raise ProfileError(f"the glossary has {name!r} already, and its plain words stay")


def check_value(name: str, value: float) -> None:
    """Refuses a number that no limit can have."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value < 0:
        raise ProfileError(f"limit {name} must be a number that is not negative")


_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def check_event(event: type[Event]) -> None:
    """Refuses a class that cannot be stored, replayed or folded."""
    if not (isinstance(event, type) and issubclass(event, Event)):
        raise ProfileError(f"{event!r} is no event class; inherit from collabflow.Event")
    name = event.__name__
    if not _NAME.fullmatch(event.stored_as):
        raise ProfileError(f"{name}: stored_as must look like 'our_district.bus_arranged', not {event.stored_as!r}")
    if "__attrs_attrs__" not in vars(event):
        raise ProfileError(f"{name} must be frozen: decorate it with @frozen(kw_only=True) from attrs")
    if event.apply is Event.apply:
        raise ProfileError(f"{name} does not say what it changes; give it an `apply`")
    try:
        plan_of(event)
    except (TypeError, NameError) as wrong:
        raise ProfileError(f"{name} has a field that cannot be stored: {wrong}") from None


def step_named(value: Step | str) -> Step:
    """The step of this name."""
    try:
        return Step(value)
    except ValueError:
        raise ProfileError(f"there is no step {value!r}; there are: {', '.join(Step)}") from None


def trigger_named(value: Trigger | str) -> Trigger:
    """The trigger of this name."""
    try:
        return Trigger(value)
    except ValueError:
        raise ProfileError(f"there is no trigger {value!r}; there are: {', '.join(Trigger)}") from None


def severity_named(value: Severity | str) -> Severity:
    """The severity of this name."""
    try:
        return Severity(value)
    except ValueError:
        raise ProfileError(f"there is no severity {value!r}; there are: {', '.join(Severity)}") from None


def role_named(value: Role | str) -> Role:
    """The role of this name."""
    try:
        return Role(value)
    except ValueError:
        raise ProfileError(f"there is no role {value!r}; there are: {', '.join(Role)}") from None
