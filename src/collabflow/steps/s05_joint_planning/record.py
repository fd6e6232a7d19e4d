"""What step 5 knows: the strategies of this cycle, who has a copy of the plan, and how each person's place reads.

An absence reads as such and never as agreement, and what somebody said as a caregiver still counts after they left.
Source: playbook 2.5; cycle.md, room 5 and waivers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from attrs import evolve, frozen

from collabflow.core.case import Case, Record
from collabflow.core.lifecycle.waivers import Waivers
from collabflow.core.people import CAREGIVER_ROLES
from collabflow.core.values import PartyId, StrategyId
from collabflow.steps.s05_joint_planning.facts import Decision, Outcome, Reading, Strategy, StrategyPosition, Told


@frozen(kw_only=True)
class JointPlan(Record):
    """The strategies of this cycle, and who has a copy of the plan. The next cycle starts afresh."""

    strategies: tuple[Strategy, ...] = ()
    copies: tuple[Told, ...] = ()

    def get(self, strategy: StrategyId) -> Strategy | None:
        """The strategy with this id."""
        return next((known for known in self.strategies if known.id == strategy), None)

    @property
    def decided(self) -> tuple[Strategy, ...]:
        """The strategies with a decision that stands."""
        return tuple(strategy for strategy in self.strategies if strategy.decision is not None)

    def with_outcome(self, outcomes: frozenset[Outcome]) -> tuple[Strategy, ...]:
        """The strategies whose decision is one of these."""
        return tuple(strategy for strategy in self.strategies if strategy.outcome in outcomes)

    def decisions(self, outcomes: frozenset[Outcome]) -> Iterator[tuple[Strategy, Decision]]:
        """The strategies whose decision is one of these, each with its decision."""
        return ((s, s.decision) for s in self.strategies if s.decision is not None and s.outcome in outcomes)

    def with_strategy(self, strategy: Strategy) -> Self:
        """The record with this strategy in the place of the one with its id, or at the end."""
        if self.get(strategy.id) is None:
            return evolve(self, strategies=(*self.strategies, strategy))
        return evolve(self, strategies=tuple(strategy if s.id == strategy.id else s for s in self.strategies))

    def copy_of(self, party: PartyId) -> Told | None:
        """The last copy of the plan that this person was given."""
        return next((copy for copy in self.copies if copy.party == party), None)

    def has_current_copy(self, party: PartyId) -> bool:
        """Whether this person was given a copy after the last decision that stands."""
        copy = self.copy_of(party)
        last = max((s.decision.version for s in self.strategies if s.decision), default=0)
        return copy is not None and copy.version > last

    def label(self, kind: str, value: str) -> str | None:
        strategy = self.get(value) if kind in ("strategy", "strategies") else None
        return strategy.what.strip() or None if strategy else None


def was_caregiver(case: Case, party: PartyId | None) -> bool:
    """Whether this person is or was a caregiver here; what they said then still counts after they left."""
    member = case.member(party)
    return member is not None and any(known.has_role(CAREGIVER_ROLES) for _, known in member.versions)


def caregiver_positions(case: Case, strategy: Strategy) -> Iterator[StrategyPosition]:
    """The positions on a strategy that are a caregiver's own."""
    return (position for position in strategy.positions if was_caregiver(case, position.party))


def reading(case: Case, strategy: Strategy, party: PartyId) -> Reading:
    """How this person's place on a strategy reads; an absence is never an agreement."""
    taken = strategy.position_of(party)
    if taken is not None:
        return Reading(taken.position.value)
    return Reading.NOT_PRESENT if case[Waivers].is_absent(party) else Reading.NOT_ASKED
