"""Importing: what `import collabflow` costs a fresh process, as against the libraries that it stands on."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.rows import OURS, Aim, Group, beside
from benchmarks.timing import Pace, Timed

ALONE = "transitions, attrs and cattrs"

SAYS = """\
`import collabflow`, which brings the ten rooms and the rules in force, and `import transitions, attrs, cattrs`: each in
a fresh Python process that tells how long it took, with everything compiled beforehand. The ratio is ours over that of
the three, which ours includes."""

LIMITS = """\
What limits it is that the house is made of some 280 attrs classes, each of which attrs writes methods for and compiles
when it is declared, and of 130 modules. It is paid once in a process. Putting it off until the first case is opened
would only hide it: the rules in force know every room."""


def measured(pace: Pace) -> Group:
    """The rows of this group."""
    names = {OURS: "collabflow", ALONE: "transitions, attrs, cattrs"}
    taken: dict[str, list[float]] = {name: [] for name in names}
    for modules in names.values():
        _imported(modules)  # compiles what was not
    for number in range(pace.rounds):
        for name, modules in sorted(names.items(), reverse=number % 2 == 1):
            taken[name].append(_imported(modules))
    timed = {name: Timed(name=name, rounds=tuple(rounds)) for name, rounds in taken.items()}
    rows = beside(timed, ALONE, what="import", aims={OURS: Aim(at_most=1.6)})
    return Group(title="Import", says=SAYS, rows=tuple(rows), limits=LIMITS)


def _imported(modules: str) -> float:
    """Seconds that importing these takes in a fresh process."""
    script = f"from time import perf_counter; begun = perf_counter(); import {modules}; print(perf_counter() - begun)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return float(done.stdout)
