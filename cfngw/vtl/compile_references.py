"""References as closures: reading, printing and setting them.

A step on a value is a closure too: a property, an index or a call. What a value can do is looked up in closed tables by
its type; no name from a template is ever looked up on a Python object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.vtl.compile_values import compile_value
from cfngw.vtl.errors import LimitExceededError, PlacedProblemError, TemplateProblemError
from cfngw.vtl.limits import LONG_STRING
from cfngw.vtl.methods import (
    ABSENT,
    absent_or_wrong,
    call,
    counted_from_end,
    find,
    get_property,
    getter_of,
    put_index,
    put_property,
)
from cfngw.vtl.tree import Call, Index, Property, Reference, String
from cfngw.vtl.values import Printable, SilentMap, Value, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfngw.vtl.methods_object import Method
    from cfngw.vtl.program import Compiler, Emit, Evaluate, Render
    from cfngw.vtl.scopes import Scope

    Step = Callable[[Value, Scope], Value]


def compile_reference(node: Reference, compiler: Compiler) -> Evaluate:
    """Make the closure that reads a reference."""
    root, absent = node.root, compiler.absent
    if node.kind in ("runt", "dead"):
        return lambda _: None
    steps = [compile_step(step, compiler) for step in node.steps]
    if not steps:
        if absent is None:
            return lambda scope: scope.get(root)
        return _root_or_empty(root)
    if len(steps) == 1:
        return _one_step(root, steps[0], absent)
    return _many_steps(root, tuple(steps), absent)


def compile_argument(node: Reference, compiler: Compiler) -> Evaluate:
    """Make the closure that reads a reference as a macro's argument: there a null root stays null."""
    root = node.root
    if not node.steps:
        return lambda scope: scope.get(root)
    return compile_reference(node, compiler)


def _root_or_empty(root: str) -> Evaluate:
    def read(scope: Scope) -> Value:
        value = scope.get(root)
        return "" if value is None else value

    return read


def _one_step(root: str, step: Step, absent: Value) -> Evaluate:
    def read(scope: Scope) -> Value:
        value = scope.get(root)
        if value is None:
            return absent
        value = step(value, scope)
        return absent if value is None else value

    return read


def _many_steps(root: str, steps: tuple[Step, ...], absent: Value) -> Evaluate:
    def read(scope: Scope) -> Value:
        value = scope.get(root)
        if value is None:
            return absent
        for step in steps:
            value = step(value, scope)
            if value is None:
                return absent
        return value

    return read


_PLAIN_MAPS = frozenset({dict, SilentMap})


# --- steps ----------------------------------------------------------------------------------------------------


def compile_step(node: Property | Call | Index, compiler: Compiler) -> Step:
    """Make the closure of one step."""
    if isinstance(node, Property):
        return _property_step(node.name)
    if isinstance(node, Index):
        return _index_step(compile_value(node.index, compiler), node.offset)
    arguments = node.arguments
    texts = [each.text for each in arguments if isinstance(each, String) and each.template is None]
    known = texts if len(texts) == len(arguments) else None
    return _call_step(node, [compile_value(argument, compiler) for argument in arguments], known)


def _property_step(name: str) -> Step:
    """Make the closure of a property; it remembers which getter each type has."""
    if name.casefold() == "class":
        return lambda value, _: get_property(value, name)
    known: dict[type, Method | None] = {}

    def read(value: Value, _: Scope) -> Value:
        kind = value.__class__
        if kind in _PLAIN_MAPS:
            return value.get(name)
        try:
            getter = known[kind]
        except KeyError:
            getter = known[kind] = getter_of(kind, name)
        if getter is None:
            return value.get(name) if isinstance(value, dict) else None
        result = getter(None, value)
        return None if result is ABSENT else result

    return read


def _index_step(index: Evaluate, offset: int) -> Step:
    def read(value: Value, scope: Scope) -> Value:
        place = index(scope)
        try:
            place = counted_from_end(scope.run, value, place)
            element = call(scope.run, value, "get", (place,))
        except TemplateProblemError as problem:
            raise placed(problem, offset) from None
        return None if element is ABSENT else element

    return read


def _call_step(node: Call, arguments: list[Evaluate], texts: list[str] | None) -> Step:
    """Make the closure of a call, which remembers which method each type has; ``texts``: arguments, if plain ones."""
    name, offset, count = node.name, node.offset, len(arguments)
    if count == 1:
        return _call_with_one(name, offset, arguments[0])
    known: dict[type, Method | None] = {}

    def invoke(value: Value, scope: Scope) -> Value:
        given: Sequence[Value] = [each(scope) for each in arguments] if texts is None else texts
        kind = value.__class__
        try:
            method = known[kind]
        except KeyError:
            method = known[kind] = find(kind, name, count)
        if method is None:
            return None
        try:
            if kind is str and len(value) > LONG_STRING:
                scope.run.spend_text(len(value))
            result = method(scope.run, value, *given)
            if result.__class__ is str and len(result) > LONG_STRING:
                scope.run.spend_text(len(result))
            return absent_or_wrong(value, (name, 0), count) if result is ABSENT else result
        except TemplateProblemError as problem:
            raise placed(problem, offset) from None

    return invoke


def _call_with_one(name: str, offset: int, argument: Evaluate) -> Step:
    """Make the closure of a call with one argument, which most calls have."""
    known: dict[type, Method | None] = {}

    def invoke(value: Value, scope: Scope) -> Value:
        given = argument(scope)
        kind = value.__class__
        try:
            method = known[kind]
        except KeyError:
            method = known[kind] = find(kind, name, 1)
        if method is None:
            return None
        try:
            if kind is str and len(value) > LONG_STRING:
                scope.run.spend_text(len(value))
            result = method(scope.run, value, given)
            if result.__class__ is str and len(result) > LONG_STRING:
                scope.run.spend_text(len(result))
            return absent_or_wrong(value, (name, 0), 1) if result is ABSENT else result
        except TemplateProblemError as problem:
            raise placed(problem, offset) from None

    return invoke


def placed(problem: TemplateProblemError, offset: int) -> PlacedProblemError:
    """Give a problem its place."""
    return PlacedProblemError(f"{problem.problem}.", offset, problem.hint)


# --- printing -------------------------------------------------------------------------------------------------


def compile_print(node: Reference, compiler: Compiler) -> Render:
    """Make the closure that prints a reference."""
    if node.kind in ("runt", "dead"):
        text = node.root if node.kind == "runt" else "" if compiler.gateway else node.absent
        return lambda _, emit: _emit(emit, text)
    if node.escaped:
        return _print_escaped(node, compile_reference(node, compiler))
    if node.before or node.escape:
        return _print_prefixed(node, compile_reference(node, compiler))
    if len(node.steps) == 1 and isinstance(node.steps[0], Property) and node.steps[0].name.casefold() != "class":
        return _print_property(node, node.steps[0].name, compiler.absent)
    return _print_plain(node, compile_reference(node, compiler))


def _emit(emit: Emit, text: str) -> None:
    emit(text)


def _absent_text(scope: Scope, absent: str) -> str:
    """Give what prints for null: the argument as the caller of the macro wrote it, or the reference itself."""
    written: str | None = scope.get(f".literal.{absent}")
    return absent if written is None else written


def _print_property(node: Reference, name: str, missing: Value) -> Render:
    """Print ``$root.name``: the same as reading it first, in one closure."""
    root, absent, offset = node.root, node.absent, node.offset

    def render(scope: Scope, emit: Emit) -> None:
        value = scope.get(root)
        if value is not None:
            value = value.get(name) if value.__class__ in _PLAIN_MAPS else get_property(value, name)
        if value.__class__ is str:
            if len(value) > LONG_STRING:
                _spend(scope, len(value), offset)
            emit(value)
        elif value is not None:
            _print_value(scope, emit, value, absent, offset)
        elif missing is None:
            emit(_absent_text(scope, absent))

    return render


def _print_value(scope: Scope, emit: Emit, value: Value, absent: str, offset: int) -> None:
    if not isinstance(value, Printable):
        emit(_text(scope, value, offset))
    elif not value.print_in(scope, emit):
        text = value.java_text()
        emit(_absent_text(scope, absent) if text is None else text)


def _print_plain(node: Reference, read: Evaluate) -> Render:
    absent, offset = node.absent, node.offset

    def render(scope: Scope, emit: Emit) -> None:
        value = read(scope)
        if value.__class__ is str:
            if len(value) > LONG_STRING:
                _spend(scope, len(value), offset)
            emit(value)
        elif value is None:
            emit(_absent_text(scope, absent))
        else:
            _print_value(scope, emit, value, absent, offset)

    return render


def _text(scope: Scope, value: Value, offset: int) -> str:
    try:
        text = to_text(value)
        if len(text) > LONG_STRING:
            scope.run.spend_output(len(text))
            scope.run.spend_text(len(text))
    except TemplateProblemError as problem:
        raise placed(problem, offset) from None
    return text


def _spend(scope: Scope, length: int, offset: int) -> None:
    try:
        scope.run.spend_output(length)
    except LimitExceededError as problem:
        raise placed(problem, offset) from None


def _print_escaped(node: Reference, read: Evaluate) -> Render:
    escape, absent = node.escape, node.absent

    def render(scope: Scope, emit: Emit) -> None:
        value = read(scope)
        emit(escape if value is not None else escape + "\\")
        emit(_absent_text(scope, absent))

    return render


def _print_prefixed(node: Reference, read: Evaluate) -> Render:
    """Print backslashes and what else began the token before the value; before null, the backslashes twice."""
    absent, offset, escape, before = node.absent, node.offset, node.escape, node.before

    def render(scope: Scope, emit: Emit) -> None:
        value = read(scope)
        if isinstance(value, Printable) and value.print_in(scope, emit):
            return
        text = value.java_text() if isinstance(value, Printable) else value
        if text is None:
            emit(escape + escape + before + _absent_text(scope, absent))
        else:
            emit(escape + before + _text(scope, text, offset))

    return render


# --- setting --------------------------------------------------------------------------------------------------


def compile_target(node: Reference, compiler: Compiler) -> Callable[[Scope, Value], None]:
    """Make the closure that sets a reference."""
    root = node.root
    if not node.steps:
        written = node.target

        def set_root(scope: Scope, value: Value) -> None:
            scope[written] = value

        return set_root
    steps = [compile_step(step, compiler) for step in node.steps[:-1]]
    last, offset = node.steps[-1], node.steps[-1].offset
    put = _compile_put(last, compiler)

    def set_member(scope: Scope, value: Value) -> None:
        owner = scope.get(root)
        for step in steps:
            if owner is None:
                return
            owner = step(owner, scope)
        if owner is None:
            return
        try:
            put(scope, owner, value)
        except TemplateProblemError as problem:
            raise placed(problem, offset) from None

    return set_member


def _compile_put(last: Property | Call | Index, compiler: Compiler) -> Callable[[Scope, Value, Value], None]:
    if isinstance(last, Index):
        index = compile_value(last.index, compiler)
        return lambda scope, owner, value: put_index(scope.run, owner, index(scope), value)
    name = last.name
    return lambda _, owner, value: put_property(owner, name, value)
