"""Running: your tests once as they are, then those that come to a changed line, each change in a child of its own.

pytest collects once. A child is a fork: it takes the change in, runs the tests that concern it, the quickest first, and
ends at the first that fails. Nothing that it does is seen outside, and no file is written.
"""

from __future__ import annotations

import gc
import io
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib.util import find_spec
from multiprocessing.connection import Connection
from types import CodeType
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from attrs import frozen

from collabflow.core.errors import CollabflowError
from collabflow.testing.broken import NotProven
from collabflow.testing.mutation.functions import Source, changed_to
from collabflow.testing.mutation.watching import Watch
from collabflow.testing.sweeps.forks import Child, can_fork, portable

if TYPE_CHECKING:
    import pytest

T = TypeVar("T")

PATIENCE = 60.0
"""How many seconds a child may take at least; more where the tests took long as they are."""


class Untestable(CollabflowError):
    """The rules cannot be tested by these tests; the text says why and what to do about it."""


@frozen(kw_only=True)
class Ran:
    """A test as it ran with the rules as they are: how long it took, and the lines of rules it came to."""

    item: pytest.Item
    seconds: float
    lines: frozenset[tuple[Source, int]]


@frozen(kw_only=True)
class Verdict:
    """What the tests made of a change: the one that noticed it, and how many come to it."""

    noticed_by: str | None
    tests: int


def with_tests(paths: Sequence[str], work: Callable[[list[pytest.Item]], T]) -> T:
    """What comes of this work with the tests that lie there, collected by pytest. Raises `Untestable`."""
    if find_spec("pytest") is None:
        raise Untestable("pytest is not installed; it comes with: pip install 'collabflow[testing]'")
    if not can_fork():
        raise Untestable("this platform cannot fork; test your rules on Linux or macOS")
    import pytest

    session = _Session(work)
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        code = pytest.main([*paths, *_QUIETLY, *_without_company()], plugins=[session, _Steady()])
    if session.error is not None:
        raise session.error
    if not session.done:
        raise Untestable(f"pytest could not collect the tests ({code!s}):\n{printed.getvalue().strip()}")
    return session.done[0]


class _Session(Generic[T]):
    """A plugin of pytest that does the work in the place of its loop over the tests."""

    def __init__(self, work: Callable[[list[pytest.Item]], T]) -> None:
        self._work = work
        self.done: list[T] = []
        self.error: BaseException | None = None

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed or not session.items:
            return None  # pytest says what could not be collected
        try:
            self.done.append(self._work(session.items))
        except BaseException as error:  # noqa: BLE001 - raised again outside of pytest, which would only print it
            self.error = error
        return True


_QUIETLY = ("--capture=sys", "-W", "ignore::pytest.PytestAssertRewriteWarning")


def _without_company() -> list[str]:
    """Options that keep plugins out of the way where they are installed: other processes, and other tracing."""
    if "PYTEST_DISABLE_PLUGIN_AUTOLOAD" in os.environ:
        return []
    known = {"xdist": "--numprocesses=0", "pytest_cov": "--no-cov"}
    return [option for module, option in known.items() if find_spec(module) is not None]


class _Steady:
    """A plugin of pytest that keeps hypothesis, where it is installed, from chance, shrinking, files and deadlines."""

    def __init__(self) -> None:
        self._before: str | None = None

    def pytest_sessionstart(self) -> None:
        if find_spec("hypothesis") is None:
            return
        from hypothesis import HealthCheck, Phase, settings

        self._before = settings.get_current_profile_name()
        settings.register_profile(
            "collabflow-mutation",
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=(HealthCheck.too_slow,),
        )
        settings.load_profile("collabflow-mutation")

    def pytest_sessionfinish(self) -> None:
        if self._before is not None:
            from hypothesis import settings

            settings.load_profile(self._before)


# as they are ----------------------------------------------------------------------------------


def as_they_are(items: Sequence[pytest.Item], watch: Watch, progress: Callable[[int, int], object]) -> list[Ran]:
    """Each test run once with the rules as they are. Raises `Untestable` when one fails; skipped ones are left out."""
    ran = []
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        began = time.perf_counter()
        with watch.seeing(item.nodeid) as lines:
            reports = _reports(item, following)
        for report in reports:
            if report.failed:
                raise Untestable(
                    f"{item.nodeid} fails with the rules as they are; mend it first\n{report.longreprtext}"
                )
        if not any(report.skipped for report in reports):
            ran.append(Ran(item=item, seconds=time.perf_counter() - began, lines=frozenset(lines)))
        progress(place + 1, len(items))
    return ran


def _reports(item: pytest.Item, following: pytest.Item | None) -> list[pytest.TestReport]:
    from _pytest.runner import runtestprotocol  # as pytest-forked and pytest-rerunfailures do

    return runtestprotocol(item, log=False, nextitem=following)


# with a change --------------------------------------------------------------------------------


def judged(source: Source, code: CodeType, concerned: Sequence[Ran]) -> Verdict:
    """What these tests make of a function with this code: tried in a child, until one fails."""
    if not concerned:
        return Verdict(noticed_by=None, tests=0)
    in_order = sorted(concerned, key=lambda ran: ran.seconds)

    def work() -> str | None:
        with changed_to(source, code):
            return _first_that_fails([ran.item for ran in in_order])

    try:
        noticed = in_a_child(work, patience=20 * sum(ran.seconds for ran in in_order))
    except NotProven as ended:  # it was killed, left, or goes on for ever: no test would overlook that
        noticed = f"{in_order[0].item.nodeid} or one after it ({ended})"
    return Verdict(noticed_by=noticed, tests=len(in_order))


def in_a_child(work: Callable[[], T], *, patience: float = 0) -> T:
    """What comes of this work, done in a fork. Raises `NotProven` when it ends before it answers, or takes too long."""

    def told(line: Connection) -> None:
        try:
            line.send((work(), None))
        except Exception as error:  # noqa: BLE001 - raised again by the parent: no fault of ours counts as an answer
            line.send((None, portable(error)))

    child = Child(told, patience=max(PATIENCE, patience))
    try:
        answer, error = cast("tuple[T, BaseException | None]", child.hear())
    finally:
        child.close()
    if error is not None:
        raise error
    return answer


def _first_that_fails(items: Sequence[pytest.Item]) -> str | None:
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        if any(report.failed for report in _reports(item, following)):
            return item.nodeid
    return None


@contextmanager
def many_children() -> Iterator[None]:
    """Keeps what is there out of the collector's hands, so that children share it with their parent."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
