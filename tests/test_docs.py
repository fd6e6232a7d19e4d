"""The docs say what is so: the README's quickstart runs as pasted, its diagram is the table's, its files exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from collabflow.cycle.diagram import mermaid

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_the_quickstart_is_short_and_runs_as_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    (quickstart,) = blocks(README, "python")
    assert len(quickstart.splitlines()) < 20

    exec(compile(quickstart, "README.md", "exec"), {})

    told = capsys.readouterr().out
    assert "things are in the way:" in told
    assert "Cycle 1 · step 1 of 10, plan meeting" in told


def test_the_diagram_is_drawn_from_the_table() -> None:
    assert [block.strip() for block in blocks(README, "mermaid")] == [mermaid()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_python_block_of_every_page_runs(page: Path) -> None:
    namespace: dict[str, object] = {}
    for block in blocks(page.read_text(encoding="utf-8"), "python"):
        exec(compile(block, str(page), "exec"), namespace)


def test_every_file_that_the_readme_names_exists() -> None:
    named = re.findall(r"`((?:examples|docs)/[\w./-]+|[A-Z]+\.md)`", README)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("command", sorted(set(re.findall(r"collabflow (run|explain|guards)\b", README))))
def test_every_command_that_the_readme_names_is_there(command: str) -> None:
    asked = [sys.executable, "-m", "collabflow", command, "--help"]
    assert subprocess.run(asked, cwd=ROOT / "src", capture_output=True, check=False).returncode == 0
