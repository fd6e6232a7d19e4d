"""Every event under one roof."""

from __future__ import annotations

from collabflow import events
from collabflow.cycle.profile import DEFAULT


def test_every_event_of_the_default_profile_is_under_the_roof_and_nothing_else_is() -> None:
    assert {getattr(events, name) for name in events.__all__} == set(DEFAULT.events)


def test_each_goes_by_the_name_of_its_class() -> None:
    assert [getattr(events, name).__name__ for name in events.__all__] == events.__all__
