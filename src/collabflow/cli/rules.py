"""The commands that read the rules in force: the catalogue of guards, and the cycle as a diagram."""

from __future__ import annotations

from argparse import Namespace

from collabflow.cli.paper import Paper
from collabflow.cycle.diagram import markdown, mermaid
from collabflow.cycle.profile import Profile
from collabflow.cycle.rules import Rule


def guards(options: Namespace, paper: Paper) -> int:
    """The catalogue of guards: where they are asked, what they weigh, what they say and how to mend it."""
    profile: Profile = options.profile
    rows = [_rule(rule) for rule in profile.catalogue]
    if options.json:
        paper.json(rows)
        return 0
    where = ""
    for row in rows:
        if row["where"] != where:
            where = str(row["where"])
            paper.line(f"\n{where}", style="bold")
        paper.line(f"  {row['code']}  ({row['severity']}, waiver: {row['waivable']})")
        paper.prose(f"      {row['says']} {row['fix']}")
    return 0


def _rule(rule: Rule) -> dict[str, object]:
    guard = rule.guard
    return {
        "code": guard.code,
        "where": rule.where,
        "severity": rule.severity.value,
        "waivable": guard.waivable.value,
        "standing": guard.standing,
        "basis": guard.basis.value,
        "citation": guard.citation,
        "says": guard.says,
        "fix": guard.fix,
        "remedies": list(guard.remedy_names),
    }


def diagram(options: Namespace, paper: Paper) -> int:
    """The cycle, drawn from the table in force."""
    paper.line("```mermaid")
    paper.line(mermaid())
    paper.line("```")
    paper.line()
    paper.line(markdown())
    return 0
