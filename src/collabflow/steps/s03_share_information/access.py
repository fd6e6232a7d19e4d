"""Step 3, who cannot see a picture: how a recorded access need tells that a text alternative is a must.

Access needs are kept in people's own words, so this looks for words, and errs on the side of asking for a text.
A host that wants to be certain records one of the tags below (`screen_reader`, `braille`, …); plain English such as
"uses a screen reader" or "low vision" is understood as well, as whole words. A need in other words or another
language is not understood here: the visual then still has its warning, never silence.
Source: playbook 2.3, INFO_VISUAL_NO_ALT_TEXT; cycle.md, room 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from collabflow.core.case import Case
from collabflow.core.lifecycle.needs import Needs, Topic
from collabflow.core.people import Party
from collabflow.core.values import PartyId
from collabflow.language.matching import normal, small, whole_words

SIGHT_TAGS = ("screen_reader", "braille", "large_print", "audio", "audio_description", "blind", "low_vision")
"""The access needs that always tell."""

_IN_WORDS = (
    "screen readers",
    "screenreader",
    "deafblind",
    "blindness",
    "partially sighted",
    "poor sight",
    "poor eyesight",
    "sight loss",
    "vision loss",
    "impaired vision",
    "visual impairment",
    "visually impaired",
    "vision impairment",
    "vision impaired",
    "sight impaired",
    "text alternative",
    "text alternatives",
    "alt text",
    "text description",
    "text descriptions",
    "image description",
    "image descriptions",
)

_TELLS = whole_words((*(tag.replace("_", " ") for tag in SIGHT_TAGS), *_IN_WORDS))


def tells_of_sight(need: str) -> bool:
    """Whether an access need, as recorded, says that a person needs words where others look at a picture."""
    return _TELLS.search(small(normal(need.replace("_", " ")))) is not None


def who_needs_words(case: Case, *, on: date) -> Iterator[PartyId]:
    """The people on the case that day, caregivers or not, with an access need that asks for text."""
    for party in case.parties_on(on):
        if any(map(tells_of_sight, _access_needs(case, party))):
            yield party.id


def _access_needs(case: Case, party: Party) -> tuple[str, ...]:
    """What they answered when asked; the school's file as well until they have answered."""
    need = case[Needs].of(party.id)
    answered = need.was_asked(Topic.ACCESS) and Topic.ACCESS not in need.silent
    return need.access if answered else (*need.access, *party.access_needs)
