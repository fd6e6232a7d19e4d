"""Fixtures of the command line: a keyboard, and a database in which the demo was played."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from cli.terminal import Type, demo_text, typed
from collabflow.cli import main


@pytest.fixture
def type_(capsys: pytest.CaptureFixture[str]) -> Type:
    return partial(typed, capsys)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the whole demo as case `maya`; tests only read it."""
    folder = tmp_path_factory.mktemp("played")
    script = folder / "demo.json"
    script.write_text(demo_text(), encoding="utf-8")
    assert main(["run", str(script), "--db", str(folder / "demo.db")]) == 0
    return folder / "demo.db"
