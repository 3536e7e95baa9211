"""A parsed template: rendered as the gateway does, evaluated as plain Velocity does, looked into by linters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.vtl import tree as nodes
from cfngw.vtl.compiling import compile_template
from cfngw.vtl.errors import PlacedProblemError, TemplateProblemError, at_place
from cfngw.vtl.gateway import add_objects, overrides
from cfngw.vtl.limits import MOST_OUTPUT, MOST_TEMPLATE_CHARACTERS, PRESENT
from cfngw.vtl.parser import Parser
from cfngw.vtl.scopes import Run, StopError, Variables
from cfngw.vtl.utf16 import together
from cfngw.vtl.values import from_python

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cfngw.vtl.errors import MappingTemplateError
    from cfngw.vtl.program import Macro, Render

    Parameters = Mapping[str, Any] | Callable[[], Mapping[str, Any]] | None

FAULT = "the template meets a fault of cfngw"
_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_TOO_DEEP = "the template nests or recurses too deep."


class Rendered(NamedTuple):
    """What a rendering gives: the text, and what the template wrote to the overrides of $context."""

    output: str
    overrides: dict[str, Any]


class Place(NamedTuple):
    """Something that a template names, and where: line and column count from 1."""

    name: str
    line: int
    column: int


class Template:
    """A parsed template. Parsing raises MappingTemplateError; so do the methods."""

    __slots__ = ("_parser", "_programs", "text", "tree")

    def __init__(self, text: str) -> None:
        self.text = text
        self._programs: dict[bool, tuple[Render, dict[str, Macro]]] = {}
        try:
            if len(text) > MOST_TEMPLATE_CHARACTERS:
                problem = f"the template is longer than {MOST_TEMPLATE_CHARACTERS // 1024} KB."
                raise PlacedProblemError(problem, 0, "API Gateway takes no more, and does not raise this quota")
            self._parser = Parser(text)
            self.tree = self._parser.template()
        except PlacedProblemError as found:
            raise at_place(text, found) from None
        except RecursionError:
            raise self._error(_TOO_DEEP, 0) from None

    # --- rendering ---------------------------------------------------------------------------------------------

    def render(
        self,
        *,
        body: str | None = None,
        path: Parameters = None,
        querystring: Parameters = None,
        header: Parameters = None,
        context: Mapping[str, Any] | None = None,
        stage_variables: Mapping[str, Any] | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> Rendered:
        """Render as API Gateway does. Parameters may be given as a function that makes them when they are read.

        ``variables`` are further references, for previews and tests.
        """
        try:
            scope = self._scope(variables, gateway=True)
            add_objects(scope, body, (path, querystring, header), context, stage_variables)
            output = self._run(scope, gateway=True)
            return Rendered(output, overrides(scope.get("context")))
        except TemplateProblemError as found:
            raise self._error(f"{found.problem}.", 0, found.hint) from None

    def evaluate(self, variables: Mapping[str, Any] | None = None) -> str:
        """Evaluate as plain Velocity 1.7 does: undefined references print as they are written."""
        try:
            return self._run(self._scope(variables, gateway=False), gateway=False)
        except TemplateProblemError as found:
            raise self._error(f"{found.problem}.", 0, found.hint) from None

    def _scope(self, variables: Mapping[str, Any] | None, *, gateway: bool) -> Variables:
        scope = Variables()
        if variables:
            for name, value in variables.items():
                scope[str(name)] = from_python(value)
        macros, names = self._program(gateway=gateway)[1], self._parser.macros
        evaluates = self._parser.evaluates
        scope.run = Run(dict(macros) if evaluates else macros, set(names) if evaluates else names, gateway=gateway)
        return scope

    def _program(self, *, gateway: bool) -> tuple[Render, dict[str, Macro]]:
        program = self._programs.get(gateway)
        if program is None:
            program = self._programs[gateway] = compile_template(self._parser, self.tree, gateway=gateway)
        return program

    def _run(self, scope: Variables, *, gateway: bool) -> str:
        pieces: list[str] = []
        before, PRESENT.budget = PRESENT.budget, scope.run
        try:
            self._program(gateway=gateway)[0](scope, pieces.append)
        except StopError as stop:
            if not stop.ends_all():
                raise self._error("#break names a loop that is not running.", 0) from None
        except PlacedProblemError as found:
            raise at_place(self.text, found) from None
        except (RecursionError, MemoryError):
            raise self._error(_TOO_DEEP, 0) from None
        except _FAULTS as fault:
            raise self._error(f"{FAULT} ({type(fault).__name__}: {fault}).", 0, "please report it") from fault
        finally:
            PRESENT.budget = before
        output = "".join(pieces)
        if len(output) > MOST_OUTPUT:
            raise self._error(f"the output grows beyond {MOST_OUTPUT:,} characters.", 0)
        return together(output)

    def _error(self, problem: str, offset: int, hint: str | None = None) -> MappingTemplateError:
        return at_place(self.text, PlacedProblemError(problem, offset, hint))

    # --- for linters -------------------------------------------------------------------------------------------

    def position(self, node: nodes.Node) -> tuple[int, int]:
        """Give line and column of a node."""
        before = self.text[: node.offset]
        start = max(before.rfind("\n"), before.rfind("\r")) + 1
        line = before.count("\n") + before.replace("\r\n", "").count("\r") + 1
        return line, node.offset - start + 1

    def _place(self, name: str, node: nodes.Node) -> Place:
        return Place(name, *self.position(node))

    def references(self) -> Iterator[Place]:
        """Give the references read, in the order of the text: each as its root."""
        targets = {id(node.target) for node in nodes.walk(self.tree) if isinstance(node, nodes.Set)}
        for node in nodes.walk(self.tree):
            if not isinstance(node, nodes.Reference) or node.kind in ("runt", "dead"):
                continue
            if id(node) not in targets or node.steps:
                yield self._place(node.root, node)

    def methods(self) -> Iterator[Place]:
        """Give the methods called."""
        for node in nodes.walk(self.tree):
            if isinstance(node, nodes.Call):
                yield self._place(node.name, node)

    def parameters(self) -> Iterator[Place]:
        """Give the parameters of the request that the template names: "header.X", "path.id", or "X" for params('X')."""
        for node in nodes.walk(self.tree):
            if isinstance(node, nodes.Reference) and node.root == "input" and node.steps:
                name = _parameter(node.steps)
                if name is not None:
                    yield self._place(name, node)


def _parameter(steps: list[nodes.Property | nodes.Call | nodes.Index]) -> str | None:
    """Name the parameter that $input.params... leads to."""
    first, *rest = steps
    if not isinstance(first, nodes.Call) or first.name != "params":
        return None
    names = [_constant(first.arguments[0])] if first.arguments else [_step_name(step) for step in rest[:2]]
    if not names or None in names:
        return None
    return ".".join(name for name in names if name is not None)


def _step_name(step: nodes.Property | nodes.Call | nodes.Index) -> str | None:
    if isinstance(step, nodes.Property):
        return step.name
    if isinstance(step, nodes.Index):
        return _constant(step.index)
    return _constant(step.arguments[0]) if step.name == "get" and len(step.arguments) == 1 else None


def _constant(node: nodes.Node) -> str | None:
    return node.text if isinstance(node, nodes.String) and node.template is None else None
