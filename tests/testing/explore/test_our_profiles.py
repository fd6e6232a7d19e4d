"""Our own rules, explored: nobody is stopped for good."""

from __future__ import annotations

import pytest

from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.cycle.table import TABLE
from collabflow.profiles.england_ehcp import ENGLAND_EHCP
from collabflow.profiles.us_idea import US_IDEA
from collabflow.profiles.us_missouri import US_MISSOURI
from collabflow.profiles.us_texas import US_TEXAS
from collabflow.testing import explore
from collabflow.testing.explore.following import edges_of


@pytest.mark.parametrize("profile", (DEFAULT, US_IDEA, US_MISSOURI, US_TEXAS, ENGLAND_EHCP), ids=lambda p: p.id)
def test_a_profile_that_we_ship_is_sound_and_every_move_of_the_table_is_made(profile: Profile) -> None:
    report = explore(profile)
    report.assert_sound()
    assert report.counts["moves made"] == len({edge for row in TABLE for edge in edges_of(row)})
    assert not report.by_verdict
