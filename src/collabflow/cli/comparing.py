"""The command that compares two profiles on the cases of a store, before the new one comes into force."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from collabflow.cli.opening import opened
from collabflow.cli.paper import Paper
from collabflow.cli.progress import bar
from collabflow.flow.comparing import compare


def compare_rules(options: Namespace, paper: Paper) -> int:
    """Says what the new rules would decide differently; 1 where a profile cannot read what is stored."""
    now = datetime.now().astimezone()
    with opened(options) as store, bar("comparing") as progress:
        report = compare(store, options.old, options.new, at=now, with_closed=options.with_closed, progress=progress)
    if options.json:
        paper.json(report.data())
    else:
        paper.line(report.text())
    return 1 if report.unread else 0
