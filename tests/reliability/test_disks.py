"""A full disk, a file that may not grow, and one that may only be read: a typed error, and nothing is lost."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from reliability import bugs
from reliability.disks import PAGE, Ballast, FileLimit, filled, read_only, small_disk
from reliability.places import BrokenPlace, SqlitePlace

SIZES = range(0, 12 * PAGE, PAGE)


@pytest.fixture
def disk(tmp_path):
    """A folder on a small disk of its own."""
    with small_disk(tmp_path) as folder:
        if folder is None:
            pytest.skip("only root may mount a small disk")
        yield folder


@pytest.fixture
def folder():
    """A folder that everybody may look into."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_on_a_full_disk_nothing_is_lost_and_all_works_again_when_there_is_room(disk):
    tally = filled(SqlitePlace(disk), Ballast(disk), sizes=SIZES)

    assert tally.broken == set(), tally.examples
    assert tally.done["times full"] == len(SIZES)


def test_in_a_file_that_may_not_grow_nothing_is_lost_and_all_works_again_when_it_may(tmp_path):
    place = SqlitePlace(tmp_path)
    tally = filled(place, FileLimit(place.path), sizes=SIZES)

    assert tally.broken == set(), tally.examples
    assert tally.done["times full"] == len(SIZES)


def test_a_file_that_may_only_be_read_is_told_and_loses_nothing(folder):
    tally = read_only(SqlitePlace(folder), folder)

    assert tally.broken == set(), tally.examples
    assert any("read-only" in what or "cannot be opened" in what for what in tally.done)


@pytest.mark.parametrize(
    ("bug", "promise"),
    [
        (bugs.SaysAllIsWell, "lost"),
        (bugs.LeaksDiskErrors, "untyped error"),
        (bugs.GivesUp, "does not work again"),
    ],
)
def test_a_store_that_cannot_live_with_a_bad_disk_is_found(tmp_path, bug, promise):
    place = SqlitePlace(tmp_path)

    tally = filled(BrokenPlace(place, bug), FileLimit(place.path), sizes=SIZES[:2])

    assert promise in tally.broken


def test_a_store_that_says_all_is_well_is_found_in_a_file_that_may_only_be_read(folder):
    tally = read_only(BrokenPlace(SqlitePlace(folder), bugs.SaysAllIsWell), folder)

    assert "wrote" in tally.broken
