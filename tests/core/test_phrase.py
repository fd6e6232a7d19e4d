from datetime import date

import pytest

from collabflow.core.finding import THE_FAMILY, Finding, Phrase, Unsound
from support import ROSA, opened

CASE = opened()


def test_a_phrase_is_said_with_names_lists_days_and_phrases_in_it() -> None:
    words = Phrase(
        "{caregiver} and {who} chose {kinds} on {day}",
        caregiver=ROSA.id,
        who=THE_FAMILY,
        kinds=("support_group", Phrase("a call")),
        day=date(2026, 9, 7),
    )

    assert words.text(CASE) == "Rosa Vidal and the family chose support group and a call on September 7, 2026"


@pytest.mark.parametrize(("n", "said"), [(1, "1 school day"), (3, "3 school days")])
def test_a_phrase_counts(n: int, said: str) -> None:
    assert Phrase("{n} school day", many="{n} school days", n=n).text(CASE) == said


def test_a_phrase_for_one_or_many_needs_its_number() -> None:
    with pytest.raises(TypeError, match="n=…"):
        Phrase("{n} day", many="{n} days")


def test_phrases_are_values() -> None:
    assert Phrase("a call", who="x") == Phrase("a call", who="x") != Phrase("a call")
    assert len({Phrase("a call"), Phrase("a call")}) == 1


def test_an_objection_takes_parameters() -> None:
    assert Unsound("right", "must be a {event}", event="GoalDrafted").phrase.text(CASE) == "must be a GoalDrafted"


def test_a_finding_may_name_its_parameters_as_it_likes() -> None:
    params = (("about", "maps"), ("many", 2), ("template", 1.5))
    finding = Finding(code="A", subject="s", says="{about} {many} {template}", fix="Do.", params=params)

    assert finding.text(CASE) == "maps 2 1.5 Do."
