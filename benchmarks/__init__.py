"""Benchmarks: how fast collabflow is, told as ratios that were measured in pairs. `make bench` writes the page.

    timing    samples in turns, medians of paired ratios       rows     what a row of the table holds
    moments   the cases that are measured                      peers/   the same work done by other libraries
    in_memory, durable, postgresql, cycle, journals, importing, many_cases   one group of rows each
    relay     a network between us and a server             page     all of it in words

The cases come from `tests/journeys.py`, which the tests keep honest.
"""

import sys
from pathlib import Path

sys.path.append(
    str(Path(__file__).resolve().parent.parent / "tests")
)  # for `journeys` and `postgres`, which are no package
