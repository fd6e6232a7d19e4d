"""Laws D1 to D8 and H1: a no is said with its reason, and kept; a yes to the host's transaction is true.

Source: storage.md, capabilities that a store may decline; testing.md, a "no" is tested too.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import fields

from collabflow.core.errors import Declined
from collabflow.ports import Capabilities, Query
from collabflow.testing.bench import Bench, rows, write
from collabflow.testing.broken import LawBroken
from collabflow.testing.expect import refused, same, so
from collabflow.testing.law import law
from collabflow.testing.samples import batch


@law(
    "D1",
    "Each capability is True or a reason in words, and the suite says the same",
    matters="whoever chooses a store for a district reads this, and must be able to rely on it",
    usual="False, None or an empty text; or the suite was not changed when the store was",
)
def capabilities_are_said(bench: Bench) -> None:
    for spec in fields(Capabilities):
        offer = getattr(bench.capabilities, spec.name)
        said = offer is True or (isinstance(offer, str) and len(offer.strip()) >= 10)
        so(said, f"capabilities.{spec.name} is {offer!r}", "a capability is True, or a sentence that says why not")
        expected = getattr(bench.suite, spec.name, None)
        agrees = expected is None or (expected is True) is (offer is True)
        told = f"the suite says {expected!r} of {spec.name}, the store says {offer!r}"
        so(agrees, told, "suite and store agree on what is offered")


def _declines(bench: Bench, name: str, ask: Callable[[], object]) -> None:
    error = refused(Declined, ask, law="what a store does not offer raises Declined")
    reason = getattr(bench.capabilities, name)
    same(error.message, reason, of="the reason", law="Declined repeats the reason that the capabilities give")


_MATTERS = "a program would take an empty answer for: there is nothing"
_USUAL = "an empty answer, or NotImplementedError, instead of Declined with the reason"


@law("D2", "A store that does not find says so", matters=_MATTERS, usual=_USUAL, asks=("not finds",))
def finding_is_declined(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}'))
    _declines(bench, "finds", lambda: store.find(Query()))
    _declines(bench, "finds", lambda: store.summarise([]))


@law("D3", "A store without a feed says so", matters=_MATTERS, usual=_USUAL, asks=("not feeds",))
def reading_is_declined(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}'))
    _declines(bench, "feeds", lambda: store.read(limit=9))


@law(
    "D4",
    "A store that does not erase says so, and destroys nothing",
    matters="a family would be told that their words are gone when they are not",
    usual=_USUAL,
    asks=("not erases",),
)
def erasing_is_declined(bench: Bench) -> None:
    store = bench.fresh()
    given = batch("maya", '{"n":1}')
    write(store, given)
    _declines(bench, "erases", lambda: store.erase("maya"))
    same(rows(store), given.rows, of='load("maya")', law="what is declined changes nothing")


@law(
    "D5",
    "A store that shares no host transaction says so",
    matters="the host's row would be rolled back and ours kept",
    usual=_USUAL,
    asks=("not shares_host_transaction",),
)
def sharing_is_declined(bench: Bench) -> None:
    store = bench.fresh()
    _declines(bench, "shares_host_transaction", lambda: store.within(object()))


@law(
    "D6",
    "A store that does not last is empty when its place is opened again",
    matters="half of what was recorded coming back is worse than nothing coming back",
    usual="something is kept in the module or class instead of the store",
    asks=("not durable",),
)
def what_does_not_last_is_gone(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}', messages=1))
    again = bench.reopened(store)
    same(rows(again), (), of='load("maya") after reopening', law="a store that does not last begins empty")
    same(tuple(again.messages("maya")), (), of='messages("maya")', law="a store that does not last begins empty")


@law(
    "H1",
    "Within the host's transaction our rows are there when it commits, and gone when it rolls back",
    matters="the school's own table and our journal would contradict each other",
    usual="a commit of our own on the host's connection, or another connection than the host's",
    asks=("shares_host_transaction",),
)
def the_host_decides(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}', messages=1)
    for end, wanted in (("rollback", ()), ("commit", first.rows)):
        with bench.suite.open_host(bench.place) as host:
            inside = store.within(host)
            write(inside, first)
            same(rows(inside), first.rows, of="load within the transaction", law="inside, what was written is seen")
            _end(host, end)
        same(rows(store), wanted, of=f"load after the host's {end}", law="our rows share the fate of the host's")
        same(len(tuple(store.messages("maya"))), len(wanted), of="the messages", law="messages share it too")


def _end(host: object, verb: str) -> None:
    """Commit or roll back as the host does."""
    end = getattr(host, verb, None)
    if end is None:
        raise LawBroken(f"open_host gave a {type(host).__name__} without {verb}()", "a host can commit and roll back")
    end()


LAWS = (
    capabilities_are_said,
    finding_is_declined,
    reading_is_declined,
    erasing_is_declined,
    sharing_is_declined,
    what_does_not_last_is_gone,
    the_host_decides,
)
