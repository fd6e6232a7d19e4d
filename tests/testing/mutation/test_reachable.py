"""Reachable cases: where a guard is asked, with the numbers that it reads, as far as the ways of families lead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Lack
from collabflow.core.guard import guard
from collabflow.core.values import Step
from collabflow.cycle.profile import DEFAULT
from collabflow.events import ActionAssigned
from collabflow.testing.mutation import reachable
from collabflow.testing.mutation.reachable import Reachable, numbers_of
from collabflow.testing.rules.act import Trail
from collabflow.testing.rules.families import FAMILIES

GUARD = {guard.code: guard for guard in DEFAULT.guards}


@guard("NEVER", says="It is never enough.", fix="Wait.", remedies=(ActionAssigned,))
def it_is_enough(case: Case, context: Context) -> Iterator[Lack]:
    yield Lack("enough")


@pytest.fixture(autouse=True)
def one_family(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachable, "FAMILIES", {"two caregivers": FAMILIES["two caregivers"]})


def test_a_guard_is_looked_at_where_it_is_asked_in_cases_that_came_about_by_acts() -> None:
    found = [one for cases in Reachable(DEFAULT).of(GUARD["PLAN_OWNER_MISSING"]) for one in cases]

    assert {one.case.step for one in found} == {Step.JOINT_PLANNING}
    assert all(one.trail is not None and one.trail.case is one.case for one in found)


def test_a_way_that_gets_stuck_is_followed_as_far_as_it_leads() -> None:
    stuck = DEFAULT.named("stuck").with_guard(it_is_enough, leaving=Step.PLAN_MEETING)

    found = [one for cases in Reachable(stuck).of(it_is_enough) for one in cases]

    assert {one.case.step for one in found} == {Step.PLAN_MEETING}
    assert max(one.case.version for one in found) > 5


def test_a_guard_is_tried_with_the_limits_that_it_reads_and_their_neighbours() -> None:
    limit = int(DEFAULT.limit_values["reading_grade"])

    assert {limit - 1, limit, limit + 1} <= set(numbers_of(GUARD["INFO_READING_LEVEL_HIGH"], DEFAULT))
    assert limit not in numbers_of(GUARD["LANGUAGE_NOT_ASKED"], DEFAULT)


def test_a_trail_says_what_one_guard_finds_lacking_and_knows_no_other() -> None:
    trail = Trail.begin(profile=DEFAULT)

    assert [lack.subject for lack in trail.lacking("LANGUAGE_NOT_ASKED")] == ["rosa"]
    with pytest.raises(KeyError):
        trail.lacking("LANGUAGE")
