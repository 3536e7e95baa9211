"""Expressions as closures: literals, operators, strings with a template inside."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from cfngw.vtl import numbers
from cfngw.vtl.errors import LimitExceededError, TemplateProblemError
from cfngw.vtl.limits import LONG_STRING, spend_items
from cfngw.vtl.tree import (
    Binary,
    Block,
    Constant,
    ListLiteral,
    MapLiteral,
    Node,
    Not,
    Range,
    Reference,
    String,
    Text,
)
from cfngw.vtl.values import Printable, Value, boxed, loosely_equal, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.vtl.program import Compiler, Evaluate, Test
    from cfngw.vtl.scopes import Scope

    Operator = Callable[[Value, Value], Value]


def compile_value(node: Node, compiler: Compiler) -> Evaluate:
    """Make the closure of an expression's value."""
    make = _VALUES.get(type(node))
    return _null if make is None else make(node, compiler)


def compile_test(node: Node, compiler: Compiler) -> Test:
    """Make the closure of a condition: only references, true, comparisons and and/or/not can be true."""
    if isinstance(node, Reference):
        return _reference_test(compile_value(node, compiler))
    if isinstance(node, Constant):
        is_true = node.value is True
        return lambda _: is_true
    if isinstance(node, Not):
        operand = compile_test(node.operand, compiler)
        return lambda scope: not operand(scope)
    if isinstance(node, Binary) and node.operator in _JUNCTIONS:
        return _junction(node, compiler)
    if isinstance(node, Binary) and node.operator in _COMPARISONS:
        comparison: Test = compile_value(node, compiler)
        return comparison
    return lambda _: False


def _null(_: Scope) -> Value:
    return None


def _reference_test(read: Evaluate) -> Test:
    def test(scope: Scope) -> bool:
        value = read(scope)
        if value is None or value is False:
            return False
        return not isinstance(value, Printable) or value.java_text() is not None

    return test


# --- literals -------------------------------------------------------------------------------------------------


def _constant(node: Constant, _: Compiler) -> Evaluate:
    value = node.value
    return lambda _: value


def _reference(node: Reference, compiler: Compiler) -> Evaluate:
    return _compile_reference()(node, compiler)


@cache
def _compile_reference() -> Callable[[Reference, Compiler], Evaluate]:
    """Give what compiles references, which imports this module; an import takes time even when it has been done."""
    from cfngw.vtl.compile_references import compile_reference

    return compile_reference


def _list(node: ListLiteral, compiler: Compiler) -> Evaluate:
    elements = [compile_value(element, compiler) for element in node.elements]
    return lambda scope: [element(scope) for element in elements]


def _map(node: MapLiteral, compiler: Compiler) -> Evaluate:
    entries = [(compile_value(key, compiler), compile_value(value, compiler)) for key, value in node.entries]
    return lambda scope: {boxed(key(scope)): value(scope) for key, value in entries}


def _range(node: Range, compiler: Compiler) -> Evaluate:
    first, last = compile_value(node.first, compiler), compile_value(node.last, compiler)
    offset = node.offset

    def value(scope: Scope) -> Value:
        begin, end = first(scope), last(scope)
        if not numbers.is_number(begin) or not numbers.is_number(end):
            return None
        begin, end = numbers.to_int(begin), numbers.to_int(end)
        return _counted(scope, begin, end, offset)

    return value


def _counted(scope: Scope, begin: int, end: int, offset: int) -> Value:
    from cfngw.vtl.compile_references import placed

    try:
        spend_items(abs(begin - end))
        scope.run.spend(abs(begin - end))
    except LimitExceededError as problem:
        raise placed(problem, offset) from None
    return list(range(begin, end + 1) if begin <= end else range(begin, end - 1, -1))


def _string(node: String, compiler: Compiler) -> Evaluate:
    if node.template is None:
        text = node.text
        return lambda _: text
    from cfngw.vtl.compile_references import placed
    from cfngw.vtl.compile_statements import compile_block

    cut = node.cut and not _trim(node, node.template)
    render = compile_block(node.template, compiler)
    offset = node.offset

    def value(scope: Scope) -> Value:
        pieces: list[str] = []
        render(scope, pieces.append)
        text = "".join(pieces)
        if len(text) > LONG_STRING:
            try:
                scope.run.spend_text(len(text))
            except LimitExceededError as problem:
                raise placed(problem, offset) from None
        return text[:-1] if cut else text

    return value


def _trim(node: String, template: Block) -> bool:
    """Cut the blank that the parser put at the end now rather than each time, where it ends the template."""
    last = template.statements[-1] if template.statements else None
    if not isinstance(last, Text) or not last.text.endswith(" "):
        return False
    last.text = last.text[:-1]
    node.cut = False
    return True


# --- operators ------------------------------------------------------------------------------------------------


def _not(node: Not, compiler: Compiler) -> Evaluate:
    return compile_test(node, compiler)


def _binary(node: Binary, compiler: Compiler) -> Evaluate:
    if node.operator in _JUNCTIONS:
        return _junction(node, compiler)
    if node.operator in _COMPARISONS:
        operator: Operator = _COMPARISONS[node.operator]
        left, right = compile_value(node.left, compiler), compile_value(node.right, compiler)
        return lambda scope: operator(left(scope), right(scope))
    return _chain(node, compiler)


def _chain(node: Binary, compiler: Compiler) -> Evaluate:
    """Calculate a chain of operators from the left, in a loop: it may be long."""
    links: list[tuple[Operator, Evaluate, int]] = []
    first: Node = node
    while isinstance(first, Binary) and first.operator in _CALCULATIONS:
        links.append((_calculation(first), compile_value(first.right, compiler), first.offset))
        first = first.left
    links.reverse()
    begin = compile_value(first, compiler)

    def value(scope: Scope) -> Value:
        result = begin(scope)
        for operator, right, offset in links:
            try:
                result = operator(result, right(scope))
                if result.__class__ is str and len(result) > LONG_STRING:
                    scope.run.spend_text(len(result))
            except TemplateProblemError as problem:
                from cfngw.vtl.compile_references import placed

                raise placed(problem, offset) from None
        return result

    return value


def _calculation(node: Binary) -> Operator:
    if node.operator == "+":
        return partial(_add, node.left.literal, node.right.literal)
    return partial(_calculate, _CALCULATIONS[node.operator])


def _calculate(operator: Operator, left: Value, right: Value) -> Value:
    return operator(left, right) if numbers.is_number(left) and numbers.is_number(right) else None


def _add(left_literal: str, right_literal: str, left: Value, right: Value) -> Value:
    """Add numbers; join where one side is a string, with what is null as it was written."""
    if left.__class__ is str or right.__class__ is str:
        return (left_literal if left is None else to_text(left)) + (right_literal if right is None else to_text(right))
    return _calculate(numbers.add, left, right)


def _junction(node: Binary, compiler: Compiler) -> Test:
    operands: list[Test] = []
    first: Node = node
    while isinstance(first, Binary) and first.operator == node.operator:
        operands.append(compile_test(first.right, compiler))
        first = first.left
    operands.append(compile_test(first, compiler))
    operands.reverse()
    if len(operands) == 2:
        left, right = operands
        if node.operator == "&&":
            return lambda scope: left(scope) and right(scope)
        return lambda scope: left(scope) or right(scope)
    combine = all if node.operator == "&&" else any
    return lambda scope: combine(operand(scope) for operand in operands)


def _order(wanted: tuple[int, ...], left: Value, right: Value) -> bool:
    if not numbers.is_number(left) or not numbers.is_number(right):
        return False
    return numbers.compare(left, right) in wanted


_JUNCTIONS = frozenset({"&&", "||"})
_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "==": loosely_equal,
    "!=": lambda left, right: not loosely_equal(left, right),
    "<": partial(_order, (-1,)),
    "<=": partial(_order, (-1, 0)),
    ">": partial(_order, (1,)),
    ">=": partial(_order, (1, 0)),
}
_CALCULATIONS: dict[str, Operator] = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
    "%": numbers.modulo,
}
_VALUES: dict[type, Callable[[Value, Compiler], Evaluate]] = {
    Constant: _constant,
    Reference: _reference,
    String: _string,
    ListLiteral: _list,
    MapLiteral: _map,
    Range: _range,
    Not: _not,
    Binary: _binary,
}
