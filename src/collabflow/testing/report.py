"""A plugin for pytest that ends the run with one line for each suite: pytest -p collabflow.testing.report.

It is not loaded by itself: a distribution with a pytest entry point would be loaded in every session of everybody
who embeds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from collabflow.testing.summary import kit_of

_OUTCOMES = ("passed", "skipped", "failed")


class _Told(Protocol):
    nodeid: str


class _Terminal(Protocol):
    stats: dict[str, list[_Told]]

    def write_line(self, line: str) -> None: ...


def pytest_terminal_summary(terminalreporter: _Terminal) -> None:
    """Write the lines at the end."""
    for line in lines(terminalreporter.stats):
        terminalreporter.write_line(line)


def lines(stats: dict[str, list[_Told]]) -> Iterable[str]:
    """One line for each suite, in the order of their names."""
    found: dict[str, Counter[str]] = {}
    broken: dict[str, list[str]] = {}
    kits: dict[str, str] = {}
    for outcome in _OUTCOMES:
        for told in stats.get(outcome, []):
            suite, is_law, law = told.nodeid.partition("::test_law[")
            if is_law:
                kits[suite] = kit_of(law)
                found.setdefault(suite, Counter())[outcome] += 1
                broken.setdefault(suite, []).extend([law.partition("-")[0]] if outcome == "failed" else [])
    for suite, counted in sorted(found.items()):
        verdict = f"does not pass ({', '.join(broken[suite])})" if counted["failed"] else "passes"
        apart = f", {counted['skipped']} apart or waived" if counted["skipped"] else ""
        yield f"{suite.rpartition('::')[2]} {verdict} {kits[suite]}: {counted['passed']} laws held{apart}"
