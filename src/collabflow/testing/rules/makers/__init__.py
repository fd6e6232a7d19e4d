"""Makers: for each event whose types alone do not tell what is sound, the events that mostly lead on."""

from __future__ import annotations

from collections.abc import Mapping

from collabflow.core.event import Event
from collabflow.testing.rules.makers import keeping_on, meeting, people, planning, talking
from collabflow.testing.rules.want import Maker

MAKERS: Mapping[type[Event], Maker] = {
    **people.MAKERS,
    **meeting.MAKERS,
    **talking.MAKERS,
    **planning.MAKERS,
    **keeping_on.MAKERS,
}
"""The makers of the ten steps. Events without one are made from their types."""
