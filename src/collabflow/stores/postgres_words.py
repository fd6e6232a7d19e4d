"""PostgreSQL's errors in words, whichever driver tells them.

PostgreSQL's messages can hold whole rows of personal data, so nothing of them goes on: only the SQLSTATE, in an error
of ours that does not show its cause.
Source: storage.md, the host's own transaction; postgresql.org/docs, appendix A (error codes).
"""

from __future__ import annotations

from collections.abc import Mapping

from collabflow.core.errors import StoreBusy, StoreError
from collabflow.stores.sql import words

ROLLED_BACK = "40"
"""How the codes begin that ask for the whole transaction to be tried again: serialization failure, deadlock."""

_BUSY = (ROLLED_BACK, "55P03", "57014", "53300", "57P03")
"""Also: a lock that did not come in time, a cancelled statement, too many connections, a server that is starting."""

_WORDS = {
    "08": "the connection to the database was lost; what was under way may or may not be written",
    "28": "the database does not let this user in; check user and password",
    "3D": "there is no such database; create it first",
    "42501": "this database user may not do that; see to its rights, or run `collabflow migrate` as the owner",
    "53100": words.FULL,
    "54000": "an id or key is longer than the database can index; nothing was written",
    "57P": "the server is shutting down; what was under way may or may not be written",
    "25006": "the database is read-only",
    "25P02": "an error before has ended this transaction; roll it back and begin again",
    "XX001": "the database is damaged; restore a backup",
}


_REFUSED_BY_DRIVER = ("DataError", "NotSupportedError", "ProgrammingError")
"""What PEP 249 calls that which a driver refuses by itself, where there is no code: it has asked nobody."""


def in_words(error: BaseException | None) -> StoreError:
    """The error of ours that stands for one of a driver's. Without a code, the server could not be heard."""
    sqlstate = sqlstate_of(error)
    if sqlstate is None and type(error).__name__ in _REFUSED_BY_DRIVER:
        return StoreError(words.DRIVER_REFUSED)
    if sqlstate is None:
        return StoreError("the connection to the database was lost; what was under way may or may not be written")
    if sqlstate.startswith(_BUSY):
        return StoreBusy(words.BUSY, sqlstate)
    told = next((told for start, told in _WORDS.items() if sqlstate.startswith(start)), words.REFUSED)
    return StoreError(told, sqlstate)


def sqlstate_of(error: BaseException | None) -> str | None:
    """PostgreSQL's code of an error, by whichever name the driver gives it; None where it has none."""
    found = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    fields = error.args[0] if error is not None and error.args else None
    if found is None and isinstance(fields, Mapping):  # pg8000 hands on what the server sent, field by field
        found = fields.get("C")
    return found if isinstance(found, str) else None
