"""What guards read, and which numbers and days are worth trying."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from collabflow.core.case import Case
from collabflow.core.event import Context, Stamp
from collabflow.core.finding import Lack
from collabflow.core.guard import Guard
from collabflow.core.people import SYSTEM
from collabflow.core.values import Step, Trigger
from collabflow.cycle.profile import DEFAULT
from collabflow.profiles.england_ehcp import ENGLAND_EHCP
from collabflow.profiles.us_texas import US_TEXAS
from collabflow.testing.explore.domain import Domain, constants, turning_days, varied, with_neighbours
from collabflow.testing.explore.spy import reads_of
from collabflow.testing.rules.act import Trail, act_of
from collabflow.testing.rules.steering import Steering
from testing.explore.faulty import (
    CLEAN,
    RideArranged,
    a_short_ride_is_arranged,
    leaving,
    no_time_was_lost,
    rule,
)


def context_of(trail: Trail) -> Context:
    return trail.profile.context(Stamp(by=SYSTEM, at=trail.at))


def test_a_guard_reads_what_it_looks_at_and_nothing_else() -> None:
    trail = Trail.begin(profile=CLEAN)
    reads = reads_of(a_short_ride_is_arranged, trail.case, context_of(trail))
    assert reads.names == ("Rides.minutes",)
    assert not reads.tells_time
    trail = trail.after(act_of(RideArranged(minutes=60), trail))
    assert reads_of(a_short_ride_is_arranged, trail.case, context_of(trail)).limits == {"ride_minutes"}


def test_a_guard_that_reads_the_hour_tells_time() -> None:
    trail = Trail.begin(profile=CLEAN)
    reads = reads_of(no_time_was_lost, trail.case, context_of(trail))
    assert reads.tells_time
    assert reads.names == ("Case.opened_at",)


@pytest.mark.parametrize("profile", (DEFAULT, US_TEXAS, ENGLAND_EHCP), ids=lambda profile: profile.id)
def test_every_guard_that_we_ship_can_be_watched(profile) -> None:  # type: ignore[no-untyped-def]
    trail = Trail.begin(profile=profile)
    for act in Steering(profile=profile).way_to(trail, Step.FOLLOW_UP):
        trail = trail.after(act)
    for guard in profile.guards:
        assert not reads_of(guard, trail.case, context_of(trail)).unseen, guard.code


def test_a_guard_that_asks_for_exact_types_is_told_by_name() -> None:
    @rule("OUR_CURIOUS", RideArranged)
    def knows_what_a_case_is(case: Case, context: Context) -> Iterator[Lack]:
        if type(case) is not Case:
            yield Lack("case")

    trail = Trail.begin(profile=CLEAN)
    assert reads_of(knows_what_a_case_is, trail.case, context_of(trail)).unseen == {"OUR_CURIOUS"}


def test_constants_are_found_in_the_guard_and_in_what_it_calls() -> None:
    assert constants(no_time_was_lost) == (60,)

    @rule("OUR_CALLING", RideArranged)
    def calls(case: Case, context: Context) -> Iterator[Lack]:
        if _takes_long(case.version):
            yield Lack("long")

    assert 17 in constants(calls)


def _takes_long(minutes: int) -> bool:
    return minutes > 17


def test_each_number_is_tried_with_the_one_before_and_after() -> None:
    assert with_neighbours((0, 45)) == (0, 1, 44, 45, 46)


def test_an_act_is_varied_by_the_numbers_of_the_domain() -> None:
    trail = Trail.begin(profile=CLEAN)
    act = act_of(RideArranged(minutes=10), trail)
    assert [other.event.minutes for other in varied(act, trail, (44, 45, 46))] == [44, 45, 46]  # type: ignore[attr-defined]


def test_the_day_on_which_a_verdict_changes_is_found_without_being_listed() -> None:
    trail = Trail.begin(profile=leaving(Step.PLAN_MEETING, no_time_was_lost))
    advance = Steering(profile=trail.profile).move(Trigger.ADVANCE, trail)
    assert list(turning_days(advance, trail, Domain(numbers=(), until=730))) == [60]
    later = trail.waited(timedelta(days=60))
    assert "OUR_TOO_LATE" in {finding.code for finding in later.decided(advance).refusals}


def test_a_guard_without_python_code_has_no_constants() -> None:
    class Condition:
        def __call__(self, case: Case, context: Context) -> Iterator[Lack]:
            yield Lack("never")

    guard: Guard = rule("OUR_OBJECT", RideArranged)(Condition())
    assert constants(guard) == ()
