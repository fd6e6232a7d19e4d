"""Laws V1 to V7 and K1 to K3: nobody is overwritten, and what was asked twice is done once.

Source: testing.md, laws V1 to V7; the port, how `append` judges a batch.
"""

from __future__ import annotations

import pickle
from datetime import timedelta
from functools import partial

from collabflow.core.errors import KeyReused, Malformed, VersionConflict
from collabflow.ports import Answered, Batch, Store
from collabflow.testing.bench import Bench, rows, write
from collabflow.testing.expect import refused, same
from collabflow.testing.law import law
from collabflow.testing.laws.seen import all_of, journal_of
from collabflow.testing.samples import batch, changed, message, standing


def _twice(store: Store) -> tuple[Batch, Batch]:
    first = batch("maya", '{"n":1}')
    second = batch("maya", '{"n":2}', after=first)
    write(store, first, second)
    return first, second


@law(
    "V1",
    "A stale version is refused with VersionConflict and leaves rows, feed, summary and keys as they were",
    matters="two people answer at once: the second would silently overwrite the first",
    usual="`expected` is not compared, or something is written before it is",
)
def a_stale_version_is_refused(bench: Bench) -> None:
    store = bench.fresh()
    first, _ = _twice(store)
    before = journal_of(bench, store)
    stale = batch("maya", '{"late":1}', '{"late":2}', after=first, key="k", fingerprint="f")
    stale = changed(stale, summary=standing(stale, step="follow_up"))
    refused(VersionConflict, lambda: store.append(stale), law="a case that has moved on is a VersionConflict")
    same(journal_of(bench, store), before, of="what can be seen", law="a refused batch leaves everything as it was")
    same(store.answered("maya", "k"), None, of='answered("maya", "k")', law="a refused batch does not use up its key")


@law(
    "V2",
    "A version ahead of the case is refused, also on a new case",
    matters="an entry would follow on one that is not there, and the journal would have a hole",
    usual="comparing with < instead of !=, or no check when the case is new",
)
def a_version_ahead_is_refused(bench: Bench) -> None:
    for expected in (1, 7):
        store = bench.fresh()
        ahead = batch("maya", '{"n":1}', expected=expected)
        refused(VersionConflict, partial(store.append, ahead), law="a case that is not there yet is at version 0")
        same(rows(store), (), of='load("maya")', law="a refused batch writes nothing")
    store = bench.fresh()
    first = batch("maya", '{"n":1}')
    write(store, first)
    ahead = batch("maya", '{"n":3}', expected=2)
    refused(VersionConflict, lambda: store.append(ahead), law="a version that is not there yet is a VersionConflict")
    same(rows(store), first.rows, of='load("maya")', law="a refused batch writes nothing")


@law(
    "V3",
    "A conflict carries case, expected and the true actual version, and pickles",
    matters="the caller decides afresh from these; a wrong number makes it decide on a case that never was",
    usual="the version is read again outside the transaction, or an error class without __reduce__",
)
def a_conflict_tells_the_truth(bench: Bench) -> None:
    store = bench.fresh()
    _twice(store)
    late = batch("maya", '{"late":1}', '{"late":2}', '{"late":3}')
    error = refused(VersionConflict, lambda: store.append(late), law="a stale version is a VersionConflict")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (made here, a line ago)
    told = (again.case_id, again.expected, again.actual)
    same(told, ("maya", 0, 2), of="case, expected and actual of the conflict", law="they are those of the case")


@law(
    "V4",
    "The same handle works right after a conflict",
    matters="one lost race would stop everybody who uses this process",
    usual="an aborted transaction, or a lock, is left behind when the conflict is raised",
)
def a_conflict_leaves_the_store_usable(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}')
    write(store, first)
    ahead = batch("maya", '{"n":1}', expected=5)
    refused(VersionConflict, lambda: store.append(ahead), law="a version ahead is a VersionConflict")
    second = batch("maya", '{"n":2}', after=first)
    write(store, second)
    same(rows(store), first.rows + second.rows, of='load("maya")', law="the store works on as before")


@law(
    "V5",
    "Repeating the identical append answers the first version and stores once, also after later ones",
    matters="a lost reply makes the caller try again; the parent's consent would look refused, or be there twice",
    usual="comparing only the version; look up the stored rows at that place and compare them before raising",
)
def an_identical_retry_is_recognised(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}', '{"n":2}')
    write(store, first, first)
    same(rows(store), first.rows, of='load("maya")', law="what is repeated is stored once")
    write(store, batch("maya", '{"n":3}', after=first))
    before = journal_of(bench, store)
    write(store, first)
    same(journal_of(bench, store), before, of="what can be seen", law="what is repeated later is stored once too")
    part = changed(first, rows=first.rows[:1], summary=None)
    same(store.append(part), 1, of="append of the first row again", law="it answers where the repeated rows end")


@law(
    "V6",
    "The same place with another content is a conflict, never already stored",
    matters="a different answer of a family would be taken for the first one, and dropped",
    usual="recognising a retry by ids or versions alone; compare every field, and the messages",
)
def another_content_is_a_conflict(bench: Bench) -> None:
    first = batch("maya", '{"n":1}', messages=1)
    stored = first.rows[0]
    others = [
        changed(first, rows=(changed(stored, **facts),), summary=None)
        for facts in (
            {"body": '{"n":2}'},
            {"by_id": "lee"},
            {"via": "phone"},
            {"salt": bytes(16)},
            {"at": stored.at + timedelta(hours=1)},
            {"digest": bytes(32)},
        )
    ]
    others += [changed(first, messages=told) for told in ((message(1, 1, body="{}"),), (message(1, 1), message(1, 2)))]
    others.append(changed(batch("maya", stored, '{"n":2}', expected=0), summary=None))
    for other in others:
        store = bench.fresh()
        write(store, first)
        refused(
            VersionConflict,
            partial(store.append, other),
            law="a repeat is one only when rows and messages are the same",
        )


@law(
    "V7",
    "A batch that cannot be kept in part leaves nothing and moves nothing",
    matters="half of a meeting's decisions would be recorded, and nobody would know which half",
    usual="rows are written one by one without a transaction around them",
)
def a_batch_is_whole_or_not_at_all(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}')
    write(store, first)
    before = all_of(bench, store)
    good = batch("maya", '{"n":2}', '{"n":3}', after=first, messages=1)
    torn = changed(good, rows=(good.rows[0], changed(good.rows[1], body='"\ud800"')), summary=None)
    refused(Malformed, lambda: store.append(torn), law="a row that cannot be stored is Malformed")
    same(all_of(bench, store), before, of="what can be seen", law="a refused batch leaves everything as it was")
    write(store, good)


# keys -------------------------------------------------------------------------------------------


@law(
    "K1",
    "A key seen before answers the first version, whatever the case has become since",
    matters="the form that was sent twice would be recorded twice, or be called a conflict",
    usual="the version is compared before the key is looked up, or keys are not stored with the rows",
)
def a_key_answers_first(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}', '{"n":2}', key="k", fingerprint="f")
    third = batch("maya", '{"n":3}', after=first)
    write(store, first, third)
    before = all_of(bench, store)
    again = batch("maya", '{"decided":"again"}', after=third, key="k", fingerprint="f")
    law = "a key answers the version it was first answered with"
    same(store.append(again), 2, of="append with the key of before", law=law)
    same(all_of(bench, store), before, of="what can be seen", law="a repeated request writes nothing")
    wanted = Answered(fingerprint="f", version=2, versions=(1, 2))
    same(store.answered("maya", "k"), wanted, of='answered("maya", "k")', law="a key keeps what it was used for")


@law(
    "K2",
    "A key with another fingerprint is KeyReused, before the version is looked at",
    matters="a programming slip would record the wrong answer as if it had been given",
    usual="only the key is compared, not what it was used for",
)
def a_key_is_for_one_request(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}', key="k", fingerprint="f")
    write(store, first, batch("maya", '{"n":2}', after=first))
    before = all_of(bench, store)
    other = batch("maya", '{"other":1}', key="k", fingerprint="g")
    refused(KeyReused, lambda: store.append(other), law="the same key with another fingerprint is KeyReused")
    same(all_of(bench, store), before, of="what can be seen", law="a refused batch leaves everything as it was")


@law(
    "K3",
    "Keys belong to a case",
    matters="one family's form would answer another family's",
    usual="a unique index on the key alone",
)
def keys_belong_to_a_case(bench: Bench) -> None:
    store = bench.fresh()
    write(store, batch("maya", '{"n":1}', key="k", fingerprint="f"), batch("noor", '{"n":1}', key="k", fingerprint="g"))
    for case_id, fingerprint in (("maya", "f"), ("noor", "g")):
        found = store.answered(case_id, "k")
        of = f'answered("{case_id}", "k")'
        same(found and found.fingerprint, fingerprint, of=of, law="each case has its own keys")


LAWS = (
    a_stale_version_is_refused,
    a_version_ahead_is_refused,
    a_conflict_tells_the_truth,
    a_conflict_leaves_the_store_usable,
    an_identical_retry_is_recognised,
    another_content_is_a_conflict,
    a_batch_is_whole_or_not_at_all,
    a_key_answers_first,
    a_key_is_for_one_request,
    keys_belong_to_a_case,
)
