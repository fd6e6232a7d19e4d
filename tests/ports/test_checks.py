"""Checks: what no store takes, named by field and never quoted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from collabflow.core.errors import CaseErased, KeyReused, Malformed, TooLarge, VersionConflict
from collabflow.ports import Answered, Batch, Outcome, Query, StoreLimits, Verdict, seal
from collabflow.ports.checks import (
    check,
    check_counts,
    check_ids,
    check_outcomes,
    check_query,
    check_revival,
    check_summaries,
    judge,
    lease_end,
    micros,
)
from stores.samples import NOW, a_message, a_row, a_summary, rows_after

ROWS = rows_after(0, ['{"n":1}', '{"n":2}'])
GOOD = Batch(
    case_id="maya",
    expected=0,
    rows=ROWS,
    messages=(a_message(1), a_message(2)),
    summary=a_summary(ROWS),
    key="k",
    fingerprint="f",
)
UNLIMITED = StoreLimits()


def faults_of(batch: Batch) -> set[str]:
    with pytest.raises(Malformed) as refused:
        check(batch, UNLIMITED)
    return {path for path, _ in refused.value.faults}


def with_row(**facts) -> Batch:
    return evolve(GOOD, rows=(ROWS[0], evolve(ROWS[1], **facts)), summary=None)


def test_a_good_batch_passes():
    check(GOOD, UNLIMITED)
    check(Batch(case_id="maya", expected=0), UNLIMITED)
    check(Batch(case_id="maya", expected=2, messages=(a_message(2),)), UNLIMITED)


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"case_id": ""}, "case_id"),
        ({"case_id": "a\x00b"}, "case_id"),
        ({"expected": -1}, "expected"),
        ({"expected": True}, "expected"),
        ({"expected": 2**63}, "expected"),
        ({"key": "\ud800"}, "key"),
        ({"key": None}, "fingerprint"),
        ({"fingerprint": None}, "fingerprint"),
    ],
)
def test_a_batch_that_cannot_be_kept_is_refused_by_field(facts, path):
    assert faults_of(evolve(GOOD, **facts)) >= {path}


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"type": "a\x00"}, "rows[1].type"),
        ({"by_id": 7}, "rows[1].by_id"),
        ({"type_version": 1.0}, "rows[1].type_version"),
        ({"body": '"\udfff"'}, "rows[1].body"),
        ({"by_name": "\ud800"}, "rows[1].by_name"),
        ({"salt": bytearray(16)}, "rows[1].salt"),
        ({"digest": "text"}, "rows[1].digest"),
        ({"version": 3}, "rows[1].version"),
        ({"case_id": "other"}, "rows[1].case_id"),
        ({"body": None}, "rows[1].body"),
        ({"salt": None}, "rows[1].salt"),
        ({"salt": b"short"}, "rows[1].salt"),
        ({"digest": b""}, "rows[1].digest"),
        ({"body_digest": b""}, "rows[1].digest"),
    ],
)
def test_a_row_that_cannot_be_kept_is_refused_by_place_and_field(facts, path):
    assert path in faults_of(with_row(**facts))


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"id": "maya:1:1"}, "messages[1].id"),
        ({"case_id": "other"}, "messages[1].case_id"),
        ({"version": 3}, "messages[1].version"),
        ({"version": 0}, "messages[1].version"),
        ({"body": "\x00"}, "messages[1].body"),
        ({"n": "1"}, "messages[1].n"),
    ],
)
def test_a_message_that_cannot_be_kept_is_refused_by_place_and_field(facts, path):
    messages = (GOOD.messages[0], evolve(GOOD.messages[1], **facts))

    assert path in faults_of(evolve(GOOD, messages=messages))


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"case_id": "other"}, "summary.case_id"),
        ({"version": 1}, "summary.version"),
        ({"head": bytes(32)}, "summary.head"),
        ({"parties": ("rosa", "rosa")}, "summary.parties"),
        ({"parties": ("ro\x00sa",)}, "summary.parties"),
        ({"next_due": datetime(2026, 9, 7, tzinfo=UTC)}, "summary.next_due"),
    ],
)
def test_a_summary_that_does_not_belong_is_refused_by_field(facts, path):
    assert path in faults_of(evolve(GOOD, summary=evolve(GOOD.summary, **facts)))


def test_a_summary_without_rows_may_only_be_of_the_version_that_stands():
    right = Batch(case_id="maya", expected=2, messages=(a_message(2),), summary=a_summary(ROWS))

    check(right, UNLIMITED)
    assert "summary.version" in faults_of(evolve(right, expected=3))


def test_a_tuple_field_that_is_none_is_told_as_such():
    assert "[0].parties" in str(refusal(check_summaries, (forged(GOOD.summary, "parties", None),)))


def test_every_fault_is_told_at_once_and_none_quotes_a_text():
    batch = with_row(by_id="Grandmother said\x00", body="so\x00")

    with pytest.raises(Malformed) as refused:
        check(batch, UNLIMITED)

    assert len(refused.value.faults) == 2
    assert "Grandmother" not in str(refused.value)


def test_a_batch_at_the_limits_passes_and_one_above_is_refused_in_numbers():
    size = len('{"n":1}')
    exact = StoreLimits(rows_per_batch=2, bytes_per_row=max(size, len(a_message().body)))

    check(GOOD, exact)
    with pytest.raises(TooLarge, match="2 rows"):
        check(GOOD, evolve(exact, rows_per_batch=1))
    with pytest.raises(TooLarge, match="message 'maya:1:1'"):
        check(GOOD, evolve(exact, bytes_per_row=len(a_message().body) - 1))
    with_evidence = seal([a_row(body='{"n":1}', evidence="[]")])
    with pytest.raises(TooLarge, match="row 1 has 9 bytes"):
        check(Batch(case_id="maya", expected=0, rows=with_evidence), StoreLimits(bytes_per_row=8))


def test_bytes_are_counted_not_characters():
    rows = seal([a_row(body='"ñ"')])

    with pytest.raises(TooLarge, match="4 bytes"):
        check(Batch(case_id="maya", expected=0, rows=rows), StoreLimits(bytes_per_row=3))


def test_a_batch_is_judged_by_erasure_then_key_then_version():
    seen = Answered(fingerprint="other", version=1)
    stands = {"erased": False, "seen": None, "actual": 0, "stored": lambda: False}

    assert judge(GOOD, **stands) is None
    assert judge(GOOD, **{**stands, "seen": evolve(seen, fingerprint="f")}) == 1
    with pytest.raises(KeyReused):
        judge(GOOD, **{**stands, "seen": seen, "actual": 9})
    with pytest.raises(CaseErased):
        judge(GOOD, **{**stands, "seen": seen, "erased": True})
    with pytest.raises(VersionConflict):
        judge(GOOD, **{**stands, "actual": 9})
    assert judge(GOOD, **{**stands, "actual": 9, "stored": lambda: True}) == 2


def test_an_empty_batch_is_judged_and_writes_nothing():
    empty = Batch(case_id="maya", expected=3)
    stands = {"erased": False, "seen": None, "stored": lambda: True}

    assert judge(empty, actual=3, **stands) == 3
    with pytest.raises(VersionConflict):
        judge(empty, actual=4, **stands)


def refusal(check_it, *given, **named) -> Malformed:
    with pytest.raises(Malformed) as refused:
        check_it(*given, **named)
    return refused.value


def forged(record, name, value):
    """The record with a field that its constructor would not take."""
    other = evolve(record)
    object.__setattr__(other, name, value)
    return other


def test_ids_that_no_store_can_hold_are_refused():
    check_ids("load", case_id="ïd")

    assert refusal(check_ids, "load", case_id="a\x00").faults[0][0] == "case_id"
    assert refusal(check_revival, ("\ud800",), now=NOW).faults[0][0] == "id"
    assert refusal(check_revival, (), now=datetime(2026, 1, 1)).faults[0][0] == "now"


@pytest.mark.parametrize("count", [-1, 1.5, True, 2**63])
def test_counts_are_whole_and_not_negative(count):
    check_counts("load", after=0, limit=None)

    assert refusal(check_counts, "load", limit=count).faults[0][0] == "limit"


def test_a_query_that_cannot_be_answered_is_refused():
    check_query(Query(due_before=date(2026, 9, 7)))

    assert refusal(check_query, Query(limit=0)).faults[0][0] == "limit"
    assert refusal(check_query, Query(party="\x00")).faults[0][0] == "party"
    assert refusal(check_query, Query(due_before=NOW)).faults[0][0] == "due_before"


def test_summaries_and_outcomes_are_checked_by_place():
    summary = a_summary(ROWS)
    outcome = Outcome(id="m", token="t\x00", verdict=Verdict.SENT)

    check_summaries((summary,))
    check_outcomes((evolve(outcome, token="t"),), now=NOW)
    check_revival(("m",), now=NOW)
    assert refusal(check_summaries, (summary, evolve(summary, step=7))).faults[0][0] == "[1].step"
    assert refusal(check_summaries, (evolve(summary, parties=("a", "a")),)).faults[0][0] == "[0].parties"
    assert refusal(check_outcomes, (outcome,), now=NOW).faults[0][0] == "[0].token"
    assert refusal(check_outcomes, (forged(outcome, "verdict", 7),), now=NOW).faults[1][0] == "[0].verdict"
    assert refusal(check_outcomes, (), now=datetime(2026, 9, 7)).faults[0][0] == "now"


def test_a_lease_of_an_hour_is_an_hour_across_a_clock_change():
    before = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid"))

    assert lease_end(before, timedelta(hours=1)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_lease_that_cannot_be_given_is_refused():
    for lease in (timedelta(0), timedelta(days=999_999_999)):
        assert refusal(lease_end, NOW, lease).faults[0][0] == "lease"
    assert refusal(lease_end, datetime(2026, 9, 7), timedelta(1)).faults[0][0] == "now"


def test_microseconds_order_times_as_they_happened():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid"))
    later = first.replace(fold=1)

    assert micros(later) - micros(first) == 3_600_000_000
    assert micros(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert micros(datetime.max.replace(tzinfo=UTC)) < 2**63
