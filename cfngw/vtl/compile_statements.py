"""Blocks, #set and #if as closures; the other directives are in ``directives``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cfngw.vtl.compile_references import compile_print, compile_target
from cfngw.vtl.compile_values import compile_test, compile_value
from cfngw.vtl.tree import Block, Directive, If, Node, Reference, Set, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.vtl.program import Compiler, Emit, Render
    from cfngw.vtl.scopes import Scope
    from cfngw.vtl.values import Value


def compile_block(node: Block, compiler: Compiler) -> Render:
    """Make the closure that renders statements one after the other."""
    items: list[str | Render] = []
    for statement in node.statements:
        kind = statement.__class__
        items.append(statement.text if isinstance(statement, Text) else _STATEMENTS[kind](statement, compiler))
    if len(items) == 1:
        return _single(items[0])

    def render(scope: Scope, emit: Emit) -> None:
        for item in items:
            if item.__class__ is str:
                emit(item)
            else:
                item(scope, emit)  # type: ignore[operator]

    return render


def _single(item: str | Render) -> Render:
    if not isinstance(item, str):
        return item
    text = item

    def render(_: Scope, emit: Emit) -> None:
        emit(text)

    return render


def compile_statement(node: Node, compiler: Compiler) -> Render:
    """Make the closure of one statement."""
    return _STATEMENTS[type(node)](node, compiler)


def _set(node: Set, compiler: Compiler) -> Render:
    value_of = compile_value(node.value, compiler)
    if not node.target.steps:
        root = node.target.target

        def set_variable(scope: Scope, _: Emit) -> None:
            value = value_of(scope)
            if value is not None:
                scope[root] = value

        return set_variable
    put = compile_target(node.target, compiler)

    def set_member(scope: Scope, _: Emit) -> None:
        value = value_of(scope)
        if value is not None:
            put(scope, value)

    return set_member


def _if(node: If, compiler: Compiler) -> Render:
    branches = [(compile_test(test, compiler), compile_block(block, compiler)) for test, block in node.branches]
    otherwise = None if node.otherwise is None else compile_block(node.otherwise, compiler)
    if len(branches) == 1:
        test, then = branches[0]

        def render_one(scope: Scope, emit: Emit) -> None:
            if test(scope):
                then(scope, emit)
            elif otherwise is not None:
                otherwise(scope, emit)

        return render_one

    def render(scope: Scope, emit: Emit) -> None:
        for condition, block in branches:
            if condition(scope):
                block(scope, emit)
                return
        if otherwise is not None:
            otherwise(scope, emit)

    return render


def _directive(node: Directive, compiler: Compiler) -> Render:
    return _compile_directive()(node, compiler)


@cache
def _compile_directive() -> Callable[[Directive, Compiler], Render]:
    """Give what compiles directives, which imports this module; an import takes time even when it has been done."""
    from cfngw.vtl.directives import compile_directive

    return compile_directive


_STATEMENTS: dict[type, Callable[[Value, Compiler], Render]] = {
    Reference: compile_print,
    Set: _set,
    If: _if,
    Directive: _directive,
}
