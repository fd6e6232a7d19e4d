"""Explaining: where a case stands, what each step still needs, and what one person may do next.

The board asks the same rules as recording does, so what it calls allowed is accepted and what it calls blocked
is refused with the same findings. Nothing on it can be used to score a family.
Source: house.md section 3; cycle.md, the laws of the cycle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Event, Stamp
from collabflow.core.finding import Finding, Names, Severity
from collabflow.core.lifecycle.moves import Corrections, Moved
from collabflow.core.people import Role
from collabflow.core.tongue import Lang, Tongue, tongue
from collabflow.core.values import Status, Step, Trigger
from collabflow.cycle.judge import Asked, blockers_first, judge
from collabflow.cycle.profile import Profile
from collabflow.cycle.refusals import refusal
from collabflow.cycle.table import rows_from


class State(StrEnum):
    """Where a step stands in this round."""

    DONE = "done"
    HERE = "here"
    OPEN = "open"
    """Before the step where the case stands, and not completed in this round."""
    AHEAD = "ahead"


class May(StrEnum):
    """Whether somebody may do something now."""

    ALLOWED = "allowed"
    BLOCKED = "blocked"
    FORBIDDEN = "forbidden"


@frozen(kw_only=True)
class StepState:
    """One step on the board: where it stands and what it lacks, blockers first.

    `since_corrected` says that the step was left on a fact that has been corrected since.
    """

    step: Step
    state: State
    findings: tuple[Finding, ...]
    since_corrected: bool = False

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """What stands in the way of completing it."""
        return tuple(finding for finding in self.findings if finding.stops)

    @property
    def hints(self) -> tuple[Finding, ...]:
        """Warnings and prompts."""
        return tuple(finding for finding in self.findings if finding.severity is not Severity.BLOCKER)


@frozen(kw_only=True)
class Option:
    """One thing to do next: a move (by trigger) or an event (by stored name), and whether this person may.

    `needs` are the fields that the move must carry, each with its words. `findings` say what blocks it, or by
    which rule it is forbidden.
    """

    name: str
    is_move: bool
    may: May
    needs: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()


@frozen(kw_only=True)
class Board:
    """Where a case stands, for one reader."""

    case_id: str
    status: Status
    step: Step
    cycle: int
    steps: tuple[StepState, ...]
    options: tuple[Option, ...] = ()

    def __getitem__(self, step: Step | str) -> StepState:
        return self.steps[Step(step).number - 1]

    def option(self, name: Trigger | str) -> Option:
        """What the reader may do about this move or event. Raises `KeyError` when it is not on the board."""
        for option in self.options:
            if option.name == name:
                return option
        raise KeyError(name)

    def text(self, names: Names, lang: Lang = "en") -> str:
        """The board in plain text, for a terminal or a screen reader."""
        return "\n".join(_lines(self, names, tongue(lang)))


def explain(case: Case, profile: Profile, stamp: Stamp) -> Board:
    """The board of this case at the moment of the stamp, for the person whom it names as recorder."""
    context = profile.context(stamp)
    return Board(
        case_id=case.id,
        status=case.status,
        step=case.step,
        cycle=case.cycle,
        steps=tuple(_steps(case, profile, context)),
        options=(*_moves(case, profile, context), *_events(case, profile, context)),
    )


# steps ----------------------------------------------------------------------------------------


def _steps(case: Case, profile: Profile, context: Context) -> Iterator[StepState]:
    told: set[tuple[str, str]] = set()
    for step in Step:
        state = _state(case, step)
        findings = [f for f in _lacking(case, profile, context, step, state) if f.key not in told]
        told.update(finding.key for finding in findings)
        yield StepState(
            step=step,
            state=state,
            findings=blockers_first(findings),
            since_corrected=_since_corrected(case, step),
        )


def _state(case: Case, step: Step) -> State:
    if step in case.completed:
        return State.DONE
    if step is case.step:
        return State.HERE
    return State.OPEN if step.number < case.step.number else State.AHEAD


def _lacking(case: Case, profile: Profile, context: Context, step: Step, state: State) -> Iterable[Finding]:
    if case.status is Status.CLOSED:
        return ()
    asked: Sequence[Asked] = profile.asked_of(step)
    if state is State.DONE:
        asked = profile.standing_of(step)
    return judge(asked, case, context)


def _since_corrected(case: Case, step: Step) -> bool:
    """Whether an entry of this step, or of no step, was corrected after the step was left on it."""
    left = next((done.version for done in case.completions if done.step is step), None)
    if left is None:
        return False
    return any(
        c.corrects < left < c.version and c.about.split(".")[0] in (step.value, "case")
        for c in case[Corrections].corrections
    )


# what a person may do -------------------------------------------------------------------------


def _moves(case: Case, profile: Profile, context: Context) -> Iterator[Option]:
    for row in rows_from(case.state):
        if row.when is not None and not row.when(case):
            continue
        forbidden = _forbidden(profile.recorders(row.trigger), case, context)
        findings = forbidden or tuple(f for f in profile.judge(row, case, context) if f.stops)
        yield Option(
            name=row.trigger.value, is_move=True, may=_verdict(forbidden, findings), needs=row.needs, findings=findings
        )


def _events(case: Case, profile: Profile, context: Context) -> Iterator[Option]:
    for event in profile.events:
        if event is Moved:
            continue
        forbidden = _forbidden(profile.recorders(event), case, context)
        if forbidden and gives_voice(event) and case.is_party(context.stamp.by.id, on=context.today):
            forbidden = ()  # their own word needs nobody's permission
        closed = case.status is Status.CLOSED and not event.taken_when_closed
        findings = forbidden or ((refusal("CASE_CLOSED", case.id),) if closed else ())
        yield Option(name=event.stored_as, is_move=False, may=_verdict(forbidden, findings), findings=findings)


def gives_voice(event: type[Event]) -> bool:
    """Whether events of this class can carry a person's own word."""
    return event.voices is not Event.voices


def _verdict(forbidden: Sequence[Finding], findings: Sequence[Finding]) -> May:
    if forbidden:
        return May.FORBIDDEN
    return May.BLOCKED if findings else May.ALLOWED


def _forbidden(may: frozenset[Role], case: Case, context: Context) -> tuple[Finding, ...]:
    by = context.stamp.by
    party = case.party(by.id, on=context.today)
    roles = {by.role} if party is None else set(party.roles)
    if roles & may:
        return ()
    return (refusal("NOT_PERMITTED", by.id, role=by.role.value, roles=tuple(sorted(may))),)


# words ----------------------------------------------------------------------------------------

_MARK = {State.DONE: "✓", State.HERE: "▸", State.OPEN: "○", State.AHEAD: "·"}


def _lines(board: Board, names: Names, reader: Tongue) -> Iterator[str]:
    state = "" if board.status is Status.OPEN else f" · {reader.word(board.status)}"
    yield f"{place(board.cycle, board.step, reader)}{state}"
    wide = max(len(heading(step, reader)) for step in Step) + 1
    less = max(len(reader.word(state)) for state in State) + 1
    for step in board.steps:
        line = f"{step.step.number:>2} {heading(step.step, reader):<{wide}} {reader.word(step.state):<{less}}"
        yield f" {_MARK[step.state]} {line}{_count(step, reader)}".rstrip()
        if step.since_corrected:
            yield f"      {reader.say('left on a fact that has been corrected since', about='board')}"
        if step.state is not State.AHEAD:
            yield from (f"      - {finding.text(names, reader)}" for finding in step.blockers)
    yield from _moves_in_words(board, reader)


def heading(step: Step, lang: Lang = "en") -> str:
    """The name of a step for this reader, for example "Set goals"."""
    return tongue(lang).template(step.heading, about="step")


def place(cycle: int, step: Step, lang: Lang = "en") -> str:
    """Where a case stands, in words."""
    words = {"cycle": cycle, "number": step.number, "step": heading(step, lang).lower()}
    return tongue(lang).fill("Cycle {cycle} · step {number} of 10, {step}", words, about="board")


def _moves_in_words(board: Board, reader: Tongue) -> Iterator[str]:
    moves = [option for option in board.options if option.is_move and option.may is not May.FORBIDDEN]
    allowed, blocked = (
        ", ".join(reader.word(option.name) for option in moves if option.may is may)
        for may in (May.ALLOWED, May.BLOCKED)
    )
    if allowed:
        yield reader.say("Moves allowed: {moves}", about="board", moves=allowed)
    if blocked:
        yield reader.say("Moves blocked: {moves}", about="board", moves=blocked)


def _count(step: StepState, reader: Tongue) -> str:
    parts = []
    if step.blockers:
        parts.append(reader.count(len(step.blockers), "{n} to do", "{n} to do", about="board"))
    if step.hints:
        parts.append(reader.count(len(step.hints), "{n} to think about", "{n} to think about", about="board"))
    return ", ".join(parts)
