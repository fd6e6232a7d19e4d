"""Values: the ids, answers, times and places that every room uses.

All are plain and frozen. Times carry their offset; days are days. An answer has four values, because a
blank is not a no and silence is not a yes.
Source: playbook 1.2; cycle.md, the ten steps and the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from attrs import field, frozen

from collabflow.core.fact import Fact, IdOf, Range, Shape

CaseId = Annotated[str, IdOf("Case")]
PartyId = Annotated[str, IdOf("Party")]
StudentId = Annotated[str, IdOf("Student")]
MeetingId = Annotated[str, IdOf("Meeting")]
ContributionId = Annotated[str, IdOf("Contribution")]
InformationId = Annotated[str, IdOf("Information")]
StrategyId = Annotated[str, IdOf("Strategy")]
GoalId = Annotated[str, IdOf("Goal")]
ChannelId = Annotated[str, IdOf("Channel")]
ResourceId = Annotated[str, IdOf("Resource")]
ActionId = Annotated[str, IdOf("Action")]
RequestId = Annotated[str, IdOf("Request")]

Number = int | float
"""A finite number as it was measured; a whole number stays whole."""

Minutes = Annotated[int, Range(0, 24 * 60)]
Count = Annotated[int, Range(0)]

LangTag = Annotated[
    str, Shape(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", "a BCP 47 language tag, for example 'es-MX' or 'ase'")
]
"""A language as BCP 47 names it (RFC 5646); sign languages too, for example `ase` or `bfi`."""


class Step(StrEnum):
    """The ten steps, in order."""

    PLAN_MEETING = "plan_meeting"
    BUILD_RAPPORT = "build_rapport"
    SHARE_INFORMATION = "share_information"
    ACTIVE_LISTENING = "active_listening"
    JOINT_PLANNING = "joint_planning"
    SET_GOALS = "set_goals"
    ESTABLISH_COMMUNICATION = "establish_communication"
    REVIEW_AND_ADJUST = "review_and_adjust"
    PROVIDE_RESOURCES = "provide_resources"
    FOLLOW_UP = "follow_up"

    @property
    def number(self) -> int:
        """Its place in the cycle, 1 to 10."""
        return _NUMBER[self]

    @property
    def heading(self) -> str:
        """Its name for readers, for example "Set goals"."""
        return self.value.replace("_", " ").capitalize()


_NUMBER = {step: place for place, step in enumerate(Step, start=1)}


class Status(StrEnum):
    """Whether a case is being worked on, rests, or has ended."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Ending(StrEnum):
    """How a case ended. Withdrawing consent is none of these: it never closes a case by itself."""

    COMPLETED = "completed"
    WITHDRAWN_FROM_COLLABORATION = "withdrawn_from_collaboration"
    TRANSFERRED = "transferred"
    EXITED = "exited"
    OPENED_IN_ERROR = "opened_in_error"


class Trigger(StrEnum):
    """What can move the cycle. The table in `cycle/table.py` says from where, to where and on what terms."""

    ADVANCE = "advance"
    RESCHEDULE = "reschedule"
    CONTINUE_MEETING = "continue_meeting"
    MORE_INFORMATION = "more_information"
    HEAR_AGAIN = "hear_again"
    REVISE_PLAN = "revise_plan"
    REVISE_GOALS = "revise_goals"
    REVISE_COMMUNICATION = "revise_communication"
    NEXT_REVIEW = "next_review"
    INTERIM_REVIEW = "interim_review"
    KEEP_REVIEWING = "keep_reviewing"
    NEXT_CYCLE = "next_cycle"
    COMPLETE = "complete"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "reopen"


COMPLETING = frozenset({Trigger.ADVANCE, Trigger.KEEP_REVIEWING, Trigger.NEXT_CYCLE, Trigger.COMPLETE})
"""The moves that complete the step they leave."""


class Answer(StrEnum):
    """An answer to a yes/no question. `no_answer` means asked and not answered; `not_asked` means blank."""

    YES = "yes"
    NO = "no"
    NO_ANSWER = "no_answer"
    NOT_ASKED = "not_asked"


class Via(StrEnum):
    """How a person said what somebody else writes down for them."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    TEXT = "text"
    EMAIL = "email"
    APP = "app"
    LETTER = "letter"
    PAPER_BOOK = "paper_book"
    INTERPRETER = "interpreter"
    SIGNED_FORM = "signed_form"


class Method(StrEnum):
    """A way to be in touch."""

    PAPER_BOOK = "paper_book"
    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    APP = "app"
    PORTAL = "portal"
    VIDEO = "video"
    IN_PERSON = "in_person"
    LETTER = "letter"
    VISIT = "visit"


class Position(StrEnum):
    """Where a person stands on something decided together. There is no vote and no tally."""

    AGREE = "agree"
    AGREE_IN_PART = "agree_in_part"
    DISAGREE = "disagree"
    UNDECIDED = "undecided"
    DECLINED_TO_SAY = "declined_to_say"


class Per(StrEnum):
    """The stretch of time that a frequency counts in."""

    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    TERM = "term"

    @property
    def days(self) -> int:
        """Its length in calendar days; a month counts 30 and a term 91, which is practice and not law."""
        return {"day": 1, "week": 7, "fortnight": 14, "month": 30, "term": 91}[self.value]


@frozen(kw_only=True)
class Frequency(Fact):
    """How often something happens: so many times in a stretch of time."""

    times: Annotated[int, Range(1, 100)]
    per: Per

    @property
    def every_days(self) -> float:
        """The calendar days from one time to the next."""
        return self.per.days / self.times


@frozen(kw_only=True)
class Slot(Fact):
    """A time for a meeting: an aware start and how many minutes. A meeting knows its slots by their start."""

    start: datetime
    minutes: Annotated[int, Range(5, 24 * 60)] = 60

    @property
    def end(self) -> datetime:
        """When it ends, in the offset of its start."""
        return self.start + timedelta(minutes=self.minutes)


@frozen(kw_only=True)
class Avoid(Fact):
    """A time that does not suit a family: a weekday, a stretch of days, hours of the day, or any mix.

    Nobody is asked why. `weekday` is 1 (Monday) to 7; `since` and `until` are days, both included;
    `from_minute` and `to_minute` are minutes after midnight at the place of the meeting.
    """

    weekday: Annotated[int, Range(1, 7)] | None = None
    since: date | None = None
    until: date | None = None
    from_minute: Minutes | None = None
    to_minute: Minutes | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if (self.weekday, self.since, self.until, self.from_minute, self.to_minute) == (None,) * 5:
            yield "weekday", "an empty time to avoid says nothing; give a weekday, days or hours"
        if self.since and self.until and self.until < self.since:
            yield "until", "must not be before `since`"

    def clashes(self, slot: Slot) -> bool:
        """Whether any minute of the slot falls into this time."""
        day, last = slot.start.date(), (slot.end - timedelta(microseconds=1)).date()
        while day <= last:
            if self._covers(day) and self._hours_touch(slot, day):
                return True
            day += timedelta(days=1)
        return False

    def _covers(self, day: date) -> bool:
        return (
            self.weekday in (None, day.isoweekday())
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )

    def _hours_touch(self, slot: Slot, day: date) -> bool:
        midnight = datetime.combine(day, datetime.min.time(), slot.start.tzinfo)
        begins = midnight + timedelta(minutes=self.from_minute or 0)
        ends = midnight + timedelta(minutes=24 * 60 if self.to_minute is None else self.to_minute)
        return slot.start < ends and begins < slot.end


class EvidenceKind(StrEnum):
    """What kind of thing a piece of evidence is."""

    DOCUMENT = "document"
    MESSAGE = "message"
    CALL_LOG = "call_log"
    SIGNATURE = "signature"
    PHOTO = "photo"
    AUDIO = "audio"
    SYSTEM = "system"


@frozen(kw_only=True)
class Evidence(Fact):
    """A pointer to something the host keeps. The library stores no files; the sha256 tells if one changed."""

    kind: EvidenceKind
    ref: str = field(repr=False)
    sha256: Annotated[str, Shape("[0-9a-f]{64}", "64 lower-case hexadecimal digits")] | None = None
    taken_at: datetime | None = None


@frozen(kw_only=True)
class Money(Fact):
    """An amount in a currency of ISO 4217; zero is free."""

    amount: Decimal
    currency: Annotated[str, Shape("[A-Z]{3}", "an ISO 4217 code such as 'USD'")]

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.amount < 0:
            yield "amount", "must not be negative"


@frozen(kw_only=True)
class ExternalId(Fact):
    """How another system names the same thing, for example scheme `oneroster.sourcedId` (playbook 7)."""

    scheme: Annotated[str, Shape(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*", "a scheme such as 'edfi.staffUniqueId'")]
    value: str

    def faults(self) -> Iterator[tuple[str, str]]:
        if "ssn" in self.scheme.lower().replace("-", ".").split(".") or "socialsecurity" in self.scheme.lower():
            yield "scheme", "social security numbers are not kept here; use a local student number"
        if not self.value.strip():
            yield "value", "must not be blank"
