"""Strategies for hypothesis: facts, events, families, and real journals under any profile.

    from collabflow.testing import strategies as cf

    @given(cf.cases_in("set_goals", profile=OUR_DISTRICT))       # real journals, replayed, never hand-made states
    def test_letter_goes_out(case): ...

    @given(cf.of(GoalDrafted).nearly_valid())                    # exactly one thing wrong, and it says which
    def test_it_is_told_by_its_field(broken):
        assert broken.field in str(refusal_of(broken))

Needs hypothesis (`collabflow[testing]`). `st.from_type` knows the classes of collabflow without any of this.
"""

from __future__ import annotations

from collabflow.testing.strategies.journals import acts_on, cases_in, journals, trails
from collabflow.testing.strategies.people import families, parties
from collabflow.testing.strategies.samples import Broken, Samples, of
from collabflow.testing.strategies.values import dates_near, hostile_text, moments_near

__all__ = [
    "Broken",
    "Samples",
    "acts_on",
    "cases_in",
    "dates_near",
    "families",
    "hostile_text",
    "journals",
    "moments_near",
    "of",
    "parties",
    "trails",
]
