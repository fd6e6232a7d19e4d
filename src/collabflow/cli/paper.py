"""Paper: where commands print. Colour is only for a terminal that wants it, and never the only signal."""

from __future__ import annotations

import json
import os
from typing import TextIO

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}


class Paper:
    """Prints lines, with colour where the stream is a terminal and `NO_COLOR` is not set."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._colour = stream.isatty() and "NO_COLOR" not in os.environ

    def line(self, text: str = "", *, style: str | None = None) -> None:
        """Prints one line. A character that the terminal cannot show is replaced, never an error."""
        encoding = self._stream.encoding or "utf-8"
        text = text.encode(encoding, "replace").decode(encoding)
        if self._colour and style:
            text = f"\x1b[{_CODES[style]}m{text}\x1b[0m"
        print(text, file=self._stream)

    def json(self, value: object) -> None:
        """Prints a value as JSON."""
        self.line(json.dumps(value, ensure_ascii=False, indent=2, default=str))
