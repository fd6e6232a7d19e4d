"""Branches of a table: a gap, a row in the shadow of another, and two that overlap, on tables of our own."""

from __future__ import annotations

import pytest

from collabflow.core.case import Case
from collabflow.core.people import Role
from collabflow.core.values import Status, Step, Trigger
from collabflow.cycle.table import PAUSED, TABLE, Row
from collabflow.testing.explore import Kind
from collabflow.testing.explore.branches import faults_of_branches
from collabflow.testing.explore.following import made_without

WHO = frozenset({Role.CASE_MANAGER})


def resume(to: Step, *when: Step) -> Row:
    """A row out of a pause, for cases paused at one of these steps."""
    return Row(trigger=Trigger.RESUME, sources=(PAUSED,), target=to.value, who=WHO, when=lambda case: case.step in when)


def paused_at(*steps: Step) -> list[Case]:
    return [
        Case.unopened("c").__class__(id="c", student=Case.unopened("c").student, step=step, status=Status.PAUSED)
        for step in steps
    ]


FIRST, SECOND, THIRD = tuple(Step)[:3]


def kinds(table: tuple[Row, ...], *steps: Step) -> list[tuple[Kind, str]]:
    return [(fault.kind, fault.where) for fault in faults_of_branches(paused_at(*steps), table)]


def test_a_branch_that_was_forgotten_is_a_gap() -> None:
    table = (resume(FIRST, FIRST), resume(SECOND, SECOND))
    assert kinds(table, FIRST, SECOND, THIRD) == [(Kind.GAP, f"resume  {PAUSED} -> plan_meeting")]


def test_a_row_behind_one_that_fits_everything_is_in_its_shadow() -> None:
    table = (resume(FIRST, *Step), resume(SECOND, SECOND))
    found = kinds(table, FIRST, SECOND)
    assert found[0] == (Kind.SHADOWED, f"resume  {PAUSED} -> build_rapport")
    assert found[1][0] is Kind.OVERLAP


def test_two_rows_that_fit_one_case_overlap_and_only_warn() -> None:
    table = (resume(FIRST, FIRST, SECOND), resume(SECOND, SECOND, THIRD))
    (fault,) = faults_of_branches(paused_at(FIRST, SECOND, THIRD), table)
    assert fault.kind is Kind.OVERLAP
    assert fault.is_warning


def test_the_ten_step_table_has_a_branch_for_every_pause() -> None:
    assert kinds(TABLE, *Step) == []


def test_without_a_blocked_move_the_table_leads_everywhere() -> None:
    assert {edge.target for edge in made_without(())} >= {step.value for step in Step}


def test_what_lies_behind_a_blocked_step_is_lost() -> None:
    every = made_without(())
    blocked = frozenset(edge for edge in every if edge.source == Step.PLAN_MEETING and edge.trigger is Trigger.ADVANCE)
    left = {edge.target for edge in made_without(blocked)}
    assert left == {Step.PLAN_MEETING.value, PAUSED, Status.CLOSED.value}


@pytest.mark.parametrize("step", Step)
def test_a_detour_past_a_blocked_step_completes_nothing(step: Step) -> None:
    every = made_without(())
    blocked = frozenset(
        e
        for e in every
        if e.source == step
        and e.trigger in (Trigger.ADVANCE, Trigger.NEXT_CYCLE, Trigger.KEEP_REVIEWING, Trigger.COMPLETE)
    )
    left = made_without(blocked)
    assert not any(edge.trigger is Trigger.COMPLETE for edge in left)
