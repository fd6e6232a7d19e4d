"""Places: where a store under trial may live; the same place twice is the same store.

A place has a folder of its own and a name that no other place has, for stores that live in a server. The folder is
in the machine's memory where there is plenty of it: no law is about a loss of power, and waiting for a disk would be
most of a run. `TMPDIR`, where it is set, says otherwise.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from itertools import count
from pathlib import Path

from attrs import frozen

_NUMBERS = count(1)
_MEMORY = "/dev/shm"  # noqa: S108  (a folder of its own is made in it)
_ROOM = 2 * 2**30
"""Bytes that must be free there, so that a run never fills it. A container often has only a few MiB."""


@frozen
class Place:
    """A folder that exists, and a name of letters, digits and underscores, both unique."""

    path: Path
    name: str


def new_place(within: Path | None = None) -> Place:
    """A new, empty place, in a folder of the system's for temporary things or within another."""
    name = f"place_{os.getpid()}_{next(_NUMBERS)}"
    path = Path(tempfile.mkdtemp(prefix="collabflow-", dir=quick_folder())) if within is None else within / name
    path.mkdir(exist_ok=True)
    return Place(path, name)


def quick_folder() -> str | None:
    """A folder of the machine's memory with room for much; None is wherever the system has its temporary files."""
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM else None


class Places:
    """The places of one run; closing removes them."""

    def __init__(self) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="collabflow-kit-", dir=quick_folder()))

    def new(self) -> Place:
        """A new, empty place."""
        return new_place(self._root)

    def close(self) -> None:
        """Remove all that was left there."""
        shutil.rmtree(self._root, ignore_errors=True)
