"""The table and the machine: no way past a guard, faults told, one machine for every thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from attrs import evolve

from collabflow.core.case import Case, Completion
from collabflow.core.errors import TableError
from collabflow.core.event import Context, Stamp
from collabflow.core.finding import Lack
from collabflow.core.guard import guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import COMPLETING, Ending, Status, Step, Trigger
from collabflow.cycle.decide import decide
from collabflow.cycle.diagram import markdown, mermaid
from collabflow.cycle.machine import Machine, faults_in
from collabflow.cycle.profile import DEFAULT, Placed, Profile
from collabflow.cycle.table import CLOSED, STATES, TABLE, Asks, Row, rows_from, rows_of
from collabflow.events import GoalDrafted, NeedsAsked
from support import LEE, NOW, acting, folded, opened

STAMP = Stamp(by=acting(LEE), at=NOW)
PLACES = [(row, str(source)) for row in TABLE for source in row.sources]


def standing_at(state: str, completed: tuple[Step, ...] = ()) -> Case:
    """A case in this state, with these steps completed in this pass."""
    case = opened()
    done = tuple(Completion(step=step, version=1, at=NOW) for step in completed)
    if state in (Status.PAUSED, CLOSED):
        return evolve(case, status=Status(state), completions=done, ending=Ending.EXITED if state == CLOSED else None)
    return evolve(case, step=Step(state), completions=done)


def test_every_trigger_has_a_row_and_every_state_a_way_out() -> None:
    assert {row.trigger for row in TABLE} == set(Trigger)
    assert all(rows_from(state) for state in STATES)
    assert [row.target for row in rows_of(Trigger.RESUME)] == [step.value for step in Step]


def asking(heard: list[str]) -> Profile:
    """A profile in which every step has one guard that only notes that it was asked; every second one stands."""

    def noting(step: Step) -> Placed:
        @guard(f"ASKED_{step.value.upper()}", says="x", fix="y", remedies=(GoalDrafted,), standing=step.number % 2 == 0)
        def is_asked(case: Case, context: Context) -> Iterator[Lack]:
            heard.append(step.value)
            return iter(())

        return Placed(guard=is_asked, leaving=step)

    return evolve(DEFAULT, placed=tuple(noting(step) for step in Step))


@pytest.mark.parametrize(("row", "source"), PLACES, ids=lambda part: part if isinstance(part, str) else part.trigger)
def test_no_row_completes_a_step_without_asking_it_and_what_stands_behind_it(row: Row, source: str) -> None:
    heard: list[str] = []
    profile = asking(heard)
    step = Step(source) if source in list(Step) else Step.PLAN_MEETING
    before = tuple(earlier for earlier in Step if earlier.number < step.number)
    case = standing_at(source, before)
    profile.judge(row, case, profile.context(STAMP))
    if row.trigger in COMPLETING:
        assert row.asks is Asks.COMPLETING
        assert heard == [step.value, *(earlier.value for earlier in before if earlier.number % 2 == 0)]
    elif row.asks is Asks.LEAVING:
        assert heard == [step.value]
    else:
        assert heard == []


@pytest.mark.parametrize(("row", "source"), PLACES, ids=lambda part: part if isinstance(part, str) else part.trigger)
def test_a_step_left_out_is_told_by_every_completing_row(row: Row, source: str) -> None:
    if row.trigger not in COMPLETING:
        return
    profile = asking([])
    case = standing_at(source)
    found = {f.subject for f in profile.judge(row, case, profile.context(STAMP)) if f.code == "STEP_NOT_COMPLETED"}
    assert found == {step.value for step in Step if step.number < Step(source).number}


def test_only_an_interim_review_goes_forward_without_asking() -> None:
    order = {step.value: step.number for step in Step}
    forward = {
        row.trigger
        for row, source in PLACES
        if row.asks is Asks.NOTHING and order.get(str(row.target), 0) > order.get(source, 99)
    }
    assert forward == {Trigger.INTERIM_REVIEW}


def test_the_four_outcomes_of_a_move() -> None:
    profile = asking([])
    context = profile.context(STAMP)
    asked = folded(opened(), NeedsAsked(caregiver="rosa", languages=("es",)))
    accepted = decide(asked, Moved(trigger="advance"), context, profile)
    assert not accepted.refusals
    assert isinstance(accepted.event, Moved)
    assert (accepted.event.source, accepted.event.target) == ("plan_meeting", "build_rapport")
    wrong = decide(opened(), Moved(trigger="complete"), context, profile)
    assert [f.code for f in wrong.refusals] == ["WRONG_STEP"]
    missing = decide(opened(), Moved(trigger="close", why=" "), context, profile)
    assert [f.subject for f in missing.refusals] == ["ending", "why"]
    refused = decide(opened(), Moved(trigger="advance"), DEFAULT.context(STAMP), DEFAULT)
    assert refused.refusals
    paused = decide(standing_at("paused"), Moved(trigger="advance"), context, profile)
    assert [f.code for f in paused.refusals] == ["CASE_PAUSED"]
    closed = decide(standing_at("closed"), Moved(trigger="advance"), context, profile)
    assert [f.code for f in closed.refusals] == ["CASE_CLOSED"]
    again = decide(standing_at("closed"), Moved(trigger="reopen", why="Back"), context, profile)
    assert not again.refusals
    error = evolve(standing_at("closed"), ending=Ending.OPENED_IN_ERROR)
    never = decide(error, Moved(trigger="reopen", why="Back"), context, profile)
    assert [f.code for f in never.refusals] == ["CASE_CLOSED"]


def test_a_rule_that_crashes_stops_by_its_name_and_the_others_are_still_told() -> None:
    @guard("OURS_BROKEN", says="x", fix="y", remedies=(GoalDrafted,))
    def it_breaks(case: Case, context: Context) -> Iterator[Lack]:
        raise KeyError("about Rosa")

    profile = DEFAULT.with_guard(it_breaks, leaving="plan_meeting")
    refused = decide(opened(), Moved(trigger="advance"), profile.context(STAMP), profile).refusals
    (crashed,) = [f for f in refused if f.code == "GUARD_CRASHED"]
    assert (crashed.subject, crashed.waivable.value) == ("OURS_BROKEN", "no")
    assert "Rosa" not in crashed.text(opened())
    assert len(refused) > 1


def test_one_machine_answers_many_threads_each_its_own() -> None:
    answers: dict[int, set[str]] = {}

    def ask(number: int) -> None:
        case = standing_at(list(Step)[number].value)
        for _ in range(30):
            found = decide(case, Moved(trigger="advance"), DEFAULT.context(STAMP), DEFAULT).refusals
            answers[number] = {f.step.value for f in found if f.step}

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: {list(Step)[number].value} for number in range(8)}


ADVANCE = TABLE[0]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ((*TABLE, evolve(ADVANCE, trigger=Trigger.PAUSE, asks=Asks.NOTHING, target="moon")), "is no state"),
        ((*TABLE, evolve(ADVANCE, sources=())), "starts nowhere"),
        (tuple(row for row in TABLE if row.target != "follow_up"), "follow_up cannot be reached"),
        (tuple(row for row in TABLE if row.target != CLOSED), "no way leads"),
        ((evolve(ADVANCE, asks=Asks.NOTHING), *TABLE[1:]), "does not ask what completing"),
        ((*TABLE, evolve(ADVANCE, target="set_goals")), "past a step"),
        ((*TABLE, evolve(ADVANCE, target="plan_meeting")), "nothing to choose by"),
    ],
)
def test_a_fault_in_a_table_is_told_when_it_is_built(table: tuple[Row, ...], told: str) -> None:
    assert any(told in fault for fault in faults_in(table))
    with pytest.raises(TableError, match=told):
        Machine(table, DEFAULT.judge)


def test_the_table_in_force_has_no_fault() -> None:
    assert list(faults_in(TABLE)) == []


def test_the_table_is_drawn_as_it_is() -> None:
    assert "set_goals --> establish_communication: advance" in mermaid()
    drawn = markdown()
    assert drawn.count("| `advance` |") == drawn.count("| `resume` |") == 1
    assert "without FOLLOWUP_MEETING_NOT_ARRANGED" in drawn
