"""A schema that is being made or moved on when its process is killed: finished or begun anew at the next open."""

from __future__ import annotations

import pytest

from reliability import bugs, moving
from reliability.killing import can_trace

traced = pytest.mark.skipif(not can_trace(), reason="this machine lets no process trace its child")


def test_a_migration_killed_at_any_statement_is_finished_or_rolled_back_at_the_next_open(tmp_path):
    tally = moving.at_every_statement(tmp_path)

    assert tally.broken == set(), tally.examples
    assert tally.done["kills"] > 30


@traced
def test_a_store_whose_making_is_killed_at_any_system_call_can_be_used(place):
    tally = moving.at_every_call(place, stride=23)

    assert tally.broken == set(), tally.examples
    assert tally.done["kills"] > 5


@traced
def test_a_store_whose_next_version_is_killed_at_any_system_call_stays_in_use(place):
    tally = moving.on_at_every_call(place, stride=5)

    assert tally.broken == set(), tally.examples
    assert tally.done["kills"] > 5


@traced
def test_a_next_version_that_is_not_safe_from_kills_is_found(place):
    tally = moving.on_at_every_call(place, stride=5, move=bugs.moves_on_without_transaction)

    assert "not reopened" in tally.broken


@pytest.mark.parametrize(
    ("bug", "promise"),
    [(bugs.migrates_without_transaction, "not reopened"), (bugs.migrates_by_number_first, "half migrated")],
)
def test_a_migration_that_is_not_safe_from_kills_is_found(tmp_path, bug, promise):
    tally = moving.at_every_statement(tmp_path, seeded=bug)

    assert promise in tally.broken
