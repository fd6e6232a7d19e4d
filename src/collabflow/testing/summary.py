"""The summary of a run: one line for people, one document for programs, both from the same trials.

The document's shape is stable: `format` rises when a field changes its meaning or goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from collabflow.ports.records import Offer
from collabflow.testing.bench import Settings
from collabflow.testing.law import VERSION
from collabflow.testing.trying import Status, Trial

KIT = f"storage kit {VERSION}"
NOTIFIER_KIT = f"notifier kit {VERSION}"
FORMAT = 1


def kit_of(code: str) -> str:
    """The kit that a law belongs to, by its code: W, for words that are carried, is of notifiers."""
    return NOTIFIER_KIT if code.startswith("W") else KIT


def _trials(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    return tuple(trials)


@frozen(kw_only=True)
class Report:
    """What came of a run: its trials in order, and what was counted. `suite` is whose store it was."""

    suite: str
    trials: tuple[Trial, ...] = field(converter=_trials)
    offers: Mapping[str, Offer]
    counts: Mapping[str, int]
    settings: Settings
    seconds: float
    kit: str = KIT

    @property
    def failures(self) -> tuple[Trial, ...]:
        """The trials by which the suite fails, in order."""
        return tuple(trial for trial in self.trials if trial.fails)

    @property
    def warnings(self) -> tuple[Trial, ...]:
        """The trials of new laws by which it will fail with the next version of the kit, in order."""
        return tuple(trial for trial in self.trials if trial.status is Status.WARNED)

    @property
    def passes(self) -> bool:
        """Whether something was proved, and nothing failed."""
        return not self.failures and any(trial.status is Status.HELD for trial in self.trials)

    def line(self) -> str:
        """One line for people."""
        core = [trial for trial in self.trials if trial.law.is_core]
        held = sum(trial.status is Status.HELD for trial in core)
        parts = [self.kit, f"{held} of {len(core)} core laws{_waived(core)}", *self._capabilities()]
        counted = ", ".join(f"{number} {what}" for what, number in sorted(self.counts.items()) if number)
        parts += [counted] if counted else []
        if self.warnings:
            parts.append(f"new laws that warn: {', '.join(trial.law.code for trial in self.warnings)}")
        return " · ".join((*parts, f"seed {self.settings.seed}", f"{self.seconds:.1f} s"))

    def _capabilities(self) -> Iterable[str]:
        for name, offer in self.offers.items():
            asked = [trial for trial in self.trials if name in trial.law.asks and trial.status is not Status.APART]
            words = name.replace("_", " ")
            if offer is not True:
                refusals = [trial for trial in self.trials if f"not {name}" in trial.law.asks]
                checked = any(trial.status is Status.HELD for trial in refusals)
                yield f"{words}: declared no{', refusal checked' if checked else ''}"
            elif asked:
                held = sum(trial.status is Status.HELD for trial in asked)
                yield f"{words} {held} of {len(asked)}{_waived(asked)}"

    def document(self) -> dict[str, object]:
        """The same for programs, as plain JSON values."""
        return {
            "format": FORMAT,
            "kit": self.kit,
            "suite": self.suite,
            "passes": self.passes,
            "budget": str(self.settings.budget),
            "seed": self.settings.seed,
            "seconds": round(self.seconds, 3),
            "capabilities": dict(self.offers),
            "counts": dict(self.counts),
            "laws": [_law(trial) for trial in self.trials],
            "summary": self.line(),
        }


def _waived(trials: Iterable[Trial]) -> str:
    waived = [f'{trial.law.code} waived: "{trial.why}"' for trial in trials if trial.status is Status.WAIVED]
    return f" ({', '.join(waived)})" if waived else ""


def _law(trial: Trial) -> dict[str, object]:
    told: dict[str, object] = {
        "code": trial.law.code,
        "title": trial.law.title,
        "core": trial.law.is_core,
        "since": trial.law.since,
        "status": str(trial.status),
        "why": trial.why,
        "seconds": round(trial.seconds, 3),
    }
    if trial.broken is not None:
        told["failure"] = {
            "happened": trial.broken.happened,
            "law": trial.broken.law,
            "script": list(trial.broken.script),
            "where": trial.broken.where,
        }
    return told
