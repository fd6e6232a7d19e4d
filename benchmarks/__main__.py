"""`python -m benchmarks`: measures, prints the tables, and writes the page where it is asked to."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import cycle, durable, importing, in_memory, journals, many_cases, postgresql
from benchmarks.page import page
from benchmarks.rows import Group
from benchmarks.timing import FULL, QUICK, Pace

GROUPS: Mapping[str, Callable[[Pace], Group]] = {
    "in-memory": in_memory.measured,
    "on-disk": durable.measured,
    "on-postgresql": postgresql.measured,
    "cycle": cycle.measured,
    "journals": journals.measured,
    "import": importing.measured,
    "many-cases": many_cases.measured,
}


def main() -> None:
    """Measures what was asked for."""
    asked = _arguments()
    pace = QUICK if asked.quick else FULL
    groups = []
    for name in asked.only or GROUPS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        groups.append(GROUPS[name](pace))
    text = page(groups, pace)
    print(text)
    if asked.write is not None:
        asked.write.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures collabflow beside others.")
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that everything runs")
    parser.add_argument("--only", nargs="+", choices=GROUPS, metavar="GROUP", help=f"of: {', '.join(GROUPS)}")
    parser.add_argument("--write", type=Path, metavar="FILE", help="also write the page to this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
