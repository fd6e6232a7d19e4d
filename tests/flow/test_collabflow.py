"""Asking the flow: cases, boards, lists, the feed, and the host's transaction."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collabflow.core.errors import Declined, UnknownCase
from collabflow.core.finding import Refused
from collabflow.core.people import Acting, Role
from collabflow.core.values import Step
from collabflow.cycle.explain import May
from collabflow.cycle.profile import DEFAULT
from collabflow.events import ActionAssigned
from collabflow.flow import CollabFlow, Recorded
from collabflow.ports import Batch
from collabflow.stores.memory import MemoryStore
from collabflow.stores.sqlite import SqliteStore
from flow.flows import Bench
from support import LEE, PARTIES, ROSA, STUDENT, TODAY, days

TASK = ActionAssigned(action="a1", what="Send the map", owner="kim", due=TODAY)


def test_the_board_is_for_the_person_who_asks() -> None:
    bench = Bench()
    case = bench.opened()
    assert bench.flow.explain(case, by=LEE).option("advance").may is May.BLOCKED
    assert bench.flow.explain(case, by="rosa").option("advance").may is May.FORBIDDEN
    assert bench.flow.explain(case, by=ROSA).option("case.meeting_asked").may is May.ALLOWED
    vouched = Acting(id="office", role=Role.SCHOOL_ADMIN)
    assert bench.flow.explain(case, by=vouched).option("close").may is May.ALLOWED


def test_a_stranger_gets_no_board() -> None:
    bench = Bench()
    with pytest.raises(Refused) as caught:
        bench.flow.explain(bench.opened(), by="somebody")
    assert caught.value.codes == ("NOT_A_PARTY",)


def test_a_case_can_be_read_as_it_stood() -> None:
    bench = Bench()
    case = bench.opened()
    bench.flow.record(case, TASK, by=LEE)
    assert bench.flow.case(case, version=1) == case


def test_cases_are_found_by_student_party_step_status_and_due_day() -> None:
    bench = Bench()
    case = bench.flow.record(bench.opened(), TASK, by=LEE)
    for asked in (
        {"student": "maya"},
        {"party": ROSA},
        {"party": "kim"},
        {"step": "plan_meeting"},
        {"status": "open"},
        {"due_before": TODAY + days(1)},
    ):
        assert [s.case_id for s in bench.flow.find(**asked).summaries] == [case.id]  # type: ignore[arg-type]
    for asked in ({"student": "noor"}, {"step": Step.SET_GOALS}, {"due_before": TODAY}, {"status": "closed"}):
        assert bench.flow.find(**asked).summaries == ()  # type: ignore[arg-type]


def test_the_feed_tells_every_entry_once_in_order() -> None:
    bench = Bench()
    case = bench.flow.record(bench.opened(), TASK, by=LEE)
    first = bench.flow.feed(limit=1)
    rest = bench.flow.feed(after=first[-1].position)
    assert [(i.row.case_id, i.row.version) for i in (*first, *rest)] == [(case.id, 1), (case.id, 2)]


def test_the_journal_verifies_and_an_unknown_one_is_told() -> None:
    bench = Bench()
    assert bench.flow.verify(bench.opened()) is None
    with pytest.raises(UnknownCase):
        bench.flow.verify("case-9")


def test_refreshing_recomputes_what_is_due_under_new_rules() -> None:
    bench = Bench()
    bench.flow.record(bench.opened(), TASK, by=LEE)
    from collabflow.cycle.rules import Due

    def earlier(case: object, context: object) -> object:
        yield Due(key="mine:1", kind="mine", subject="case-1", on=TODAY - days(30))

    stricter = Bench(store=bench.store, profile=DEFAULT.with_deadline("mine", earlier))  # type: ignore[arg-type]
    assert stricter.flow.find(due_before=TODAY).summaries == ()
    assert stricter.flow.refresh() == 1
    assert len(stricter.flow.find(due_before=TODAY).summaries) == 1


def test_the_default_clock_knows_its_zone_and_ids_and_salts_are_random() -> None:
    flow = CollabFlow(MemoryStore())
    first = flow.open(student=STUDENT, parties=PARTIES, by=LEE)
    second = flow.open(student=STUDENT, parties=PARTIES, by=LEE)
    assert first.id != second.id
    at = flow.journal(first)[0].stamp.at
    assert at.utcoffset() is not None
    assert abs((datetime.now(UTC) - at).total_seconds()) < 3600
    rows = [flow.store.load(case.id)[0] for case in (first, second)]
    assert rows[0].salt != rows[1].salt


def test_a_store_without_a_transaction_of_the_host_says_so() -> None:
    with pytest.raises(Declined):
        Bench().flow.within(object())


def test_on_the_host_s_connection_ours_and_theirs_are_kept_or_lost_together(tmp_path: Path) -> None:
    bench = Bench(store=SqliteStore(tmp_path / "cases.db"))
    heard: list[Recorded] = []
    bench.flow.on(ActionAssigned)(heard.append)
    case = bench.opened()
    host = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
    host.execute("CREATE TABLE meeting (student TEXT)")
    for outcome, version in (("ROLLBACK", 1), ("COMMIT", 2)):
        host.execute("BEGIN IMMEDIATE")
        host.execute("INSERT INTO meeting VALUES ('maya')")
        bench.flow.within(host).record(case, TASK, by=LEE)
        host.execute(outcome)
        assert bench.flow.case(case).version == version
        assert host.execute("SELECT count(*) FROM meeting").fetchone() == (version - 1,)
    host.close()
    assert heard == []
    bench.store.close()


def test_a_store_that_must_be_awaited_is_refused_before_anything_is_asked_of_it() -> None:
    class AsyncStore:
        async def append(self, batch: Batch) -> int:
            return batch.version

    with pytest.raises(TypeError, match=r"does not await: AsyncStore\.append is async"):
        CollabFlow(AsyncStore())  # type: ignore[arg-type]
