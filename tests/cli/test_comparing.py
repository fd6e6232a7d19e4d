"""`compare-rules`: what other rules would decide differently, told in one command that writes nothing."""

from __future__ import annotations

import hashlib
import io
import shutil
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cli.terminal import Type
from collabflow.cli.opening import database, open_at
from collabflow.cli.progress import Bar
from collabflow.flow import CollabFlow

RULES = """
from collabflow.core.guard import guard
from collabflow.cycle.profile import DEFAULT
from collabflow.events import ActionAssigned
from collabflow.core.finding import Lack

@guard("BUS_NOT_ARRANGED", says="No bus is arranged.", fix="Arrange one.", remedies=(ActionAssigned,))
def there_is_a_bus(case, context):
    yield Lack("bus")

NEXT = DEFAULT.named("our-district", "2").with_guard(there_is_a_bus, leaving="plan_meeting")
"""

NOW_AND_NEXT = ("collabflow.cycle.profile:DEFAULT", "rules_to_come:NEXT")


@pytest.fixture(autouse=True)
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules_to_come.py").write_text(RULES, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "rules_to_come", raising=False)


def test_what_differs_is_told_and_nothing_is_written(type_: Type, played: Path) -> None:
    before = hashlib.sha256(played.read_bytes()).hexdigest()

    told = type_("compare-rules", *NOW_AND_NEXT, "--db", played)

    assert told.code == 0
    assert "new: our-district 2 (" in told.out
    assert "refused now: advance from plan_meeting, 1 time\n    + BUS_NOT_ARRANGED (blocker)\n      maya@17" in told.out
    assert told.out.endswith("\nNothing was written.\n")
    assert told.err == ""
    assert hashlib.sha256(played.read_bytes()).hexdigest() == before


def test_a_program_gets_it_as_data(type_: Type, played: Path) -> None:
    data = type_("compare-rules", *NOW_AND_NEXT, "--db", played, "--json").json

    assert [one["case"] for one in data["past"]] == ["maya"]  # type: ignore[index]


def test_closed_cases_are_counted_when_that_is_asked_for(type_: Type, played: Path, tmp_path: Path) -> None:
    copied = tmp_path / "closed.db"
    shutil.copy(played, copied)
    with closing(open_at(database(str(copied)))) as store:
        CollabFlow(store).close("maya", by="lee", ending="exited", why="The family moved")

    assert "0 cases, " in type_("compare-rules", *NOW_AND_NEXT, "--db", copied).out
    assert "1 case, " in type_("compare-rules", *NOW_AND_NEXT, "--db", copied, "--with-closed").out


def test_what_the_new_rules_cannot_read_ends_with_one(type_: Type, played: Path, tmp_path: Path) -> None:
    shrunk = "from collabflow.cycle.profile import DEFAULT\nfrom attrs import evolve\nLESS = evolve(DEFAULT, events=())"
    (tmp_path / "rules_with_less.py").write_text(shrunk, encoding="utf-8")

    told = type_("compare-rules", "us_idea", "rules_with_less:LESS", "--db", played)

    assert told.code == 1
    assert "The new rules cannot read case.moved: 11 entries, 1 case not compared" in told.out


@pytest.mark.parametrize("words", [(), NOW_AND_NEXT[:1], ("nowhere:RULES", "us_idea")])
def test_two_profiles_must_be_named(type_: Type, played: Path, words: tuple[str, ...]) -> None:
    assert type_("compare-rules", *words, "--db", played).code == 2


# the bar ----------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_on_a_terminal_at_each_hundredth_and_wiped() -> None:
    terminal = Terminal()
    bar = Bar(terminal, "comparing")
    for done in range(1, 1001):
        bar(done, 1000)
    bar.wipe()

    drawn = terminal.getvalue().split("\r")
    assert len(drawn) == 1 + 101 + 1
    assert drawn[50].startswith("\x1b[Kcomparing [#")
    assert drawn[-2].endswith("1,000 of 1,000")
    assert drawn[-1] == "\x1b[K"


def test_where_nobody_looks_there_is_no_bar() -> None:
    stream = io.StringIO()
    bar = Bar(stream, "comparing")
    bar(1, 2)
    bar.wipe()

    assert stream.getvalue() == ""
