"""The trial of law W10: one call is stopped before each of its lines while another one runs.

It needs no luck: whatever two calls share in a line of the notifier is shared here.
"""

from __future__ import annotations

import re
import threading

from collabflow.ports import Message, Sent
from collabflow.testing.broken import LawBroken, NotProven
from collabflow.testing.notifying.bench import NotifierBench, ended
from collabflow.testing.source import source
from collabflow.testing.sweeps.crossing import NO_LINES
from collabflow.testing.sweeps.lines import Files, Spot, files_of, spots, spread, traced
from collabflow.testing.sweeps.locks import told_when_waiting

_MARK = re.compile(r"mark\d{5}")
_MOMENT = 1.0
"""Seconds after which a call that has not ended is taken to wait for the other one, if no lock tells."""
_LAW = "each message arrives once, in words that are all its own"


def messages_do_not_mix(bench: NotifierBench) -> None:
    """Each message carries a mark, and must arrive by itself."""
    bench.fresh(with_telling_locks=True)
    files = files_of(bench.notifier, bench.suite.trace_files)
    first = _marked(bench, 1)
    found = spots(files, lambda: bench.sent_beside_others(first), visits=1)
    if not found:
        raise NotProven(NO_LINES)
    stops = spread(found, bench.settings.most_stops(fast=24, full=150, soak=5000))
    for number, spot in enumerate(stops, start=1):
        bench.counts["pauses"] += 1
        a, b = _marked(bench, 2 * number), _marked(bench, 2 * number + 1)
        answers = _crossed(bench, a, b, spot, files)
        where = f"pause sweep, stop {number} of {len(stops)}: A stopped before {spot.told()}, while B was sent"
        _judge(bench, 2 * number + 1, answers, where)


def _marked(bench: NotifierBench, number: int) -> Message:
    return bench.message(f"mark{number:05} {'.' * 80} mark{number:05}")


def _crossed(bench: NotifierBench, a: Message, b: Message, spot: Spot, files: Files) -> list[object]:
    """What both are answered when A is stopped there until B is done, or waits for A."""
    answers: list[object] = []
    b_is_out = threading.Event()
    begun: list[threading.Thread] = []

    def send_b() -> None:
        with told_when_waiting(b_is_out.set):
            answers.append(bench.sent_beside_others(b))
        b_is_out.set()

    def stop(at: Spot) -> None:
        if at == spot and not begun:
            begun.append(threading.Thread(target=send_b, daemon=True))
            begun[0].start()
            b_is_out.wait(_MOMENT)

    def send_a() -> None:
        with traced(files, stop):
            answers.append(bench.sent_beside_others(a))

    work = threading.Thread(target=send_a, daemon=True)
    work.start()
    work.join(bench.settings.patience)
    if not begun and not work.is_alive():
        send_b()  # A took another way this time
    if not ended((work, *begun), within=bench.settings.patience):
        raise LawBroken("two calls at once have not ended", "every call ends", where=spot.told())
    return answers


def _judge(bench: NotifierBench, count: int, answers: list[object], where: str) -> None:
    wrong = [answer for answer in answers if not isinstance(answer, Sent)]
    if wrong:
        raise LawBroken(f"send answered {source(wrong[0])}", "Sent is due for both", where=where)
    found = [_MARK.findall(text) for text in bench.texts()]
    if not any(found):
        raise NotProven("no message can be known by what the peer was given: say def received(self, place)")
    mixed = [own for own in found if len(set(own)) != 1]
    if mixed:
        raise LawBroken(f"one delivery held {source(mixed[0])}", _LAW, where=where)
    arrived = sorted(own[0] for own in found)
    due = [f"mark{number:05}" for number in range(1, count + 1)]
    if arrived != due:
        missing = ", ".join(sorted(set(due) - set(arrived))) or "none"
        twice = ", ".join(sorted({mark for mark in arrived if arrived.count(mark) > 1})) or "none"
        raise LawBroken(f"never arrived: {missing}; arrived twice: {twice}", _LAW, where=where)
