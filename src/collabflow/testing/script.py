"""Scripts: what was asked of a store and what it answered, as lines that can be pasted and run.

A watched store passes every call on and notes it. Nothing is put into words until a law is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Never, cast

from attrs import Factory, define, field

from collabflow.ports import Batch, Claimed, Outcome, Store
from collabflow.testing.source import of_batch, of_error, shortened, source

MOST_CALLS = 14
"""How many of the last calls are told."""

_COMMENT = 44


@define
class Call:
    """One call of a store, or of whatever opens and closes one."""

    handle: str
    verb: str
    args: tuple[object, ...] = ()
    named: dict[str, object] = Factory(dict)
    answer: object = None
    error: BaseException | None = None
    ended: bool = False
    line: str = ""

    def told(self) -> str:
        """What came of it."""
        if self.error is not None:
            return shortened(of_error(self.error))
        return "" if self.answer is None else shortened(source(self.answer), 160)


@define
class Script:
    """The calls made since a place was new."""

    suite: str
    calls: list[Call] = Factory(list)
    handles: int = 0
    _names: dict[str, Batch] = field(factory=dict, init=False)
    _claims: dict[tuple[str, str], str] = field(factory=dict, init=False)

    def opened(self) -> str:
        """Note that a handle was opened on the place; its name."""
        name = ("s", "t", "u", "v")[min(self.handles, 3)]
        where = "place" if self.handles else "place := new_place()"
        self.handles += 1
        self.calls.append(Call(name, "open", line=f"{name} = {self.suite}().open_store({where})"))
        return name

    def lines(self) -> tuple[str, ...]:
        """The last calls in words; what the last one came to is marked."""
        self._names.clear()
        self._claims.clear()
        told = [line for call in self.calls for line in self._lines_of(call)]
        if self.calls and told:
            told[-1] += "   <-- here"
        hidden = len(told) - MOST_CALLS
        if hidden <= 2:
            return tuple(told)
        return (told[0], f"…  # {hidden} lines more", *told[-MOST_CALLS + 1 :])

    def _lines_of(self, call: Call) -> Iterator[str]:
        if call.line:
            yield call.line
            return
        for argument in call.args:
            if isinstance(argument, Batch) and self._name_of(argument) is None:
                told = of_batch(argument, self._names)
                self._names[f"b{len(self._names) + 1}"] = argument
                yield f"{self._name_of(argument)} = {shortened(told, 400)}"
        asked = f"{self._taken(call)}{call.handle}.{call.verb}({', '.join(self._arguments(call))})"
        outcome = call.told()
        yield f"{asked:{_COMMENT}}  # -> {outcome}" if outcome else asked

    def _arguments(self, call: Call) -> Iterator[str]:
        for argument in call.args:
            yield self._argument(argument)
        for name, value in call.named.items():
            yield f"{name}={source(value)}"

    def _argument(self, argument: object) -> str:
        if isinstance(argument, Batch):
            return self._name_of(argument) or source(argument)
        if isinstance(argument, list | tuple) and argument and all(isinstance(one, Outcome) for one in argument):
            return f"[{', '.join(map(self._outcome, argument))}]"
        if isinstance(argument, Iterator):
            return "iter([…])"
        return source(argument)

    def _outcome(self, outcome: Outcome) -> str:
        claimed = self._claims.get((outcome.id, outcome.token))
        if claimed is None:
            return source(outcome)
        facts = [f"{name}={source(value)}" for name, value in (("at", outcome.at), ("error", outcome.error)) if value]
        return f"Outcome.{outcome.verdict.value}({', '.join((claimed, *facts))})"

    def _taken(self, call: Call) -> str:
        """The name that a claim is kept under, for settling it."""
        if call.verb != "claim" or not isinstance(call.answer, tuple) or not call.answer:
            return ""
        name = f"c{len({told.split('[')[0] for told in self._claims.values()}) + 1}"
        claims = cast(Iterable[Claimed], call.answer)
        self._claims |= {(one.id, one.token): f"{name}[{place}]" for place, one in enumerate(claims)}
        return f"{name} = "

    def _name_of(self, batch: Batch) -> str | None:
        return next((name for name, known in self._names.items() if known == batch), None)


class Watched:
    """A store whose calls are noted in a script."""

    def __init__(self, store: Store, name: str, script: Script) -> None:
        self._store = store
        self._name = name
        self._script = script

    def __getattr__(self, verb: str) -> object:
        try:
            asked = getattr(self._store, verb)
        except AttributeError as lacking:
            asked = partial(_raised, lacking)
        return self._noted(verb, asked) if callable(asked) else asked

    def _noted(self, verb: str, asked: Callable[..., object]) -> Callable[..., object]:
        def ask(*args: object, **named: object) -> object:
            call = Call(self._name, verb, args, named)
            self._script.calls.append(call)
            try:
                call.answer = asked(*args, **named)
            except BaseException as error:
                call.error = error
                raise
            finally:
                call.ended = True
            return call.answer

        return ask


def _raised(error: AttributeError, *args: object, **named: object) -> Never:
    """What comes of a verb that is missing, once it is called."""
    raise error


def watched(store: Store, script: Script) -> Store:
    """The store, with its calls noted."""
    return cast(Store, Watched(store, script.opened(), script))
