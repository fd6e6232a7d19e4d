"""Every guard of a shipped law lacks and holds as it says, cites its law, and is mended by what it names (law 11)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attrs import evolve

from collabflow.core.finding import Basis
from collabflow.core.guard import Guard
from collabflow.cycle.profile import DEFAULT, Profile
from profiles.journeys_of_law import SHIPPED
from profiles.of_law import found, lacking, mended, subjects
from profiles.pairs_of_law import PAIRS
from support import Pair, opened

EVERY = [(profile, pair) for profile, pairs in PAIRS.values() for pair in pairs]


def named(value: object) -> str | None:
    if isinstance(value, Pair):
        return f"{value.guard.code}-{value.subject}"
    return getattr(value, "id", getattr(value, "code", None))


def own(profile: Profile) -> set[Guard]:
    """The guards that this profile adds, its own and those of the profile beneath it."""
    return {guard for guard in profile.guards if guard.code not in DEFAULT.codes}


def of_law() -> Iterator[tuple[Profile, Guard]]:
    yield from ((profile, guard) for profile in SHIPPED for guard in profile.guards if guard.citation)


def test_every_guard_of_law_has_a_pair() -> None:
    shown = {pair.guard for _, pair in EVERY}

    assert {guard.code for profile in SHIPPED for guard in own(profile) if guard not in shown} == set()


@pytest.mark.parametrize(("profile", "pair"), EVERY, ids=named)
def test_a_guard_of_law_finds_what_lacks(profile: Profile, pair: Pair) -> None:
    assert pair.guard in profile.guards
    assert pair.subject in subjects(profile, pair.guard, lacking(pair), at=pair.mended_at or pair.at)


@pytest.mark.parametrize(("profile", "pair"), EVERY, ids=named)
def test_the_remedy_that_it_names_removes_what_it_found(profile: Profile, pair: Pair) -> None:
    assert any(type(event) in pair.guard.remedies for event in pair.mend)
    assert pair.subject not in subjects(profile, pair.guard, mended(pair), at=pair.mended_at or pair.at)


@pytest.mark.parametrize(("profile", "pair"), EVERY, ids=named)
def test_its_finding_reads_as_plain_sentences_with_its_section(profile: Profile, pair: Pair) -> None:
    case = lacking(pair)
    for finding in found(profile, pair.guard, case, at=pair.mended_at or pair.at):
        text = finding.text(case)
        assert "{" not in text
        assert "_" not in text
        assert text.endswith(f"({pair.guard.citation})")
        assert finding.reason(case).endswith(".")
        assert finding.how_to_mend(case)[0].isupper()


@pytest.mark.parametrize(("profile", "pair"), EVERY, ids=named)
def test_no_two_findings_of_it_are_about_the_same_thing(profile: Profile, pair: Pair) -> None:
    about = subjects(profile, pair.guard, lacking(pair), at=pair.mended_at or pair.at)

    assert len(set(about)) == len(about)


@pytest.mark.parametrize(("profile", "guard"), list(of_law()), ids=named)
def test_a_guard_of_law_can_be_asked_of_a_case_with_nobody_on_it(profile: Profile, guard: Guard) -> None:
    assert all(subjects(profile, guard, evolve(opened(), members=())))


@pytest.mark.parametrize("profile", SHIPPED, ids=named)
def test_what_a_profile_adds_rests_on_law_and_cites_it(profile: Profile) -> None:
    assert {guard.code for guard in own(profile) if guard.basis is not Basis.LAW or not guard.citation} == set()
