"""Messages that stand in the code as literals: `say("…")`, `count(n, "…", "…")`, `Phrase("…")`, `Unsound(field, "…")`.

A message must be a literal, or a choice between literals, to be found here. What is put together while the program
runs is collected from the objects themselves, in `messages.py`; a message that is an f-string is an error.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from catalogues.message import Message

_DEFAULT_CONTEXT = {"say": "", "fill": "", "template": "", "count": "", "Phrase": "phrase", "Unsound": "objection"}
_PLACE = {"say": (0,), "fill": (0,), "template": (0,), "count": (1, 2), "Phrase": (0,), "Unsound": (1,)}
"""Which arguments of a call hold the message."""


class NotLiteral(Exception):
    """A message is an f-string, so that no catalogue could ever hold it."""


def literals(file: Path) -> Iterator[Message]:
    """The messages of this file, in order."""
    for call in _calls(file):
        yield from _messages(call, file)


def field_words(file: Path) -> Iterator[str]:
    """The words in the names of fields that objections can be about: `goal.due_on` gives "goal" and "due on".

    They stand as literals in the functions that yield objections, or that tell them the fields with days.
    """
    for function in ast.walk(_tree(file)):
        if isinstance(function, ast.FunctionDef) and _names_fields(function):
            for text in _strings(function):
                if _FIELD.fullmatch(text):
                    yield from (part.replace("_", " ") for part in re.findall(r"[a-z_]+", text))


_FIELD = re.compile(r"\.?[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)*[.\[]?")


def _names_fields(function: ast.FunctionDef) -> bool:
    return "Unsound" in ast.unparse(function.returns or ast.Constant(None)) or function.name == "days"


def _calls(file: Path) -> Iterator[ast.Call]:
    calls = [node for node in ast.walk(_tree(file)) if isinstance(node, ast.Call) and _name(node) in _PLACE]
    yield from sorted(calls, key=lambda call: (call.lineno, call.col_offset))


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _messages(call: ast.Call, file: Path) -> Iterator[Message]:
    name, places = _name(call), _PLACE[_name(call)]
    if len(call.args) <= places[-1]:
        return
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    about = _constant(given["about"]) if "about" in given else _DEFAULT_CONTEXT[name]
    if about is None:
        return  # the context is put together, so the message is collected with what it belongs to
    many = call.args[places[1]] if len(places) == 2 else given.get("many")
    for one in _choices(call.args[places[0]]):
        if isinstance(one, ast.JoinedStr):
            raise NotLiteral(f"{file}:{one.lineno}: give {name} a literal with parameters in braces, not an f-string")
        text = _constant(one)
        if text is not None:
            yield Message(about, text, _constant(many))


def _choices(node: ast.expr) -> Iterator[ast.expr]:
    """Both arms of a choice, or the expression itself."""
    if isinstance(node, ast.IfExp):
        yield from (*_choices(node.body), *_choices(node.orelse))
    else:
        yield node


def _strings(node: ast.AST) -> Iterator[str]:
    """The literal parts of a string, also of an f-string."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _constant(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
