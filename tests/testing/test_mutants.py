"""The kit is proved: each mutant dies by its own law, no law is idle, and the right stores stay right."""

from __future__ import annotations

from itertools import groupby

import pytest

from collabflow.testing import LAWS, Budget, Settings
from collabflow.testing.bench import Bench
from collabflow.testing.conformance import trials
from collabflow.testing.mutants import MUTANTS
from collabflow.testing.telling import told

BY_CODE = {law.code: law for law in LAWS}


def settings_for(mutant, layer):
    """Each line of these small stores once where the mutant's own law looks, and as an author's suite does before.

    As much as the mutant needs where it is looked for; a short wait where calls hang.
    """
    if layer is not BY_CODE[mutant.law].layer:
        return Settings(patience=3.0 if mutant.name == "TwoLocks" else 30.0)
    stops = 100 if mutant.law.endswith("p") else 50 if mutant.budget is Budget.SOAK else 30
    return Settings(budget=mutant.budget, stops=stops, patience=3.0 if mutant.name == "TwoLocks" else 30.0)


def failures(mutant, laws=LAWS):
    """The codes of the laws that fail, in order, as they are found."""
    suite = mutant.suite()
    for layer, own in groupby(laws, key=lambda law: law.layer):
        bench = Bench(suite, settings_for(mutant, layer))
        try:
            yield from (trial for trial in trials(suite, bench, tuple(own)) if trial.fails)
        finally:
            bench.close()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_is_killed_by_its_own_law_first(mutant):
    first = next(failures(mutant), None)

    assert first is not None, f"nothing noticed that {mutant.bug}"
    assert first.law.code == mutant.law, told(first, repeat="")


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.code)
def test_without_a_law_some_mutant_lives(law):
    """In its layer: the nets below a layer, above all the machine, may well catch what slips through it."""
    others = tuple(one for one in LAWS if one.layer is law.layer and one.code != law.code)
    own = [mutant for mutant in MUTANTS if mutant.law == law.code]

    assert any(next(failures(mutant, others), None) is None for mutant in own)


def test_names_of_mutants_and_codes_of_laws_are_unique():
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    assert len(BY_CODE) == len(LAWS)


def test_each_mutant_says_what_is_wrong_and_each_law_why_it_matters():
    assert all(len(mutant.bug) > 20 for mutant in MUTANTS)
    assert all(len(law.matters) > 20 and len(law.usual) > 20 for law in LAWS)
