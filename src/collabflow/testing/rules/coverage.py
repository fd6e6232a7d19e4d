"""Coverage: which steps were reached, which moves taken, which guards seen lacking and holding, which refusals met.

What is never reached was never tested, so it is told by name; only a reason given beforehand excuses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from attrs import Factory, define

from collabflow.core.case import Case
from collabflow.core.event import Stamp
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import SYSTEM
from collabflow.core.values import Status, Step
from collabflow.cycle.decide import Decision
from collabflow.cycle.profile import Profile
from collabflow.cycle.table import TABLE
from collabflow.testing.rules.act import Act, Trail

REFUSALS = ("NOT_A_PARTY", "NOT_PERMITTED", "VIA_MISSING", "MOVE_FIELD_MISSING", "EVENT_UNSOUND", "WRONG_STEP")
"""The refusals that are no guards and that a random run should meet."""


@define
class Coverage:
    """What was seen under a profile so far."""

    profile: Profile
    moves: set[str] = Factory(set)
    lacking: set[str] = Factory(set)
    holding: set[str] = Factory(set)
    refusals: set[str] = Factory(set)
    steps: set[Step] = Factory(set)
    asked: Counter[str] = Factory(Counter)
    """At how many moments each guard was asked."""
    stopped: dict[str, Counter[str]] = Factory(dict)
    """What moves were refused for, and how often, by the name of the move."""
    _last: tuple[Case, datetime] | None = None

    def look(self, trail: Trail) -> None:
        """Note where the case stands and what each guard that could be asked here says; at each moment once."""
        if trail.case.status is not Status.OPEN or (
            self._last is not None and self._last[0] is trail.case and self._last[1] == trail.at
        ):
            return
        self._last = (trail.case, trail.at)
        self.steps.add(trail.case.step)
        context = self.profile.context(Stamp(by=SYSTEM, at=trail.at))
        for guard in self._asked(trail.case.step):
            with suppress(Exception):  # a crash is neither; deciding tells it
                lacks = any(True for _ in guard(trail.case, context))
                (self.lacking if lacks else self.holding).add(guard.code)
                self.asked[guard.code] += 1

    def _asked(self, step: Step) -> Iterator[Guard]:
        yield from (asked.guard for asked in self.profile.asked_of(step))
        yield from (place.guard for place in self.profile.placed if place.leaving is None)

    def decided(self, act: Act, before: Trail, decision: Decision) -> None:
        """Note that this act was tried from there, and what it was refused for or which move it made."""
        codes = {finding.code for finding in decision.refusals}
        self.refusals |= codes
        if not codes:
            self.moved(act, before)
        elif isinstance(act.event, Moved):
            self.stopped.setdefault(move_named(act, before), Counter()).update(codes)

    def moved(self, act: Act, before: Trail) -> None:
        """Note that this act was taken from there."""
        if isinstance(act.event, Moved):
            self.moves.add(move_named(act, before))

    # the verdict ----------------------------------------------------------------------------------

    def unseen(self) -> dict[str, str]:
        """What was never seen, by the name under which it is excused, and in words with the reason that was seen."""
        found = {step.value: f"step {step.value} was never reached" for step in Step if step not in self.steps}
        for name in MOVES:
            if name not in self.moves:
                found[name] = f"the move {name} was never made: {self._why_unmade(name)}"
        for guard in self.profile.guards:
            code, times = guard.code, f"at {self.asked[guard.code]} moments"
            asked = self.asked[code]
            if code not in self.lacking:
                why = f"it held {times}" if asked else "it was never asked"
                found[f"{code} lacking"] = f"{code} was never seen lacking anything: {why}"
            if code not in self.holding:
                why = f"it lacked something {times}" if asked else "it was never asked"
                found[f"{code} holding"] = f"{code} was never seen holding: {why}"
        found |= {code: f"{code} was never met: nothing was refused for it" for code in self._unmet}
        return found

    def _why_unmade(self, name: str) -> str:
        stopped = self.stopped.get(name)
        if stopped is not None:
            return f"it was refused for {', '.join(code for code, _ in stopped.most_common(4))}"
        source = name.rpartition(" ")[2]
        if source in set(Step) and Step(source) not in self.steps:
            return f"no case stood at {source}"
        return "nobody tried to"

    @property
    def _unmet(self) -> tuple[str, ...]:
        return tuple(code for code in REFUSALS if code not in self.refusals)

    @property
    def both_ways(self) -> int:
        """How many guards were seen both lacking something and holding."""
        return sum(guard.code in self.lacking and guard.code in self.holding for guard in self.profile.guards)

    def counts(self) -> dict[str, tuple[int, int]]:
        """How many of all were seen: steps reached, moves made, guards seen both ways, refusals met."""
        return {
            "steps": (len(self.steps), len(Step)),
            "moves": (len(self.moves), len(MOVES)),
            "guards both ways": (self.both_ways, len(self.profile.guards)),
            "refusals": (len(REFUSALS) - len(self._unmet), len(REFUSALS)),
        }


MOVES = tuple(dict.fromkeys(f"{row.trigger.value} from {source}" for row in TABLE for source in row.sources))
"""Every move of the table, by name."""


def move_named(act: Act, before: Trail) -> str:
    """The name of the move that this act makes from there."""
    assert isinstance(act.event, Moved)
    return f"{act.event.trigger.value} from {before.case.state}"
