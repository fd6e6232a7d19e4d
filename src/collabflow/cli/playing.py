"""The commands that record: `demo` tells the story that ships with the package, `run` plays a file of your own."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections import Counter
from importlib.resources import files
from pathlib import Path

from collabflow.cli.paper import Paper, Stopped, WrongUse
from collabflow.cli.script import Played, Player, Script, read_script
from collabflow.cli.telling import Teller, place
from collabflow.core.case import Case
from collabflow.core.lifecycle.moves import Moved
from collabflow.cycle.profile import DEFAULT
from collabflow.flow import CollabFlow
from collabflow.notify.recording import RecordingNotifier
from collabflow.stores.sqlite import SqliteStore

OPENING = """An invented family and school go through the ten steps together.

  + what was recorded, by whom; in brackets whose words they are and how they came
  ✗ what was refused, with everything that is missing and how to mend it
  → where the cycle moves"""


def demo(options: Namespace, paper: Paper) -> int:
    """Plays the script that ships with the package, telling it as it happens."""
    script = read_script(files("collabflow.cli").joinpath("demo.json").read_text(encoding="utf-8"), DEFAULT)
    if options.db is not None:
        _demo(script, options.db, paper)
        paper.line(f"Look closer: collabflow show {script.case} --db {options.db}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _demo(script, Path(folder) / "demo.db", paper)
    paper.line(f"Keep it, and look closer: collabflow demo --db demo.db; collabflow show {script.case} --db demo.db")
    return 0


def _demo(script: Script, db: Path, paper: Paper) -> None:
    notifier, teller = RecordingNotifier(), Teller(paper)
    store = SqliteStore(db)
    try:
        player = Player(script, store, DEFAULT, {"email": notifier, "phone": notifier})
        if player.already() == len(script.lines):
            raise Stopped(f"{db} already holds the demo; look at it with: collabflow show {script.case} --db {db}")
        paper.prose(OPENING)
        for played in player.play():
            teller.tell(played, _moved(player.flow, played))
            _check(played)
        teller.finish()
        player.flow.deliver(limit=10_000)
        _ending(player.flow, player.flow.case(script.case), script, notifier, paper)
    finally:
        store.close()


def _moved(flow: CollabFlow, played: Played) -> Moved | None:
    """The move as it was recorded, with what was kept of how it was decided."""
    if played.refused is not None or not isinstance(played.line.event, Moved):
        return None
    recorded = flow.journal(played.case)[-1].event
    return recorded if isinstance(recorded, Moved) else None


def _ending(flow: CollabFlow, case: Case, script: Script, notifier: RecordingNotifier, paper: Paper) -> None:
    refused = sum(bool(line.refused) for line in script.lines)
    sent = Counter(message.kind.replace("_", " ") for message in notifier.sent)
    head = flow.store.load(case.id)[-1].digest.hex()
    paper.line()
    paper.line("Where it stands", style="bold")
    paper.prose(flow.explain(case).text(case))
    paper.line()
    paper.prose(f"{case.version} entries were recorded. {refused} attempts were refused and left no trace.")
    paper.prose(f"{sent.total()} messages were sent: {', '.join(f'{count} {kind}' for kind, count in sent.items())}.")
    fault = flow.verify(case.id)
    verdict = "is what was written" if fault is None else f"was CHANGED at entry {fault.version}"
    paper.prose(f"The journal {verdict}; each entry seals all before it, and the last seal begins with {head[:16]}.")


def run(options: Namespace, paper: Paper) -> int:
    """Records a script; a refusal that the script does not expect stops it and names entry, path and findings."""
    script = read_script(_text_of(options.file), options.profile)
    store = SqliteStore(options.db)
    try:
        player = Player(script, store, options.profile, {})
        done = player.already()
        if done:
            paper.line(f"going on after entry {done}")
        for played in player.play():
            _check(played)
        paper.line(f"{script.case}: {len(script.lines)} entries done")
        if script.lines:
            paper.line(place(player.flow.case(script.case)))
    finally:
        store.close()
    return 0


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise WrongUse(f"cannot read {file}: {type(wrong).__name__}") from None


def _check(played: Played) -> None:
    """Raises `Stopped` when a line did not come out as the script expects, naming entry, path and findings."""
    if played.is_as_expected:
        return
    line, refused = played.line, played.refused
    where = f"entry {line.number} ({line.event.stored_as}, entries[{line.number - 1}])"
    expected = f"expected to be refused with {', '.join(line.refused)}"
    if refused is None:
        raise Stopped(f"{where} was {expected}, and was not")
    found = "\n".join(f"  {finding}" for finding in refused.findings)
    instead = f" (it was {expected})" if line.refused else ""
    raise Stopped(f"{where} was refused{instead}:\n{found}\n{refused.text(played.case)}")
