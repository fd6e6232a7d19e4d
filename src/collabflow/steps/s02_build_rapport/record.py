"""What is kept of getting to know each other: interest shown, positive remarks, strengths that the family named.

A draft counts for nothing yet: interest without a topic or an answer, a remark without words.
Source: playbook 2.2 (a); cycle.md, room 2.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Record
from collabflow.core.fact import Fact, IdOf
from collabflow.core.values import Answer, LangTag, PartyId

RemarkId = Annotated[str, IdOf("Remark")]


class About(StrEnum):
    """What a remark or a strength is about."""

    STUDENT = "student"
    FAMILY_CONTRIBUTION = "family_contribution"


@frozen(kw_only=True)
class Interest(Fact):
    """Somebody at school asked a caregiver about themselves or the student; `shared` is what they told."""

    by: PartyId
    caregiver: PartyId
    topic: str | None = field(default=None, repr=False)
    shared: str | None = field(default=None, repr=False)
    chose_not_to_share: bool = False
    may_record: Answer = Answer.NOT_ASKED
    at: datetime

    @property
    def is_answered(self) -> bool:
        """Whether the caregiver answered; that they would rather not share is an answer."""
        return has_text(self.shared) or self.chose_not_to_share

    @property
    def is_shown(self) -> bool:
        """Whether the record tells what was asked, or that it was answered; less than that is a draft."""
        return has_text(self.topic) or self.is_answered


@frozen(kw_only=True)
class Remark(Fact):
    """Something positive that was said, best with an example. `by_educator` is as it was on that day."""

    id: RemarkId
    said_by: PartyId
    by_educator: bool
    about: About | None = None
    text: str = field(default="", repr=False)
    example: str | None = field(default=None, repr=False)
    lang: LangTag | None = None
    at: datetime

    @property
    def whole(self) -> str:
        """Text and example in one, to compare it with others."""
        return f"{self.text} {self.example or ''}".strip()


@frozen(kw_only=True)
class Strength(Fact):
    """A strength that the family named, in their own words."""

    by: PartyId
    text: str = field(repr=False)
    about: About = About.STUDENT
    at: datetime


# record ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Rapport(Record):
    """The interest shown, the positive remarks and the strengths that the family named. Each cycle begins anew."""

    interests: tuple[Interest, ...] = ()
    remarks: tuple[Remark, ...] = ()
    strengths: tuple[Strength, ...] = ()

    def get(self, remark: RemarkId) -> Remark | None:
        """The remark with this id."""
        return next((known for known in self.remarks if known.id == remark), None)

    @property
    def by_educators(self) -> tuple[Remark, ...]:
        """The remarks that educators made and that say something."""
        return tuple(remark for remark in self.remarks if remark.by_educator and has_text(remark.text))

    def interest_in(self, caregiver: PartyId) -> tuple[Interest, ...]:
        """The interest that was shown to this caregiver."""
        return tuple(i for i in self.interests if i.caregiver == caregiver and i.is_shown)

    def is_in_touch(self, caregiver: PartyId) -> bool:
        """Whether this caregiver answered the school's interest, in whatever way they keep in touch."""
        return any(interest.is_answered for interest in self.interest_in(caregiver))

    def with_remark(self, remark: Remark) -> Self:
        """The record with this remark in the place of the one with its id, or at the end."""
        if self.get(remark.id) is None:
            return evolve(self, remarks=(*self.remarks, remark))
        return evolve(self, remarks=tuple(remark if known.id == remark.id else known for known in self.remarks))

    def label(self, kind: str, value: str) -> str | None:
        remark = self.get(value) if kind == "remark" else None
        return remark.text or None if remark else None


def has_text(text: str | None) -> bool:
    """Whether there is more than blanks."""
    return bool(text and text.strip())
