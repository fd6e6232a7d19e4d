"""The commands and their options; each command is a function in one of the files beside this one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path

from collabflow.cli import checking, comparing, looking, playing, rules, scoring, tending, working
from collabflow.cli.opening import Database, database
from collabflow.cli.paper import Paper, Stopped, WrongUse
from collabflow.core.errors import CollabflowError
from collabflow.core.tongue import ENGLISH, tongue
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.ports import Notifier

Command = Callable[[argparse.Namespace, Paper], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and answers its exit code: 0 done, 1 refused or broken, 2 wrong use."""
    try:
        options = _parser().parse_args(argv)  # reads rules too, and they may not be well made
        command: Command = options.command
        code = command(options, Paper(sys.stdout))
        sys.stdout.flush()
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.code
    except CollabflowError as wrong:
        print(f"collabflow: {wrong}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        _turn_away(sys.stdout.fileno())
        return 1
    return code


def _turn_away(descriptor: int) -> None:
    """Lets what is still to be written go nowhere: whoever read it, for example `head`, has seen enough."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="collabflow", description="The ten-step collaboration cycle between families and schools."
    )
    commanded = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, does: Command, words: str) -> argparse.ArgumentParser:
        one = commanded.add_parser(name, help=words, description=words)
        one.set_defaults(command=does)
        return one

    _with_plays(command)
    for name, does, words in _OF_A_CASE:
        one = command(name, does, words)
        one.add_argument("case", help="the id of the case")
        _for_readers(one)
        if does is looking.explain:
            one.add_argument("--by", help="also say what this person may do next")

    _with_record(command)

    due = command("due", looking.due, "what is due by a day, in every case")
    _for_readers(due)
    due.add_argument("--on", type=_day, default=None, help="the day, as 2026-09-07 (default: today)")

    guards = command("guards", rules.guards, "the catalogue of rules in force")
    _with_profile(guards)
    _with_json(guards)
    _with_lang(guards)

    _with_rules(command)
    _with_care(command)
    command("diagram", rules.diagram, "the cycle as a Mermaid diagram and a Markdown table")
    return parser


AddCommand = Callable[[str, Command, str], argparse.ArgumentParser]


def _with_plays(command: AddCommand) -> None:
    demo = command("demo", playing.demo, "play an invented family's whole cycle, and show where it stands")
    demo.add_argument("--db", type=_database, default=None, metavar="URL", help=f"keep the case there: {_PLACES}")
    _with_lang(demo)
    demo.add_argument("--html", type=Path, metavar="FILE", help="also write the record as a page to this file")

    run = command("run", playing.run, "record a journal from a JSON file; run again to go on where it stopped")
    run.add_argument("file", type=Path, help="the script, as cli/demo.json of the package shows")
    _with_db(run)
    _with_profile(run)
    _with_lang(run)


def _with_record(command: AddCommand) -> None:
    record = command("record", looking.record, "the whole record of a case, as a page for people or as JSON")
    record.add_argument("case", help="the id of the case")
    _for_readers(record)
    record.add_argument("--html", type=Path, metavar="FILE", help="write one self-contained page to this file")
    record.add_argument("--for", dest="reader", metavar="PERSON", help="leave out what this person may not see")


def _with_rules(command: AddCommand) -> None:
    compare = command(
        "compare-rules", comparing.compare_rules, "what other rules would decide differently in the cases of a database"
    )
    for name, told in (("old", "the rules in force"), ("new", "the rules that are to come")):
        compare.add_argument(name, type=_profile, metavar=name.upper(), help=f"{told}: MODULE:NAME")
    _with_db(compare)
    compare.add_argument("--with-closed", action="store_true", help="also look at closed cases")
    _with_json(compare)

    test = command("test-rules", scoring.test_rules, "change rules a little, and say which changes no test notices")
    test.add_argument("rules", type=_named_profile, metavar="PROFILE", help="whose rules: MODULE:NAME")
    test.add_argument("--tests", nargs="+", required=True, metavar="PATH", help="the tests, as pytest takes them")
    own = "change only the guards with these codes (default: those that the package does not bring)"
    test.add_argument("--only", nargs="+", default=[], metavar="CODE", help=own)
    least = "exit with 1 when fewer of a hundred changes are noticed (default: 0)"
    test.add_argument("--least", type=float, default=0, metavar="SCORE", help=least)
    _with_json(test)

    words = "look for rules that would stop people for good, and show how"
    check = command("check-rules", checking.check_rules, words)
    check.add_argument("rules", type=_named_profile, metavar="PROFILE", help="whose rules: MODULE:NAME")
    check.add_argument("--days", type=checking.days, default=730, metavar="N", help="so many may pass (default: 730)")
    check.add_argument("--family", default="one caregiver", metavar="NAME", help="whose case (default: one caregiver)")
    beside = "leave the way only at this step (again for each; default: at all ten)"
    check.add_argument("--step", type=checking.step, action="append", default=[], metavar="STEP", help=beside)
    tried = f"so many random journals besides, 0 for none (default: {checking.JOURNALS})"
    check.add_argument("--examples", type=checking.journals, default=checking.JOURNALS, metavar="N", help=tried)
    check.add_argument("--seed", type=int, default=0, metavar="N", help="which journals these are (default: 0)")
    _with_json(check)


def _with_care(command: AddCommand) -> None:
    migrate = command("migrate", tending.migrate, "make the tables of a store, or bring them to the newest version")
    doctor = command("doctor", tending.doctor, "say what would lose or bend what is written to this database")
    work = command("work", working.work, "deliver messages until stopped; any number of these may run at once")
    dead = command("dead", working.dead, "messages that were given up, the oldest first")
    revive = command("revive", working.revive, "make messages that were given up due again")
    for one in (migrate, doctor, work, dead, revive):
        _with_db(one)
    for one in (doctor, dead):
        _with_json(one)
    carries = "what carries the messages of a channel: a notifier, or what makes one (again for each channel)"
    work.add_argument(
        "--notifier", type=_notifier, action="append", default=[], metavar="CHANNEL=MODULE:NAME", help=carries
    )
    work.add_argument("--every", type=_seconds, default=5.0, metavar="SECONDS", help="wait when idle (default: 5)")
    work.add_argument("--once", action="store_true", help="deliver what is due now, and leave")
    dead.add_argument("--limit", type=int, default=100, metavar="N", help="at most so many (default: 100)")
    revive.add_argument("message", nargs="*", help="ids of messages, as `dead` shows them")
    revive.add_argument("--all", action="store_true", help="all that were given up")


def _notifier(text: str) -> tuple[str, Notifier]:
    channel, _, where = text.partition("=")
    module, _, name = where.partition(":")
    try:
        with _this_folder():
            found = getattr(import_module(module), name)
            notifier: Notifier = (
                found if callable(getattr(found, "send", None)) and not isinstance(found, type) else found()
            )
    except (ImportError, AttributeError, ValueError, TypeError) as wrong:
        raise argparse.ArgumentTypeError(f"{text} is not CHANNEL=MODULE:NAME of a notifier ({wrong})") from None
    if not callable(getattr(notifier, "send", None)):
        raise argparse.ArgumentTypeError(f"{where} is no notifier: it has no `send`")
    return channel, notifier


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 86_400:
        raise argparse.ArgumentTypeError(f"{text} is no wait; write seconds, more than nothing and less than a day")
    return seconds


_OF_A_CASE: tuple[tuple[str, Command, str], ...] = (
    ("show", looking.show, "who is who, where the cycle stands, and what each step recorded"),
    ("explain", looking.explain, "what each step still needs"),
    ("journal", looking.journal, "every entry, in order"),
    ("verify", looking.verify, "check that the stored journal is what was written"),
)


def _for_readers(parser: argparse.ArgumentParser) -> None:
    _with_db(parser)
    _with_profile(parser)
    _with_json(parser)
    _with_lang(parser)


def _with_db(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", type=_database, required=True, metavar="URL", help=f"where the cases are: {_PLACES}")
    parser.add_argument("--tenant", default="default", metavar="NAME", help="whose cases they are (default: default)")


_PLACES = "a SQLite file or postgresql://USER@HOST/NAME"


def _database(text: str) -> Database:
    try:
        return database(text)
    except WrongUse as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None


def _with_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _with_lang(parser: argparse.ArgumentParser) -> None:
    words = "the reader's language, for example es (default: en; what has no translation is said in English)"
    parser.add_argument("--lang", type=tongue, default=ENGLISH, metavar="TAG", help=words)


def _with_profile(parser: argparse.ArgumentParser) -> None:
    told = "the rules in force: MODULE:NAME, or one of the package by its file, for example us_idea"
    parser.add_argument("--profile", type=_profile, default=DEFAULT, metavar="PROFILE", help=told)


def _named_profile(text: str) -> tuple[str, Profile]:
    """The profile, and where it is, as MODULE:NAME."""
    return ":".join(_place(text)), _profile(text)


def _place(text: str) -> tuple[str, str]:
    """The module and the name of a profile; a name alone is that of one that the package brings."""
    module, colon, name = text.partition(":")
    return (module, name) if colon else (f"collabflow.profiles.{text}", text.upper())


def _profile(text: str) -> Profile:
    module, name = _place(text)
    try:
        with _this_folder():
            profile = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as wrong:
        raise argparse.ArgumentTypeError(f"{text} is not MODULE:NAME of a profile ({wrong})") from None
    if not isinstance(profile, Profile):
        raise argparse.ArgumentTypeError(f"{text} is no Profile")
    return profile


@contextmanager
def _this_folder() -> Iterator[None]:
    """Meanwhile modules of the folder that we are in can be imported, after all that could be anyhow."""
    here = str(Path.cwd())
    sys.path.append(here)
    try:
        yield
    finally:
        sys.path.remove(here)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day; write it as 2026-09-07") from None
