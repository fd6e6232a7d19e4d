"""Laws O1 to O12: messages are handed out in order, to one worker at a time, and never lost.

Source: testing.md, laws O1 to O10; the port, `claim`, `settle`, `dead` and `revive`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from collabflow.core.errors import LeaseLost, VersionConflict
from collabflow.ports import Claimed, MessageState, Outcome, Store
from collabflow.testing.bench import Bench, write
from collabflow.testing.expect import refused, same
from collabflow.testing.law import law
from collabflow.testing.laws.seen import ids
from collabflow.testing.samples import MICROSECOND, MINUTE, NOW, batch, message

YEARS_AWAY = datetime(2091, 2, 3, 4, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def claim(store: Store, *, now: datetime = NOW, limit: int = 100) -> tuple[Claimed, ...]:
    """Claim what is due, for a minute."""
    return tuple(store.claim(now=now, lease=MINUTE, limit=limit))


def _one_message(bench: Bench) -> Store:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}', messages=1))
    return store


@law(
    "O1",
    "Every message of a successful append can be claimed, first in first out, as it was given",
    matters="a family would hear of a change of time before hearing of the meeting, or not at all",
    usual="ordering by id or case, or keeping only one message of a batch",
)
def messages_come_in_order(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("noor", '{"n":1}', messages=2)
    write(store, first, batch("ana", '{"n":1}', messages=1), batch("noor", '{"n":2}', after=first, messages=1))
    claimed = claim(store)
    wanted = ("noor:1:1", "noor:1:2", "ana:1:1", "noor:2:1")
    same(ids(claimed), wanted, of="claim(...)", law="messages come in the order they were enqueued")
    told = [(one.body, one.recipient, one.channel, one.version, one.n) for one in claimed[:1]]
    given = [(one.body, one.recipient, one.channel, one.version, one.n) for one in first.messages[:1]]
    same(told, given, of="the message claimed", law="it is what was given")


@law(
    "O2",
    "A refused append enqueues nothing",
    matters="a family would be told of something that did not happen",
    usual="messages are enqueued before the version is compared, or in another transaction",
)
def a_refusal_enqueues_nothing(bench: Bench) -> None:
    store = bench.fresh()
    ahead = batch("maya", '{"n":1}', expected=3, messages=1)
    refused(VersionConflict, lambda: store.append(ahead), law="a version ahead is a VersionConflict")
    same(claim(store), (), of="claim(...)", law="a refused batch enqueues nothing")
    same(tuple(store.messages("maya")), (), of='messages("maya")', law="a refused batch enqueues nothing")


@law(
    "O3",
    "An identical retry enqueues nothing again, also after the message was sent",
    matters="the same letter would go out twice",
    usual="looking for the message among those that wait, instead of among all",
)
def a_retry_enqueues_nothing(bench: Bench) -> None:
    store = bench.fresh()
    given = batch("maya", '{"n":1}', messages=1)
    write(store, given)
    store.settle([Outcome.sent(one) for one in claim(store)], now=NOW)
    before = tuple(store.messages("maya"))
    write(store, given)
    same(tuple(store.messages("maya")), before, of='messages("maya")', law="a repeated batch enqueues nothing again")


@law(
    "O4",
    "A lease ends exactly when now >= claimed + lease; each claim counts; only the `now` that is given matters",
    matters="two workers would phone the same family, or nobody after a crash",
    usual="the machine's own clock, > instead of >=, seconds instead of microseconds",
)
def a_lease_ends_exactly(bench: Bench) -> None:
    for now in (NOW, YEARS_AWAY, datetime(1971, 1, 1, tzinfo=UTC)):
        store = _one_message(bench)
        (first,) = claim(store, now=now)
        same(first.lease_until, now + MINUTE, of="lease_until", law="a lease ends at now + lease")
        early = claim(store, now=now + MINUTE - MICROSECOND)
        same(early, (), of="claim, a microsecond before the lease ends", law="a leased message is not handed out")
        again = claim(store, now=now + MINUTE)
        same(ids(again), ids((first,)), of="claim, when the lease ends", law="a lease ends when now >= claimed + lease")
        counted = (first.attempts, again[0].attempts)
        same(counted, (1, 2), of="the attempts", law="each claim raises the count by one")


@law(
    "O5",
    "A message that was sent never returns, and settling it again is LeaseLost",
    matters="the same letter would go out twice",
    usual="the state is not written, or only the lease is cleared",
)
def sent_is_sent(bench: Bench) -> None:
    store = _one_message(bench)
    (claimed,) = claim(store)
    store.settle([Outcome.sent(claimed)], now=NOW)
    again = Outcome.sent(claimed)
    refused(LeaseLost, lambda: store.settle([again], now=NOW), law="a token settles once; then it is LeaseLost")
    same(claim(store, now=YEARS_AWAY), (), of="claim, years later", law="a sent message never returns")
    states = tuple(one.state for one in store.messages("maya"))
    same(states, (MessageState.SENT,), of="the state of the message", law="it is kept as sent")


@law(
    "O6",
    "After a lease has ended and the message was claimed again, the old token is refused",
    matters="a worker that was asleep would declare dead what another one has just sent",
    usual="comparing the message id or the worker only; give every claim a token of its own",
)
def an_old_token_is_refused(bench: Bench) -> None:
    store = _one_message(bench)
    (old,), (new,) = claim(store), claim(store, now=NOW + 2 * MINUTE)
    late = NOW + 2 * MINUTE
    for outcome in (Outcome.sent(old), Outcome.again(old, at=late, error="late"), Outcome.dead(old, error="x")):
        ask = partial(store.settle, [outcome], now=late)
        refused(LeaseLost, ask, law="only the token of the latest claim settles a message")
    store.settle([Outcome.sent(new)], now=late)
    unknown = Outcome(id="nobody:1:1", token=new.token, verdict=Outcome.sent(new).verdict)
    refused(LeaseLost, lambda: store.settle([unknown], now=late), law="an unknown message is LeaseLost")
    _the_live_are_settled_beside_the_lost(bench)


def _the_live_are_settled_beside_the_lost(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}', messages=1))
    (claimed,) = claim(store)
    unknown = Outcome(id="nobody:1:1", token=claimed.token, verdict=Outcome.sent(claimed).verdict)
    both = [unknown, Outcome.dead(claimed, error="x")]
    refused(LeaseLost, lambda: store.settle(both, now=NOW), law="an unknown message is LeaseLost")
    law = "outcomes with a live token are recorded even when others have lost theirs"
    same(ids(tuple(store.dead(limit=9))), ("maya:1:1",), of="dead(limit=9)", law=law)


@law(
    "O7",
    "A claim takes at most `limit`, and a leased or waiting head holds nobody up",
    matters="one family's full mailbox would keep the letters of all others",
    usual="taking the first rows and then filtering, or stopping at the first that is not due",
)
def the_head_holds_nobody_up(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}', messages=4))
    for limit, wanted in ((0, ()), (1, ("maya:1:1",)), (2, ("maya:1:2", "maya:1:3")), (9, ("maya:1:4",))):
        found = ids(claim(store, limit=limit))
        same(
            found, wanted, of=f"claim(limit={limit})", law="the next ones that are free are handed out, at most `limit`"
        )


@law(
    "O8",
    "A message to be tried again rests until then, and keeps its attempts and the error",
    matters="a gateway that is down would be hammered, or nobody would see why a letter is late",
    usual="the time is not stored, or the row is replaced by a new one",
)
def a_failed_message_rests(bench: Bench) -> None:
    store = _one_message(bench)
    (claimed,) = claim(store)
    at = NOW + HOUR
    store.settle([Outcome.again(claimed, at=at, error="mailbox_full")], now=NOW)
    (resting,) = store.messages("maya")
    told = (resting.state, resting.attempts, resting.error, resting.next_try, resting.lease_until)
    wanted = (MessageState.WAITING, 1, "mailbox_full", at, None)
    same(told, wanted, of="state, attempts, error, next_try and lease_until", law="it keeps its attempts and the error")
    same(claim(store, now=at - MICROSECOND), (), of="claim, before the next try", law="it rests until the next try")
    again = tuple((one.id, one.attempts) for one in claim(store, now=at))
    same(again, (("maya:1:1", 2),), of="claim, at the next try", law="it is due again then, and the attempt counts")


@law(
    "O9",
    "A message that was given up is listed as dead and never claimed",
    matters="a person has to look at it; nobody would know that a family was not reached",
    usual="deleting it, or leaving it among those that wait",
)
def the_dead_are_listed(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("noor", '{"n":1}', messages=2), batch("ana", '{"n":1}', messages=1))
    store.settle([Outcome.dead(one, error="no_such_address") for one in claim(store)], now=NOW)
    same(claim(store, now=YEARS_AWAY), (), of="claim, years later", law="a dead message is never claimed")
    for limit, wanted in ((9, ("noor:1:1", "noor:1:2", "ana:1:1")), (1, ("noor:1:1",)), (0, ())):
        found = ids(tuple(store.dead(limit=limit)))
        same(found, wanted, of=f"dead(limit={limit})", law="the dead are listed, the oldest first, at most `limit`")
    told = {(one.state, one.error, one.settled_at) for one in store.dead(limit=9)}
    same(told, {(MessageState.DEAD, "no_such_address", NOW)}, of="state, error and time", law="it says when and why")


@law(
    "O10",
    "A `now` that goes backwards neither revives nor doubles a lease",
    matters="computers' clocks are set back; a letter would go out twice",
    usual="asking whether now lies between claim and end, instead of whether the end has come",
)
def a_clock_may_go_backwards(bench: Bench) -> None:
    store = _one_message(bench)
    (claimed,) = claim(store)
    for earlier in (NOW - MINUTE, NOW - timedelta(days=9000), NOW):
        same(claim(store, now=earlier), (), of="claim, with a now before", law="a leased message stays leased")
    store.settle([Outcome.sent(claimed)], now=NOW - MINUTE)


@law(
    "O11",
    "A message is not handed out before its time, and then in its place",
    matters="a reminder would come a week early",
    usual="`not_before` is stored but not asked for, or the wait moves the message to the end",
)
def a_message_waits_for_its_time(bench: Bench) -> None:
    store = bench.fresh()
    later = NOW + HOUR
    write(store, batch("maya", '{"n":1}', messages=(message(1, 1, not_before=later), message(1, 2))))
    same(ids(claim(store, now=later - MICROSECOND)), ("maya:1:2",), of="claim, too early", law="it waits for its time")
    found = ids(claim(store, now=later + 2 * HOUR))
    same(
        found,
        ("maya:1:1", "maya:1:2"),
        of="claim, when both are due",
        law="order is that of enqueueing, not of waiting",
    )


@law(
    "O12",
    "A revived message is due again from then on, with its attempts counted afresh and its old tokens dead",
    matters="a person has mended the address; the letter must go out, once",
    usual="only the state is changed: attempts, settled_at or the old token stay",
)
def the_dead_can_be_revived(bench: Bench) -> None:
    store = _one_message(bench)
    (old,) = claim(store)
    store.settle([Outcome.dead(old, error="no_such_address")], now=NOW)
    law = "revive answers how many were dead"
    same(store.revive(["maya:1:1", "nobody:1:1"], now=NOW + HOUR), 1, of="revive", law=law)
    same(store.revive(["maya:1:1"], now=NOW + HOUR), 0, of="revive again", law=law)
    (told,) = store.messages("maya")
    found = (told.state, told.attempts, told.error, told.settled_at)
    wanted = (MessageState.WAITING, 0, "no_such_address", None)
    same(found, wanted, of="state, attempts, error and settled_at", law="attempts are counted afresh, the error stays")
    same(claim(store, now=NOW + HOUR - MICROSECOND), (), of="claim, before that", law="it is due from `now` on")
    again = claim(store, now=NOW + HOUR)
    same(tuple(one.attempts for one in again), (1,), of="the attempts claimed", law="attempts are counted afresh")
    dead = Outcome.sent(old)
    refused(LeaseLost, lambda: store.settle([dead], now=NOW), law="tokens of claims before are not live again")


LAWS = (
    messages_come_in_order,
    a_refusal_enqueues_nothing,
    a_retry_enqueues_nothing,
    a_lease_ends_exactly,
    sent_is_sent,
    an_old_token_is_refused,
    the_head_holds_nobody_up,
    a_failed_message_rests,
    the_dead_are_listed,
    a_clock_may_go_backwards,
    a_message_waits_for_its_time,
    the_dead_can_be_revived,
)
