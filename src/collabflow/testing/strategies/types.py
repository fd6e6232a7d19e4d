"""What `st.from_type` gives for the classes of collabflow; see `_collabflow_hypothesis`, which hypothesis calls."""

from __future__ import annotations

from hypothesis import strategies as st

from collabflow.core.case import Case
from collabflow.core.event import Entry
from collabflow.core.fact import Fact
from collabflow.testing.strategies.journals import journals, trails
from collabflow.testing.strategies.samples import of


def sound(kind: type[object]) -> st.SearchStrategy[object]:
    """Values of this class that can be: a case that was really gone through, an entry of its journal, a sound fact."""
    if kind is Case:
        return trails().map(lambda trail: trail.case)
    if kind is Entry:
        return journals().flatmap(st.sampled_from)
    if issubclass(kind, Fact):
        return of(kind).valid()
    raise TypeError(f"{kind!r} is no class of collabflow's")
