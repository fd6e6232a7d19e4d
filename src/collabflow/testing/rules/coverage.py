"""Coverage: which steps were reached, which moves taken, which guards seen lacking and holding, which refusals met.

What is never reached was never tested, so it is told by name; only a reason given beforehand excuses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from attrs import Factory, define

from collabflow.core.event import Stamp
from collabflow.core.finding import Finding
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import SYSTEM
from collabflow.core.values import Status, Step
from collabflow.cycle.profile import Profile
from collabflow.cycle.table import TABLE
from collabflow.testing.rules.act import Act, Trail

REFUSALS = ("NOT_A_PARTY", "NOT_PERMITTED", "VIA_MISSING", "MOVE_FIELD_MISSING", "EVENT_UNSOUND", "WRONG_STEP")
"""The refusals that are no guards and that a random run should meet."""


@define
class Coverage:
    """What was seen under a profile so far."""

    profile: Profile
    moves: set[tuple[str, str]] = Factory(set)
    lacking: set[str] = Factory(set)
    holding: set[str] = Factory(set)
    refusals: set[str] = Factory(set)
    steps: set[Step] = Factory(set)

    def look(self, trail: Trail) -> None:
        """Note where the case stands and what each guard that could be asked here says."""
        if trail.case.status is not Status.OPEN:
            return
        self.steps.add(trail.case.step)
        context = self.profile.context(Stamp(by=SYSTEM, at=trail.at))
        for guard in self._asked(trail.case.step):
            with suppress(Exception):  # a crash is neither; deciding tells it
                lacks = any(True for _ in guard(trail.case, context))
                (self.lacking if lacks else self.holding).add(guard.code)

    def _asked(self, step: Step) -> Iterator[Guard]:
        yield from (asked.guard for asked in self.profile.asked_of(step))
        yield from (place.guard for place in self.profile.placed if place.leaving is None)

    def moved(self, act: Act, before: Trail) -> None:
        """Note that this act was taken from there."""
        if isinstance(act.event, Moved):
            self.moves.add((act.event.trigger.value, before.case.state))

    def refused(self, findings: tuple[Finding, ...]) -> None:
        """Note what an act was refused for."""
        self.refusals.update(finding.code for finding in findings)

    # the verdict ----------------------------------------------------------------------------------

    def unseen(self) -> dict[str, str]:
        """What was never seen, by the name under which it is excused, and in words."""
        found = {step.value: f"step {step.value} was never reached" for step in Step if step not in self.steps}
        for row in TABLE:
            for source in row.sources:
                if (row.trigger.value, str(source)) not in self.moves:
                    name = f"{row.trigger.value} from {source}"
                    found[name] = f"the move {name} was never taken"
        for guard in self.profile.guards:
            if guard.code not in self.lacking:
                found[f"{guard.code} lacking"] = f"{guard.code} was never seen lacking anything"
            if guard.code not in self.holding:
                found[f"{guard.code} holding"] = f"{guard.code} was never seen holding"
        found |= {code: f"{code} was never met" for code in REFUSALS if code not in self.refusals}
        return found

    def line(self) -> str:
        """What was seen, on one line."""
        guards = [guard.code for guard in self.profile.guards]
        both = sum(code in self.lacking and code in self.holding for code in guards)
        moves = f"{len(self.moves)} of {len({(r.trigger.value, str(s)) for r in TABLE for s in r.sources})} moves"
        return f"{len(self.steps)} of 10 steps · {moves} · {both} of {len(guards)} guards both ways"
