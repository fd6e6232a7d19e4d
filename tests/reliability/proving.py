"""Proving: how long the conformance kit takes with our SQLite store. A kit that takes long is not run.

A test does not measure time, so only the soak does.
Source: testing.md, the budget of the kit.
"""

from __future__ import annotations

from collections.abc import Mapping

from collabflow.testing import Budget, Settings, prove
from reliability.tally import Tally
from stores.conforming import SqliteConformance


def proved(longest: Mapping[Budget, float]) -> Tally:
    """The whole kit with each of these budgets, which may take so many seconds."""
    tally = Tally("did not pass", "took too long")
    for budget, seconds in longest.items():
        report = prove(SqliteConformance(), Settings(budget=budget))
        tally.did("laws", len(report.trials))
        tally.measured(f"{budget} in s", report.seconds)
        for trial in report.failures:
            tally.broke("did not pass", f"{trial.law.code} with budget {budget}")
        if report.seconds > seconds:
            tally.broke("took too long", f"{report.seconds:.1f} s with budget {budget}, and {seconds:g} s are allowed")
    return tally
