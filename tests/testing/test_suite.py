"""What an author may say in a suite, and what no author may: laws cannot be hidden, waivers are kept strictly."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

from collabflow.stores.memory import MemoryStore
from collabflow.testing import LAWS, Budget, Law, LawBroken, NotProven, Settings, Status, StoreConformance, no, prove
from collabflow.testing.__main__ import main
from collabflow.testing.bench import seed_for
from collabflow.testing.law import VERSION
from collabflow.testing.mutants.journal import LazyLoad, WrongActual
from collabflow.testing.mutants.life import FindsNothing
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.telling import told
from collabflow.testing.under_pytest import NewLaw, repetition, tell_pytest

CALLS = tuple(law for law in LAWS if law.code in ("S1", "V3", "D1", "D5"))


def suite(kind, **said):
    """A suite for this class, with what its author says."""
    return type("Suite", (StoreConformance,), {"open_store": lambda self, place: kind(), **said})()


def statuses(report):
    return {trial.law.code: trial.status for trial in report.trials}


# what an author may not say -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["test_law", "pytest_generate_tests", "repeat", "bench"])
def test_a_part_of_the_kit_cannot_be_hidden(name):
    with pytest.raises(TypeError, match=name):
        suite(MemoryStore, **{name: lambda self: None})


def test_a_part_of_the_kit_cannot_be_hidden_by_a_class_beside_it_either():
    class Quiet:
        def test_law(self, law):
            return

    with pytest.raises(TypeError, match="test_law"):
        type("Suite", (Quiet, StoreConformance), {})


@pytest.mark.parametrize("waive", [{"S99": "no such law"}, {"S1": ""}, {"S1": "  "}])
def test_a_waiver_names_a_law_and_has_a_reason(waive):
    with pytest.raises(TypeError, match="waive"):
        suite(MemoryStore, waive=waive)


@pytest.mark.parametrize("why", ["", " ", None])
def test_a_no_has_a_reason(why):
    with pytest.raises(TypeError, match="reason"):
        no(why)


# waivers ------------------------------------------------------------------------------------------


def test_a_law_that_is_broken_may_be_waived_and_is_named_in_the_summary():
    report = prove(suite(WrongActual, waive={"V3": "the server does not say it"}), laws=CALLS)

    assert report.passes
    assert statuses(report)["V3"] is Status.WAIVED
    assert 'V3 waived: "the server does not say it"' in report.line()


def test_a_waiver_for_a_law_that_holds_fails_the_suite():
    report = prove(suite(Plain, waive={"V3": "the server does not say it"}), laws=CALLS)

    assert not report.passes
    assert statuses(report)["V3"] is Status.NEEDLESS
    assert "remove this waiver" in told(report.failures[0], repeat="")


# capabilities -------------------------------------------------------------------------------------


def test_suite_and_store_must_agree_on_what_is_offered():
    agreeing = prove(suite(Plain, durable=no("it lives in memory")), laws=CALLS)
    boasting = prove(suite(Plain, durable=True), laws=CALLS)
    hiding = prove(suite(Plain, feeds=no("I do not like feeds")), laws=CALLS)

    assert statuses(agreeing)["D1"] is Status.HELD
    assert statuses(boasting)["D1"] is Status.BROKEN
    assert statuses(hiding)["D1"] is Status.BROKEN


def test_a_capability_that_is_offered_cannot_be_declined_to_get_rid_of_its_laws():
    codes = ("Q1", "D1")
    report = prove(suite(Plain, finds=no("not today")), laws=tuple(law for law in LAWS if law.code in codes))

    assert [trial.law.code for trial in report.failures] == ["D1"]


def test_a_no_is_tried_too():
    report = prove(suite(FindsNothing), laws=tuple(law for law in LAWS if law.code in ("D2", "Q1")))

    assert statuses(report) == {"Q1": Status.APART, "D2": Status.BROKEN}


def test_a_store_that_shares_a_transaction_must_say_how_a_host_connects():
    class Boasts(Plain):
        capabilities = MemoryStore().capabilities.__class__()

    report = prove(suite(Boasts), laws=tuple(law for law in LAWS if law.code == "H1"))

    assert statuses(report)["H1"] is Status.UNPROVEN
    assert "open_host" in told(report.failures[0], repeat="")


# nothing is proved by nothing ---------------------------------------------------------------------


def test_nothing_tried_is_nothing_proved():
    assert not prove(suite(Plain), laws=()).passes


def test_a_suite_that_opens_nothing_is_told():
    report = prove(type("Suite", (StoreConformance,), {})(), laws=CALLS)

    assert not report.passes
    assert "open_store" in told(report.failures[0], repeat="")


def test_a_sweep_that_reaches_no_line_of_the_adapter_is_not_proven():
    races = tuple(law for law in LAWS if law.code == "T1")
    report = prove(suite(Plain, trace_files=("/nowhere/compiled.py",)), laws=races)

    assert statuses(report) == {"T1": Status.UNPROVEN}
    assert "0 lines traced" in told(report.failures[0], repeat="")


def test_a_call_that_never_ends_is_told():
    class Hangs(Plain):
        def append(self, batch):
            self._lock.acquire()
            self._lock = __import__("threading").Lock()
            self._lock.acquire()
            return super().append(batch)

    report = prove(suite(Hangs), Settings(patience=0.2), laws=CALLS[:1])

    assert statuses(report) == {"S1": Status.BROKEN}
    assert "append has not ended" in told(report.failures[0], repeat="")


def test_a_law_that_says_not_proven_is_not_held():
    def trial(bench):
        raise NotProven("no server")

    law = CALLS[0].__class__(code="X1", title="t", matters="m", usual="u", trial=trial)

    assert statuses(prove(suite(Plain), laws=(law,))) == {"X1": Status.UNPROVEN}


# laws that are new --------------------------------------------------------------------------------


def new_law(**facts):
    """A law that came with version 0.2 of the kit, and that no store keeps."""

    def trial(bench):
        raise LawBroken("nothing", "something")

    return Law(**{"code": "X1", "title": "t", "matters": "m", "usual": "u", "since": "0.2", "trial": trial, **facts})


def test_a_law_that_is_new_in_this_version_of_the_kit_warns(monkeypatch, capsys):
    monkeypatch.setattr("collabflow.testing.law.VERSION", "0.2")
    report = prove(suite(Plain), laws=(CALLS[0], new_law()))

    assert report.passes
    assert statuses(report) == {"S1": Status.HELD, "X1": Status.WARNED}
    assert "new laws that warn: X1" in report.line()
    (trial,) = report.warnings
    assert "LAW X1 BROKEN, NEW IN 0.2: A WARNING NOW, AN ERROR IN THE NEXT VERSION" in told(trial, repeat="")
    with pytest.warns(NewLaw, match="LAW X1 BROKEN"), pytest.raises(pytest.xfail.Exception):
        tell_pytest(trial, repeat="")


def test_a_new_law_that_could_not_be_shown_warns_too(monkeypatch):
    def trial(bench):
        raise NotProven("no server")

    monkeypatch.setattr("collabflow.testing.law.VERSION", "0.2")
    report = prove(suite(Plain), laws=(new_law(trial=trial),))

    assert statuses(report) == {"X1": Status.WARNED}
    assert not report.passes  # nothing was held
    assert "LAW X1 NOT PROVEN, NEW IN 0.2" in told(report.warnings[0], repeat="")


@pytest.mark.parametrize("version", ["0.1", "0.3"])
def test_a_law_of_the_first_kit_or_of_one_before_is_an_error(monkeypatch, version):
    monkeypatch.setattr("collabflow.testing.law.VERSION", version)
    report = prove(suite(Plain), laws=(CALLS[0], new_law(since="0.2" if version == "0.3" else "0.1")))

    assert statuses(report)["X1"] is Status.BROKEN
    assert not report.passes


def test_the_kits_have_the_version_of_the_release_they_came_with():
    assert version("collabflow").rpartition(".")[0] == VERSION


# the report ---------------------------------------------------------------------------------------


def test_the_document_has_all_that_the_line_says():
    report = prove(suite(LazyLoad), laws=CALLS)
    document = json.loads(json.dumps(report.document()))

    assert document["passes"] is False
    assert document["format"] == 1
    assert document["capabilities"]["durable"] == "it lives in memory and ends with the process"
    told_laws = {law["code"]: law for law in document["laws"]}
    assert told_laws["S1"]["status"] == "broken"
    assert told_laws["S1"]["failure"]["happened"].startswith("load gave a ")
    assert told_laws["V3"]["status"] == "held"


# the command line ---------------------------------------------------------------------------------


def test_the_command_proves_a_store_without_a_suite(tmp_path, capsys):
    file = tmp_path / "report.json"

    assert main(["store", "collabflow.stores.memory:MemoryStore", "--only", "S1", "--json", str(file)]) == 0

    assert "MemoryStore passes" in capsys.readouterr().out
    assert json.loads(file.read_text())["suite"] == "MemoryStore"


def test_the_command_gives_a_place_to_a_factory_that_takes_one(capsys):
    assert main(["store", "collabflow.testing.mutants.logged:Logged", "--only", "S1", "--only", "L2"]) == 0


def test_the_command_tells_what_is_broken(capsys):
    assert main(["store", "collabflow.testing.mutants.journal:LazyLoad", "--only", "S1"]) == 1

    out = capsys.readouterr().out
    assert "LAW S1 BROKEN" in out
    assert "does not pass: 1 law\n" in out
    assert "python -m collabflow.testing store collabflow.testing.mutants.journal:LazyLoad --only S1" in out


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("nothing", "MODULE:FACTORY"),
        ("no_such_module:x", "cannot be imported"),
        ("collabflow.stores.memory:Nope", "has no Nope"),
        ("collabflow.testing.samples:NOW", "datetime"),
    ],
)
def test_the_command_says_what_cannot_be_tried(named, words, capsys):
    assert main(["store", named]) == 2
    assert words in capsys.readouterr().err


def test_the_command_knows_its_laws(capsys):
    assert main(["store", "collabflow.stores.memory:MemoryStore", "--only", "S99"]) == 2


def test_the_kit_needs_neither_pytest_nor_hypothesis_to_be_imported():
    code = (
        "import sys; sys.modules['pytest'] = sys.modules['hypothesis'] = None\n"
        "from collabflow.testing.__main__ import main\n"
        "sys.exit(main(['store', 'collabflow.stores.memory:MemoryStore', '--only', 'S1']))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


# seeds --------------------------------------------------------------------------------------------


def test_a_soak_begins_elsewhere_each_time_and_everything_else_at_the_same_place():
    assert len({seed_for(Budget.SOAK, None) for _ in range(9)}) == 9
    assert {seed_for(Budget.FAST, None), seed_for(Budget.FULL, None)} == {0}
    assert seed_for(Budget.SOAK, 7) == 7


def test_what_is_not_as_usual_is_said_with_how_to_try_it_again():
    class TestShelf(StoreConformance):
        def open_store(self, place):
            return Plain()

    (law,) = (law for law in LAWS if law.code == "T1")

    assert "COLLABFLOW_TESTING_SEED=0 " in repetition(TestShelf, law, Settings(budget=Budget.SOAK, seed=0))
    assert repetition(TestShelf, law, Settings()) == "pytest -k T1 tests/testing/test_suite.py"
    assert (
        repetition(TestShelf, law, Settings(budget=Budget.SOAK, seed=7))
        == "COLLABFLOW_TESTING_BUDGET=soak COLLABFLOW_TESTING_SEED=7 pytest -k T1 tests/testing/test_suite.py"
    )
