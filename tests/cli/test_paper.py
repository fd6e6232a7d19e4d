"""Paper: colour is for terminals that want it, and text is broken between words."""

from __future__ import annotations

import io
import re

import pytest

from collabflow.cli.paper import TIE, WIDTH, Paper, folded


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def colours_are_welcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_terminal_gets_colour() -> None:
    stream = Terminal()

    Paper(stream).line("refused", style="red")

    assert stream.getvalue() == "\x1b[31mrefused\x1b[0m\n"


def test_a_line_without_style_has_no_colour() -> None:
    stream = Terminal()

    Paper(stream).line("plain")

    assert stream.getvalue() == "plain\n"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()

    Paper(stream).line("refused", style="red")

    assert stream.getvalue() == "refused\n"


def test_a_file_or_a_pipe_gets_no_colour() -> None:
    stream = io.StringIO()

    Paper(stream).line("refused", style="red")

    assert stream.getvalue() == "refused\n"


def test_every_line_of_coloured_prose_ends_its_own_colour() -> None:
    stream = Terminal()

    Paper(stream).prose("word " * 50, style="bold")

    assert all(re.fullmatch(r"\x1b\[1m[^\x1b]+\x1b\[0m", line) for line in stream.getvalue().splitlines())


def test_a_letter_that_the_terminal_cannot_show_is_replaced() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")

    Paper(stream).line("✓ Inés")
    stream.flush()

    assert raw.getvalue().splitlines() == [b"? In?s"]


def test_json_keeps_every_letter_and_writes_days_as_text() -> None:
    from datetime import date

    stream = io.StringIO()

    Paper(stream).json({"name": "Inés", "on": date(2026, 9, 7)})

    assert stream.getvalue() == '{\n  "name": "Inés",\n  "on": "2026-09-07"\n}\n'


def test_an_empty_line_stays_one() -> None:
    stream = io.StringIO()

    Paper(stream).prose("one\n\ntwo")

    assert stream.getvalue() == "one\n\ntwo\n"


def test_a_long_line_goes_on_under_its_first_word() -> None:
    parts = folded("    - " + "word " * 40)

    assert len(parts) == 3
    assert all(len(part) <= WIDTH for part in parts)
    assert [part[:10] for part in parts] == ["    - word", "      word", "      word"]


def test_a_tie_is_never_broken_and_printed_as_a_blank() -> None:
    parts = folded("word " * 18 + f"[CODE{TIE}subject]")

    assert parts[1:] == ["[CODE subject]"]


def test_a_word_that_is_too_long_is_left_whole() -> None:
    word = "https://example.org/" + "a" * 120

    assert folded(f"see {word}") == ["see", word]
