"""The laws of the cycle, as properties over random journals that reach every step and take every move."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import journeys
from collabflow.codec import Codec
from collabflow.core.errors import KeyReused
from collabflow.core.finding import Refused, Severity
from collabflow.core.lifecycle.moves import Corrected, Corrections, Moved
from collabflow.core.lifecycle.waivers import Waivers
from collabflow.core.people import SCHOOL_ROLES
from collabflow.core.values import COMPLETING, Status, Step, Trigger
from collabflow.cycle.decide import decide
from collabflow.cycle.fold import replay
from collabflow.cycle.profile import DEFAULT
from collabflow.cycle.table import CLOSED
from collabflow.flow import CollabFlow
from collabflow.ports import seal, verify
from collabflow.stores.memory import MemoryStore
from support import LEE, NOW, PARTIES
from walks import Act, Walk, acts

lists_of_acts = st.lists(acts(), max_size=25)
CODEC = Codec(DEFAULT.events)


def walked(trigger: Trigger, rest: Sequence[Act]) -> Walk:
    """A walk to this trigger, through it, and on by these acts."""
    walk = Walk()
    walk.fire(trigger)
    for act in rest:
        act(walk)
    return walk


@pytest.mark.parametrize("trigger", Trigger)
@settings(max_examples=40)
@given(rest=lists_of_acts)
def test_the_laws_hold_on_every_walk(trigger: Trigger, rest: Sequence[Act]) -> None:
    walk = walked(trigger, rest)
    assert trigger in walk.triggers, [str(f) for f in walk.seen[-1][3].refusals]
    replay_gives_the_case_that_wrote_it(walk)
    no_step_is_completed_with_an_open_blocker(walk)
    the_same_question_gets_the_same_answer(walk)
    words_are_their_speaker_s_or_attested(walk)
    nothing_leaves_closed_but_reopen(walk)
    the_journal_keeps_what_was_corrected(walk)
    communication_is_never_set_up_over_a_goal_that_is_not_smart(walk)
    every_refusal_says_why_and_how_to_mend_it(walk)


def replay_gives_the_case_that_wrote_it(walk: Walk) -> None:
    """Law 1, also through the codec and under a sealed chain."""
    assert replay(walk.case.id, walk.journal) == walk.case
    rows = seal([CODEC.encode(walk.case.id, entry, salt=b"0" * 16) for entry in walk.journal])
    assert verify(rows) is None
    assert replay(walk.case.id, [CODEC.decode(row) for row in rows]) == walk.case


def no_step_is_completed_with_an_open_blocker(walk: Walk) -> None:
    """Law 3."""
    for before, event, stamp, decision in walk.seen:
        if decision.refusals or not isinstance(event, Moved) or event.trigger not in COMPLETING:
            continue
        assert all(step in before.completed for step in Step if step.number < before.step.number)
        for finding in decision.findings:
            if finding.severity is Severity.BLOCKER:
                waiver = before[Waivers].covering(*finding.key)
                assert waiver is not None
                assert waiver.why.strip()
                assert waiver.by.role.value in ("case_manager", "school_admin")
                assert waiver.at <= stamp.at


def the_same_question_gets_the_same_answer(walk: Walk) -> None:
    """Law 4, on the last few questions."""
    for before, event, stamp, decision in walk.seen[-5:]:
        journal = walk.journal[: before.version]
        assert decide(before, event, DEFAULT.context(stamp), DEFAULT, journal) == decision


def words_are_their_speaker_s_or_attested(walk: Walk) -> None:
    """Law 6."""
    for entry in walk.journal:
        for person in entry.event.voices():
            stamp = entry.stamp
            assert person == stamp.by.id or (stamp.by.role in SCHOOL_ROLES and stamp.via is not None)


def nothing_leaves_closed_but_reopen(walk: Walk) -> None:
    """Law 8."""
    for entry in walk.journal:
        if isinstance(entry.event, Moved) and entry.event.source == CLOSED:
            assert entry.event.trigger is Trigger.REOPEN


def the_journal_keeps_what_was_corrected(walk: Walk) -> None:
    """Law 9: versions without a hole, and beside each correction the entry that it corrects."""
    assert [entry.version for entry in walk.journal] == list(range(1, len(walk.journal) + 1))
    corrections = [entry for entry in walk.journal if isinstance(entry.event, Corrected)]
    assert len(walk.case[Corrections].corrections) == len(corrections)
    for entry in corrections:
        event = entry.event
        assert isinstance(event, Corrected)
        assert walk.journal[event.version - 1].event.stored_as == event.about


def communication_is_never_set_up_over_a_goal_that_is_not_smart(walk: Walk) -> None:
    """The guard that the whole library is known for."""
    at_or_after = {step.value for step in Step if step.number >= Step.ESTABLISH_COMMUNICATION.number}
    for before, event, stamp, decision in walk.seen:
        if isinstance(event, Moved) and event.trigger in COMPLETING and not decision.refusals:
            target = decision.event.target if isinstance(decision.event, Moved) else None
            if target in at_or_after:
                found = DEFAULT.open_findings(before, DEFAULT.context(stamp))
                assert "GOAL_SMART_INCOMPLETE" not in {finding.code for finding in found}


def every_refusal_says_why_and_how_to_mend_it(walk: Walk) -> None:
    """What stops somebody is told in words, for every finding, and once."""
    for before, _, _, decision in walk.seen:
        keys = [finding.key for finding in decision.findings]
        assert len(set(keys)) == len(keys)
        for finding in decision.refusals:
            assert finding.reason(before).strip()
            assert finding.how_to_mend(before).strip()
            assert "{" not in finding.text(before)


@settings(max_examples=60)
@given(rest=lists_of_acts)
def test_from_every_case_an_ending_is_in_reach(rest: Sequence[Act]) -> None:
    """Law 7, first half: whatever happened, the case can be closed."""
    walk = walked(Trigger.ADVANCE, rest)
    if walk.case.status is not Status.CLOSED:
        assert not walk.move(Trigger.CLOSE).refusals
    assert walk.case.status is Status.CLOSED


@pytest.mark.parametrize("step", Step)
def test_from_every_step_the_ten_can_be_completed(step: Step) -> None:
    """Law 7, second half: after an interruption at any step, honest work completes the cycle."""
    walk = Walk()
    walk.to(step)
    walk.move(Trigger.PAUSE)
    walk.to(Step.FOLLOW_UP)
    walk.work()
    decision = walk.move(Trigger.NEXT_CYCLE)
    assert not decision.refusals, [str(finding) for finding in decision.refusals]
    assert walk.case.cycle == 2


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(rest=st.lists(acts(), max_size=6))
def test_a_refused_event_changes_nothing_anywhere(rest: Sequence[Act]) -> None:
    """Law 2, on a store: not the case, not the journal, not the outbox."""
    walk = walked(Trigger.ADVANCE, rest)
    store = MemoryStore()
    clock = journeys.Clock(NOW)
    flow = CollabFlow(store, clock=clock, salts=lambda: b"0" * 16)
    flow.open(student="maya", parties=PARTIES, by=LEE, case_id="case-1")
    for before, event, stamp, decision in walk.seen[1:]:
        clock.now = stamp.at
        held = (flow.case("case-1"), flow.messages("case-1"), len(flow.feed(limit=10_000)))
        assert held[0].version == before.version
        try:
            flow.record("case-1", event, by=stamp.by, via=stamp.via)
        except Refused as refused:
            assert refused.findings == decision.refusals
            assert (flow.case("case-1"), flow.messages("case-1"), len(flow.feed(limit=10_000))) == held
        else:
            assert not decision.refusals


@settings(max_examples=25)
@given(acts_of_one=st.lists(acts(), max_size=8), acts_of_other=st.lists(acts(), max_size=8))
def test_nothing_of_one_case_is_ever_seen_in_another(acts_of_one: Sequence[Act], acts_of_other: Sequence[Act]) -> None:
    """Law 10: two cases on one store are each what they would be alone."""
    store = MemoryStore()
    walks = {name: Walk(case_id=name) for name in ("one", "two")}
    for walk, own in zip(walks.values(), (acts_of_one, acts_of_other), strict=True):
        for act in own:
            act(walk)
    queues = {name: [(seen[1], seen[2]) for seen in walk.seen if not seen[3].refusals] for name, walk in walks.items()}
    clock = journeys.Clock(NOW)
    flow = CollabFlow(store, clock=clock)
    while any(queues.values()):
        for name, queue in queues.items():
            if queue:
                event, stamp = queue.pop(0)
                clock.now = stamp.at
                record_on(flow, name, event, stamp)
    for name, walk in walks.items():
        assert CollabFlow(store, clock=clock).case(name) == walk.case
        assert {row.case_id for row in store.load(name)} == {name}
        assert {message.case_id for message in flow.messages(name)} <= {name}


def record_on(flow: CollabFlow, name: str, event: object, stamp: object) -> None:
    """Records one event of a walk as it was stamped; the first one opens the case."""
    from collabflow.core.event import Event, Stamp
    from collabflow.core.lifecycle.people import CaseOpened

    assert isinstance(event, Event)
    assert isinstance(stamp, Stamp)
    if isinstance(event, CaseOpened):
        flow.open(student=event.student, parties=event.parties, by=stamp.by, case_id=name)
    else:
        flow.record(name, event, by=stamp.by, via=stamp.via)


def test_a_key_of_one_case_says_nothing_about_another() -> None:
    flow = CollabFlow(MemoryStore(), clock=journeys.Clock(NOW))
    for name in ("one", "two"):
        flow.open(student="maya", parties=PARTIES, by=LEE, case_id=name, key="k")
    with pytest.raises(KeyReused):
        flow.open(student="noor", parties=PARTIES, by=LEE, case_id="one", key="k")
