"""What a page of the docs holds for a machine: its fenced blocks, and how each kind is run.

`python` blocks run in order, in one module a page. An `output` block is what the python block before it prints.
`console` blocks are commands after `$`, each with what it prints where that is shown. A line of nothing but `…` stands
for any lines, `…` in a line for a part of it. A python block that begins with `# name.py` is that file: it is saved and
imported. A `diff` block, with `--- name.py` over its lines, changes such a file. `text` is not run.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from importlib import import_module, invalidate_caches
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from attrs import define, field, frozen

from collabflow import CollabFlow
from collabflow.cli import main

_FENCED = re.compile(r"^(?P<fence>`{3,})(?P<language>[^`\n]*)\n(?P<text>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (?P<command>.+)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)
MODULE = "page"
"""The module in which the blocks of a page run."""

_DOCS = Path(__file__).resolve().parent.parent / "docs"
ONE_AFTER_THE_OTHER = tuple(sorted((_DOCS / "tutorial" / "test-your-rules").glob("*.md")))
_ALONE = ("explore-your-rules", "property-test-your-rules", "use-the-strategies", "test-your-rules-tests")
WITH_THE_KIT = (*ONE_AFTER_THE_OTHER, *(_DOCS / "how-to" / f"{name}.md" for name in _ALONE))
"""Pages that let the rules kit work, which takes its time: `test_docs_with_the_kit` runs them."""

_FILE = re.compile(r"# (\w+)\.py\n")
_CHANGED = re.compile(r"^--- (?P<name>\w+)\.py\n(?P<hunks>(?:(?!--- ).*\n)*)", re.MULTILINE)


@frozen
class Block:
    """A fenced block: its language, its text and the line where the text begins."""

    language: str
    text: str
    line: int

    @property
    def is_directive(self) -> bool:
        """Whether it is for the builder of the pages and no code."""
        return self.language.startswith("{")


def blocks(page: Path) -> tuple[Block, ...]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return tuple(
        Block(found["language"].strip(), found["text"], text[: found.start()].count("\n") + 2)
        for found in _FENCED.finditer(text)
    )


def agrees(said: str, shown: str) -> bool:
    """Whether what was printed is what the page shows."""
    parts = ["(?:.*\n)*" if line == "…" else _line(line) for line in shown.strip("\n").split("\n")]
    printed = "".join(f"{line.rstrip()}\n" for line in said.strip("\n").split("\n"))
    return re.fullmatch("".join(parts), printed) is not None


def _line(shown: str) -> str:
    return ".*".join(map(re.escape, shown.rstrip().split("…"))) + "\n"


@define
class Reading:
    """A page being run in a folder of its own, block by block."""

    page: Path
    folder: Path
    module: ModuleType = field(factory=lambda: ModuleType(MODULE))
    said: str = ""

    def run(self) -> None:
        """Runs every block; what does not print what is shown fails with both."""
        sys.modules[self.module.__name__] = self.module
        runners: Mapping[str, Callable[[Block], None]] = {
            "python": self._python,
            "output": self._output,
            "console": self._console,
            "diff": self._diff,
            "json": lambda block: json.loads(block.text),
        }
        for block in blocks(self.page):
            if block.language in runners:
                runners[block.language](block)

    def _python(self, block: Block) -> None:
        source = "\n" * (block.line - 1) + block.text
        with redirect_stdout(StringIO()) as told:
            if named := _FILE.match(block.text):
                self._saved(named[1], source)
            else:
                exec(compile(source, str(self.page), "exec"), self.module.__dict__)
        self.said = told.getvalue()

    def _diff(self, block: Block) -> None:
        for changed in _CHANGED.finditer(block.text):
            text = (self.folder / f"{changed['name']}.py").read_text(encoding="utf-8")
            for hunk in changed["hunks"].split("@@\n"):
                before, after = _side(hunk, " -"), _side(hunk, " +")
                assert text.count(before) == 1, f"{self.page}:{block.line}: {changed['name']}.py has no\n{before}"
                text = text.replace(before, after)
            self._saved(changed["name"], text)

    def _saved(self, name: str, text: str) -> None:
        """The file as it now is, imported anew by whoever imports it next."""
        (self.folder / f"{name}.py").write_text(text, encoding="utf-8")
        invalidate_caches()
        sys.modules.pop(name, None)
        import_module(name)

    def _output(self, block: Block) -> None:
        self._compare(self.said, block.text, block.line)

    def _console(self, block: Block) -> None:
        assert block.text.startswith("$ "), f"{self.page}:{block.line}: a console block begins with `$ `"
        for found in _COMMAND.finditer(block.text):
            said = self._command(found["command"])
            if found["shown"].strip():
                self._compare(said, found["shown"], block.line + block.text[: found.start()].count("\n"))

    def _command(self, line: str) -> str:
        program, *arguments = shlex.split(line, comments=True)
        if program == "python":
            done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
            assert done.returncode in (0, 1) and not done.stderr, done.stderr
            return done.stdout
        assert program == "collabflow", f"{self.page}: `{program}` cannot be run here; show it in a text block"
        with redirect_stdout(StringIO()) as told:
            code = main(arguments)
        assert code in (0, 1), told.getvalue()
        return told.getvalue()

    def _compare(self, said: str, shown: str, line: int) -> None:
        assert agrees(said, shown), f"{self.page}:{line}: it prints\n\n{said}\nand the page shows\n\n{shown}"


def _side(hunk: str, marks: str) -> str:
    """The lines of a change that were there, or that are there then; an empty line is on both sides."""
    lines = (line or " " for line in hunk.splitlines())
    return "".join(f"{line[1:]}\n" for line in lines if line[0] in marks)


@contextmanager
def reading_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder, to be in; afterwards the modules that were made there end their work and are forgotten."""
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    yield folder
    made = [name for name, module in sys.modules.items() if _is_in(folder, module)]
    for name in made:
        for value in vars(sys.modules.pop(name)).values():
            if isinstance(value, CollabFlow):
                value.store.close()


def _is_in(folder: Path, module: ModuleType) -> bool:
    """Whether this module is a page's, or lies in that folder."""
    return module.__name__ == MODULE or Path(getattr(module, "__file__", None) or "").parent == folder


def of_language(page: Path, language: str) -> Iterator[str]:
    """The texts of the blocks in this language."""
    yield from (block.text for block in blocks(page) if block.language == language)
