"""Branches: rows of a table that share a trigger and a state, and choose by what the case says.

Only a table of one's own can be wrong here: the ten-step table cannot be changed by a profile, and its branches fit
every case. They are looked at all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from collabflow.core.case import Case
from collabflow.cycle.table import CLOSED, TABLE, Row
from collabflow.testing.explore.following import Edge
from collabflow.testing.explore.report import Fault, Kind


def faults_of_branches(cases: Iterable[Case], table: Sequence[Row] = TABLE) -> Iterator[Fault]:
    """What is wrong with the branches of a table, as these cases show it. An ending needs no way on, so no branch."""
    known = sorted(cases, key=lambda case: case.state)
    for state, standing in groupby(known, key=lambda case: case.state):
        some = tuple(standing)
        rows = [row for row in table if state in row.sources]
        for trigger in dict.fromkeys(row.trigger for row in rows):
            branches = [row for row in rows if row.trigger is trigger]
            if any(row.when is not None for row in branches):
                yield from _faults(state, branches, some)


def _faults(state: str, branches: Sequence[Row], cases: Sequence[Case]) -> Iterator[Fault]:
    fitting = [(case, [row for row in branches if row.when is None or row.when(case)]) for case in cases]
    if state != CLOSED and (gap := next((case for case, rows in fitting if not rows), None)):
        yield _fault(Kind.GAP, state, branches[0], f"no branch fits a case that stands at {_standing(gap)}")
    for row in branches:
        taken = any(rows[0] is row for _, rows in fitting if rows)
        allowed = [rows[0] for _, rows in fitting if row in rows]
        if allowed and not taken:
            first = f"it fits {len(allowed)} cases, and the row to {allowed[0].target} before it is taken in each"
            yield _fault(Kind.SHADOWED, state, row, first)
    for _, rows in fitting:
        if len({str(row.target) for row in rows}) > 1:
            both = " and ".join(str(row.target) for row in rows)
            yield _fault(Kind.OVERLAP, state, rows[0], f"the rows to {both} both fit one case; order decides")
            return


def _standing(case: Case) -> str:
    done = ", ".join(step.value for step in case.completed) or "nothing"
    return f"{case.state}, cycle {case.cycle}, completed {done}"


def _fault(kind: Kind, state: str, row: Row, happened: str) -> Fault:
    return Fault(kind=kind, where=str(Edge(row.trigger, state, str(row.target))), happened=happened)
