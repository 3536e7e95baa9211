"""#foreach as a closure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.vtl.compile_references import placed
from cfngw.vtl.compile_statements import compile_block
from cfngw.vtl.compile_values import compile_value
from cfngw.vtl.cursors import Cursor
from cfngw.vtl.errors import TemplateProblemError
from cfngw.vtl.limits import MOST_TURNS
from cfngw.vtl.program import Compiler, cost_of
from cfngw.vtl.scopes import Loop, NullScope, StopError
from cfngw.vtl.tree import Block, Directive, Reference
from cfngw.vtl.values import Value, iterated

if TYPE_CHECKING:
    from cfngw.vtl.program import Emit, Render
    from cfngw.vtl.scopes import Run, Scope

_NO_LIMIT = 1 << 62


class _Plan:
    """What a #foreach knows before it runs."""

    __slots__ = ("body", "cost", "counts", "has_loop", "name", "offset", "place", "shows_next", "turns")

    def __init__(self, node: Directive, compiler: Compiler) -> None:
        variable = node.arguments[0]
        self.name = variable.root if isinstance(variable, Reference) else variable.literal[1:]
        self.body = compile_block(_body(node), compiler)
        self.cost = cost_of(_body(node))
        self.offset = node.offset
        self.counts = "velocityCount" in compiler.loop_names
        self.shows_next = "velocityHasNext" in compiler.loop_names
        self.has_loop = "foreach" in compiler.loop_names
        self.turns = MOST_TURNS if compiler.gateway else _NO_LIMIT
        self.place = _place(compiler.text, node.offset) if self.has_loop else ""


def _body(node: Directive) -> Block:
    """Give what is rendered each time: the block, unless there is another argument before it."""
    if len(node.arguments) < 4:
        return node.block or Block(offset=node.offset, statements=[])
    shown = node.arguments[3]
    return Block(offset=shown.offset, statements=[shown] if isinstance(shown, Reference) else [])


def _place(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"line:{line} column:{offset - text.rfind(chr(10), 0, offset)}"


def compile_foreach(node: Directive, compiler: Compiler) -> Render:
    """Make the closure of a loop."""
    if len(node.arguments) == 2:
        return lambda _, __: None
    items_of = compile_value(node.arguments[2], compiler)
    plan = _Plan(node, compiler)
    offset = node.offset

    def render(scope: Scope, emit: Emit) -> None:
        try:
            items = iterated(items_of(scope))
            if items is not None:
                _loop(plan, scope, emit, items)
        except TemplateProblemError as problem:
            raise placed(problem, offset) from None

    return render


def _loop(plan: _Plan, scope: Scope, emit: Emit, items: Cursor) -> None:
    name = plan.name
    before = scope.get(name)
    counted = scope.get("velocityCount") if plan.counts else None
    shown = scope.get("velocityHasNext") if plan.shows_next else None
    loop = None
    if plan.has_loop:
        scope["foreach"] = loop = Loop(plan, scope.get("foreach"), plan.place)
    try:
        _turns(plan, scope, emit, items, loop)
    except StopError as stop:
        if not stop.ends(plan):
            _restore(plan, scope, before, counted, shown)
            raise
    _restore(plan, scope, before, counted, shown)


def _turns(plan: _Plan, scope: Scope, emit: Emit, items: Cursor, loop: Loop | None) -> None:
    put, body, run, name, cost = scope.__setitem__, plan.body, scope.run, plan.name, plan.cost
    count = 0
    null_scope: NullScope | None = None
    members = items.items
    while items.at != len(members) and count < plan.turns:
        count += 1
        _spend(run, cost)
        if plan.counts:
            put("velocityCount", count)
        element = items.next()
        if plan.shows_next:
            put("velocityHasNext", items.has_next())
        put(name, element)
        if loop is not None:
            loop.index = count - 1
            loop.has_next = items.at != len(members)
        if element is None:
            null_scope = null_scope or NullScope(scope, name)
            body(null_scope, emit)
        else:
            body(scope, emit)


def _spend(run: Run, cost: int) -> None:
    run.left -= cost
    if run.left < 0:
        run.spend(0)


def _restore(plan: _Plan, scope: Scope, before: Value, counted: Value, shown: Value) -> None:
    _put_back(scope, plan.name, before)
    if plan.counts:
        _put_back(scope, "velocityCount", counted)
    if plan.shows_next:
        _put_back(scope, "velocityHasNext", shown)
    if plan.has_loop:
        loop = scope.get("foreach")
        if isinstance(loop, Loop):
            _put_back(scope, "foreach", loop.replaced if loop.parent is None else loop.parent)


def _put_back(scope: Scope, name: str, value: Value) -> None:
    if value is None:
        scope.remove(name)
    else:
        scope[name] = value
