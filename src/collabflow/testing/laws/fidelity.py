"""Laws F1 to F8: what comes out is what went in, to the code point and the microsecond, or it is refused.

Hostile values are fixed, not hoped for.
Source: testing.md, laws F1 to F8.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, partial

from collabflow.core.errors import Malformed, TooLarge
from collabflow.ports import Batch, Outcome, Query, Row, Store, verify
from collabflow.testing.bench import Bench, rows, write
from collabflow.testing.broken import LawBroken
from collabflow.testing.expect import refused, same, so
from collabflow.testing.law import law
from collabflow.testing.laws.seen import summaries
from collabflow.testing.samples import MINUTE, NOW, batch, changed, message, row, standing

BODIES = (
    '{"a":null}',
    "{}",
    "[true,1,1.0,0.1,9007199254740993,-0.0,1e400]",
    '{"":"","\\"quoted\\" key":[[],{},[[]]]}',
    '"\\u0000 and \\ud800 stay escaped"',
    ' {"spaces" : "stay" }\n',
)

TEXTS = (
    "José",
    "Jose\u0301",
    "𝒜 🧩",
    "👩\u200d👩\u200d👧\u200d👦",
    "\u202bشكراً\u202c \u2066x\u2069",
    "a\u2028b\u2029c\r\nd\re\n",
    "  \t blanks \u00a0 ",
    "\ufeffstart",
    "\ufffe\uffff\U0010ffff",
    "".join(map(chr, range(1, 32))) + "\x7f",
    "",
)

UNFIT = ("a\x00b", "\ud800", "x\udfff")
"""Texts that not every store can hold; the port says that none does."""

_HALF_PAST_TWO = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2)))

TIMES = (
    datetime(2026, 9, 7, 9, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 9, 7, 9, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    datetime(2026, 9, 7, 9, 0, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    _HALF_PAST_TWO,
    _HALF_PAST_TWO.replace(tzinfo=timezone(timedelta(hours=1))),
    datetime(1890, 1, 1, 12, 0, tzinfo=timezone(-timedelta(minutes=14, seconds=44))),
    datetime(2026, 9, 7, 9, 0, tzinfo=timezone(timedelta(seconds=1, microseconds=1))),
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
)
"""Offsets west and east, half-hour ones, both sides of a clock change (Madrid, October 2026), the ends of time."""


@law(
    "F1",
    "JSON survives as the text it is: null and missing, 1 and 1.0, big numbers, blanks",
    matters="a goal of 0.10 becomes 0.1, an answer that was not asked becomes no; the digest no longer fits",
    usual="the body is parsed and written again, by us or by a JSON column; keep it as text",
)
def json_survives(bench: Bench) -> None:
    for body in BODIES:
        store = bench.fresh()
        write(store, batch("maya", body))
        (found,) = rows(store)
        same(found.body, body, of="the body that was loaded", law="a body comes back character for character")


@law(
    "F2",
    "Text survives code point for code point in every field; a NUL or half a surrogate is refused before writing",
    matters="names are people: José is not Jose, and a family's words are not to be tidied up",
    usual="normalising, trimming, a narrow character set, or text cut at a NUL",
)
def text_survives(bench: Bench) -> None:
    for text in TEXTS:
        _text_survives(bench, text)
    for text in UNFIT:
        store = bench.fresh()
        for name in ("type", "by_id", "by_name", "via", "evidence", "body"):
            bad = changed(batch("maya", '{"n":1}'), summary=None)
            bad = changed(bad, rows=(changed(bad.rows[0], **{name: text}),))
            refused(Malformed, partial(store.append, bad), law="a text that cannot be kept is Malformed")
        for ask in (store.load, store.messages, partial(store.answered, "maya")):
            refused(Malformed, partial(ask, text), law="asking for what cannot be kept is Malformed")
        same(rows(store), (), of='load("maya")', law="it is refused before anything is written")


def _text_survives(bench: Bench, text: str) -> None:
    store = bench.fresh()
    body = json.dumps(text, ensure_ascii=False)
    entry = row(1, body=body, type=text, by_id=text, by_role=text, by_name=text, via=text, evidence=text, key=text)
    told = message(1, 1, body=text, channel=text, recipient=text)
    given = changed(batch("maya", entry, messages=(told,)), key=text, fingerprint=text)
    given = changed(given, summary=standing(given, step=text, student=text, status=text, parties=(text,)))
    write(store, given)
    law = "every text comes back code point for code point"
    same(rows(store), given.rows, of='load("maya")', law=law)
    kept = [(one.channel, one.recipient, one.body) for one in store.messages("maya")]
    same(kept, [(text, text, text)], of='messages("maya")', law=law)
    answered = store.answered("maya", text)
    same(answered and answered.fingerprint, text, of="the fingerprint of the key", law=law)
    if bench.finds:
        same(summaries(bench, store), (given.summary,), of="find(Query())", law=law)


@law(
    "F3",
    "A body of 1 MiB, a batch of 1,000 and a journal of 10,000 survive; beyond the declared limits is refused",
    matters="a long letter cut in the middle says something else",
    usual="a column of 64 KiB, a request limit, or a limit that is found out half-way through a batch",
)
def size_survives(bench: Bench) -> None:
    store = bench.fresh()
    big = json.dumps("ñ🧩" * 174_000, ensure_ascii=False)  # 1,044,002 bytes, hardly less than 1 MiB
    write(store, batch("maya", big))
    same(rows(store)[0].body, big, of="the body that was loaded", law="a body of a mebibyte survives")
    store = bench.fresh()
    journal = _long_journal(bench.settings.pick(fast=2_000, full=10_000, soak=10_000))
    for given in journal:
        write(store, given)
    loaded = rows(store)
    same(
        len(loaded),
        len(journal) * 1000,
        of="the number of rows loaded",
        law="batches of 1,000 and long journals survive",
    )
    so(verify(loaded) is None, "the chain of digests does not verify", "every row is as it was")
    _limits_hold(bench)


@cache
def _long_journal(length: int) -> tuple[Batch, ...]:
    journal: list[Batch] = []
    for start in range(0, length, 1000):
        bodies = (f'{{"n":{n}}}' for n in range(1000))
        journal.append(batch("maya", *bodies, after=journal[-1] if journal else None, expected=start))
    return tuple(journal)


def _limits_hold(bench: Bench) -> None:
    store = bench.fresh()
    limits = store.limits
    least = f"it declares {limits.rows_per_batch} rows and {limits.bytes_per_row} bytes"
    so((limits.rows_per_batch or 1000) >= 1000, least, "a store takes at least 1,000 rows in a batch")
    so((limits.bytes_per_row or 2**20) >= 2**20, least, "a store takes at least 1 MiB in a row")
    if limits.rows_per_batch is not None:
        above = batch("maya", *(["{}"] * (limits.rows_per_batch + 1)))
        refused(TooLarge, lambda: store.append(above), law="a row more than the limit is TooLarge")
    if limits.bytes_per_row is not None and limits.bytes_per_row <= 32 * 2**20:
        exact = batch("maya", "x" * limits.bytes_per_row)
        write(store, exact)
        above = batch("maya", "x" * (limits.bytes_per_row + 1), after=exact)
        refused(TooLarge, lambda: store.append(above), law="a byte more than the limit is TooLarge")
        same(len(rows(store)), 1, of="the number of rows", law="it is refused before anything is written")


@law(
    "F4",
    "Times come back aware, at the same instant, with their offset, to the microsecond",
    matters="a deadline counted in the wrong zone is a day early or late",
    usual="a column without time zone, converting to UTC and forgetting the offset, or milliseconds",
)
def times_survive(bench: Bench) -> None:
    for moment in TIMES:
        store = bench.fresh()
        told = message(1, 1, not_before=moment)
        given = batch("maya", row(1, at=moment, occurred=moment), messages=(told,))
        write(store, given, given)
        (found,), (tracked,) = rows(store), store.messages("maya")
        for name, back in (("at", found.at), ("occurred", found.occurred), ("not_before", tracked.not_before)):
            law = "a time keeps its instant, its offset and its microseconds"
            same(back and back.isoformat(), moment.isoformat(), of=f"the time `{name}`", law=law)


@law(
    "F5",
    "Changing what was returned never changes the store",
    matters="a slip in a report would rewrite the journal",
    usual="an inner list is returned instead of a tuple or a copy",
)
def what_is_returned_is_apart(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}', messages=2))
    for claimed in store.claim(now=NOW, lease=MINUTE, limit=1):
        store.settle([Outcome.dead(claimed, error="x")], now=NOW)
    reads: dict[str, Callable[[], object]] = {
        'load("maya")': lambda: store.load("maya"),
        'messages("maya")': lambda: store.messages("maya"),
        "dead(limit=9)": lambda: store.dead(limit=9),
        "claim(...)": lambda: store.claim(now=NOW, lease=MINUTE, limit=9),
    }
    if bench.feeds:
        reads["read(limit=9)"] = lambda: store.read(limit=9)
    if bench.finds:
        reads["find(Query()).summaries"] = lambda: store.find(Query()).summaries
    for asked, read in reads.items():
        _emptied(asked, read)


def _emptied(asked: str, read: Callable[[], object]) -> None:
    """Try to empty what was read, and read again."""
    answer = read()
    for empty in ("clear", "popitem"):
        if hasattr(answer, empty):
            getattr(answer, empty)()
            again = read()
            if not again:
                told = f"{asked} gave a {type(answer).__name__}; emptying it emptied the store"
                raise LawBroken(told, "answers are copies")


@law(
    "F6",
    "What is handed in may be any iterable, read once; changing it afterwards changes nothing",
    matters="a settled message would be sent again, a changed list would change what was recorded",
    usual="the argument is walked twice (a check, then the work), or kept and read later",
)
def what_is_handed_in_is_apart(bench: Bench) -> None:
    store = bench.fresh()
    given = batch("maya", '{"n":1}', messages=1)
    write(store, given)
    (claimed,) = store.claim(now=NOW, lease=MINUTE, limit=9)
    store.settle(iter([Outcome.dead(claimed, error="x")]), now=NOW)
    law = "an iterator that is handed in is walked once"
    same(len(store.dead(limit=9)), 1, of="the number of dead messages after settle(iter([…]))", law=law)
    same(store.revive(iter([claimed.id]), now=NOW), 1, of="revive(iter([…]))", law=law)
    if bench.finds:
        fresh = [standing(given, step="follow_up")]
        same(store.summarise(iter(fresh)), 1, of="summarise(iter([…]))", law=law)
        again = [standing(given, step="set_goals")]
        store.summarise(again)
        again[0] = standing(given, step="changed")
        steps = tuple(one.step for one in summaries(bench, store))
        same(steps, ("set_goals",), of="the step found", law="changing a list after the call changes nothing")


@law(
    "F7",
    "A type or type version that the library does not know goes round untouched",
    matters="a newer program wrote it; an older one must not lose or alter it",
    usual="looking the type up in a table of known ones, or a narrow number column",
)
def the_unknown_survives(bench: Bench) -> None:
    store = bench.fresh()
    given = batch("maya", row(1, type="tomorrow.invented", type_version=2**40, body='{"as":"it is"}'))
    write(store, given)
    same(rows(store), given.rows, of='load("maya")', law="a row of an unknown type comes back as it was")


@law(
    "F8",
    "A value that cannot be stored is refused by the name of its field, before anything is written",
    matters="a form that fails must say where; a value that is bent to fit is a lie",
    usual="leaving it to the database, which rounds, truncates or complains in its own words; use ports.checks.check",
)
def the_unfit_is_named(bench: Bench) -> None:
    for name, value in _unfit_values():
        store = bench.fresh()
        good = changed(batch("maya", '{"n":1}', messages=1), summary=None)
        bad = changed(good, rows=(changed(good.rows[0], **{name: value}),))
        error = refused(Malformed, partial(store.append, bad), law="a value that cannot be stored is Malformed")
        same(error.faults[0][0], f"rows[0].{name}", of="the field that is named", law="it names the field")
        _nothing_there(store)


def _unfit_values() -> Iterator[tuple[str, object]]:
    yield from (("version", 2**63), ("type_version", 2**63), ("type_version", 1.5))
    yield from (("body", b"{}"), ("by_id", None), ("salt", "s" * 16))


def _nothing_there(store: Store) -> None:
    found: tuple[Row, ...] = rows(store)
    same(found, (), of='load("maya")', law="it is refused before anything is written")
    same(tuple(store.messages("maya")), (), of='messages("maya")', law="it is refused before anything is written")


LAWS = (
    json_survives,
    text_survives,
    size_survives,
    times_survive,
    what_is_returned_is_apart,
    what_is_handed_in_is_apart,
    the_unknown_survives,
    the_unfit_is_named,
)
