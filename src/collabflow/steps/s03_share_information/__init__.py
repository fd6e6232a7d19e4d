"""Step 3, share information: progress, challenges and assessments, in plain words and with something to see.

Read `facts`, `record`, `events`, `guards`, in this order; `access` tells who needs words for what is shown. "Nothing
to share" is an answer with a reason, never a blank. Nothing carries over: the next cycle shares what is new then.
Source: playbook step 3; cycle.md, room 3.
"""

from collabflow.core.event import Limit, Tighter
from collabflow.steps.s03_share_information import guards as _needs
from collabflow.steps.s03_share_information.access import SIGHT_TAGS
from collabflow.steps.s03_share_information.events import (
    AssessmentShared,
    ChallengeShared,
    NothingToShare,
    ProgressShared,
    QuestionAnswered,
    QuestionAsked,
    TermExplained,
    UnderstandingChecked,
    VisualShown,
)
from collabflow.steps.s03_share_information.facts import (
    Assessment,
    Challenge,
    Explanation,
    Information,
    InformationKind,
    Nothing,
    Progress,
    Question,
    QuestionId,
    Understanding,
    Visual,
    VisualId,
    VisualKind,
)
from collabflow.steps.s03_share_information.record import SharedInformation

__all__ = [
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "SIGHT_TAGS",
    "Assessment",
    "AssessmentShared",
    "Challenge",
    "ChallengeShared",
    "Explanation",
    "Information",
    "InformationKind",
    "Nothing",
    "NothingToShare",
    "Progress",
    "ProgressShared",
    "Question",
    "QuestionAnswered",
    "QuestionAsked",
    "QuestionId",
    "SharedInformation",
    "TermExplained",
    "Understanding",
    "UnderstandingChecked",
    "Visual",
    "VisualId",
    "VisualKind",
    "VisualShown",
]

EVENTS = (
    ProgressShared,
    ChallengeShared,
    AssessmentShared,
    NothingToShare,
    TermExplained,
    VisualShown,
    QuestionAsked,
    QuestionAnswered,
    UnderstandingChecked,
)
GUARDS = (
    _needs.progress_was_shared,
    _needs.challenges_were_shared,
    _needs.assessments_were_shared,
    _needs.technical_terms_are_explained,
    _needs.everybody_is_told_in_their_language,
    _needs.visuals_are_described_in_words,
    _needs.texts_are_easy_to_read,
    _needs.difficulties_do_not_stand_alone,
    _needs.every_question_is_answered,
    _needs.understanding_was_checked,
    _needs.words_do_not_hurt,
    _needs.something_was_shown,
    _needs.texts_can_be_measured,
    _needs.abbreviations_are_explained,
)
LIMITS = (
    Limit(name="reading_grade", value=8, tighter=Tighter.LOWER, source="playbook 4.2"),
    Limit(name="reading_words", value=100, tighter=Tighter.LOWER, source="playbook 4.2"),
)
