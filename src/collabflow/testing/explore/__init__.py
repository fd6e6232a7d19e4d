"""Exploring: every step and move of a profile, searched from real cases, with the shortest script of what is wrong.

    report = explore(OUR_DISTRICT)
    report.assert_sound()               # or print(report)

The search is bounded, and says how: one family, one deviation from the way that findings lead, numbers and differences
of days taken from the guards. What it does and does not prove is in the explanation of the docs.
Source: testing.md, exhaustive bounded exploration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from collabflow.core.event import Event
from collabflow.core.finding import Severity
from collabflow.core.values import Step
from collabflow.cycle.profile import Profile
from collabflow.cycle.rules import step_named
from collabflow.testing.explore.branches import faults_of_branches
from collabflow.testing.explore.domain import Domain
from collabflow.testing.explore.report import Exploration, Fault, Kind
from collabflow.testing.explore.scripts import Opening
from collabflow.testing.explore.search import Search
from collabflow.testing.explore.teller import Lost, Teller
from collabflow.testing.explore.ways import MOST_ACTS, Ways, without
from collabflow.testing.rules.families import FAMILIES
from collabflow.testing.rules.steering import Steering
from collabflow.testing.rules.want import Maker

__all__ = ["Exploration", "Fault", "Kind", "explore", "without"]

SCHOOL_YEARS = 2 * 365
"""How many days the search looks ahead, unless it is said."""


def explore(
    profile: Profile,
    *,
    family: str = "one caregiver",
    until: int = SCHOOL_YEARS,
    most: int = 400,
    steps: Collection[Step | str] = tuple(Step),
    makers: Mapping[type[Event], Maker] | None = None,
    named: str | None = None,
) -> Exploration:
    """Searches a profile for steps, moves and cases where people would be stopped for good.

    `family` names the opening, one of `FAMILIES`; `until` is how many days may pass; `most` is how many different cases
    beside the way are led on at each step; `steps` are where the search leaves the way. `makers` make events whose
    types alone do not tell what is sound. `named` is where scripts import the profile from, as MODULE:NAME.
    """
    opening = _opening(profile, family, named)
    steering = Steering(profile=profile, makers=dict(makers or {}))
    domain = Domain.of(profile.guards, (limit.value for limit in profile.limits), until=until)
    ways = Ways(steering=steering, domain=domain)
    aside = tuple(map(step_named, steps))
    search = Search(ways=ways, domain=domain, teller=Teller(opening=opening), most=most, steps=aside)
    try:
        search.run(opening.begun())
    except Lost as lost:
        search.bounds.append(str(lost))
    return _told(profile, search, opening)


def _opening(profile: Profile, family: str, named: str | None) -> Opening:
    if family not in FAMILIES:
        raise ValueError(f"there is no family {family!r}; there are: {', '.join(FAMILIES)}")
    module, _, name = (named or "").partition(":")
    if not name:
        return Opening(profile=profile, family=family)
    return Opening(profile=profile, family=family, name=name, preface=(f"from {module} import {name}",))


def _told(profile: Profile, search: Search, opening: Opening) -> Exploration:
    faults = (*search.teller.faults, *faults_of_branches(search.cases))
    unheard = tuple(_unheard(profile, search))
    where = opening.preface[0].removeprefix("from ").replace(" import ", ":") if opening.preface else "MODULE:PROFILE"
    return Exploration(
        profile=profile.id,
        faults=faults,
        bounds=tuple(search.bounds),
        searched=tuple(_searched(search, opening)),
        by_verdict=tuple(sorted(search.reads.unseen)),
        unheard=unheard,
        counts={"cases": len(search.cases), "acts tried": search.acts, "moves made": len(search.made)},
        repeat=f"collabflow check-rules {where}",
    )


def _unheard(profile: Profile, search: Search) -> Iterator[str]:
    """Blockers that found nothing, of those that are asked where the search left the way."""
    for place in profile.placed:
        is_asked = place.leaving is None or place.leaving in search.steps
        if is_asked and place.guard.code not in search.heard and profile.weight_of(place.guard) is Severity.BLOCKER:
            yield place.guard.code


def _searched(search: Search, opening: Opening) -> tuple[str, ...]:
    days, facts = search.domain.until, len(search.reads.places)
    return (
        f"one family ({opening.family}), the ten steps and the next cycle; at every case on the way{_at(search.steps)} "
        f"one other act, value, correction or move, or up to {days} days; then whether the step can be completed; "
        "every act that a finding names at the first and the last of these cases, between them a few of each kind",
        f"two changes are the same that change alike what the blockers in force say and the {facts} kinds of facts "
        "that they read; what no blocker reads was not varied, and a change that was seen before was not led on again",
        f"bounds: at most {search.most} changed cases led on at each step, and {MOST_ACTS} acts a way; a way counts as "
        "found where it comes to a case that was already led on, the same in what the blockers say and read",
    )


def _at(steps: Collection[Step]) -> str:
    """Where the search left the way, if not everywhere."""
    if set(steps) == set(Step):
        return ""
    return f" through {', '.join(step.value for step in Step if step in steps) or 'no step'}"
