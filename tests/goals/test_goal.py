"""Goals: their parts, which numbers and units a measure takes, and what a goal is called for a reader."""

from __future__ import annotations

from datetime import date

import pytest

from collabflow.core.errors import Malformed
from collabflow.goals.goal import (
    LONGEST_NAME,
    SOCIAL,
    Baseline,
    Criterion,
    Domain,
    Goal,
    Measure,
    MeasureKind,
    Milestone,
    RateBasis,
    RateSource,
    Target,
    plain_unit,
)
from collabflow.goals.progress import LARGEST

DAY = date(2026, 9, 7)


def goal(**parts: object) -> Goal:
    return Goal(id="g-1", domain=Domain.ACADEMIC, **parts)  # type: ignore[arg-type]


def test_a_draft_needs_no_more_than_an_id_and_a_domain() -> None:
    draft = goal()

    assert (draft.statement, draft.measure, draft.target, draft.settings) == (None, None, None, ())


@pytest.mark.parametrize("domain", Domain)
def test_social_goals_are_those_about_feelings_behaviour_and_communication(domain: Domain) -> None:
    assert Goal(id="g-1", domain=domain).is_social == (domain in SOCIAL)
    assert {Domain.SOCIAL_EMOTIONAL, Domain.BEHAVIOUR, Domain.COMMUNICATION} == SOCIAL


# what it is called ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"statement": "Maya reads a map aloud.", "verb": "reads"}, "Maya reads a map aloud."),
        ({"statement": "  ", "verb": "reads aloud", "what": "a map"}, "reads aloud a map"),
        ({"verb": "reads aloud"}, "reads aloud"),
        ({"verb": " ", "what": "  "}, "g-1"),
        ({}, "g-1"),
        ({"statement": "Maya reads\n\na map  aloud."}, "Maya reads a map aloud."),
    ],
)
def test_a_goal_is_called_by_its_statement_or_by_what_the_student_does(parts: dict[str, object], name: str) -> None:
    assert goal(**parts).name == name


def test_a_long_statement_is_cut_between_words() -> None:
    name = goal(statement="Given a map of the town that she has not seen before, " * 4).name

    assert len(name) <= LONGEST_NAME
    assert name == "Given a map of the town that she has not seen before, Given a map of the town…"


@pytest.mark.parametrize("statement", ["读" * 200, "To " + "read" * 50])
def test_a_long_statement_without_spaces_keeps_as_much_as_fits(statement: str) -> None:
    name = goal(statement=statement).name

    assert name == f"{statement[: LONGEST_NAME - 1]}…"


def test_a_statement_that_just_fits_is_not_cut() -> None:
    assert goal(statement="m" * LONGEST_NAME).name == "m" * LONGEST_NAME


# measures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "plain"),
    [
        ("%", "percent"),
        ("Per cent of words", "percent"),
        ("percent", "percent"),
        (" Sec ", "seconds"),
        ("s", "seconds"),
        ("MIN", "minutes"),
        ("hour", "hours"),
        ("Words  Correct per Minute", "words correct per minute"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_unit_is_known_in_all_its_spellings(unit: str | None, plain: str) -> None:
    assert plain_unit(unit) == plain


@pytest.mark.parametrize(
    ("kind", "fitting", "unfitting"),
    [
        (MeasureKind.PERCENT_CORRECT, "percent", "words"),
        (MeasureKind.INTERVAL_PERCENT, "%", None),
        (MeasureKind.DURATION, "min", "times"),
        (MeasureKind.LATENCY, "seconds", ""),
        (MeasureKind.COUNT, "times a day", " "),
        (MeasureKind.RATE, "palabras por minuto", None),
    ],
)
def test_a_unit_fits_its_kind_of_measure(kind: MeasureKind, fitting: str, unfitting: str | None) -> None:
    assert Measure(kind=kind, unit=fitting).unit_fits
    assert not Measure(kind=kind, unit=unfitting).unit_fits


@pytest.mark.parametrize(
    ("measure", "possible", "impossible"),
    [
        (Measure(kind=MeasureKind.PERCENT_CORRECT, out_of=200), (0, 100), (100.5, -1)),
        (Measure(kind=MeasureKind.INTERVAL_PERCENT), (0, 99.9), (101,)),
        (Measure(kind=MeasureKind.TRIALS, out_of=5), (0, 5), (6, -0.5)),
        (Measure(kind=MeasureKind.COUNT), (0, 4000), (-1,)),
    ],
)
def test_a_measure_takes_only_numbers_that_can_happen(
    measure: Measure, possible: tuple[float, ...], impossible: tuple[float, ...]
) -> None:
    assert all(map(measure.can_be, possible))
    assert not any(map(measure.can_be, impossible))


@pytest.mark.parametrize("value", [2 * LARGEST, -2.0 * LARGEST, float("nan"), float("inf"), True, "40"])
def test_no_part_of_a_goal_holds_a_number_of_which_no_line_can_be_drawn(value: float) -> None:
    for part in (
        lambda: Baseline(value=value, on=DAY),
        lambda: Target(value=value),
        lambda: Milestone(on=DAY, value=value),
        lambda: RateBasis(source=RateSource.NORM, value=value),
    ):
        with pytest.raises(Malformed) as error:
            part()
        assert [path for path, _ in error.value.faults] == ["value"]


def test_a_whole_number_stays_whole() -> None:
    assert repr(Target(value=90).value) == "90"


def test_a_criterion_asks_for_no_more_than_it_looks_at() -> None:
    assert Criterion(times=3, of=3).of == 3
    assert Criterion(times=3).of is None
    with pytest.raises(Malformed, match="of: must not be fewer than"):
        Criterion(times=3, of=2)


def test_no_words_of_a_goal_are_shown_by_its_repr() -> None:
    texts = ("statement", "verb", "what", "condition", "tool", "collector", "owner_post", "need", "matters")
    told = goal(
        **{name: f"told {name}" for name in texts},
        settings=("told setting",),
        supports=("told support",),
        baseline=Baseline(value=1, on=DAY, how="told how"),
        rate_basis=RateBasis(source=RateSource.TEAM_JUDGEMENT, note="told note"),
    )

    assert "told" not in repr(told)
