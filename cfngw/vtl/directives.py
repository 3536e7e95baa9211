"""The directives that Velocity calls pluggable, and macros, as closures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.vtl.compile_references import compile_argument, placed
from cfngw.vtl.compile_statements import compile_block
from cfngw.vtl.compile_values import compile_value
from cfngw.vtl.errors import LimitExceededError, PlacedProblemError, TemplateProblemError
from cfngw.vtl.foreach import compile_foreach
from cfngw.vtl.limits import MOST_DEFINE_DEPTH, MOST_EVALUATIONS, MOST_MACRO_DEPTH
from cfngw.vtl.program import Compiler, Macro, cost_of
from cfngw.vtl.scopes import Loop, MacroScope, StopError
from cfngw.vtl.tree import Block, Constant, Directive, Reference, Word
from cfngw.vtl.values import Printable, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.vtl.program import Emit, Evaluate, Render
    from cfngw.vtl.scopes import Scope


def compile_directive(node: Directive, compiler: Compiler) -> Render:
    """Make the closure of a directive or of the call of a macro."""
    make = _DIRECTIVES.get(node.name)
    if make is not None:
        return make(node, compiler)
    if node.name.startswith("@"):
        if node.block is None:
            return _literally("#" + node.name)
        return _call(node, node.name[1:], compiler)
    return _call(node, node.name, compiler)


def _literally(text: str) -> Render:
    def render(_: Scope, emit: Emit) -> None:
        emit(text)

    return render


def _nothing(_: Scope, __: Emit) -> None:
    return None


# --- macros ---------------------------------------------------------------------------------------------------


def define_macro(node: Directive, compiler: Compiler) -> Macro:
    """Compile a #macro."""
    block = _block_of(node)
    return Macro(node.names[0], node.names[1:], compile_block(block, compiler), block.offset)


def _block_of(node: Directive) -> Block:
    """Give the block that the parser has made sure of."""
    return node.block or Block(offset=node.offset, statements=[])


def _macro(_: Directive, __: Compiler) -> Render:
    return _nothing


_Binding = tuple["Evaluate", str, bool]


def _bindings(node: Directive, compiler: Compiler) -> list[_Binding]:
    """Compile the arguments of a call: each with how it is written, and whether it is evaluated at once."""
    bindings: list[_Binding] = []
    for argument in node.arguments:
        if isinstance(argument, Reference):
            bindings.append((compile_argument(argument, compiler), argument.literal, False))
        else:
            bindings.append((compile_value(argument, compiler), argument.literal, isinstance(argument, Constant)))
    if node.block is not None:
        bindings.append((lambda _: None, "", True))
    return bindings


def _call(node: Directive, name: str, compiler: Compiler) -> Render:
    bindings = _bindings(node, compiler)
    literal, offset = node.literal, node.offset
    words = [argument for argument in node.arguments if isinstance(argument, Word)]
    block = None if node.block is None else _Body(node.block, compiler)

    def render(scope: Scope, emit: Emit) -> None:
        macro = scope.run.macros.get(name)
        if macro is None:
            emit(literal)
            return
        if words:
            problem = f"{words[0].word!r} is no argument for #{name}."
            raise PlacedProblemError(problem, words[0].offset, "put it in quotes")
        inner = MacroScope(scope)
        for argument, (value_of, written, at_once) in zip(macro.arguments, bindings, strict=False):
            if at_once:
                inner.local_put(argument, value_of(scope))
            else:
                inner.bind(argument, value_of, written)
        if block is not None:
            inner.local_put("bodyContent", BlockValue(block, scope))
        _enter(macro, inner, emit, offset)

    return render


def _enter(macro: Macro, scope: MacroScope, emit: Emit, offset: int) -> None:
    """Render a macro's body. As in Velocity, a #break leaves the depth as it was inside."""
    run = scope.run
    if run.depth == MOST_MACRO_DEPTH:
        hint = "a #break in a macro counts as a call that never ends"
        problem = f"#{macro.name} is called more than {MOST_MACRO_DEPTH} deep."
        raise PlacedProblemError(problem, macro.offset, hint)
    run.depth += 1
    try:
        run.spend(10)
        macro.body(scope, emit)
    except LimitExceededError as problem:
        raise placed(problem, offset) from None
    except StopError as stop:
        if not stop.ends(macro):
            raise
        return
    run.depth -= 1


# --- blocks as values -----------------------------------------------------------------------------------------


class _Body:
    """A block that is rendered wherever its reference stands."""

    __slots__ = ("cost", "offset", "render")

    def __init__(self, block: Block, compiler: Compiler) -> None:
        self.render = compile_block(block, compiler)
        self.cost = cost_of(block)
        self.offset = block.offset


class BlockValue(Printable):
    """What #define and a macro's body put into a variable: text that is made when it is printed."""

    __slots__ = ("_body", "_depth", "_scope")

    def __init__(self, body: _Body, scope: Scope) -> None:
        self._body = body
        self._scope = scope
        self._depth = 0

    def print_in(self, scope: Scope, emit: Emit) -> bool:
        """Render the block with the variables of the place where it is printed; say whether it may be."""
        if self._depth == MOST_DEFINE_DEPTH:
            return False
        self._depth += 1
        try:
            scope.run.spend(self._body.cost)
            self._body.render(scope, emit)
        except LimitExceededError as problem:
            raise placed(problem, self._body.offset) from None
        except StopError as stop:
            if not stop.ends(self._body):
                raise
        self._depth -= 1
        return True

    def java_text(self) -> str | None:
        """Render the block with the variables of the place where it was defined."""
        pieces: list[str] = []
        if not self.print_in(self._scope, pieces.append):
            return None
        text = "".join(pieces)
        self._scope.run.spend_text(len(text))
        return text


def _define(node: Directive, compiler: Compiler) -> Render:
    body = _Body(_block_of(node), compiler)
    name = node.arguments[0].literal[1:] if not isinstance(node.arguments[0], Reference) else node.names[0]

    def render(scope: Scope, _: Emit) -> None:
        scope[name] = BlockValue(body, scope)

    return render


# --- #evaluate, #literal and the rest -------------------------------------------------------------------------


def _evaluate(node: Directive, compiler: Compiler) -> Render:
    argument = node.arguments[0]
    value_of, offset = compile_value(argument, compiler), node.offset

    def render(scope: Scope, emit: Emit) -> None:
        value = value_of(scope)
        if value is None:
            return
        run = scope.run
        if run.evaluations == MOST_EVALUATIONS:
            raise PlacedProblemError(f"#evaluate nests deeper than {MOST_EVALUATIONS}.", offset)
        run.evaluations += 1
        try:
            _run_text(to_text(value), scope, emit)
        except PlacedProblemError as problem:
            raise PlacedProblemError(f"in the text of #evaluate: {problem.problem}", offset, problem.hint) from None
        except TemplateProblemError as problem:
            raise placed(problem, offset) from None
        except StopError as stop:
            if not stop.ends_all():
                raise
        run.evaluations -= 1

    return render


def _run_text(text: str, scope: Scope, emit: Emit) -> None:
    """Parse, compile and render a text; parsing is charged for."""
    from cfngw.vtl.compiling import add_macros
    from cfngw.vtl.parser import Parser
    from cfngw.vtl.program import LOOP_NAMES

    run = scope.run
    run.spend(100 + 10 * len(text))
    tree = Parser(text, run.macro_names).template()
    compiler = Compiler(run.gateway, LOOP_NAMES, text, run.macros)
    add_macros(tree, compiler)
    compile_block(tree, compiler)(scope, emit)


def _literal(node: Directive, _: Compiler) -> Render:
    return _literally(_block_of(node).literal if not node.arguments else node.arguments[0].literal)


def _include(node: Directive, compiler: Compiler) -> Render:
    if not node.arguments and node.name == "include":
        return _nothing
    value_of = compile_value(node.arguments[0], compiler) if node.arguments else None
    name, offset = node.name, node.offset

    def render(scope: Scope, _: Emit) -> None:
        if value_of is not None and value_of(scope) is None:
            return
        raise PlacedProblemError(
            f"#{name} finds no file: a mapping template stands alone.", offset, "put the text here"
        )

    return render


def _break(node: Directive, compiler: Compiler) -> Render:
    if not node.arguments:

        def leave(_: Scope, __: Emit) -> None:
            raise StopError("nearest")

        return leave
    value_of, offset = compile_value(node.arguments[0], compiler), node.offset

    def leave_loop(scope: Scope, _: Emit) -> None:
        loop = value_of(scope)
        if not isinstance(loop, Loop):
            raise PlacedProblemError("#break takes a loop.", offset, "write #break or #break($foreach)")
        raise StopError(loop.owner)

    return leave_loop


def _stop(_: Directive, __: Compiler) -> Render:
    def stop(_: Scope, __: Emit) -> None:
        raise StopError("all")

    return stop


_DIRECTIVES: dict[str, Callable[[Directive, Compiler], Render]] = {
    "foreach": compile_foreach,
    "macro": _macro,
    "define": _define,
    "evaluate": _evaluate,
    "literal": _literal,
    "include": _include,
    "parse": _include,
    "break": _break,
    "stop": _stop,
}
