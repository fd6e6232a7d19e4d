"""Wandering: acts drawn by chance from any case, mostly towards the next step, now and then aside.

Chance comes in as a chooser (`random.Random(1).choice`, or hypothesis' `draw` of one of several), so the same wandering
serves random journals, properties and whoever wants to walk by hand. A target is chosen first: a guard that is to lack
something, or a move; for what is merely likely is seldom seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, islice
from typing import Protocol, TypeVar

from attrs import evolve, field, frozen

from collabflow.core.event import Stamp
from collabflow.core.finding import Finding
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import SYSTEM
from collabflow.core.values import Status, Step, Trigger
from collabflow.cycle.deadlines import deadlines
from collabflow.steps.s05_joint_planning import DecisionMade, StrategyProposed
from collabflow.testing.rules.act import Act, Trail, act_of
from collabflow.testing.rules.families import FAMILIES
from collabflow.testing.rules.makers.lacking import LACKING, LATER
from collabflow.testing.rules.provoking import Provoking, remedies_of
from collabflow.testing.rules.steering import MOST_ACTS, Steering, Stuck
from collabflow.testing.rules.want import Want

T = TypeVar("T")

_TRIED = 60


class Chooser(Protocol):
    """Chooses one of several."""

    def __call__(self, among: Sequence[T], /) -> T: ...


KINDS = ("on",) * 5 + ("lack",) * 3 + ("mend", "aside", "move") * 2 + ("waive", "correct", "wait", "wait")
"""What may happen next, as often as it is likely."""

_ONWARD = (Trigger.NEXT_CYCLE, Trigger.KEEP_REVIEWING, Trigger.COMPLETE)


@frozen(kw_only=True)
class Wander:
    """Wanders under the profile of a steering."""

    steering: Steering

    @property
    def provoking(self) -> Provoking:
        """What makes its guards lack something."""
        return Provoking(steering=self.steering)

    def acts(self, trail: Trail, choose: Chooser) -> tuple[Act, ...]:
        """One act drawn from here, or a few that belong together; none where what was drawn is not possible."""
        kind = choose(KINDS)
        if trail.case.status is not Status.OPEN and kind in ("on", "lack"):
            kind = choose(("on", "move", "aside"))
        if kind == "on":
            return self._on(trail, choose)
        if kind == "lack":
            return self._lack(trail, choose)
        if kind == "mend":
            return self._mended(trail, choose)
        if kind == "move":
            return (choose(self.steering.moves(trail)),)
        if kind == "aside":
            event = choose([event for event in self.steering.profile.events if event not in (Moved, Corrected)])
            return self._one_of(tuple(islice(self.steering.acts_with(event, trail), _TRIED)), choose)
        if kind == "waive":
            return self._one_of(self._waivers(trail), choose)
        if kind == "correct":
            return self._corrected(trail, choose)
        return self._waited(trail, choose)

    def _on(self, trail: Trail, choose: Chooser) -> tuple[Act, ...]:
        try:
            return (self.steering.go_on(trail, onward=choose(_ONWARD)),)
        except Stuck:
            return ()

    def _lack(self, trail: Trail, choose: Chooser) -> tuple[Act, ...]:
        """A guard of this step, or of any, is made to lack something; where that takes more, one act towards it."""
        profile = self.steering.profile
        here = [asked.guard for asked in profile.asked_of(trail.case.step)]
        guard = choose(choose((here, here, here, profile.guards)))
        acts = self.provoking.one(guard, trail)
        if acts or not (kinds := remedies_of(guard)):
            return acts
        return self._one_of(tuple(islice(self.provoking.poor(choose(kinds), trail), _TRIED)), choose)

    def _one_of(self, acts: Sequence[Act], choose: Chooser) -> tuple[Act, ...]:
        return (choose(acts),) if acts else ()

    def _mended(self, trail: Trail, choose: Chooser) -> tuple[Act, ...]:
        """What removes one of the open findings, also of those that stop nothing."""
        findings = self._open(trail)
        act = self.steering.mend(choose(findings), trail) if findings else None
        return () if act is None else (act,)

    def _open(self, trail: Trail) -> tuple[Finding, ...]:
        context = self.steering.profile.context(Stamp(by=SYSTEM, at=trail.at))
        return self.steering.profile.open_findings(trail.case, context)

    def _waivers(self, trail: Trail) -> tuple[Act, ...]:
        findings = [finding for finding in self._open(trail) if finding.stops]
        return tuple(chain.from_iterable(self.steering.waiving(finding, trail) for finding in findings))

    def _corrected(self, trail: Trail, choose: Chooser) -> tuple[Act, ...]:
        entry = choose(trail.journal)
        right = choose((None, entry.event))
        corrected = Corrected(version=entry.version, right=right, why="It was not so.")
        return (evolve(act_of(entry.event, trail), event=corrected),)

    def _waited(self, trail: Trail, choose: Chooser) -> tuple[Act, ...]:
        """The next act, on a day that matters."""
        days = interesting_days(trail)
        acts = self._on(trail, choose)
        until = choose(days) - trail.at.date() if days else timedelta(days=7)
        return tuple(evolve(act, after=act.after + until) for act in acts)


def interesting_days(trail: Trail) -> tuple[date, ...]:
    """The days to come on which something is due, the day after each, and a few others."""
    today = trail.at.date()
    due = [day for one in deadlines(trail.case, trail.profile, today) for day in (one.on, one.on + timedelta(days=1))]
    some = [today + time for time in LATER]
    return tuple(sorted({day for day in (*due, *some) if today < day <= today + timedelta(days=400)}))


# the ways that everybody goes -----------------------------------------------------------------


@frozen(kw_only=True)
class Ways:
    """The straight ways of a steering, gone once for each opening and kept: `arrived` at a step, and `worked` on it."""

    steering: Steering
    _gone: dict[str, tuple[Trail, ...]] = field(factory=dict, repr=False)

    def along(self, opening: str) -> tuple[Trail, ...]:
        """Every trail from this opening (by its name in `FAMILIES`) to the last step worked on, in order.

        Every other way is an eventful one: at each step something of every kind is recorded, and mended after.
        """
        if opening not in self._gone:
            self._gone[opening] = tuple(self.going(opening))
        return self._gone[opening]

    def going(self, opening: str) -> Iterator[Trail]:
        """The same, one after the other. Raises `Stuck` where nothing leads on."""
        is_eventful = list(FAMILIES).index(opening) % 2 == 0
        trail = Trail.begin(profile=self.steering.profile, opening=FAMILIES[opening])
        yield trail
        begun: set[tuple[int, Step]] = set()
        while trail.case.version < MOST_ACTS:
            if is_eventful and (trail.case.cycle, trail.case.step) not in begun:
                begun.add((trail.case.cycle, trail.case.step))
                yield from (eventful := tuple(self._eventful(trail)))
                trail = eventful[-1] if eventful else trail
            act = self.steering.go_on(trail)
            if isinstance(act.event, Moved):
                yield from (tidied := tuple(self._tidied(trail)) if is_eventful else ())
                trail = tidied[-1] if tidied else trail
                act = self.steering.go_on(trail)
                if self._is_the_end(trail, is_eventful=is_eventful):
                    return
            trail = trail.after(act)
            yield trail

    def _is_the_end(self, trail: Trail, *, is_eventful: bool) -> bool:
        """The last step of the first cycle; an eventful way goes on into the next, as far as its goals."""
        if is_eventful:
            return trail.case.cycle > 1 and trail.case.step is Step.SET_GOALS
        return trail.case.step is Step.FOLLOW_UP

    def _tidied(self, trail: Trail) -> Iterator[Trail]:
        """What else is open here, and stops nothing, is mended as far as it can be at once."""
        context = self.steering.profile.context(Stamp(by=SYSTEM, at=trail.at))
        for finding in self.steering.profile.open_findings(trail.case, context):
            act = self.steering.mend(finding, trail)
            if act is not None and not isinstance(act.event, Moved | FindingWaived):
                trail = trail.after(act)
                yield trail

    def _eventful(self, trail: Trail) -> Iterator[Trail]:
        """The first poor event of each kind of this room that is allowed; what is planned is once decided too early."""
        room = trail.case.step.value
        known = self.steering.profile.events
        kinds = [kind for kind in LACKING if kind in known and kind.stored_as.startswith(f"{room}.")]
        if trail.case.step is Step.SHARE_INFORMATION:
            kinds += [StrategyProposed, DecisionMade]
        for kind in kinds:
            want = Want(case=trail.case, profile=trail.profile, now=trail.at)
            for act in (act_of(event, trail) for event in LACKING[kind](want)):
                decision = trail.decided(act)
                if not decision.refusals:
                    trail = trail.folded(act, decision)
                    yield trail
                    break

    def arrived(self, opening: str, step: Step) -> Trail:
        """The first trail that stands at this step."""
        return next(trail for trail in self.along(opening) if trail.case.step is step)

    def worked(self, opening: str, step: Step) -> Trail:
        """The last trail that stands at this step, with nothing left in the way."""
        return [trail for trail in self.along(opening) if trail.case.step is step][-1]


_KNOWN: list[Ways] = []
"""The ways already gone, by profile: they are always the same."""


def ways_of(steering: Steering) -> Ways:
    """The ways of this steering, kept for whoever asks again."""
    for known in _KNOWN:
        if known.steering.profile is steering.profile and known.steering.makers == steering.makers:
            return known
    _KNOWN.append(Ways(steering=steering))
    return _KNOWN[-1]
