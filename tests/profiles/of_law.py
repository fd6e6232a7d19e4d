"""Short ways to ask the guards of a profile, with its limits and calendar."""

from __future__ import annotations

from datetime import date, datetime

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Finding
from collabflow.core.guard import Guard
from collabflow.cycle.deadlines import deadlines
from collabflow.cycle.profile import Profile
from support import NOW, Pair, folded, opened, stamp


def context(profile: Profile, at: datetime = NOW) -> Context:
    """What a judgement under this profile may look at."""
    return profile.context(stamp(at=at))


def found(profile: Profile, guard: Guard, case: Case, *, at: datetime = NOW) -> list[Finding]:
    """What this guard finds under this profile, as heavy as it weighs there."""
    return guard.findings(case, context(profile, at), severity=profile.weight_of(guard), step=case.step)


def subjects(profile: Profile, guard: Guard, case: Case, *, at: datetime = NOW) -> list[str]:
    """The subjects of what this guard finds under this profile."""
    return [finding.subject for finding in found(profile, guard, case, at=at)]


def lacking(pair: Pair) -> Case:
    """The case in which a pair's guard lacks its subject."""
    return folded(opened(*pair.parties), *pair.given, at=pair.at)


def mended(pair: Pair) -> Case:
    """The case after what mends it."""
    return folded(lacking(pair), *pair.mend, at=pair.mended_at or pair.at)


def due(profile: Profile, case: Case, on: date) -> dict[str, date]:
    """What the law of this profile wants by which day, by kind."""
    return {item.kind: item.on for item in deadlines(case, profile, on) if item.citation}
