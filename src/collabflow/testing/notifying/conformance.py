"""The conformance suite of a notifier: a few lines by an author, and the verdict.

    class TestSmsNotifier(NotifierConformance):
        def open_notifier(self, place):
            return SmsNotifier(gateway=place.fake_http.url)

A notifier that needs no network says so, `peer = no("it prints")`, and is not asked about replies of a gateway.
Source: testing.md, notifier conformance.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial

from collabflow.ports import Notifier
from collabflow.testing.bench import Settings
from collabflow.testing.broken import Declines
from collabflow.testing.notifying.bench import NotifierBench, NotifierLaw, NotifierPlace
from collabflow.testing.notifying.laws import NOTIFIER_LAWS
from collabflow.testing.summary import NOTIFIER_KIT, Report
from collabflow.testing.trying import Trial, judged
from collabflow.testing.under_pytest import UnderPytest, check_suite

Said = bool | Declines | None


class NotifierConformance(UnderPytest[NotifierBench]):
    """Proves one notifier. Inherit, say how to open it, and run pytest; or `prove_notifier(suite)` without pytest."""

    peer: Said = None
    """`no("...")` for a notifier that speaks to no gateway. Others are given `place.fake_http.url`."""
    idempotent: Said = None
    """`no("...")` for a channel that cannot drop a repeat."""

    recipient: str = "kim"
    """The id of a person whom the notifier can reach."""
    private: tuple[str, ...] = ()
    """What else must be told nowhere, for example the address of that person."""

    trace_files: tuple[str, ...] = ()
    """Parts of the paths of the notifier's source files; empty means those beside its class and its bases."""

    _laws = NOTIFIER_LAWS

    def open_notifier(self, place: NotifierPlace) -> Notifier:
        """A notifier that sends to `place.fake_http.url`, or keeps what it does within `place.path`."""
        raise NotImplementedError(f"{type(self).__name__} must say how to open it: def open_notifier(self, place)")

    def received(self, place: NotifierPlace) -> Sequence[str] | None:
        """The texts that arrived there, in order, as people read them. Optional: without it, W8 is not tried."""
        return None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        check_suite(cls, NotifierConformance, cls.waive, NOTIFIER_LAWS)

    def _set_up(self, settings: Settings) -> NotifierBench:
        tells = type(self).received is not NotifierConformance.received
        return NotifierBench(self, settings, tells_received=tells)


def tried(law: NotifierLaw, bench: NotifierBench, waive: Mapping[str, str]) -> Trial:
    """Try the law on the bench's suite."""
    return judged(law, partial(law.trial, bench), bench, waive)


def prove_notifier(
    suite: NotifierConformance,
    settings: Settings | None = None,
    *,
    laws: tuple[NotifierLaw, ...] = NOTIFIER_LAWS,
) -> Report:
    """Try these laws on the suite's notifier."""
    began = time.perf_counter()
    settings = settings or suite._settings
    bench = suite._set_up(settings)
    try:
        done = tuple(tried(law, bench, suite.waive) for law in laws)
        return Report(
            suite=type(suite).__name__,
            trials=done,
            offers=bench.offers(),
            counts=dict(bench.counts),
            settings=settings,
            seconds=time.perf_counter() - began,
            kit=NOTIFIER_KIT,
        )
    finally:
        bench.close()
