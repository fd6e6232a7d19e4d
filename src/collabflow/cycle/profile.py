"""The profile: the rules in force. `DEFAULT` holds the ten steps alone; law and local policy are added on top.

A profile is a value. Each `with_…` gives another one, checked when it is built: an unknown step, code, event or
limit is an error there and then. What only adds never removes a finding; what loosens is listed in `loosened`.
Source: house.md section 5; cycle.md, law 5.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.errors import ProfileError
from collabflow.core.event import EVERY_DAY, Calendar, Context, Event, Limit, Stamp, Tighter
from collabflow.core.finding import Basis, Finding, Severity
from collabflow.core.guard import Guard
from collabflow.core.lifecycle import EVENTS as LIFECYCLE
from collabflow.core.lifecycle.moves import Moved, ProfileRef
from collabflow.core.people import Role
from collabflow.core.values import Step, Trigger
from collabflow.cycle.judge import Asked, judge
from collabflow.cycle.machine import Machine
from collabflow.cycle.places import Places
from collabflow.cycle.refusals import WORDS, refusal
from collabflow.cycle.rules import (
    Deadline,
    Placed,
    Rule,
    check_event,
    check_guard,
    check_term,
    placed_at,
    role_named,
    severity_named,
    tuned,
)
from collabflow.cycle.table import TABLE, Asks, Row, rows_from, rows_of
from collabflow.cycle.traits import traits
from collabflow.steps import EVERY_STEP, STEPS

LIMITS = (
    Limit(name="attempts_minimum", value=2, tighter=Tighter.HIGHER, source="playbook 2.12, our choice and no law"),
    Limit(name="attempts_ways", value=2, tighter=Tighter.HIGHER, source="playbook 2.12, our choice and no law"),
    Limit(name="attempts_days", value=2, tighter=Tighter.HIGHER, source="playbook 2.12, our choice and no law"),
)


@frozen(kw_only=True)
class Profile:
    """The rules in force. Start from `DEFAULT` and add: `DEFAULT.with_guard(mine, leaving="set_goals")`."""

    id: str = "default"
    version: str = "1"
    placed: tuple[Placed, ...] = field(repr=False)
    events: tuple[type[Event], ...] = field(repr=False)
    limits: tuple[Limit, ...] = field(repr=False)
    severities: tuple[tuple[str, Severity], ...] = ()
    permissions: tuple[tuple[str, frozenset[Role]], ...] = ()
    deadlines: tuple[tuple[str, Deadline], ...] = ()
    calendar: Calendar = EVERY_DAY
    terms: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    loosened: tuple[str, ...] = ()

    # adding ---------------------------------------------------------------------------------------

    def named(self, id: str, version: str = "1") -> Profile:
        """The same rules under another name and version, which every move will record."""
        if not id.strip() or not version.strip():
            raise ProfileError("a profile needs an id and a version")
        return evolve(self, id=id, version=version)

    def with_guard(
        self,
        guard: Guard,
        *,
        leaving: Step | str | None = None,
        entering: Step | str | None = None,
        on: Trigger | str | None = None,
    ) -> Profile:
        """Also asks this guard: when a step is left by a completing move, on every way into a step, or on a trigger.

        Raises `ProfileError` when its code is taken, the place is unknown or missing, or a remedy is an event
        that this profile does not know (add it with `with_events` first).
        """
        if guard.code in self.codes or guard.code in WORDS:
            raise ProfileError(f"{guard.code} is the code of another rule; choose a new one")
        check_guard(guard, known=frozenset(self.event_named) | frozenset(Trigger))
        return evolve(self, placed=(*self.placed, placed_at(guard, leaving=leaving, entering=entering, on=on)))

    def with_events(self, *events: type[Event]) -> Profile:
        """Also knows these events. A built-in event can never be replaced."""
        known = {event.stored_as for event in self.events}
        for event in events:
            check_event(event)
            if event.stored_as in known:
                raise ProfileError(f"{event.stored_as} is already an event here and cannot be replaced")
            known.add(event.stored_as)
        return evolve(self, events=(*self.events, *events))

    def with_severity(self, code: str, severity: Severity | str) -> Profile:
        """Weighs a finding differently. What follows from the ten steps (basis `seed`) can only weigh more."""
        weight = severity_named(severity)
        guard = self._guard(code)
        now = self.weight_of(guard)
        lighter = weight.weight < now.weight
        if lighter and guard.basis is Basis.SEED:
            raise ProfileError(f"{code} follows from the ten steps and cannot weigh less")
        severities = (*(known for known in self.severities if known[0] != code), (code, weight))
        loosened = f"{code}: {now.value} -> {weight.value}"
        return evolve(self, severities=severities, loosened=(*self.loosened, loosened) if lighter else self.loosened)

    def with_law(self, code: str, *, citation: str, severity: Severity | str | None = None) -> Profile:
        """The law of a place asks for what this guard asks: its findings cite it, and may weigh more, never less.

        A law that they cite already stays beside it. A guard of practice then rests on law and can no longer be left
        out. Raises `ProfileError` for a guard that every step asks, an empty citation, and a lighter severity.
        """
        if all(place.guard.code != code for place in self.placed):
            raise ProfileError(f"there is no guard {code!r} of one step in this profile")
        now = self.weight_of(self._guard(code))
        weight = now if severity is None else severity_named(severity)
        if not citation.strip() or weight.weight < now.weight:
            raise ProfileError(f"{code}: law needs a citation, and can only weigh more than {now.value}")
        placed = tuple(place.cited(citation) if place.guard.code == code else place for place in self.placed)
        cited = evolve(self, placed=placed)
        return cited if weight is now else cited.with_severity(code, weight)

    def with_limits(self, *own: Limit, **values: float) -> Profile:
        """Counts with limits of its own too, and with other numbers for known ones; a looser one is in `loosened`."""
        limits, loosened = tuned(self.limits, own, values)
        return evolve(self, limits=limits, loosened=(*self.loosened, *loosened))

    def with_permission(self, what: type[Event] | Trigger | str, *roles: Role | str) -> Profile:
        """Also lets these roles record an event or make a move. Always listed in `loosened`."""
        name = self._recordable(what)
        given = frozenset(role_named(role) for role in roles)
        if not given:
            raise ProfileError(f"say which roles may record {name}")
        before = dict(self.permissions).get(name, frozenset())
        others = tuple(known for known in self.permissions if known[0] != name)
        loosened = f"{name}: also {', '.join(sorted(given))}"
        return evolve(self, permissions=(*others, (name, before | given)), loosened=(*self.loosened, loosened))

    def with_terms(self, terms: Mapping[str, str]) -> Profile:
        """Also asks to explain these terms of a place, such as `{"ARD": "the meeting that writes the plan"}`.

        Each comes with its plain words. A term that the glossary or this profile has already is a `ProfileError`.
        """
        for name, plain in terms.items():
            check_term(name, plain, taken=self.term_words)
        return evolve(self, terms=(*self.terms, *terms.items()))

    def with_calendar(self, calendar: Calendar) -> Profile:
        """Counts with this school calendar."""
        return evolve(self, calendar=calendar)

    def with_deadline(self, name: str, deadline: Deadline) -> Profile:
        """Also asks this query what is due."""
        if not name.strip() or name in dict(self.deadlines):
            raise ProfileError(f"a deadline needs a name of its own, not {name!r}")
        return evolve(self, deadlines=(*self.deadlines, (name, deadline)))

    def without_practice_guard(self, code: str) -> Profile:
        """No longer asks a guard that rests on good practice. What follows from the ten steps always stays."""
        guard = self._guard(code)
        if guard.basis is not Basis.PRACTICE:
            raise ProfileError(f"{code} rests on {guard.basis.value}, not on practice, and stays")
        placed = tuple(place for place in self.placed if place.guard.code != code)
        severities = tuple(known for known in self.severities if known[0] != code)
        return evolve(self, placed=placed, severities=severities, loosened=(*self.loosened, f"without {code}"))

    # asking ---------------------------------------------------------------------------------------

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of all guards in force."""
        return frozenset(place.guard.code for place in self.placed) | {guard.code for guard in EVERY_STEP}

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        """All guards in force: those of every step first, then by place."""
        return (*EVERY_STEP, *(place.guard for place in self.placed))

    @property
    def catalogue(self) -> tuple[Rule, ...]:
        """Every guard in force, with where it is asked and how much it weighs."""
        every = ((guard, "every step") for guard in EVERY_STEP)
        placed = ((place.guard, place.where) for place in self.placed)
        return tuple(Rule(guard=g, severity=self.weight_of(g), where=where) for g, where in (*every, *placed))

    def weight_of(self, guard: Guard) -> Severity:
        """How much this guard weighs here."""
        return dict(self.severities).get(guard.code, guard.severity)

    @cached_property
    def _also(self) -> Mapping[str, frozenset[Role]]:
        return dict(self.permissions)

    @cached_property
    def _movers(self) -> Mapping[Trigger, frozenset[Role]]:
        return {
            trigger: frozenset[Role]().union(self._also.get(trigger.value, ()), *(row.who for row in rows_of(trigger)))
            for trigger in Trigger
        }

    @cached_property
    def limit_values(self) -> Mapping[str, float]:
        """The limits in force, by name."""
        return {limit.name: limit.value for limit in self.limits}

    @cached_property
    def term_words(self) -> Mapping[str, str]:
        """The terms of this place that are to be explained, with their plain words."""
        return dict(self.terms)

    @cached_property
    def event_named(self) -> Mapping[str, type[Event]]:
        """The event classes by stored name."""
        return {event.stored_as: event for event in self.events}

    @cached_property
    def machine(self) -> Machine:
        """The table compiled with these rules."""
        return Machine(TABLE, self.judge)

    @cached_property
    def fingerprint(self) -> str:
        """A digest of everything that this profile decides by; another rule or number gives another one."""
        return hashlib.sha256(json.dumps(list(traits(self)), sort_keys=True).encode()).hexdigest()[:16]

    @property
    def ref(self) -> ProfileRef:
        """How a move names this profile."""
        return ProfileRef(id=self.id, version=self.version, fingerprint=self.fingerprint)

    def context(self, stamp: Stamp) -> Context:
        """What a judgement under these rules may look at."""
        limits, calendar, terms = self.limit_values, self.calendar, self.term_words
        return Context(stamp=stamp, today=stamp.at.date(), limits=limits, calendar=calendar, terms=terms)

    def recorders(self, event: Event | type[Event] | Trigger) -> frozenset[Role]:
        """The roles that may record this event or make this move. Deny by default: nobody else."""
        if isinstance(event, Moved):
            event = event.trigger
        if isinstance(event, Trigger):
            return self._movers[event]
        return event.recorders | self._also.get(event.stored_as, frozenset())

    def judge(self, row: Row, case: Case, context: Context) -> tuple[Finding, ...]:
        """Everything that stands against this row: earlier steps not completed, then every guard it asks."""
        asked = judge(self._places.asked_by(row, case), case, context)
        if row.asks is not Asks.COMPLETING:
            return asked
        missing = (step for step in Step if step.number < case.step.number and step not in case.completed)
        behind = tuple(refusal("STEP_NOT_COMPLETED", step.value, at=case.step, step=step.value) for step in missing)
        return (*behind, *asked)

    def open_findings(self, case: Case, context: Context) -> tuple[Finding, ...]:
        """Everything that any move from here would find, each once."""
        found: dict[tuple[str, str], Finding] = {}
        for row in rows_from(case.state):
            if row.when is None or row.when(case):
                for finding in self.judge(row, case, context):
                    found.setdefault(finding.key, finding)
        return tuple(found.values())

    def asked_of(self, step: Step) -> tuple[Asked, ...]:
        """The guards that leaving this step asks, those of every step first."""
        return self._places.leaving[step]

    def standing_of(self, step: Step) -> tuple[Asked, ...]:
        """The standing guards of this step."""
        return self._places.standing[step]

    @cached_property
    def _places(self) -> Places:
        return Places(self.placed, self.weight_of)

    # checks ---------------------------------------------------------------------------------------

    def _guard(self, code: str) -> Guard:
        for guard in self.guards:
            if guard.code == code:
                return guard
        raise ProfileError(f"there is no guard {code!r} in this profile")

    def _recordable(self, what: type[Event] | Trigger | str) -> str:
        name = what if isinstance(what, str) else what.stored_as
        if name not in self.event_named and name not in set(Trigger):
            raise ProfileError(f"{name!r} is neither an event nor a move here")
        return str(name)


DEFAULT = Profile(
    placed=tuple(Placed(guard=guard, leaving=room.step) for room in STEPS for guard in room.guards),
    events=(*LIFECYCLE, *(event for room in STEPS for event in room.events)),
    limits=(*LIMITS, *(limit for room in STEPS for limit in room.limits)),
)
"""The ten steps and nothing else: no number of days, no country, no law."""
