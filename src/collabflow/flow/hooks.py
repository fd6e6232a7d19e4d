"""Hooks: plain callables that hear of what is recorded, before it is written or after.

A before-hook that raises refuses the whole write. An after-hook that raises undoes nothing: it is reported in
the log, by its name and the entry's, and in the flow's `failures`.
Source: house.md sections 3 and 5.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Literal

from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import Entry, Event
from collabflow.core.finding import Refused
from collabflow.core.values import CaseId

LOG = logging.getLogger("collabflow")

When = Literal["before", "after"]


@frozen(kw_only=True)
class Recorded:
    """What a hook hears of: the entry, and the case before and after it."""

    entry: Entry
    before: Case
    after: Case


@frozen(kw_only=True)
class Failure:
    """Something outside that did not work, without a word of what was recorded.

    `what` names the hook or channel, `error` the class of the error, `version` the entry (0: none).
    """

    what: str
    case_id: CaseId
    version: int
    error: str


Hook = Callable[[Recorded], object]
RefusedHook = Callable[[Refused], object]

KEPT = 1_000
"""How many failures a flow keeps; the oldest go first."""


class Hooks:
    """The hooks of one flow, in the order they were given."""

    def __init__(self) -> None:
        self._hooks: dict[When, list[tuple[type[Event], Hook]]] = {"before": [], "after": []}
        self._refused: list[RefusedHook] = []
        self.failures: list[Failure] = []

    def add(self, kind: type[Event] | type[Refused], when: When, hook: Callable[..., object]) -> None:
        """Keeps a hook for events of this class, or for refusals. Raises `TypeError` or `ValueError` on a slip."""
        if when not in self._hooks:
            raise ValueError(f"when must be 'before' or 'after', not {when!r}")
        if not (isinstance(kind, type) and issubclass(kind, Event | Refused)):
            raise TypeError("a hook is for an Event class, Event itself for all, or Refused")
        if issubclass(kind, Refused):
            self._refused.append(hook)
        else:
            self._hooks[when].append((kind, hook))

    def before(self, recorded: Sequence[Recorded]) -> None:
        """Calls the before-hooks; what one raises goes to the caller, and nothing is written."""
        for one in recorded:
            for kind, hook in self._hooks["before"]:
                if isinstance(one.entry.event, kind):
                    hook(one)

    def after(self, recorded: Sequence[Recorded]) -> None:
        """Calls the after-hooks; a failing one is reported, and the others still hear."""
        for one in recorded:
            for kind, hook in self._hooks["after"]:
                if isinstance(one.entry.event, kind):
                    self._guarded(hook, one, one.after.id, one.entry.version)

    def refused(self, refused: Refused) -> None:
        """Tells the hooks on refusals."""
        for hook in self._refused:
            self._guarded(hook, refused, refused.case_id, 0)

    def failed(self, what: str, case_id: CaseId, version: int, error: BaseException) -> None:
        """Reports a failure, in the log and in `failures`."""
        failure = Failure(what=what, case_id=case_id, version=version, error=type(error).__name__)
        LOG.error("%s failed with %s on case %s version %d", what, failure.error, case_id, version)
        self.failures.append(failure)
        del self.failures[:-KEPT]

    def _guarded(self, hook: Callable[..., object], heard: object, case_id: CaseId, version: int) -> None:
        try:
            hook(heard)
        except Exception as error:  # noqa: BLE001 - whatever it raises, what is recorded stays recorded
            self.failed(getattr(hook, "__qualname__", type(hook).__name__), case_id, version, error)
