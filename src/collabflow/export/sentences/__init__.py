"""One sentence for every event, so that a parent can read a journal; and one that suits any event a district adds.

Each file has functions that put an event into a sentence, and ends with a tuple that names, for each event, the
function and the fields that the sentence tells. All other fields are shown below it, so that nothing is lost.
"""

from collabflow.export.sentences import keeping_on, lifecycle, meeting, moves, planning, talking
from collabflow.export.sentences.sentence import Sentence, told

SENTENCES: tuple[Sentence, ...] = (
    *lifecycle.SENTENCES,
    *moves.SENTENCES,
    *meeting.SENTENCES,
    *talking.SENTENCES,
    *planning.SENTENCES,
    *keeping_on.SENTENCES,
)
"""The sentences of every built-in event."""

__all__ = ["SENTENCES", "Sentence", "told"]
