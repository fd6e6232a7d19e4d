"""Every example is a program that runs as it stands and prints something."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))

SAYS = {
    "case_from_start_to_end.py": "the journal is what was written",
    "custom_guard.py": "Nothing is named for when phone does not reach Rosa Vidal in time.",
    "custom_notifier.py": "to kim@school.example: A task has your name on it.",
    "custom_store.py": "2 entries; the journal is whole",
    "district_profile.py": "True ()\n('m1',)",
    "hook.py": "not written: The library is taken",
}


def test_every_example_is_expected_to_say_something() -> None:
    assert {example.name for example in EXAMPLES} == set(SAYS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_example_runs(example: Path) -> None:
    path = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    told = subprocess.run([sys.executable, str(example)], capture_output=True, text=True, check=False, env=path)

    assert told.returncode == 0, told.stderr
    assert SAYS[example.name] in told.stdout
