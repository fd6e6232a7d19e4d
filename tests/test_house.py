"""The house keeps its rules: floors, two doors, sizes, purity of the lower floors, and no loose ends.

A floor that is not checked is a wish. The lists of exceptions below only shrink: a file that has grown beyond its
number fails, and so does an exception that is no longer needed.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
HOUSE = SRC / "collabflow"
FILES = sorted(HOUSE.rglob("*.py"))

PURE_FLOORS = ("core", "goals", "language", "steps", "cycle", "export")
ROOFS = frozenset({"collabflow", "collabflow.events", "collabflow.records"})
"""What users import from; nobody inside does."""

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40

LONG_FILES = {
    "codec.py": (352, "the one door to cattrs, and strictness is easier to judge in one place"),
    "cycle/profile.py": (308, "one value with all its verbs; what it is made of is already in rules.py"),
    "ports/records.py": (314, "every record that crosses the border to a store"),
    "records.py": (340, "one roof over every record and fact: names only"),
}
LONG_FUNCTIONS: dict[str, tuple[int, str]] = {}


def place(file: Path) -> str:
    """The file's path inside the package."""
    return file.relative_to(HOUSE).as_posix()


def module(file: Path) -> str:
    """The dotted name of the module in this file."""
    parts = file.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[str]:
    """Every module that this file imports, wherever in it; `from a import b` gives `a` and `a.b`."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_pure(file: Path) -> bool:
    return file.relative_to(HOUSE).parts[0] in PURE_FLOORS


# floors ---------------------------------------------------------------------------------------


def test_the_contracts_on_imports_hold() -> None:
    pytest.importorskip("importlinter", reason="the extra `check` is not installed; `make check` runs this")
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"

    done = subprocess.run(
        [sys.executable, "-c", lint],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(SRC), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def layers(contract: str) -> set[str]:
    """The names that the layers of this contract hold."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    found = next(one for one in contracts if one["name"].startswith(contract))
    return {name.strip() for layer in found["layers"] for name in layer.split("|")}


def children(folder: Path) -> set[str]:
    """The modules and packages that lie directly in this folder."""
    inside = (path for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())
    return {path.stem for path in inside} - {"__init__"}


def test_every_part_of_the_house_stands_on_a_floor() -> None:
    built = {f"collabflow.{name}" for name in children(HOUSE)}

    assert built - ROOFS == layers("Floors")


def test_every_room_stands_in_the_order_of_the_cycle() -> None:
    assert children(HOUSE / "steps") == layers("A room reads")


def test_every_file_of_core_stands_in_its_order() -> None:
    assert children(HOUSE / "core") == layers("The words of core")


def test_nobody_inside_comes_in_by_the_front_door() -> None:
    inside = [file for file in FILES if module(file) not in ROOFS]
    guilty = {place(file): names for file in inside if (names := ROOFS.intersection(imports(file)))}

    assert guilty == {}


@pytest.mark.parametrize("package", ["stores", "notify", "profiles"])
def test_an_adapter_is_imported_by_its_path(package: str) -> None:
    assert (HOUSE / package / "__init__.py").read_bytes() == b""


# doors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("library", "door"), [("transitions", "cycle/machine.py"), ("cattrs", "codec.py")])
def test_a_library_has_one_door(library: str, door: str) -> None:
    through = {place(file) for file in FILES if any(name.split(".")[0] == library for name in imports(file))}

    assert through == {door}


_WORLD = """
    asyncio ctypes fcntl getpass glob http io locale logging mmap multiprocessing os pathlib platform queue
    random sched secrets select selectors shelve shutil signal smtplib socket sqlite3 ssl subprocess sys syslog
    tempfile threading time tracemalloc urllib uuid warnings zoneinfo
"""

IMPURE_MODULES = frozenset(_WORLD.split())
"""What reads or changes the world outside: clocks, files, networks, chance, the environment, logs."""

IMPURE_CALLS = frozenset({"open", "print", "input", "eval", "exec", "breakpoint", "__import__"})
IMPURE_METHODS = frozenset({"now", "utcnow", "today", "fromtimestamp"})
"""Methods of `datetime` and `date` that read the clock, or the time zone of the machine."""


def impurities(file: Path) -> Iterator[str]:
    yield from (name for name in imports(file) if name.split(".")[0] in IMPURE_MODULES)
    yield from (name for name in imports(file) if name.startswith("importlib.resources"))
    for node in ast.walk(tree(file)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            yield f"{node.func.id}() in line {node.lineno}"
        elif isinstance(node.func, ast.Attribute) and _reads_the_clock(node.func):
            yield f".{node.func.attr}() in line {node.lineno}"
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "astimezone" and not node.args:
            yield f".astimezone() in line {node.lineno}"


def _reads_the_clock(called: ast.Attribute) -> bool:
    return called.attr in IMPURE_METHODS and isinstance(called.value, ast.Name) and called.value.id in _CLOCKS


_CLOCKS = frozenset({"datetime", "date"})


READS_ITS_OWN_FILES = {"core/tongue.py": ["importlib.resources", "importlib.resources.files"]}
"""The catalogues are part of the code, and each is read once: docs/adr/0012-words-are-said-when-read.md."""


def test_the_lower_floors_read_no_clock_file_chance_environment_or_log() -> None:
    guilty = {place(file): found for file in FILES if is_pure(file) and (found := list(impurities(file)))}

    assert guilty == READS_ITS_OWN_FILES


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "from time import monotonic",
        "from datetime import datetime\ndatetime.now()",
        "from datetime import date\ndate.today()",
        "from importlib.resources import files",
        "print('hello')",
        "with open('x') as file: pass",
        "moment.astimezone()",
    ],
)
def test_the_search_for_impurities_finds_them(line: str, tmp_path: Path) -> None:
    file = tmp_path / "impure.py"
    file.write_text(line, encoding="utf-8")

    assert list(impurities(file))


# sizes ----------------------------------------------------------------------------------------


def lines_of(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[str, int]]:
    """Every function with its length in lines, decorators not counted."""
    for file in FILES:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{place(file)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_a_file_has_at_most_300_lines() -> None:
    allowed = {name: most for name, (most, _) in LONG_FILES.items()}
    too_long = {place(f): lines_of(f) for f in FILES if lines_of(f) > allowed.get(place(f), MOST_LINES)}

    assert too_long == {}


def test_a_function_has_at_most_40_lines() -> None:
    allowed = {name: most for name, (most, _) in LONG_FUNCTIONS.items()}
    too_long = {name: length for name, length in functions() if length > allowed.get(name, MOST_LINES_OF_A_FUNCTION)}

    assert too_long == {}


def test_no_exception_outlives_its_reason() -> None:
    long_files = {place(file) for file in FILES if lines_of(file) > MOST_LINES}
    long_functions = {name for name, length in functions() if length > MOST_LINES_OF_A_FUNCTION}

    assert set(LONG_FILES) - long_files == set()
    assert set(LONG_FUNCTIONS) - long_functions == set()


# loose ends -----------------------------------------------------------------------------------

LOOSE_ENDS = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
"""Written in halves, so that this file does not find itself."""


def written() -> Iterator[Path]:
    """Everything that people of this project write and read."""
    for folder in ("src", "tests", "examples", "docs", "benchmarks"):
        yield from (path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".md", ".sql", ".json"})
    yield from (path for path in (*ROOT.glob("*.md"), ROOT / "Makefile", ROOT / ".ci" / "run") if path.exists())


def test_nothing_is_left_to_be_done_in_a_comment() -> None:
    guilty = [str(path.relative_to(ROOT)) for path in written() if LOOSE_ENDS.search(path.read_text(encoding="utf-8"))]

    assert guilty == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        place(file)
        for file in FILES
        if file.stat().st_size and not (ast.get_docstring(tree(file)) or "").split("\n")[0].endswith((".", ":", "*"))
    ]

    assert silent == []
