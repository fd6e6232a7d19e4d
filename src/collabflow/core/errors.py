"""Errors: one root, and a leaf for each promise that can be broken.

Messages hold codes, ids, field names and versions, never what a person wrote: they end up in logs.
The refusal of an event (`Refused`) lives beside its findings, in `core.finding`.
"""

from __future__ import annotations


class CollabflowError(Exception):
    """The root of everything that collabflow raises on purpose."""


def below(path: str, name: str) -> str:
    """The path of a field, or of an item such as "[0]", below another path; either may be empty."""
    if not path or not name or name.startswith("["):
        return path + name
    return f"{path}.{name}"


class Malformed(CollabflowError):
    """A value has the wrong shape. `faults` names each place and what is wrong there."""

    def __init__(self, what: str, faults: tuple[tuple[str, str], ...]) -> None:
        self.what = what
        self.faults = faults
        lines = "; ".join(f"{path}: {why}" if path else why for path, why in faults)
        super().__init__(f"{what}: {lines}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.what, self.faults)


class UnknownEvent(Malformed):
    """An event name that the profile in force does not know."""


class FromTheFuture(Malformed):
    """An entry or a store that was written by a later version of the code than this one."""


class ProfileError(CollabflowError):
    """A profile contradicts itself or names a step, code, event or limit that does not exist."""


class TableError(CollabflowError):
    """The table of moves has a fault: an unknown target, an unreachable step, a trap."""


class UnknownCase(CollabflowError):
    """There is no case with this id."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"there is no case {case_id!r}; open it first with flow.open(...)")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.case_id,)


class VersionConflict(CollabflowError):
    """The case has moved on since it was read. Nothing was written: read it again and decide afresh."""

    def __init__(self, case_id: str, expected: int, actual: int) -> None:
        self.case_id = case_id
        self.expected = expected
        self.actual = actual
        super().__init__(f"case {case_id!r} is at version {actual}, not {expected}; nothing was written")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.case_id, self.expected, self.actual)


class KeyReused(CollabflowError):
    """An idempotency key was used before on this case for a different request. Nothing was written."""

    def __init__(self, case_id: str, key: str) -> None:
        self.case_id = case_id
        self.key = key
        super().__init__(f"key {key!r} was used on case {case_id!r} for another request; choose a new key")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.case_id, self.key)


class StoreError(CollabflowError):
    """The store could not do what was asked. `code` is the database's own code, where it has one."""

    def __init__(self, message: str, code: str | None = None) -> None:
        self.message = message
        self.code = code
        super().__init__(message if code is None else f"{message} ({code})")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.code)


class StoreBusy(StoreError):
    """The store is held by somebody else just now. Trying again later is safe."""


class StoreClosed(StoreError):
    """The store was closed; open a new one."""


class LeaseLost(StoreError):
    """A message was settled with a token that is no longer the live one."""


class Declined(StoreError):
    """The store says that it does not offer this; `message` gives its reason."""


class TooLarge(StoreError):
    """The batch is beyond a limit that the store declares. Nothing was written."""


class CaseErased(CollabflowError):
    """What this case held was lawfully destroyed. It takes no more entries, and there is nothing to decide on."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case {case_id!r} was erased; nothing was written")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.case_id,)


class told_of:  # noqa: N801 - reads like `contextlib.suppress`; a class, as three are entered for every row
    """Whatever does not fit inside is told of this, with paths below `at`."""

    __slots__ = ("_at", "_what")

    def __init__(self, what: str, *, at: str = "") -> None:
        self._what = what
        self._at = at

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, wrong: BaseException | None, trace: object) -> None:
        if isinstance(wrong, Malformed):
            faults = tuple((below(self._at, path), why) for path, why in wrong.faults)
            raise type(wrong)(self._what, faults) from None
