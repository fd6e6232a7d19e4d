"""What the family said: each contribution in its words, whether it was said back, and what became of it."""

from __future__ import annotations

from collabflow.core.values import Answer
from collabflow.export.fields import details
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, said_how
from collabflow.export.sentences.talking import voiced_by
from collabflow.export.speech import Words
from collabflow.steps.s04_active_listening import (
    Acknowledgement,
    Contribution,
    ContributionKind,
    Listening,
    Sensitivity,
    Trace,
    TraceOutcome,
)
from collabflow.steps.s05_joint_planning import JointPlan

_TOLD = frozenset(
    {"id", "by", "kind", "words", "cycle", "at", "recorded_by", "acknowledged", "trace", "withdrawn_on", "sensitivity"}
    | {"may_record", "lang"}
)


def what_was_said(part: Part) -> Element | None:
    """Concerns first, because people look for what became of them; then all else that was said."""
    s = part.speech
    said = sorted(part[Listening].contributions, key=lambda c: c.kind is not ContributionKind.CONCERN)
    if not (said or part.says_nothing):
        return None
    title = s.tongue.say("What the family said, and what became of it", about="record")
    return part.section("voices", title, [_contribution(one, part) for one in said] or part.nothing())


def _contribution(said: Contribution, part: Part) -> Element:
    s = part.speech
    stamp = part.stamps.get(said.id)
    how = said_how(stamp, [said.by] if stamp.by.id != said.by else [], s) if stamp is not None else None
    return part.card(
        voiced_by(said.kind, s.person(said.by), s),
        _marks(said, part),
        _words(said, part),
        el("p", s.day(said.at.date()), (". ", how) if how else None, class_="meta"),
        details(said, s, tells=_TOLD),
        _said_back(said, part),
        part.piece(s.tongue.say("What became of it", about="record"), _outcome(said, part)),
        thing=("contribution", said.id),
    )


def _marks(said: Contribution, part: Part) -> Content:
    s, marks = part.speech, list[Content]()
    if said.sensitivity is Sensitivity.RESTRICTED:
        text = s.say(
            "Restricted: not for everyday reading. Who has a right to see the record can see it.", about="record"
        )
        marks.append(text)
    if said.withdrawn_on is not None:
        marks.append(s.say("Taken back on {day}.", about="record", day=s.day(said.withdrawn_on)))
    return [el("p", mark, class_="mark") for mark in marks]


def _words(said: Contribution, part: Part) -> Content:
    s = part.speech
    if said.words:
        return s.quote(said.words, lang=said.lang)
    if said.may_record is Answer.NO:
        return el("p", s.say("It was heard, and is not written down: that was their wish.", about="record"))
    if part.dossier.reader is not None and said.sensitivity is Sensitivity.RESTRICTED:
        return el("p", s.say("The words are left out of this copy.", about="record"))
    return el("p", s.say("The words are not written down.", about="record"))


def _said_back(said: Contribution, part: Part) -> Content:
    s, back = part.speech, said.acknowledged
    title = s.tongue.say("Said back", about="record")
    if back is None:
        return part.piece(title, el("p", s.say("Nobody has said it back yet.", about="record")))
    who = s.say("{who} said back what they heard.", about="record", who=s.person(back.by))
    told = details(back, s, tells=frozenset({"by", "at", "reply"}))
    return part.piece(title, el("p", who, _reply(back, part)), told)


def _reply(back: Acknowledgement, part: Part) -> Content:
    s = part.speech
    if back.reply is None:
        return None
    return (" ", s.say("The answer: {reply}.", about="record", reply=s.word(back.reply)))


def _outcome(said: Contribution, part: Part) -> Content:
    s = part.speech
    if said.withdrawn:
        return el("p", s.say("It was taken back, so nothing more is asked about it.", about="record"))
    if said.trace is None:
        return el("p", s.say("Nobody has said yet what became of it.", about="record"), class_="open")
    why = said.trace.why
    return (el("p", el("strong", _trace(said.trace, part))), s.quote(why) if why else None)


def _trace(trace: Trace, part: Part) -> Words:
    s = part.speech
    what = _strategy(trace, part)
    who = s.person(trace.who) if trace.who else s.say("somebody", about="record")
    when = s.day(trace.when) if trace.when else s.say("a day not set yet", about="record")
    match trace.outcome:
        case TraceOutcome.IN_PLAN if trace.strategy is None:
            return s.say("It is in the plan.", about="record")
        case TraceOutcome.IN_PLAN:
            return s.say("It is in the plan: {what}", about="record", what=what)
        case TraceOutcome.LATER if trace.strategy is None:
            return s.say("{who} looks at it later, on {when}.", about="record", who=who, when=when)
        case TraceOutcome.LATER:
            return s.say("It was left for later: {what}", about="record", what=what)
    return s.say("It was not taken up.", about="record")


def _strategy(trace: Trace, part: Part) -> Content:
    if trace.strategy is None:
        return ""
    known = part[JointPlan].get(trace.strategy)
    if known is not None and not known.what.strip():
        return part.speech.word(known.kind)
    return part.speech.thing("strategy", trace.strategy)
