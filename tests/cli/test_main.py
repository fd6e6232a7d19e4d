"""The front door itself: commands, exit codes, `python -m collabflow`, and a reader who has seen enough."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from cli.terminal import Type
from collabflow.cli import main

SRC = Path(__file__).resolve().parents[2] / "src"

COMMANDS = (
    "demo",
    "run",
    "show",
    "explain",
    "journal",
    "verify",
    "due",
    "guards",
    "diagram",
    "migrate",
    "doctor",
    "work",
)


def python_m(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "collabflow", *words],
        env={**os.environ, "PYTHONPATH": str(SRC), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_python_m_collabflow_works() -> None:
    done = python_m("diagram")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("```mermaid\n")


def test_python_m_collabflow_leaves_with_the_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["collabflow", "verify", "maya", "--db", str(tmp_path / "nowhere.db")])

    with pytest.raises(SystemExit) as left:
        runpy.run_module("collabflow", run_name="__main__")

    assert left.value.code == 2


def test_importing_the_main_module_runs_nothing() -> None:
    runpy.run_module("collabflow.__main__", run_name="not_main")


def test_help_names_every_command(type_: Type) -> None:
    told = type_("--help")

    assert told.code == 0
    assert all(f"\n    {command} " in told.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(type_: Type, command: str) -> None:
    told = type_(command, "--help")

    assert told.code == 0
    assert f"usage: collabflow {command}" in told.out


@pytest.mark.parametrize("words", [[], ["dance"], ["show"], ["show", "maya"], ["run", "a.json"], ["demo", "--fast"]])
def test_wrong_use_is_told_with_the_usage(type_: Type, words: list[str]) -> None:
    told = type_(*words)

    assert told.code == 2
    assert told.err.startswith("usage: collabflow")


def test_a_reader_who_has_seen_enough_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "w", encoding="utf-8") as pipe, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", pipe)
        code = main(["guards"])

    assert code == 1
