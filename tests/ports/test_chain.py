"""The chain of digests: it shows every change, and survives a lawful erasure."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from attrs import evolve

from collabflow.core.errors import Malformed
from collabflow.ports import GENESIS, FaultKind, seal, verify
from stores.samples import NOW, SALT, a_row, rows_after

ROWS = rows_after(0, ['{"n":1}', '{"n":2}', '{"n":3}'], key="k", evidence="[]")

GONE = {"body": None, "salt": None, "by_name": None, "evidence": None, "key": None}


def test_sealed_rows_verify_up_to_the_head_that_was_kept():
    assert verify(ROWS) is None
    assert verify(ROWS, head=ROWS[-1].digest) is None
    assert verify((), head=GENESIS) is None


def test_a_journal_can_be_verified_from_the_middle():
    assert verify(ROWS[1:], after=1, previous=ROWS[0].digest, head=ROWS[-1].digest) is None


def test_rows_can_be_sealed_one_after_the_other():
    first = seal([a_row(1)])
    second = seal([a_row(2)], previous=first[0].digest)

    assert first + second == seal([a_row(1), a_row(2)])


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("type", "set_goals.goal_dropped"),
        ("type_version", 2),
        ("by_id", "lee"),
        ("by_role", "teacher"),
        ("at", NOW + timedelta(seconds=1)),
        ("occurred", NOW - timedelta(microseconds=1)),
        ("via", "phone"),
        ("body_digest", bytes(32)),
    ],
)
def test_a_changed_header_is_found(name, other):
    changed = (ROWS[0], evolve(ROWS[1], **{name: other}), ROWS[2])

    fault = verify(changed)

    assert (fault.version, fault.kind) == (2, FaultKind.CHANGED)


@pytest.mark.parametrize(
    ("name", "other"),
    [("body", '{"n": 2}'), ("by_name", "Somebody"), ("evidence", None), ("key", ""), ("salt", SALT[::-1])],
)
def test_changed_contents_are_found(name, other):
    fault = verify((ROWS[0], evolve(ROWS[1], **{name: other}), ROWS[2]))

    assert (fault.case_id, fault.version, fault.kind) == ("maya", 2, FaultKind.BODY_CHANGED)


def test_the_same_moment_in_another_offset_is_a_change():
    from datetime import timezone

    moved = evolve(ROWS[1], at=ROWS[1].at.astimezone(timezone(timedelta(hours=2))))

    assert verify((ROWS[0], moved, ROWS[2])).kind is FaultKind.CHANGED


def test_an_erased_journal_still_verifies():
    erased = tuple(evolve(row, **GONE) for row in ROWS)

    assert verify(erased, head=ROWS[-1].digest) is None


@pytest.mark.parametrize("left", GONE)
def test_a_half_erased_row_is_found(left):
    half = evolve(ROWS[1], **{name: value for name, value in GONE.items() if name != left})

    assert verify((ROWS[0], half, ROWS[2])).kind is FaultKind.HALF_ERASED


@pytest.mark.parametrize("rows", [ROWS[1:], (ROWS[0], ROWS[2]), (ROWS[1], ROWS[0]), (ROWS[0], ROWS[0])])
def test_a_missing_moved_or_doubled_row_is_found(rows):
    assert verify(rows).kind is FaultKind.OUT_OF_ORDER


def test_a_row_of_another_case_is_found():
    other = rows_after(1, ["{}"], case_id="other", previous=ROWS[0].digest)

    assert verify((ROWS[0], *other)).kind is FaultKind.OTHER_CASE


def test_a_cut_end_is_found_only_against_a_head_kept_elsewhere():
    assert verify(ROWS[:2]) is None

    fault = verify(ROWS[:2], head=ROWS[2].digest)

    assert (fault.version, fault.kind) == (2, FaultKind.HEAD_MISSING)


def test_fields_cannot_run_into_each_other():
    one, other = seal([a_row(type="ab", by_id="c")]), seal([a_row(type="a", by_id="bc")])

    assert one[0].digest != other[0].digest
    assert seal([a_row(via=None)])[0].digest != seal([a_row(via="")])[0].digest


def test_without_the_salt_a_body_cannot_be_guessed_from_its_digest():
    one, other = seal([a_row(salt=SALT)])[0], seal([a_row(salt=SALT[::-1])])[0]

    assert one.body_digest != other.body_digest


def test_the_digest_is_the_one_that_is_written_down():
    row = seal([a_row(1, key="k", evidence="[]")])[0]

    def field(text):
        return b"\xff" * 8 if text is None else len(text.encode()).to_bytes(8, "big") + text.encode()

    said = b"".join(map(field, (row.by_name, row.evidence, row.key, row.body)))
    body_digest = hashlib.sha256(len(SALT).to_bytes(8, "big") + SALT + said).digest()
    at, occurred = "2026-09-07T09:01:00.000000+00:00", "2026-09-07T09:00:00.000000+00:00"
    header = ("collabflow row 1", "maya", "1", row.type, "1", "rosa", "caregiver", at, occurred, None)
    digest = hashlib.sha256(bytes(32) + b"".join(map(field, header)) + body_digest).digest()

    assert (row.body_digest, row.digest) == (body_digest, digest)


def test_a_text_without_a_utf8_form_is_refused_by_field():
    with pytest.raises(Malformed) as refused:
        seal([a_row(body='"\ud800"')])

    assert refused.value.faults[0][0] == "body"
