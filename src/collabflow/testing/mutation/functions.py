"""The functions of guards: found in their files, and changed in place, wherever somebody holds them.

A changed function stays the same object with other code, so that whoever imported it, and every guard and profile that
holds it, sees the change; leaving the context gives it its own code again. A helper that a guard calls from its own
module counts as part of it.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property, partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from attrs import field, frozen

from collabflow.core.guard import Guard
from collabflow.testing.mutation.changes import Change, changes, places


@frozen(kw_only=True, eq=False)
class Source:
    """A function of some guards, with its place in its file. Compared by identity: it is one function."""

    function: FunctionType
    guards: tuple[Guard, ...]
    file: Path
    node: ast.FunctionDef = field(repr=False)
    top: ast.stmt = field(repr=False)
    code: CodeType = field(repr=False)

    @property
    def name(self) -> str:
        """Its name."""
        return self.function.__name__

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its guards."""
        return tuple(guard.code for guard in self.guards)

    def changed(self, change: Change) -> CodeType | None:
        """The code with this change in it; None where it compiles to the same."""
        code = self._compiled(change.place, change.made)
        return None if _alike(code, self._plain) else code

    def watched(self, change: Change) -> CodeType | None:
        """The code that tells `BOTH` the value as it is and as the change makes it; None where there is no value."""
        return None if change.both is None else self._compiled(*change.both)

    @cached_property
    def _plain(self) -> CodeType:
        return self._compiled()

    def changes(self) -> Iterator[tuple[Change, CodeType]]:
        """Every change that makes another code, each once."""
        seen: list[CodeType] = []
        for change in changes(self.node):
            code = self.changed(change)
            if code is not None and not any(_alike(code, known) for known in seen):
                seen.append(code)
                yield change, code

    def _compiled(self, number: int | None = None, node: ast.AST | None = None) -> CodeType:
        """The code with this node at that place; the function stays a generator and keeps what it closes over."""
        place = None if number is None else places(self.node)[number]
        kept = list(_kept(self.code))
        self.node.body.extend(kept)
        try:
            if place is not None and node is not None:
                place.put(node)
            tree = ast.fix_missing_locations(ast.Module(body=[self.top], type_ignores=[]))
            module = compile(tree, str(self.file), "exec", dont_inherit=True)
        finally:
            if place is not None:
                place.put(place.node)
            del self.node.body[-len(kept) :]
        return next(code for code in codes_in(module) if _is_same_place(code, self.code))


def _kept(code: CodeType) -> Iterator[ast.stmt]:
    """Statements that are never run: what a change may take out of a function, and must not."""
    names: list[ast.expr] = [ast.Name(id=name, ctx=ast.Load()) for name in code.co_freevars]
    kept: list[ast.stmt] = [ast.Expr(value=ast.Tuple(elts=names, ctx=ast.Load()))]
    if code.co_flags & inspect.CO_GENERATOR:
        kept.append(ast.Expr(value=ast.Yield(value=None)))
    yield ast.If(test=ast.Constant(value=False), body=kept, orelse=[])


def _is_same_place(code: CodeType, other: CodeType) -> bool:
    return code.co_name == other.co_name and code.co_firstlineno == other.co_firstlineno


def _alike(code: CodeType, other: CodeType) -> bool:
    """Whether two codes do the same, step by step."""
    mine, theirs = code.co_consts, other.co_consts
    if (code.co_code, code.co_names, len(mine)) != (other.co_code, other.co_names, len(theirs)):
        return False
    return all(
        _alike(a, b) if isinstance(a, CodeType) and isinstance(b, CodeType) else type(a) is type(b) and a == b
        for a, b in zip(mine, theirs, strict=True)
    )


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """This code and all that is nested in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_in(constant)


@contextmanager
def changed_to(source: Source, code: CodeType) -> Iterator[None]:
    """The function with another code; its own comes back at the end."""
    function: Any = source.function  # its type knows `__code__` as something to read
    function.__code__ = code
    try:
        yield
    finally:
        function.__code__ = source.code


def globals_of(source: Source) -> dict[str, object]:
    """The names that the function finds outside of itself."""
    function: Any = source.function
    names: dict[str, object] = function.__globals__
    return names


# finding them ---------------------------------------------------------------------------------


def sources(guards: Iterable[Guard]) -> tuple[tuple[Source, ...], tuple[Guard, ...]]:
    """The functions of these guards and their helpers, each once; and the guards whose function cannot be read."""
    asked: dict[FunctionType, list[Guard]] = {}
    unread = []
    for guard in guards:
        function = function_of(guard)
        if function is None or _node_of(function) is None:
            unread.append(guard)
            continue
        for one in _with_helpers(function):
            asked.setdefault(one, []).append(guard)
    return tuple(_source(function, asked[function]) for function in asked), tuple(unread)


def function_of(guard: Guard) -> FunctionType | None:
    """The function that a guard asks; None where it is something else that can be called."""
    condition: object = guard.condition
    while isinstance(condition, partial):
        condition = condition.func
    return condition if isinstance(condition, FunctionType) else None


def _with_helpers(function: FunctionType) -> Iterator[FunctionType]:
    """The function, and those of its own module that it calls by name, and they in turn."""
    found, waiting = [function], [function]
    while waiting:
        for name in dict.fromkeys(name for code in codes_in(waiting.pop().__code__) for name in code.co_names):
            called = function.__globals__.get(name)
            if not isinstance(called, FunctionType) or called.__module__ != function.__module__:
                continue
            if called not in found and _node_of(called) is not None:
                found.append(called)
                waiting.append(called)
    return iter(found)


def _source(function: FunctionType, guards: list[Guard]) -> Source:
    found = _node_of(function)
    assert found is not None
    node, top = found
    file = Path(function.__code__.co_filename)
    return Source(function=function, guards=tuple(guards), file=file, node=node, top=top, code=function.__code__)


def _node_of(function: FunctionType) -> tuple[ast.FunctionDef, ast.stmt] | None:
    """The function's node, and the statement of its file in which it stands; None for a lambda or where no file is."""
    name, line = function.__code__.co_name, function.__code__.co_firstlineno  # it may go by another name since
    for top in _statements(Path(function.__code__.co_filename)):
        if _first_line(top) <= line <= (top.end_lineno or line):
            for node in ast.walk(top):
                if isinstance(node, ast.FunctionDef) and node.name == name and _first_line(node) == line:
                    return node, top
    return None


def _first_line(node: ast.stmt) -> int:
    """Where it begins, decorators counted."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _statements(file: Path) -> list[ast.stmt]:
    try:
        return _parsed(file, file.stat().st_mtime_ns)
    except (OSError, SyntaxError, UnicodeDecodeError):
        return []


@cache
def _parsed(file: Path, written: int) -> list[ast.stmt]:
    """The statements of a file as it was at that moment."""
    return ast.parse(file.read_text(encoding="utf-8")).body
