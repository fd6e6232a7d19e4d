"""What hypothesis calls when it starts, so that `st.from_type(Goal)` and its like give sound values.

Hypothesis loads and calls this unguarded: were it to raise, `import hypothesis` would fail for everything in the
environment. So it lies outside the package and imports nothing by itself, all of it is guarded, and the strategies are
made only when one is asked for. With `HYPOTHESIS_NO_PLUGINS` set, hypothesis does not call it at all.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def register() -> None:
    """Leave word with hypothesis for the classes of collabflow. Never raises."""
    with contextlib.suppress(Exception):
        _register()


def _register() -> None:
    from hypothesis import strategies as st

    from collabflow.core.case import Case
    from collabflow.core.event import Entry
    from collabflow.core.fact import Fact
    from collabflow.cycle.profile import DEFAULT

    del DEFAULT  # imported so that the classes of the ten rooms are there
    for kind in (Case, Entry, *_below(Fact)):
        st.register_type_strategy(kind, _sound)


def _below(kind: type[Any]) -> list[type[Any]]:
    """The classes with fields of their own that inherit from this one."""
    kinds = [one for below in kind.__subclasses__() for one in (below, *_below(below))]
    return [one for one in kinds if getattr(one, "__attrs_attrs__", ())]


def _sound(kind: type[Any]) -> SearchStrategy[Any]:
    from collabflow.testing.strategies.types import sound

    return sound(kind)
