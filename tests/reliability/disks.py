"""Disks: one that is full, a file that may not grow, and one that may only be read.

What fails is told by a typed error and nothing is lost; the same store works again when there is room.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from collabflow.core.errors import StoreBusy, StoreError
from collabflow.flow import CollabFlow
from reliability.crowd import crowd
from reliability.places import Place, SqlitePlace
from reliability.requests import PROMISES, ask, flow_on, look
from reliability.tally import Tally

PAGE = 4096
_NOBODY = 65_534
_ENOUGH = 400
"""How many requests no small disk has room for."""


class Room(Protocol):
    """How much more a place may hold."""

    def leave(self, size: int) -> None:
        """Leave room for so many bytes."""
        ...

    def free(self) -> None:
        """Leave room for everything."""
        ...


# full -------------------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of 24 megabytes mounted on the folder; None where this user may not mount one."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24M", "tmpfs", str(folder)], capture_output=True, check=False
    )
    try:
        yield folder if mounted.returncode == 0 else None
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", str(folder)], check=True)


class Ballast:
    """Room on a disk: a file takes the rest."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ballast"

    def leave(self, size: int) -> None:
        disk = os.statvfs(self._file.parent)
        with self._file.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(disk.f_bavail * disk.f_frsize - size, 1))

    def free(self) -> None:
        self._file.unlink()


class FileLimit:
    """Room in files: this process may not make the database longer than it is by so much."""

    def __init__(self, path: Path) -> None:
        from resource import RLIMIT_FSIZE, getrlimit

        self._path = path
        self._before = getrlimit(RLIMIT_FSIZE)

    def leave(self, size: int) -> None:
        from resource import RLIMIT_FSIZE, setrlimit

        setrlimit(RLIMIT_FSIZE, (self._path.stat().st_size + size, self._before[1]))

    def free(self) -> None:
        from resource import RLIMIT_FSIZE, setrlimit

        setrlimit(RLIMIT_FSIZE, self._before)


def filled(place: Place, room: Room, *, sizes: range) -> Tally:
    """A client works until there is no more room, for each of these rooms in bytes; then room is made."""
    tally = Tally(*PROMISES, "untyped error", "wrong error", "does not work again")
    asked: dict[str, range] = {}
    store = place.open()
    flow = flow_on(store)
    for size in sizes:
        client = f"client-{size}"
        room.leave(size)
        try:
            asked[client] = _until_full(tally, flow, client)
            look(tally, store, client, asked[client], acknowledged=asked[client])
        finally:
            room.free()
        asked[client] = _again(tally, flow, client, asked[client])
        look(tally, store, client, asked[client], acknowledged=asked[client])
    store.close()
    store = place.open()
    for client, numbers in asked.items():
        look(tally, store, client, numbers, acknowledged=numbers)
        tally.did("requests", len(numbers))
    store.close()
    return tally


def _until_full(tally: Tally, flow: CollabFlow, client: str) -> range:
    """Ask on until a request fails; those that were answered before."""
    for number in range(_ENOUGH):
        try:
            ask(flow, client, number)
        except StoreBusy as error:
            tally.broke("wrong error", f"a full disk is not a busy one: {error}")
            return range(number)
        except StoreError:
            tally.did("times full")
            return range(number)
        except Exception as error:
            tally.broke("untyped error", repr(error))
            return range(number)
    raise AssertionError("there was always room")


def _again(tally: Tally, flow: CollabFlow, client: str, answered: range) -> range:
    """Ask once more for what failed, now that there is room; all that was answered."""
    try:
        ask(flow, client, len(answered))
    except Exception as error:
        tally.broke("does not work again", repr(error))
        return answered
    return range(len(answered) + 1)


# read-only --------------------------------------------------------------------------------------


def read_only(place: SqlitePlace, folder: Path) -> Tally:
    """A store with cases in it, in files that may only be read; afterwards they may be written again."""
    tally = Tally(*PROMISES, "untyped error", "wrote", "does not work again")
    store = place.open()
    for number in range(4):
        ask(flow_on(store), "client", number)
    store.close()
    with _may_only_be_read(folder):
        ((told, untyped),) = crowd([lambda: _tried_to_write(place)])
    if untyped:
        tally.broke("untyped error", untyped)
    if told is not None:
        tally.did(f"refused: {told}")
    if told is None and not untyped:
        tally.broke("wrote", "into a file that may only be read")
    store = place.open()
    look(tally, store, "client", range(5), acknowledged=range(4))
    _again(tally, flow_on(store), "client", range(4))
    look(tally, store, "client", range(5), acknowledged=range(5))
    store.close()
    return tally


@contextmanager
def _may_only_be_read(folder: Path) -> Iterator[None]:
    for path in (*folder.iterdir(), folder):
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        yield
    finally:
        for path in (folder, *folder.iterdir()):
            path.chmod(path.stat().st_mode | 0o200)


def _tried_to_write(place: SqlitePlace) -> tuple[str | None, str | None]:
    """The typed error that a request met, and the untyped one, as someone who may not write."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    try:
        place.path.open("rb").close()
        ask(flow_on(place.open()), "client", 4)
    except StoreError as error:
        return str(error), None
    except Exception as error:
        return None, repr(error)
    return None, None
