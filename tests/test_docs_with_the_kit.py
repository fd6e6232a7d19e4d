"""The pages about testing one's rules: every block runs and prints what is shown. The kit works, so it takes longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pages import ONE_AFTER_THE_OTHER, WITH_THE_KIT, Reading, reading_in

READINGS = [ONE_AFTER_THE_OTHER, *((page,) for page in WITH_THE_KIT if page not in ONE_AFTER_THE_OTHER)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with reading_in(tmp_path, monkeypatch) as folder:
        yield folder


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading[0].stem)
def test_every_block_runs_and_prints_what_is_shown(reading: tuple[Path, ...], folder: Path) -> None:
    for page in reading:
        Reading(page, folder).run()


def test_the_tutorial_is_read_from_its_first_page_on() -> None:
    assert [page.stem[0] for page in ONE_AFTER_THE_OTHER] == ["1", "2", "3", "4", "5", "i"]
