"""The front door: the promised names, sorted, and nothing heavy behind them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import collabflow
from collabflow import events, records
from collabflow.core import errors

ROOFS = (collabflow, events, records)
SRC = Path(__file__).resolve().parent.parent / "src"

_PROMISED = """
    CollabFlow Party Student Role Authority Acting SYSTEM Step Trigger Status Ending Via Answer Position Slot Frequency
    Refused Malformed VersionConflict KeyReused UnknownCase Finding Severity Basis Waivable Lack Unsound Guard guard
    Event Record Entry Stamp Context Case Limit Tighter Calendar Profile DEFAULT Board Recorded event_schema parse_event
"""


def test_the_promised_names_are_there() -> None:
    assert set(collabflow.__all__) >= set(_PROMISED.split())


@pytest.mark.parametrize("roof", ROOFS, ids=lambda roof: roof.__name__)
def test_every_name_under_a_roof_leads_somewhere(roof: ModuleType) -> None:
    assert [name for name in roof.__all__ if not hasattr(roof, name)] == []


@pytest.mark.parametrize("roof", ROOFS, ids=lambda roof: roof.__name__)
def test_the_names_stand_in_order_constants_first_then_classes_then_the_rest(roof: ModuleType) -> None:
    def place(name: str) -> tuple[int, str]:
        return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)

    assert sorted(roof.__all__, key=place) == roof.__all__


def test_every_error_can_be_caught_by_name() -> None:
    leaves = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}

    assert leaves <= set(collabflow.__all__)


def test_no_name_means_two_things_in_what_users_import() -> None:
    names = [name for roof in ROOFS for name in roof.__all__]

    assert [name for name in names if names.count(name) > 1] == []


def test_importing_it_brings_in_no_store_no_notifier_and_no_command_line() -> None:
    heavy = "('collabflow.stores', 'collabflow.notify', 'collabflow.cli', 'collabflow.profiles', 'sqlite3', 'argparse')"
    look = f"import sys, collabflow; print([m for m in sys.modules if m.startswith({heavy})])"

    told = subprocess.run([sys.executable, "-c", look], cwd=SRC, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
