"""Traits: everything that makes a profile decide as it does, as plain lists, for its fingerprint.

Two profiles with the same traits judge alike, whatever they are called.
Source: house.md section 3, what a move keeps of its profile.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from collabflow.core.values import Trigger
from collabflow.steps import EVERY_STEP

if TYPE_CHECKING:
    from collabflow.cycle.profile import Profile


def traits(profile: Profile) -> Iterator[object]:
    """Everything that makes this profile decide, and speak, as it does."""
    for place in profile.placed:
        where = [str(part or "") for part in (place.leaving, place.entering, place.on)]
        guard = place.guard
        source = f"{getattr(guard.condition, '__module__', '')}.{guard.name}"
        weight = [profile.weight_of(guard), guard.waivable, guard.standing]
        words = [guard.says, guard.fix, guard.citation or ""]
        yield [guard.code, *words, *map(str, weight), *guard.remedy_names, source, *where]
    yield [[guard.code, str(profile.weight_of(guard))] for guard in EVERY_STEP]
    yield [[event.stored_as, len(event.lifts) + 1, sorted(profile.recorders(event))] for event in profile.events]
    yield [[trigger.value, sorted(profile.recorders(trigger))] for trigger in Trigger]
    yield [[limit.name, limit.value] for limit in profile.limits]
    yield [list(term) for term in profile.terms]
    yield [str(profile.calendar), [name for name, _ in profile.deadlines]]
