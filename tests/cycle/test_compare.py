"""Comparing two profiles on one case: nothing differs under the same rules, and each difference is told where it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from attrs import evolve as altered

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Basis, Lack, Severity
from collabflow.core.guard import guard
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.people import Role
from collabflow.core.values import Step, Trigger
from collabflow.cycle.compare import Change, Side, Under, compared
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.events import ActionAssigned
from journeys import Deed, decided, journey_to, whole_cycle
from support import KIM, NOW, acting

AT = NOW + timedelta(days=300)


@guard("BUS_NOT_ARRANGED", says="No bus is arranged.", fix="Arrange one.", remedies=(ActionAssigned,))
def there_is_a_bus(case: Case, context: Context) -> Iterator[Lack]:
    yield Lack("bus")


@guard(
    "BUS_NOT_TALKED_ABOUT",
    says="Nobody talked about the bus.",
    fix="Talk about it.",
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
    remedies=(ActionAssigned,),
)
def the_bus_was_talked_about(case: Case, context: Context) -> Iterator[Lack]:
    yield Lack("bus")


BUS = DEFAULT.named("bus").with_guard(there_is_a_bus, leaving="plan_meeting")
WARNED = DEFAULT.named("warned").with_guard(the_bus_was_talked_about, leaving="plan_meeting")
WEIGHED = WARNED.named("weighed").with_severity("BUS_NOT_TALKED_ABOUT", "blocker")


def sides(old: Profile, new: Profile, deeds: tuple[Deed, ...] | None = None, *, decided_by: Profile = DEFAULT):
    _, journal = decided(whole_cycle() if deeds is None else deeds, profile=decided_by)
    return Side.of(old, "case-1", journal), Side.of(new, "case-1", journal)


def test_under_the_same_rules_nothing_is_different() -> None:
    past, standing = compared(*sides(DEFAULT, DEFAULT.named("same", "2")), at=AT)

    assert [move.difference for move in past] == [None] * 10
    assert {move.under for move in past} == {Under.OLD}
    assert all(move.is_repeated for move in past)
    assert standing == ()


def test_a_move_that_the_new_rules_refuse_is_told_by_its_version() -> None:
    past, standing = compared(*sides(DEFAULT, BUS), at=AT)

    found = [move.difference for move in past if move.difference is not None]
    assert [(one.trigger, one.state, one.change) for one in found] == [
        (Trigger.ADVANCE, "plan_meeting", Change.REFUSED)
    ]
    assert [(heard.code, heard.subject) for heard in found[0].gained] == [("BUS_NOT_ARRANGED", "bus")]
    assert found[0].version == past[0].version
    assert found[0].lost == ()
    assert [(one.version, one.change) for one in standing] == [(None, Change.OTHERWISE)]


def test_seen_the_other_way_round_the_same_move_is_allowed() -> None:
    past, _ = compared(*sides(BUS, DEFAULT), at=AT)

    assert past[0].difference is not None
    assert past[0].difference.change is Change.ALLOWED
    assert [heard.code for heard in past[0].difference.lost] == ["BUS_NOT_ARRANGED"]
    assert past[0].under is Under.NEW


def test_a_heavier_finding_is_both_gained_and_lost() -> None:
    past, _ = compared(*sides(WARNED, WEIGHED, decided_by=WARNED), at=AT)

    assert past[0].difference is not None
    assert past[0].difference.change is Change.REFUSED
    assert [heard.weight for heard in past[0].difference.gained] == ["blocker"]
    assert [heard.weight for heard in past[0].difference.lost] == ["warning"]


def test_where_a_case_stands_every_move_from_there_is_judged() -> None:
    leaving = BUS.named("both").with_guard(the_bus_was_talked_about, on=Trigger.RESCHEDULE)
    _, standing = compared(*sides(DEFAULT, leaving), at=AT)

    assert {(one.trigger, one.change) for one in standing} == {
        (Trigger.ADVANCE, Change.OTHERWISE),
        (Trigger.RESCHEDULE, Change.OTHERWISE),
    }


def test_a_move_decided_by_neither_is_told_apart() -> None:
    past, _ = compared(*sides(WARNED, BUS), at=AT)

    assert {move.under for move in past} == {Under.OTHER}
    assert {move.ref for move in past} == {DEFAULT.ref}


def test_a_rule_that_was_changed_under_its_name_is_found_out() -> None:
    """The fingerprint names a rule by its function; the function may say something else today."""

    def there_was_a_bus(case: Case, context: Context) -> Iterator[Lack]:
        yield from ()

    there_was_a_bus.__name__, there_was_a_bus.__module__ = "there_is_a_bus", __name__
    rule = guard("BUS_NOT_ARRANGED", says="No bus is arranged.", fix="Arrange one.", remedies=(ActionAssigned,))
    before = DEFAULT.named("bus").with_guard(rule(there_was_a_bus), leaving="plan_meeting")
    assert before.fingerprint == BUS.fingerprint

    past, _ = compared(*sides(BUS, DEFAULT, decided_by=before), at=AT)

    assert [move.is_repeated for move in past] == [False, *[True] * 9]


def test_who_moved_counts_for_moves_that_were_made() -> None:
    """A teacher completed each step; the old rules let teachers do so, and the new ones do not."""
    lenient = DEFAULT.named("lenient").with_permission(Trigger.ADVANCE, Role.TEACHER)
    _, journal = decided(whole_cycle())
    by_kim = [
        altered(entry, stamp=altered(entry.stamp, by=acting(KIM))) if isinstance(entry.event, Moved) else entry
        for entry in journal
    ]
    past, _ = compared(Side.of(lenient, "case-1", by_kim), Side.of(DEFAULT, "case-1", by_kim), at=AT)

    found = [move.difference for move in past if move.difference is not None]
    assert [one.change for one in found] == [Change.REFUSED] * 9
    assert {(heard.code, heard.subject) for one in found for heard in one.gained} == {("NOT_PERMITTED", "kim")}


def test_a_move_is_judged_on_the_case_as_it_was_and_not_as_it_was_corrected_later() -> None:
    deeds = list(whole_cycle())
    place = next(n for n, deed in enumerate(deeds, start=1) if deed.event.stored_as == "set_goals.goal_drafted")
    struck = Corrected(version=place, right=deeds[place - 1].event, why="It was written down twice")
    deeds.append(Deed(event=struck, at=deeds[-1].at, via=deeds[place - 1].via))
    old, new = sides(DEFAULT, DEFAULT, tuple(deeds))
    plain, _ = sides(DEFAULT, DEFAULT)

    assert [case for case, _ in old.moves.values()] == [case for case, _ in plain.moves.values()]
    assert [move.difference for move in compared(old, new, at=AT)[0]] == [None] * 10


@pytest.mark.parametrize("step", list(Step)[1:])
def test_a_rule_of_any_step_shows_where_a_case_stands_there(step: Step) -> None:
    asked_there = DEFAULT.named("late").with_guard(there_is_a_bus, leaving=step)
    old, new = sides(DEFAULT, asked_there, journey_to(step))
    _, standing = compared(old, new, at=AT)

    assert {one.state for one in standing} == {step.value}
    assert {heard.code for one in standing for heard in one.gained} == {"BUS_NOT_ARRANGED"}
    assert {one.trigger for one in standing} >= {Trigger.NEXT_CYCLE if step is Step.FOLLOW_UP else Trigger.ADVANCE}
