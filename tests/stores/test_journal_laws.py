"""Laws S1 to S7 and V1 to V7: what is appended is what is loaded, once, and nobody is overwritten."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest
from attrs import evolve

from collabflow.core.errors import KeyReused, Malformed, StoreError, VersionConflict
from collabflow.ports import Answered, Batch, Query, seal, verify
from stores.samples import NOW, a_batch, a_message, a_row, a_summary, claim, everything, rows_after, write

TWINS = ("maya", "Maya", "maya ", "may", "may%", "ma_a", "mäya", "ma\u0308ya", " maya", "maya:1", "ｍaya")


def test_s1_what_is_appended_is_loaded_in_versions_without_holes(store):
    first = write(store, bodies=['{"n":1}', '{"n":2}'])
    second = write(store)

    loaded = store.load("maya")

    assert loaded == first.rows + second.rows
    assert isinstance(loaded, tuple)
    assert [row.version for row in loaded] == [1, 2, 3]
    assert verify(loaded) is None


def test_s2_an_unknown_case_is_empty_and_asking_does_not_create_it(store):
    assert store.load("nobody") == ()
    assert store.messages("nobody") == ()
    assert store.answered("nobody", "k") is None
    assert store.erase("nobody") == 0

    assert store.append(a_batch(store, "nobody")) == 1


def test_s3_an_empty_batch_stores_nothing_not_even_its_key_or_summary(store):
    batch = write(store)
    before = everything(store)
    other = evolve(batch.summary, step="follow_up")

    answer = store.append(Batch(case_id="maya", expected=1, summary=other, key="k", fingerprint="f"))

    assert answer == 1
    assert everything(store) == before
    assert store.answered("maya", "k") is None
    assert store.append(Batch(case_id="nobody", expected=0)) == 0
    assert store.read(limit=9) == store.read(limit=1)


def test_s4_order_is_append_order_also_when_times_go_backwards(store):
    times = [NOW, NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)]
    rows = seal([a_row(n, at=at, occurred=at) for n, at in enumerate(times, start=1)])

    store.append(Batch(case_id="maya", expected=0, rows=rows))

    assert [row.at for row in store.load("maya")] == times


def test_s5_a_window_is_the_slice_of_the_whole(store):
    write(store, bodies=[f'{{"n":{n}}}' for n in range(5)])
    whole = store.load("maya")

    for after in range(7):
        for limit in (None, 0, 1, 2, 14):
            end = None if limit is None else after + limit
            assert store.load("maya", after=after, limit=limit) == whole[after:end]


def test_s6_ids_are_opaque_and_never_share_anything(store):
    for case_id in TWINS:
        write(store, case_id, bodies=[f'"{case_id}"'], messages=1, key="k", fingerprint=case_id)

    for case_id in TWINS:
        assert [row.body for row in store.load(case_id)] == [f'"{case_id}"']
        assert [message.case_id for message in store.messages(case_id)] == [case_id]
        assert store.answered(case_id, "k").fingerprint == case_id
        assert [found.case_id for found in store.find(Query(case_id=case_id)).summaries] == [case_id]


def test_s7_what_was_loaded_does_not_change_when_more_arrives(store):
    write(store)
    loaded, found, fed = store.load("maya"), store.find(Query()), store.read(limit=9)

    write(store)

    assert (len(loaded), len(found.summaries), len(fed)) == (1, 1, 1)
    assert found.summaries[0].version == 1


def test_v1_a_stale_version_conflicts_and_leaves_everything_as_it_was(store):
    write(store, messages=1)
    write(store)
    before = everything(store)
    stale = rows_after(1, ['{"late":true}'], previous=store.load("maya")[0].digest)

    with pytest.raises(VersionConflict):
        store.append(
            Batch(
                case_id="maya",
                expected=1,
                rows=stale,
                messages=(a_message(2),),
                summary=a_summary(stale, step="follow_up"),
                key="k",
                fingerprint="f",
            )
        )

    assert everything(store) == before
    assert store.answered("maya", "k") is None


@pytest.mark.parametrize("expected", [1, 7])
def test_v2_a_version_ahead_of_the_case_conflicts_also_on_a_new_case(store, expected):
    with pytest.raises(VersionConflict) as refused:
        store.append(Batch(case_id="maya", expected=expected, rows=rows_after(expected, ["{}"])))

    assert refused.value.actual == 0
    assert store.load("maya") == ()


def test_v3_a_conflict_tells_case_expected_and_actual_and_pickles(store):
    write(store, bodies=["{}", "{}"])

    with pytest.raises(VersionConflict) as refused:
        store.append(Batch(case_id="maya", expected=1, rows=rows_after(1, ["[]"])))

    again = pickle.loads(pickle.dumps(refused.value))
    assert (again.case_id, again.expected, again.actual) == ("maya", 1, 2)


def test_v4_the_store_works_on_right_after_a_conflict(store):
    write(store)
    with pytest.raises(VersionConflict):
        store.append(Batch(case_id="maya", expected=5, rows=rows_after(5, ["{}"])))

    assert write(store).version == 2
    assert len(store.load("maya")) == 2


def test_v5_an_identical_retry_answers_the_first_version_and_stores_once(store):
    first = write(store, bodies=["{}", "[]"], messages=2)
    assert store.append(first) == 2

    write(store)
    before = everything(store)

    assert store.append(first) == 2
    assert everything(store) == before


def test_v5_a_retry_of_some_of_the_rows_answers_where_they_end(store):
    whole = write(store, bodies=["{}", "[]"])

    assert store.append(evolve(whole, rows=whole.rows[:1], summary=None)) == 1


@pytest.mark.parametrize(
    "facts",
    [{"body": '{"n":2}'}, {"by_id": "lee"}, {"at": NOW}, {"salt": bytes(16)}, {"via": "phone"}, {"digest": bytes(32)}],
)
def test_v6_the_same_place_with_another_row_is_a_conflict(store, facts):
    first = write(store)
    other = evolve(first, rows=(evolve(first.rows[0], **facts),), summary=None)

    with pytest.raises(VersionConflict):
        store.append(other)


def test_v6_the_same_rows_with_other_messages_are_a_conflict(store):
    first = write(store, messages=1)

    for messages in ((a_message(1, body="{}"),), (a_message(1), a_message(1, 2))):
        with pytest.raises(VersionConflict):
            store.append(evolve(first, messages=messages))


def test_v6_a_retry_that_reaches_beyond_the_case_is_a_conflict(store):
    first = write(store)
    longer = first.rows + rows_after(1, ["[]"], previous=first.rows[0].digest)

    with pytest.raises(VersionConflict):
        store.append(evolve(first, rows=longer, summary=None))


def test_v7_a_batch_that_cannot_be_kept_in_part_leaves_nothing(store):
    write(store)
    before = everything(store)
    good = a_batch(store, bodies=["{}", "[]"], messages=1)
    bad = evolve(good, rows=(good.rows[0], evolve(good.rows[1], body='"\ud800"')), summary=None)

    with pytest.raises(Malformed) as refused:
        store.append(bad)

    assert [path for path, _ in refused.value.faults] == ["rows[1].body"]
    assert everything(store) == before
    assert store.append(good) == 3


def test_a_key_answers_the_first_version_before_the_version_is_looked_at(store):
    first = write(store, bodies=["{}", "[]"], key="k", fingerprint="f")
    write(store)
    before = everything(store)
    decided_again = a_batch(store, bodies=['{"later":1}'], key="k", fingerprint="f")

    assert store.append(decided_again) == 2
    assert store.append(first) == 2
    assert everything(store) == before
    assert store.answered("maya", "k") == Answered(fingerprint="f", version=2, versions=(1, 2))


def test_a_key_used_for_another_request_is_refused_before_the_version_is_looked_at(store):
    write(store, key="k", fingerprint="f")
    write(store)
    before = everything(store)

    with pytest.raises(KeyReused):
        store.append(Batch(case_id="maya", expected=0, rows=rows_after(0, ["[]"]), key="k", fingerprint="g"))

    assert everything(store) == before


def test_keys_belong_to_a_case(store):
    write(store, "maya", key="k", fingerprint="f")
    write(store, "noor", key="k", fingerprint="g")

    assert store.answered("maya", "k").fingerprint == "f"
    assert store.answered("noor", "k").fingerprint == "g"


def test_messages_can_be_enqueued_without_rows_once_by_their_key(store):
    write(store)
    reminder = Batch(case_id="maya", expected=1, messages=(a_message(1, 7),), key="due", fingerprint="due")

    assert store.append(reminder) == 1
    assert store.append(reminder) == 1
    assert store.answered("maya", "due") == Answered(fingerprint="due", version=1, versions=())
    assert len(store.messages("maya")) == 1
    assert len(store.load("maya")) == 1


def test_messages_without_rows_are_not_enqueued_twice_without_a_key_either(store):
    write(store)
    reminder = Batch(case_id="maya", expected=1, messages=(a_message(1, 7),))
    store.append(reminder)

    assert store.append(reminder) == 1
    assert store.append(evolve(reminder, messages=(a_message(1, 7), a_message(1, 8)))) == 1
    write(store)
    assert store.append(reminder) == 1

    assert [message.n for message in store.messages("maya")] == [7, 8]


def test_a_message_id_that_another_message_has_is_refused_and_nothing_is_written(store):
    write(store, messages=1)
    before = everything(store)
    taken = a_batch(store)
    taken = evolve(taken, messages=(a_message(2, id="maya:1:1"),), key="k", fingerprint="f")

    with pytest.raises(StoreError, match="maya:1:1"):
        store.append(taken)

    assert everything(store) == before
    assert store.answered("maya", "k") is None
    assert len(claim(store)) == 1
