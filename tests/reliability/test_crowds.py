"""Eight processes at once: one winner for each step, nobody starves, and a follower sees each entry once."""

from __future__ import annotations

import pytest

from reliability import bugs, feeds, queueing, races
from reliability.places import BrokenPlace


def test_eight_processes_on_the_same_step_have_one_winner_and_the_others_are_told(place):
    tally = races.same_step(place, cases=30)

    assert tally.broken == set(), tally.examples
    assert tally.done["won"] == 30
    assert tally.done["VersionConflict"] + tally.done["Refused"] == 7 * 30


@pytest.mark.parametrize(
    ("bug", "promise"),
    [
        (bugs.LastWriterWins, "two winners"),
        (bugs.SaysNothing, "two winners"),
        (bugs.LeaksConflicts, "untyped error"),
        (bugs.BlamesTheDatabase, "wrong error"),
        (bugs.ComparesAfterwards, "no winner"),
        (bugs.ChainsToTheBeginning, "chain broken"),
    ],
)
def test_a_store_that_is_careless_in_a_race_is_found(place, bug, promise):
    tally = races.same_step(BrokenPlace(place, bug), cases=20)

    assert promise in tally.broken


def test_no_writer_is_overtaken_for_long(file):
    tally = queueing.overtaking(file, appends=600, most=160)

    assert tally.broken == set(), tally.examples


def test_writers_that_do_not_queue_are_found(file):
    tally = queueing.overtaking(BrokenPlace(file, bugs.Unqueued), appends=800, most=160)

    assert tally.broken == {"overtaken too often"}


def test_followers_see_each_entry_once_and_in_time(place):
    tally = feeds.followed(place, entries=1_200)

    assert tally.broken == set(), tally.examples
    assert tally.done["entries"] == 1_200
    assert tally.done["rolled back"] > 3
    assert tally.done["slow"] > 1


@pytest.mark.parametrize(
    ("bug", "promise"),
    [
        (bugs.SortsFeed, "late"),
        (bugs.ReadsFromHere, "twice"),
        (bugs.SkipsWhenFull, "missed"),
        (bugs.Foretells, "never written"),
    ],
)
def test_a_feed_that_is_not_told_right_is_found(place, bug, promise):
    tally = feeds.followed(BrokenPlace(place, bug), entries=400, pages=(7,))

    assert promise in tally.broken
