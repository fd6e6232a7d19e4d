"""The commands that tend a database: `migrate` brings its tables forward, `doctor` says what may lose what it holds."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from collabflow.cli.opening import Database, check_there, postgres
from collabflow.cli.paper import Paper
from collabflow.stores import sqlite_health
from collabflow.stores.health import Sign, Weight
from collabflow.stores.sqlite import bring_forward


def migrate(options: Namespace, paper: Paper) -> int:
    """Makes the tables, or brings them to the newest version; in a SQLite file of the host's own, beside its tables."""
    where: Database = options.db
    before, after = bring_forward(where.path) if where.path else postgres().bring_forward(where.url)
    if before == after:
        paper.line(f"{where}: schema {after}, nothing to do")
    else:
        paper.line(f"{where}: schema {after}, was {before or 'not there'}")
    return 0


def doctor(options: Namespace, paper: Paper) -> int:
    """Says what is not as it should be, and how to mend it; 1 where that is a reason not to work on the database."""
    found = _signs(options.db)
    is_fit = not any(sign.weight is Weight.FAULT for sign in found)
    if options.json:
        paper.json({"db": str(options.db), "fit": is_fit, "signs": [_told(sign) for sign in found]})
        return 0 if is_fit else 1
    for sign in found:
        paper.line(f"{sign.weight.value} {sign.code}", style="red" if sign.weight is Weight.FAULT else "yellow")
        paper.prose(f"    {sign.what}\n    -> {sign.fix}")
    paper.line(f"{options.db}: {_verdict(found, is_fit=is_fit)}")
    return 0 if is_fit else 1


def _signs(where: Database) -> tuple[Sign, ...]:
    check_there(where)
    if where.path is not None:
        return sqlite_health.signs(where.path)
    found: tuple[Sign, ...] = postgres("postgres_health").signs(where.url, clock=lambda: datetime.now().astimezone())
    return found


def _told(sign: Sign) -> dict[str, str]:
    return {"code": sign.code, "weight": sign.weight.value, "what": sign.what, "fix": sign.fix}


def _verdict(found: tuple[Sign, ...], *, is_fit: bool) -> str:
    if not found:
        return "nothing to mend"
    return "fit to work on; see the warnings" if is_fit else "not fit to work on; mend the faults first"
