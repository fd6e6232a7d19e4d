"""Saying back: an educator tells a person what they heard, and hears whether that was right.

The one event of this file is the hardest of the room, because three voices meet in it: the educator's paraphrase,
the person's reply, and a feeling, which is only ever a word that the person used.
Source: playbook 2.4 (a), (d) and (e); cycle.md, room 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from unicodedata import normalize

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.lifecycle.contacts import Actions
from collabflow.core.people import SCHOOL_ROLES
from collabflow.core.values import ActionId, Answer, ContributionId, PartyId
from collabflow.steps.s02_build_rapport.events import is_at_school
from collabflow.steps.s02_build_rapport.record import has_text
from collabflow.steps.s04_active_listening.record import Acknowledgement, Contribution, Listening, Reply


@frozen(kw_only=True)
class ContributionAcknowledged(Event):
    """An educator says back what they heard from one person, and hears whether that was right.

    `by` is the educator, by default whoever records it. `feeling` is a word that the person used, never one
    that somebody else found for them. A reply names who gave it in `replied_by`; after `not_quite`,
    `corrected` holds what they meant. The same paraphrase again, or none, adds to what is there; another one
    begins anew, and another feeling ends the reply: a yes covers what was heard. The person may add their own
    reply to what the school recorded.
    """

    stored_as: ClassVar[str] = "active_listening.contribution_acknowledged"
    contributions: tuple[ContributionId, ...]
    by: PartyId | None = None
    paraphrase: str | None = field(default=None, repr=False)
    feeling: str | None = field(default=None, repr=False)
    reply: Reply | None = None
    replied_by: PartyId | None = None
    corrected: str | None = field(default=None, repr=False)
    first_step: ActionId | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.contributions:
            yield "contributions", "must name at least one contribution"
        if self._was_replied and self.replied_by is None:
            yield "replied_by", "must name whose reply this is"
        if self.corrected is not None and self.reply is not Reply.NOT_QUITE:
            yield "corrected", "belongs to the reply 'not_quite'"

    @property
    def _was_replied(self) -> bool:
        return self.reply in (Reply.YES_THATS_IT, Reply.NOT_QUITE)

    def voices(self) -> Iterator[PartyId]:
        if self._was_replied and self.replied_by is not None:
            yield self.replied_by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        known = [c for c in map(case[Listening].get, self.contributions) if c is not None and not c.withdrawn]
        if len(known) < len(self.contributions):
            yield Unsound("contributions", "names something that nobody voiced, or that was withdrawn")
            return
        if len({c.by for c in known}) > 1:
            yield Unsound("contributions", "come from different people; say back to each what they said")
        yield from self._about_educator(case, context, known)
        yield from self._about_words(known)
        if self.replied_by is not None and not all(c.is_of(self.replied_by) for c in known):
            yield Unsound("replied_by", "is not the person who said this")
        if self.first_step is not None and case[Actions].get(self.first_step) is None:
            yield Unsound("first_step", "is not a task on this case")

    def _begins(self, known: list[Contribution]) -> bool:
        """Whether this says something back, and does not only add to what was said back before."""
        said = (self.by, self.paraphrase) != (None, None)
        return said or any(contribution.acknowledged is None for contribution in known)

    def _about_educator(self, case: Case, context: Context, known: list[Contribution]) -> Iterator[Unsound]:
        recorder = context.stamp.by
        if recorder.role not in SCHOOL_ROLES and any(
            part is not None for part in (self.by, self.paraphrase, self.feeling, self.first_step)
        ):
            yield Unsound("by", "is for the school to record; add only your reply")
        elif self._begins(known) and not is_at_school(case, self.by, context.stamp):
            yield Unsound("by", "must name the educator who said it back")

    def _about_words(self, known: list[Contribution]) -> Iterator[Unsound]:
        if any(c.may_record is Answer.NO for c in known):
            for name in ("paraphrase", "feeling", "corrected"):
                if getattr(self, name) is not None:
                    yield Unsound(name, "must be left out: the person said no to writing this down")
        elif self.feeling is not None and not any(_uses(c.words or "", self.feeling) for c in known):
            yield Unsound("feeling", "is not a word that the person used")

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(
            case[Listening].changed(self.contributions, lambda c: evolve(c, acknowledged=self._said_back(c, entry)))
        )

    def _said_back(self, contribution: Contribution, entry: Entry) -> Acknowledgement:
        before = contribution.acknowledged
        if before is None or self.paraphrase not in (None, before.paraphrase):
            before = Acknowledgement(by=entry.stamp.by.id, at=entry.stamp.occurred)
        elif self.feeling not in (None, before.feeling):
            before = evolve(before, reply=None, corrected=None)
        return evolve(
            before,
            by=self.by or before.by,
            paraphrase=self.paraphrase or before.paraphrase,
            feeling=self.feeling or before.feeling,
            reply=self.reply or before.reply,
            corrected=self.corrected or before.corrected,
            first_step=self.first_step or before.first_step,
        )


def _uses(words: str, feeling: str) -> bool:
    """Whether the feeling stands in the words, as a whole word in scripts that have capitals.

    Other scripts join words or particles without a blank, so there the letters are enough.
    """
    text, sought = (normalize("NFC", part).casefold() for part in (words, feeling.strip()))
    start = text.find(sought) if has_text(sought) else -1
    while start >= 0:
        before, after = text[:start][-1:], text[start + len(sought) :][:1]
        if not (_is_cased(before) or _is_cased(after)):
            return True
        start = text.find(sought, start + 1)
    return False


def _is_cased(letter: str) -> bool:
    return letter.lower() != letter.upper()
