"""Keeping in touch: the plan for it, every contact and attempt, and the tasks that people took on."""

from __future__ import annotations

from collabflow.core.lifecycle.contacts import Action, Actions, Attempt, Contact, Contacts
from collabflow.core.lifecycle.papers import Papers
from collabflow.export.fields import details
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, list_of
from collabflow.export.sentences.keeping_on import suits
from collabflow.export.speech import Speech
from collabflow.steps.s07_establish_communication import CommunicationPlan


def communication(part: Part) -> Element | None:
    """The ways to keep in touch, person by person, and what each says about them."""
    s, plan = part.speech, part[CommunicationPlan]
    people = dict.fromkeys(channel.caregiver for channel in plan.channels)
    cards = [_person(person, part) for person in people]
    if not (cards or part.says_nothing):
        return None
    title = s.tongue.say("How we keep in touch", about="record")
    return part.section("touch", title, cards or part.nothing(), _electronic(part))


def _person(person: str, part: Part) -> Element:
    s, plan = part.speech, part[CommunicationPlan]
    said = plan.answer_of(person)
    answer: Content = el("p", s.say("Has not said yet whether this suits.", about="record"))
    if said is not None:
        day = el("span", s.day(said.on), class_="meta")
        words = el("p", el("strong", suits(said.answer, s.person(person), s)), " ", day)
        answer = (words, s.quote(said.wish) if said.wish else None)
    told = frozenset({"id", "caregiver"})
    channels = [el("div", details(channel, s, tells=told), class_="nested") for channel in plan.of(person)]
    return part.card(s.person(person), el("div", answer, class_="decision"), channels)


def _electronic(part: Part) -> Content:
    s = part.speech
    rows = ((s.person(e.caregiver), ": ", s.word(e.answer)) for e in part[Papers].elections)
    return part.group(s.tongue.say("May formal notices come by email?", about="record"), list_of(rows))


def contacts(part: Part) -> Element | None:
    """Every contact and every attempt, by day."""
    s, known = part.speech, part[Contacts]
    every: list[Contact | Attempt] = [*known.contacts, *known.attempts]
    found = sorted(every, key=lambda one: one.at)
    if not found:
        return None
    title = s.tongue.say("Contacts between school and home", about="record")
    return part.section("contacts", title, list_of(_contact(one, part) for one in found))


def _contact(one: Contact | Attempt, part: Part) -> Content:
    s = part.speech
    who = s.person(one.caregiver)
    said = s.say("with {who}", about="record", who=who)
    if isinstance(one, Attempt):
        said = s.say("tried to reach {who}", about="record", who=who)
    head = (s.moment(one.at), ", ", said)
    return (el("strong", head), details(one, s, tells=frozenset({"id", "caregiver", "at"})))


def tasks(part: Part) -> Element | None:
    """Who does what by when, and what is done."""
    s = part.speech
    found = [_task(action, part.speech) for action in part[Actions].actions]
    if not found:
        return None
    return part.section("tasks", s.tongue.say("Who does what", about="record"), list_of(found))


def _task(action: Action, s: Speech) -> Content:
    state = s.word(action.settled) if action.settled else s.say("open", about="record")
    what = s.free(action.what) if action.what else s.say("a task", about="record")
    return (el("strong", what), " (", state, ")", details(action, s, tells=frozenset({"id", "what", "settled"})))
