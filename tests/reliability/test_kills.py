"""Clients killed at any moment and at every system call: nothing lost, nothing doubled, nothing torn or apart."""

from __future__ import annotations

import pytest

from reliability import kills
from reliability.bugs import CommitsEachEntry, CommitsLater, ForgetsKeys, SplitsCommit
from reliability.killing import can_trace
from reliability.places import BrokenPlace

traced = pytest.mark.skipif(not can_trace(), reason="this machine lets no process trace its child")


def test_clients_killed_at_random_lose_and_double_nothing(place):
    tally = kills.at_random(place, kills=24)

    assert tally.broken == set(), tally.examples
    assert tally.done["kills"] >= 24
    assert tally.done["requests"] > 10


@traced
def test_a_request_killed_at_any_system_call_and_tried_again_is_there_once(place):
    tally = kills.at_every_call(place, stride=15)

    assert tally.broken == set(), tally.examples
    assert tally.done["kills"] > 12


@traced
@pytest.mark.parametrize(
    ("bug", "promise"), [(SplitsCommit, "apart"), (CommitsEachEntry, "torn"), (ForgetsKeys, "doubled")]
)
def test_a_store_that_is_not_safe_from_kills_is_found(place, bug, promise):
    tally = kills.at_every_call(BrokenPlace(place, bug), stride=15)

    assert promise in tally.broken


def test_a_store_that_acknowledges_before_it_commits_is_found(place):
    tally = kills.at_random(BrokenPlace(place, CommitsLater), kills=40, clients=1)

    assert "lost" in tally.broken
