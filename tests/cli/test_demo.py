"""The demo: a newcomer sees a whole cycle, every refusal with its reasons, and where it stands in the end."""

from __future__ import annotations

import re
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from cli.terminal import Said, Type, demo_entries, demo_text, tampered, written
from collabflow.cli import main
from collabflow.cli.script import read_script
from collabflow.cycle.profile import DEFAULT


@pytest.fixture(scope="module")
def told() -> Said:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["demo"])
    return Said(code, out.getvalue(), err.getvalue())


def test_the_demo_ends_at_the_start_of_the_second_cycle(told: Said) -> None:
    assert told.code == 0
    assert told.err == ""
    assert "→ Lee Park: next cycle. Cycle 2, step 1 of 10: plan meeting" in told.out
    assert "Cycle 2 · step 1 of 10, plan meeting" in told.out


def test_every_step_is_completed_on_the_way(told: Said) -> None:
    moves = re.findall(r"→ Lee Park: advance\. Cycle 1, step (\d+) of 10", told.out)

    assert moves == [str(step) for step in range(2, 11)]


def test_every_refusal_is_told_with_every_reason(told: Said) -> None:
    codes = [code for entry in demo_entries() for code in entry.get("refused", ())]

    shown = re.findall(r"\[([A-Z][A-Z_]+) [^]]+\]", told.out)

    assert shown == codes
    assert "13 things are in the way:" in told.out


def test_a_goal_that_is_not_smart_is_told_by_its_name_and_letters(told: Said) -> None:
    assert "[GOAL_SMART_INCOMPLETE guide (S, M, R, T)]" in told.out
    assert "“Maya guides others through a place with her map" in told.out


def test_a_word_of_somebody_else_is_told_with_how_it_came(told: Said) -> None:
    assert "contribution voiced (Rosa Vidal, by phone)" in told.out
    assert "needs asked (Rosa Vidal, through the interpreter)" in told.out
    assert "+ Ben Harlow: needs asked\n" in told.out


def test_warnings_are_told_with_the_move_that_kept_them(told: Said) -> None:
    assert "kept with it, to think about: COMM_URGENT_PATH_MISSING rosa, COMM_URGENT_PATH_MISSING ben" in told.out


def test_the_demo_counts_entries_refusals_and_messages(told: Said) -> None:
    refused = sum(bool(entry.get("refused")) for entry in demo_entries())
    whole = len(demo_entries()) - refused

    assert f"{whole} entries were recorded. {refused} attempts were refused and left no trace." in told.out
    assert re.search(r"\d+ messages were sent: \d+ meeting offered", told.out)
    assert re.search(r"The journal is what was written; .* begins with\s+[0-9a-f]{16}\.", told.out, re.DOTALL)


def test_every_step_stands_on_the_last_board(told: Said) -> None:
    board = told.out[told.out.index("Where it stands") :]

    assert re.findall(r"^ [▸·] +(\d+) ", board, re.MULTILINE) == [str(step) for step in range(1, 11)]


def test_no_line_of_the_demo_is_wider_than_a_hundred_columns(told: Said) -> None:
    assert max(len(line) for line in told.out.splitlines()[:-1]) <= 100


def test_the_demo_can_be_kept_and_looked_at(type_: Type, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"

    told = type_("demo", "--db", kept)

    assert told.code == 0
    assert f"collabflow show maya --db {kept}" in told.out
    assert type_("show", "maya", "--db", kept).code == 0


def test_the_demo_is_not_played_over_itself(type_: Type, played: Path) -> None:
    told = type_("demo", "--db", played)

    assert told.code == 1
    assert "already holds the demo" in told.err


def test_a_demo_that_was_cut_off_goes_on_where_it_stopped(type_: Type, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    assert type_("run", written(tmp_path, demo_entries(12)), "--db", kept).code == 0

    told = type_("demo", "--db", kept)

    assert told.code == 0
    assert "Friday, 11 September 2026" not in told.out
    assert "97 entries were recorded" in told.out


def test_a_demo_on_a_tampered_file_says_so(type_: Type, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    type_("run", written(tmp_path, demo_entries(12)), "--db", kept)
    tampered(kept, version=4)

    told = type_("demo", "--db", kept)

    assert "The journal was CHANGED at entry 4" in told.out


def test_the_demo_runs_as_a_script_of_ones_own_too(type_: Type, tmp_path: Path) -> None:
    script = tmp_path / "mine.json"
    script.write_text(demo_text(), encoding="utf-8")

    told = type_("run", script, "--db", tmp_path / "mine.db")

    assert told == Said(0, "maya: 106 entries done\nCycle 2, step 1 of 10: plan meeting\n", "")


NEEDS_OF_THE_STORY = {
    "case.meeting_asked",
    "case.meeting_asked_answered",
    "plan_meeting.need_arranged",
    "share_information.term_explained",
    "share_information.visual_shown",
    "joint_planning.decision_made",
    "case.statement_attached",
    "set_goals.goal_revised",
    "review_and_adjust.progress_measured",
    "review_and_adjust.adjustment_made",
    "provide_resources.none_found",
    "follow_up.alignment_checked",
    "follow_up.summary_shared",
}


def test_the_story_has_two_homes_a_disagreement_a_refused_goal_and_an_adjustment() -> None:
    lines = read_script(demo_text(), DEFAULT).lines

    assert {line.event.stored_as for line in lines} >= NEEDS_OF_THE_STORY
    assert {person["household"] for person in _caregivers()} == {"Elm Street", "Mill Lane"}
    assert [entry["fields"]["position"] for entry in demo_entries() if _is(entry, "joint_planning.position_taken")] == [
        "agree",
        "agree_in_part",
        "agree",
        "agree",
    ]


def _caregivers() -> list[dict[str, object]]:
    return [person for person in demo_entries()[0]["fields"]["parties"] if "caregiver" in person["roles"]]


def _is(entry: dict[str, object], event: str) -> bool:
    return entry["event"] == event
