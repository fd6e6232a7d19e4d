"""What a flow remembers is never older than the store: others may write, erase, restore or roll back."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from weakref import ref

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import journeys
from collabflow.core.errors import CaseErased, UnknownCase
from collabflow.core.event import Event, Stamp
from collabflow.core.finding import Refused
from collabflow.core.lifecycle.moves import Corrected
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.values import Step
from collabflow.events import ActionAssigned
from collabflow.flow import CollabFlow
from collabflow.ports import Row
from collabflow.stores.memory import MemoryStore
from collabflow.stores.sqlite import SqliteStore
from journeys import CASE, Clock, deeds_of, journey_to, play
from support import LEE, NOW, PARTIES, STUDENT
from walks import Act, Walk, acts


class Watched(MemoryStore):
    """A store that notes from which version on it was asked to load."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[int] = []

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        self.loads.append(after)
        return super().load(case_id, after=after, limit=limit)


def task(name: str) -> ActionAssigned:
    return ActionAssigned(action=name, what="Send the map", owner="kim", due=NOW.date())


def opened(flow: CollabFlow, case_id: str = CASE) -> None:
    flow.open(student=STUDENT, parties=PARTIES, by=LEE, case_id=case_id)


# what is remembered is what the store holds ---------------------------------------------------


def record(flow: CollabFlow, event: Event, stamp: Stamp) -> tuple[object, ...] | None:
    """Records one event as it was stamped; the findings where it is refused."""
    try:
        if isinstance(event, CaseOpened):
            flow.open(student=event.student, parties=event.parties, by=stamp.by, case_id="case-1")
        else:
            flow.record("case-1", event, by=stamp.by, via=stamp.via)
    except Refused as refused:
        return refused.findings
    return None


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(rest=st.lists(acts(), max_size=8))
def test_flows_that_take_turns_on_a_case_decide_as_one_that_remembers_nothing(rest: Sequence[Act]) -> None:
    walk = Walk()
    for act in rest:
        act(walk)
    store, clock = MemoryStore(), Clock()
    one, other = CollabFlow(store, clock=clock), CollabFlow(store, clock=clock)
    forgetful = CollabFlow(store, clock=clock, remembers=0)
    for place, (_, event, stamp, decision) in enumerate(walk.seen):
        clock.now = stamp.at
        refused = record((one, other)[place % 3 == 0], event, stamp)
        assert refused == (decision.refusals or None)
        assert one.case("case-1") == other.case("case-1") == forgetful.case("case-1")
        assert one.journal("case-1") == forgetful.journal("case-1")


def test_what_somebody_else_recorded_is_seen_by_the_next_decision() -> None:
    store, clock = MemoryStore(), Clock()
    mine, theirs = CollabFlow(store, clock=clock), CollabFlow(store, clock=clock)
    play(mine, clock, (*journey_to(Step.SET_GOALS), *deeds_of(Step.SET_GOALS)[:2]))
    with pytest.raises(Refused):
        mine.advance(CASE, by=LEE)

    last = deeds_of(Step.SET_GOALS)[2]
    theirs.record(CASE, last.event, by=last.by, via=last.via)

    assert mine.advance(CASE, by=LEE).step is Step.ESTABLISH_COMMUNICATION


def test_a_correction_by_somebody_else_changes_what_was_remembered() -> None:
    store, clock = MemoryStore(), Clock()
    mine, theirs = CollabFlow(store, clock=clock), CollabFlow(store, clock=clock)
    opened(mine)
    mine.record(CASE, task("a1"), by=LEE)
    mine.record(CASE, task("a2"), by=LEE)

    theirs.record(CASE, Corrected(version=2, right=None, why="It was not so"), by=LEE)

    assert mine.case(CASE) == CollabFlow(store, clock=clock).case(CASE)
    assert mine.case(CASE).label("action", "a1") == "a1"


def test_an_erased_case_is_not_told_from_memory() -> None:
    store = MemoryStore()
    flow = CollabFlow(store, clock=Clock())
    opened(flow)

    store.erase(CASE)

    with pytest.raises(CaseErased):
        flow.case(CASE)


def test_an_erased_case_does_not_stay_in_memory() -> None:
    store = MemoryStore()
    flow = CollabFlow(store, clock=Clock())
    opened(flow)
    told = ref(flow.case(CASE))
    store.erase(CASE)
    with suppress(CaseErased):
        flow.case(CASE)
    gc.collect()
    assert told() is None


def test_a_store_restored_from_a_backup_is_believed(tmp_path: Path) -> None:
    kept, used = tmp_path / "kept.db", tmp_path / "cases.db"
    with_one = SqliteStore(used)
    opened(CollabFlow(with_one, clock=Clock()))
    with_one.close()
    shutil.copy(used, kept)

    class Restored:
        """The file that is there now, whichever it is."""

        inner = SqliteStore(used)

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

    store = Restored()
    flow = CollabFlow(store, clock=Clock())  # type: ignore[arg-type]
    flow.record(CASE, task("a1"), by=LEE)
    store.inner.close()
    store.inner = SqliteStore(kept)

    assert flow.case(CASE).version == 1
    flow.record(CASE, task("b1"), by=LEE)
    assert flow.case(CASE).label("action", "b1") == "Send the map"
    assert flow.case(CASE).label("action", "a1") == "a1"
    assert flow.verify(CASE) is None
    store.inner.close()


def test_a_case_that_is_gone_is_unknown_again() -> None:
    class Emptied(MemoryStore):
        def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
            return () if self.is_emptied else super().load(case_id, after=after, limit=limit)

        is_emptied = False

    store = Emptied()
    flow = CollabFlow(store, clock=Clock())
    opened(flow)
    store.is_emptied = True

    with pytest.raises(UnknownCase):
        flow.case(CASE)


def test_what_a_host_rolled_back_is_not_remembered(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "cases.db")
    flow = CollabFlow(store, clock=Clock())
    opened(flow)
    host = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
    inside = flow.within(host)

    host.execute("BEGIN IMMEDIATE")
    inside.record(CASE, task("a1"), by=LEE)
    host.execute("ROLLBACK")
    host.execute("BEGIN IMMEDIATE")
    assert inside.case(CASE).version == 1
    inside.record(CASE, task("b1"), by=LEE)
    host.execute("COMMIT")

    assert flow.case(CASE) == inside.case(CASE) == CollabFlow(store, clock=Clock()).case(CASE)
    assert flow.case(CASE).label("action", "a1") == "a1"
    host.close()
    store.close()


# how much is remembered -----------------------------------------------------------------------


def test_the_next_action_reads_only_the_head_of_what_it_knows() -> None:
    store = Watched()
    flow = CollabFlow(store, clock=Clock())
    opened(flow)
    for n in range(3):
        flow.record(CASE, task(f"a{n}"), by=LEE)

    assert store.loads == [0, 0, 1, 2]


def test_what_others_have_added_is_read_with_the_head() -> None:
    store = Watched()
    mine, theirs = CollabFlow(store, clock=Clock()), CollabFlow(store, clock=Clock())
    opened(mine)
    for n in range(3):
        theirs.record(CASE, task(f"a{n}"), by=LEE)
    store.loads.clear()

    assert mine.case(CASE).version == 4
    assert mine.case(CASE).version == 4
    assert store.loads == [0, 3]


def test_a_flow_that_shall_remember_nothing_reads_everything_each_time() -> None:
    store = Watched()
    flow = CollabFlow(store, clock=Clock(), remembers=0)
    opened(flow)
    for n in range(3):
        flow.record(CASE, task(f"a{n}"), by=LEE)

    assert store.loads == [0, 0, 0, 0]


def test_the_cases_used_longest_ago_are_forgotten_first() -> None:
    store = Watched()
    flow = CollabFlow(store, clock=Clock(), remembers=5)
    for name in ("one", "two"):
        opened(flow, name)
        flow.record(name, task("a1"), by=LEE)
    flow.case("one")
    opened(flow, "three")
    flow.record("three", task("a1"), by=LEE)
    store.loads.clear()

    flow.case("one")
    flow.case("two")

    assert store.loads == [1, 0]


def test_a_case_as_it_stood_earlier_is_read_from_the_store() -> None:
    flow = CollabFlow(MemoryStore(), clock=Clock())
    opened(flow)
    flow.record(CASE, task("a1"), by=LEE)

    assert flow.case(CASE, version=1).version == 1
    assert flow.case(CASE).version == 2


def test_the_whole_cycle_stands_in_memory_as_on_disk(tmp_path: Path) -> None:
    store, clock = SqliteStore(tmp_path / "cases.db"), Clock()
    flow = CollabFlow(store, clock=clock)
    for deed in journeys.whole_cycle():
        case = play(flow, clock, [deed])
        assert case == flow.case(CASE) == CollabFlow(store, clock=clock, remembers=0).case(CASE)
    store.close()
