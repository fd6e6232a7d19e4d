"""Laws S1 to S8: what is appended is what is loaded, in order, and only that.

Source: testing.md, laws S1 to S7; the port, `append`.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from collabflow.core.errors import StoreError
from collabflow.ports import Batch, Query, verify
from collabflow.testing.bench import Bench, rows, write
from collabflow.testing.expect import refused, same, so
from collabflow.testing.law import law
from collabflow.testing.laws.seen import all_of, summaries
from collabflow.testing.samples import NOW, batch, message, row, standing

TWINS = ("maya", "Maya", "maya ", "may", "may%", "ma_a", "mäya", "ma\u0308ya", " maya", "maya:1", "ｍaya", "ma/a")
"""Case ids that a collation, a pattern, a trim or a file's name would take for each other."""


@law(
    "S1",
    "Append then load gives the same rows, versions 1 to n without holes, as a finished tuple",
    matters="the journal is the truth; what it loses, a family said for nothing",
    usual="load returns a cursor, a generator or a list; build a tuple inside the lock or transaction",
)
def appended_is_loaded(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}', '{"n":2}')
    second = batch("maya", '{"n":3}', after=first)
    write(store, first, second)
    loaded = store.load("maya")
    so(
        isinstance(loaded, tuple),
        f"load gave a {type(loaded).__name__}",
        "load gives a tuple, finished when it returns",
    )
    same(loaded, first.rows + second.rows, of='load("maya")', law="it gives all rows that were appended, as they were")
    so(verify(loaded) is None, "the chain of digests does not verify", "rows come back with their digests untouched")


@law(
    "S2",
    "An unknown case is empty, and asking for it does not create it",
    matters="a mistyped id would become a case that nobody opened, and show in lists",
    usual="a default dictionary, or an upsert in a look-up",
)
def asking_creates_nothing(bench: Bench) -> None:
    store = bench.fresh()
    before = summaries(bench, store)
    law = "an unknown case is empty"
    same(tuple(store.load("nobody")), (), of='load("nobody")', law=law)
    same(tuple(store.messages("nobody")), (), of='messages("nobody")', law=law)
    same(store.answered("nobody", "k"), None, of='answered("nobody", "k")', law=law)
    same(summaries(bench, store), before, of="find(Query())", law="asking for a case does not create it")
    write(store, batch("nobody", '{"n":1}'))


@law(
    "S3",
    "A batch with neither rows nor messages stores nothing: no version, no key, no summary",
    matters="an action that decided nothing would leave a trace, and its key would answer for a real one",
    usual="the key or the summary is written before looking whether there is anything to write",
)
def an_empty_batch_stores_nothing(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}')
    write(store, first)
    before = all_of(bench, store)
    later = standing(first, step="follow_up")
    empty = Batch(case_id="maya", expected=1, summary=later, key="k", fingerprint="f")
    answer = store.append(empty)
    same(answer, 1, of="append of the empty batch", law="it answers the version at which the case stands")
    same(all_of(bench, store), before, of="what can be seen", law="an empty batch changes nothing")
    same(store.answered("maya", "k"), None, of='answered("maya", "k")', law="the key of an empty batch is not used up")
    same(store.append(Batch(case_id="nobody", expected=0)), 0, of="append of nothing", law="a new case stays at 0")
    write(store, batch("maya", '{"n":2}', after=first))


@law(
    "S4",
    "Order is the order of appending, also when times go backwards or tie",
    matters="clocks of two computers differ; a yes would come before the question",
    usual="ORDER BY a time instead of the version",
)
def order_is_append_order(bench: Bench) -> None:
    store = bench.fresh()
    day = timedelta(days=1)
    entries = tuple(row(n, at=at, occurred=at) for n, at in enumerate((NOW, NOW - day, NOW, NOW + day), start=1))
    given = batch("maya", *entries)
    write(store, given)
    same(rows(store), given.rows, of='load("maya")', law="rows come in the order of their versions")


@law(
    "S5",
    "load(after=a, limit=l) is the slice of the whole journal",
    matters="a page that skips or repeats an entry shows a family another history",
    usual="version >= after instead of version > after, or a limit of 0 taken for no limit",
)
def a_window_is_a_slice(bench: Bench) -> None:
    store = bench.fresh()
    given = batch("maya", *(f'{{"n":{n}}}' for n in range(5)))
    write(store, given)
    for after in range(7):
        for limit in (None, 0, 1, 2, 14):
            end = None if limit is None else after + limit
            found = tuple(store.load("maya", after=after, limit=limit))
            asked = f'load("maya", after={after}, limit={limit})'
            same(found, given.rows[after:end], of=asked, law="it gives the rows above `after`, at most `limit` of them")


@law(
    "S6",
    "Case ids are opaque: letter case, blanks, prefixes, %, _ and /, and normal forms all count",
    matters="two students whose ids look alike would read each other's journal",
    usual="a case-folding or trimming collation, LIKE, normalising the id, or naming a file after it",
)
def ids_are_opaque(bench: Bench) -> None:
    store = bench.fresh()
    given = {
        case_id: batch(case_id, f'"{n}"', messages=1, key=f"k{n}", fingerprint=case_id)
        for n, case_id in enumerate(TWINS)
    }
    write(store, *given.values())
    law = "cases with different ids share nothing"
    for case_id, one in given.items():
        same(rows(store, case_id), one.rows, of=f"load({case_id!a})", law=law)
        found = tuple(tracked.case_id for tracked in store.messages(case_id))
        same(found, (case_id,), of=f"messages({case_id!a})", law=law)
        answered = store.answered(case_id, one.key or "")
        same(answered and answered.fingerprint, case_id, of=f"answered({case_id!a}, {one.key!r})", law=law)
        if bench.finds:
            listed = tuple(one.case_id for one in store.find(Query(case_id=case_id)).summaries)
            same(listed, (case_id,), of=f"find(Query(case_id={case_id!a}))", law=law)


@law(
    "S7",
    "What was read does not change when more arrives",
    matters="a decision would be judged on a case that moves while it is judged",
    usual="a live view, a generator over stored rows, or a cached list that is returned and then added to",
)
def what_was_read_stays(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}', messages=1)
    write(store, first)
    loaded, told = store.load("maya"), store.messages("maya")
    found = store.find(Query()) if bench.finds else None
    fed = store.read(limit=9) if bench.feeds else ()
    write(store, batch("maya", '{"n":2}', after=first, messages=1))
    law = "an answer is finished when it is given"
    same(len(tuple(loaded)), 1, of="the number of rows loaded before", law=law)
    same(len(tuple(told)), 1, of="the number of messages read before", law=law)
    same(len(tuple(fed)), len(tuple(fed[:1])), of="the part of the feed read before", law=law)
    versions = tuple(one.version for one in found.summaries) if found else (1,)
    same(versions, (1,), of="the page found before", law=law)


@law(
    "S8",
    "Messages may come without rows, once, and a message id belongs to one message",
    matters="a reminder would be sent twice, or another family's message overwritten",
    usual="an upsert of messages by id, or enqueueing only in the branch that writes rows",
)
def messages_without_rows(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}', messages=1)
    write(store, first)
    reminder = batch("maya", after=first, messages=(message(1, 7),))
    write(store, reminder, reminder)
    found = tuple(tracked.n for tracked in store.messages("maya"))
    same(found, (1, 7), of='the messages of "maya"', law="a reminder without rows is enqueued, once")
    neighbour = batch("noor", '{"n":1}')
    write(store, neighbour)
    before = all_of(bench, store)
    taken = batch("maya", '{"n":2}', after=first, messages=(message(2, 1, id="maya:1:1"),))
    elsewhere = batch("noor", '{"n":2}', after=neighbour, messages=(message(2, 1, case_id="noor", id="maya:1:1"),))
    for other in (taken, elsewhere):
        law = "an id that another message of the store has is refused with StoreError"
        refused(StoreError, partial(store.append, other), law=law)
    same(all_of(bench, store), before, of="what can be seen", law="a refused batch leaves everything as it was")


LAWS = (
    appended_is_loaded,
    asking_creates_nothing,
    an_empty_batch_stores_nothing,
    order_is_append_order,
    a_window_is_a_slice,
    ids_are_opaque,
    what_was_read_stays,
    messages_without_rows,
)
