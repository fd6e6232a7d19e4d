"""Sentences for moves of the cycle and for corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.values import Step, Trigger
from collabflow.export.html import Content
from collabflow.export.sentences.sentence import Sentence, told
from collabflow.export.speech import Speech, Words


def moved(event: Moved, s: Speech) -> Words:
    return _MOVES[event.trigger](event, s)


def _step(name: str | None, s: Speech) -> str:
    return s.step(Step(name)) if name in set(Step) else ""


def _number(name: str | None) -> str:
    return str(Step(name).number) if name in set(Step) else ""


def _who(event: Moved, s: Speech) -> Content:
    return s.person(event.asked_by) if event.asked_by else s.say("Somebody", about="record")


def _advance(event: Moved, s: Speech) -> Words:
    return s.say(
        "Step {n} ({done}) is complete. Next comes step {m}: {next}.",
        about="record",
        n=_number(event.source),
        done=_step(event.source, s),
        m=_number(event.target),
        next=_step(event.target, s),
    )


def _reschedule(event: Moved, s: Speech) -> Words:
    return s.say("{who} asked to meet at another time.", about="record", who=_who(event, s))


def _continue_meeting(event: Moved, s: Speech) -> Words:
    return s.say("The meeting goes on at another time.", about="record")


def _more_information(event: Moved, s: Speech) -> Words:
    return s.say("Back to sharing information: something is still missing.", about="record")


def _hear_again(event: Moved, s: Speech) -> Words:
    return s.say("Back to listening: there is something new to hear.", about="record")


def _revise_plan(event: Moved, s: Speech) -> Words:
    return s.say("Back to planning together.", about="record")


def _revise_goals(event: Moved, s: Speech) -> Words:
    return s.say("Back to the goals.", about="record")


def _revise_communication(event: Moved, s: Speech) -> Words:
    return s.say("Back to how school and home keep in touch.", about="record")


def _next_review(event: Moved, s: Speech) -> Words:
    return s.say("A review is done, and the next one is ahead.", about="record")


def _interim_review(event: Moved, s: Speech) -> Words:
    return s.say("{who} asked for a review before its time.", about="record", who=_who(event, s))


def _keep_reviewing(event: Moved, s: Speech) -> Words:
    return s.say("The follow-up is complete. Reviews go on.", about="record")


def _next_cycle(event: Moved, s: Speech) -> Words:
    return s.say("All ten steps are complete. Cycle {n} begins.", about="record", n=str(event.cycle or ""))


def _complete(event: Moved, s: Speech) -> Words:
    return s.say("All ten steps are complete, and working together ends here.", about="record")


def _pause(event: Moved, s: Speech) -> Words:
    return s.say("Working together rests for a while.", about="record")


def _resume(event: Moved, s: Speech) -> Words:
    return s.say("Working together goes on: {next}.", about="record", next=_step(event.target, s))


def _close(event: Moved, s: Speech) -> Words:
    return s.say("Working together ends here.", about="record")


def _reopen(event: Moved, s: Speech) -> Words:
    return s.say("Working together begins again, as cycle {n}.", about="record", n=str(event.cycle or ""))


_MOVES: Final[Mapping[Trigger, Callable[[Moved, Speech], Words]]] = {
    Trigger.ADVANCE: _advance,
    Trigger.RESCHEDULE: _reschedule,
    Trigger.CONTINUE_MEETING: _continue_meeting,
    Trigger.MORE_INFORMATION: _more_information,
    Trigger.HEAR_AGAIN: _hear_again,
    Trigger.REVISE_PLAN: _revise_plan,
    Trigger.REVISE_GOALS: _revise_goals,
    Trigger.REVISE_COMMUNICATION: _revise_communication,
    Trigger.NEXT_REVIEW: _next_review,
    Trigger.INTERIM_REVIEW: _interim_review,
    Trigger.KEEP_REVIEWING: _keep_reviewing,
    Trigger.NEXT_CYCLE: _next_cycle,
    Trigger.COMPLETE: _complete,
    Trigger.PAUSE: _pause,
    Trigger.RESUME: _resume,
    Trigger.CLOSE: _close,
    Trigger.REOPEN: _reopen,
}


def corrected(event: Corrected, s: Speech) -> Words:
    entry = s.entry(event.version)
    if event.right is None:
        return s.say("A mistake was struck out: {entry} no longer counts.", about="record", entry=entry)
    return s.say("A mistake was put right in {entry}.", about="record", entry=entry)


SENTENCES: tuple[Sentence, ...] = (
    told(Moved, moved, "trigger source target cycle asked_by"),
    told(Corrected, corrected, "version about"),
)
