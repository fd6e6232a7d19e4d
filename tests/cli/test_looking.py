"""Looking at a case: show, explain, journal, verify and due, for people and (`--json`) for programs."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from cli.terminal import Type, demo_entries, tampered, written
from collabflow.core.values import Ending
from collabflow.events import ActionAssigned, NeedsAsked, RecordsAskedFor
from collabflow.flow import CollabFlow
from collabflow.profiles.us_idea import US_IDEA
from collabflow.stores.sqlite import SqliteStore
from support import LEE, NOW, PARTIES, STUDENT

LOOKS = ("show", "explain", "journal", "verify")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A database with a small case: opened, one task, and the task corrected."""
    database = tmp_path / "small.db"
    store = SqliteStore(database)
    flow = CollabFlow(store, clock=lambda: NOW)
    flow.open(student=STUDENT, parties=PARTIES, by=LEE, case_id="small")
    flow.record("small", ActionAssigned(action="a1", what="Send the map", owner="kim", due=date(2026, 9, 9)), by=LEE)
    right = ActionAssigned(action="a1", what="Send the map", owner="lee", due=date(2026, 9, 9))
    flow.correct("small", 2, right, why="It is Lee's task.", by=LEE)
    store.close()
    return database


# wrong use ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", LOOKS)
def test_a_file_that_is_not_there_is_not_made_by_looking(type_: Type, tmp_path: Path, command: str) -> None:
    told = type_(command, "maya", "--db", tmp_path / "nowhere.db")

    assert (told.code, told.err) == (2, f"there is no file {tmp_path / 'nowhere.db'}\n")
    assert not (tmp_path / "nowhere.db").exists()


@pytest.mark.parametrize("command", LOOKS)
def test_a_case_that_is_not_there_is_told(type_: Type, played: Path, command: str) -> None:
    told = type_(command, "nobody", "--db", played)

    assert told.code == 1
    assert told.err.startswith("collabflow: there is no case 'nobody'")
    assert told.out == ""


@pytest.mark.parametrize("command", LOOKS)
def test_a_file_of_something_else_is_told(type_: Type, tmp_path: Path, command: str) -> None:
    (tmp_path / "letter.txt").write_text("Dear Rosa, " * 200, encoding="utf-8")

    told = type_(command, "maya", "--db", tmp_path / "letter.txt")

    assert told.code == 1
    assert told.err.startswith("collabflow: ")


# show ---------------------------------------------------------------------------------------------


def test_show_tells_who_is_who_and_what_is_known(type_: Type, played: Path) -> None:
    told = type_("show", "maya", "--db", played)

    assert told.code == 0
    assert told.out.startswith("Maya Vidal · Cycle 2, step 1 of 10: plan meeting\n  cycle 1: 10 steps completed, until")
    assert "  Inés Prado (interpreter)\n" in told.out
    assert "\nGoals\n  active:\n    - id: reading\n" in told.out
    assert "      hopes: sundays, maps-first\n" in told.out
    assert max(map(len, told.out.splitlines())) <= 100


def test_show_leaves_out_what_holds_nothing(type_: Type, played: Path) -> None:
    told = type_("show", "maya", "--db", played)

    assert "None" not in told.out
    assert "[]" not in told.out
    assert "restrictions" not in told.out


def test_show_gives_a_program_everything_with_the_earlier_cycle(type_: Type, played: Path) -> None:
    told = type_("show", "maya", "--db", played, "--json").json

    assert (told["case"], told["cycle"], told["step"], told["status"]) == ("maya", 2, "plan_meeting", "open")
    assert told["student"]["name"] == "Maya Vidal"
    assert [goal["id"] for goal in told["records"]["Goals"]["active"]] == ["reading", "guide"]
    assert (told["earlier"][0]["cycle"], len(told["earlier"][0]["completed"])) == (1, 10)
    assert told["earlier"][0]["records"]["JointPlan"]["strategies"][0]["id"] == "map-reading"


def test_show_says_that_a_case_is_closed_and_how(type_: Type, small: Path) -> None:
    store = SqliteStore(small)
    flow = CollabFlow(store, clock=lambda: NOW)
    flow.close("small", by=LEE, ending=Ending.TRANSFERRED, why="The family has moved.")
    store.close()

    assert type_("show", "small", "--db", small).out.startswith("Maya Vidal · closed · Cycle 1, step 1 of 10")
    assert type_("show", "small", "--db", small, "--json").json["ending"] == "transferred"


def test_show_does_with_a_student_whose_name_is_not_kept(type_: Type, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db")
    CollabFlow(store, clock=lambda: NOW).open(student="s-17", parties=(LEE,), by=LEE, case_id="plain")
    store.close()

    assert type_("show", "plain", "--db", tmp_path / "a.db").out.startswith("s-17 · Cycle 1")


def test_show_tells_of_a_thing_of_which_nothing_is_known_yet(type_: Type, small: Path) -> None:
    store = SqliteStore(small)
    flow = CollabFlow(store, clock=lambda: NOW)
    flow.record("small", NeedsAsked(caregiver="rosa", access=()), by=LEE, via="phone")
    store.close()

    told = type_("show", "small", "--db", small)

    assert "\nNeeds\n  needs:\n    - caregiver: rosa\n" in told.out


# explain ------------------------------------------------------------------------------------------


def test_explain_tells_what_each_step_needs(type_: Type, played: Path) -> None:
    told = type_("explain", "maya", "--db", played)

    assert told.code == 0
    assert "▸  1 Plan meeting             here" in told.out
    assert "- Rosa Vidal needs an interpreter and none is booked." in told.out
    assert "may record" not in told.out


def test_explain_tells_what_a_person_may_do(type_: Type, played: Path) -> None:
    told = type_("explain", "maya", "--db", played, "--by", "ben")

    allowed = told.out[told.out.index("Ben Harlow may record: ") :]
    assert "case.meeting_asked" in allowed
    assert "plan_meeting.meeting_proposed" not in allowed
    assert "Moves allowed: reschedule" in told.out


def test_explain_knows_people_who_may_record_nothing(type_: Type, small: Path) -> None:
    store = SqliteStore(small)
    flow = CollabFlow(store, clock=lambda: NOW)
    flow.close("small", by=LEE, ending=Ending.EXITED, why="All is well.")
    store.close()

    told = type_("explain", "small", "--db", small, "--by", "rosa")

    assert "Rosa Vidal may record: case.party_changed" not in told.out
    assert "case.statement_attached" in told.out


def test_explain_refuses_a_stranger(type_: Type, played: Path) -> None:
    told = type_("explain", "maya", "--db", played, "--by", "somebody")

    assert told.code == 1
    assert "NOT_A_PARTY somebody" in told.err


def test_explain_gives_a_program_findings_and_options(type_: Type, played: Path) -> None:
    told = type_("explain", "maya", "--db", played, "--by", "lee", "--json").json

    assert (told["case"], told["status"], told["cycle"], told["step"]) == ("maya", "open", 2, "plan_meeting")
    assert [step["state"] for step in told["steps"]] == ["here", *["ahead"] * 9]
    finding = next(f for f in told["steps"][0]["findings"] if f["code"] == "INTERPRETER_NOT_ARRANGED")
    assert (finding["subject"], finding["severity"], finding["waived"]) == ("rosa", "blocker", False)
    assert finding["reason"] == "Rosa Vidal needs an interpreter and none is booked."
    assert finding["fix"] == "Book one or move the meeting."
    assert finding["remedies"] == ["plan_meeting.need_arranged"]
    advance = next(option for option in told["options"] if option["name"] == "advance")
    assert advance["may"] == "blocked"
    assert "INTERPRETER_NOT_ARRANGED" in advance["findings"]


# journal ------------------------------------------------------------------------------------------


def test_the_journal_has_every_entry_in_order(type_: Type, played: Path) -> None:
    lines = type_("journal", "maya", "--db", played).out.splitlines()

    assert [int(line.split()[0]) for line in lines] == list(range(1, 98))
    assert lines[0] == "   1  2026-09-08 09:10-04:00  Lee Park: case.case_opened"
    assert "Lee Park via phone: active_listening.contribution_voiced" in "\n".join(lines)
    assert "Lee Park: advance (plan_meeting -> build_rapport)" in "\n".join(lines)


def test_the_journal_marks_what_was_corrected(type_: Type, small: Path) -> None:
    lines = type_("journal", "small", "--db", small).out.splitlines()

    assert lines[1].endswith("Lee Park: case.action_assigned  [corrected by 3]")
    assert lines[2].endswith("Lee Park: case.corrected")


def test_the_journal_gives_a_program_what_was_recorded(type_: Type, played: Path) -> None:
    entries = type_("journal", "maya", "--db", played, "--json").json

    assert len(entries) == 97
    assert entries[1] == {
        "version": 2,
        "by": "lee",
        "role": "case_manager",
        "name": "Lee Park",
        "at": "2026-09-08T16:30:00-04:00",
        "occurred": "2026-09-08T16:30:00-04:00",
        "via": "interpreter",
        "evidence": [],
        "event": "case.needs_asked",
        "fields": {
            **demo_entries(3)[2]["fields"],
            "avoid": [{"weekday": 3}],
            "as_last_time": [],
            "no_answer": [],
        },
    }


# verify -------------------------------------------------------------------------------------------


def test_an_honest_journal_is_whole(type_: Type, played: Path) -> None:
    assert type_("verify", "maya", "--db", played).out == "maya: the journal is what was written\n"
    assert type_("verify", "maya", "--db", played, "--json").json == {"case": "maya", "whole": True, "fault": None}


def test_a_tampered_entry_is_found(type_: Type, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    type_("run", written(tmp_path, demo_entries(9)), "--db", database)
    tampered(database, version=2)

    told, for_programs = type_("verify", "maya", "--db", database), type_("verify", "maya", "--db", database, "--json")

    assert (told.code, told.out) == (1, "maya: entry 2 is not what was written (body_changed)\n")
    assert for_programs.code == 1
    assert for_programs.json == {"case": "maya", "whole": False, "fault": {"version": 2, "kind": "body_changed"}}


# due ----------------------------------------------------------------------------------------------


def test_due_lists_what_is_due_by_a_day(type_: Type, small: Path) -> None:
    assert type_("due", "--db", small, "--on", "2026-09-09").out == "2026-09-09  small  action  a1\n"
    assert type_("due", "--db", small, "--on", "2026-09-08").out == "nothing is due by September 8, 2026\n"


def test_due_gives_a_program_a_list(type_: Type, small: Path) -> None:
    told = type_("due", "--db", small, "--on", "2026-09-09", "--json").json

    assert told == [{"case": "small", "kind": "action", "subject": "a1", "on": "2026-09-09", "citation": None}]
    assert type_("due", "--db", small, "--on", "2026-09-08", "--json").json == []


def test_due_under_a_law_says_which_section_sets_the_day(type_: Type, tmp_path: Path) -> None:
    database = tmp_path / "cases.db"
    with closing(SqliteStore(database)) as store:
        flow = CollabFlow(store, profile=US_IDEA, clock=lambda: NOW)
        flow.open(student="maya", parties=PARTIES, by=LEE, case_id="maya")
        flow.record("maya", RecordsAskedFor(request="r1", asker="rosa"), by=LEE, via="phone")

    told = type_("due", "--db", database, "--on", "2026-10-22", "--profile", "us_idea")

    assert told.out == "2026-10-22  maya  records request  r1  (34 CFR 300.613(a))\n"


def test_due_asks_about_today_where_no_day_is_given(type_: Type, tmp_path: Path) -> None:
    SqliteStore(tmp_path / "empty.db").close()

    told = type_("due", "--db", tmp_path / "empty.db")

    assert told.code == 0
    assert told.out.startswith("nothing is due by ")


def test_a_day_that_is_none_is_wrong_use(type_: Type, small: Path) -> None:
    told = type_("due", "--db", small, "--on", "soon")

    assert told.code == 2
    assert "soon is no day; write it as 2026-09-07" in told.err
