"""Anchors: where each thing stands on the page, numbered because an id that somebody chose may hold anything."""

from __future__ import annotations

from collections.abc import Mapping

from collabflow.core.case import Case, Past
from collabflow.steps.s01_plan_meeting import MeetingPlan
from collabflow.steps.s03_share_information import SharedInformation
from collabflow.steps.s04_active_listening import Listening
from collabflow.steps.s05_joint_planning import JointPlan
from collabflow.steps.s06_set_goals import Goals
from collabflow.steps.s09_provide_resources import Resources

Anchors = Mapping[tuple[str, str], str]
"""The ids of places on the page, by the kind and id of the thing that stands there."""


def anchors(case: Case) -> Anchors:
    """Where each thing stands: in this cycle, else in the last one that knows it."""
    places: dict[tuple[str, str], str] = {}
    for past in case.earlier:
        places |= anchors_of(past, f"cycle-{past.cycle}-")
    return places | anchors_of(case, "")


def anchors_of(records: Case | Past, prefix: str) -> dict[tuple[str, str], str]:
    """Where each thing of one cycle stands."""
    things = {
        "meeting": [meeting.id for meeting in records[MeetingPlan].meetings],
        "information": [item.id for item in records[SharedInformation].items],
        "contribution": [said.id for said in records[Listening].contributions],
        "strategy": [strategy.id for strategy in records[JointPlan].strategies],
        "goal": [goal.id for goal in records[Goals].goals],
        "resource": [resource.id for resource in records[Resources].resources],
    }
    return {(kind, one): f"{prefix}{kind}-{n}" for kind, ids in things.items() for n, one in enumerate(ids, start=1)}
