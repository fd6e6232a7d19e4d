"""The commands that read the rules in force: the catalogue of guards, and the cycle as a diagram."""

from __future__ import annotations

from argparse import Namespace

from collabflow.cli.paper import Paper
from collabflow.core.tongue import Tongue
from collabflow.cycle.diagram import markdown, mermaid
from collabflow.cycle.profile import Profile
from collabflow.cycle.rules import Rule


def guards(options: Namespace, paper: Paper) -> int:
    """The catalogue of guards: where they are asked, what they weigh, what they say and how to mend it."""
    profile: Profile = options.profile
    reader: Tongue = options.lang
    rows = [_rule(rule, reader) for rule in profile.catalogue]
    if options.json:
        paper.json(rows)
        return 0
    where = ""
    places = list(dict.fromkeys(row["where"] for row in rows))
    for row in sorted(rows, key=lambda row: places.index(row["where"])):
        if row["where"] != where:
            where = str(row["where"])
            paper.line(f"\n{_place(where, reader)}", style="bold")
        weight, waiver = reader.word(str(row["severity"])), reader.word(str(row["waivable"]))
        weighed = reader.say("{severity}, waiver: {waiver}", about="guards", severity=weight, waiver=waiver)
        paper.line(f"  {row['code']}  ({weighed})")
        cited = f" ({row['citation']})" if row["citation"] else ""
        paper.prose(f"      {row['says']} {row['fix']}{cited}")
    return 0


def _place(where: str, reader: Tongue) -> str:
    """Where a guard is asked, as the catalogue names it, in words."""
    how, _, name = where.partition(" ")
    words = {"name": reader.word(name)}
    match how:
        case "leaving":
            return reader.fill("leaving {name}", words, about="guards")
        case "entering":
            return reader.fill("entering {name}", words, about="guards")
        case "on":
            return reader.fill("on {name}", words, about="guards")
    return reader.template("every step", about="guards")


def _rule(rule: Rule, reader: Tongue) -> dict[str, object]:
    guard = rule.guard
    return {
        "code": guard.code,
        "where": rule.where,
        "severity": rule.severity.value,
        "waivable": guard.waivable.value,
        "standing": guard.standing,
        "basis": guard.basis.value,
        "citation": guard.citation,
        "says": reader.template(guard.says, about=f"{guard.code}.says"),
        "fix": reader.template(guard.fix, about=f"{guard.code}.fix"),
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
