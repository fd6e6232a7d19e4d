"""The command that changes rules a little, one change at a time, and says which changes no test noticed."""

from __future__ import annotations

from argparse import Namespace

from collabflow.cli.paper import Paper, WrongUse
from collabflow.cli.progress import bar


def test_rules(options: Namespace, paper: Paper) -> int:
    """Says how well tests notice changes of the rules; 1 where they notice fewer than asked for."""
    from collabflow.testing.mutation.running import Untestable
    from collabflow.testing.mutation.score import score

    name, rules = options.rules
    try:
        with bar("") as progress:
            report = score(rules, tests=options.tests, only=options.only, named=name, progress=progress.at)
    except Untestable as wrong:
        raise WrongUse(f"collabflow: {wrong}") from None
    if options.json:
        paper.json(report.data())
    else:
        paper.line(report.text())
    return 0 if report.score >= options.least else 1
