"""The page: every table with its words, the machine, the versions, and how to repeat it; Markdown for `docs/`."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.rows import Aim, Group, Row
from benchmarks.timing import Pace, Ratio

PACKAGES = (
    "transitions",
    "attrs",
    "cattrs",
    "psycopg",
    "python-statemachine",
    "sismic",
    "django-viewflow",
    "django-fsm-2",
    "Django",
    "eventsourcing",
)

HEAD = """\
# How fast it is

This page is written by `make bench`; do not edit it. It tells what an action costs beside the same work done by
others. A ratio is the median of paired measurements, taken in turns in one run, with the middle half of them in
brackets; a busy machine slows both sides of a pair alike. The times themselves hold for one machine only."""

REPEAT = """\
## How to repeat it

```text
make bench                               everything, and this page
.venv/bin/python -m benchmarks --quick   a few seconds, to see that everything runs; its numbers say nothing
.venv/bin/python -m benchmarks --only in-memory journals
```

The peers come with the extra `bench`. Rows of a peer that is not installed are left out, and the page says so."""


def page(groups: Sequence[Group], pace: Pace) -> str:
    """The whole page."""
    return "\n\n".join([HEAD, _aims(groups), *(_group(group) for group in groups), _machine(pace), REPEAT]) + "\n"


def _aims(groups: Iterable[Group]) -> str:
    aimed = [(row.ratio, row.aim) for group in groups for row in group.rows if row.ratio and row.aim]
    met = sum(aim.is_met_by(ratio.median) for ratio, aim in aimed)
    return f"Of {len(aimed)} aims, {met} are met. What limits the others is said below their table."


def _group(group: Group) -> str:
    parts = [f"## {group.title}", group.says]
    if group.rows:
        parts.append("\n".join(_table(group.rows)))
    if group.absent:
        parts.append(f"Not installed, and not measured: {', '.join(group.absent)}.")
    if group.limits:
        parts.append(group.limits)
    return "\n\n".join(parts)


def _table(rows: Iterable[Row]) -> Iterator[str]:
    yield "| | | | ratio | aim |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for row in rows:
        yield f"| {row.what} | {row.by} | {row.amount} | {_ratio(row.ratio)} | {_aim(row.aim, row.ratio)} |"


def _ratio(ratio: Ratio | None) -> str:
    return "" if ratio is None else f"{_times(ratio.median)} ({_times(ratio.low)}–{_times(ratio.high)})"


def _times(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _aim(aim: Aim | None, ratio: Ratio | None) -> str:
    if aim is None or ratio is None:
        return ""
    return f"{aim}, {'met' if aim.is_met_by(ratio.median) else 'not met'}"


# where and with what --------------------------------------------------------------------------


def _machine(pace: Pace) -> str:
    facts = (
        f"measured {datetime.now(UTC).date().isoformat()}, {pace.rounds} rounds a row",
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        f"load average at the end {', '.join(f'{load:.1f}' for load in os.getloadavg())}: what others did meanwhile",
        f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"collabflow {version('collabflow')}; {', '.join(_versions())}",
    )
    return "\n".join(["## The machine and the versions", "", *(f"- {fact}" for fact in facts)])


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "an unnamed processor"


def _versions() -> Iterator[str]:
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
