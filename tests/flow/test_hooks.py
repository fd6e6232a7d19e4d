"""Hooks: what hears before may refuse; what hears after undoes nothing."""

from __future__ import annotations

import logging

import pytest

from collabflow.core.event import Event
from collabflow.core.finding import Refused
from collabflow.events import ActionAssigned, MeetingProposed
from collabflow.flow import Recorded
from collabflow.flow.hooks import KEPT, Hooks
from flow.flows import PROPOSED, Bench
from support import LEE

TASK = ActionAssigned(action="a1", what="Call the family about the secret garden", owner="kim")


def test_a_hook_hears_of_its_events_with_the_case_before_and_after() -> None:
    bench, heard = Bench(), []

    @bench.flow.on(ActionAssigned)
    def hear(recorded: Recorded) -> None:
        heard.append(recorded)

    case = bench.opened()
    bench.flow.record(case, PROPOSED, TASK, by=LEE)
    assert [one.entry.event for one in heard] == [TASK]
    assert (heard[0].before.version, heard[0].after.version) == (2, 3)


def test_a_hook_for_event_hears_of_everything() -> None:
    bench, heard = Bench(), []
    bench.flow.on(Event, when="before")(heard.append)
    bench.flow.on(Event)(heard.append)
    bench.opened()
    assert len(heard) == 2


def test_a_before_hook_that_raises_refuses_the_whole_write() -> None:
    bench = Bench()
    case = bench.opened()

    @bench.flow.on(MeetingProposed, when="before")
    def refuse(recorded: Recorded) -> None:
        raise PermissionError("the room is taken")

    with pytest.raises(PermissionError):
        bench.flow.record(case, TASK, PROPOSED, by=LEE)
    assert bench.flow.case(case).version == 1
    assert bench.flow.failures == ()


def test_an_after_hook_that_fails_undoes_nothing_and_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    bench, heard = Bench(), []
    case = bench.opened()

    @bench.flow.on(ActionAssigned)
    def fail(recorded: Recorded) -> None:
        raise RuntimeError("about the secret garden")

    bench.flow.on(ActionAssigned)(heard.append)
    with caplog.at_level(logging.ERROR, logger="collabflow"):
        after = bench.flow.record(case, TASK, by=LEE)
    assert after.version == 2
    assert len(heard) == 1
    (failure,) = bench.flow.failures
    assert (failure.case_id, failure.version, failure.error) == ("case-1", 2, "RuntimeError")
    assert "fail" in failure.what
    assert "garden" not in caplog.text


def test_a_hook_on_refusals_hears_what_was_refused() -> None:
    bench, heard = Bench(), []
    case = bench.opened()
    bench.flow.on(Refused)(heard.append)
    for refused in (lambda: bench.flow.advance(case, by=LEE), lambda: bench.flow.move(case, "fly", by=LEE)):
        with pytest.raises(Refused):
            refused()
    assert [one.action for one in heard] == ["advance", "move"]


def test_a_hook_on_refusals_that_fails_changes_nothing_for_the_caller() -> None:
    bench = Bench()
    case = bench.opened()

    @bench.flow.on(Refused)
    def fail(refused: Refused) -> None:
        raise ValueError

    with pytest.raises(Refused):
        bench.flow.advance(case, by=LEE)
    assert bench.flow.failures[0].version == 0


def test_a_slip_in_registering_a_hook_is_told() -> None:
    flow = Bench().flow
    with pytest.raises(ValueError, match="'before' or 'after'"):
        flow.on(Event, when="during")(print)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Event class"):
        flow.on(int)(print)  # type: ignore[arg-type]


def test_only_the_latest_failures_are_kept() -> None:
    hooks = Hooks()
    for number in range(KEPT + 5):
        hooks.failed("hook", "case-1", number, ValueError())
    assert len(hooks.failures) == KEPT
    assert hooks.failures[-1].version == KEPT + 4
