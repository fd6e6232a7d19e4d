"""Ways: from a case in motion, the acts after which a move is allowed, or what stands in the way for good.

Steering leads; where its values do not do, those of the domain are tried, and waiting. Going round in a circle is
noticed and told apart from having no way at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from datetime import timedelta
from itertools import chain, islice

from attrs import evolve, frozen

from collabflow.core.finding import Finding
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import Status, Step, Trigger
from collabflow.cycle.profile import Profile
from collabflow.testing.explore.domain import Domain, varied
from collabflow.testing.explore.facts import NOTHING_READ, Abstraction
from collabflow.testing.rules.act import Act, Trail
from collabflow.testing.rules.steering import Steering, Stuck

MOST_ACTS = 150
"""A way of more acts is given up, and said to be given up."""

_MOST_OTHER_VALUES = 200
_OF_EACH = 3
_OF_A_REMEDY = 8
_MOST_TURNS = 30
_SAME_AGAIN = 3


def without(profile: Profile, *codes: str) -> Profile:
    """The profile that does not ask these guards; for looking beyond a fault, never for use."""
    return evolve(profile, placed=tuple(place for place in profile.placed if place.guard.code not in codes))


@frozen(kw_only=True)
class Led:
    """Where leading came to: the acts, the trail after them, and what is in the way at last (nothing: it arrived).

    `circle` are the acts after which it stood where it had stood before; `given_up` says that a bound was hit.
    """

    acts: tuple[Act, ...]
    trail: Trail
    findings: tuple[Finding, ...] = ()
    circle: tuple[Act, ...] = ()
    given_up: bool = False

    @property
    def arrived(self) -> bool:
        """Whether the move was made."""
        return not self.findings and not self.given_up

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what is in the way, each once."""
        return tuple(dict.fromkeys(finding.code for finding in self.findings))


@frozen(kw_only=True)
class _Stand:
    """Where a search stood before its next act."""

    place: object
    refusals: tuple[Finding, ...]


@frozen(kw_only=True)
class Ways:
    """Finds ways under one profile."""

    steering: Steering
    domain: Domain
    abstraction: Abstraction = NOTHING_READ

    @property
    def profile(self) -> Profile:
        """The rules in force."""
        return self.steering.profile

    def without(self, codes: Collection[str]) -> Ways:
        """The same where these guards are not asked."""
        return evolve(self, steering=evolve(self.steering, profile=without(self.profile, *codes)))

    def lead(
        self, trail: Trail, trigger: Trigger, *, known: Sequence[Act] = (), good: set[Hashable] | None = None
    ) -> Led:
        """Leads until this move is made from the step where the case stands; `known` acts are tried first.

        `good` is what cases are taken for from which a way was found: it is enough to come to one, and they get more.
        """
        trail = evolve(trail, profile=self.profile)
        done, after = _by_known(trail, known)
        led = self._led(after, trigger, done, good)
        if not led.arrived and done:
            led = self._led(trail, trigger, ())
        return led if led.arrived else self._searched(trail, trigger, is_circling=bool(led.circle)) or led

    def _led(self, trail: Trail, trigger: Trigger, done: tuple[Act, ...], good: set[Hashable] | None = None) -> Led:
        home, acts, stands, begun = trail.case.state, list(done), list[_Stand](), len(done)
        met: list[Hashable] = []
        while len(acts) < MOST_ACTS:
            wanted = self._wanted(trail, trigger, home)
            if wanted is None:
                break
            decision = trail.decided(wanted)
            refusals = decision.refusals
            if not refusals and trail.case.state == home:
                return self._arrived(Led(acts=(*acts, wanted), trail=trail.folded(wanted, decision)), met, good)
            if good is not None:
                met.append(self.abstraction.of(trail.case, trail.at, refusals))
                if met[-1] in good:
                    return self._arrived(Led(acts=tuple(acts), trail=trail), met, good)
            stands.append(_stand(trail, refusals))
            again = [n for n, stand in enumerate(stands[:-1]) if stand.place == stands[-1].place]
            act = self._next(wanted, trail, refusals)
            if act is None or len(again) >= _SAME_AGAIN:
                circle = tuple(acts[begun + again[-1] :]) if again else ()
                since = stands[again[-1] :] if again else stands[-1:]
                found = {finding.key: finding for stand in since for finding in stand.refusals}
                return Led(acts=tuple(acts), trail=trail, findings=tuple(found.values()), circle=circle)
            acts.append(act)
            trail = trail.after(act)
        return Led(acts=tuple(acts), trail=trail, given_up=True)

    @staticmethod
    def _arrived(led: Led, met: list[Hashable], good: set[Hashable] | None) -> Led:
        if good is not None:
            good |= set(met)
        return led

    def _wanted(self, trail: Trail, trigger: Trigger, home: str) -> Act | None:
        """The move to make here: the one asked for at home, elsewhere the one that leads on."""
        try:
            return self.steering.move(trigger if trail.case.state == home else _onward(trail), trail)
        except Stuck:
            return None

    def _next(self, wanted: Act, trail: Trail, refusals: tuple[Finding, ...]) -> Act | None:
        """As steering leads; where that is stuck, an act with a value of the domain, or a later one."""
        try:
            return self.steering.towards(wanted, trail)
        except Stuck:
            return next(chain(self._by_other_values(wanted, trail, refusals), self._later(wanted, trail)), None)

    def _searched(self, trail: Trail, trigger: Trigger, *, is_circling: bool) -> Led | None:
        """From wherever one act leads that a finding names, as steering leads: least in the way first.

        Where leading went round, also from where the same is in the way after the act.
        """
        home, seen = trail.case.state, set[object]()
        before = _stand(trail, trail.decided(self.steering.move(trigger, trail)).refusals).place
        found: list[tuple[int, int, Act, Trail]] = []
        for act, after in self._each_after(trail, trigger, home):
            if after.case.state != home:
                continue
            refusals = after.decided(self.steering.move(trigger, after)).refusals
            place = self.abstraction.of(after.case, after.at, refusals)
            if place not in seen and (is_circling or _stand(after, refusals).place != before):
                seen.add(place)
                found.append((len(refusals), len(seen), act, after))
        for _, _, act, after in sorted(found, key=lambda one: one[:2])[:_MOST_TURNS]:
            led = self._led(after, trigger, ())
            if led.arrived:
                return evolve(led, acts=(act, *led.acts))
        return None

    def _each_after(self, trail: Trail, trigger: Trigger, home: str) -> Iterator[tuple[Act, Trail]]:
        """Every allowed act that what is in the way here names, and the trail after it."""
        wanted = self._wanted(trail, trigger, home)
        refusals = trail.decided(wanted).refusals if wanted else ()
        if wanted and not refusals:
            yield wanted, trail.after(wanted)
        for finding in refusals:
            for act in chain(self._some_of_each_remedy(finding, trail), self._others(finding, trail)):
                decision = trail.decided(act)
                if not decision.refusals:
                    yield act, trail.folded(act, decision)

    def _by_other_values(self, wanted: Act, trail: Trail, refusals: tuple[Finding, ...]) -> Iterator[Act]:
        before = frozenset(finding.key for finding in refusals)
        for finding in refusals:
            for act in islice(self._others(finding, trail), _MOST_OTHER_VALUES):
                left = left_after(act, wanted, trail)
                if left is not None and left < before:
                    yield act

    def _some_of_each_remedy(self, finding: Finding, trail: Trail) -> Iterator[Act]:
        kinds = dict.fromkeys(finding.remedies)
        met: Counter[str] = Counter()
        for act in self.steering.acts_for(finding, trail):
            name = act.event.trigger.value if isinstance(act.event, Moved) else act.event.stored_as
            met[name] += 1
            if name not in kinds or met[name] <= _OF_A_REMEDY:
                yield act

    def _others(self, finding: Finding, trail: Trail) -> Iterator[Act]:
        for name in finding.remedies:
            kind = self.profile.event_named.get(name)
            if kind is not None and kind is not Moved:
                for act in islice(self.steering.acts_with(kind, trail, finding=finding), _OF_EACH):
                    yield from varied(act, trail, self.domain.numbers)

    def _later(self, wanted: Act, trail: Trail) -> Iterator[Act]:
        """The move itself, or an act that a finding names, on a later day after which less is in the way."""
        for days in self.domain.days:
            time = timedelta(days=days)
            later = trail.waited(time)
            refusals = later.decided(wanted).refusals
            if not refusals:
                yield evolve(wanted, after=time)
            before = frozenset(finding.key for finding in refusals)
            for finding in refusals:
                for act in self._some_of_each_remedy(finding, later):
                    left = left_after(act, wanted, later)
                    if left is not None and left < before:
                        yield evolve(act, after=act.after + time)


def _by_known(trail: Trail, known: Sequence[Act]) -> tuple[tuple[Act, ...], Trail]:
    """The trail after those of the known acts that are allowed; moves are left to the search."""
    done: list[Act] = []
    for act in known:
        decision = trail.decided(act)
        if not decision.refusals and not isinstance(act.event, Moved):
            trail = trail.folded(act, decision)
            done.append(act)
    return tuple(done), trail


def _stand(trail: Trail, refusals: tuple[Finding, ...]) -> _Stand:
    keys = frozenset(finding.key for finding in refusals)
    return _Stand(place=(trail.case.state, trail.case.completed, keys), refusals=refusals)


def left_after(act: Act, wanted: Act, trail: Trail) -> frozenset[tuple[str, str]] | None:
    """What is in the way of a move after an act: code and subject of each; None where the act is not allowed."""
    decision = trail.decided(act)
    if decision.refusals:
        return None
    return frozenset(finding.key for finding in trail.folded(act, decision).decided(wanted).refusals)


def _onward(trail: Trail) -> Trigger:
    if trail.case.status is not Status.OPEN:
        return Trigger.RESUME if trail.case.status is Status.PAUSED else Trigger.REOPEN
    return Trigger.KEEP_REVIEWING if trail.case.step is Step.FOLLOW_UP else Trigger.ADVANCE


def completing(step: Step) -> Trigger:
    """The move that completes this step and leads on."""
    return Trigger.NEXT_CYCLE if step is Step.FOLLOW_UP else Trigger.ADVANCE
