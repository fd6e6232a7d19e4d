"""Recording through the flow: whole or not at all, once by its key, never over somebody else's change."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from collabflow.core.errors import KeyReused, Malformed, StoreBusy, TooLarge, UnknownCase, VersionConflict
from collabflow.core.finding import Refused
from collabflow.core.people import SYSTEM, Acting, Role
from collabflow.core.values import Status, Step, Trigger, Via
from collabflow.events import ActionAssigned, ContactLogged, MeetingAsked, NeedsAsked, SlotAnswered
from collabflow.ports import Batch, Row, StoreLimits
from collabflow.stores.memory import MemoryStore
from flow.flows import PROPOSED, SLOT, Bench
from support import KIM, LEE, NOW, PARTIES, ROSA, SAM, STUDENT, TOMAS, days

TASK = ActionAssigned(action="a1", what="Send the map", owner="kim")
ANSWER = SlotAnswered(meeting="m1", caregiver="rosa", start=SLOT.start, reply="accepted")


def test_opening_gives_a_case_at_the_first_step() -> None:
    case = Bench().opened()
    assert (case.id, case.version, case.step, case.status) == ("case-1", 1, Step.PLAN_MEETING, Status.OPEN)


def test_opening_twice_with_one_key_gives_one_case_as_it_stands() -> None:
    flow = Bench().flow
    first = flow.open(student="maya", parties=PARTIES, by=LEE, key="student-7")
    later = flow.record(first.id, TASK, by=LEE)
    assert flow.open(student="maya", parties=PARTIES, by=LEE, key="student-7") == later


def test_an_opening_key_used_for_another_student_is_refused() -> None:
    flow = Bench().flow
    flow.open(student="maya", parties=PARTIES, by=LEE, key="student-7")
    with pytest.raises(KeyReused):
        flow.open(student="noor", parties=PARTIES, by=LEE, key="student-7")


def test_a_case_that_is_open_cannot_be_opened_again() -> None:
    bench = Bench()
    bench.opened()
    with pytest.raises(Refused) as caught:
        bench.opened()
    assert caught.value.codes == ("EVENT_UNSOUND",)


def test_somebody_who_is_not_on_the_case_cannot_open_it() -> None:
    with pytest.raises(Refused) as caught:
        Bench().flow.open(student=STUDENT, parties=(ROSA,), by="lee")
    assert caught.value.codes == ("NOT_A_PARTY",)


def test_a_batch_is_recorded_whole() -> None:
    bench = Bench()
    case = bench.opened()
    after = bench.flow.record(case, PROPOSED, TASK, by=LEE)
    assert after.version == 3
    assert [entry.event for entry in bench.flow.journal(case)][1:] == [PROPOSED, TASK]


def test_a_batch_with_one_unsound_event_leaves_nothing_and_names_its_place() -> None:
    bench = Bench()
    case = bench.opened()
    with pytest.raises(Refused) as caught:
        bench.flow.record(case, TASK, ActionAssigned(action="a2", owner="nobody"), by=LEE)
    assert caught.value.index == 1
    assert caught.value.action == "case.action_assigned"
    assert bench.flow.case(case).version == 1
    assert bench.flow.messages(case) == ()


def test_an_empty_batch_records_nothing() -> None:
    bench = Bench()
    case = bench.opened()
    assert bench.flow.record(case, by=LEE) == case


def test_an_unknown_case_is_named() -> None:
    with pytest.raises(UnknownCase, match="case-9"):
        Bench().flow.record("case-9", TASK, by=LEE)


def test_a_repeat_with_the_same_key_records_nothing_twice() -> None:
    bench = Bench()
    case = bench.opened()
    bench.flow.record(case, TASK, by=LEE, key="call-17")
    bench.clock.now += days(1)
    again = bench.flow.record(case, TASK, by=LEE, key="call-17", if_version=1)
    assert again.version == 2


def test_a_key_used_for_something_else_is_refused() -> None:
    bench = Bench()
    case = bench.opened()
    bench.flow.record(case, TASK, by=LEE, key="call-17")
    with pytest.raises(KeyReused):
        bench.flow.record(case, TASK, by=KIM, key="call-17")


def test_a_form_shown_at_an_older_version_never_overwrites() -> None:
    bench = Bench()
    case = bench.opened()
    bench.flow.record(case, TASK, by=LEE)
    with pytest.raises(VersionConflict) as caught:
        bench.flow.record(case, TASK, by=LEE, if_version=case.version)
    assert (caught.value.expected, caught.value.actual) == (1, 2)


@pytest.mark.parametrize("by", [LEE, "lee", Acting(id="lee", role=Role.CASE_MANAGER, name="Lee Park")])
def test_the_recorder_may_be_a_party_an_id_or_somebody_vouched_for(by: object) -> None:
    bench = Bench()
    bench.flow.record(bench.opened(), TASK, by=by)  # type: ignore[arg-type]
    assert bench.flow.journal("case-1")[-1].stamp.by == Acting(id="lee", role=Role.CASE_MANAGER, name="Lee Park")


def test_the_system_may_log_what_it_imports() -> None:
    bench = Bench()
    logged = ContactLogged(contact="c1", caregiver="rosa", direction="both", summary="Read together")
    bench.flow.record(bench.opened(), logged, by=SYSTEM)
    assert bench.flow.journal("case-1")[-1].stamp.by.role is Role.SYSTEM


def test_words_of_somebody_else_need_to_say_how_they_were_said() -> None:
    bench = Bench()
    case = bench.flow.record(bench.opened(), PROPOSED, by=LEE)
    with pytest.raises(Refused) as caught:
        bench.flow.record(case, ANSWER, by=LEE)
    assert caught.value.codes == ("VIA_MISSING",)
    bench.flow.record(case, ANSWER, by=LEE, via="phone")
    assert bench.flow.journal(case)[-1].stamp.via is Via.PHONE


def test_an_unknown_way_of_saying_is_named_with_those_there_are() -> None:
    bench = Bench()
    with pytest.raises(Malformed, match="via: must be one of: in_person"):
        bench.flow.record(bench.opened(), TASK, by=LEE, via="pigeon")


def test_nothing_happened_later_than_it_is_recorded() -> None:
    bench = Bench()
    case = bench.opened()
    with pytest.raises(Malformed, match="occurred"):
        bench.flow.record(case, TASK, by=LEE, occurred=NOW + days(1))
    bench.flow.record(case, TASK, by=LEE, occurred=NOW - days(1))
    assert bench.flow.journal(case)[-1].stamp.day == (NOW - days(1)).date()


def test_a_refused_move_tells_everything_and_writes_nothing() -> None:
    bench = Bench()
    case = bench.opened()
    with pytest.raises(Refused) as caught:
        bench.flow.advance(case, by=LEE)
    assert {"MEETING_TIME_NOT_PROPOSED", "MEETING_AGENDA_MISSING", "LANGUAGE_NOT_ASKED"} <= set(caught.value.codes)
    assert (caught.value.action, caught.value.where) == ("advance", "plan_meeting")
    assert bench.flow.case(case) == case


def test_an_unknown_move_is_refused_with_those_there_are() -> None:
    bench = Bench()
    with pytest.raises(Refused) as caught:
        bench.flow.move(bench.opened(), "fly", by=LEE)
    assert caught.value.codes == ("UNKNOWN_TRIGGER",)
    assert "advance" in caught.value.text(bench.flow.case("case-1"))


def test_a_case_rests_goes_on_ends_and_begins_again() -> None:
    bench = Bench()
    case = bench.opened()
    flow = bench.flow
    assert flow.pause(case, by=LEE, why="A long stay with family", review_on=NOW.date()).status is Status.PAUSED
    assert flow.resume(case, by=LEE).status is Status.OPEN
    assert flow.close(case, by=LEE, ending="transferred", why="The family moves").status is Status.CLOSED
    assert flow.reopen(case, by=LEE, why="They are back").cycle == 2


def test_an_ending_that_does_not_exist_is_named() -> None:
    bench = Bench()
    with pytest.raises(Malformed, match="ending: must be one of"):
        bench.flow.close(bench.opened(), by=LEE, ending="finished", why="x")


@pytest.mark.parametrize("verb", ["next_review", "keep_reviewing", "next_cycle", "complete"])
def test_moves_of_later_steps_are_not_possible_at_the_first(verb: str) -> None:
    bench = Bench()
    with pytest.raises(Refused) as caught:
        getattr(bench.flow, verb)(bench.opened(), by=LEE)
    assert caught.value.codes == ("WRONG_STEP",)


def test_a_waiver_takes_a_finding_or_its_key() -> None:
    bench = Bench()
    case = bench.flow.record(bench.opened(), PROPOSED, by=LEE)
    finding = next(
        f for f in bench.flow.would(case, "advance", by=LEE).refusals if f.code == "MEETING_AGENDA_NOT_SHARED"
    )
    bench.flow.waive(case, finding, why="Rosa reads it at the meeting", by=SAM)
    with pytest.raises(Refused) as caught:
        bench.flow.waive(case, finding.key, why="Again", by=SAM)
    assert caught.value.codes == ("WAIVER_NOT_ALLOWED",)


def test_a_correction_puts_right_what_was_wrong_and_keeps_the_old_entry() -> None:
    bench = Bench()
    case = bench.flow.record(bench.opened(), TASK, by=LEE)
    right = ActionAssigned(action="a1", what="Send both maps", owner="kim")
    after = bench.flow.correct(case, 2, right, why="There are two", by=LEE)
    assert after.version == 3
    assert bench.flow.case(case).label("action", "a1") == "Send both maps"
    assert bench.flow.journal(case)[1].event == TASK
    assert bench.flow.case(case, version=2).label("action", "a1") == "Send the map"


def test_a_dry_run_answers_what_recording_would_and_writes_nothing() -> None:
    bench = Bench()
    case = bench.opened()
    would = bench.flow.would(case, Trigger.ADVANCE, by=LEE)
    with pytest.raises(Refused) as caught:
        bench.flow.advance(case, by=LEE)
    assert would.refusals == caught.value.findings
    assert not bench.flow.would(case, TASK, by=LEE, via="phone").refusals
    assert bench.flow.would(case, TASK, by=TOMAS).refusals[0].code == "NOT_A_PARTY"
    assert bench.flow.case(case).version == 1


class Crowded(MemoryStore):
    """A memory store where somebody else is faster, a number of times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.elsewhere: Bench | None = None

    def append(self, batch: Batch) -> int:
        other, self.elsewhere = self.elsewhere, None
        if other is not None and self.times:
            self.times -= 1
            asked = MeetingAsked(request=f"r{self.times}", asker="rosa", kind="talk")
            other.flow.record(batch.case_id, asked, by=ROSA)
            self.elsewhere = other
        return super().append(batch)


def test_a_lost_race_is_decided_afresh_on_the_new_case() -> None:
    store = Crowded(times=2)
    bench = Bench(store=store)
    case = bench.opened()
    store.elsewhere = Bench(store=store)
    after = bench.flow.record(case, TASK, by=LEE)
    assert [type(entry.event).__name__ for entry in bench.flow.journal(case)] == [
        "CaseOpened",
        "MeetingAsked",
        "MeetingAsked",
        "ActionAssigned",
    ]
    assert after.version == 4


def test_a_race_lost_too_often_is_told() -> None:
    store = Crowded(times=9)
    bench = Bench(store=store, retries=2)
    case = bench.opened()
    store.elsewhere = Bench(store=store)
    with pytest.raises(VersionConflict):
        bench.flow.record(case, TASK, by=LEE)
    assert all(not isinstance(entry.event, ActionAssigned) for entry in bench.flow.journal(case))


class Doubled(MemoryStore):
    """A memory store where the same request comes in elsewhere first, with its key, and others go on from there."""

    elsewhere: Bench | None = None

    def append(self, batch: Batch) -> int:
        other, self.elsewhere = self.elsewhere, None
        if other is not None:
            other.clock.now += timedelta(seconds=1)
            other.flow.record(batch.case_id, TASK, by=LEE, key="k")
            other.flow.record(batch.case_id, MeetingAsked(request="r1", asker="rosa", kind="talk"), by=ROSA)
        return super().append(batch)


def test_who_asks_the_same_a_hair_later_is_answered_with_what_stands_and_hooks_hear_nothing() -> None:
    store, heard = Doubled(), []
    bench = Bench(store=store)
    case = bench.opened()
    bench.flow.on(ActionAssigned)(heard.append)
    store.elsewhere = Bench(store=store)
    answer = bench.flow.record(case, TASK, by=LEE, key="k")
    assert answer == bench.flow.case(case)
    assert answer.version == 3
    assert heard == []


class Falling(MemoryStore):
    """A memory store that cannot be asked any more right after it has taken something with a key."""

    fallen = False

    def append(self, batch: Batch) -> int:
        version = super().append(batch)
        self.fallen = batch.key is not None
        return version

    def load(self, case_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Row, ...]:
        if self.fallen:
            raise StoreBusy("held by somebody else; nothing was written, try again")
        return super().load(case_id, after=after, limit=limit)


def test_what_was_taken_is_not_called_busy_because_the_store_cannot_be_asked_again() -> None:
    heard: list[object] = []
    bench = Bench(store=Falling())
    case = bench.opened()
    bench.flow.on(ActionAssigned)(heard.append)
    assert bench.flow.record(case, TASK, by=LEE, key="k").version == 2
    assert len(heard) == 1


def test_many_writers_of_one_case_lose_nothing() -> None:
    bench = Bench(retries=1000)
    case = bench.opened()

    def log(number: int) -> None:
        bench.flow.record(case, ActionAssigned(action=f"a{number}", owner="kim"), by=LEE, key=f"k{number}")

    threads = [threading.Thread(target=log, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(e.event.action for e in bench.flow.journal(case)[1:]) == sorted(f"a{n}" for n in range(16))  # type: ignore[attr-defined]


class Small(MemoryStore):
    """A store that takes two rows at once."""

    @property
    def limits(self) -> StoreLimits:
        return StoreLimits(rows_per_batch=2)


def test_a_batch_beyond_what_the_store_takes_is_refused_in_words() -> None:
    bench = Bench(store=Small())
    case = bench.opened()
    with pytest.raises(TooLarge, match="record them in parts"):
        bench.flow.record(case, TASK, TASK, TASK, by=LEE)
    assert bench.flow.case(case).version == 1


def test_a_half_filled_form_can_be_recorded() -> None:
    bench = Bench()
    case = bench.flow.record(bench.opened(), NeedsAsked(caregiver="rosa", access=()), by=LEE, via="phone")
    codes = {finding.code for finding in bench.flow.explain(case)[Step.PLAN_MEETING].blockers}
    assert "LANGUAGE_NOT_ASKED" in codes
    assert "ACCESS_NOT_ASKED" not in codes
