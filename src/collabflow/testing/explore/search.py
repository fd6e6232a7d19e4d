"""The search: from every case on the way through the ten steps, one deviation, and then the way on.

Breadth-first by the number of deviations from the way that findings lead. A deviation is an act that some finding
names, another value, an entry that is struck out, a move, or days that pass. Every case is real: decided and folded by
the rules. Facts that no guard in force reads are not varied, and a case that was met before is not looked at again.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from datetime import timedelta
from itertools import chain

from attrs import Factory, define, evolve, field

from collabflow.core.case import Case
from collabflow.core.event import Stamp
from collabflow.core.finding import Finding, Severity
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import SYSTEM
from collabflow.core.values import Status, Step, Trigger
from collabflow.testing.explore.domain import Domain, turning_days
from collabflow.testing.explore.facts import NOTHING_READ, Abstraction, Seen
from collabflow.testing.explore.following import Edge
from collabflow.testing.explore.spy import Reads, reads_of
from collabflow.testing.explore.teller import Teller
from collabflow.testing.explore.turns import turns
from collabflow.testing.explore.ways import Led, Ways, completing
from collabflow.testing.rules.act import Act, Trail


@define(kw_only=True)
class Search:
    """Goes through one profile, and tells what is wrong to a teller."""

    ways: Ways
    domain: Domain
    teller: Teller
    most: int
    steps: Collection[Step]
    cases: list[Case] = Factory(list)
    reads: Reads = field(factory=Reads)
    made: set[Edge] = Factory(set)
    heard: set[str] = Factory(set)
    held: set[str] = Factory(set)
    mended: set[str] = Factory(set)
    good: set[Hashable] = Factory(set)
    near: dict[Step, tuple[Domain, Abstraction]] = Factory(dict)
    acts: int = 0
    bounds: list[str] = Factory(list)
    _seen: set[Hashable] = Factory(set)

    def run(self, trail: Trail) -> None:
        """Through the ten steps; then aside from the way at each; then once more through the next cycle."""
        ways: list[tuple[Trail, tuple[Act, ...]]] = []
        for step in Step:
            led = self._lead(trail, completing(step))
            ways.append((trail, led.acts))
            trail = led.trail
        for entry, acts in ways:
            if entry.case.step in self.steps:
                self._aside(self._at(entry), acts)
        for _ in Step:
            trail = self._again(trail)

    # a step -----------------------------------------------------------------------------------------

    def _aside(self, entry: Trail, acts: Sequence[Act]) -> None:
        way = _nodes(entry, acts[:-1])
        self._learn_what_mends(way, acts)
        self._watch(way[0], way[-1])
        for node in (way[0], way[-1]):
            self._moves(node)
        self._look_near(entry)
        self._deviations(way, acts)
        for node in (way[0], way[-1]):
            self._waiting(node, completing(entry.case.step))

    def _again(self, entry: Trail) -> Trail:
        return self._lead(self._at(entry), completing(entry.case.step)).trail

    def _at(self, trail: Trail) -> Trail:
        return evolve(trail, profile=self.ways.profile)

    def _lead(self, trail: Trail, trigger: Trigger) -> Led:
        """Leads to the move; where that cannot be, tells why, and goes on as if the cause were not asked."""
        self._look_near(trail)
        led = self.ways.lead(trail, trigger)
        while not led.arrived:
            self.ways = self.ways.without(self.teller.never(self.ways, trail, trigger, led, held=self.held))
            led = self.ways.lead(trail, trigger)
        self._note(led.trail)
        return led

    # cases ------------------------------------------------------------------------------------------

    def _watch(self, *trails: Trail) -> None:
        """Learns what those guards read that can stop the step, and which numbers they count with."""
        here, guards = Reads(), tuple(dict.fromkeys(chain.from_iterable(map(_that_stop, trails))))
        for trail in trails:
            context = trail.profile.context(Stamp(by=SYSTEM, at=trail.at))
            for guard in guards:
                here |= reads_of(guard, trail.case, context)
        self.reads |= here
        limits = (self.ways.profile.limit_values[name] for name in here.limits)
        domain = Domain.of(guards, limits, until=self.ways.domain.until)
        self.near[trails[0].case.step] = (domain, Abstraction(places=here.places, days=domain.numbers))
        self._look_near(trails[0])

    def _look_near(self, trail: Trail) -> None:
        """From here on compares and varies what the guards of this step read, as far as that is known."""
        domain, abstraction = self.near.get(trail.case.step, (self.domain, NOTHING_READ))
        self.ways = evolve(self.ways, domain=domain, abstraction=abstraction)

    def _is_new(self, trail: Trail) -> bool:
        seen = self._seen_at(trail)
        return self._keep(trail, self.ways.abstraction.of(seen.case, seen.now, seen.findings))

    def _is_new_change(self, before: Seen, after: Trail) -> bool:
        """Whether the same change was not looked at before, at this case or another on the way."""
        change = self.ways.abstraction.change(before, self._seen_at(after))
        return change is not None and self._keep(after, change)

    def _keep(self, trail: Trail, taken_for: Hashable) -> bool:
        if taken_for in self._seen:
            return False
        self._seen.add(taken_for)
        self.cases.append(trail.case)
        return True

    def _seen_at(self, trail: Trail) -> Seen:
        stopping = tuple(finding for finding in self._found(trail) if finding.severity is Severity.BLOCKER)
        return Seen(case=trail.case, now=trail.at, findings=stopping)

    def _found(self, trail: Trail) -> tuple[Finding, ...]:
        findings = trail.profile.open_findings(trail.case, trail.profile.context(Stamp(by=SYSTEM, at=trail.at)))
        lacking = {finding.code for finding in findings}
        self.heard |= lacking
        if trail.case.status is Status.OPEN:
            asked = {one.guard.code for one in trail.profile.asked_of(trail.case.step)}
            self.held |= asked - lacking
        return findings

    def _note(self, trail: Trail) -> None:
        for entry in trail.journal:
            if isinstance(entry.event, Moved):
                self.made.add(Edge(entry.event.trigger, str(entry.event.source), str(entry.event.target)))

    def _learn_what_mends(self, way: Sequence[Trail], acts: Sequence[Act]) -> None:
        """Which findings were taken away by an act that they name, or by a waiver."""
        for before, act, after in zip(way, acts, way[1:], strict=False):
            left = {finding.key for finding in self._found(after)}
            gone = (finding for finding in self._found(before) if finding.key not in left)
            mends = (finding for finding in gone if act.event.stored_as in (*finding.remedies, FindingWaived.stored_as))
            self.mended |= {finding.code for finding in mends}

    # deviations -------------------------------------------------------------------------------------

    def _deviations(self, way: Sequence[Trail], acts: Sequence[Act]) -> None:
        tried = 0
        for place, node in enumerate(way):
            self._is_new(node)
            before = self._seen_at(node)
            for act in turns(self.ways, node, is_entry=not place, is_ready=place == len(way) - 1):
                after = self._after(act, node)
                if after is None or not self._is_new_change(before, after):
                    continue
                tried += 1
                if tried > self.most:
                    self.bounds.append(
                        f"{node.case.state}: only the first {self.most} cases beside the way were led on"
                    )
                    return
                self._leads_on(after, acts[place:-1])

    def _after(self, act: Act, node: Trail) -> Trail | None:
        self.acts += 1
        decision = node.decided(act)
        return None if decision.refusals else node.folded(act, decision)

    def _leads_on(self, after: Trail, known: Sequence[Act]) -> None:
        trigger = completing(after.case.step)
        led = self.ways.lead(after, trigger, known=known, good=self.good)
        if not led.arrived and not self._by_a_detour(after):
            self.ways = self.ways.without(self.teller.dead_end(self.ways, after, trigger, led, mended=self.mended))

    # moves ------------------------------------------------------------------------------------------

    def _moves(self, node: Trail) -> None:
        """Every move of the table from here is made, or led to; and after it the way comes back here."""
        for act in self.ways.steering.moves(node):
            assert isinstance(act.event, Moved)
            if act.event.trigger is not completing(node.case.step):
                self._move(act.event.trigger, node)

    def _move(self, trigger: Trigger, node: Trail) -> None:
        before = {(edge.trigger, edge.target) for edge in self.made}
        led = self._lead(self._at(node), trigger)
        self._is_new(led.trail)
        if trigger is Trigger.PAUSE:
            self._moves(self._at(led.trail))
            return
        if (trigger, led.trail.case.state) not in before and led.trail.case.state != node.case.state:
            self._comes_back(led, node)

    def _comes_back(self, led: Led, node: Trail) -> None:
        trail = self._at(led.trail)
        for _ in range(2 * len(Step)):
            if trail.case.status is Status.OPEN and trail.case.step is node.case.step:
                return
            trail = self._lead(self._at(trail), _back(trail)).trail

    # time -------------------------------------------------------------------------------------------

    def _waiting(self, node: Trail, trigger: Trigger) -> None:
        """Days pass: up to each day on which the rules say something else, and as far as the search looks."""
        wanted, last_good = self.ways.steering.move(trigger, node), 0
        turning = set(turning_days(wanted, self._at(node), self.ways.domain))
        for days in sorted({*turning, self.ways.domain.until}):
            led = self._after_days(days, node, trigger)
            if led is not None:
                first, led = self._first_bad(last_good, days, node, trigger, led)
                self.ways = self.ways.without(self.teller.trap(self.ways, self._at(node), led, first, trigger))
            last_good = days

    def _after_days(self, days: int, node: Trail, trigger: Trigger) -> Led | None:
        """Where leading came to after so many days; None when there is a way on."""
        later = self._at(node).waited(timedelta(days=days))
        self._found(later)
        led = self.ways.lead(later, trigger)
        return None if led.arrived or self._by_a_detour(later) else led

    def _first_bad(self, good: int, bad: int, node: Trail, trigger: Trigger, led: Led) -> tuple[int, Led]:
        while bad - good > 1:
            middle = (good + bad) // 2
            found = self._after_days(middle, node, trigger)
            if found is None:
                good = middle
            else:
                bad, led = middle, found
        return bad, led

    def _by_a_detour(self, trail: Trail) -> bool:
        """Whether going back to an earlier step leads on after all."""
        home = trail.case.step
        for act in self.ways.steering.moves(trail):
            after = self._after(act, trail)
            if after is None or after.case.status is not Status.OPEN or after.case.step.number >= home.number:
                continue
            if self._gets_past(after, home):
                return True
        return False

    def _gets_past(self, trail: Trail, home: Step) -> bool:
        while trail.case.step.number <= home.number:
            led = self.ways.lead(trail, completing(trail.case.step))
            if not led.arrived:
                return False
            if led.trail.case.cycle > trail.case.cycle:
                return True
            trail = led.trail
        return True


def _that_stop(trail: Trail) -> Iterator[Guard]:
    """The guards that can stop the step at which this case stands."""
    profile = trail.profile
    asked = (*profile.asked_of(trail.case.step), *chain.from_iterable(map(profile.standing_of, trail.case.completed)))
    return (one.guard for one in asked if one.severity is Severity.BLOCKER)


def _nodes(entry: Trail, acts: Sequence[Act]) -> list[Trail]:
    trails = [entry]
    for act in acts:
        trails.append(trails[-1].after(act))
    return trails


def _back(trail: Trail) -> Trigger:
    if trail.case.status is Status.PAUSED:
        return Trigger.RESUME
    if trail.case.status is Status.CLOSED:
        return Trigger.REOPEN
    return completing(trail.case.step) if trail.case.step is not Step.FOLLOW_UP else Trigger.KEEP_REVIEWING
