"""Help that was offered: what it is, what it costs, how to reach it, and what each person says to it."""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.export.fields import details
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, list_of
from collabflow.steps.s09_provide_resources import Replied, Resource, Resources


def resources(part: Part) -> Element | None:
    """Each offer and suggestion, with the answers to it; then what was looked for in vain."""
    s, known = part.speech, part[Resources]
    cards = [_resource(resource, part) for resource in known.resources]
    whole = list_of(_reply(reply, part) for reply in known.replies if reply.resource is None)
    searched = list_of(
        (s.word(search.kind), (": ", s.free(search.where)) if search.where else None) for search in known.searches
    )
    if not (cards or whole or searched or part.says_nothing):
        return None
    return part.section(
        "help",
        s.tongue.say("Help that was offered", about="record"),
        cards or part.nothing(),
        part.group(s.tongue.say("Answers about kinds of help", about="record"), whole),
        part.group(s.tongue.say("Looked for and not found", about="record"), searched),
    )


def _resource(resource: Resource, part: Part) -> Element:
    s = part.speech
    suggested = None
    if resource.suggested_by:
        suggested = el("p", s.say("Suggested by {who}.", about="record", who=s.person(resource.suggested_by)))
    return part.card(
        s.name("resource", resource.id),
        suggested,
        details(resource, s, tells=frozenset({"id", "title", "suggested_by"})),
        part.piece(s.tongue.say("Answers", about="record"), list_of(_replies(resource, part))),
        part.piece(s.tongue.say("Does it still exist?", about="record"), list_of(_checks(resource, part))),
        thing=("resource", resource.id),
    )


def _replies(resource: Resource, part: Part) -> Iterator[Content]:
    yield from (_reply(reply, part) for reply in part[Resources].replies if reply.resource == resource.id)


def _reply(reply: Replied, part: Part) -> Content:
    s = part.speech
    about = (" (", s.word(reply.kind), ")") if reply.kind else None
    return (s.person(reply.caregiver), ": ", s.word(reply.reply), about, s.quote(reply.note) if reply.note else None)


def _checks(resource: Resource, part: Part) -> Iterator[Content]:
    s = part.speech
    for check in part[Resources].checks:
        if check.resource == resource.id:
            yield (s.day(check.on), ": ", s.word(check.still_there))
