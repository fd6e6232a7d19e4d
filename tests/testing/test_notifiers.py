"""The kit for notifiers is proved as that for stores is: ours pass, and each mutant dies by its own law."""

from __future__ import annotations

import http.client
import json
import socket
import sys
import threading
from contextlib import closing
from datetime import timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from collabflow.notify.console import ConsoleNotifier
from collabflow.notify.recording import RecordingNotifier
from collabflow.ports import Sent, TryLater, Undeliverable
from collabflow.testing import NOTIFIER_LAWS, NotifierConformance, Settings, Status, no, prove_notifier
from collabflow.testing.__main__ import main
from collabflow.testing.notifying.mutants import NOTIFIER_MUTANTS, PostingSuite
from collabflow.testing.notifying.peer import FakePeer
from collabflow.testing.notifying.posting import InTime, Posting
from collabflow.testing.notifying.replies import DRIPPING_BODY, DRIPPING_HEAD, ENDING, LOST
from collabflow.testing.telling import told

pytest_plugins = "pytester"

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "custom_notifier.py"


def laws(*codes):
    return tuple(law for law in NOTIFIER_LAWS if law.code in codes)


def statuses(report):
    return {trial.law.code: trial.status for trial in report.trials}


def suite(kind=Posting, **said):
    """A suite of an author's for this class, with what they say."""
    opens = {"open_notifier": lambda self, place: kind(place.fake_http.url)}
    return type("Suite", (NotifierConformance,), opens | said)()


# ours pass ----------------------------------------------------------------------------------------


class TestConsoleNotifier(NotifierConformance):
    peer = no("it prints")
    idempotent = no("it remembers nothing, so after a crash a message is printed again")

    def open_notifier(self, place):
        return ConsoleNotifier(Page(place.path / "printed"))

    def received(self, place):
        blocks = (place.path / "printed").read_text(encoding="utf-8").split("\nTo ")
        return ["\n".join(line[4:] for line in block.rstrip("\n").split("\n")[1:]) for block in blocks]


class Page:
    """A stream that leaves no file open."""

    encoding = "utf-8"

    def __init__(self, path):
        self.path = path

    def write(self, text):
        with self.path.open("a", encoding="utf-8") as file:
            file.write(text)

    def flush(self):
        """Each write is whole."""


class TestRecordingNotifier(NotifierConformance):
    peer = no("it keeps what it is given")

    def open_notifier(self, place):
        self.opened = RecordingNotifier()
        return self.opened

    def received(self, place):
        return [message.text for message in self.opened.sent]


class TestMailNotifierOfTheExample(NotifierConformance):
    peer = no("its mail is the screen")
    private = ("kim@school.example",)

    def open_notifier(self, place):
        self.opened = example().MailNotifier()
        self.opened.is_down = False
        return self.opened

    def received(self, place):
        return [message.text for message in self.opened.sent.values()]


@cache
def example():
    """The module of the example."""
    spec = spec_from_file_location("custom_notifier", EXAMPLE)
    sys.modules["custom_notifier"] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestPosting(NotifierConformance):
    """The right notifier of the kit, as an author would prove it: without `received`."""

    def open_notifier(self, place):
        return Posting(place.fake_http.url)


@pytest.mark.parametrize("seed", range(4))
def test_a_right_notifier_stays_right_with_any_seed(seed):
    report = prove_notifier(PostingSuite(), Settings(seed=seed))

    assert report.passes, "\n\n".join(told(trial, repeat="") for trial in report.failures)
    assert set(statuses(report).values()) == {Status.HELD, Status.APART}


# mutants ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mutant", NOTIFIER_MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_is_killed_by_its_own_law_first(mutant):
    report = prove_notifier(mutant.suite())

    assert report.failures, f"nothing noticed that {mutant.bug}"
    assert report.failures[0].law.code == mutant.law, told(report.failures[0], repeat="")


@pytest.mark.parametrize("law", NOTIFIER_LAWS, ids=lambda law: law.code)
def test_without_a_law_some_mutant_lives(law):
    others = tuple(one for one in NOTIFIER_LAWS if one.code != law.code)
    own = [mutant for mutant in NOTIFIER_MUTANTS if mutant.law == law.code]

    assert any(prove_notifier(mutant.suite(), laws=others).passes for mutant in own)


def test_each_mutant_says_what_is_wrong_and_each_law_why_it_matters():
    assert all(len(mutant.bug) > 20 for mutant in NOTIFIER_MUTANTS)
    assert all(len(law.matters) > 20 and len(law.usual) > 20 for law in NOTIFIER_LAWS)


# what an author may say ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["test_law", "pytest_generate_tests", "repeat", "bench"])
def test_a_part_of_the_kit_cannot_be_hidden(name):
    with pytest.raises(TypeError, match=name):
        suite(**{name: lambda self: None})


@pytest.mark.parametrize("waive", [{"S1": "a law of stores"}, {"W4": " "}])
def test_a_waiver_names_a_law_of_notifiers_and_has_a_reason(waive):
    with pytest.raises(TypeError, match="waive"):
        suite(waive=waive)


def test_a_waiver_for_a_law_that_holds_fails_the_suite():
    report = prove_notifier(suite(waive={"W3": "the gateway mixes its codes"}), laws=laws("W3"))

    assert statuses(report) == {"W3": Status.NEEDLESS}
    assert not report.passes


def test_what_is_declined_is_named_with_its_reason():
    report = prove_notifier(suite(lambda url: RecordingNotifier(), peer=no("it keeps all")))

    assert report.passes
    assert report.document()["capabilities"]["peer"] == "it keeps all"
    assert "peer: declared no, refusal checked" in report.line()
    assert statuses(report)["W5"] is statuses(report)["W8"] is Status.APART


def test_a_notifier_that_asks_nothing_of_the_peer_proves_nothing():
    report = prove_notifier(suite(lambda url: RecordingNotifier()), laws=laws("W2", "W6", "W10"))

    assert statuses(report)["W6"] is Status.UNPROVEN
    assert "peer = no(...)" in told(report.failures[0], repeat="")
    assert not report.passes


def test_nothing_tried_is_nothing_proved():
    assert not prove_notifier(suite(), laws=()).passes


def test_a_suite_that_opens_nothing_is_told():
    report = prove_notifier(type("Suite", (NotifierConformance,), {})(), laws=laws("W1"))

    assert "open_notifier" in told(report.failures[0], repeat="")


def test_a_notifier_without_a_line_that_can_be_stopped_at_is_not_proven():
    report = prove_notifier(suite(trace_files=("/nowhere/compiled.py",)), laws=laws("W10"))

    assert statuses(report) == {"W10": Status.UNPROVEN}
    assert "0 lines traced" in told(report.failures[0], repeat="")


def test_a_mix_up_is_told_with_the_line_where_one_call_was_stopped():
    (mutant,) = (one for one in NOTIFIER_MUTANTS if one.name == "SharedBuffer")
    text = told(prove_notifier(mutant.suite(), laws=laws("W10")).failures[0], repeat="")

    assert "A stopped before mutants.py:" in text or "A stopped before posting.py:" in text


def test_opening_and_closing_that_never_end_are_told():
    released = threading.Event()

    class Hangs(Posting):
        def close(self):
            released.wait(10)

    opening = prove_notifier(suite(lambda url: released.wait(10)), Settings(patience=0.2), laws=laws("W7"))
    closing = prove_notifier(suite(Hangs), Settings(patience=0.2), laws=laws("W12"))
    released.set()

    assert opening.failures[0].broken.happened == "open_notifier has not ended after 0.2 seconds"
    assert closing.failures[0].broken.happened == "close has not ended after 0.2 seconds"


def test_what_close_raises_is_told():
    class Breaks(Posting):
        def close(self):
            raise OSError("the queue is gone")

    report = prove_notifier(suite(Breaks), laws=laws("W12"))

    assert "close raised OSError: the queue is gone" in told(report.failures[0], repeat="")


def test_what_send_raises_is_told():
    class Raises(Posting):
        def send(self, message, *, key, deadline):
            raise ConnectionResetError("by peer")

    report = prove_notifier(suite(Raises), laws=laws("W1"))

    assert "send raised ConnectionResetError: by peer" in told(report.failures[0], repeat="")


def test_a_connection_that_is_left_open_is_told():
    kept = []

    class Keeps(Posting):
        def posted(self, message, *, key, deadline):
            kept.append(socket.create_connection(("127.0.0.1", self.where.port)))
            return super().posted(message, key=key, deadline=deadline)

    report = prove_notifier(suite(Keeps), laws=laws("W12"))
    for connection in kept:
        connection.close()

    assert report.failures[0].broken.happened == "a connection is still open"


def test_a_message_that_counts_as_sent_and_waits_in_a_queue_is_told():
    class Queues(Posting):
        waiting = False

        def send(self, message, *, key, deadline):
            answer = Sent() if self.waiting else super().send(message, key=key, deadline=deadline)
            self.waiting = True
            return answer

    report = prove_notifier(suite(Queues), laws=laws("W12"))

    assert "of 3 messages were delivered" in report.failures[0].broken.happened


@pytest.mark.parametrize(
    ("name", "reply"), [("TimeoutForEachRead", DRIPPING_HEAD), ("ReadsBodyToTheEnd", DRIPPING_BODY)]
)
def test_a_reply_without_end_is_told_and_waited_for_no_longer(name, reply):
    (mutant,) = (one for one in NOTIFIER_MUTANTS if one.name == name)

    report = prove_notifier(mutant.suite(), laws=laws("W5"))

    happened = report.failures[0].broken.happened
    assert happened.startswith(f"the peer answered {reply.name}, and send did not answer until the peer closed")


@pytest.mark.parametrize(
    ("answer", "passes"),
    [
        (Sent(), True),
        (TryLater(after=timedelta(minutes=1), reason="gateway_silent"), True),
        (Undeliverable(reason="gateway_silent"), False),
    ],
)
def test_accepted_with_a_body_without_end_is_sent_or_for_later(answer, passes):
    class Judges(Posting):
        def judged(self, message, reply):
            return answer

    assert prove_notifier(suite(Judges), laws=laws("W5")).passes is passes


# how it is told -----------------------------------------------------------------------------------

SUITE = """
from collabflow.testing import NotifierConformance
from collabflow.testing.notifying.mutants import TransientAsPermanent

class TestSmsNotifier(NotifierConformance):
    def open_notifier(self, place):
        return TransientAsPermanent(place.fake_http.url)
"""

ENDED = """\
LAW W3 BROKEN  What may go later is TryLater, what never will is Undeliverable
  happened   the peer answered 500, and send Undeliverable
  law        TryLater is due then
  script     n = TestSmsNotifier().open_notifier(place)
             place.fake_http answers 500
             n.send(message("Bring the map on Friday."), key='key00004', deadline=in_seconds(20))\
  # -> Undeliverable(reason="gateway_500")   <-- here
  matters    a gateway that is down for a minute must not end a message; a wrong address must reach a person
  usual      all codes from 400 up are treated alike; 408 and 429 are for now, other 4xx are for good
  repeat     pytest -k W3 test_sms.py        waive  waive = {"W3": "<reason>"}"""


def test_a_broken_law_is_told_in_seven_parts_and_nothing_else(pytester):
    pytester.makepyfile(test_sms=SUITE)

    done = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", "-k", "W3-", "-p", "collabflow.testing.report")

    text = done.stdout.str()
    assert ENDED in text
    assert "Traceback" not in text
    assert "TestSmsNotifier does not pass (W3) notifier kit 0.1: 0 laws held" in text


def test_the_command_proves_a_notifier_without_a_suite(tmp_path, capsys):
    file = tmp_path / "report.json"

    assert main(["notifier", "collabflow.notify.recording:RecordingNotifier", "--json", str(file)]) == 0

    assert "RecordingNotifier passes\nnotifier kit 0.1" in capsys.readouterr().out
    assert json.loads(file.read_text())["kit"] == "notifier kit 0.1"


def test_the_command_takes_a_suite_and_tells_what_is_broken(capsys):
    assert main(["notifier", "collabflow.testing.notifying.mutants:PostingSuite", "--only", "W3"]) == 0
    assert main(["notifier", f"{__name__}:leaking", "--only", "W9"]) == 1

    out = capsys.readouterr().out
    assert "LAW W9 BROKEN" in out
    assert "python -m collabflow.testing notifier" in out


def leaking(place):
    """What the command is given a place for."""
    (mutant,) = (one for one in NOTIFIER_MUTANTS if one.name == "LeaksNameInLog")
    return mutant.kind(place.fake_http.url)


def test_the_command_does_not_take_a_suite_of_the_other_kit(capsys):
    assert main(["store", "collabflow.testing.notifying.mutants:PostingSuite"]) == 2
    assert "a suite of the other kit" in capsys.readouterr().err


# the peer -----------------------------------------------------------------------------------------


def asked(peer, body=b"hello", **headers):
    with closing(http.client.HTTPConnection("127.0.0.1", peer.port, timeout=10)) as connection:
        connection.request("POST", "/", body, headers)
        return connection.getresponse().status


def test_the_peer_tells_what_it_heard_and_drops_a_repeat_of_a_key():
    with closing(FakePeer()) as peer:
        peer.knows("k1")
        statuses = [asked(peer, key="k1"), asked(peer, key="k1"), asked(peer, body=b"another")]

        assert statuses == [202, 202, 202]
        assert len(peer.heard) == 3
        assert peer.bodies() == (b"hello", b"another")
        assert ("key", "k1") in peer.heard[0].headers


@pytest.mark.parametrize("reply", [reply for reply in ENDING if reply.is_whole], ids=lambda reply: reply.name)
def test_the_peer_answers_as_it_is_told(reply):
    with closing(FakePeer()) as peer:
        peer.answers(reply)

        assert f"{asked(peer)}" == reply.name.split()[0]
        assert bool(peer.bodies()) is (reply.due is Sent)


def test_the_peer_may_take_a_message_and_lose_its_reply():
    with closing(FakePeer()) as peer:
        peer.answers(LOST)
        with pytest.raises(http.client.RemoteDisconnected):
            asked(peer)

        assert peer.bodies() == (b"hello",)


def test_the_peer_says_a_byte_at_a_time_until_it_is_released():
    with closing(FakePeer()) as peer, socket.create_connection(("127.0.0.1", peer.port), timeout=10) as connection:
        peer.answers(DRIPPING_HEAD)
        connection.sendall(b"POST / HTTP/1.1\r\n\r\n")
        said = [connection.recv(100) for _ in range(3)]
        peer.release()
        rest = b"".join(iter(lambda: connection.recv(100), b""))

    assert said == [b"H", b"T", b"T"]
    assert DRIPPING_HEAD.drips.startswith(b"HTT" + rest)
    assert len(rest) < 100


def test_the_peer_says_the_status_at_once_when_the_body_drips():
    with closing(FakePeer()) as peer:
        peer.answers(DRIPPING_BODY)

        assert asked(peer) == 202
        assert peer.bodies() == (b"hello",)


def test_what_is_read_in_time_is_read_no_longer():
    ours, theirs = socket.socketpair()
    with theirs, InTime(ours, ends=0.0) as late:
        theirs.sendall(b"there already")

        with pytest.raises(TimeoutError):
            late.makefile("rb").read(1)
        with pytest.raises(TimeoutError):
            late.sendall(b"hello")


def test_the_peer_reads_what_comes_in_chunks():
    with closing(FakePeer()) as peer:
        assert asked(peer, iter((b"in ", b"chunks"))) == 202
        assert b"chunks" in peer.bodies()[0]


def test_the_peer_refuses_once_it_is_closed():
    peer = FakePeer()
    peer.close()

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", peer.port), timeout=5)


def test_the_peer_knows_when_a_connection_is_left_open():
    with closing(FakePeer()) as peer:
        with closing(http.client.HTTPConnection("127.0.0.1", peer.port, timeout=10)) as connection:
            connection.request("POST", "/", b"hello")
            connection.getresponse().read()
            assert not peer.is_left_alone(within=0.05)

        assert peer.is_left_alone(within=10)
