"""What was shared: good words and strengths, information from school and family, questions and their answers."""

from __future__ import annotations

from collabflow.export.fields import details
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, list_of
from collabflow.export.speech import Speech
from collabflow.steps.s02_build_rapport import Interest, Rapport, Remark, Strength
from collabflow.steps.s03_share_information import Information, Question, SharedInformation, Understanding, Visual


def strengths(part: Part) -> Element | None:
    """What is good, in people's words: it stands before everything that is hard."""
    s, rapport = part.speech, part[Rapport]
    good = (*(_strength(one, s) for one in rapport.strengths), *(_remark(one, s) for one in rapport.remarks))
    told = [_interest(one, s) for one in rapport.interests]
    if not (good or told):
        return None
    return part.section(
        "strengths",
        s.tongue.say("Strengths and good words", about="record"),
        list_of(good),
        part.group(s.tongue.say("Getting to know each other", about="record"), list_of(told)),
    )


def _strength(one: Strength, s: Speech) -> Content:
    who = s.say("{who} named a strength.", about="record", who=s.person(one.by))
    return (who, s.quote(one.text) if one.text else None, el("p", s.day(one.at.date()), class_="meta"))


def _remark(one: Remark, s: Speech) -> Content:
    who = s.say("{who} said something good.", about="record", who=s.person(one.said_by))
    told = frozenset({"id", "said_by", "by_educator", "text", "at", "about", "lang"})
    day = el("p", s.day(one.at.date()), class_="meta")
    return (who, s.quote(one.text, lang=one.lang) if one.text else None, details(one, s, tells=told), day)


def _interest(one: Interest, s: Speech) -> Content:
    asked = s.say(
        "{asker} asked {who} with interest.", about="record", asker=s.person(one.by), who=s.person(one.caregiver)
    )
    return (asked, details(one, s, tells=frozenset({"by", "caregiver", "at"})))


def information(part: Part) -> Element | None:
    """What the school and the family told each other, and whether it made sense."""
    s, shared = part.speech, part[SharedInformation]
    cards = [_information(item, part) for item in shared.items]
    others = (
        part.group(s.tongue.say("Nothing to share", about="record"), list_of(details(n, s) for n in shared.nothing)),
        part.group(s.tongue.say("Shown", about="record"), list_of(_visual(one, s) for one in shared.visuals)),
        part.group(s.tongue.say("Questions", about="record"), list_of(_question(q, s) for q in shared.questions)),
        part.group(
            s.tongue.say("Did it make sense?", about="record"), list_of(_check(one, s) for one in shared.checks)
        ),
    )
    if not (cards or any(others) or part.says_nothing):
        return None
    title = s.tongue.say("What we shared with each other", about="record")
    return part.section("information", title, cards or part.nothing(), others)


def _information(item: Information, part: Part) -> Element:
    s = part.speech
    title = (s.heading(item.kind), (": ", s.free(item.area, lang=item.language)) if item.area else None)
    words = s.quote(item.statement, lang=item.language) if item.statement else None
    told = frozenset({"id", "statement", "area"})
    return part.card(title, words, details(item, s, tells=told), thing=("information", item.id))


def _visual(one: Visual, s: Speech) -> Content:
    title = (
        s.free(one.title, lang=one.language)
        if one.title
        else (s.word(one.kind) if one.kind else s.say("something", about="record"))
    )
    return (el("strong", title), details(one, s, tells=frozenset({"id", "title"})))


def _question(question: Question, s: Speech) -> Content:
    who = s.say("{who} asked:", about="record", who=s.person(question.asker))
    told = details(question, s, tells=frozenset({"id", "asker", "text"}))
    return (who, s.quote(question.text) if question.text else None, told)


def _check(one: Understanding, s: Speech) -> Content:
    return (s.person(one.caregiver), details(one, s, tells=frozenset({"caregiver", "covers"})))
