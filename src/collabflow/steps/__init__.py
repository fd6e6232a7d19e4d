"""The ten rooms, in order: the only list of them. A profile, the codec and the docs are built from it."""

from attrs import frozen

from collabflow.core.event import Event, Limit
from collabflow.core.guard import Guard
from collabflow.core.values import Step
from collabflow.steps import (
    every_step,
    s01_plan_meeting,
    s02_build_rapport,
    s03_share_information,
    s04_active_listening,
    s05_joint_planning,
    s06_set_goals,
    s07_establish_communication,
    s08_review_and_adjust,
    s09_provide_resources,
    s10_follow_up,
)


@frozen
class Room:
    """What one step records, needs and counts with."""

    step: Step
    events: tuple[type[Event], ...]
    guards: tuple[Guard, ...]
    limits: tuple[Limit, ...]


STEPS: tuple[Room, ...] = tuple(
    Room(step, room.EVENTS, room.GUARDS, room.LIMITS)
    for step, room in zip(
        Step,
        (
            s01_plan_meeting,
            s02_build_rapport,
            s03_share_information,
            s04_active_listening,
            s05_joint_planning,
            s06_set_goals,
            s07_establish_communication,
            s08_review_and_adjust,
            s09_provide_resources,
            s10_follow_up,
        ),
        strict=True,
    )
)

EVERY_STEP: tuple[Guard, ...] = every_step.GUARDS
"""The guards that completing any step asks."""
