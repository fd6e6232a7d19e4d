"""A message as a catalogue knows it."""

from __future__ import annotations

import re
from string import Formatter
from typing import NamedTuple


class Message(NamedTuple):
    """An English message: its context, the text, and the text for many where a number chooses."""

    context: str
    text: str
    many: str | None = None

    @property
    def order(self) -> tuple[str, int, str]:
        """Its place in a catalogue: by context, what a code says before how to mend it."""
        place = ("says", "fix", "part").index(self.part) if self.part else 0
        return self.context.removesuffix(f".{self.part}"), place, self.text

    @property
    def part(self) -> str:
        """For the words of a code, which of them these are."""
        found = re.fullmatch(r"[A-Z0-9_]+\.(says|fix|part)", self.context)
        return found[1] if found else ""

    def __str__(self) -> str:
        return f"{self.context or '(no context)'}: {self.text}"


def placeholders(text: str) -> set[str]:
    """The parameters in braces. Raises `ValueError` for a brace that is left open."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
