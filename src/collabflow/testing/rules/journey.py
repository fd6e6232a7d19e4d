"""A journey: one journal of a run, with every promise and property tried at each of its moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from attrs import Factory, define, field, frozen

from collabflow.core.case import Case
from collabflow.cycle import fold
from collabflow.cycle.profile import Profile
from collabflow.ports import Store
from collabflow.testing.rules.act import ONE_AFTER_THE_OTHER, Act, Trail, name_of
from collabflow.testing.rules.nearly import Nearly
from collabflow.testing.rules.promises import PROMISES, Moment, Promise
from collabflow.testing.rules.properties import Kind, Property
from collabflow.testing.rules.steering import Steering, Stuck

_MOST_DAYS = 1_500


@frozen(kw_only=True)
class Terms:
    """What a run goes by: the steering, the properties and how to ask them, a store, what is excused, and where."""

    steering: Steering
    properties: tuple[Property, ...] = ()
    asked: Mapping[str, Callable[[Case], object]] = field(factory=dict)
    store: Callable[[], Store] | None = None
    excused: Mapping[str, str] = field(factory=dict)
    place: str = "from collabflow import DEFAULT as profile"
    repeat: str = ""
    witnessed: set[str] = field(factory=set)

    @property
    def profile(self) -> Profile:
        """The profile under which everything is decided."""
        return self.steering.profile


class Broken(Exception):
    """A promise or a property does not hold. `happened` and `law` are sentences."""

    def __init__(
        self, code: str, title: str, *, happened: str, law: str, matters: str, usual: str, is_seldom: bool = False
    ) -> None:
        self.code = code
        self.title = title
        self.happened = happened
        self.law = law
        self.matters = matters
        self.usual = usual
        self.is_seldom = is_seldom
        self.acts: tuple[Act, ...] = ()
        super().__init__(f"{code}: {happened}")

    @classmethod
    def promise(cls, promise: Promise, happened: str) -> Broken:
        """A promise of every profile is broken."""
        return cls(
            promise.code,
            promise.title,
            happened=happened,
            law=promise.title,
            matters=promise.matters,
            usual=promise.usual,
            is_seldom=promise.seldom,
        )

    @classmethod
    def from_stuck(cls, stuck: Stuck) -> Broken:
        """Nothing leads on from a case."""
        broken = cls(
            "R12",
            "From every case something leads on, until the step is completed",
            happened=str(stuck),
            law="what stands in the way names what removes it: an event that can be recorded, a move, or a waiver",
            matters="A family and a school would sit before a door that nobody can open.",
            usual="guards that contradict each other; a remedy that is refused; an event that needs one of `makers`.",
        )
        broken.acts = acts_of_journal(stuck.trail)
        return broken

    @classmethod
    def in_vain(cls, code: str, profile: Profile) -> Broken:
        """No remedy that a guard names removes what it finds."""
        guard = next(guard for guard in profile.guards if guard.code == code)
        remedies = ", ".join(guard.remedy_names)
        return cls(
            "R11",
            "What a finding names as its remedy can remove it",
            happened=f"{code} was found again and again, and {remedies} never removed it",
            law="at least one of the events or moves that a guard names as its remedies makes it hold",
            matters="People would do what they are told, and be told the same again.",
            usual="the wrong event in `remedies`; a guard that reads another record than its remedy writes; an event "
            "that needs one of `makers`.",
        )

    @classmethod
    def unwitnessed(cls, one: Property, journals: int) -> Broken:
        """What should happen sometimes never did."""
        return cls(
            one.name,
            one.title,
            happened=f"in {journals} journals no case was ever like that",
            law=f"sometimes: {one.title}",
            matters="What is never seen was never tested.",
            usual="a property that asks for too much, or a rule that makes it impossible.",
        )


def acts_of_journal(trail: Trail) -> tuple[Act, ...]:
    """The acts that wrote the journal of a trail, the opening first."""
    return tuple(_acts(trail))


def _acts(trail: Trail) -> Iterator[Act]:
    before: datetime | None = None
    for entry in trail.journal:
        at = entry.stamp.at
        after = at - before - ONE_AFTER_THE_OTHER if before is not None else at - at
        yield Act(event=entry.event, by=entry.stamp.by, via=entry.stamp.via, after=after)
        before = at


@define
class Journey:
    """One journal in the making: where it stands, the acts that were tried on the way, and what waits to follow."""

    terms: Terms
    trail: Trail
    acts: list[Act] = Factory(list)
    _waiting: dict[str, datetime] = Factory(dict)
    _apart: Case = field(init=False)
    """What the journal says, folded apart from the case in hand: replaying it anew each time would cost its square."""

    def __attrs_post_init__(self) -> None:
        self._apart = fold.replay(self.trail.case.id, self.trail.journal)

    @classmethod
    def opened(cls, terms: Terms, first: Act) -> Journey:
        """The journey on which a case was just opened."""
        new = Trail(profile=terms.profile, case=Case.unopened("case-1"))
        return cls(terms=terms, trail=new.after(first), acts=[first])

    def take(self, act: Act, *, thorough: bool, only: str | None = None) -> Moment:
        """Try an act: decide it, try every promise on that, and take it where it is allowed. Raises `Broken`."""
        self.acts.append(act)
        moment = self._moment(act)
        self._promised(moment, thorough=thorough, only=only)
        if moment.after is not None:
            self.trail = moment.after
            self._asked(only)
        return moment

    def refused(self, near: Nearly) -> Moment:
        """Try an act with one thing wrong. Raises `Broken` when it is allowed, or refused for something else."""
        self.acts.append(near.act)
        moment = self._moment(near.act)
        self._promised(moment, thorough=False, only=None)
        codes = {finding.code for finding in moment.decision.refusals}
        if codes == {near.breaks}:
            return moment
        told = ", ".join(sorted(codes)) or "accepted"
        raise Broken(
            "R13",
            "An act with one thing wrong is refused for that, and for nothing else",
            happened=f"{name_of(near.act)} with {near.field or near.breaks} wrong was answered: {told}",
            law=f"it should have met {near.breaks}",
            matters="Whoever may not record something could; or is told what does not help.",
            usual="an event that forgets to object to an id that it does not know.",
        )

    def _moment(self, act: Act) -> Moment:
        before, decision = self.trail, self.trail.decided(act)
        after = None if decision.refusals else before.folded(act, decision)
        if after is not None:
            self._apart = fold.evolve(self._apart, after.journal[-1], before.journal)
        return Moment(
            steering=self.terms.steering,
            before=before,
            act=act,
            decision=decision,
            after=after,
            replayed=self._apart,
        )

    def _promised(self, moment: Moment, *, thorough: bool, only: str | None) -> None:
        for promise in PROMISES:
            if (promise.seldom and not thorough) or only not in (None, promise.code):
                continue
            for happened in promise.trial(moment):
                raise Broken.promise(promise, happened)

    def _asked(self, only: str | None) -> None:
        for one in self.terms.properties:
            if only not in (None, one.name):
                continue
            answer = self._answer(one)
            if one.kind is Kind.SOMETIMES and answer:
                self.terms.witnessed.add(one.name)
            elif one.kind is Kind.ALWAYS and not answer:
                raise self._untrue(one, "the case is not like that")
            elif one.kind is Kind.LEADS_TO:
                self._follows(one, answer)

    def _answer(self, one: Property) -> object:
        try:
            return self.terms.asked[one.name](self.trail.case)
        except Exception as raised:  # noqa: BLE001 - whatever it is, it is told with the acts that bring it about
            raise self._untrue(one, f"the property itself raised {type(raised).__name__}: {raised}") from None

    def _follows(self, one: Property, answer: object) -> None:
        """What waits is answered in time; an answer that comes too late, or what ends by itself too late, is late."""
        waits, answered = answer if isinstance(answer, tuple) else (False, False)
        since = self._waiting.get(one.name)
        if since is not None and one.is_late(since, self.trail.at, self.terms.profile.calendar):
            raise self._untrue(one, f"it has waited since {since:%Y-%m-%d}, and now it is {self.trail.at:%Y-%m-%d}")
        if not waits or answered:
            self._waiting.pop(one.name, None)
        else:
            self._waiting.setdefault(one.name, self.trail.at)

    def time_to_be_late(self) -> timedelta | None:
        """After how many days something that waits now is late; None where nothing waits, or not within years."""
        waiting = [(one, self._waiting[one.name]) for one in self.terms.properties if one.name in self._waiting]
        calendar = self.terms.profile.calendar
        for one, since in waiting:
            for days in map(timedelta, range(1, _MOST_DAYS)):
                if one.is_late(since, self.trail.at + days, calendar):
                    return days
        return None

    def _untrue(self, one: Property, happened: str) -> Broken:
        last = name_of(self.acts[-1])
        return Broken(
            one.name,
            one.title,
            happened=f"after {last}: {happened}",
            law=f"{one.kind.value.replace('_', ' ')}: {one.title}",
            matters="It is what you said of your own rules.",
            usual="a rule that lets more happen than was meant, or a property that says more than was meant.",
        )
