"""What is said in Spanish is Spanish throughout: every finding on random walks, every notice, and the demo."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from html import unescape
from pathlib import Path
from string import Formatter

import pytest
from attrs import evolve as altered
from hypothesis import given
from hypothesis import strategies as st

from catalogues import files
from catalogues.messages import messages
from collabflow.cli import main
from collabflow.core.case import Case
from collabflow.core.event import Entry
from collabflow.core.finding import Finding, Refused
from collabflow.core.tongue import tongue
from collabflow.core.values import Slot
from collabflow.cycle.explain import explain
from collabflow.cycle.fold import evolve
from collabflow.cycle.notices import notices
from collabflow.cycle.profile import DEFAULT
from collabflow.events import ActionAssigned, MeetingProposed, NeedsAsked, ProgressShared
from collabflow.flow import CollabFlow
from collabflow.records import Progress
from collabflow.stores.sqlite import SqliteStore
from support import LEE, NOW, ROSA, folded, found, opened, stamp
from walks import Act, Walk, acts

SPANISH = tongue("es")
terms_are_explained = next(guard for guard in DEFAULT.guards if guard.code == "INFO_TERM_NOT_EXPLAINED")
a_task_is_late = next(guard for guard in DEFAULT.guards if guard.code == "FOLLOWUP_ACTION_OVERDUE")


@cache
def english() -> re.Pattern[str]:
    """Any stretch of an English message between its parameters that is long enough to be told from Spanish."""
    spanish = " ".join(text for entry in files.translation("es") for text in files.strings_of(entry))
    texts = [text for message in messages() for text in (message.text, message.many or "")]
    stretches = {stretch.strip(" “”.,:;") for text in texts for stretch, *_ in Formatter().parse(text)}
    telling = {stretch for stretch in stretches if " " in stretch and len(stretch) > 8 and stretch not in spanish}
    return re.compile("|".join(map(re.escape, sorted(telling))))


def assert_spanish(text: str) -> None:
    """What stands in «» is what people wrote, in the language in which they did."""
    assert text.strip()
    assert not re.search(r"[{}]", text), text
    unquoted = re.sub(r"«[^»]*»", "«»", text)
    assert not english().search(unquoted), (english().findall(unquoted), text)


def findings_on(walk: Walk) -> Iterable[tuple[Case, Finding]]:
    for before, _, _, decision in walk.seen:
        yield from ((before, finding) for finding in decision.findings)


@given(rest=st.lists(acts(), max_size=15))
def test_every_finding_on_every_walk_is_spanish(rest: Sequence[Act]) -> None:
    walk = Walk()
    walk.forward()
    for act in rest:
        act(walk)

    for case, finding in findings_on(walk):
        assert_spanish(finding.text(case, "es"))
        assert finding.text(case, "es") == finding.text(case, SPANISH)


@given(rest=st.lists(acts(), max_size=8))
def test_every_board_on_every_walk_is_spanish(rest: Sequence[Act]) -> None:
    walk = Walk()
    for act in rest:
        act(walk)
    board = explain(walk.case, DEFAULT, stamp(LEE, at=walk.now))

    assert_spanish(board.text(walk.case, "es"))
    for step in board.steps:
        for finding in step.findings:
            assert_spanish(finding.text(walk.case, "es"))


@pytest.mark.parametrize(
    ("count", "opening"),
    [(1, "Una cosa impide seguir:"), (2, "Dos cosas impiden seguir:"), (12, "12 cosas impiden seguir:")],
)
def test_a_refusal_counts_in_spanish(count: int, opening: str) -> None:
    finding = Finding(code="GOAL_NONE", subject="goals", says="There are no goals yet.", fix="Add at least one.")
    refused = Refused(case_id="c", action="advance", where="set_goals", findings=(finding,) * count)

    told = refused.text(opened(), "es").split("\n")

    assert (told[0], set(told[1:])) == (opening, {"- Todavía no hay metas. Añadir al menos una."})


TASK = ActionAssigned(action="maps", what="Bring the maps", owner="lee", due=NOW.date() + timedelta(days=7))


def test_a_term_of_the_field_is_offered_in_words_of_the_reader_s_language() -> None:
    shared = ProgressShared(progress=Progress(id="p", statement="The IEP team met."))
    [lacking] = found(terms_are_explained, case := folded(opened(), shared))

    assert lacking.how_to_mend(case, "es").startswith(
        "Usar estas palabras: «el plan escrito de la educación especial de su hija o hijo», o "
    )
    assert "“the written plan for your child's special education”" in lacking.how_to_mend(case, "en")


def test_a_regional_reader_reads_the_same_words_and_a_reader_without_a_catalogue_english() -> None:
    case = folded(opened(), TASK)
    [late] = found(a_task_is_late, case, at=NOW + timedelta(days=8))

    assert {late.reason(case, lang) for lang in ("es", "es-MX", "es_US")} == {
        "La tarea «Bring the maps» está pendiente desde el 14 de septiembre de 2026."
    }
    assert late.reason(case, "fr") == "The task “Bring the maps” is late; it was due by September 14, 2026."


def test_days_are_iso_dates_without_babel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collabflow.core.tongue._days_in_words", lambda lang: None)
    case = folded(opened(), TASK)
    [late] = found(a_task_is_late, case, at=NOW + timedelta(days=8))

    assert late.reason(case, "es") == "La tarea «Bring the maps» está pendiente desde el 2026-09-14."


# notices --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_file", "told", "begins"),
    [
        ((), None, "The school offers"),
        (("es-MX", "en"), None, "La escuela ofrece"),
        (("en", "es"), None, "The school offers"),
        (("en",), ("es",), "La escuela ofrece"),
        (("so",), None, "The school offers"),
    ],
)
def test_a_notice_is_in_the_first_language_of_whom_it_is_for(
    on_file: tuple[str, ...], told: tuple[str, ...] | None, begins: str
) -> None:
    rosa = altered(ROSA, languages=on_file)
    asked = NeedsAsked(caregiver=rosa.id, languages=told)
    case = folded(opened(rosa, LEE), *([asked] if told else []))
    slot = Slot(start=NOW + timedelta(days=3), minutes=60)
    offer = MeetingProposed(meeting="m1", invitees=(rosa.id,), slots=(slot,))
    entry = Entry(event=offer, stamp=stamp(LEE), version=case.version + 1)

    [notice] = notices(entry, evolve(case, entry))

    assert notice.text.startswith(begins)


# the command ----------------------------------------------------------------------------------


def spoken(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([str(word) for word in words]) == 0
    return " ".join(capsys.readouterr().out.split())  # as if no line were broken


def test_the_demo_is_told_in_spanish(capsys: pytest.CaptureFixture[str]) -> None:
    assert_spanish(spoken(capsys, "demo", "--lang", "es"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("spanish") / "demo.db"
    assert main(["demo", "--db", str(file)]) == 0
    return file


def test_explain_over_the_demo_says_nothing_in_english(demo: Path) -> None:
    store = SqliteStore(demo)
    flow = CollabFlow(store)
    for version in range(1, flow.case("maya").version + 1):
        case = flow.case("maya", version=version)
        assert_spanish(explain(case, DEFAULT, stamp(LEE, at=flow.journal(case)[version - 1].stamp.at)).text(case, "es"))
    store.close()


@pytest.mark.parametrize(
    "words",
    [("explain", "maya", "--by", "lee"), ("explain", "maya"), ("journal", "maya"), ("due", "--on", "2027-03-01")],
)
def test_the_commands_for_people_speak_spanish(
    words: tuple[str, ...], demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert_spanish(spoken(capsys, *words, "--db", demo, "--lang", "es"))


def test_show_begins_in_spanish(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = spoken(capsys, "show", "maya", "--db", demo, "--lang", "es")

    assert "Ciclo 2, paso 1 de 10: preparar la reunión ciclo 1: 10 pasos completados, hasta el" in told
    assert "Rosa Vidal (persona cuidadora)" in told


def test_the_catalogue_of_guards_is_in_spanish(capsys: pytest.CaptureFixture[str]) -> None:
    told = spoken(capsys, "guards", "--lang", "es")

    assert "al salir de: fijar metas" in told
    assert "GOAL_NONE (impedimento, dispensa: no) Todavía no hay metas. Añadir al menos una." in told
    assert not english().search(told), english().findall(told)


def test_the_page_of_the_record_is_in_spanish(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "registro.html"
    spoken(capsys, "record", "maya", "--db", demo, "--html", page, "--lang", "es")

    text = re.sub(r"<style.*?</style>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    ours = re.sub(r"<(bdi|blockquote|code)\b.*?</\1>", "«»", text, flags=re.DOTALL)  # the rest is what people wrote
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", ours)).split())

    assert "Estamos en el ciclo 2, en el paso 1 de 10: Preparar la reunión." in words
    assert_spanish(words)
    assert not re.search(r"\b(the|of|was|has|with|and)\b", words)


def test_json_gives_the_codes_as_they_are_and_the_words_in_spanish(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(spoken(capsys, "explain", "maya", "--json", "--db", demo, "--lang", "es"))

    findings = [finding for step in told["steps"] for finding in step["findings"]]
    assert {finding["code"] for finding in findings} <= DEFAULT.codes
    for finding in findings:
        assert_spanish(f"{finding['reason']} {finding['fix']}")
