"""Places: where a store under trial may live; the same place twice is the same store.

A place has a folder of its own and a name that no other place has, for stores that live in a server.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from itertools import count
from pathlib import Path

from attrs import frozen

_NUMBERS = count(1)


@frozen
class Place:
    """A folder that exists, and a name of letters, digits and underscores, both unique."""

    path: Path
    name: str


def new_place(within: Path | None = None) -> Place:
    """A new, empty place, in a folder of the system's for temporary things or within another."""
    name = f"place_{os.getpid()}_{next(_NUMBERS)}"
    path = Path(tempfile.mkdtemp(prefix="collabflow-")) if within is None else within / name
    path.mkdir(exist_ok=True)
    return Place(path, name)


class Places:
    """The places of one run; closing removes them."""

    def __init__(self) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="collabflow-kit-"))

    def new(self) -> Place:
        """A new, empty place."""
        return new_place(self._root)

    def close(self) -> None:
        """Remove all that was left there."""
        shutil.rmtree(self._root, ignore_errors=True)
