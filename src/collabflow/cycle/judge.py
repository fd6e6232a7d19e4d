"""Asking guards: every one of a row, none left out, in a fixed order; one that crashes stops, it never passes."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Finding, Severity
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.waivers import Waivers
from collabflow.core.values import Step
from collabflow.cycle.refusals import refusal


@frozen
class Asked:
    """A guard as a profile asks it: how much it weighs there, and for which step."""

    guard: Guard
    severity: Severity
    step: Step


def judge(asked: Iterable[Asked], case: Case, context: Context) -> tuple[Finding, ...]:
    """Everything these guards find, those with a standing waiver marked. Two findings never share code and subject."""
    findings: dict[tuple[str, str], Finding] = {}
    for one in asked:
        for finding in _heard(one, case, context):
            findings.setdefault(finding.key, finding)
    waivers = case[Waivers]
    if not waivers.waivers:
        return tuple(findings.values())
    return tuple(f.covered() if waivers.covering(f.code, f.subject) else f for f in findings.values())


def _heard(asked: Asked, case: Case, context: Context) -> list[Finding]:
    try:
        return asked.guard.findings(case, context, severity=asked.severity, step=asked.step)
    except Exception:  # noqa: BLE001 - whatever a rule raises, the answer is "stop", by the rule's name
        return [refusal("GUARD_CRASHED", asked.guard.code, at=asked.step, guard=asked.guard.code)]


def blockers_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by weight, in their order within a weight; waived ones come last of the blockers."""
    return tuple(sorted(findings, key=lambda f: (-f.severity.weight, f.waived)))
