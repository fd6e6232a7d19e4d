"""The docs say what is so: the README's quickstart runs as pasted, its diagram is the table's, its files exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collabflow.cli import main
from collabflow.core.values import Step, Trigger
from collabflow.cycle.diagram import mermaid
from collabflow.language.terms import GLOSSARY as TERMS

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
def test_every_python_block_of_every_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {}
    for block in blocks(page.read_text(encoding="utf-8"), "python"):
        exec(compile(block, str(page), "exec"), namespace)


def test_every_file_that_the_readme_names_exists() -> None:
    named = re.findall(r"`((?:examples|docs)/[\w./-]+|[A-Z]+\.md)`", README)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_example_is_told_of_in_the_readme() -> None:
    assert [path.name for path in (ROOT / "examples").glob("*.py") if f"examples/{path.name}" not in README] == []


def test_the_decisions_are_numbered_in_a_row_and_short() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for number, path in enumerate(decisions, start=1):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. ")
        assert len(text.splitlines()) <= 40


# commands -------------------------------------------------------------------------------------

TOLD = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"(?:^ {4}|`)make (?:[A-Z]+=\S+ )?(\w+)", TOLD, re.MULTILINE)))
)
def test_every_make_target_that_the_docs_name_is_there(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


COMMANDS = sorted(set(re.findall(r"(?:^ {4}|`)collabflow (\w+)", TOLD, re.MULTILINE)))


def test_the_docs_name_commands() -> None:
    assert {"run", "explain", "guards"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_the_docs_name_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])

    assert left.value.code == 0
    assert f"collabflow {command}" in capsys.readouterr().out


# words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [*Step, *Trigger])
def test_the_readme_names_every_step_and_every_move(word: str) -> None:
    assert word in README


def test_the_glossary_gives_the_plain_words_that_families_are_offered() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").split("## The field's terms")[1]
    told = dict(re.findall(r"^\| ([^|(]+?)(?: \([^|]*)? \| ([^|]+) \|$", page, re.MULTILINE))
    del told["term"]

    plain = {name: term.plain for term in TERMS for name in term.names}
    assert len(told) > 10
    assert told == {name: plain[name] for name in told}
