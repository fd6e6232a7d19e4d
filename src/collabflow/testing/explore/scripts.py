"""Scripts of an exploration: the shortest acts that show a fault, as lines that can be pasted and run.

The way to the step is told in one line, because steering always leads the same way; the acts after it are written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import cast

from attrs import AttrsInstance, evolve, fields, frozen, has

from collabflow.core.event import Entry
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import Trigger
from collabflow.cycle.fold import replay
from collabflow.cycle.profile import Profile
from collabflow.testing.rules.act import ONE_AFTER_THE_OTHER, Act, Trail, act_of
from collabflow.testing.rules.families import FAMILIES
from collabflow.testing.rules.steering import Steering, Stuck
from collabflow.testing.source import source

Holds = Callable[[Trail], bool]


@frozen(kw_only=True)
class Opening:
    """How a script begins: lines that bring in the profile, what it is called in them, and the family."""

    profile: Profile
    name: str = "profile"
    preface: tuple[str, ...] = ()
    family: str = "one caregiver"

    def begun(self) -> Trail:
        """The trail at its first entry."""
        return Trail.begin(profile=self.profile, opening=FAMILIES[self.family])


@frozen(kw_only=True)
class Scene:
    """Acts since the step was entered, then days that pass.

    At the end `move` is asked, and these `codes` told first; or else stands what `ends` makes of the trail's name.
    """

    acts: tuple[Act, ...] = ()
    waits: int = 0
    move: Trigger = Trigger.ADVANCE
    codes: tuple[str, ...] = ()
    ends: Callable[[str], str] | None = None


def shortened_acts(acts: Sequence[Act], trail: Trail, holds: Holds) -> tuple[Act, ...]:
    """The acts without those that are not allowed here or take no part in it: after the rest it still holds."""

    def still(fewer: Sequence[Act]) -> bool:
        after = played(fewer, trail)
        return after is not None and holds(after)

    kept = list(_allowed(acts, trail))
    if len(kept) > 2 and still(kept[-1:]):  # often; and it may take long to see
        kept = kept[-1:]
    for place in range(len(kept) - 1, -1, -1):
        fewer = kept[:place] + kept[place + 1 :]
        if still(fewer):
            kept = fewer
    return tuple(kept)


def _allowed(acts: Sequence[Act], trail: Trail) -> Iterator[Act]:
    for act in acts:
        decision = trail.decided(act)
        if not decision.refusals:
            trail = trail.folded(act, decision)
            yield act


def played(acts: Sequence[Act], trail: Trail) -> Trail | None:
    """The trail after these acts; None where one of them is not allowed."""
    for act in acts:
        decision = trail.decided(act)
        if decision.refusals:
            return None
        trail = trail.folded(act, decision)
    return trail


def since_the_step(trail: Trail) -> tuple[Trail, tuple[Act, ...]]:
    """The trail where its case came to the step at which it stands, and the acts since then."""
    moves = [place for place, entry in enumerate(trail.journal) if isinstance(entry.event, Moved)]
    first = moves[-1] + 1 if moves else 1
    before = trail.journal[:first]
    entry = evolve(trail, case=replay(trail.case.id, before), journal=before, at=before[-1].stamp.at)
    return entry, tuple(_act_of(trail.journal, place) for place in range(first, len(trail.journal)))


def _act_of(journal: Sequence[Entry], place: int) -> Act:
    stamp = journal[place].stamp
    after = stamp.at - journal[place - 1].stamp.at - ONE_AFTER_THE_OTHER
    return Act(event=journal[place].event, by=stamp.by, via=stamp.via, after=after)


# words --------------------------------------------------------------------------------------------


def script_of(opening: Opening, here: Trail, scenes: Sequence[Scene], *, dropped: Sequence[str]) -> tuple[str, ...]:
    """The lines of a script: imports, the way to the step, and each scene with what comes of it."""
    begun = evolve(opening.begun(), profile=here.profile)
    entry, _ = since_the_step(here)
    head = list(_head(opening, dropped))
    if _is_where_steering_leads(begun, entry):
        if entry.case.version > 1:
            way = f"for act in steering.way_to(trail, Step.{entry.case.step.name}):"
            head += [way, "    trail = trail.after(act)"]
    else:
        before = tuple(_act_of(entry.journal, place) for place in range(1, len(entry.journal)))
        scenes, entry = [evolve(scene, acts=(*before, *scene.acts)) for scene in scenes], begun
    names = ("trail",) if len(scenes) == 1 else ("one", "other")
    told = [line for scene, name in zip(scenes, names, strict=True) for line in _told(scene, name, entry)]
    body = [line for line in (*head, *told) if not line.startswith("steering = ") or _is_steered(told, head)]
    return (*_imports(body, [act for scene in scenes for act in scene.acts]), *body)


def _is_steered(*parts: Sequence[str]) -> bool:
    return any("steering." in line for part in parts for line in part)


def _head(opening: Opening, dropped: Sequence[str]) -> Iterator[str]:
    name, family = opening.name, opening.family
    yield from opening.preface
    if dropped:
        yield f"{name} = without({name}, {', '.join(map(source, dropped))})"
    told = "" if family == "one caregiver" else f", opening=FAMILIES[{source(family)}]"
    yield f"trail = Trail.begin(profile={name}{told})"
    yield f"steering = Steering(profile={name})"


def _is_where_steering_leads(begun: Trail, entry: Trail) -> bool:
    if entry.case.version == 1:
        return True
    try:
        acts = Steering(profile=begun.profile).way_to(begun, entry.case.step)
    except Stuck:
        return False
    after = played(acts, begun)
    return after is not None and [e.event for e in after.journal] == [e.event for e in entry.journal]


def _told(scene: Scene, name: str, trail: Trail) -> Iterator[str]:
    before = "trail"
    for act in scene.acts:
        yield f"{name} = {before}.after({_of(act, trail, before)})"
        trail, before = trail.after(act), name
    if scene.waits:
        yield f"{name} = {before}.waited(timedelta(days={scene.waits}))"
        trail, before = trail.waited(timedelta(days=scene.waits)), name
    if scene.ends is not None:
        yield scene.ends(before)
        return
    asked = f"{before}.decided(steering.move(Trigger.{scene.move.name}, {before})).refusals"
    refusals = trail.decided(Steering(profile=trail.profile).move(scene.move, trail)).refusals
    found = dict.fromkeys(finding.code for finding in refusals)
    told = [code for code in scene.codes if code in found] or list(found)[:1]
    yield f"{asked}  # {', '.join(told)}{f' and {len(found) - len(told)} more' if len(found) > len(told) else ''}"


def _of(act: Act, trail: Trail, name: str) -> str:
    event = _source(act.event)
    later = f", after=timedelta(days={act.after.days})" if act.after else ""
    if act == act_of(act.event, trail, after=act.after):
        return f"act_of({event}, {name}{later})"
    via = f", via=Via.{act.via.name}" if act.via else ""
    return f"Act(event={event}, by={_source(act.by)}{via}{later})"


def _source(value: object) -> str:
    return re.sub(r"NOW \+ (\d+) \* MINUTE", lambda found: _moment(int(found[1])), source(value))


def _moment(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    return f"NOW + timedelta(days={days}, minutes={rest})"


_KNOWN = {
    "Trail": "collabflow.testing.rules.act",
    "Act": "collabflow.testing.rules.act",
    "act_of": "collabflow.testing.rules.act",
    "Steering": "collabflow.testing.rules.steering",
    "without": "collabflow.testing.explore",
    "FAMILIES": "collabflow.testing.rules.families",
    "Step": "collabflow.core.values",
    "Trigger": "collabflow.core.values",
    "Via": "collabflow.core.values",
    "NOW": "collabflow.testing.samples",
    "timedelta": "datetime",
    "date": "datetime",
    "datetime": "datetime",
    "Decimal": "decimal",
}


def _imports(lines: Sequence[str], acts: Sequence[Act]) -> tuple[str, ...]:
    """The imports that these lines need, one a module."""
    known = dict(_KNOWN)
    for act in acts:
        known |= {kind.__name__: kind.__module__ for kind in _kinds(act)}
    text = re.sub(r"'[^']*'|\"[^\"]*\"", "", "\n".join(lines))
    used = {word for word in re.findall(r"(?<!\.)\b[A-Za-z_]+\b", text) if word in known}
    modules = sorted({known[word] for word in used})
    return tuple(f"from {m} import {', '.join(sorted(w for w in used if known[w] == m))}" for m in modules)


def _kinds(value: object) -> Iterator[type]:
    if isinstance(value, Enum):
        yield type(value)
    elif isinstance(value, tuple):
        for one in value:
            yield from _kinds(one)
    elif has(type(value)) and not isinstance(value, datetime | timedelta):
        yield type(value)
        for spec in fields(cast(type[AttrsInstance], type(value))):
            yield from _kinds(getattr(value, spec.name))
