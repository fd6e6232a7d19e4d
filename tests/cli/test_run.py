"""Running a script: what is wrong is told by entry and path, and running again neither loses nor doubles anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.terminal import Type, demo_entries, written
from collabflow.stores.sqlite import SqliteStore

SRC = Path(__file__).resolve().parents[2] / "src"

# what is wrong with the file --------------------------------------------------------------------


def test_a_script_that_is_not_there_is_wrong_use(type_: Type, tmp_path: Path) -> None:
    told = type_("run", tmp_path / "nowhere.json", "--db", tmp_path / "a.db")

    assert told.code == 2
    assert told.err == f"cannot read {tmp_path / 'nowhere.json'}: FileNotFoundError\n"
    assert not (tmp_path / "a.db").exists()


def test_a_script_that_is_no_text_is_wrong_use(type_: Type, tmp_path: Path) -> None:
    (tmp_path / "picture.json").write_bytes(b"\xff\xd8\xff")

    told = type_("run", tmp_path / "picture.json", "--db", tmp_path / "a.db")

    assert (told.code, "UnicodeDecodeError" in told.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"case": "maya", "entries": [', "script: line 1 column 30: expecting value"),
        ("[]", "must be an object with `case` and a list of `entries`"),
        ('{"case": "maya"}', "must be an object with `case` and a list of `entries`"),
        ('{"case": "maya", "entries": {}}', "must be an object with `case` and a list of `entries`"),
        ('{"case": "maya", "entries": [], "more": 1}', "must be an object with `case` and a list of `entries`"),
        ('{"case": 7, "entries": []}', "script: case: must be the id of the case, in text"),
        ('{"case": " ", "entries": []}', "script: case: must be the id of the case, in text"),
        ('{"case": "maya", "case": "maya", "entries": []}', "script: case: stands twice in one object"),
    ],
)
def test_a_file_of_another_shape_is_told_what_would_fit(type_: Type, tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "script.json").write_text(text, encoding="utf-8")

    told = type_("run", tmp_path / "script.json", "--db", tmp_path / "a.db")

    assert told.code == 1
    assert why in told.err


GOOD = {"by": "lee", "at": "2026-09-08T09:10:00-04:00", "event": "case.moved", "fields": {"trigger": "advance"}}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"at": "2026-09-08T09:10:00"}, "entries[0].at: must be a time with its offset"),
        ({"at": "soon"}, "entries[0].at: must be a time with its offset"),
        ({"at": 7}, "entries[0].at: must be a time with its offset"),
        ({"by": 7}, "entries[0].by: must be text"),
        ({"note": ["a"]}, "entries[0].note: must be text"),
        ({"via": "pigeon"}, "entries[0].via: must be one of: in_person, phone"),
        ({"refused": "CODE"}, "entries[0].refused: must be a list of codes"),
        ({"refused": [1]}, "entries[0].refused: must be a list of codes"),
        ({"wheather": "fine"}, "entries[0].wheather: is not known here"),
        ({"event": "case.jumped"}, "entries[0].event: is not an event that the profile in force knows"),
        ({"fields": {"trigger": "leap"}}, "entries[0].fields.trigger: must be one of: advance"),
        ({"fields": {"trigger": "advance", "goal": 1}}, "entries[0].fields.goal: is not a field here"),
        ({"fields": []}, "entries[0].fields: must be an object with named fields"),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_by_its_path(
    type_: Type, tmp_path: Path, change: dict[str, object], fault: str
) -> None:
    told = type_("run", written(tmp_path, [{**GOOD, **change}]), "--db", tmp_path / "a.db")

    assert told.code == 1
    assert fault in told.err
    assert not (tmp_path / "a.db").exists()


def test_everything_that_is_wrong_is_told_at_once(type_: Type, tmp_path: Path) -> None:
    entries = [{"by": "lee"}, GOOD, "an entry", {**GOOD, "fields": {"trigger": "leap"}}]

    told = type_("run", written(tmp_path, entries), "--db", tmp_path / "a.db")

    for fault in (
        "entries[0].at: is missing",
        "entries[0].event: is missing",
        "entries[2]: must be an object",
        "entries[3].fields.trigger: must be one of",
    ):
        assert fault in told.err
    assert "entries[1]" not in told.err


def test_no_complaint_repeats_what_somebody_wrote(type_: Type, tmp_path: Path) -> None:
    secret = {**GOOD, "fields": {"trigger": "advance", "why": ["a family's own words"]}, "by": {"name": "Rosa Vidal"}}

    told = type_("run", written(tmp_path, [secret]), "--db", tmp_path / "a.db")

    assert told.code == 1
    assert "own words" not in told.err
    assert "Vidal" not in told.err


def test_an_empty_script_records_nothing(type_: Type, tmp_path: Path) -> None:
    told = type_("run", written(tmp_path, []), "--db", tmp_path / "a.db")

    assert (told.code, told.out) == (0, "maya: 0 entries done\n")


def test_a_folder_that_is_not_there_is_told(type_: Type, tmp_path: Path) -> None:
    told = type_("run", written(tmp_path, demo_entries(1)), "--db", tmp_path / "nowhere" / "a.db")

    assert told.code == 1
    assert told.err.startswith("collabflow: ")


# refusals -----------------------------------------------------------------------------------------


def test_a_refusal_that_was_not_expected_names_entry_path_and_findings(type_: Type, tmp_path: Path) -> None:
    opened, move = demo_entries(2)
    del move["refused"]

    told = type_("run", written(tmp_path, [opened, move]), "--db", tmp_path / "a.db")

    assert told.code == 1
    assert told.err.startswith("entry 2 (case.moved, entries[1]) was refused:\n  LANGUAGE_NOT_ASKED rosa\n")
    assert "Nobody asked Rosa Vidal which language suits them. Ask; no answer is fine." in told.err


def test_a_refusal_with_other_codes_than_expected_stops_the_script(type_: Type, tmp_path: Path) -> None:
    opened, move = demo_entries(2)
    move["refused"] = ["GOAL_NONE"]

    told = type_("run", written(tmp_path, [opened, move]), "--db", tmp_path / "a.db")

    assert told.code == 1
    assert "was refused (it was expected to be refused with GOAL_NONE):" in told.err


def test_an_entry_that_should_have_been_refused_and_was_not_stops_the_script(type_: Type, tmp_path: Path) -> None:
    (opened,) = demo_entries(1)
    opened["refused"] = ["GOAL_NONE"]

    told = type_("run", written(tmp_path, [opened]), "--db", tmp_path / "a.db")

    assert told.code == 1
    assert "entries[0]) was expected to be refused with GOAL_NONE, and was not" in told.err


def test_a_case_may_be_refused_before_there_is_one(type_: Type, tmp_path: Path) -> None:
    (opened,) = demo_entries(1)
    opened["by"] = "rosa"

    told = type_("run", written(tmp_path, [opened]), "--db", tmp_path / "a.db")

    assert told.code == 1
    assert "entry 1 (case.case_opened, entries[0]) was refused:\n  NOT_PERMITTED rosa" in told.err


def test_a_script_stops_where_it_is_refused_and_goes_on_there_once_it_is_mended(type_: Type, tmp_path: Path) -> None:
    entries = demo_entries(6)
    broken = [*entries[:4], {**entries[4], "by": "somebody"}, entries[5]]
    assert type_("run", written(tmp_path, broken), "--db", tmp_path / "a.db").code == 1

    told = type_("run", written(tmp_path, entries), "--db", tmp_path / "a.db")

    assert told.code == 0
    assert told.out.startswith("going on after entry 4\nmaya: 6 entries done\n")


# again --------------------------------------------------------------------------------------------


def test_running_a_script_again_records_nothing_twice(type_: Type, tmp_path: Path) -> None:
    script, database = written(tmp_path, demo_entries(12)), tmp_path / "a.db"
    type_("run", script, "--db", database)
    before = type_("journal", "maya", "--db", database, "--json").json

    told = type_("run", script, "--db", database)

    assert told.code == 0
    assert told.out.startswith("going on after entry 12\nmaya: 12 entries done\n")
    assert type_("journal", "maya", "--db", database, "--json").json == before


def test_another_script_on_the_same_case_is_noticed(type_: Type, tmp_path: Path) -> None:
    entries = demo_entries(4)
    type_("run", written(tmp_path, entries), "--db", tmp_path / "a.db")
    entries[2]["fields"]["languages"] = ["fr"]

    told = type_("run", written(tmp_path, entries), "--db", tmp_path / "a.db")

    assert told.code == 1
    assert "case 'maya' was recorded from another script: entry 3 is not the one recorded" in told.err


def test_two_cases_of_one_file_do_not_meet(type_: Type, tmp_path: Path) -> None:
    entries, database = demo_entries(4), tmp_path / "a.db"
    type_("run", written(tmp_path, entries), "--db", database)

    told = type_("run", written(tmp_path, entries, case="other"), "--db", database)

    assert told.code == 0
    assert len(type_("journal", "other", "--db", database, "--json").json) == 3


# killed -------------------------------------------------------------------------------------------

SHORT = 9
"""So many entries of the demo are played while the process is killed; one of them is refused."""

DRIVER = """
import os, signal, sys
from collabflow.cli import main

kill_at, seen = int(sys.argv[1]), 0

def watch(frame, event, arg):
    global seen
    if os.sep + "stores" + os.sep not in frame.f_code.co_filename:
        return None
    seen += 1
    if seen == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
    return watch

sys.settrace(watch)
code = main(sys.argv[2:])
sys.settrace(None)
print(seen, file=sys.stderr)
sys.exit(code)
"""
"""Runs a command and kills itself at its n-th step inside the store; tells how many steps there were."""


def driven(kill_at: int, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DRIVER, str(kill_at), *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=False,
    )


def kept(database: Path) -> tuple[object, ...]:
    """What a database keeps of the case: its entries and messages, without salts and digests."""
    store = SqliteStore(database)
    try:
        rows = [(r.version, r.type, r.by_id, r.at, r.via, r.key, json.loads(r.body or "")) for r in store.load("maya")]
        messages = [(m.id, m.recipient) for m in store.messages("maya")]
    finally:
        store.close()
    return rows, messages


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path, Path]:
    """A script played whole: how many steps it took inside the store, the script, and the database."""
    folder = tmp_path_factory.mktemp("undisturbed")
    script, database = written(folder, demo_entries(SHORT)), folder / "whole.db"
    done = driven(0, "run", script, "--db", database)
    assert done.returncode == 0, done.stderr
    return int(done.stderr), script, database


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process outright")
@pytest.mark.parametrize("share", [0.02, 0.2, 0.35, 0.5, 0.65, 0.8, 0.99])
def test_a_script_that_is_killed_and_run_again_neither_loses_nor_doubles_an_entry(
    type_: Type, undisturbed: tuple[int, Path, Path], tmp_path: Path, share: float
) -> None:
    steps, script, whole = undisturbed
    database = tmp_path / "killed.db"
    killed = driven(int(steps * share), "run", script, "--db", database)
    assert killed.returncode == -signal.SIGKILL

    told = type_("run", script, "--db", database)

    assert told.code == 0, told.err
    assert kept(database) == kept(whole)
    assert type_("verify", "maya", "--db", database).code == 0
