"""The command that tries the rules in force: `check-rules` looks for what would stop people for good, and shows how."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace

from collabflow.cli.paper import Paper, WrongUse
from collabflow.core.values import Step

_MOST_DAYS = 3650


def check_rules(options: Namespace, paper: Paper) -> int:
    """Explores a profile and tells each fault with a script that shows it; 1 where there is any, or a bound was hit."""
    from collabflow.testing.explore import explore  # the kit is only loaded by whoever asks for it

    named, profile = options.rules
    steps = options.step or tuple(Step)
    try:
        report = explore(profile, family=options.family, until=options.days, steps=steps, named=named)
    except ValueError as wrong:
        raise WrongUse(str(wrong)) from None
    paper.line(report.json() if options.json else report.text())
    return 0 if report.is_sound else 1


def days(text: str) -> int:
    """How many days; for the parser."""
    if not text.isdecimal() or not 0 < int(text) <= _MOST_DAYS:
        raise ArgumentTypeError(f"{text} is no number of days from 1 to {_MOST_DAYS}")
    return int(text)


def step(text: str) -> Step:
    """The step of this name; for the parser."""
    try:
        return Step(text)
    except ValueError:
        raise ArgumentTypeError(f"there is no step {text!r}; there are: {', '.join(Step)}") from None
