"""`work`, `dead` and `revive`: each message once by any number of workers, stopped between two, nobody forgotten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from cli.terminal import Type
from collabflow.cli.opening import database, open_at
from collabflow.cli.working import Stop, Worker
from collabflow.core.errors import LeaseLost, StoreBusy, StoreClosed
from collabflow.flow import Delivered
from collabflow.notify.recording import RecordingNotifier
from collabflow.ports import Store, Undeliverable
from collabflow.stores.memory import MemoryStore
from flow.flows import Bench
from stores.samples import write

SRC = Path(__file__).resolve().parents[2] / "src"

NOTIFIERS = '''
import os
from collabflow.ports import Sent, Undeliverable

class Post:
    """Writes down each letter."""
    def send(self, message, *, key, deadline):
        with open(os.environ["LETTERS"], "a") as letters:
            letters.write(key + "\\n")
        return Sent()

class Nowhere:
    def send(self, message, *, key, deadline):
        return Undeliverable(reason="no_address")

post = Post()
nothing = object()
'''


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the notifier of these tests writes; `school_post` can be imported."""
    (tmp_path / "school_post.py").write_text(NOTIFIERS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("LETTERS", str(tmp_path / "letters"))
    (tmp_path / "letters").touch()
    return tmp_path / "letters"


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where five cases with two messages each wait."""
    where = str(tmp_path / "cases.db") if request.param == "sqlite" else request.getfixturevalue("postgres_database")
    with closing(open_at(database(where), makes=True)) as store:
        for n in range(5):
            write(store, f"case-{n}", messages=2)
    return where


# the command ------------------------------------------------------------------------------------


@pytest.mark.parametrize("post", ["post", "Post"])
def test_working_once_delivers_what_is_due_and_leaves(type_: Type, db: str, letters: Path, post: str) -> None:
    said = type_("work", "--db", db, "--once", "--notifier", f"email=school_post:{post}")

    assert (said.code, said.out) == (0, "10 sent, 0 to be tried again, 0 given up\n")
    assert len(letters.read_text().split()) == 10


def test_a_notifier_may_be_in_the_folder_where_the_worker_is_started(
    type_: Type, played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "post_of_this_folder.py").write_text(NOTIFIERS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    said = type_("work", "--db", played, "--once", "--notifier", "none=post_of_this_folder:Nowhere")

    assert said.code == 0, said.err


def test_workers_at_once_deliver_each_message_once_and_end_when_they_are_told(db: str, letters: Path) -> None:
    command = [sys.executable, "-m", "collabflow", "work", "--db", db, "--every", "0.05"]
    paths = os.pathsep.join((str(SRC), str(letters.parent)))
    workers = [
        subprocess.Popen(
            [*command, "--notifier", "email=school_post:post"],
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert all("delivering messages" in worker.stdout.readline() for worker in workers)
    while len(letters.read_text().split()) < 10 and all(worker.poll() is None for worker in workers):
        pass
    for worker, how in zip(workers, (signal.SIGTERM, signal.SIGINT, signal.SIGTERM), strict=True):
        worker.send_signal(how)
    told = [worker.communicate(timeout=60) for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0, 0], told
    assert sorted(letters.read_text().split()) == [f"case-{n}:1:{m}" for n in range(5) for m in (1, 2)]
    assert sum(int(out.split()[0]) for out, _ in told) == 10


def test_what_was_given_up_is_listed_and_revived(type_: Type, db: str, letters: Path) -> None:
    type_("work", "--db", db, "--once", "--notifier", "email=school_post:Nowhere")

    listed = type_("dead", "--db", db, "--limit", "3")
    told = type_("dead", "--db", db, "--json").json
    some = type_("revive", "--db", db, "case-0:1:1", "case-0:1:2", "unknown")
    rest = type_("revive", "--db", db, "--all")

    assert listed.out.startswith("case-0:1:1  ")
    assert len(listed.out.splitlines()) == 3
    assert "to rosa by email: no_address (1 attempts)" in listed.out
    assert "Tuesday" not in listed.out
    assert len(told) == 10  # type: ignore[arg-type]
    assert (some.code, some.out) == (1, "2 due again\n")
    assert "1 of these ids" in some.err
    assert (rest.code, rest.out) == (0, "8 due again\n")
    assert type_("dead", "--db", db).out == "no message was given up\n"
    assert type_("work", "--db", db, "--once", "--notifier", "email=school_post:post").out.startswith("10 sent")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "needs something to carry messages"),
        (("--notifier", "email=school_post:nobody"), "is not CHANNEL=MODULE:NAME"),
        (("--notifier", "email=school_post:nothing"), "is not CHANNEL=MODULE:NAME"),
        (("--notifier", "school_post:post"), "is not CHANNEL=MODULE:NAME"),
        (("--notifier", "email=school_post:post", "--every", "0"), "is no wait"),
        (("--notifier", "email=school_post:post", "--every", "soon"), "invalid"),
    ],
)
def test_a_worker_that_could_carry_nothing_gives_up_no_message(
    type_: Type, tmp_path: Path, letters: Path, words: tuple[str, ...], why: str
) -> None:
    where = tmp_path / "cases.db"
    with closing(open_at(database(str(where)), makes=True)) as store:
        write(store, messages=1)

    said = type_("work", "--db", where, "--once", *words)

    assert said.code == 2
    assert why in said.err
    assert type_("dead", "--db", where).out == "no message was given up\n"


@pytest.mark.parametrize("words", [(), ("maya:1:1", "--all")])
def test_reviving_says_which(type_: Type, played: Path, words: tuple[str, ...]) -> None:
    assert type_("revive", "--db", played, *words).code == 2


# the worker -------------------------------------------------------------------------------------


TOLD_AT_EACH_LINE = """
import signal, sys
from collabflow.cli.working import _told_to_stop

at = lines = 0

def trace(frame, event, arg):
    global lines
    if event == "line":
        lines += 1
        if lines == at:
            signal.raise_signal(signal.SIGTERM)
    return trace

while at <= lines:
    at, lines = at + 1, 0
    with _told_to_stop() as stop:
        sys.settrace(trace)
        stop.wait(0.001)
        sys.settrace(None)
print(at)
"""


def test_a_signal_may_come_at_any_moment_of_waiting() -> None:
    worker = [sys.executable, "-c", TOLD_AT_EACH_LINE]
    where = {**os.environ, "PYTHONPATH": str(SRC)}
    ended = subprocess.run(worker, check=True, capture_output=True, env=where, timeout=20)

    assert int(ended.stdout) > 3


class Troubled(MemoryStore):
    """A store that fails a few times before it works."""

    def __init__(self, *troubles: Exception) -> None:
        super().__init__()
        self.troubles = list(troubles)

    def claim(self, **options):  # type: ignore[no-untyped-def]
        if self.troubles:
            raise self.troubles.pop(0)
        return super().claim(**options)


def a_worker(store: Store, *, is_once: bool = False) -> tuple[Worker, RecordingNotifier]:
    """A worker that is told to stop as soon as it has sent a message."""
    stop = Stop()

    class Last(RecordingNotifier):
        def send(self, message, *, key, deadline):  # type: ignore[no-untyped-def]
            stop.set()
            return super().send(message, key=key, deadline=deadline)

    post = Last([Undeliverable(reason="moved")])
    bench = Bench(store=store, notifiers={"email": post})
    return Worker(bench.flow, stop, every=0.001, is_once=is_once), post


def test_a_worker_stops_between_two_messages() -> None:
    store = MemoryStore()
    write(store, messages=2)
    worker, post = a_worker(store)

    assert worker.run() == Delivered(dead=1)
    assert len(post.given) == 1


def test_trouble_with_the_database_is_told_and_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    store = Troubled(StoreBusy("held by somebody else"), LeaseLost("lost on 'maya:1:1'"), StoreBusy("again"))
    write(store, messages=1)
    worker, _ = a_worker(store)

    assert worker.run() == Delivered(later=1, dead=1)
    told = capsys.readouterr().err
    assert told.splitlines() == [
        "collabflow: held by somebody else",
        "collabflow: lost on 'maya:1:1'",
        "collabflow: again",
    ]


def test_working_once_leaves_trouble_to_whoever_started_it() -> None:
    store = Troubled(StoreBusy("held by somebody else"))
    worker, _ = a_worker(store, is_once=True)

    with pytest.raises(StoreBusy):
        worker.run()


def test_a_store_that_was_closed_ends_the_worker() -> None:
    store = MemoryStore()
    worker, _ = a_worker(store)
    store.close()

    with pytest.raises(StoreClosed):
        worker.run()


def test_pauses_grow_and_are_never_longer_than_a_minute() -> None:
    worker, _ = a_worker(MemoryStore())
    pauses = []
    for worker._troubles in range(20):
        pauses.append(worker._pause())

    assert pauses[0] < 0.002
    assert 0.5 <= pauses[10] / 1.024 <= 1
    with suppress(OverflowError):
        worker._every = 80_000.0
    assert 30 <= worker._pause() <= 60
