"""Expectations of a trial: what is not so is told in words, with what the law says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from collabflow.testing.broken import LawBroken
from collabflow.testing.source import of_error, same_start, shortened, source

E = TypeVar("E", bound=BaseException)


def same(found: object, wanted: object, *, of: str, law: str) -> None:
    """Both must be equal; `of` says what was looked at."""
    if isinstance(found, tuple) and isinstance(wanted, tuple):
        _same_items(found, wanted, of, law)
    if found != wanted or type(found) is not type(wanted):
        raise LawBroken(f"{of} gave {same_start(found, wanted)}", law)


def _same_items(found: tuple[object, ...], wanted: tuple[object, ...], of: str, law: str) -> None:
    if len(found) != len(wanted):
        shown = shortened(source(found))
        raise LawBroken(f"{of} gave {len(found)} where {len(wanted)} were due: {shown}", law)
    for place, (left, right) in enumerate(zip(found, wanted, strict=True)):
        if left != right:
            raise LawBroken(f"{of} differs in item {place}: {_difference(left, right)}", law)


def _difference(found: object, wanted: object) -> str:
    """The first field that differs, or the whole of both."""
    for name in getattr(type(wanted), "__match_args__", ()) or _names(wanted):
        left, right = getattr(found, name, None), getattr(wanted, name, None)
        if left != right:
            return f"{name} is {same_start(left, right)}"
    return same_start(found, wanted)


def _names(record: object) -> Iterable[str]:
    return tuple(spec.name for spec in getattr(type(record), "__attrs_attrs__", ()))


def so(holds: bool, happened: str, law: str) -> None:
    """It must be so; otherwise `happened` tells what was."""
    if not holds:
        raise LawBroken(happened, law)


def refused(kind: type[E], ask: Callable[[], object], *, law: str) -> E:
    """The call must raise this error; the error."""
    try:
        answer = ask()
    except kind as error:
        return error
    except Exception as error:
        raise LawBroken(f"it raised {of_error(error)}, where {kind.__name__} was due", law) from error
    raise LawBroken(f"it answered {shortened(source(answer))}, where {kind.__name__} was due", law)
