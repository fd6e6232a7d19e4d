"""The command that tries the rules in force: `check-rules` looks for what would stop people for good, and shows how.

First every step is searched from real cases; then random journals try what every profile promises.
"""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace

from collabflow.cli.paper import Paper, WrongUse
from collabflow.core.values import Step

JOURNALS = 40
"""How many random journals are tried, unless it is said: as many as reach nearly everything in some ten seconds."""

_MOST_DAYS, _MOST_JOURNALS = 3650, 100_000


def check_rules(options: Namespace, paper: Paper) -> int:
    """Explores a profile, and then tries random journals of it; 1 where there is a fault, or a bound was hit.

    Exploration tells each fault with a script that shows it; the random run tells the first promise that is broken, or
    what it has come by. What it never reached is told and is no fault.
    """
    from collabflow.testing.explore import explore  # the kit is only loaded by whoever asks for it
    from collabflow.testing.rules.runs import at_random

    named, profile = options.rules
    steps = options.step or tuple(Step)
    try:
        report = explore(profile, family=options.family, until=options.days, steps=steps, named=named)
    except ValueError as wrong:
        raise WrongUse(str(wrong)) from None
    document = report.document()
    if not options.json:
        paper.line(report.text())
    run = None
    if options.examples:
        repeat = f"collabflow check-rules {named} --seed {options.seed} --examples {options.examples}"
        run = at_random(profile, examples=options.examples, seed=options.seed, named=named, repeat=repeat)
        document["random_run"] = run.document()
        if not options.json:
            paper.line()
            paper.line(run.told())
    if options.json:
        paper.json(document)
    return 0 if report.is_sound and (run is None or run.failure is None) else 1


def journals(text: str) -> int:
    """How many random journals; for the parser."""
    if not text.isdecimal() or int(text) > _MOST_JOURNALS:
        raise ArgumentTypeError(f"{text} is no number of journals from 0 to {_MOST_JOURNALS}")
    return int(text)


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
