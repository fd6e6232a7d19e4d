"""The abstraction: what of a real case is compared. Two cases are the same when they agree on these facts.

Where the cycle stands, what is completed, what the guards in force say, and every fact that they read: choices and
numbers as they are, days by the region of the domain in which their distance from today lies, words and ids by whether
there are any, and several alike things as one.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import cast

from attrs import AttrsInstance, define, field, fields, frozen, has

from collabflow.core.case import Case
from collabflow.core.finding import Finding, Severity
from collabflow.testing.explore.spy import Place


def _said(findings: Iterable[Finding]) -> frozenset[tuple[str, Severity, bool]]:
    return frozenset((finding.code, finding.severity, finding.waived) for finding in findings)


@frozen(kw_only=True)
class Seen:
    """A case at a moment, and what the guards say of it."""

    case: Case
    now: datetime
    findings: tuple[Finding, ...]


@define(kw_only=True)
class Abstraction:
    """Which fields are compared, and between which numbers of days a difference is the same."""

    places: frozenset[Place]
    days: Sequence[int]
    _known: dict[tuple[int, date], tuple[object, Hashable]] = field(factory=dict, init=False)

    def of(self, case: Case, now: datetime, findings: Iterable[Finding]) -> Hashable:
        """What this case is taken for."""
        where = (case.state, case.step, case.completed, case.cycle > 1)
        return (where, _said(findings), frozenset(self._facts(case, now).items()))

    def change(self, before: Seen, after: Seen) -> Hashable | None:
        """What an act is taken for: the facts that it changes, record by record, and what the guards say since.

        None when no guard could tell. What lies in other records is left at what it is, as no guard joins the two.
        """
        old, new = (self._facts(seen.case, seen.now) for seen in (before, after))
        facts = frozenset((kind, old.get(kind), fact) for kind, fact in new.items() if old.get(kind) != fact)
        said = (_said(before.findings) - _said(after.findings), _said(after.findings) - _said(before.findings))
        where = (before.case.state, after.case.state, after.case.completed)
        return (where, facts, said) if facts or any(said) else None

    def _facts(self, case: Case, now: datetime) -> Mapping[type, Hashable]:
        read = {kind: self._record(record, now) for kind, record in case.records.items() if self._reads(record)}
        return {**read, Case: self._value(case.members, now)}

    def _reads(self, fact: object) -> bool:
        return any(owner is type(fact) for owner, _ in self.places)

    def _record(self, record: object, now: datetime) -> Hashable:
        """What a record is taken for on that day; records never change, and most cases share most of them."""
        place = (id(record), now.date())
        if place not in self._known:
            self._known[place] = (record, self._fact(record, now))
        return self._known[place][1]

    def _fact(self, fact: object, now: datetime) -> Hashable:
        kind = cast(type[AttrsInstance], type(fact))
        names = (spec.name for spec in fields(kind) if (kind, spec.name) in self.places)
        return (kind.__name__, *(self._value(getattr(fact, name), now) for name in names))

    def _value(self, value: object, now: datetime) -> Hashable:
        if isinstance(value, tuple):
            return frozenset(self._value(one, now) for one in value)
        if isinstance(value, Enum) or value is None or isinstance(value, int | float | Decimal):
            return value
        if isinstance(value, datetime):
            return self._region((value - now).days)
        if isinstance(value, date):
            return self._region((value - now.date()).days)
        return self._fact(value, now) if has(type(value)) else bool(value)

    def _region(self, days: int) -> int:
        return bisect(self.days, days) if days >= 0 else -bisect(self.days, -days)


NOTHING_READ = Abstraction(places=frozenset(), days=())
"""Compares by where a case stands and by verdicts, before it is known what is read."""
