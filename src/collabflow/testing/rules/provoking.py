"""Provoking: acts after which guards lack something, so that each is seen both ways.

Half-filled forms, hard words and silence come from makers of what leaves something to be desired; where no single act
does, a story of several is told, the same is done again and again, or time passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain, islice, product

from attrs import evolve, frozen

from collabflow.core.event import Event, Stamp
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.people import SYSTEM
from collabflow.core.values import Trigger
from collabflow.testing.rules.act import Act, Trail, act_of, acts_of
from collabflow.testing.rules.from_types import events_from_types
from collabflow.testing.rules.makers.lacking import LACKING, LATER
from collabflow.testing.rules.makers.lacking_law import STORIES, Story, Teller
from collabflow.testing.rules.steering import Steering, Stuck
from collabflow.testing.rules.want import Want

_TRIED = 60
_MOST_TIMES, _PLACES = 10, 3
"""How often the same act is repeated, where only several together leave something to be desired."""

_WEEK = timedelta(days=8)


@frozen(kw_only=True)
class Provoking:
    """Makes guards lack something, under the profile of a steering."""

    steering: Steering

    # many guards at once --------------------------------------------------------------------------

    def all_of(self, guards: Sequence[Guard], trail: Trail) -> Iterator[Act]:
        """Acts, each allowed after those before it, by which one guard after the other comes to lack something.

        One look at everything that leaves something to be desired serves all of them; some may be left out. Stories
        come first: a single poor act may end what they begin from.
        """
        left = [guard for guard in guards if not lacks(guard, trail)]
        for tell in STORIES:
            for acts, told in self._told(tell, trail) if left else ():
                still = [guard for guard in left if not lacks(guard, told)]
                if len(still) < len(left):
                    yield from acts
                    left, trail = still, told
                    break  # the others of this sort would take its ids again
        for kind in self._kinds(left):
            acts, place = self._some(kind, trail), 0
            while left and place < len(acts):
                after = _after(acts[place], trail)
                still = left if after is None else [guard for guard in left if not lacks(guard, after)]
                if after is not None and len(still) < len(left):
                    yield acts[place]
                    left, trail = still, after
                    acts = self._some(kind, trail)  # whose ids are new ones
                place += 1

    def _kinds(self, guards: Sequence[Guard]) -> tuple[type[Event], ...]:
        """The remedies of these guards, and all else that has a maker of what leaves something to be desired."""
        kinds = dict.fromkeys((*chain.from_iterable(map(remedies_of, guards)), *LACKING))
        return tuple(kind for kind in kinds if kind in self.steering.profile.events)

    def _some(self, kind: type[Event], trail: Trail) -> tuple[Act, ...]:
        return tuple(islice(self.poor(kind, trail), _TRIED))

    def poor(self, kind: type[Event], trail: Trail) -> Iterator[Act]:
        """Acts that leave something to be desired, of this class of event."""
        return (act_of(event, trail) for event in self._events(kind, self._want(trail)))

    def _events(self, kind: type[Event], want: Want) -> Iterator[Event]:
        if kind in LACKING:
            return LACKING[kind](want)
        own = self.steering.makers.get(kind)
        return chain(own(want) if own is not None else (), events_from_types(kind, want))

    def _want(self, trail: Trail) -> Want:
        return Want(case=trail.case, profile=self.steering.profile, now=trail.at)

    def _told(self, tell: Teller, trail: Trail) -> Iterator[tuple[tuple[Act, ...], Trail]]:
        """The stories of one sort that may be told here, and the trail after each."""
        known = self.steering.profile.events
        for story in tell(self._want(trail)):
            told = all(isinstance(part, timedelta) or type(part) in known for part in story)
            if told and (acted := _acted(story, trail)) is not None:
                yield acted

    # one guard --------------------------------------------------------------------------------------

    def one(self, guard: Guard, trail: Trail) -> tuple[Act, ...]:
        """The acts after which this guard lacks something that it did not lack: allowed ones, as few as are found."""
        before = lacks(guard, trail)
        for kind in self._kinds((guard,)):
            for act in self._some(kind, trail):
                if _provokes(_after(act, trail), guard, before):
                    return (act,)
        for tell in STORIES:
            for acts, after in self._told(tell, trail):
                if _provokes(after, guard, before):
                    return acts
        for kind, pause in product(self._causes(guard), (timedelta(0), _WEEK)):
            acts = self._repeated(kind, pause, guard, trail, before)
            if acts:
                return acts
        return self._in_time(guard, trail, before)

    def _causes(self, guard: Guard) -> tuple[type[Event], ...]:
        """The events of which several may be too many, or too few: its remedies, and those of their rooms."""
        rooms = {kind.stored_as.partition(".")[0] for kind in remedies_of(guard)} - {"case"}
        beside = (kind for kind in self._kinds(()) if kind.stored_as.partition(".")[0] in rooms)
        return tuple(dict.fromkeys((*remedies_of(guard), *beside)))

    def _in_time(self, guard: Guard, trail: Trail, before: frozenset[str]) -> tuple[Act, ...]:
        """The next act, so late that the guard lacks something meanwhile; or a poor one of its own, so late."""
        for time in LATER:
            later = trail.waited(time)
            if lacks(guard, later) - before:
                return self._later(time, later)
            for kind in remedies_of(guard):
                for act in self._some(kind, later):
                    if _provokes(_after(act, later), guard, before):
                        return (evolve(act, after=act.after + time),)
        return ()

    def _later(self, time: timedelta, later: Trail) -> tuple[Act, ...]:
        try:
            act = self.steering.go_on(later)
        except Stuck:
            return ()
        return (evolve(act, after=act.after + time),)

    def _repeated(
        self, kind: type[Event], pause: timedelta, guard: Guard, trail: Trail, before: frozenset[str]
    ) -> tuple[Act, ...]:
        """The same sort of act again and again, or once and then some time."""
        for place in range(_PLACES):
            acts, now = list[Act](), trail
            for _ in range(_MOST_TIMES):
                poor = next(islice(self.poor(kind, now), place, None), None)
                after = None if poor is None else _after(evolve(poor, after=poor.after + pause), now)
                if poor is None or after is None:
                    break
                acts.append(evolve(poor, after=poor.after + pause))
                now = after
                if lacks(guard, now) - before:
                    return tuple(acts)
        return ()


def remedies_of(guard: Guard) -> tuple[type[Event], ...]:
    """The remedies of a guard that are events other than moves: whatever can mend it can mostly break it too."""
    return tuple(one for one in guard.remedies if not isinstance(one, Trigger) and one is not Moved)


def lacks(guard: Guard, trail: Trail) -> frozenset[str]:
    """The subjects of what this guard finds lacking now; nothing where it crashes."""
    context = trail.profile.context(Stamp(by=SYSTEM, at=trail.at))
    try:
        return frozenset(lack.subject for lack in guard(trail.case, context))
    except Exception:  # noqa: BLE001 - a crash is the deciding's to tell
        return frozenset()


def _after(act: Act, trail: Trail) -> Trail | None:
    """The trail after an act; None where it is refused."""
    decision = trail.decided(act)
    return None if decision.refusals else trail.folded(act, decision)


def _provokes(after: Trail | None, guard: Guard, before: frozenset[str]) -> bool:
    return after is not None and bool(lacks(guard, after) - before)


def _acted(story: Story, trail: Trail) -> tuple[tuple[Act, ...], Trail] | None:
    """A story as acts, each by the first who may, and the trail after them; None where one of them is refused."""
    acts, pause = list[Act](), timedelta(0)
    for part in story:
        if isinstance(part, timedelta):
            pause += part
            continue
        found = next(((act, now) for act in acts_of(part, trail, after=pause) if (now := _after(act, trail))), None)
        if found is None:
            return None
        acts.append(found[0])
        trail, pause = found[1], timedelta(0)
    return tuple(acts), trail
