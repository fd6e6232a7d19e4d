"""What the tests of the command line share: typing a command, and the demo's script to play with."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from attrs import frozen

from collabflow.cli import main


@frozen
class Said:
    """What a command answered: its exit code, what it printed, and what it complained of."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> object:
        """What it printed, as JSON."""
        return json.loads(self.out)


Type = Callable[..., Said]


def typed(capsys: pytest.CaptureFixture[str], *words: object) -> Said:
    """Types a command in this process."""
    try:
        code = main([str(word) for word in words])
    except SystemExit as left:  # wrong options: argparse has said why
        code = int(left.code or 0)
    printed = capsys.readouterr()
    return Said(code, printed.out, printed.err)


def demo_text() -> str:
    """The script that ships with the package."""
    return files("collabflow.cli").joinpath("demo.json").read_text(encoding="utf-8")


def demo_entries(count: int | None = None) -> list[dict[str, object]]:
    """The first entries of the demo, or all of them."""
    return json.loads(demo_text())["entries"][:count]


def written(folder: Path, entries: Iterable[object], *, case: str = "maya", name: str = "script.json") -> Path:
    """A file with a script of these entries."""
    file = folder / name
    file.write_text(json.dumps({"case": case, "entries": list(entries)}), encoding="utf-8")
    return file


def tampered(database: Path, *, version: int) -> None:
    """Changes what one entry says, as somebody with the file in their hands could."""
    with closing(sqlite3.connect(database)) as connection, connection:
        guarded = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in guarded:
            connection.execute(f"DROP TRIGGER {name}")
        changed = connection.execute(
            "UPDATE cf_entry SET body = replace(body, 'rosa', 'ben') WHERE version = ? AND body LIKE '%rosa%'",
            (version,),
        )
        assert changed.rowcount == 1
