"""Pairs: what is done at the same time in a sweep. Each round works on a case of its own.

`before` is done by one alone, then A begins `first` and is stopped in it while B does `second`, then A goes on,
and when both are through, `after` looks at what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from attrs import frozen

from collabflow.ports import Batch, Claimed, FeedItem, Outcome, Store
from collabflow.testing.samples import MINUTE, NOW, batch
from collabflow.testing.source import of_batch
from collabflow.testing.sweeps.history import Deed, Kind, Memory

Deeds = tuple[Deed, ...]


@frozen(kw_only=True)
class Round:
    """One meeting of A and B."""

    before: Deeds = ()
    first: Deed
    second: Deeds
    after: Deeds = ()


@frozen(kw_only=True)
class Pair:
    """What A and B do, round after round. `asks` is the capability it needs, if any."""

    name: str
    round: Callable[[str], Round]
    asks: str = ""


# deeds --------------------------------------------------------------------------------------------


def append(name: str, given: Batch) -> Deed:
    """Append this."""
    told = f"append({of_batch(given, {})})"
    return Deed(kind=Kind.APPEND, name=name, told=told, batch=given, do=lambda store, memory: store.append(given))


def load(name: str, case_id: str) -> Deed:
    """Load a case."""
    told = f'load("{case_id}")'
    return Deed(kind=Kind.LOAD, name=name, told=told, do=lambda store, memory: tuple(store.load(case_id)))


def messages(name: str, case_id: str) -> Deed:
    """The ids of a case's messages."""
    told = f'messages("{case_id}")'

    def ids(store: Store, memory: Memory) -> tuple[str, ...]:
        return tuple(one.id for one in store.messages(case_id))

    return Deed(kind=Kind.MESSAGES, name=name, told=told, do=ids)


def claim(name: str, *, minutes: int = 0, limit: int = 1) -> Deed:
    """Claim for a minute, so many minutes later."""
    now = NOW + minutes * MINUTE
    told = f"claim(now=NOW + {minutes} * MINUTE, lease=MINUTE, limit={limit})"
    return Deed(
        kind=Kind.CLAIM,
        name=name,
        told=told,
        limit=limit,
        minutes=minutes,
        do=lambda store, memory: tuple(store.claim(now=now, lease=MINUTE, limit=limit)),
    )


def settle(name: str, claimed_by: str) -> Deed:
    """Settle as sent what that deed has claimed."""

    def sent(store: Store, memory: Memory) -> None:
        claimed = cast(tuple[Claimed, ...], memory.get(claimed_by) or ())
        store.settle([Outcome.sent(one) for one in claimed], now=NOW)

    told = f"settle([sent what {claimed_by} claimed])"
    return Deed(kind=Kind.SETTLE, name=name, told=told, settles=claimed_by, do=sent)


def read(name: str, after: str = "") -> Deed:
    """Read the feed, after where an earlier reading ended; positions and case ids."""

    def fed(store: Store, memory: Memory) -> tuple[tuple[int, str], ...]:
        last = cast(tuple[tuple[int, str], ...], memory.get(after) or ())
        start = last[-1][0] if last else 0
        found = cast(tuple[FeedItem, ...], tuple(store.read(after=start, limit=10_000)))
        return tuple((item.position, item.row.case_id) for item in found)

    told = f"read(after={after or 0})"
    return Deed(kind=Kind.READ, name=name, told=told, do=fed)


# rounds -------------------------------------------------------------------------------------------


def _append_append(case_id: str) -> Round:
    return Round(
        first=append("A appends", batch(case_id, '{"by":"A"}', messages=1)),
        second=(append("B appends", batch(case_id, '{"by":"B"}', messages=1)), load("B loads", case_id)),
        after=(load("all load", case_id),),
    )


def _append_twice(case_id: str) -> Round:
    start = batch(case_id, '{"n":1}')
    same = batch(case_id, '{"n":2}', after=start, key="k", fingerprint="f")
    return Round(
        before=(append("it begins", start),),
        first=append("A appends", same),
        second=(append("B appends", same),),
        after=(load("all load", case_id),),
    )


def _load_append(case_id: str) -> Round:
    start = batch(case_id, '{"n":1}')
    return Round(
        before=(append("it begins", start),),
        first=load("A loads", case_id),
        second=(append("B appends", batch(case_id, '{"n":2}', after=start)),),
        after=(load("all load", case_id),),
    )


def _whole(case_id: str) -> Batch:
    return batch(case_id, '{"n":1}', '{"n":2}', '{"n":3}', messages=2)


def _batch_readers(case_id: str) -> Round:
    readers = (load("B loads", case_id), messages("B looks", case_id))
    return Round(first=append("A appends", _whole(case_id)), second=readers)


def _reader_batch(case_id: str) -> Round:
    return Round(first=load("A loads", case_id), second=(append("B appends", _whole(case_id)),))


def _two_messages(case_id: str) -> Deed:
    return append("it begins", batch(case_id, '{"n":1}', messages=2))


_CLEAR = (claim("all claim", minutes=9, limit=100), settle("all settle", "all claim"))
"""Leaves no message for the next round."""


def _claim_claim(case_id: str) -> Round:
    return Round(before=(_two_messages(case_id),), first=claim("A claims"), second=(claim("B claims"),), after=_CLEAR)


def _claim_settle(case_id: str) -> Round:
    return Round(
        before=(_two_messages(case_id), claim("it is claimed", limit=2)),
        first=claim("A claims", minutes=2, limit=2),
        second=(settle("B settles", "it is claimed"),),
        after=_CLEAR,
    )


def _settle_claim(case_id: str) -> Round:
    return Round(
        before=(_two_messages(case_id), claim("it is claimed", limit=2)),
        first=settle("A settles", "it is claimed"),
        second=(claim("B claims", minutes=2, limit=2),),
        after=_CLEAR,
    )


def _append_tail(case_id: str) -> Round:
    return Round(
        before=(read("it is read"),),
        first=append("A appends", batch(case_id, '{"n":1}')),
        second=(append("B appends", batch(f"{case_id}-b", '{"n":1}')), read("B reads", after="it is read")),
        after=(read("all read", after="it is read"),),
    )


def _tail_append(case_id: str) -> Round:
    return Round(
        before=(read("it is read"), append("it begins", batch(case_id, '{"n":1}'))),
        first=read("A reads", after="it is read"),
        second=(append("B appends", batch(f"{case_id}-b", '{"n":1}')),),
        after=(read("all read", after="it is read"),),
    )


JOURNAL = (
    Pair(name="append|append", round=_append_append),
    Pair(name="append|the same append", round=_append_twice),
    Pair(name="load|append", round=_load_append),
)
BATCHES = (Pair(name="batch|load", round=_batch_readers), Pair(name="load|batch", round=_reader_batch))
CLAIMS = (
    Pair(name="claim|claim", round=_claim_claim),
    Pair(name="claim|settle", round=_claim_settle),
    Pair(name="settle|claim", round=_settle_claim),
)
FEED = (
    Pair(name="append|read", round=_append_tail, asks="feeds"),
    Pair(name="read|append", round=_tail_append, asks="feeds"),
)
EVERY = (*JOURNAL, *BATCHES, *CLAIMS, *FEED)
