"""The promises that every profile keeps, tried on each act of a random run.

They are the laws of the cycle. Each is a plain function of one moment, that yields what happened where the promise does
not hold; a promise has a code, a title, why it matters, and what usually breaks it.
Source: cycle.md, the laws; testing.md, the workflow model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from attrs import evolve, frozen

from collabflow.core.case import Case
from collabflow.core.event import Stamp
from collabflow.core.finding import Finding, Waivable
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import SCHOOL_ROLES, SYSTEM
from collabflow.core.values import Trigger
from collabflow.cycle.decide import Decision
from collabflow.cycle.explain import May, explain
from collabflow.cycle.fold import replay
from collabflow.testing.rules.act import Act, Trail, name_of
from collabflow.testing.rules.outside import called_outside
from collabflow.testing.rules.steering import Steering


@frozen(kw_only=True)
class Moment:
    """One act on a trail, what the rules said of it, and the trail after it where it was allowed."""

    steering: Steering
    before: Trail
    act: Act
    decision: Decision
    after: Trail | None = None
    replayed: Case
    """What the journal says after the act, folded entry by entry apart from the case in hand."""

    @property
    def now(self) -> Trail:
        """The trail after the act; as it was, where the act was refused."""
        return self.after or self.before


Trial = Callable[[Moment], Iterator[str]]
"""Yields what happened, where a promise does not hold."""


@frozen(kw_only=True)
class Promise:
    """One promise: what it is called, what it says, why that matters, and what usually breaks it."""

    code: str
    title: str
    matters: str
    usual: str
    trial: Trial
    seldom: bool = False
    """Whether it costs much and is tried on some moments only."""


def replay_equals_live(moment: Moment) -> Iterator[str]:
    """Law 1; a refused act is looked at as well, for it may have changed the case in secret."""
    if moment.replayed != moment.now.case:
        what = "was recorded" if moment.after else "was refused"
        yield f"after {name_of(moment.act)} {what}, the case is not what its journal says"


def replay_from_the_beginning_equals_live(moment: Moment) -> Iterator[str]:
    """Law 1 again, of the whole journal at once."""
    if replay(moment.now.case.id, moment.now.journal) != moment.now.case:
        yield f"after {name_of(moment.act)} the case is not what its journal says, replayed from the beginning"


def the_same_question_gets_the_same_answer(moment: Moment) -> Iterator[str]:
    """Law 4."""
    again = moment.before.decided(moment.act)
    if again != moment.decision:
        yield f"{name_of(moment.act)} was asked twice, and answered {_codes(moment.decision)}, then {_codes(again)}"


def the_same_case_lacks_the_same(moment: Moment) -> Iterator[str]:
    """Law 4 again, of everything that any move from here would find."""
    profile, trail = moment.steering.profile, moment.before
    context = profile.context(trail.stamp(moment.act))
    first, again = profile.open_findings(trail.case, context), profile.open_findings(trail.case, context)
    if first != again:
        changed = sorted({" ".join(f.key) for f in first} ^ {" ".join(f.key) for f in again}) or ["their order"]
        yield f"what is open was asked twice, and differs in {', '.join(changed)}"


def the_journal_only_grows(moment: Moment) -> Iterator[str]:
    """Law 9: one act, one entry, and everything before it as it was."""
    if moment.after is None:
        return
    known, now = moment.before.journal, moment.after.journal
    if now[: len(known)] != known or len(now) != len(known) + 1:
        yield f"the journal had {len(known)} entries, and after one act it has {len(now)}"
    if moment.after.case.version != moment.before.case.version + 1:
        yield f"the case went from version {moment.before.case.version} to {moment.after.case.version} by one act"


def every_refusal_says_why_and_how_to_mend_it(moment: Moment) -> Iterator[str]:
    """What stops somebody is told in words, once, with a remedy or a waiver."""
    seen: set[tuple[str, str]] = set()
    for finding in moment.decision.findings:
        if finding.key in seen:
            yield f"{finding.code} {finding.subject} was told twice"
        seen.add(finding.key)
    for finding in moment.decision.refusals:
        yield from _unsaid(finding, moment)


def _unsaid(finding: Finding, moment: Moment) -> Iterator[str]:
    case = moment.before.case
    if not finding.reason(case).strip() or not finding.how_to_mend(case).strip():
        yield f"{finding.code} {finding.subject} stops {name_of(moment.act)} and does not say why, or what to do"
    elif "{" in finding.text(case).replace("{{", ""):
        yield f"{finding.code} {finding.subject} has a parameter that nothing fills: {finding.text(case)}"
    guards = moment.steering.profile.codes
    if finding.code in guards and not finding.remedies and finding.waivable is Waivable.NO:
        yield f"{finding.code} {finding.subject} stops {name_of(moment.act)}, and names neither a remedy nor a waiver"


def no_guard_crashes(moment: Moment) -> Iterator[str]:
    """A guard that raises stops everybody, and nothing that they do can help."""
    for finding in moment.decision.findings:
        if finding.code == "GUARD_CRASHED":
            yield f"the guard {finding.subject} raised when {name_of(moment.act)} was decided"


def every_word_is_its_speaker_s_or_attested(moment: Moment) -> Iterator[str]:
    """Law 6."""
    if moment.after is None:
        return
    entry = moment.after.journal[-1]
    for person in entry.event.voices():
        by = entry.stamp.by
        if person != by.id and (by.role not in SCHOOL_ROLES or entry.stamp.via is None):
            yield f"{name_of(moment.act)} holds the word of {person}; {by.id} recorded it, and not how it was said"
    yield from _unvoiced(moment)


def _unvoiced(moment: Moment) -> Iterator[str]:
    """An answer of a named caregiver, in an event that gives nobody voice."""
    event = moment.act.event
    answer = getattr(event, "answer", None)
    said = answer is not None and str(answer) in ("yes", "no", "suits", "agree", "disagree")
    person = getattr(event, "caregiver", None)
    if said and isinstance(person, str) and person not in tuple(event.voices()):
        yield f"{name_of(moment.act)} holds an answer of {person}, and does not give it voice (`voices`)"


def a_waiver_goes_past_one_finding(moment: Moment) -> Iterator[str]:
    """Whoever waives one thing with a reason waives nothing else."""
    event = moment.decision.event
    if moment.after is None or not isinstance(event, FindingWaived) or event.kind is not Waivable.REASON:
        return
    at, profile = moment.before.stamp(moment.act).at, moment.steering.profile
    context = profile.context(Stamp(by=SYSTEM, at=at))
    before = {f.key for f in profile.open_findings(moment.before.case, context) if f.stops}
    after = {f.key for f in profile.open_findings(moment.after.case, context) if f.stops}
    gone = sorted(before - after - {(event.code, event.subject)})
    if gone:
        others = ", ".join(" ".join(key) for key in gone)
        yield f"{event.code} {event.subject} was waived, and {others} no longer stands in the way either"


def nothing_is_completed_with_an_open_blocker(moment: Moment) -> Iterator[str]:
    """Law 3, seen from the rules themselves: a move that asks guards was allowed while one of them found something."""
    event = moment.decision.event
    if moment.after is None or not isinstance(event, Moved) or event.trigger is not Trigger.ADVANCE:
        return
    context = moment.steering.profile.context(moment.before.stamp(moment.act))
    for asked in moment.steering.profile.asked_of(moment.before.case.step):
        found = asked.guard.findings(moment.before.case, context, severity=asked.severity, step=asked.step)
        waived = {(ref.code, ref.subject) for ref in event.waivers}
        for finding in found:
            if finding.stops and finding.key not in waived:
                yield f"{moment.before.case.step} was completed although {finding.code} {finding.subject} stands"


def explain_agrees_with_record(moment: Moment) -> Iterator[str]:
    """What the board calls allowed is accepted; what it calls blocked is refused, for the same."""
    trail, by = moment.before.waited(moment.act.after), moment.act.by
    stamp = Stamp(by=by, at=moment.before.stamp(moment.act).at)
    options = {o.name: o for o in explain(trail.case, trail.profile, stamp).options if o.is_move}
    for move in moment.steering.moves(trail):
        assert isinstance(move.event, Moved)
        option = options.get(move.event.trigger.value)
        if option is None or option.may is May.FORBIDDEN:
            continue
        same = Act(event=move.event, by=by, via=move.via)
        refused = {finding.key for finding in trail.decided(same).refusals}
        told = {finding.key for finding in option.findings}
        if by.role in trail.profile.recorders(move.event.trigger) and refused != told and not _unquotable(refused):
            yield f"explain says of {option.name}: {sorted(told)}; record says: {sorted(refused)}"


def _unquotable(refused: set[tuple[str, str]]) -> bool:
    return any(code in ("VIA_MISSING", "NOT_PERMITTED", "NOT_A_PARTY") for code, _ in refused)


def guards_look_at_nothing_but_the_case(moment: Moment) -> Iterator[str]:
    """A clock, chance or a file in a guard: the same case would be judged otherwise tomorrow."""
    profile, trail = moment.steering.profile, moment.before
    context = profile.context(trail.stamp(moment.act))
    for guard in profile.guards:
        seen = called_outside(lambda guard=guard: tuple(guard(trail.case, context)))  # type: ignore[misc]
        for name in dict.fromkeys(seen):
            yield f"the guard {guard.name} ({guard.code}) calls {name}() from the world outside"


_REPLAYED = Promise(
    code="R1",
    title="Replaying the journal gives the case that wrote it, also after a refusal",
    matters="A family's record would read otherwise after the next restart.",
    usual="an `apply` or a guard that changes what it is given, or keeps something between two calls.",
    trial=replay_equals_live,
)
_STEADY = Promise(
    code="R2",
    title="The same case, event, moment and rules give the same findings, in the same order",
    matters="People are told one thing, and tomorrow another.",
    usual="a guard that goes through a set, counts its own calls, or asks the world.",
    trial=the_same_question_gets_the_same_answer,
)

PROMISES: tuple[Promise, ...] = (
    _REPLAYED,
    evolve(_REPLAYED, trial=replay_from_the_beginning_equals_live, seldom=True),
    _STEADY,
    evolve(_STEADY, trial=the_same_case_lacks_the_same, seldom=True),
    Promise(
        code="R3",
        title="One act adds one entry, and the journal only grows",
        matters="What was said must stay said, once.",
        usual="an `apply` that sets the version, or writes into the journal.",
        trial=the_journal_only_grows,
    ),
    Promise(
        code="R4",
        title="Whoever is stopped is told why, once, and how to mend it",
        matters="A tired teacher would be left alone before a closed door.",
        usual="empty words, a parameter that the lack does not give, the same subject twice, no remedy.",
        trial=every_refusal_says_why_and_how_to_mend_it,
    ),
    Promise(
        code="R5",
        title="No guard crashes on a case that can be",
        matters="It stops everybody, and nothing that they do helps.",
        usual="a guard that takes for granted that something was recorded before.",
        trial=no_guard_crashes,
    ),
    Promise(
        code="R6",
        title="A person's word is theirs, or it is said how it was given",
        matters="Nobody may put words into a family's mouth.",
        usual="an event with somebody's answer and no `voices`.",
        trial=every_word_is_its_speaker_s_or_attested,
    ),
    Promise(
        code="R7",
        title="A waiver goes past one finding, and no other",
        matters="A reason given for one thing would hide what nobody has thought about.",
        usual="a guard that stands back whenever anything is waived; ask for its own code and subject, or not at all.",
        trial=a_waiver_goes_past_one_finding,
    ),
    Promise(
        code="R8",
        title="No step is completed over an open blocker",
        matters="Something would be skipped in silence.",
        usual="a guard that answers otherwise when it is asked again.",
        trial=nothing_is_completed_with_an_open_blocker,
    ),
    Promise(
        code="R9",
        title="explain agrees with record",
        matters="A screen would offer what is then refused, or hide what is allowed.",
        usual="a guard that depends on the event or the recorder rather than on the case.",
        trial=explain_agrees_with_record,
        seldom=True,
    ),
    Promise(
        code="R10",
        title="Guards look at nothing but the case and the context",
        matters="The same case would be judged otherwise tomorrow, and nobody could say why.",
        usual="date.today() or datetime.now() in a guard; use context.today and context.now.",
        trial=guards_look_at_nothing_but_the_case,
        seldom=True,
    ),
)
"""What every profile promises, the clearest first."""


def _codes(decision: Decision) -> str:
    return ", ".join(map(str, islice(decision.findings, 4))) or "nothing against it"
