"""Judging histories: what each law of concurrency asks of a round, whatever way it was run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from math import inf
from typing import Protocol, TypeVar, cast

from collabflow.core.errors import LeaseLost, StoreBusy, VersionConflict
from collabflow.ports import Batch, Claimed, Row
from collabflow.testing.broken import LawBroken, NotProven
from collabflow.testing.source import of_error, shortened, source
from collabflow.testing.sweeps.history import Done, History, Kind
from collabflow.testing.sweeps.linear import Unknown, explained
from collabflow.testing.sweeps.pairs import Pair

MAY_RAISE = (VersionConflict, LeaseLost, StoreBusy)
"""What a call may raise because somebody else is at work."""


class Judged(Protocol):
    """A round that can be judged and told."""

    @property
    def pair(self) -> Pair: ...

    @property
    def history(self) -> History: ...

    def told(self) -> str: ...


J = TypeVar("J", bound=Judged)

# T4 -----------------------------------------------------------------------------------------------


def every_call_ends_well(crossing: Judged) -> None:
    """Each call ends, and raises nothing but what it may."""
    for done in crossing.history.done:
        if done.end == inf:
            told = f"{done.deed.told} by {done.who} had not ended when the others had"
            raise LawBroken(told, "every call ends once the others end", where=crossing.told())
        if done.error is not None and not isinstance(done.error, MAY_RAISE):
            told = f"{done.deed.told} by {done.who} raised {of_error(done.error)}"
            law = "beside others a call may raise VersionConflict, LeaseLost or StoreBusy, and nothing else"
            raise LawBroken(told, law, where=crossing.told())


# T1 -----------------------------------------------------------------------------------------------

Journal = tuple[Row, ...]


def journals_are_linear(crossing: Judged) -> None:
    """Some order of the calls explains what they answered."""
    calls = crossing.history.of(Kind.APPEND, Kind.LOAD)
    _must_be_explained(crossing, lambda: explained(calls, cast(Journal, ()), _journal_after))


def _must_be_explained(crossing: Judged, search: Callable[[], object]) -> None:
    try:
        order = search()
    except Unknown:
        raise NotProven("so many calls overlap that no order was found in time") from None
    if order is None:
        answers = "; ".join(
            f"{done.who} was told {done.outcome()}" for done in crossing.history.done if done.who in "AB"
        )
        law = "some order of these calls, one after the other, explains all answers; here none does"
        raise LawBroken(answers, law, where=crossing.told())


def _journal_after(state: Journal, done: Done) -> Iterator[Journal]:
    """The journals that this call may leave."""
    if done.deed.batch is None:
        if done.error is not None or done.answer == state or done.end == inf:
            yield state
        return
    yield from _after_append(state, done.deed.batch, done)


def _after_append(state: Journal, batch: Batch, done: Done) -> Iterator[Journal]:
    fits, is_there = batch.expected == len(state), state[batch.expected : batch.version] == batch.rows
    if isinstance(done.error, VersionConflict):
        if not fits and not is_there and done.error.actual == len(state):
            yield state
        return
    if done.error is None and done.end != inf:
        if done.answer != batch.version:
            return
        if fits or is_there:
            yield (*state, *batch.rows) if fits else state
        return
    yield state  # it failed or never ended: it happened, or it did not
    if fits:
        yield (*state, *batch.rows)


# T2 -----------------------------------------------------------------------------------------------


def batches_are_whole(crossing: Judged) -> None:
    """Whoever reads sees all of a batch or nothing of it, and messages with their rows."""
    (given,) = [done.deed.batch for done in crossing.history.done if done.deed.batch is not None]
    seen_rows = False
    for done in crossing.history.of(Kind.LOAD, Kind.MESSAGES):
        if done.error is not None or done.end == inf:
            continue
        is_load = done.deed.kind is Kind.LOAD
        whole: tuple[object, ...] = given.rows if is_load else tuple(one.id for one in given.messages)
        answer = cast(tuple[object, ...], done.answer)
        torn = answer not in ((), whole) or (seen_rows and not answer)
        if torn:
            told = f"{done.deed.told} by {done.who} saw {len(answer)} of {len(whole)}: {shortened(source(answer), 200)}"
            raise LawBroken(
                told, "a batch is seen whole or not at all, its messages with its rows", where=crossing.told()
            )
        seen_rows = seen_rows or bool(answer)


# T3 -----------------------------------------------------------------------------------------------

SENT = "sent"
"""The holder of a message that is done with; "" holds a free one, a token a leased one."""


def claims_are_linear(crossing: Judged) -> None:
    """For each message some order of claims and settlings explains what they answered.

    Messages are judged apart: a claim may pass over one that another call is busy with (SKIP LOCKED), and each
    outcome of a settling stands for itself.
    """
    calls = crossing.history.of(Kind.CLAIM, Kind.SETTLE)
    start = next(done.deed.batch for done in crossing.history.done if done.deed.batch is not None)
    for message in start.messages:
        holders = partial(_holders_after, message.id, calls, crossing.history)
        _must_be_explained(crossing, partial(explained, calls, "", holders))


def _holders_after(name: str, calls: list[Done], history: History, holder: str, done: Done) -> Iterator[str]:
    """Who may hold this message after the call."""
    if done.deed.kind is Kind.CLAIM:
        yield from _after_claim(name, holder, done, calls)
        return
    token = dict(history.tokens(done.deed)).get(name)
    if token is None:
        yield holder
    elif done.end == inf or (done.error is not None and not isinstance(done.error, LeaseLost)):
        yield from (holder, SENT)  # it failed or never ended: it happened, or it did not
    elif _is_named(name, done.error) is (holder != token):
        yield SENT if holder == token else holder


def _is_named(name: str, error: BaseException | None) -> bool:
    """Whether the error's text holds this id, in whatever quotes, and not as a part of a longer one."""
    return error is not None and re.search(rf"(?<![\w:]){re.escape(name)}(?![\w:])", str(error)) is not None


def _after_claim(name: str, holder: str, done: Done, calls: list[Done]) -> Iterator[str]:
    if done.error is not None or done.end == inf:
        yield holder
        return
    taken = {one.id: one.token for one in cast(tuple[Claimed, ...], done.answer)}
    is_due = holder == "" or (done.deed.minutes > 0 and holder != SENT)  # the leases of before, a minute each, ended
    if name in taken:
        if is_due:
            yield taken[name]
        return
    is_alone = all(other is done or other.end < done.begin or done.end < other.begin for other in calls)
    if not is_due or len(taken) == done.deed.limit or not is_alone:
        yield holder


# G3 -----------------------------------------------------------------------------------------------


def readers_miss_nothing(crossing: Judged) -> None:
    """What was read once is the beginning of what is read later: nothing appears before it."""
    readings = [done for done in crossing.history.of(Kind.READ) if done.deed.name != "it is read"]
    ended = [done for done in readings if done.error is None and done.end != inf]
    if not ended or ended[-1].deed.name != "all read":
        return
    whole = _fed(ended[-1])
    law = "once a position was read, nothing appears before it"
    for done in ended[:-1]:
        seen = _fed(done)
        begun = tuple(item for item in whole if seen and item[0] <= seen[-1][0])
        if seen != begun:
            told = f"{done.who} read {source(seen)}; later the same part of the feed is {source(begun)}"
            raise LawBroken(told, law, where=crossing.told())
    _all_are_there(crossing, whole)


def _all_are_there(crossing: Judged, whole: tuple[tuple[int, str], ...]) -> None:
    written = [done.deed.batch.case_id for done in crossing.history.done if done.deed.batch and done.error is None]
    found = [case_id for _, case_id in whole]
    if sorted(found) != sorted(written):
        told = f"acknowledged were entries of {written}, the feed shows {found}"
        raise LawBroken(told, "every acknowledged entry is in the feed, once", where=crossing.told())


def _fed(done: Done) -> tuple[tuple[int, str], ...]:
    return cast(tuple[tuple[int, str], ...], done.answer)


def each(crossings: Iterable[J]) -> Iterator[J]:
    """All of them; raises `NotProven` when there is none."""
    found = False
    for crossing in crossings:
        found = True
        yield crossing
    if not found:
        raise NotProven("no round of this sweep was run")
