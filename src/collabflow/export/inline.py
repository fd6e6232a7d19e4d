"""Small facts in one line: times, amounts, answers of one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from collabflow.core.lifecycle.moves import ProfileRef
from collabflow.core.people import ContactPreference
from collabflow.core.tongue import ENGLISH
from collabflow.core.values import Avoid, Evidence, Frequency, Money, Slot
from collabflow.export.html import Content, el
from collabflow.export.speech import Speech, Words
from collabflow.goals.goal import Baseline, Criterion, Milestone, Target
from collabflow.steps.s04_active_listening import KindAnswer
from collabflow.steps.s08_review_and_adjust import Participation
from collabflow.steps.s08_review_and_adjust import View as GoalView
from collabflow.steps.s10_follow_up import PROMPTS, PromptAnswer

_WEEKDAYS: Final = (
    ENGLISH.say("every Monday", about="record"),
    ENGLISH.say("every Tuesday", about="record"),
    ENGLISH.say("every Wednesday", about="record"),
    ENGLISH.say("every Thursday", about="record"),
    ENGLISH.say("every Friday", about="record"),
    ENGLISH.say("every Saturday", about="record"),
    ENGLISH.say("every Sunday", about="record"),
)


def money(amount: Money, s: Speech) -> Content:
    """An amount in its currency."""
    return f"{s.number(amount.amount)} {amount.currency}"


def avoid(time: Avoid, s: Speech) -> Content:
    """A time that does not suit a family."""
    return s.listed(part for part in (_weekday(time, s), _days(time, s), _hours(time, s)) if part)


def _weekday(time: Avoid, s: Speech) -> Words:
    if time.weekday is None:
        return ()
    return s.say(_WEEKDAYS[time.weekday - 1], about="record")


def _days(time: Avoid, s: Speech) -> Words:
    return _stretch(time.since, time.until, s)


def _stretch(since: date | None, until: date | None, s: Speech) -> Words:
    if since is not None and until is not None:
        return s.say("from {first} to {last}", about="record", first=s.day(since), last=s.day(until))
    if since is not None:
        return s.say("from {first} on", about="record", first=s.day(since))
    return () if until is None else s.say("until {last}", about="record", last=s.day(until))


def _hours(time: Avoid, s: Speech) -> Words:
    if time.from_minute is None and time.to_minute is None:
        return ()
    first, last = (f"{minute // 60:02}:{minute % 60:02}" for minute in (time.from_minute or 0, time.to_minute or 1440))
    return s.say("between {first} and {last}", about="record", first=first, last=last)


def evidence(shown: Evidence, s: Speech) -> Content:
    """A pointer to something that the school keeps."""
    digest = (" ", el("code", shown.sha256)) if shown.sha256 else None
    taken = (" (", s.moment(shown.taken_at), ")") if shown.taken_at else None
    return (s.word(shown.kind), ": ", s.free(shown.ref), taken, digest)


def _answer(kind: KindAnswer, s: Speech) -> Content:
    return (s.word(kind.kind), ": ", s.word(kind.answer))


def _preference(known: ContactPreference, s: Speech) -> Content:
    return (s.word(known.method), ": ", s.word(known.liking))


def _took_part(part: Participation, s: Speech) -> Content:
    return (s.person(part.party), ": ", s.word(part.took_part))


def _view(view: GoalView, s: Speech) -> Content:
    return (s.person(view.caregiver), ": ", s.quote(view.words))


def _prompt(answer: PromptAnswer, s: Speech) -> Content:
    asked = s.tongue.say(dict(PROMPTS)[answer.prompt], about="prompt")
    return (el("span", asked, class_="asked"), s.quote(answer.words))


def _baseline(start: Baseline, s: Speech) -> Content:
    more = [s.free(part) for part in (start.unit, start.how) if part]
    if start.observations is not None:
        more.append(el("span", s.count(start.observations, "{n} check", "{n} checks", about="record")))
    value = s.say("{value} on {day}", about="record", value=s.number(start.value), day=s.day(start.on))
    return (value, *((", ", part) for part in more))


def _target(target: Target, s: Speech) -> Content:
    return (s.number(target.value), (" ", s.free(target.unit)) if target.unit else None)


def _criterion(criterion: Criterion, s: Speech) -> Content:
    if criterion.of is None:
        return s.count(criterion.times, "once", "{n} times in a row", about="record")
    return s.say("{times} of the last {of}", about="record", times=str(criterion.times), of=str(criterion.of))


def _milestone(step: Milestone, s: Speech) -> Content:
    return s.say("{value} by {day}", about="record", value=s.number(step.value), day=s.day(step.on))


def _rules(profile: ProfileRef, s: Speech) -> Content:
    named = s.say("{id}, version {version}", about="record", id=s.free(profile.id), version=s.free(profile.version))
    return (named, " ", el("code", s.free(profile.fingerprint)))


INLINE: Final[Mapping[type, Callable[[Any, Speech], Content]]] = {
    Avoid: avoid,
    Baseline: _baseline,
    ContactPreference: _preference,
    Criterion: _criterion,
    Evidence: evidence,
    Frequency: lambda often, s: s.frequency(often),
    GoalView: _view,
    KindAnswer: _answer,
    Milestone: _milestone,
    Money: money,
    Participation: _took_part,
    ProfileRef: _rules,
    PromptAnswer: _prompt,
    Slot: lambda slot, s: s.slot(slot),
    Target: _target,
}
"""How each small fact is shown in a line."""
