"""What each line of a template did: what it gave, which branch it took, what it set.

The engine has no eyes of its own, which keeps it fast. Here a copy of the tree gets marks around its statements; they
are calls of macros that only this module knows, and they tell where the rendering stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.vtl import tree as nodes
from cfngw.vtl.errors import MappingTemplateError, PlacedProblemError, TemplateProblemError, at_place
from cfngw.vtl.limits import PRESENT
from cfngw.vtl.utf16 import together

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.vtl.program import Emit
    from cfngw.vtl.request import Request
    from cfngw.vtl.scopes import Scope

MOST_STEPS = 2000
_CHANGING = frozenset(
    (
        *("add", "addAll", "clear", "next", "put", "putAll", "putIfAbsent"),
        *("remove", "removeAll", "removeRange", "retainAll", "set", "setValue"),
    )
)


class Step(NamedTuple):
    """Something that a line of the template did. ``kind``: "gives", "sets", "takes", "turn" or "fails"."""

    line: int
    kind: str
    detail: str


class Variable(NamedTuple):
    """A reference that was read, and the value it had the first time."""

    name: str
    line: int
    value: str
    empty: bool


class Trace(NamedTuple):
    """A traced rendering. ``cut`` tells that there were more steps than are kept."""

    steps: tuple[Step, ...]
    variables: tuple[Variable, ...]
    cut: bool


def trace(text: str, request: Request) -> Trace:
    """Render a template and give what each line did, up to where it failed."""
    return _Tracer(text).run(request)


class _Tracer:
    def __init__(self, text: str) -> None:
        from cfngw.vtl.program import LOOP_NAMES, Compiler
        from cfngw.vtl.template import Template

        self.template = Template(text)
        self.text = text
        self.steps: list[Step] = []
        self.variables: dict[str, Variable] = {}
        self.marks: dict[str, Callable[[Scope], None]] = {}
        self.at: nodes.Node = self.template.tree
        self.line = 1
        self.turns: dict[int, int] = {}
        self.compiler = Compiler(True, LOOP_NAMES, text, {})
        self.cut = False

    def run(self, request: Request) -> Trace:
        from cfngw.vtl.compile_statements import compile_block
        from cfngw.vtl.compiling import add_macros
        from cfngw.vtl.gateway import add_objects
        from cfngw.vtl.program import Macro
        from cfngw.vtl.scopes import Run, StopError, Variables

        self._mark(self.template.tree)
        scope = Variables()
        before = PRESENT.budget
        try:
            add_macros(self.template.tree, self.compiler)
            render = compile_block(self.template.tree, self.compiler)
            marks = {name: Macro(name, [], _closure(tell), 0) for name, tell in self.marks.items()}
            scope.run = Run({**self.compiler.macros, **marks}, set(self.compiler.macros), gateway=True)
            PRESENT.budget = scope.run
            parameters = (request.path, request.querystring, request.header)
            add_objects(scope, request.body, parameters, request.context, request.stage_variables)
            render(scope, self._emit)
        except PlacedProblemError as problem:
            self._failed(at_place(self.text, problem))
        except TemplateProblemError as problem:
            self._failed(MappingTemplateError(f"{problem.problem}.", hint=problem.hint))
        except (StopError, RecursionError, MemoryError):
            pass
        finally:
            PRESENT.budget = before
        return Trace(tuple(self.steps), tuple(self.variables.values()), self.cut)

    def _failed(self, error: MappingTemplateError) -> None:
        self.steps.append(Step(error.line, "fails", error.problem))

    # --- marks -------------------------------------------------------------------------------------------------

    def _mark(self, block: nodes.Block) -> None:
        """Put marks around the statements of a block and of those in it; templates in strings have none."""
        marked: list[nodes.Node] = []
        for statement in block.statements:
            marked += [self._call(statement.offset, self._begins(statement)), statement]
            if isinstance(statement, nodes.Set):
                marked.append(self._call(statement.offset, self._was_set(statement)))
            elif isinstance(statement, nodes.If):
                self._mark_if(statement)
                marked.append(self._call(statement.offset, self._ends(statement)))
            elif isinstance(statement, nodes.Directive) and statement.block is not None and statement.name != "literal":
                self._mark(statement.block)
                if statement.name == "foreach":
                    turn = self._call(statement.offset, self._turn(statement))
                    statement.block.statements.insert(0, turn)
                    marked.append(self._call(statement.offset, self._loop_ends(statement)))
        block.statements[:] = marked

    def _mark_if(self, statement: nodes.If) -> None:
        for place, (test, block) in enumerate(statement.branches):
            self._mark_branch(statement, block, test.offset, "#elseif" if place else "#if")
        if statement.otherwise is not None:
            word = self.text.rfind("else", 0, statement.otherwise.offset)
            self._mark_branch(statement, statement.otherwise, max(word, 0), "#else")

    def _mark_branch(self, statement: nodes.If, block: nodes.Block, offset: int, name: str) -> None:
        self._mark(block)
        line = self.template.position(nodes.Text(offset, ""))[0]
        block.statements.insert(0, self._call(block.offset, self._takes(statement, line, name)))

    def _call(self, offset: int, tell: Callable[[Scope], None]) -> nodes.Directive:
        name = f"\0{len(self.marks)}"
        self.marks[name] = tell
        return nodes.Directive(offset=offset, name=name, arguments=[], names=[])

    def _begins(self, node: nodes.Node) -> Callable[[Scope], None]:
        read = [each for each in _own_references(node) if not _changes(each)]

        def tell(scope: Scope) -> None:
            self.at = node
            self.line = self.template.position(node)[0]
            for reference in read:
                self._look(reference, scope)

        return tell

    def _was_set(self, node: nodes.Set) -> Callable[[Scope], None]:
        name = node.target.literal.strip() or f"${node.target.root}"
        line = self.template.position(node)[0]

        def tell(scope: Scope) -> None:
            if not _changes(node.target):
                self._step(line, "sets", f"{name} = {_shown(self._value(node.target, scope))}")

        return tell

    def _takes(self, node: nodes.If, line: int, name: str) -> Callable[[Scope], None]:
        def tell(_: Scope) -> None:
            self.turns[id(node)] = 1
            self._step(line, "takes", name)

        return tell

    def _ends(self, node: nodes.If) -> Callable[[Scope], None]:
        line = self.template.position(node)[0]

        def tell(_: Scope) -> None:
            if not self.turns.pop(id(node), 0):
                self._step(line, "takes", "no branch of #if")

        return tell

    def _turn(self, node: nodes.Directive) -> Callable[[Scope], None]:
        line = self.template.position(node)[0]
        named = node.arguments[0] if node.arguments else node
        root = named.root if isinstance(named, nodes.Reference) else named.literal[1:]
        variable = nodes.Reference(node.offset, root, [], "normal", "", "", "")

        def tell(scope: Scope) -> None:
            self.turns[id(node)] = turn = self.turns.get(id(node), 0) + 1
            shown = _shown(self._value(variable, scope))
            self._step(line, "turn", f"{turn} of #foreach, ${variable.root} = {shown}")

        return tell

    def _loop_ends(self, node: nodes.Directive) -> Callable[[Scope], None]:
        line = self.template.position(node)[0]

        def tell(_: Scope) -> None:
            if not self.turns.pop(id(node), 0):
                self._step(line, "takes", "no turn of #foreach: there is nothing to go through")

        return tell

    # --- what is seen ------------------------------------------------------------------------------------------

    def _emit(self, text: str) -> None:
        if not text:
            return
        if not isinstance(self.at, nodes.Text):
            self._gives(self.line, text)
            return
        for place, piece in enumerate(text.splitlines(keepends=True)):
            self._gives(self.line + place, piece)

    def _gives(self, line: int, text: str) -> None:
        last = self.steps[-1] if self.steps else None
        if last is not None and last.kind == "gives" and last.line == line:
            self.steps[-1] = Step(line, "gives", together(last.detail + text))
        else:
            self._step(line, "gives", text)

    def _step(self, line: int, kind: str, detail: str) -> None:
        if len(self.steps) < MOST_STEPS:
            self.steps.append(Step(line, kind, detail))
        else:
            self.cut = True

    def _value(self, reference: nodes.Reference, scope: Scope) -> Any:
        """Read a reference once more; what fails here fails again in its own place, and is told there."""
        from cfngw.vtl.compile_references import compile_reference

        try:
            return compile_reference(reference, self.compiler)(scope)
        except (PlacedProblemError, TemplateProblemError, RecursionError):
            return ""

    def _look(self, reference: nodes.Reference, scope: Scope) -> None:
        name = reference.literal.strip()
        seen = self.variables.get(name)
        if name and (seen is None or seen.empty):
            value = self._value(reference, scope)
            empty = value is None or value == ""
            if seen is None or not empty:
                line = self.template.position(reference)[0]
                self.variables[name] = Variable(name, line, _shown(value), empty)


def _closure(tell: Callable[[Scope], None]) -> Callable[[Scope, Emit], None]:
    def render(scope: Scope, _: Emit) -> None:
        scope.run.depth -= 1  # a mark is no call: it counts neither for the depth of macros nor for the work
        scope.run.left += 10
        tell(scope)
        scope.run.depth += 1

    return render


def _own_references(node: nodes.Node) -> list[nodes.Reference]:
    """List the references that a statement reads itself, without those of the blocks in it."""
    found: list[nodes.Reference] = []
    waiting: list[nodes.Node] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, nodes.Reference) and each.kind not in ("runt", "dead") and each.root != "util":
            found.append(each)
        if not isinstance(each, nodes.Block):
            waiting += reversed(list(each.children()))
        elif isinstance(node, nodes.Text | nodes.Reference | nodes.Set):
            waiting += reversed(each.statements)
    skipped: list[nodes.Reference] = []
    if isinstance(node, nodes.Set):
        skipped = [node.target]
    elif isinstance(node, nodes.Directive) and node.name in ("foreach", "macro", "define"):
        skipped = [each for each in node.arguments[:1] if isinstance(each, nodes.Reference)]
    return [each for each in found if not any(each is one for one in skipped)]


def _changes(reference: nodes.Reference) -> bool:
    """Tell a reference that can't be read a second time without changing something."""
    return any(isinstance(each, nodes.Call) and each.name in _CHANGING for each in nodes.walk(reference))


def _shown(value: Any) -> str:
    from cfngw.vtl.values import Printable, to_text

    if isinstance(value, Printable):
        return "a block" if value.__class__.__name__ == "BlockValue" else "an object"
    try:
        text = repr(value) if isinstance(value, str) else to_text(value)
    except TemplateProblemError:
        return "too large to show"
    return text if len(text) <= 100 else f"{text[:99]}…"
