"""The commands and their options; each is a function in `commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from collabflow.cli import commands
from collabflow.cli.paper import Paper
from collabflow.core.errors import CollabflowError
from collabflow.cycle.profile import DEFAULT, Profile


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and answers its exit code."""
    options = _parser().parse_args(argv)
    paper = Paper(sys.stdout)
    try:
        code: int = options.command(options, paper)
    except commands.Stopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    except CollabflowError as wrong:
        print(f"collabflow: {wrong}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="collabflow", description="The ten-step collaboration cycle between families and schools."
    )
    commanded = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    demo = commanded.add_parser("demo", help="play an invented family's whole cycle, and show where it stands")
    demo.add_argument("--db", type=Path, default=None, help="keep the case in this SQLite file (default: a new one)")
    demo.set_defaults(command=commands.demo)

    run = commanded.add_parser("run", help="record a journal from a JSON file; run again to go on where it stopped")
    run.add_argument("file", type=Path)
    _with_db(run)
    _with_profile(run)
    run.set_defaults(command=commands.run)

    for name, words in _OF_A_CASE.items():
        one = commanded.add_parser(name, help=words)
        one.add_argument("case", help="the id of the case")
        _with_db(one)
        _with_profile(one)
        one.add_argument("--json", action="store_true", help="print JSON")
        one.set_defaults(command=getattr(commands, name))
        if name == "explain":
            one.add_argument("--by", help="also say what this person may do next")

    due = commanded.add_parser("due", help="what is due by a day, in every case")
    _with_db(due)
    _with_profile(due)
    due.add_argument("--on", type=_day, default=None, help="the day, as 2026-09-07 (default: today)")
    due.add_argument("--json", action="store_true", help="print JSON")
    due.set_defaults(command=commands.due)

    guards = commanded.add_parser("guards", help="the catalogue of rules in force")
    _with_profile(guards)
    guards.add_argument("--json", action="store_true", help="print JSON")
    guards.set_defaults(command=commands.guards)

    diagram = commanded.add_parser("diagram", help="the cycle as a Mermaid diagram and a Markdown table")
    diagram.set_defaults(command=commands.diagram)
    return parser


_OF_A_CASE = {
    "show": "who is who, where the cycle stands, and what each step recorded",
    "explain": "what each step still needs",
    "journal": "every entry, in order",
    "verify": "check that the stored journal is what was written",
}


def _with_db(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", type=Path, required=True, help="the SQLite file")


def _with_profile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", type=_profile, default=DEFAULT, metavar="MODULE:NAME", help="the rules in force")


def _profile(text: str) -> Profile:
    module, _, name = text.partition(":")
    try:
        profile = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as wrong:
        raise argparse.ArgumentTypeError(f"{text} is not MODULE:NAME of a profile ({wrong})") from None
    if not isinstance(profile, Profile):
        raise argparse.ArgumentTypeError(f"{text} is no Profile")
    return profile


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day; write it as 2026-09-07") from None
