"""Runs of a workflow model: random journals, targets first, each moment tried by every promise and property.

Chance comes from a seed alone, so a run can be repeated. What was not seen yet is aimed at, and so a run of some dozen
journals gets everywhere. The first failure is told with the fewest acts that still show it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from random import Random

from attrs import Factory, define, evolve, field

from collabflow.core.values import Status
from collabflow.cycle.profile import Profile
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.aiming import Aiming
from collabflow.testing.rules.coverage import REFUSALS, Coverage
from collabflow.testing.rules.families import FAMILIES
from collabflow.testing.rules.journey import Broken, Journey, Terms, acts_of_journal
from collabflow.testing.rules.kept import broken_on_a_store
from collabflow.testing.rules.nearly import nearly_valid
from collabflow.testing.rules.promises import Moment
from collabflow.testing.rules.properties import Kind
from collabflow.testing.rules.shrinking import shrunk
from collabflow.testing.rules.steering import Steering, Stuck
from collabflow.testing.rules.telling import Failure, Report
from collabflow.testing.rules.wander import Wander, Ways, ways_of

ACTS = 10
"""How many times something is drawn in one journal, after the way to where it begins."""

SELDOM = 5
"""Of so many moments, one is tried by the promises that cost much; of so many journals, one goes through a store."""

NEARLY = 0.3
"""How often an act is tried with one thing wrong first; always, while a refusal was never met."""

VAIN = 3
"""How often the remedies of a guard are tried in vain before it is said that they do not remedy."""


@define
class Run:
    """One run of a model, by its terms."""

    terms: Terms
    examples: int
    seed: int
    most: int
    """How many journals are gone at most, as long as something is unseen."""
    _chance: Random = field(init=False)
    _coverage: Coverage = field(init=False)
    _ways: Ways = field(init=False)
    _aiming: Aiming = field(init=False)
    _walked: set[str] = Factory(set)
    _vain: dict[str, list[tuple[Act, ...]]] = Factory(dict)
    _mended: set[str] = Factory(set)
    _acts: int = 0
    _journals: int = 0

    def __attrs_post_init__(self) -> None:
        self._chance = Random(self.seed)  # noqa: S311 - to repeat a run, not to keep a secret
        self._coverage = Coverage(self.terms.profile)
        self._ways = ways_of(self.terms.steering)
        self._aiming = Aiming(
            steering=self.terms.steering,
            coverage=self._coverage,
            excused=frozenset(self.terms.excused),
            chance=self._chance,
        )

    def report(self) -> Report:
        """Go all the journals, or as far as the first thing that is broken."""
        began, failure = time.perf_counter(), self._first_failure()
        return Report(
            failure=failure,
            unseen=self._unseen() if failure is None else (),
            seen_after_all=self._seen_after_all() if failure is None else (),
            seen=self._coverage.counts(),
            journals=self._journals,
            acts=self._acts,
            seed=self.seed,
            seconds=time.perf_counter() - began,
            excused=len(self.terms.excused),
            repeat=self.terms.repeat,
        )

    # one journal after the other --------------------------------------------------------------------

    def _first_failure(self) -> Failure | None:
        for number in range(self.most):
            if number >= self.examples and not self._unseen():
                break
            journey: Journey | None = None
            self._journals += 1
            try:
                journey = self._begun()
                self._go(journey)
            except Broken as broken:
                acts = broken.acts or tuple(journey.acts if journey is not None else ())
                return self._told(broken, acts)
        return self._remedies_in_vain() or self._never_witnessed()

    def _begun(self) -> Journey:
        """A journey that stands where something can be seen that was not seen yet."""
        opening, step = self._chance.choice(tuple(FAMILIES)), self._aiming.step()
        try:
            along = self._ways.along(opening)
        except Stuck as stuck:
            raise self._stuck(stuck) from None
        if opening not in self._walked:
            self._walked.add(opening)
            self._along(along[-1])
        start = self._chance.choice((self._ways.worked, self._ways.worked, self._ways.arrived))(opening, step)
        return Journey(terms=self.terms, trail=start, acts=list(acts_of_journal(start)))

    def _along(self, last: Trail) -> None:
        """Try everything once on the straight way of an opening, which is then taken for granted."""
        first, *rest = acts_of_journal(last)
        journey = Journey.opened(self.terms, first)
        try:
            for act in rest:
                self._taken(journey, act)
        except Broken as broken:
            broken.acts = tuple(journey.acts)
            raise

    def _go(self, journey: Journey) -> None:
        wander, choose = Wander(steering=self.terms.steering), self._chance.choice
        for act in self._aiming.acts(lambda: journey.trail):
            self._taken(journey, act)
        for _ in range(ACTS):
            for act in self._late(journey) or wander.acts(journey.trail, choose):
                self._nearly(journey, act)
                self._taken(journey, act)
        self._leads_on(journey)
        if self.terms.store is not None or self._journals % SELDOM == 1:
            broken = broken_on_a_store(journey.acts, self.terms)
            if broken is not None:
                raise broken

    def _late(self, journey: Journey) -> tuple[Act, ...]:
        """Now and then, where something waits to follow in time: the next act, when the time is over."""
        time = journey.time_to_be_late()
        if time is None or self._chance.randrange(SELDOM):
            return ()
        try:
            act = self.terms.steering.go_on(journey.trail)
        except Stuck:
            return ()  # `_leads_on` tells
        return (evolve(act, after=act.after + time),)

    def _taken(self, journey: Journey, act: Act) -> None:
        self._acts += 1
        self._coverage.look(journey.trail.waited(act.after))
        before = journey.trail
        moment = journey.take(act, thorough=self._acts % SELDOM == 0)
        self._coverage.decided(act, before, moment.decision)
        if moment.after is not None:
            self._coverage.look(moment.after)
        self._note_remedies(moment, journey.acts)

    def _nearly(self, journey: Journey, act: Act) -> None:
        """Now and then the same act with one thing wrong, which should be refused for that."""
        unseen = self._aiming.unseen()
        is_due = self._chance.random() < NEARLY or any(code in unseen for code in REFUSALS)
        if not is_due or journey.trail.decided(act).refusals:
            return
        ways = tuple(nearly_valid(act, journey.trail))
        if ways:
            near = self._chance.choice([near for near in ways if near.breaks in unseen] or ways)
            self._acts += 1
            self._coverage.decided(near.act, journey.trail, journey.refused(near).decision)

    def _stuck(self, stuck: Stuck) -> Broken:
        """What is broken where nothing leads on: what the completing move itself shows, or that there is no way."""
        journey = Journey(terms=self.terms, trail=stuck.trail, acts=list(acts_of_journal(stuck.trail)))
        if stuck.trail.case.status is Status.OPEN:
            try:
                journey.take(self.terms.steering.completing(stuck.trail), thorough=False)
            except Broken as broken:
                broken.acts = tuple(journey.acts)
                return broken
        return Broken.from_stuck(stuck)

    # laws 7 and 11 ----------------------------------------------------------------------------------

    def _leads_on(self, journey: Journey) -> None:
        """From wherever the journal has come, some act leads on."""
        try:
            self.terms.steering.go_on(journey.trail)
        except Stuck as stuck:
            raise self._stuck(stuck) from None

    def _note_remedies(self, moment: Moment, acts: Sequence[Act]) -> None:
        """Note which blockers this act removed as one of their remedies, and where others were found."""
        if moment.after is None or moment.before.case.status is not Status.OPEN:
            return
        name = getattr(moment.act.event, "trigger", moment.act.event.stored_as)
        found = self.terms.steering.blockers(moment.before.waited(moment.act.after))
        if not found:
            return
        stands = moment.after.case.status is Status.OPEN and moment.after.case.step is moment.before.case.step
        left = {one.key for one in self.terms.steering.blockers(moment.after)} if stands else set()
        for finding in found:
            if name in finding.remedies and finding.key not in left:
                self._mended.add(finding.code)
            elif finding.code not in self._mended and finding.code in self.terms.profile.codes and finding.remedies:
                self._vain.setdefault(finding.code, []).append(tuple(acts[:-1]))

    def _remedies_in_vain(self) -> Failure | None:
        """What a guard names as its remedies removes what it finds, at least somewhere in the run."""
        for code in [code for code in self._vain if code not in self._mended]:
            tried = sorted(self._vain[code], key=len)[:VAIN]
            broken = Broken.in_vain(code, self.terms.profile)
            if all(failure_by(acts, broken, self.terms) is not None for acts in tried):
                return self._told(broken, tried[0])
        return None

    # the verdict ------------------------------------------------------------------------------------

    def _never_witnessed(self) -> Failure | None:
        for one in self.terms.properties:
            if one.kind is Kind.SOMETIMES and one.name not in self.terms.witnessed:
                return self._told(Broken.unwitnessed(one, self._journals), ())
        return None

    def _unseen(self) -> tuple[tuple[str, str], ...]:
        excused = self.terms.excused
        return tuple((name, words) for name, words in self._coverage.unseen().items() if name not in excused)

    def _seen_after_all(self) -> tuple[str, ...]:
        unseen = self._coverage.unseen()
        return tuple(name for name in self.terms.excused if name not in unseen)

    def _told(self, broken: Broken, acts: Sequence[Act]) -> Failure:
        fewest = shrunk(acts, self._fails_by(broken)) if acts else ()
        return Failure.of(broken, fewest, self.terms)

    def _fails_by(self, broken: Broken) -> Callable[[Sequence[Act]], bool]:
        def fails(acts: Sequence[Act]) -> bool:
            again = failure_by(acts, broken, self.terms)
            return again is not None and again.code == broken.code

        return fails


def at_random(profile: Profile, *, examples: int, seed: int, named: str, repeat: str) -> Report:
    """Try so many random journals of a profile that goes by this name, MODULE:NAME, and tell what came of it."""
    module, _, name = named.partition(":")
    place = f"from {module} import {name} as profile"
    terms = Terms(steering=Steering(profile=profile), place=place, repeat=repeat)
    return Run(terms=terms, examples=examples, most=examples, seed=seed).report()


def failure_by(acts: Sequence[Act], broken: Broken, terms: Terms) -> Broken | None:
    """What breaks when these acts alone are taken, looking for what was broken before."""
    first, *rest = acts
    try:
        journey = Journey.opened(terms, first)
        for act in rest:
            journey.take(act, thorough=broken.is_seldom, only=broken.code)
        if broken.code in ("R11", "R12"):
            return _still_stuck(journey, broken, terms)
        return broken_on_a_store(acts, terms) if broken.code.startswith("K") else None
    except Broken as again:
        return again
    except Exception:  # noqa: BLE001 - what breaks otherwise is not what is looked for
        return None


def _still_stuck(journey: Journey, broken: Broken, terms: Terms) -> Broken | None:
    for finding in terms.steering.blockers(journey.trail):
        if finding.code in broken.happened and not terms.steering.remedied(finding, journey.trail):
            return broken
    return None
