"""How a meeting is prepared: its agenda, who has seen it, and what is arranged so that people can take part.

Topics that a family brought stay on the agenda until they themselves set theirs again. A copy of the agenda shows what
was on it: when topics change it no longer counts, except for whoever brought all of the change.
Source: playbook 2.1; cycle.md, room 1 and the laws of voice and change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.people import FAMILY_ROLES, SCHOOL_ROLES, Party, Role
from collabflow.core.values import Answer, LangTag, MeetingId, PartyId
from collabflow.steps.s01_plan_meeting.events import SCHOOL_OR_SYSTEM, strangers, unknown
from collabflow.steps.s01_plan_meeting.meeting import AgendaCopy, AgendaItem, Meeting
from collabflow.steps.s01_plan_meeting.record import Arrangement, MeetingPlan, NeedKind, NeedStatus

# agenda ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class AgendaSet(Event):
    """The topics of a meeting, and whether the family has any (`family_topics`; every answer but blank: asked).

    From the school, `items` replace the school's own topics; what the family brought stays, listed again or not.
    From one of the family (or a guest) they replace the topics of that person alone.
    """

    stored_as: ClassVar[str] = "plan_meeting.agenda_set"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | FAMILY_ROLES | {Role.ADVOCATE}
    meeting: MeetingId
    items: tuple[AgendaItem, ...] = ()
    family_topics: Answer = Answer.NOT_ASKED

    def voices(self) -> Iterator[PartyId]:
        yield from dict.fromkeys(item.added_by for item in self.items if item.added_by is not None)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case[MeetingPlan].get(self.meeting) is None:
            yield unknown()
        yield from strangers(case, context, "items.led_by", (item.led_by for item in self.items))
        added = [case.party(person, on=context.today) for person in self.voices()]
        if any(party is None or _is_only_of_the_school(party) for party in added):
            yield Unsound("items.added_by", "must be somebody on this case from outside the school; else leave it out")

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[MeetingPlan]
        known = plan.of(self.meeting)
        by = entry.stamp.by
        agenda = self._by_school(known) if by.role in SCHOOL_ROLES else self._by_guest(known, by.id)
        answered = self.family_topics is not Answer.NOT_ASKED
        meeting = evolve(
            known,
            agenda=agenda,
            family_topics=self.family_topics if answered else known.family_topics,
            copies=_still_seen(known, agenda),
        )
        return case.with_record(plan.with_meeting(meeting))

    def _by_school(self, known: Meeting) -> tuple[AgendaItem, ...]:
        if not self.items:
            return known.agenda
        listed = {item.key for item in self.items}
        return (*self.items, *(i for i in known.agenda if i.added_by is not None and i.key not in listed))

    def _by_guest(self, known: Meeting, guest: PartyId) -> tuple[AgendaItem, ...]:
        if not self.items:
            return known.agenda
        own = (evolve(item, added_by=guest) for item in self.items)
        return (*(item for item in known.agenda if item.added_by != guest), *own)


def _is_only_of_the_school(party: Party) -> bool:
    return party.has_role(SCHOOL_ROLES) and not party.has_role(FAMILY_ROLES)


def _still_seen(known: Meeting, agenda: tuple[AgendaItem, ...]) -> tuple[AgendaCopy, ...]:
    """The copies that still hold: of somebody who brought every topic that changed."""
    changed = [i for i in (*known.agenda, *agenda) if (i in known.agenda) != (i in agenda)]
    return tuple(copy for copy in known.copies if all(item.added_by == copy.party for item in changed))


@frozen(kw_only=True)
class AgendaShared(Event):
    """The agenda was sent or shown to these people, in which language and format (large print, audio, by phone)."""

    stored_as: ClassVar[str] = "plan_meeting.agenda_shared"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    meeting: MeetingId
    to: tuple[PartyId, ...]
    language: LangTag | None = None
    format: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        meeting = case[MeetingPlan].get(self.meeting)
        yield from strangers(case, context, "to", self.to)
        if meeting is None:
            yield unknown()
        elif not meeting.agenda:
            yield Unsound("meeting", "has no agenda to share yet; set it with AgendaSet")

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[MeetingPlan]
        known = plan.of(self.meeting)
        people = dict.fromkeys(self.to)
        new = (AgendaCopy(party=person, language=self.language, format=self.format) for person in people)
        others = (c for c in known.copies if c.party not in people or c.language != self.language)
        return case.with_record(plan.with_meeting(evolve(known, copies=(*others, *new))))


# needs ----------------------------------------------------------------------------------------


@frozen(kw_only=True)
class NeedArranged(Event):
    """Something is arranged so that a person can take part: an access need, or an interpreter.

    `what` repeats an access need in the words in which it was told. Without a `meeting` it holds for every meeting of
    the cycle. `interpreter` is the interpreter's party id, `provider` a service in words. That the person declined, or
    agreed to something else (`alternative`), is their own word.
    """

    stored_as: ClassVar[str] = "plan_meeting.need_arranged"
    person: PartyId
    kind: NeedKind
    what: str | None = field(default=None, repr=False)
    meeting: MeetingId | None = None
    status: NeedStatus = NeedStatus.REQUESTED
    interpreter: PartyId | None = None
    provider: str | None = field(default=None, repr=False)
    qualified: Answer = Answer.NOT_ASKED
    alternative: str | None = field(default=None, repr=False)

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.kind is NeedKind.ACCESS and self.interpreter is not None:
            yield "interpreter", "belongs to an arrangement of kind 'interpreter'"

    def voices(self) -> Iterator[PartyId]:
        if self.status in (NeedStatus.ALTERNATIVE_AGREED, NeedStatus.DECLINED):
            yield self.person

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if self.meeting is not None and case[MeetingPlan].get(self.meeting) is None:
            yield unknown()
        yield from strangers(case, context, "person", (self.person,))
        if self.interpreter == self.person:
            yield Unsound("interpreter", "cannot be the person whom the interpreter is for")
        else:
            yield from strangers(case, context, "interpreter", (self.interpreter,))

    def apply(self, case: Case, entry: Entry) -> Case:
        arrangement = Arrangement(
            person=self.person,
            kind=self.kind,
            what=self.what,
            meeting=self.meeting,
            status=self.status,
            interpreter=self.interpreter,
            provider=self.provider,
            qualified=self.qualified,
            alternative=self.alternative,
        )
        return case.with_record(case[MeetingPlan].with_arrangement(arrangement))
