"""Acts and trails: what somebody does, and a case in motion that takes it, decided and folded by the rules alone.

    trail = Trail.begin(profile=DEFAULT, opening=FAMILIES["two caregivers"])
    trail = trail.after(act)                    # raises Refused, with everything that stands in the way

A trail is a value: every act makes a new one, so a search may go on from any of them. There is no store in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Entry, Event, Stamp
from collabflow.core.finding import Lack, Refused
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.people import SCHOOL_ROLES, SYSTEM, Acting, Party, Role
from collabflow.core.values import CaseId, PartyId, Via
from collabflow.cycle import fold
from collabflow.cycle.decide import Decision, decide
from collabflow.cycle.profile import Profile
from collabflow.testing.rules.families import FAMILIES

BEGINS = datetime(2026, 9, 7, 9, tzinfo=UTC)
"""When a trail begins, unless it is said: a Monday morning at the start of a school year."""

ONE_AFTER_THE_OTHER = timedelta(minutes=1)
"""What lies between an act and the next, besides the time that passes on purpose."""


@frozen(kw_only=True)
class Act:
    """Somebody records an event: who, how a quoted person said it, and how much time passes before."""

    event: Event
    by: Acting
    via: Via | None = None
    after: timedelta = timedelta(0)


def name_of(act: Act) -> str:
    """What an act does, in one word."""
    return act.event.trigger.value if isinstance(act.event, Moved) else type(act.event).__name__


@frozen(kw_only=True)
class Trail:
    """A case in motion under a profile: the case, its journal, and the moment of the last entry."""

    profile: Profile = field(repr=False)
    case: Case
    journal: tuple[Entry, ...] = field(default=(), repr=False)
    at: datetime = BEGINS

    @classmethod
    def begin(
        cls, *, profile: Profile, opening: CaseOpened | None = None, at: datetime = BEGINS, case_id: CaseId = "case-1"
    ) -> Trail:
        """The trail on which a case was just opened. Raises `Refused` when it may not be."""
        event = opening or FAMILIES["one caregiver"]
        new = cls(profile=profile, case=Case.unopened(case_id), at=at)
        return new.after(act_of(event, new))

    def stamp(self, act: Act) -> Stamp:
        """The stamp with which this act would be recorded now."""
        return Stamp(by=act.by, at=self.at + act.after + ONE_AFTER_THE_OTHER, via=act.via)

    def decided(self, act: Act) -> Decision:
        """What the rules say of this act. Nothing changes."""
        return decide(self.case, act.event, self.profile.context(self.stamp(act)), self.profile, self.journal)

    def after(self, act: Act) -> Trail:
        """The trail after this act. Raises `Refused` when it may not be."""
        decision = self.decided(act)
        if decision.refusals:
            raise Refused(
                case_id=self.case.id,
                action=act.event.stored_as,
                where=self.case.state,
                findings=decision.refusals,
                also=decision.also,
            )
        return self.folded(act, decision)

    def folded(self, act: Act, decision: Decision) -> Trail:
        """The trail after an act that the rules have allowed."""
        entry = Entry(event=decision.event, stamp=self.stamp(act), version=self.case.version + 1)
        case = fold.evolve(self.case, entry, self.journal)
        return evolve(self, case=case, journal=(*self.journal, entry), at=entry.stamp.at)

    def lacking(self, code: str) -> tuple[Lack, ...]:
        """What the guard with this code says now. Raises `KeyError` where the profile has none."""
        guards = {guard.code: guard for guard in self.profile.guards}
        return tuple(guards[code](self.case, self.profile.context(Stamp(by=SYSTEM, at=self.at))))

    def waited(self, time: timedelta) -> Trail:
        """The same some time later."""
        return evolve(self, at=self.at + time)


# who records ----------------------------------------------------------------------------------


def act_of(event: Event, trail: Trail, *, after: timedelta = timedelta(0)) -> Act:
    """The act of recording this event by the first who may: somebody of the school, else whose word it is."""
    return next(acts_of(event, trail, after=after))


def acts_of(event: Event, trail: Trail, *, after: timedelta = timedelta(0)) -> Iterator[Act]:
    """The event recorded by each who may: the school on the case, the person themself, the school's office."""
    voices, may, day = tuple(dict.fromkeys(event.voices())), trail.profile.recorders(event), (trail.at + after).date()
    parties = _parties(event, trail.case, day)
    found = [
        *(_acting(party, role) for party in parties for role in party.roles if role in may & SCHOOL_ROLES),
        *(_acting(party, party.roles[0]) for party in parties if _is_own_word(party, voices, event)),
        *(_acting(party, role) for party in parties for role in party.roles if role in may - SCHOOL_ROLES),
        *(Acting(id="office", role=role, name="The office") for role in sorted(may & (SCHOOL_ROLES | {Role.SYSTEM}))),
    ]
    for by in dict.fromkeys(found):
        quoted = any(person != by.id for person in voices)
        if not quoted:
            yield Act(event=event, by=by, after=after)
        elif by.role in SCHOOL_ROLES:
            yield Act(event=event, by=by, via=Via.PHONE, after=after)


def _parties(event: Event, case: Case, day: date) -> tuple[Party, ...]:
    if isinstance(event, CaseOpened) and not case.version:
        return event.parties
    return case.parties_on(day)


def _acting(party: Party, role: Role) -> Acting:
    return Acting(id=party.id, role=role, name=party.name)


def _is_own_word(party: Party, voices: tuple[PartyId, ...], event: Event) -> bool:
    """Whether this is the only person quoted; to ask for a move is not to make it."""
    return voices == (party.id,) and not isinstance(event, Moved)
