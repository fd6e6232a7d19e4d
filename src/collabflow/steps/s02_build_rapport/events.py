"""What happens while getting to know each other: asking with interest, saying what is good, hearing strengths.

What a caregiver tells is their own word; what an educator says is the school's. Nobody's praise is put into a
family's mouth, and no family's words into an educator's.
Source: playbook 2.2 (c) and (d); cycle.md, room 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event, Stamp
from collabflow.core.finding import Unsound
from collabflow.core.lifecycle.contacts import not_a_caregiver
from collabflow.core.people import EDUCATOR_ROLES, FAMILY_ROLES
from collabflow.core.values import Answer, LangTag, PartyId
from collabflow.steps.s02_build_rapport.record import About, Interest, Rapport, Remark, RemarkId, Strength


@frozen(kw_only=True)
class InterestShown(Event):
    """An educator asks a caregiver about themselves or the student, without an agenda.

    `by` is by default whoever records it. What was `shared` is the caregiver's word; after a no to `may_record` it
    is left out, and the interest counts all the same. The stamp's `via` tells of a letter or a call.
    """

    stored_as: ClassVar[str] = "build_rapport.interest_shown"
    caregiver: PartyId
    by: PartyId | None = None
    topic: str | None = field(default=None, repr=False)
    shared: str | None = field(default=None, repr=False)
    chose_not_to_share: bool = False
    may_record: Answer = Answer.NOT_ASKED

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.shared is not None and self.chose_not_to_share:
            yield "chose_not_to_share", "contradicts what was shared; keep one of them"
        if self.shared is not None and self.may_record is Answer.NO:
            yield "shared", "must be left out: the person said no to writing it down"

    def voices(self) -> Iterator[PartyId]:
        if self.shared is not None or self.chose_not_to_share:
            yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from not_a_caregiver(case, context, self.caregiver)
        if not is_at_school(case, self.by, context.stamp):
            yield Unsound("by", "must name somebody who works with the student for the school")

    def apply(self, case: Case, entry: Entry) -> Case:
        rapport = case[Rapport]
        interest = Interest(
            by=self.by or entry.stamp.by.id,
            caregiver=self.caregiver,
            topic=self.topic,
            shared=self.shared,
            chose_not_to_share=self.chose_not_to_share,
            may_record=self.may_record,
            at=entry.stamp.occurred,
        )
        return case.with_record(evolve(rapport, interests=(*rapport.interests, interest)))


@frozen(kw_only=True)
class PositiveRemarkShared(Event):
    """Somebody says something positive about the student or what the family brings, best with an example.

    `said_by` is by default whoever records it. What the family itself says is a `StrengthNamed`. Sharing the same
    id again completes or replaces the remark.
    """

    stored_as: ClassVar[str] = "build_rapport.positive_remark_shared"
    remark: RemarkId
    said_by: PartyId | None = None
    about: About | None = None
    text: str = field(default="", repr=False)
    example: str | None = field(default=None, repr=False)
    lang: LangTag | None = None

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if is_at_school(case, self.said_by, context.stamp):
            return
        speaker = case.party(self.said_by or context.stamp.by.id, on=context.today)
        if speaker is not None and speaker.has_role(FAMILY_ROLES):
            yield Unsound("said_by", "is of the family; record what they say with StrengthNamed")
        elif speaker is None and self.said_by is not None:
            yield Unsound("said_by", "is not on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        remark = Remark(
            id=self.remark,
            said_by=self.said_by or entry.stamp.by.id,
            by_educator=is_at_school(case, self.said_by, entry.stamp),
            about=self.about,
            text=self.text,
            example=self.example,
            lang=self.lang,
            at=entry.stamp.occurred,
        )
        return case.with_record(case[Rapport].with_remark(remark))


@frozen(kw_only=True)
class StrengthNamed(Event):
    """A caregiver or the student names a strength, in their own words."""

    stored_as: ClassVar[str] = "build_rapport.strength_named"
    by: PartyId
    text: str = field(default="", repr=False)
    about: About = About.STUDENT

    def voices(self) -> Iterator[PartyId]:
        yield self.by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        speaker = case.party(self.by, on=context.today)
        if speaker is None or not speaker.has_role(FAMILY_ROLES):
            yield Unsound("by", "is not a caregiver or the student on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        rapport = case[Rapport]
        strength = Strength(by=self.by, text=self.text, about=self.about, at=entry.stamp.occurred)
        return case.with_record(evolve(rapport, strengths=(*rapport.strengths, strength)))


def is_at_school(case: Case, person: PartyId | None, stamp: Stamp) -> bool:
    """Whether this person, or whoever recorded it where nobody is named, works with the student for the school."""
    if person is None or person == stamp.by.id:
        return stamp.by.role in EDUCATOR_ROLES
    return case.is_educator(person, on=stamp.at.date())
