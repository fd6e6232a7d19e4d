"""Changes: the small slips that somebody could make in a rule, found in its syntax tree.

Comparisons and their boundary, numbers one up and one down, and for or, a condition left out or turned round, a lack
that is not told, a severity that is forgotten, an answer that is always the same. Words are never changed.
Source: testing.md, mutation score of user rules.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from enum import StrEnum

from attrs import frozen


class Slip(StrEnum):
    """What kind of slip a change is."""

    BOUNDARY = "boundary"
    COMPARISON = "comparison"
    NUMBER = "number"
    LOGIC = "logic"
    """And for or, a condition left out, turned round or always the same."""
    LACK = "lack"
    """A lack that is not told, or an exit that is not taken."""
    SEVERITY = "severity"


@frozen(kw_only=True)
class Change:
    """One change: which place of the function's body, by number, and what stands there instead.

    `lines` are the lines of the statement that is changed, the first and the last. `both` is for watching: a place, and
    what stands there to work out the old and the new value for `BOTH`; None where it is enough that the line is run.
    """

    place: int
    made: ast.AST
    both: tuple[int, ast.AST] | None
    slip: Slip
    lines: tuple[int, int]
    before: str
    after: str


@frozen
class Place:
    """A node in a function's body: what holds it, in which field, at which position of a list.

    `statement` is the one in which it stands, `whole` the number of the place of its whole expression, if it has one.
    """

    holder: ast.AST
    field: str
    position: int | None
    node: ast.AST
    statement: ast.stmt
    whole: int | None

    def put(self, node: ast.AST) -> None:
        """Puts a node there."""
        if self.position is None:
            setattr(self.holder, self.field, node)
        else:
            getattr(self.holder, self.field)[self.position] = node


def changes(function: ast.FunctionDef) -> Iterator[Change]:
    """Every change of this function, in the order of its lines."""
    every = places(function)
    for number, place in enumerate(every):
        for slip, made, both in _slips(place.node, place.holder, place.field, function):
            _put_in(made, place.node)
            before, after = _words(place.node, made)
            yield Change(
                place=number,
                made=made,
                both=_watching(every, number, made, both),
                slip=slip,
                lines=_lines(place.statement),
                before=before,
                after=after,
            )


def _watching(every: list[Place], number: int, made: ast.AST, both: ast.AST | None) -> tuple[int, ast.AST] | None:
    """Where to watch, and what to put there; a number tells little by itself, but the whole expression does."""
    place, at = every[number], number
    if isinstance(place.node, ast.Constant) and place.whole is not None:
        at = place.whole
        both = _whole(every[at].node, place, made)
    if both is None:
        return None
    _put_in(both, every[at].node)
    return at, both


def _put_in(made: ast.AST, instead_of: ast.AST) -> None:
    """Gives what was made the line of what it stands for."""
    ast.fix_missing_locations(ast.copy_location(made, instead_of))


def _whole(expression: ast.AST, place: Place, made: ast.AST) -> ast.AST:
    """The whole expression as it is, and with what was made in its place."""
    assert isinstance(expression, ast.expr)
    if expression is place.node:
        assert isinstance(made, ast.expr)
        return _both(expression, made)
    place.put(made)
    try:
        changed = deepcopy(expression)
    finally:
        place.put(place.node)
    return _both(expression, changed)


def places(function: ast.FunctionDef) -> list[Place]:
    """The nodes of a function's body, always in the same order."""
    found: list[Place] = []
    for position, statement in enumerate(function.body):
        _gather(found, Place(function, "body", position, statement, statement, None))
    return found


def _gather(found: list[Place], place: Place) -> None:
    """Adds this place and all within it."""
    number = len(found)
    found.append(place)
    node = place.node
    whole = _whole_within(place, number)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "args", "decorator_list", "returns") and not isinstance(node, ast.Call):
            continue
        for position, inner in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(inner, ast.AST) and not isinstance(inner, ast.expr_context):
                statement = inner if isinstance(inner, ast.stmt) else place.statement
                at = position if isinstance(value, list) else None
                _gather(found, Place(node, name, at, inner, statement, whole))


def _whole_within(place: Place, number: int) -> int | None:
    """The whole expression of what lies within a place: the outermost one that can be worked out by itself."""
    if not isinstance(place.node, ast.expr) or isinstance(place.node, ast.Yield | ast.YieldFrom | ast.Lambda):
        return None
    return number if place.whole is None else place.whole


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """The lines of a statement; of one that holds others, those of its head."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
    return statement.lineno, max(statement.lineno, last)


def _words(node: ast.AST, made: ast.AST) -> tuple[str, str]:
    """What stood there and what stands there now, as briefly as it can be told."""
    if isinstance(made, ast.Pass):
        return ast.unparse(node), "left out"
    if isinstance(node, ast.comprehension) and isinstance(made, ast.comprehension):
        lost = [one for one in node.ifs if all(one is not other for other in made.ifs)]
        new = [one for one in made.ifs if all(one is not other for other in node.ifs)]
        return f"if {ast.unparse(lost[0])}", f"if {ast.unparse(new[0])}" if new else "left out"
    if isinstance(node, ast.BoolOp):
        kept = made.values if isinstance(made, ast.BoolOp) else [made]
        lost = [one for one in node.values if all(one is not other for other in kept)]
        if len(lost) == 1:
            return ast.unparse(lost[0]), "left out"
    return ast.unparse(node), ast.unparse(made)


# the slips ------------------------------------------------------------------------------------

Made = Iterator[tuple[Slip, ast.AST, ast.AST | None]]
"""The kind of slip, what stands there instead, and what stands there to watch."""

BOTH = "__collabflow_both__"
"""The name by which a watched function calls whoever wants to know both values."""


def _slips(node: ast.AST, holder: ast.AST, field: str, function: ast.FunctionDef) -> Made:
    match node:
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()) | ast.Continue() | ast.Return(value=None):
            yield Slip.LACK, ast.Pass(), None
        case ast.Return(value=ast.expr() as value) if _answers_yes_or_no(function):
            for always in (ast.Constant(value=True), ast.Constant(value=False)):
                yield Slip.LOGIC, ast.Return(value=always), ast.Return(value=_both(value, always))
        case ast.comprehension(ifs=[_, *_]):
            yield from _filtered(node)
        case ast.Call(func=ast.Name(id="Lack")) if any(map(_is_severity, node.keywords)):
            rest = [one for one in node.keywords if not _is_severity(one)]
            yield Slip.SEVERITY, ast.Call(func=node.func, args=node.args, keywords=rest), None
        case ast.expr():
            is_test = field == "test" and isinstance(holder, ast.If | ast.IfExp)
            for slip, made in (*_expressed(node), *(_turned(node) if is_test else ())):
                yield slip, made, _both(node, made)


def _is_severity(keyword: ast.keyword) -> bool:
    return keyword.arg == "severity" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None)


def _expressed(node: ast.expr) -> Iterator[tuple[Slip, ast.expr]]:
    """The slips of an expression."""
    match node:
        case ast.Compare():
            yield from _compared(node)
        case ast.Constant(value=bool(value)):
            yield Slip.LOGIC, ast.Constant(value=not value)
        case ast.Constant(value=int() | float() as value):
            yield Slip.NUMBER, ast.Constant(value=value + 1)
            yield Slip.NUMBER, ast.Constant(value=value - 1)
        case ast.BoolOp():
            yield from _joined(node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield Slip.LOGIC, operand
        case ast.Call(func=ast.Name(id=name)) if name in _OPPOSITE:
            opposite = ast.Name(id=_OPPOSITE[name], ctx=ast.Load())
            yield Slip.LOGIC, ast.Call(func=opposite, args=node.args, keywords=node.keywords)


def _both(node: ast.expr, made: ast.expr) -> ast.expr:
    """Calls `BOTH` with two functions, for the value as it is and as it was made; it answers the first."""
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    values: list[ast.expr] = [ast.Lambda(args=nothing, body=one) for one in (node, made)]
    return ast.Call(func=ast.Name(id=BOTH, ctx=ast.Load()), args=values, keywords=[])


_OPPOSITE = {"any": "all", "all": "any", "min": "max", "max": "min"}

_COMPARED: dict[type[ast.cmpop], tuple[tuple[Slip, type[ast.cmpop]], ...]] = {
    ast.Lt: ((Slip.BOUNDARY, ast.LtE), (Slip.COMPARISON, ast.GtE)),
    ast.LtE: ((Slip.BOUNDARY, ast.Lt), (Slip.COMPARISON, ast.Gt)),
    ast.Gt: ((Slip.BOUNDARY, ast.GtE), (Slip.COMPARISON, ast.LtE)),
    ast.GtE: ((Slip.BOUNDARY, ast.Gt), (Slip.COMPARISON, ast.Lt)),
    ast.Eq: ((Slip.COMPARISON, ast.NotEq),),
    ast.NotEq: ((Slip.COMPARISON, ast.Eq),),
    ast.Is: ((Slip.COMPARISON, ast.IsNot),),
    ast.IsNot: ((Slip.COMPARISON, ast.Is),),
    ast.In: ((Slip.COMPARISON, ast.NotIn),),
    ast.NotIn: ((Slip.COMPARISON, ast.In),),
}


def _compared(node: ast.Compare) -> Iterator[tuple[Slip, ast.expr]]:
    for place, op in enumerate(node.ops):
        for slip, other in _COMPARED[type(op)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield slip, ast.Compare(left=node.left, ops=ops, comparators=node.comparators)


def _joined(node: ast.BoolOp) -> Iterator[tuple[Slip, ast.expr]]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield Slip.LOGIC, ast.BoolOp(op=other, values=node.values)
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        yield Slip.LOGIC, rest[0] if len(rest) == 1 else ast.BoolOp(op=node.op, values=rest)


def _filtered(node: ast.comprehension) -> Made:
    """A condition left out or turned round."""
    for place, condition in enumerate(node.ifs):
        always = ast.Constant(value=True)
        yield Slip.LOGIC, _with_if(node, place, None), _with_if(node, place, _both(condition, always))
        for slip, made in _turned(condition):
            yield slip, _with_if(node, place, made), _with_if(node, place, _both(condition, made))


def _with_if(node: ast.comprehension, place: int, condition: ast.expr | None) -> ast.comprehension:
    instead = [] if condition is None else [condition]
    ifs = [*node.ifs[:place], *instead, *node.ifs[place + 1 :]]
    return ast.comprehension(target=node.target, iter=node.iter, ifs=ifs, is_async=node.is_async)


def _turned(node: ast.expr) -> Iterator[tuple[Slip, ast.expr]]:
    """The condition turned round, unless that is a change that is made anyhow."""
    is_plain = isinstance(node, ast.Compare) and len(node.ops) == 1
    if not is_plain and not (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
        yield Slip.LOGIC, ast.UnaryOp(op=ast.Not(), operand=node)


def _answers_yes_or_no(function: ast.FunctionDef) -> bool:
    return isinstance(function.returns, ast.Name) and function.returns.id == "bool"
