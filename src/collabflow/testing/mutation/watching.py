"""Watching: which lines of which rules a test comes to, and with which cases rules are asked on the way."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from attrs import field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.testing.mutation.functions import Source, codes_in
from collabflow.testing.rules.act import Trail

MOST_ASKED = 300
"""How many cases are kept for each function."""


@frozen(kw_only=True)
class Asked:
    """What a rule was asked with, and by which test; `trail` is how the case came about, where that is known."""

    case: Case
    context: Context
    test: str = ""
    trail: Trail | None = field(default=None, repr=False)


class Watch:
    """Sees the lines of these functions run, in any thread; what else runs is left alone.

    Functions that one maker made share their code: a line of it is then one of each.
    """

    def __init__(self, watched: Iterable[Source]) -> None:
        self.asked: dict[Source, list[Asked]] = {source: [] for source in watched}
        self._watched: dict[CodeType, list[Source]] = {}
        for source in self.asked:
            for code in codes_in(source.code):
                self._watched.setdefault(code, []).append(source)
        self._lines: set[tuple[Source, int]] = set()
        self._test = ""

    @contextmanager
    def seeing(self, test: str = "") -> Iterator[set[tuple[Source, int]]]:
        """The lines that run meanwhile, filled as they do; `test` is the name of what runs them."""
        self._lines = seen = set[tuple[Source, int]]()
        self._test = test
        before = sys.gettrace()
        threading.settrace(self._called)
        sys.settrace(self._called)
        try:
            yield seen
        finally:
            sys.settrace(before)
            threading.settrace(before)

    def _called(self, frame: FrameType, event: str, _: object) -> Any:
        sources = self._watched.get(frame.f_code)
        if sources is None:
            return None
        if frame.f_code is sources[0].code:
            self._keep(sources, frame)
        seen = self._lines

        def at_line(frame: FrameType, event: str, _: object) -> Any:
            if event == "line":
                seen.update((source, frame.f_lineno) for source in sources)
            return at_line

        return at_line

    def _keep(self, sources: Iterable[Source], frame: FrameType) -> None:
        """Keeps the case and the context that a function was asked with, where these are its first two arguments."""
        if frame.f_code.co_argcount < 2:
            return
        first, second = (frame.f_locals.get(name) for name in frame.f_code.co_varnames[:2])
        if not (isinstance(first, Case) and isinstance(second, Context)):
            return
        for source in sources:
            asked = self.asked[source]
            if len(asked) < MOST_ASKED and not any(first is one.case and second is one.context for one in asked[-3:]):
                asked.append(Asked(case=first, context=second, test=self._test))
