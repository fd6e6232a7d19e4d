"""Refusals that are not guards: how the record keeps its promises. None of them can be waived.

Source: cycle.md, refusals that are not guards.
"""

from __future__ import annotations

from collections.abc import Mapping

from collabflow.core.finding import Basis, Finding, Param
from collabflow.core.values import Step

WORDS: Mapping[str, tuple[str, str]] = {
    "NOT_PERMITTED": (
        "Somebody acting as {role} may not record this.",
        "Ask somebody who may: {roles}.",
    ),
    "NOT_A_PARTY": (
        "{person} does not take part in this case today.",
        "Add the person to the case first, or record as somebody from the school.",
    ),
    "VIA_MISSING": (
        "These are the words of {person}, and it does not say how they were said.",
        "Say how: in person, by phone, in a letter …",
    ),
    "CASE_PAUSED": ("This case is paused.", "Resume it first."),
    "CASE_CLOSED": ("This case is closed.", "Reopen it first, and say why."),
    "UNKNOWN_TRIGGER": ("There is no such move.", "Choose one of: {triggers}."),
    "WRONG_STEP": ("This move is not possible from here.", "It is possible from: {states}."),
    "MOVE_FIELD_MISSING": ("This move needs one more thing: {needed}.", "Add it to `{field}`."),
    "EVENT_UNSOUND": ("“{field}” {why}.", "Mend it and record it again."),
    "STEP_NOT_COMPLETED": ("The step “{step}” is not complete in this round.", "Go back and complete it first."),
    "WAIVER_NOT_ALLOWED": ("This cannot be waived: {why}.", "{mend}"),
    "CORRECTION_UNSETTLES": (
        "This correction takes away what entry {version} stands on.",
        "Correct that entry as well, beginning with the last one.",
    ),
    "GUARD_CRASHED": (
        "The rule “{guard}” could not be checked, so we cannot go on.",
        "Tell whoever looks after the rules; nothing is lost.",
    ),
}
"""What each refusal says, and how to mend it."""


def refusal(
    code: str, subject: str, *, at: Step | None = None, remedies: tuple[str, ...] = (), **params: Param
) -> Finding:
    """The refusal with this code. Parameters fill its words."""
    says, fix = WORDS[code]
    return Finding(
        code=code,
        subject=subject,
        says=says,
        fix=fix,
        basis=Basis.LIBRARY,
        remedies=remedies,
        params=tuple(params.items()),
        step=at,
    )
