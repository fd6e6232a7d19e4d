"""Laws L1 to L6: closing is final, reopening loses nothing, erasing is thorough, errors are ours.

Law L4, about two processes and a new store, is in `racing`.
Source: testing.md, laws L1 to L6.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import evolve

from collabflow.core.errors import CaseErased, CollabflowError, LeaseLost, StoreClosed
from collabflow.ports import Batch, Outcome, Query, Store, verify
from collabflow.testing.bench import Bench, rows, write
from collabflow.testing.broken import LawBroken
from collabflow.testing.expect import refused, same, so
from collabflow.testing.law import law
from collabflow.testing.laws.outbox import YEARS_AWAY, claim
from collabflow.testing.laws.seen import all_of, feed, ids, summaries
from collabflow.testing.samples import MINUTE, NOW, batch, changed
from collabflow.testing.source import of_error

VERBS: dict[str, Callable[[Store], object]] = {
    "append": lambda store: store.append(Batch(case_id="maya", expected=0)),
    "load": lambda store: store.load("maya"),
    "answered": lambda store: store.answered("maya", "k"),
    "find": lambda store: store.find(Query()),
    "summarise": lambda store: store.summarise([]),
    "read": lambda store: store.read(limit=1),
    "claim": lambda store: store.claim(now=NOW, lease=MINUTE, limit=1),
    "settle": lambda store: store.settle([], now=NOW),
    "dead": lambda store: store.dead(limit=1),
    "revive": lambda store: store.revive([], now=NOW),
    "messages": lambda store: store.messages("maya"),
    "erase": lambda store: store.erase("maya"),
    "within": lambda store: store.within(None),
}
"""Every verb, asked for as little as it can be asked for."""


@law(
    "L1",
    "After close() every verb raises StoreClosed; closing twice is fine",
    matters="a program that is shutting down would seem to record what nobody keeps",
    usual="close() does nothing, or the driver's own error comes out",
)
def closing_is_final(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}'))
    store.close()
    store.close()
    for verb, ask in VERBS.items():
        try:
            refused(StoreClosed, lambda: ask(store), law="after close() every verb raises StoreClosed")  # noqa: B023
        except LawBroken as broken:
            raise LawBroken(f"{verb} on a closed store: {broken.happened}", broken.law) from None


@law(
    "L2",
    "Closing and reopening loses nothing: rows, keys, positions, messages, leases, summaries",
    matters="what was recorded before the holidays must be there after them",
    usual="something lives only in memory, or is written but not committed",
    asks=("durable",),
)
def reopening_loses_nothing(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}', '{"n":2}', messages=3, key="k", fingerprint="f")
    write(store, first)
    sent, dead = store.claim(now=NOW, lease=timedelta(hours=1), limit=2)
    store.settle([Outcome.sent(sent), Outcome.dead(dead, error="x")], now=NOW)
    (leased,) = store.claim(now=NOW, lease=MINUTE, limit=9)
    before = (*all_of(bench, store), store.answered("maya", "k"), tuple(store.dead(limit=9)))
    store = bench.reopened(store)
    after = (*all_of(bench, store), store.answered("maya", "k"), tuple(store.dead(limit=9)))
    same(after, before, of="what can be seen", law="closing and reopening loses nothing")
    same(claim(store), (), of="claim after reopening", law="a lease is still one after reopening")
    store.settle([Outcome.sent(leased)], now=NOW)
    write(store, first, batch("maya", '{"n":3}', after=first))


@law(
    "L3",
    "Two open handles see each other's committed writes",
    matters="the school's and the district's computers would tell two stories",
    usual="versions, rows or messages are cached by handle",
    asks=("durable", "multi_process"),
)
def handles_see_each_other(bench: Bench) -> None:
    one = bench.fresh()
    other = bench.another()
    first = batch("maya", '{"n":1}', messages=1)
    write(one, first)
    same(rows(other), first.rows, of="load by the other handle", law="what one has committed the other sees")
    second = batch("maya", '{"n":2}', after=first)
    write(other, second)
    write(one, batch("maya", '{"n":3}', after=second))
    same(
        len(rows(other)),
        3,
        of="the number of rows that the other handle sees",
        law="what one has committed the other sees",
    )
    claimed = claim(other)
    same(ids(claimed), ("maya:1:1",), of="claim by the other handle", law="messages are shared")
    same(claim(one), (), of="claim by the first handle", law="a message that the other has leased is not handed out")


@law(
    "L5",
    "Only errors of collabflow leave the store, also when it is asked nonsense",
    matters="a driver's message can hold whole rows of personal data, and nobody expects its class",
    usual="a question is passed on to the driver unchecked; use ports.checks and wrap what is left",
)
def errors_are_ours(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}', messages=1))
    for asked, ask in _nonsense(bench, store).items():
        try:
            answer = ask()
        except CollabflowError:
            continue
        except Exception as error:
            raise LawBroken(f"{asked} raised {of_error(error)}", "only errors of collabflow leave a store") from error
        raise LawBroken(f"{asked} answered {answer!r}", "a question that makes no sense is refused")


def _nonsense(bench: Bench, store: Store) -> dict[str, Callable[[], object]]:
    naive = NOW.replace(tzinfo=None)
    asked: dict[str, Callable[[], object]] = {
        "load(after=-1)": lambda: store.load("maya", after=-1),
        "load(limit=2**63)": lambda: store.load("maya", limit=2**63),
        "load(limit=-1)": lambda: store.load("maya", limit=-1),
        "claim(limit=-1)": lambda: store.claim(now=NOW, lease=MINUTE, limit=-1),
        "claim(lease=0)": lambda: store.claim(now=NOW, lease=timedelta(0), limit=1),
        "claim(now without an offset)": lambda: store.claim(now=naive, lease=MINUTE, limit=1),
        "settle(now without an offset)": lambda: store.settle([], now=naive),
        "revive(now without an offset)": lambda: store.revive(["maya:1:1"], now=naive),
        "dead(limit=-1)": lambda: store.dead(limit=-1),
        "append(case_id='')": lambda: store.append(Batch(case_id="", expected=0)),
    }
    if bench.feeds:
        asked["read(after=-1)"] = lambda: store.read(after=-1, limit=1)
        asked["read(limit=2**63)"] = lambda: store.read(limit=2**63)
    if bench.finds:
        asked["find(limit=0)"] = lambda: store.find(Query(limit=0))
    return asked


@law(
    "L6",
    "Nothing that an erased case said can be read by any verb, it takes no more, and no other case changes",
    matters="a family has asked for destruction, and the law gives them the right to it",
    usual="keys, messages, summaries or the feed are forgotten, or the neighbour goes too",
    asks=("erases",),
)
def erasing_is_thorough(bench: Bench) -> None:
    store = bench.fresh()
    given = batch("maya", '{"n":1}', '{"n":2}', messages=2, key="k", fingerprint="f")
    other = batch("noor", '{"n":1}', messages=1, key="k", fingerprint="g")
    write(store, given, other)
    dead, held = claim(store, limit=2)
    store.settle([Outcome.dead(dead, error="x")], now=NOW)
    neighbour = (rows(store, "noor"), tuple(store.messages("noor")), store.answered("noor", "k"))
    same(store.erase("nobody"), 0, of='erase("nobody")', law="0 means that there was nothing to destroy")
    same(store.erase("maya"), 2, of='erase("maya")', law="it answers how many entries lost what they said")
    _nothing_is_said(bench, store, given)
    refused(LeaseLost, lambda: store.settle([Outcome.sent(held)], now=NOW), law="messages of an erased case are lost")
    for late in (given, changed(given, key=None, fingerprint=None)):
        refused(CaseErased, lambda: store.append(late), law="an erased case takes no more entries")  # noqa: B023
    now = (rows(store, "noor"), tuple(store.messages("noor")), store.answered("noor", "k"))
    same(now, neighbour, of="the other case", law="no other case changes")
    same(ids(claim(store, now=YEARS_AWAY)), ("noor:1:1",), of="claim", law="only messages of other cases are left")
    same(store.erase("maya"), 0, of="erase again", law="there is nothing left to destroy")


def _nothing_is_said(bench: Bench, store: Store, given: Batch) -> None:
    law = "ids, versions, types and digests stay; what was said is gone"
    bare = tuple(evolve(row, body=None, salt=None, by_name=None, evidence=None, key=None) for row in given.rows)
    found = rows(store)
    same(found, bare, of='load("maya")', law=law)
    so(verify(found, head=given.rows[-1].digest) is None, "the chain of digests does not verify", law)
    fed = tuple(row for _, row in feed(bench, store) if row.case_id == "maya")
    so(all(row.is_erased for row in fed), "the feed still says what was erased", law)
    same(tuple(store.messages("maya")), (), of='messages("maya")', law="messages of an erased case are gone")
    same(tuple(store.dead(limit=9)), (), of="dead(limit=9)", law="messages of an erased case are gone")
    same(store.answered("maya", "k"), None, of='answered("maya", "k")', law="keys of an erased case are gone")
    left = tuple(one.case_id for one in summaries(bench, store) if one.case_id == "maya")
    same(left, (), of="find(Query())", law="an erased case is not found")


LAWS = (closing_is_final, reopening_loses_nothing, handles_see_each_other, errors_are_ours, erasing_is_thorough)
