"""In memory: one event recorded, and one move asked for with all of its guards, as against other libraries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from benchmarks.moments import Moment, accepted, alone, guards, recording, refused
from benchmarks.peers import Desk, Library, installed
from benchmarks.rows import OURS, Aim, Group, Row, beside
from benchmarks.timing import Contestant, Pace, in_turns
from collabflow.core.lifecycle.moves import Moved
from collabflow.cycle.judge import Asked

ALONE = "the guards alone, in a loop"

AIMS = {
    **dict.fromkeys(("sismic", "sismic, interpreter made for it"), Aim(at_least=5)),
    **dict.fromkeys(("python-statemachine", "python-statemachine, machine made for it"), Aim(at_least=10)),
}

SAYS = """\
The sixth step of a cycle, with two goals. The family's word on them is recorded; then the move to the seventh step is
made, or refused. The move asks {guards} guards. The peers get the same case and the very same guard functions, each as
a condition of its own that notes what it finds, and come to the same findings (checked before anything is timed). They
start from an object that is ready; where it says “made for it”, a machine is made for the object first, as a program
must that gets its objects from a database. A peer only sets a state; collabflow also answers the case after the move,
folded. The ratio is the peer's time over collabflow's: above 1 collabflow is faster."""

LIMITS = """\
What limits it is the guards. “The guards alone” is what nobody who asks them can do without, and it is most of every
move, so no library can take five or ten times as long over the rest. Before the guards collabflow also asks who may
move the case and whether the earlier steps are complete; afterwards it marks what is waived, sorts what it found and
folds the move into every record. The peers' conditions could stop at the first that fails, which is quicker; then they
tell the family one thing at a time."""


def measured(pace: Pace) -> Group:
    """The rows of this group."""
    libraries, absent = installed()
    asked = guards()
    rows = [
        *_rows("an event recorded", recording(), asked, libraries, pace, act=lambda desk: desk.record),
        *_rows("a move made", accepted(), asked, libraries, pace, act=lambda desk: desk.move),
        *_rows("a move refused", refused(), asked, libraries, pace, act=lambda desk: desk.move),
    ]
    return Group(title="In memory", says=SAYS.format(guards=len(asked)), rows=tuple(rows), limits=LIMITS, absent=absent)


def _rows(
    what: str,
    moment: Moment,
    asked: Sequence[Asked],
    libraries: Mapping[str, Library],
    pace: Pace,
    *,
    act: Callable[[Desk], Callable[[], object]],
) -> Sequence[Row]:
    desks = {name: library.desk(name, moment, asked) for name, library in libraries.items()}
    for name, desk in desks.items():
        for _ in ("at first", "and once more, after going back"):
            _check(name, moment, desk, act(desk))
    contestants = [Contestant(name=OURS, act=moment.record)]
    contestants += [Contestant(name=name, act=act(desk), ready=desk.again) for name, desk in desks.items()]
    is_move = isinstance(moment.event, Moved)
    if is_move:
        contestants.append(Contestant(name=ALONE, act=lambda: alone(moment, asked)))
    return beside(in_turns(contestants, pace), OURS, what=what, aims=AIMS if is_move else {})


def _check(name: str, moment: Moment, desk: Desk, act: Callable[[], object]) -> None:
    """Refuses a peer that does not come to the same end, for the same reasons, as collabflow."""
    moved = act()
    decision = moment.decide()
    keys = {finding.key for finding in desk.folder.findings}
    if isinstance(moment.event, Moved):
        is_same = moved is not bool(decision.refusals) and keys == {finding.key for finding in decision.findings}
    else:
        is_same = desk.folder.case == moment.record()
    if not is_same:
        raise RuntimeError(f"{name} did not do the same as collabflow; its time would say nothing")
    desk.again()
