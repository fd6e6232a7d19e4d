"""Sentences: whatever an event says, there is a sentence for it that ends, names people and shows no code."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from attrs import evolve, fields

from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.fact import Fact
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.tongue import ENGLISH
from collabflow.core.values import Step, Trigger
from collabflow.events import (
    ContributionInvited,
    DecisionMade,
    EfficacyAnswered,
    FollowUpAnswered,
    GoalReviewed,
    InterestShown,
    MeetingStarted,
    PositiveRemarkShared,
    ReviewHeld,
    SlotAnswered,
)
from collabflow.export.sentences import SENTENCES
from collabflow.export.speech import Speech, plain
from export.filled import every_event
from support import NOW, opened

SAY = {sentence.event: sentence for sentence in SENTENCES}
SPEECH = Speech(tongue=ENGLISH, case=opened())


def said(event: Event) -> str:
    return plain(SAY[type(event)].say(event, SPEECH))


def variants(fact: Any) -> Iterator[Any]:
    """The fact as it is, with each other code word, with what may be lacking left out, and so for what it holds."""
    yield fact
    hints = get_type_hints(type(fact))
    for field in fields(type(fact)):
        hint, value = hints[field.name], getattr(fact, field.name)
        kinds = [kind for kind in (hint, *get_args(hint)) if isinstance(kind, type)]
        others: list[object] = [member for kind in kinds if issubclass(kind, Enum) for member in kind]
        others += [None] * (NoneType in kinds) + [()] * isinstance(value, tuple) + [not value] * isinstance(value, bool)
        others += list(variants(value)) if isinstance(value, Fact) else []
        for other in others:
            try:
                yield evolve(fact, **{field.name: other})
            except Malformed:
                continue


EVERY = [event for event, _ in every_event()]


@pytest.mark.parametrize("event", EVERY, ids=[event.stored_as for event in EVERY])
def test_whatever_an_event_says_there_is_a_sentence_for_it(event: Event) -> None:
    for variant in variants(event):
        sentence = said(variant)
        assert len(sentence.split()) > 1, variant
        assert "_" not in sentence, sentence
        assert "None" not in sentence, sentence


@pytest.mark.parametrize("trigger", list(Trigger))
def test_a_move_is_told_with_and_without_who_asked(trigger: Trigger) -> None:
    for asked_by in ("rosa", None):
        for source, target in [("plan_meeting", "build_rapport"), ("paused", "plan_meeting"), ("follow_up", "closed")]:
            moved = Moved(trigger=trigger, source=source, target=target, cycle=2, asked_by=asked_by)
            assert said(moved).endswith(".")


def test_a_step_that_is_complete_is_named_with_the_one_that_follows() -> None:
    moved = Moved(trigger=Trigger.ADVANCE, source=Step.SET_GOALS, target=Step.ESTABLISH_COMMUNICATION, cycle=1)

    assert said(moved) == "Step 6 (Set goals) is complete. Next comes step 7: Establish communication."


def test_people_are_named_where_the_event_names_them() -> None:
    assert said(InterestShown(caregiver="rosa", by="kim")) == "Kim Adeyemi asked Rosa Vidal with interest."
    assert said(PositiveRemarkShared(remark="r", said_by="kim")) == "Kim Adeyemi said something good."
    assert said(MeetingStarted(meeting="m", present=["rosa", "lee", "kim"])) == (
        "The meeting began. There were Rosa Vidal, Lee Park and Kim Adeyemi."
    )
    assert said(GoalReviewed(goals=["g"])) == "We looked at how it goes: g"


def test_how_an_answer_to_a_time_reads() -> None:
    start = NOW
    at_start = {"meeting": "m", "caregiver": "rosa", "start": start}

    assert said(SlotAnswered(reply="accepted", **at_start)) == "Rosa Vidal said yes to a time for the meeting."
    assert said(SlotAnswered(reply="declined", **at_start)) == "Rosa Vidal said that the time does not suit."
    assert said(SlotAnswered(reply="no_answer", **at_start)).endswith("and has not answered.")
    follow_up = {"follow_up": "f", "caregiver": "rosa", "start": start}
    assert said(FollowUpAnswered(reply="accepted", **follow_up)) == "Rosa Vidal said yes to a time for the follow-up."
    assert said(FollowUpAnswered(reply="declined", **follow_up)).endswith("the time of the follow-up does not suit.")
    assert said(FollowUpAnswered(reply="no_answer", **follow_up)).endswith("and has not answered.")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("adopted", "It was decided to do this: s"),
        ("deferred", "It was decided to come back to this later: s"),
        ("not_adopted", "It was decided not to do this: s"),
        ("withdrawn", "This proposal was taken back: s"),
    ],
)
def test_how_a_decision_reads(outcome: str, words: str) -> None:
    assert said(DecisionMade(strategy="s", outcome=outcome)) == words


def test_silence_and_a_wish_not_to_say_are_no_views() -> None:
    assert said(EfficacyAnswered(party="rosa", prefers_not_to_say=True)) == (
        "Rosa Vidal would rather not say how working together went."
    )
    assert said(EfficacyAnswered(party="rosa", no_answer=True)).endswith("and has not answered.")


def test_a_confirmed_day_is_no_review() -> None:
    assert said(ReviewHeld(review="r", confirmed_by=["rosa"])) == "The day of the next review was confirmed."


def test_a_student_who_was_not_asked_reads_so() -> None:
    assert said(ContributionInvited(party="maya", why_not="She was away.")).startswith("maya was not asked")
