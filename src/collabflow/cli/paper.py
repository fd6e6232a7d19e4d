"""Paper: where commands print. Colour is only for a terminal that wants it, and never the only signal."""

from __future__ import annotations

import json
import os
import re
import textwrap
from pathlib import Path
from typing import TextIO

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}

WIDTH = 100
"""How many columns a line of prose may take."""

TIE = "\N{NO-BREAK SPACE}"
"""Keeps two words on one line; it is printed as a blank."""

_MARGIN = re.compile(r"\s*(?:[-+✗→✓▸○·]\s+)?")


class Stopped(Exception):
    """A command could not be done; the message is for the person who asked. `code` is the exit code."""

    code = 1


class WrongUse(Stopped):
    """What was asked for makes no sense here, such as a file that is not there."""

    code = 2


class Paper:
    """Prints lines, with colour where the stream is a terminal and `NO_COLOR` is not set."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._colour = stream.isatty() and "NO_COLOR" not in os.environ

    def line(self, text: str = "", *, style: str | None = None) -> None:
        """Prints one line as it is. A character that the terminal cannot show is replaced, never an error."""
        encoding = self._stream.encoding or "utf-8"
        text = text.encode(encoding, "replace").decode(encoding)
        if self._colour and style:
            text = f"\x1b[{_CODES[style]}m{text}\x1b[0m"
        print(text, file=self._stream)

    def prose(self, text: str, *, style: str | None = None) -> None:
        """Prints text for people: each long line is broken between words, and goes on under its own first word."""
        for line in text.split("\n"):
            for part in folded(line) or [""]:
                self.line(part, style=style)

    def json(self, value: object) -> None:
        """Prints a value as JSON."""
        self.line(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def folded(line: str, width: int = WIDTH) -> list[str]:
    """The line in parts that are at most so wide, as far as its words allow; a tie is never broken."""
    margin = _MARGIN.match(line)
    indent = " " * (margin.end() if margin else 0)
    parts = textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return [part.replace(TIE, " ") for part in parts]


def write_file(file: Path, text: str) -> None:
    """Writes a file. Raises `WrongUse` where that cannot be done."""
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as wrong:
        raise WrongUse(f"cannot write {file}: {type(wrong).__name__}") from None
