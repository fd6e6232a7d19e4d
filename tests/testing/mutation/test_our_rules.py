"""Our own rules went through it first: here one room, as a stranger would type it; `make mutants` looks at all ten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from collabflow.steps.s09_provide_resources import GUARDS
from collabflow.testing.sweeps.forks import can_fork

ROOT = Path(__file__).resolve().parents[3]
ROOM = "tests/steps/test_s09_provide_resources.py"


@pytest.mark.skipif(not can_fork(), reason="this platform cannot fork")
def test_the_tests_of_a_room_notice_every_change_of_its_rules() -> None:
    command = [sys.executable, "-m", "collabflow", "test-rules", "collabflow:DEFAULT", "--tests", ROOM, "--least", "95"]

    done = subprocess.run(
        [*command, "--only", *(guard.code for guard in GUARDS)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "changes caught" in done.stdout.splitlines()[-1]
