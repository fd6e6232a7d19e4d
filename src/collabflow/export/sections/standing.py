"""Where the cycle stands: which step, what is done, what is still missing, and what comes next."""

from __future__ import annotations

from collabflow.core.event import Stamp
from collabflow.core.people import SYSTEM
from collabflow.core.values import Status
from collabflow.cycle.explain import Board, State, StepState, explain
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, list_of
from collabflow.export.speech import Speech, Words
from collabflow.steps.s08_review_and_adjust import Reviews


def where_it_stands(part: Part) -> Element:
    """The ten steps, the one in hand, and what it still needs."""
    s, dossier = part.speech, part.dossier
    board = explain(part.case, dossier.profile, Stamp(by=SYSTEM, at=dossier.at))
    steps = el("ol", (_step(step, s) for step in board.steps), class_="steps")
    title = s.tongue.say("Where we are", about="record")
    return part.section(
        "standing", title, el("p", _place(part), class_="lead"), steps, _missing(board, part), _next(part)
    )


def _place(part: Part) -> Words:
    case, s = part.case, part.speech
    step = s.step(case.step)
    where = {"cycle": str(case.cycle), "n": str(case.step.number), "step": step}
    if case.status is Status.CLOSED:
        ending = s.word(case.ending.value if case.ending else "closed")
        return s.say("Working together has ended: {ending}.", about="record", ending=ending)
    if case.status is Status.PAUSED:
        return s.say("We are in cycle {cycle}, at step {n} of 10 ({step}), and pause for now.", about="record", **where)
    return s.say("We are in cycle {cycle}, at step {n} of 10: {step}.", about="record", **where)


def _step(step: StepState, s: Speech) -> Element:
    words = {
        State.DONE: s.say("done", about="record"),
        State.HERE: s.say("we are here", about="record"),
        State.OPEN: s.say("open again", about="record"),
        State.AHEAD: s.say("still to come", about="record"),
    }
    note = s.say("a fact behind it was corrected since", about="record") if step.since_corrected else None
    return el(
        "li",
        el("span", s.step(step.step), class_="step"),
        " ",
        el("span", words[step.state], (", ", note) if note else None, class_="state"),
        class_=step.state.value,
        aria_current="step" if step.state is State.HERE else None,
    )


def _missing(board: Board, part: Part) -> Content:
    s, case = part.speech, part.case
    here = board[case.step]
    blockers = [el("li", s.free(finding.text(case, s.tongue))) for finding in here.blockers]
    hints = [el("li", s.free(finding.text(case, s.tongue))) for finding in here.hints]
    return (
        part.group(
            s.tongue.say("What this step still needs", about="record"), el("ul", blockers) if blockers else None
        ),
        part.group(s.tongue.say("To think about", about="record"), el("ul", hints) if hints else None),
    )


def _next(part: Part) -> Content:
    s, case = part.speech, part.case
    due = case[Reviews].due
    said = [
        s.say("We look at it again on {day}.", about="record", day=s.day(case.review_on)) if case.review_on else None,
        s.say("The next review is on {day}.", about="record", day=s.day(due)) if due else None,
    ]
    return part.group(s.tongue.say("What comes next", about="record"), list_of(one for one in said if one))
