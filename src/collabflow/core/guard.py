"""Guards: named conditions with a reason, a fix and the events that would satisfy them.

A guard is a generator of what is lacking, so that it can never say only "no". It writes nothing, sends
nothing and reads no clock. Its function is named for the condition that should hold, its code for the lack.
Source: house.md section 2; playbook 1.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.errors import ProfileError
from collabflow.core.event import Context, Event
from collabflow.core.finding import Basis, Finding, Lack, Severity, Waivable
from collabflow.core.values import Step, Trigger

Condition = Callable[[Case, Context], Iterator[Lack]]
Remedy = type[Event] | Trigger

_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


@frozen(kw_only=True)
class Guard:
    """A condition and how it speaks. Call it with a case and a context to hear what lacks."""

    code: str
    condition: Condition
    says: str
    fix: str
    basis: Basis
    severity: Severity
    waivable: Waivable
    standing: bool
    remedies: tuple[Remedy, ...]
    citation: str | None

    @property
    def name(self) -> str:
        """The name of the condition that should hold."""
        return getattr(self.condition, "__name__", self.code.lower())

    @property
    def remedy_names(self) -> tuple[str, ...]:
        """The remedies as a finding names them: stored names of events, or triggers."""
        return tuple(r.value if isinstance(r, Trigger) else r.stored_as for r in self.remedies)

    def __call__(self, case: Case, context: Context) -> Iterator[Lack]:
        return self.condition(case, context)

    def findings(self, case: Case, context: Context, *, severity: Severity, step: Step | None) -> list[Finding]:
        """What lacks, as findings of this severity; a lack may weigh less than its guard, never more."""
        return [self._finding(lack, severity, step) for lack in self.condition(case, context)]

    def _finding(self, lack: Lack, severity: Severity, step: Step | None) -> Finding:
        lowered = lack.severity is not None and lack.severity.weight < severity.weight
        return Finding(
            code=self.code,
            subject=lack.subject,
            says=self.says,
            fix=self.fix,
            severity=lack.severity if lowered and lack.severity else severity,
            basis=self.basis,
            waivable=self.waivable,
            remedies=self.remedy_names,
            citation=self.citation,
            params=lack.params,
            step=step,
        )


def guard(
    code: str,
    *,
    says: str,
    fix: str,
    remedies: tuple[Remedy, ...],
    basis: Basis = Basis.SEED,
    severity: Severity = Severity.BLOCKER,
    waivable: Waivable = Waivable.NO,
    standing: bool = False,
    citation: str | None = None,
) -> Callable[[Condition], Guard]:
    """Makes a guard of a condition.

    `code` is stable for ever, in capitals. `says` and `fix` are plain words with parameters in braces; `fix`
    begins with a verb. `remedies` are what can make it hold. A `standing` guard is asked at every later step
    too. Raises `ProfileError` when a code is not in capitals or the words are missing.
    """
    if not _CODE.fullmatch(code):
        raise ProfileError(f"guard code {code!r} must be capitals and underscores, for example GOAL_NONE")
    if not says.strip() or not fix.strip():
        raise ProfileError(f"guard {code} must say what is missing (`says`) and how to mend it (`fix`)")

    def made(condition: Condition) -> Guard:
        return Guard(
            code=code,
            condition=condition,
            says=says,
            fix=fix,
            basis=basis,
            severity=severity,
            waivable=waivable,
            standing=standing,
            remedies=remedies,
            citation=citation,
        )

    return made
