"""The page of the command: every sub-command with its options, read from its parser."""

from __future__ import annotations

from argparse import SUPPRESS, Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterator

from collabflow.cli.main import _parser
from generating.markdown import code, paragraphs, table


def pages() -> Iterator[tuple[str, str]]:
    parser = _parser()
    (commands,) = (action for action in parser._actions if isinstance(action, _SubParsersAction))
    intro = (
        "Exit codes: 0 done, 1 refused or broken, 2 wrong use. `--json` prints what a program reads. In Python the "
        "same is `collabflow.cli.main([...])`, and `python -m collabflow` runs it too."
    )
    entries = (_entry(name, one) for name, one in commands.choices.items())
    yield "command.md", paragraphs("# The command", f"{parser.description} {intro}", *entries)


def _entry(name: str, parser: ArgumentParser) -> str:
    shown = [action for action in parser._actions if action.help != SUPPRESS and action.dest != "help"]
    words = parser.description or ""
    rows = [(_spelt(action), action.help or "") for action in shown]
    return paragraphs(
        f"## collabflow {name}", f"{words[:1].upper()}{words[1:]}.", table(("argument", "what it is"), rows)
    )


def _spelt(action: Action) -> str:
    if not action.option_strings:
        return code(action.dest.upper())
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    needed = " (needed)" if action.required else ""
    return f"{code(action.option_strings[0] + value)}{needed}"
