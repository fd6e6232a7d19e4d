"""Telling: who was given a copy of the plan, and who was told what to do.

Both count only when they come after the decision they tell of.
Source: playbook 2.5 (b); cycle.md, room 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import evolve, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.people import Role
from collabflow.core.values import LangTag, Method, PartyId, StrategyId
from collabflow.steps.s05_joint_planning.facts import Told
from collabflow.steps.s05_joint_planning.formal import SCHOOL_OR_SYSTEM, absent, unknown_strategies
from collabflow.steps.s05_joint_planning.record import JointPlan


@frozen(kw_only=True)
class PlanShared(Event):
    """People were given a copy of the plan as it stands, in a language and by a way that is recorded."""

    stored_as: ClassVar[str] = "joint_planning.plan_shared"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    to: tuple[PartyId, ...]
    language: LangTag | None = None
    method: Method | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.to:
            yield "to", "must name at least one person"

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from absent("to", self.to, case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        plan, day = case[JointPlan], entry.stamp.day
        others = tuple(copy for copy in plan.copies if copy.party not in self.to)
        copies = (
            Told(party=party, on=day, version=entry.version, language=self.language, method=self.method)
            for party in dict.fromkeys(self.to)
        )
        return case.with_record(evolve(plan, copies=(*others, *copies)))


@frozen(kw_only=True)
class ImplementerInformed(Event):
    """A person who carries out strategies was told what to do."""

    stored_as: ClassVar[str] = "joint_planning.implementer_informed"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    party: PartyId
    strategies: tuple[StrategyId, ...]
    method: Method | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.strategies:
            yield "strategies", "must name at least one strategy"

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case.is_party(self.party, on=context.today):
            yield Unsound("party", "is not on this case")
        yield from unknown_strategies("strategies", self.strategies, case)

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[JointPlan]
        told = Told(party=self.party, on=entry.stamp.day, version=entry.version, method=self.method)
        for known in plan.strategies:
            if known.id in self.strategies:
                others = tuple(earlier for earlier in known.told if earlier.party != self.party)
                plan = plan.with_strategy(evolve(known, told=(*others, told)))
        return case.with_record(plan)
