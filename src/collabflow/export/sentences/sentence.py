"""A sentence: which event it is for, how to say it, and which fields it tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from collabflow.core.event import Event
from collabflow.export.speech import Speech, Words


@frozen
class Sentence:
    """How an event of one class is told; the fields named in `tells` need not be shown again."""

    event: type[Event]
    say: Callable[[Any, Speech], Words]
    tells: frozenset[str]


def told(event: type[Event], say: Callable[[Any, Speech], Words], fields: str = "") -> Sentence:
    """A sentence for this event; `fields` are the names of those it tells, with blanks between."""
    return Sentence(event, say, frozenset(fields.split()))


def general(event: Event, s: Speech) -> Words:
    """The sentence for an event that has none of its own: its stored name, as words."""
    name = event.stored_as.rpartition(".")[2]
    return s.say("{what} was recorded.", about="record", what=s.heading(name, about="event"))
