"""The docs say what is so: every block runs and prints what is shown, every generated page is what the code says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import pytest

import collabflow
from collabflow import events, records
from collabflow.cli import main
from collabflow.core.values import Step, Trigger
from collabflow.cycle.diagram import mermaid
from collabflow.cycle.profile import DEFAULT
from collabflow.language.terms import GLOSSARY as TERMS
from generating import MARK, pages, written
from pages import WITH_THE_KIT, Reading, agrees, blocks, of_language, reading_in

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BY_HAND = [
    page
    for page in sorted([README, ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
    if "_build" not in page.parts and not page.read_text(encoding="utf-8").startswith(MARK)
]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150


def test_the_quickstart_is_short_and_runs_as_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    quickstart = next(of_language(README, "python"))
    assert len(quickstart.splitlines()) < 20

    exec(compile(quickstart, "README.md", "exec"), {})

    told = capsys.readouterr().out
    assert "things are in the way:" in told
    assert "Cycle 1 · step 1 of 10, plan meeting" in told


def test_the_diagram_is_drawn_from_the_table() -> None:
    assert [block.strip() for block in of_language(README, "mermaid")] == [mermaid()]


# blocks ---------------------------------------------------------------------------------------

RUN = {"python", "output", "console", "diff", "json"}
SHOWN = {"mermaid", "text"}
NEEDS = {
    "docs/how-to/embed-in-a-web-framework.md": ("django", "fastapi", "flask", "httpx"),
    "docs/how-to/share-your-transaction.md": ("fastapi", "flask", "httpx", "sqlalchemy"),
    "docs/how-to/share-your-transaction-in-django.md": ("django",),
}
"""Pages that run only with libraries of the extra `test` that an older environment may not have yet."""


TUTORIAL = tuple(page for page in BY_HAND if page.parent.name == "tutorial")
EMBEDDING = (ROOT / "docs/how-to/embed.md", ROOT / "docs/how-to/embed-in-a-web-framework.md")
STORING = (ROOT / "docs/how-to/write-a-storage-adapter.md", ROOT / "docs/how-to/prove-a-storage-adapter.md")
TOGETHER = (TUTORIAL, EMBEDDING, STORING)
READINGS = [*TOGETHER, *((page,) for page in BY_HAND if page not in chain(*TOGETHER, WITH_THE_KIT))]
"""What is read in one go, in one folder: pages that go on from each other, and every other page alone."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with reading_in(tmp_path, monkeypatch) as folder:
        yield folder


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: name_of(reading[0]))
def test_every_block_runs_and_prints_what_is_shown(reading: tuple[Path, ...], folder: Path) -> None:
    for library in chain.from_iterable(NEEDS.get(name_of(page), ()) for page in reading):
        pytest.importorskip(library, reason="the extra `test` brings it; run `make test`")

    if any("django" in NEEDS.get(name_of(page), ()) for page in reading):
        read_apart(reading, folder)
    else:
        for page in reading:
            Reading(page, folder).run()


def read_apart(reading: tuple[Path, ...], folder: Path) -> None:
    """Reads in a process of its own: Django can be set up once in a process, and each page is a project of its own."""
    pages = [str(page) for page in reading]
    told = f"from pathlib import Path; from pages import Reading; folder = Path({str(folder)!r})"
    done = subprocess.run(
        [sys.executable, "-c", f"{told}\nfor page in {pages!r}: Reading(Path(page), folder).run()"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", BY_HAND, ids=name_of)
def test_every_block_says_whether_it_runs(page: Path) -> None:
    """A language that is not run here is `text`; a directive that hides code from the test is none of ours."""
    code = [block for block in blocks(page) if not block.is_directive]
    hidden = [block for block in blocks(page) if block.language.startswith(("{code", "{literal", "{doctest"))]

    assert [f"line {block.line}: {block.language}" for block in code if block.language not in RUN | SHOWN] == []
    assert hidden == []


@pytest.mark.parametrize("page", BY_HAND, ids=name_of)
def test_no_code_hides_in_an_indent(page: Path) -> None:
    """Markdown takes four blanks after an empty line for code, and nothing would run it."""
    prose = re.sub(r"^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)

    assert re.findall(r"\n\n {4}\S.*", prose) == []


@pytest.mark.parametrize(
    ("said", "shown", "alike"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\n", False),
        ("a\nb\nc\n", "a\n…\nc\n", True),
        ("a\nb\nc\n", "a\n…\n", True),
        ("a\nb\nc\n", "…\nb\n", False),
        ("a  \n", "a\n", True),
        ("a.c\n", "abc\n", False),
        ("a 1 c\n", "a … c\n", True),
        ("a 1 c\n", "a …\n", True),
        ("a\nb\n", "a …\n", False),
    ],
)
def test_what_is_printed_is_compared_line_by_line(said: str, shown: str, alike: bool) -> None:
    assert agrees(said, shown) is alike


BENCHMARKS = ROOT / "docs/explanation/benchmarks.md"
"""Written by `make bench`, as long as its tables are."""


@pytest.mark.parametrize("page", [page for page in BY_HAND if page != BENCHMARKS], ids=name_of)
def test_a_page_is_short(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 160


# the reference --------------------------------------------------------------------------------

STALE = "the reference is not what the code says; run `make reference` and commit what it writes"


@pytest.fixture(scope="module")
def reference() -> Mapping[str, str]:
    return pages()


def test_the_reference_is_what_the_code_says(reference: Mapping[str, str]) -> None:
    there = written()

    assert sorted(name for name in reference.keys() | there.keys() if reference.get(name) != there.get(name)) == [], (
        STALE
    )


def test_every_event_guard_and_term_is_in_the_reference(reference: Mapping[str, str]) -> None:
    told = "\n".join(reference.values())

    assert [name for name in events.__all__ if f"{{py:class}} {name}\n:module: collabflow.events\n" not in told] == []
    assert [guard.code for guard in DEFAULT.guards if f"\n## {guard.code}\n" not in told] == []
    assert [limit.name for limit in DEFAULT.limits if f"\n| `{limit.name}` |" not in told] == []
    assert [trigger for trigger in Trigger if f"\n| `{trigger}` |" not in told] == []
    assert [term.name for term in TERMS if f"\n| {term.name} |" not in told] == []


@pytest.mark.parametrize("module", [collabflow, records], ids=lambda module: module.__name__)
def test_every_promised_name_is_in_the_reference_once(module: object, reference: Mapping[str, str]) -> None:
    told = "\n".join(reference.values())
    entries = re.findall(r"^`{3,}\{py:\w+\} (\w+).*\n:module: ([\w.]+)$", told, re.MULTILINE)
    described = [name for name, where in entries if where == module.__name__]

    assert len(set(described)) == len(described)
    assert set(module.__all__) - {name for name, where in entries if where in ("collabflow", module.__name__)} == set()


# what the readme names ------------------------------------------------------------------------


def test_every_file_that_the_readme_names_exists() -> None:
    named = re.findall(r"(?:`|\]\()((?:examples|docs)/[\w./-]+|[A-Z]+\.md)(?:`|\))", README.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_example_is_told_of_in_the_readme() -> None:
    told = README.read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "examples").glob("*.py") if f"examples/{path.name}" not in told] == []


def test_the_decisions_are_numbered_in_a_row_and_short() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("0*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for number, path in enumerate(decisions, start=1):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. ")
        assert len(text.splitlines()) <= 40


# commands -------------------------------------------------------------------------------------

TOLD = "\n".join(page.read_text(encoding="utf-8") for page in BY_HAND)


MAKE = r"make (?:[A-Z]+=\S+ )?(\w+)"
SHELL = "\n".join(text for page in BY_HAND for text in of_language(page, "text"))
TARGETS = sorted({*re.findall(f"^{MAKE}", SHELL, re.MULTILINE), *re.findall(f"`{MAKE}", TOLD)})


@pytest.mark.parametrize("target", TARGETS)
def test_every_make_target_that_the_docs_name_is_there(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


COMMANDS = sorted(set(re.findall(r"(?:^\$ |`)collabflow ([\w-]+)", TOLD, re.MULTILINE)))


def test_the_docs_name_commands() -> None:
    assert {"demo", "explain", "guards"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_the_docs_name_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])

    assert left.value.code == 0
    assert f"collabflow {command}" in capsys.readouterr().out


# words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [*Step, *Trigger])
def test_the_readme_names_every_step_and_every_move(word: str) -> None:
    assert word in README.read_text(encoding="utf-8")


def test_the_glossary_gives_the_plain_words_that_families_are_offered() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").split("## The field's terms")[1]
    told = dict(re.findall(r"^\| ([^|(]+?)(?: \([^|]*)? \| ([^|]+) \|$", page, re.MULTILINE))
    del told["term"]

    plain = {name: term.plain for term in TERMS for name in term.names}
    assert len(told) > 10
    assert told == {name: plain[name] for name in told}
