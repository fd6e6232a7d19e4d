"""The soak says when the kit takes longer than its budget, and when our store does not pass it."""

from __future__ import annotations

from collabflow.testing import Budget
from reliability import proving


def test_a_kit_that_takes_too_long_is_told():
    tally = proving.proved({Budget.FAST: 0.0})

    assert tally.broken == {"took too long"}


def test_a_store_that_does_not_pass_is_told(monkeypatch):
    monkeypatch.setattr(proving.SqliteConformance, "waive", {"S1": "it holds, so this waiver must go"})

    tally = proving.proved({Budget.FAST: 60.0})

    assert tally.broken == {"did not pass"}
    assert tally.examples == ["did not pass: S1 with budget fast"]
