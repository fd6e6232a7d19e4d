"""The outbox: reminders once, delivery until it works or is given up, and nothing recorded is ever undone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from collabflow.core.errors import Malformed, VersionConflict
from collabflow.core.people import ContactPreference, Liking, Party, Restriction, Role
from collabflow.core.values import Method
from collabflow.events import ActionAssigned, PartyChanged
from collabflow.flow import CollabFlow
from collabflow.flow.addressing import NO_CHANNEL, channel_for
from collabflow.flow.outbox import Delivered
from collabflow.notify.recording import RecordingNotifier
from collabflow.ports import (
    Answered,
    Batch,
    Delivery,
    Message,
    MessageState,
    Page,
    Query,
    Sent,
    TryLater,
    Undeliverable,
)
from collabflow.stores.memory import MemoryStore
from flow.flows import PROPOSED, Bench, Clock
from support import LEE, PARTIES, TODAY, days

TASK = ActionAssigned(action="a1", what="Send the map", owner="kim", due=TODAY)


def test_recording_queues_a_message_and_delivering_sends_it_once() -> None:
    email = RecordingNotifier()
    bench = Bench(notifiers={"email": email})
    bench.flow.record(bench.opened(), TASK, by=LEE)
    assert bench.flow.deliver() == Delivered(sent=1)
    assert bench.flow.deliver() == Delivered()
    (message,) = email.sent
    assert (message.recipient, message.kind, message.channel) == ("kim", "action_assigned", "email")


def test_a_message_says_no_name_and_no_word_of_what_was_recorded() -> None:
    bench = Bench()
    bench.flow.record(bench.opened(), TASK, by=LEE)
    (message,) = bench.flow.messages("case-1")
    assert not any(word in message.body for word in ("Maya", "Vidal", "map", "Kim"))


def test_a_message_for_a_channel_without_a_notifier_is_given_up_for_a_person_to_see() -> None:
    bench = Bench()
    bench.flow.record(bench.opened(), TASK, by=LEE)
    assert bench.flow.deliver() == Delivered(dead=1)
    (message,) = bench.flow.messages("case-1")
    assert (message.state, message.error, message.channel) == (MessageState.DEAD, "no_notifier", NO_CHANNEL)


def test_a_message_is_tried_again_when_its_notifier_asks_for_time() -> None:
    email = RecordingNotifier([TryLater(after=timedelta(hours=2), reason="busy")])
    bench = Bench(notifiers={"email": email})
    bench.flow.record(bench.opened(), TASK, by=LEE)
    assert bench.flow.deliver() == Delivered(later=1)
    bench.clock.now += timedelta(hours=1)
    assert bench.flow.deliver() == Delivered()
    bench.clock.now += timedelta(hours=1)
    assert bench.flow.deliver() == Delivered(sent=1)


def test_an_undeliverable_message_is_given_up_at_once() -> None:
    bench = Bench(notifiers={"email": RecordingNotifier([Undeliverable(reason="no_address")])})
    bench.flow.record(bench.opened(), TASK, by=LEE)
    assert bench.flow.deliver() == Delivered(dead=1)


class Broken:
    """A notifier that raises, or answers nonsense."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer  # type: ignore[return-value]


@pytest.mark.parametrize("answer", [ConnectionError("kim@school"), "sent!"])
def test_a_notifier_that_fails_is_reported_tried_with_growing_pauses_and_then_given_up(answer: object) -> None:
    bench = Bench(notifiers={"email": Broken(answer)}, attempts=3)
    case = bench.flow.record(bench.opened(), TASK, by=LEE)
    for pause in (1, 2):
        assert bench.flow.deliver() == Delivered(later=1)
        bench.clock.now += timedelta(minutes=pause, seconds=-1)
        assert bench.flow.deliver() == Delivered()
        bench.clock.now += timedelta(seconds=1)
    assert bench.flow.deliver() == Delivered(dead=1)
    assert len(bench.flow.failures) == 3
    assert bench.flow.failures[0].what == "notifier email"
    assert bench.flow.case(case) == case


def test_what_failed_together_is_not_tried_again_together() -> None:
    bench = Bench(notifiers={"email": Broken(ConnectionError())})
    bench.jitter = 0.5
    bench.flow.record(bench.opened(), TASK, by=LEE)
    bench.flow.deliver()
    (message,) = bench.flow.messages("case-1")
    assert message.next_try == bench.clock.now + timedelta(seconds=75)


def test_by_itself_a_flow_waits_for_its_pause_and_up_to_half_of_it_more() -> None:
    bench = Bench()
    bench.flow.record(bench.opened(), TASK, by=LEE)
    broken = {"email": Broken(ConnectionError())}
    alone = CollabFlow(bench.store, notifiers=broken, clock=bench.clock)
    alone.record("case-1", evolve(TASK, action="a2"), by=LEE)
    alone.deliver()
    message = alone.messages("case-1")[-1]
    assert timedelta(minutes=1) <= message.next_try - bench.clock.now <= timedelta(seconds=90)


def test_a_slow_message_costs_those_after_it_no_part_of_their_lease() -> None:
    slow = _Slow(takes=timedelta(minutes=5))
    bench = Bench(notifiers={"email": slow})
    slow.clock = bench.clock
    bench.flow.record(bench.opened(), TASK, evolve(TASK, action="a2"), by=LEE)
    assert bench.flow.deliver() == Delivered(sent=2)
    assert bench.flow.deliver() == Delivered()
    assert len(set(slow.keys)) == len(slow.keys) == 2


class Deadly:
    """A notifier that ends the process that uses it, at one of the messages."""

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        if key == "case-1:2:1":
            raise SystemExit
        return Sent()


def test_a_message_that_ends_whoever_sends_it_is_given_up_and_costs_no_other_message_a_try() -> None:
    bench = Bench(notifiers={"email": Deadly()}, attempts=3)
    bench.flow.record(bench.opened(), TASK, evolve(TASK, action="a2"), by=LEE)
    for _ in range(3):
        with pytest.raises(SystemExit):
            bench.flow.deliver()
        assert bench.flow.messages("case-1")[1].attempts == 0
        bench.clock.now += timedelta(minutes=5)
    assert bench.flow.deliver() == Delivered(sent=1, dead=1)
    (dead,) = bench.flow.dead()
    assert (dead.id, dead.error) == ("case-1:2:1", "never_settled")


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(Malformed, match="limit"):
        Bench().flow.deliver(limit=-1)


class _Slow:
    """A notifier that takes its time."""

    def __init__(self, *, takes: timedelta) -> None:
        self.takes = takes
        self.clock = Clock()
        self.keys: list[str] = []

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        self.clock.now += self.takes
        self.keys.append(key)
        return Sent()


def test_what_was_given_up_is_listed_and_can_be_revived() -> None:
    bench = Bench(notifiers={"email": RecordingNotifier([Undeliverable(reason="no_address")])})
    bench.flow.record(bench.opened(), TASK, by=LEE)
    bench.flow.deliver()
    (dead,) = bench.flow.dead()
    assert (dead.id, dead.error) == ("case-1:2:1", "no_address")
    assert bench.flow.revive(dead.id, "unknown") == 1
    assert bench.flow.dead() == ()
    mended = Bench(store=bench.store, notifiers={"email": RecordingNotifier()})
    assert mended.flow.deliver() == Delivered(sent=1)


def test_a_reminder_is_queued_once_for_each_thing_due() -> None:
    bench = Bench(notifiers={"email": RecordingNotifier()})
    bench.flow.record(bench.opened(), TASK, by=LEE)
    (item,) = bench.flow.due(on=TODAY)
    assert (item.case_id, item.due.kind, item.due.who) == ("case-1", "action", ("kim",))
    assert bench.flow.due(on=TODAY - days(1)) == ()
    assert bench.flow.remind(on=TODAY) == 1
    assert bench.flow.remind(on=TODAY + days(1)) == 0
    kinds = [message.body for message in bench.flow.messages("case-1")]
    assert sum("action_due" in body for body in kinds) == 1


def test_a_task_of_nobody_reminds_whoever_runs_the_case() -> None:
    bench = Bench()
    bench.flow.record(bench.opened(), ActionAssigned(action="a1", what="Send", due=TODAY), by=LEE)
    assert bench.flow.remind(on=TODAY) == 1
    assert bench.flow.messages("case-1")[-1].recipient == "lee"


def test_a_reminder_with_nobody_to_tell_queues_nothing() -> None:
    bench = Bench()
    alone = Party(id="sam", name="Sam", roles=(Role.SCHOOL_ADMIN,))
    case = bench.flow.open(student="maya", parties=(alone,), by=alone)
    bench.flow.record(case, ActionAssigned(action="a1", what="Send", due=TODAY), by=alone)
    assert bench.flow.remind(on=TODAY) == 0


def test_a_message_goes_the_way_that_its_reader_likes() -> None:
    bench = Bench(notifiers={"email": RecordingNotifier(), "sms": RecordingNotifier()})
    case = bench.opened()
    likes = ContactPreference(method=Method.SMS)
    bench.flow.record(case, PartyChanged(party="rosa", contact_preferences=(likes,)), PROPOSED, by=LEE)
    assert [m.channel for m in bench.flow.messages(case) if m.recipient == "rosa"] == ["sms"]


def test_no_way_that_is_refused_or_restricted_is_ever_used() -> None:
    refused = ContactPreference(method=Method.EMAIL, liking=Liking.DO_NOT_USE)
    only = Restriction(kind="contact_only_via", method=Method.LETTER)
    rosa = Party(id="rosa", name="Rosa", roles=("caregiver",), contact_preferences=(refused,))
    tomas = Party(id="tomas", name="Tomás", roles=("caregiver",), restrictions=(only,))
    assert channel_for(rosa, TODAY, ("email",)) == NO_CHANNEL
    assert channel_for(rosa, TODAY, ("email", "console")) == "console"
    assert channel_for(tomas, TODAY, ("email", "sms", "letter")) == "letter"
    assert channel_for(tomas, TODAY, ()) == NO_CHANNEL


def test_a_sent_answer_may_carry_a_receipt() -> None:
    bench = Bench(notifiers={"email": RecordingNotifier([Sent(receipt="r-1")])})
    bench.flow.record(bench.opened(), TASK, by=LEE)
    assert bench.flow.deliver() == Delivered(sent=1)


class Raced(MemoryStore):
    """A store where somebody records something just before the first reminder is queued."""

    raced = False

    def append(self, batch: Batch) -> int:
        if not batch.rows and not self.raced:
            self.raced = True
            raise VersionConflict(batch.case_id, batch.expected, batch.expected + 1)
        return super().append(batch)


def test_a_reminder_that_lost_a_race_is_queued_all_the_same() -> None:
    bench = Bench(store=Raced())
    bench.flow.record(bench.opened(), TASK, by=LEE)
    assert bench.flow.remind(on=TODAY) == 1


class RacedAndErased(Raced):
    """The same, and the case is erased right after that."""

    def append(self, batch: Batch) -> int:
        try:
            return super().append(batch)
        except VersionConflict:
            self.erase(batch.case_id)
            raise


def test_a_case_that_is_erased_after_a_lost_race_is_left_out() -> None:
    bench = Bench(store=RacedAndErased())
    bench.flow.record(bench.opened(), TASK, by=LEE)
    assert bench.flow.remind(on=TODAY) == 0


class Erasing(MemoryStore):
    """A store where a case is erased right after it was found, or, with `late`, after it was looked at."""

    late = False

    def find(self, query: Query) -> Page:
        found = super().find(query)
        if not self.late:
            self.erase("case-1")
        return found

    def answered(self, case_id: str, key: str) -> Answered | None:
        found = super().answered(case_id, key)
        self.erase("case-1")
        return found


@pytest.mark.parametrize("late", [False, True])
def test_a_case_that_is_erased_meanwhile_is_left_out(late: bool) -> None:
    store = Erasing()
    bench = Bench(store=store)
    bench.flow.record(bench.opened(), TASK, by=LEE)
    store.late = late
    assert bench.flow.remind(on=TODAY) == 0
    assert bench.flow.due(on=TODAY) == ()
    assert bench.flow.refresh() == 0


def test_what_is_due_later_is_not_told_yet_and_no_page_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collabflow.flow.outbox.PAGE", 1)
    bench = Bench()
    later = ActionAssigned(action="a2", what="Draw the map", owner="kim", due=TODAY + days(3))
    for name in ("case-1", "case-2", "case-3"):
        case = bench.flow.open(student="maya", parties=PARTIES, by=LEE, case_id=name)
        bench.flow.record(case, TASK, later, by=LEE)
    assert [(item.case_id, item.due.subject) for item in bench.flow.due(on=TODAY)] == [
        ("case-1", "a1"),
        ("case-2", "a1"),
        ("case-3", "a1"),
    ]
